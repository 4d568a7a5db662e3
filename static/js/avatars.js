// The page of avatars: add, rename, share, take back, delete; what waits is looked at now and then.

import { AddFace, addedWords } from "./addface.js";
import { refusalWords } from "./advice.js";
import { ApiError, call } from "./api.js";
import { EditFace } from "./editface.js";
import { ShareFace } from "./shareface.js";
import { Sure } from "./sure.js";
import { toast } from "./toast.js";
import { Upload, WholeFile } from "./upload.js";
import { phrase } from "./words.js";

const LISTENED_EVERY = 3000; // milliseconds

const data = JSON.parse(document.getElementById("avatars-data").textContent);
const add = document.getElementById("add-face");

const adding = new AddFace(document.getElementById("add-face-dialog"), {
  limit: data.max_upload,
  onAdded: (avatar) => renew(addedWords(avatar), avatar.id),
});
const editing = new EditFace(document.getElementById("edit-face-dialog"), {
  onRenamed: ({ id }) => renew("", id),
  onRemoved: ({ name }) => renew(phrase("face_removed", { name })),
});
const sharing = new ShareFace(document.getElementById("share-face-dialog"), {
  onShared: ({ id, name, visibility }) => renew(phrase(visibility === "private" ? "face_private" : "face_shared", { name }), id),
});
const sure = new Sure(document.getElementById("sure-dialog"));

// The lists as they are now; the focus goes to the menu of the avatar that changed.
async function renew(words = "", id = "") {
  const response = await fetch(location.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) {
    location.reload();
    return;
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("avatars");
  if (!fresh) { // signed out meanwhile
    location.reload();
    return;
  }
  document.getElementById("avatars").replaceWith(fresh);
  if (words) toast(words);
  if (id) document.querySelector(`[data-own-avatar="${CSS.escape(id)}"] [aria-expanded]`)?.focus();
  listen();
}

let timer = 0;

function listen() {
  clearTimeout(timer);
  if ("listening" in document.getElementById("avatars").dataset) timer = setTimeout(() => renew(), LISTENED_EVERY);
}

const acts = {
  edit: (avatar) => editing.open({ id: avatar.ownAvatar, name: avatar.name, thumbnail_url: avatar.thumbnail }),
  share: (avatar) => sharing.open(avatar),
  revoke: ({ ownAvatar: id, name }) => sure.ask("revoke", phrase("revoke_question", { name }), async () => {
    await call("POST", `avatars/${id}/revoke/`);
    renew(phrase("face_revoked", { name }), id);
  }),
  delete: ({ ownAvatar: id, name }) => sure.ask("delete", phrase("delete_question", { name }), async () => {
    await call("DELETE", `avatars/${id}/`);
    renew(phrase("face_removed", { name }));
  }),
  ask: ({ ownAvatar: id }) => attempt(async () => {
    await call("POST", `avatars/${id}/ask/`);
    renew(phrase("asked_again"), id);
  }),
};

async function attempt(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(refusalWords("sound", error));
  }
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-add-face]")) adding.open();
  const act = acts[target.closest("[data-do]")?.dataset.do];
  if (act) act(target.closest("[data-own-avatar]").dataset);
});

// A recording of the sentence: sent, then listened to.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-consent-recording]") || !target.files.length) return;
  const [file] = target.files;
  const { ownAvatar: id } = target.closest("[data-own-avatar]").dataset;
  const label = target.closest("label");
  label.setAttribute("aria-busy", "true");
  attempt(async () => {
    const row = await new Upload("speech", new WholeFile(file), () => {}).send();
    await call("POST", `avatars/${id}/recording/`, { upload: row.id });
    renew(phrase("recording_is_heard"), id);
  }).finally(() => {
    target.value = "";
    label.removeAttribute("aria-busy");
  });
});

add.addEventListener("click", () => adding.open());
add.disabled = false; // not before a press does something
listen();
