// The picture of a person: chosen, cut square, sent; or removed.

import { API, ApiError, call, failed } from "./api.js";
import { SquareCrop } from "./squarecrop.js";
import { toast } from "./toast.js";

const PATH = "profile/picture/";

const part = document.getElementById("picture");
const dialog = document.getElementById("picture-dialog");
const crop = new SquareCrop(dialog.querySelector("[data-square]"), dialog.querySelector("[data-zoom]"));
const use = dialog.querySelector("[data-use]");
let chosen = null;

part.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = ""; // the same file can be chosen again
  if (file) await open(file);
});

async function open(file) {
  chosen = file;
  const url = URL.createObjectURL(file);
  dialog.showModal();
  try {
    await crop.show(url);
    dialog.querySelector("[data-square]").focus();
  } catch {
    dialog.close();
    toast(new ApiError(422, "unreadable_picture").words);
  } finally {
    URL.revokeObjectURL(url);
  }
}

use.addEventListener("click", () => carryOut(use, () => send(chosen, crop.value)));

part.querySelector("[data-remove]")?.addEventListener("click", ({ currentTarget }) => {
  carryOut(currentTarget, () => call("DELETE", PATH));
});

// The picture is in several places of the page, so that is loaded anew.
async function carryOut(button, action) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await action();
    location.reload();
  } catch (error) {
    button.removeAttribute("aria-busy");
    if (!(error instanceof ApiError)) throw error;
    dialog.close();
    toast(error.words);
  }
}

async function send(file, square) {
  const body = new FormData();
  body.append("file", file);
  for (const [name, share] of Object.entries(square)) body.append(name, share.toFixed(6));
  const token = document.querySelector("meta[name=csrf-token]").content;
  let response;
  try {
    response = await fetch(API + PATH, { method: "POST", headers: { "X-CSRFToken": token }, body });
  } catch {
    throw new ApiError(0, "offline");
  }
  if (!response.ok) throw failed(response.status, await response.json().catch(() => ({})));
}
