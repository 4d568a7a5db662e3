// The question before something that cannot be undone. Parts [data-sure-KIND] are shown for a kind.

import { ApiError } from "./api.js";

export class Sure {
  #dialog;
  #command = null;

  constructor(dialog) {
    this.#dialog = dialog;
    dialog.querySelector("[data-sure-yes]").addEventListener("click", (event) => this.#go(event.currentTarget));
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target.closest("[data-sure-no]")) dialog.close();
    });
  }

  ask(kind, question, command) {
    this.#command = command;
    this.#dialog.querySelector("h2").textContent = question;
    for (const part of this.#dialog.querySelectorAll("[data-sure-revoke], [data-sure-delete]")) {
      part.hidden = !part.hasAttribute(`data-sure-${kind}`);
    }
    this.#problem("");
    this.#dialog.showModal();
    this.#dialog.querySelector("[data-sure-no]").focus();
  }

  async #go(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await this.#command();
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  #problem(words) {
    const line = this.#dialog.querySelector("[data-sure-problem]");
    line.textContent = words;
    line.hidden = !words;
  }
}
