// The dialog that renames or removes a face of one's own.

import { ApiError, call } from "./api.js";
import { FieldErrors } from "./fielderrors.js";
import { phrase } from "./words.js";

export class EditFace {
  #dialog;
  #form;
  #errors;
  #avatar = null;
  #onRenamed;
  #onRemoved;

  constructor(dialog, { onRenamed, onRemoved }) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form[data-face-form]");
    this.#errors = new FieldErrors(this.#form);
    this.#onRenamed = onRenamed;
    this.#onRemoved = onRemoved;
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); this.#rename(); });
    this.#form.addEventListener("input", () => this.#errors.clear("name"));
    dialog.addEventListener("click", (event) => this.#clicked(event));
  }

  open(avatar) {
    this.#avatar = avatar;
    this.#errors.clearAll();
    this.#form.elements.name.value = avatar.name;
    this.#part("picture").src = avatar.thumbnail_url;
    this.#part("question").textContent = phrase("remove_question", { name: avatar.name });
    this.#ask(false);
    this.#dialog.showModal();
    this.#form.elements.name.select();
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (event.target === this.#dialog || button?.matches("[data-close]")) this.#dialog.close();
    else if (button?.matches("[data-ask]")) this.#ask(true);
    else if (button?.matches("[data-keep]")) this.#ask(false);
    else if (button?.matches("[data-remove]")) this.#remove(button);
  }

  #ask(yes) {
    const had = this.#dialog.contains(document.activeElement) && this.#dialog.open;
    this.#part("sure").hidden = !yes;
    this.#form.hidden = yes;
    if (had) this.#part(yes ? "keep" : "ask").focus();
  }

  async #rename() {
    const name = this.#form.elements.name.value.trim();
    if (!name) {
      this.#errors.show("name", phrase("name_the_face"));
      return;
    }
    await this.#attempt(this.#form.querySelector("[type=submit]"), async () => {
      this.#onRenamed(await call("PATCH", `avatars/${this.#avatar.id}/`, { name }));
    });
  }

  async #remove(button) {
    await this.#attempt(button, async () => {
      await call("DELETE", `avatars/${this.#avatar.id}/`);
      this.#onRemoved(this.#avatar);
    });
  }

  async #attempt(button, command) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await command();
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#ask(false);
      this.#errors.show("name", error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-${name}]`);
  }
}
