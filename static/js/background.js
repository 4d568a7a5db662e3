// What stands behind the presenter: one of the list, or a colour, gradient or picture of one's own.

import { ApiError, call } from "./api.js";
import { Sending } from "./sending.js";

const MIXED = new Set(["own", "blurred", "colour", "gradient", "picture"]);
const SUITS = { // what can stand behind whom
  cutout: new Set(["colour", "gradient", "picture"]),
  photo: MIXED,
  video: new Set(["blurred", "colour", "gradient", "picture"]),
};
const FIRST = { cutout: "mist", photo: "own", video: "blurred" };

export class BackgroundField {
  #form;
  #listed;
  #root;
  #picture = null; // { upload, url } of an own one
  #chosen = { ...FIRST }; // by kind of face
  #kind = "cutout";
  #sending;
  #onChange;
  #onError;

  // onError(words|null)
  constructor(form, backgrounds, { limit, onChange, onError }) {
    this.#form = form;
    this.#listed = new Map(backgrounds.map((background) => [background.id, background]));
    this.#root = document.getElementById("background-picture");
    this.#onChange = onChange;
    this.#onError = onError;
    this.#sending = new Sending(this.#root, {
      purpose: "background",
      limit,
      onState: (state) => this.#show(state),
    });
    for (const swatch of form.querySelectorAll("[data-swatch]")) {
      swatch.style.background = this.#listed.get(swatch.dataset.swatch).css;
    }
    this.#root.querySelector("input[type=file]").addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) this.#take(file);
    });
  }

  #field(name) { return this.#form.elements[name]; }

  get #name() { return this.#field("background").value; }

  // Whether something of one's own is chosen.
  get isMixed() { return MIXED.has(this.#name); }

  // What the API takes; the usual one where a picture is wanted but not there yet.
  get value() {
    const name = this.#name;
    if (name === "colour") return this.#field("background-colour").value;
    if (name === "gradient") return { kind: "gradient", ...this.#gradient };
    if (name === "blurred") return { kind: "blurred" };
    if (name === "picture") return this.#picture ? { kind: "picture", upload: this.#picture.upload } : FIRST[this.#kind];
    return name;
  }

  // Whether a picture is wanted that nobody has chosen yet.
  get lacksPicture() { return this.#name === "picture" && !this.#picture; }

  get #gradient() { return { from: this.#field("gradient-from").value, to: this.#field("gradient-to").value }; }

  // What the preview draws: { css, picture } and whether the photo's own background is seen.
  get scene() {
    const name = this.#name;
    if (name === "colour") return { css: this.#field("background-colour").value };
    if (name === "gradient") return { css: `linear-gradient(${this.#gradient.from}, ${this.#gradient.to})` };
    if (name === "own") return { css: this.#listed.values().next().value.css, isOwn: true };
    if (name === "blurred") return { css: "#222", isBlurred: true };
    if (name === "picture") return { css: "#d8d4cc", picture: this.#picture?.url ?? "" };
    return this.#listed.get(name) ?? { css: "#d8d4cc" };
  }

  get draft() {
    return {
      chosen: this.#chosen,
      colour: this.#field("background-colour").value,
      gradient: this.#gradient,
      picture: this.#picture,
    };
  }

  // From a draft, or from what the API calls a background.
  fill(kept) {
    const draft = kept?.chosen ? kept : draftOf(kept);
    this.#chosen = { ...FIRST, ...draft.chosen };
    if (draft.colour) this.#field("background-colour").value = draft.colour;
    if (draft.gradient) {
      this.#field("gradient-from").value = draft.gradient.from;
      this.#field("gradient-to").value = draft.gradient.to;
    }
    this.#picture = null;
    this.#showPicture();
    if (draft.picture?.upload) this.#restore(draft.picture.upload);
    this.#pick();
  }

  // Who speaks: somebody cut out, a photo with a background of its own, or a video.
  set kind(kind) {
    this.#kind = kind;
    for (const chip of this.#form.querySelectorAll("[data-background]")) {
      chip.hidden = !SUITS[kind].has(chip.dataset.background);
    }
    this.#pick();
  }

  changed() {
    this.#chosen[this.#kind] = this.#name;
    this.draw();
  }

  draw() {
    for (const part of this.#form.querySelectorAll("[data-for-background]")) {
      part.hidden = part.dataset.forBackground !== this.#name;
    }
  }

  #pick() {
    const wish = this.#chosen[this.#kind];
    const suits = MIXED.has(wish) ? SUITS[this.#kind].has(wish) : this.#listed.has(wish);
    const radios = [...this.#field("background")];
    const radio = radios.find((one) => one.value === (suits ? wish : FIRST[this.#kind]));
    if (radio) radio.checked = true;
    this.draw();
  }

  async #take(file) {
    this.#onError(null);
    try {
      const row = await this.#sending.send(file);
      if (row) this.#picture = { upload: row.id, url: row.thumbnail_url };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#onError(error.words);
    }
    this.#showPicture();
    this.#onChange();
  }

  // The picture of a draft, if it is still kept.
  async #restore(upload) {
    try {
      const row = await call("GET", `uploads/${upload}/`);
      this.#picture = { upload, url: row.thumbnail_url };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return;
    }
    this.#showPicture();
    this.#onChange();
  }

  #showPicture() {
    this.#show(this.#picture ? "filled" : "empty");
    const picture = this.#root.querySelector("[data-background-picture]");
    picture.hidden = !this.#picture?.url;
    if (this.#picture?.url) picture.src = this.#picture.url;
  }

  #show(state) {
    for (const part of this.#root.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }
}

function draftOf(value) {
  const all = (name) => ({ cutout: name, photo: name, video: name });
  if (!value) return {};
  if (value.kind === "gradient") return { chosen: all("gradient"), gradient: { from: value.from, to: value.to } };
  if (value.kind === "picture") return { chosen: all("picture"), picture: { upload: value.upload } };
  if (value.kind === "blurred") return { chosen: { ...FIRST, photo: "blurred" } };
  if (value.startsWith("#")) return { chosen: all("colour"), colour: value };
  return { chosen: { cutout: value, photo: value === "own" ? "own" : value, video: FIRST.video } };
}
