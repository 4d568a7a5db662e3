// The dialog that makes a presenter of a photo or a video: a file or the camera, which face, which
// part, whom it shows.

import { adviceList, refusalWords } from "./advice.js";
import { ApiError, call } from "./api.js";
import { Camera } from "./camera.js";
import { ConsentForm } from "./consentform.js";
import { Crop } from "./crop.js";
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
  #crop;
  #camera;
  #consent;
  #row = null;
  #onAdded;

  constructor(dialog, { limit, onAdded }) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector("form[data-face-form]");
    this.#errors = new FieldErrors(this.#form);
    this.#onAdded = onAdded;
    const picture = dialog.querySelector(".facepick");
    this.#pick = new FacePick(picture);
    this.#crop = new Crop(picture);
    this.#consent = new ConsentForm(dialog.querySelector("[data-consent]"), this.#errors);
    this.#camera = new Camera(dialog.querySelector("[data-camera]"), { onFile: (file) => this.#take(file) });
    this.#sending = new Sending(dialog, { purpose: "face", limit, onState: (state) => this.#show(state) });
    takeFiles(dialog, (file) => this.#take(file));
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); this.#add(); });
    this.#form.addEventListener("input", (event) => {
      this.#errors.clear(event.target.name);
      if (event.target.name === "face") this.#crop.follow(this.#pick.box);
    });
    dialog.addEventListener("click", ({ target }) => this.#clicked(target));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.#close(); });
    dialog.addEventListener("close", () => {
      this.#sending.cancel();
      this.#leaveCamera();
    });
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

  #clicked(target) {
    if (target.closest("[data-close]")) this.#close();
    else if (target.closest("[data-camera-open]")) this.#openCamera();
    else if (target.closest("[data-camera-back]")) this.#leaveCamera();
    else if (target.closest("[data-crop]")) this.#switchCrop(!this.#crop.isOn);
  }

  #openCamera() {
    this.#problem(null);
    this.#show("camera");
    this.#camera.open();
  }

  #leaveCamera() {
    this.#camera.close();
    if (this.#dialog.dataset.state !== "camera") return;
    this.#show(this.#row ? "ready" : "empty");
    this.#dialog.querySelector("[data-in]:not([hidden]) [data-camera-open]").focus();
  }

  #switchCrop(isOn) {
    if (isOn) this.#crop.begin(this.#pick.box);
    else this.#crop.end();
    this.#part("crop").setAttribute("aria-pressed", isOn);
    this.#part("crop-hint").hidden = !isOn;
    this.#errors.clear("crop");
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
    this.#switchCrop(false);
    this.#part("crop").hidden = row.kind !== "picture"; // videos keep their shape
    this.#consent.clear();
    this.#form.elements.name.value ||= nameOf(row.name);
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
    const wish = {
      upload: this.#row.id,
      name: name.value.trim(),
      may_use: mayUse.checked,
      consent: this.#consent.value,
      crop: this.#crop.value,
      ...this.#pick.value,
    };
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
    const isNamed = Boolean(this.#form.elements.name.value.trim());
    if (!isNamed) this.#errors.show("name", phrase("name_the_face"));
    if (this.#consent.check() && isNamed) return true;
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

// What to say about a new face.
export function addedWords({ name, state, consent }) {
  if (state === "approved") return phrase("face_added", { name });
  if (state === "pending") return phrase("face_waits_for_review", { name });
  return phrase(consent?.proof === "recording" ? "face_waits_for_recording" : "face_waits_for_person", { name });
}
