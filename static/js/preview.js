// The picture of what the video will look like, and the video itself once it is there.

import { CaptionSketch } from "./captions.js";
import { phrase } from "./words.js";

const WIDE = 16 / 9;
const SIDES = { "16:9": [16, 9], "9:16": [9, 16], "1:1": [1, 1] };

export class Preview {
  #mat;
  #screen;
  #person;
  #tag;
  #back;
  #captions;
  #choice = {};

  constructor(mat, captionMeasures) {
    this.#mat = mat;
    this.#screen = mat.querySelector(".screen");
    this.#person = mat.querySelector(".screen__person");
    this.#tag = mat.querySelector(".screen__tag");
    this.#back = mat.querySelector(".screen__back");
    this.#captions = new CaptionSketch(mat.querySelector(".screen__caption"), captionMeasures);
  }

  // Show a presenter before a background, placed as the render places them, with captions over it.
  compose({ avatar, background, aspect, captions = null, says = "" }) {
    this.#choice = { avatar, background, aspect, captions, says };
    this.#removeFilm();
    this.#draw();
  }

  #draw() {
    const { avatar, background, aspect, captions, says } = this.#choice;
    if (!avatar) return;
    const frame = avatar.framing[aspect];
    const isReframed = avatar.kind === "video" && aspect !== "source";
    if (!frame && !isReframed) return; // not looked at yet
    this.#shape(aspect === "source" ? avatar : null, aspect);
    this.#drawBack(avatar, background, isReframed);
    this.#drawPerson(avatar, frame, background);
    const [width, height] = aspect === "source" ? [avatar.width, avatar.height] : SIDES[aspect];
    this.#captions.draw(captions, { width, height }, says || phrase("caption_sample"));
  }

  // A picture behind: an own one, or the face's own, out of focus.
  #drawBack(avatar, background, isReframed) {
    const isBlurred = background.isBlurred && (isReframed || !avatar.has_alpha);
    const address = background.picture || (isBlurred ? avatar.picture_url : "");
    this.#screen.style.background = background.css;
    this.#back.hidden = !address;
    this.#back.toggleAttribute("data-blurred", Boolean(isBlurred));
    if (address && this.#back.getAttribute("src") !== address) this.#back.src = address;
  }

  #drawPerson(avatar, frame, background) {
    const person = this.#person;
    if (person.getAttribute("src") !== avatar.picture_url) {
      delete person.dataset.placed;
      person.addEventListener("load", () => { person.dataset.placed = ""; }, { once: true });
      person.src = avatar.picture_url;
    }
    person.hidden = false;
    person.toggleAttribute("data-fitted", !frame);
    person.toggleAttribute("data-cut", isCut(avatar, background) && Boolean(frame));
    const { left, top, width } = frame ?? { left: 0, top: 0, width: 1 };
    person.style.left = `${left * 100}%`;
    person.style.top = `${top * 100}%`;
    person.style.width = `${width * 100}%`;
  }

  // The screen's shape: one of the formats, or that of `size` in the nearest of their places.
  #shape(size, aspect = nearest(size)) {
    const wide = size && size.width / size.height > WIDE;
    this.#mat.dataset.aspect = size ? nearest(size) : aspect;
    this.#screen.style.aspectRatio = size ? `${size.width} / ${size.height}` : "";
    this.#screen.style.width = wide ? "100%" : "";
    this.#screen.style.height = wide ? "auto" : "";
  }

  set busy(yes) {
    this.#tag.hidden = !yes;
  }

  get showsFilm() {
    return Boolean(this.#screen.querySelector("video"));
  }

  // Play a finished video in the place of the preview.
  film(result, title, { start = false } = {}) {
    if (this.#screen.querySelector("video")?.dataset.file === result.file_url) return;
    this.#removeFilm();
    const video = document.createElement("video");
    video.controls = true;
    video.playsInline = true;
    video.preload = "metadata";
    video.poster = result.poster_url ?? "";
    video.dataset.file = result.file_url;
    video.setAttribute("aria-label", title);
    video.src = result.file_url;
    this.#shape(result);
    this.#person.hidden = true;
    this.#captions.draw(null);
    this.#screen.append(video);
    if (start) video.play().catch(() => {}); // browsers may refuse; the controls are there
  }

  // Back from the finished video to the picture.
  back() {
    if (!this.showsFilm) return;
    this.#removeFilm();
    this.#draw();
  }

  #removeFilm() {
    const video = this.#screen.querySelector("video");
    if (!video) return;
    video.pause();
    video.remove();
  }
}

function nearest({ width, height }) {
  const ratio = width / height;
  if (ratio > 1.2) return "16:9";
  return ratio > 0.8 ? "1:1" : "9:16";
}

// Whether a photo will lose its own background: here it only fades into the new one.
function isCut(avatar, background) {
  return avatar.kind !== "video" && !avatar.has_alpha && !background.isOwn;
}
