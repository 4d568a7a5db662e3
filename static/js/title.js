// A title that is edited where it stands: Enter or leaving keeps it, Escape does not.

import { ApiError } from "./api.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

function focusBack(element) {
  const rename = element.closest("[data-video]")?.querySelector("[data-act=rename]");
  (element.querySelector("a") ?? rename)?.focus();
}

// A new title is shown at once, and taken back when it could not be kept.
async function show(element, wish, title, save) {
  const text = element.querySelector("[data-title-text]") ?? element;
  text.textContent = wish;
  try {
    text.textContent = await save(wish);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    text.textContent = title;
    toast(error.words);
  }
}

// Do something to `root` as soon as no title in it is being edited.
export function afterEditing(root, action) {
  if (!root.querySelector(".title-edit__input")) action();
  else root.addEventListener("titleedited", action, { once: true });
}

export function editTitle(element, title, save) {
  if (element.querySelector("input")) return;
  const shown = [...element.childNodes];
  const input = document.createElement("input");
  input.className = "title-edit__input";
  input.value = title;
  input.maxLength = 200;
  input.setAttribute("aria-label", phrase("title"));
  element.replaceChildren(input);
  input.focus();
  input.select();

  let over = false;
  const finish = async (keep) => {
    if (over) return;
    over = true;
    const wish = input.value.trim();
    const hadFocus = document.activeElement === input;
    element.replaceChildren(...shown);
    if (hadFocus) focusBack(element);
    if (keep && wish && wish !== title) await show(element, wish, title, save);
    element.dispatchEvent(new Event("titleedited", { bubbles: true }));
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault(); // or the key would also press what gets the focus
    event.stopPropagation();
    finish(event.key === "Enter");
  });
  input.addEventListener("blur", () => finish(true));
}
