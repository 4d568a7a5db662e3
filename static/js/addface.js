// The dialog that makes a presenter of a photo or a video.

import { adviceList, refusalWords } from "./advice.js";
import { ApiError, call } from "./api.js";
import { takeFiles } from "./drop.js";
import { FacePick } from "./facepick.js";
import { FieldErrors } from "./fielderrors.js";
import { Sending } from "./sending.js";
import { phrase } from "./words.js";

export class AddFace {
  #dialog;
  #form;
  #errors;
  #sending;
  #pick;
  #row = null;
  #onAdded;

  constructor(dialog, { limit, onAdded }) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form[data-face-form]");
    this.#errors = new FieldErrors(this.#form);
    this.#onAdded = onAdded;
    this.#pick = new FacePick(dialog.querySelector(".facepick"));
    this.#sending = new Sending(dialog, { purpose: "face", limit, onState: (state) => this.#show(state) });
    takeFiles(dialog, (file) => this.#take(file));
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); this.#add(); });
    this.#form.addEventListener("input", (event) => this.#errors.clear(event.target.name));
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) this.#close(); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.#close(); });
    dialog.addEventListener("close", () => this.#sending.cancel());
  }

  get isSending() { return this.#sending.isUnderWay; }

  // What was begun is still there when the dialog is opened again.
  open(file = null) {
    if (!this.#row && !this.isSending) this.#show("empty");
    if (!this.#dialog.open) this.#dialog.showModal();
    if (file) this.#take(file);
  }

  #close() {
    this.#dialog.close();
  }

  async #take(file) {
    this.#problem(null);
    try {
      const row = await this.#sending.send(file);
      if (row) this.#accept(row);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error);
    }
    this.#show(this.#row ? "ready" : "empty");
  }

  #accept(row) {
    this.#row = row;
    this.#errors.clearAll();
    this.#pick.show(row);
    this.#form.elements.name.value ||= nameOf(row.name);
    this.#form.elements.may_use.checked = false; // somebody else may be in this picture
    const many = row.faces.length > 1;
    this.#part("several").hidden = !many;
    this.#part("advice").replaceChildren(adviceList("picture", row.inspection?.advice, { without: "several_faces" }));
    this.#show("ready");
    if (many) this.#pick.focus();
    else this.#form.elements.name.select();
  }

  // A refused file: what is wrong, and what the inspection advises.
  #problem(error) {
    const box = this.#part("problem");
    box.hidden = !error;
    if (!error) return;
    box.querySelector("[data-problem-words]").textContent = refusalWords("picture", error);
    box.querySelector("[data-problem-advice]").replaceChildren(adviceList("picture", error.inspection?.advice.filter(({ level }) => level !== "error")));
  }

  async #add() {
    const button = this.#form.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy") === "true" || !this.#isReady()) return;
    const { name, may_use: mayUse } = this.#form.elements;
    const wish = { upload: this.#row.id, name: name.value.trim(), may_use: mayUse.checked, ...this.#pick.value };
    button.setAttribute("aria-busy", "true");
    try {
      const avatar = await call("POST", "avatars/", wish);
      this.#row = null;
      name.value = "";
      this.#dialog.close();
      this.#onAdded(avatar);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refused(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  #isReady() {
    const { name, may_use: mayUse } = this.#form.elements;
    if (!name.value.trim()) this.#errors.show("name", phrase("name_the_face"));
    if (!mayUse.checked) this.#errors.show("may_use", phrase("may_use_needed"));
    if (name.value.trim() && mayUse.checked) return true;
    this.#errors.focusFirst();
    return false;
  }

  #refused(error) {
    let shown = false;
    for (const name of Object.keys(error.fields)) shown = this.#errors.show(name, error.words) || shown;
    if (shown) this.#errors.focusFirst();
    else this.#problem(error);
  }

  #show(state) {
    this.#dialog.dataset.state = state;
    for (const part of this.#dialog.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-${name}]`);
  }
}

// A name to begin with: that of the file, unless a camera made it up.
function nameOf(file) {
  const plain = file.replace(/\.\w{2,4}$/u, "").replace(/[_-]+/gu, " ").trim();
  return /\d{3}|^(img|image|photo|video|dsc|screenshot)\b/iu.test(plain) ? "" : plain.slice(0, 40);
}
