// The picture of what the video will look like, and the video itself once it is there.

const WIDE = 16 / 9;

export class Preview {
  #mat;
  #screen;
  #person;
  #tag;
  #choice = {};

  constructor(mat) {
    this.#mat = mat;
    this.#screen = mat.querySelector(".screen");
    this.#person = mat.querySelector(".screen__person");
    this.#tag = mat.querySelector(".screen__tag");
  }

  // Show a presenter before a background, placed as the render places them.
  compose({ avatar, background, aspect }) {
    this.#choice = { avatar, background, aspect };
    this.#removeFilm();
    this.#draw();
  }

  #draw() {
    const { avatar, background, aspect } = this.#choice;
    if (!avatar?.framing[aspect]) return; // not looked at yet
    const frame = avatar.framing[aspect];
    this.#shape(aspect === "source" ? avatar : null, aspect);
    this.#screen.style.background = background.css;
    if (this.#person.getAttribute("src") !== avatar.picture_url) {
      delete this.#person.dataset.placed;
      this.#person.addEventListener("load", () => { this.#person.dataset.placed = ""; }, { once: true });
      this.#person.src = avatar.picture_url;
    }
    this.#person.hidden = false;
    this.#person.style.left = `${frame.left * 100}%`;
    this.#person.style.top = `${frame.top * 100}%`;
    this.#person.style.width = `${frame.width * 100}%`;
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
