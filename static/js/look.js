// What the video looks like around the presenter: its shape, what stands behind, captions.

import { BackgroundField } from "./background.js";
import { CaptionForm } from "./captions.js";
import { phrase } from "./words.js";

const USUAL = { picture: "16:9", video: "source" };

export class Look {
  #form;
  #kind = "picture";
  #face = null;
  #aspects = { ...USUAL }; // by kind of face
  #captions;
  #background;

  // onChange(): something came later than the press that asked for it
  constructor(form, data, { onChange = () => {}, onError = () => {} } = {}) {
    this.#form = form;
    this.#captions = new CaptionForm(form, data.captions);
    this.#background = new BackgroundField(form, data.backgrounds, { limit: data.max_upload, onChange, onError });
    for (const opener of form.querySelectorAll("[data-look-open]")) {
      opener.addEventListener("click", () => this.#toggle(opener));
    }
    form.addEventListener("suggestlook", (event) => this.#suggest(event.detail));
  }

  // What the API takes.
  get value() {
    return { aspect: this.#aspect, background: this.#background.value, captions: this.#captions.value };
  }

  get #aspect() { return this.#form.elements.aspect.value; }

  // Words about what is missing, beside the place where it is to be given; "" for nothing.
  check() {
    const { hidden } = this.#form.querySelector("[data-look-backgrounds]");
    if (hidden || !this.#background.lacksPicture) return "";
    this.#open(this.#form.querySelector("[data-look-open=background]"), true);
    return phrase("background_needs_picture");
  }

  // What the preview draws.
  get scene() {
    return { aspect: this.#aspect, background: this.#background.scene, captions: this.#captions.value };
  }

  get draft() {
    return {
      aspects: this.#aspects,
      background: this.#background.draft,
      captions: { isOn: this.#captions.isOn, style: this.#captions.style },
    };
  }

  // From a draft, or from the settings of a video ({ aspect, background, captions }).
  fill({ aspect, aspects, background, captions } = {}) {
    this.#aspects = { ...USUAL, ...aspects };
    if (aspect) this.#aspects[aspect === "source" ? "video" : "picture"] = aspect;
    if (aspect && aspect !== "source") this.#aspects.video = aspects?.video ?? "source";
    this.#background.fill(background);
    this.#captions.isOn = captions?.isOn ?? Boolean(captions);
    this.#captions.fill(captions?.style?.position ? captions.style : captions ?? {});
    this.#pickAspect();
    this.#draw();
  }

  // A video keeps its own shape unless somebody wants another one.
  set kind(kind) {
    this.#kind = kind;
    for (const part of this.#form.querySelectorAll(".stage [data-for-videos]")) part.hidden = kind !== "video";
    this.#pickAspect();
    this.#draw();
  }

  // Who speaks.
  set face(face) {
    this.#face = face;
    let kind = face?.kind === "video" ? "video" : "photo";
    if (kind === "photo" && face?.has_alpha) kind = "cutout";
    this.#background.kind = kind;
    this.kind = kind === "video" ? "video" : "picture";
  }

  changed(name) {
    this.#aspects[this.#kind] = this.#aspect;
    if (name === "background") this.#background.changed();
    if (name === "captions" && this.#captions.isOn) this.#openAtFirst();
    this.#draw();
  }

  #suggest({ aspect, captions }) {
    this.#aspects[this.#kind] = aspect;
    if (captions) this.#captions.isOn = true;
    this.#pickAspect();
    this.#draw();
  }

  #openAtFirst() {
    const opener = this.#form.querySelector("[data-look-open=captions]");
    if (opener.dataset.seen) return;
    opener.dataset.seen = "";
    this.#open(opener, true);
  }

  #pickAspect() {
    const radio = [...this.#form.elements.aspect].find((one) => one.value === this.#aspects[this.#kind]);
    if (radio) radio.checked = true;
  }

  #toggle(opener) {
    this.#open(opener, opener.getAttribute("aria-expanded") !== "true");
  }

  // One drawer is open at a time, so that the picture stays in sight.
  #open(opener, yes) {
    for (const other of this.#form.querySelectorAll("[data-look-open]")) {
      const open = other === opener && yes;
      other.setAttribute("aria-expanded", String(open));
      document.getElementById(other.getAttribute("aria-controls")).hidden = !open;
    }
  }

  #draw() {
    const wholeVideo = this.#kind === "video" && this.#aspect === "source";
    const group = this.#form.querySelector("[data-look-backgrounds]");
    group.hidden = wholeVideo; // nothing can be seen behind it
    if (wholeVideo) document.getElementById("look-background").hidden = true;
    this.#background.draw();
    const more = this.#form.querySelector("[data-look-open=background]");
    more.toggleAttribute("data-chosen", this.#background.isMixed);
    const isPhoto = this.#face && this.#face.kind !== "video" && !this.#face.has_alpha;
    const { isOwn, isBlurred } = this.#background.scene;
    const note = this.#form.querySelector("[data-look-note]");
    note.hidden = !isPhoto || isOwn || isBlurred;
    note.textContent = phrase("cut_out_later");
  }
}
