// The dialog that says who may make videos with an avatar.

import { ApiError, call } from "./api.js";
import { FieldErrors } from "./fielderrors.js";

export class ShareFace {
  #dialog;
  #form;
  #errors;
  #id = "";
  #onShared;

  constructor(dialog, { onShared }) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form");
    this.#errors = new FieldErrors(this.#form);
    this.#onShared = onShared;
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); this.#save(); });
    this.#form.addEventListener("change", ({ target }) => this.#changed(target));
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target.closest("[data-close]")) dialog.close();
    });
  }

  // The data of an avatar's card.
  open({ ownAvatar, visibility, group }) {
    this.#id = ownAvatar;
    this.#errors.clearAll();
    this.#form.reset();
    const { visibility: choice, group: groups } = this.#form.elements;
    choice.value = visibility;
    if (groups && group) groups.value = group;
    this.#dialog.showModal();
  }

  // Choosing a group means to share with it.
  #changed({ name }) {
    this.#errors.clear("visibility");
    if (name === "group") this.#form.elements.visibility.value = "group";
  }

  async #save() {
    const button = this.#form.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy") === "true") return;
    const { visibility, group } = this.#form.elements;
    const wish = { visibility: visibility.value, group: visibility.value === "group" ? group?.value : null };
    button.setAttribute("aria-busy", "true");
    try {
      const avatar = await call("POST", `avatars/${this.#id}/share/`, wish);
      this.#dialog.close();
      this.#onShared(avatar);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#errors.show("visibility", error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}
