// The dialog of a video's links: make, copy, end.

import { ApiError, call } from "./api.js";
import { counted, number, phrase } from "./words.js";

const dialog = document.getElementById("share-dialog");
const form = document.getElementById("share-new");
const list = document.getElementById("share-links");
const path = () => `videos/${dialog.dataset.video}/shares/`;

export async function openSharing() {
  say("");
  dialog.showModal();
  try {
    show(await call("GET", path()));
  } catch (error) {
    tell(error);
  }
}

function tell(error) {
  if (!(error instanceof ApiError)) throw error;
  say(error.words);
}

// Within the dialog: what lies outside of it is behind its veil.
function say(text) {
  dialog.querySelector("[role=status]").textContent = text;
}

function show(links) {
  list.replaceChildren(...links.map(row));
  showWhetherAny();
}

function showWhetherAny() {
  list.closest("section").hidden = list.childElementCount === 0;
}

function row(link) {
  const item = document.getElementById("share-link").content.firstElementChild.cloneNode(true);
  const url = item.querySelector(".share__url");
  url.value = link.url;
  url.addEventListener("focus", () => url.select());
  item.querySelector(".share__facts").textContent = facts(link);
  item.querySelector("[data-copy-link]").addEventListener("click", () => copy(url));
  const code = item.querySelector(".share__code");
  code.value = link.embed_code ?? "";
  code.closest(".share__embed").hidden = !link.allows_embedding;
  code.addEventListener("focus", () => code.select());
  item.querySelector("[data-copy-code]").addEventListener("click", () => copy(code));
  item.querySelector("[data-revoke]").addEventListener("click", (event) => revoke(event.currentTarget, item, link));
  return item;
}

function facts(link) {
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return [
    link.expires_at ? phrase("link_until", { date: day.format(new Date(link.expires_at)) }) : phrase("link_without_end"),
    link.has_password ? phrase("link_with_password") : "",
    link.allows_download ? phrase("link_with_download") : "",
    link.origin === "mail" ? phrase("link_of_mail") : "",
    views(link),
  ].filter(Boolean).join(" · ");
}

function views({ n_views: seen, max_views: most }) {
  if (most !== null) return phrase("link_views_of", { n: number(seen), most: number(most) });
  return seen ? counted("link_views", seen) : "";
}

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(phrase("copied"));
  } catch {
    say(phrase("copy_by_hand")); // no clipboard without https
  }
}

async function revoke(button, item, link) {
  button.setAttribute("aria-busy", "true");
  try {
    await call("DELETE", `${path()}${link.id}/`);
  } catch (error) {
    button.removeAttribute("aria-busy");
    if (error.status !== 404) {
      tell(error);
      return;
    }
  }
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  showWhetherAny();
  (next?.querySelector("[data-revoke]") ?? form.querySelector("button")).focus();
  say(phrase("link_ended"));
}

function wish() {
  const { days, allows_download: download, allows_embedding: embedding, password, max_views: most } = form.elements;
  return {
    days: days.value ? Number(days.value) : null,
    allows_download: download.checked,
    allows_embedding: embedding.checked,
    password: password.value,
    max_views: most.value ? Number(most.value) : null,
  };
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const item = row(await call("POST", path(), wish()));
    list.prepend(item);
    showWhetherAny();
    form.elements.password.value = "";
    form.elements.max_views.value = "";
    copy(item.querySelector(".share__url"));
  } catch (error) {
    tell(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
});

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // a press beside the dialog
});
