// The picture of what the video will look like, and the video itself once it is there.

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
    const frame = avatar.framing[aspect];
    this.#mat.dataset.aspect = aspect;
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
    this.#mat.dataset.aspect = aspectOf(result);
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

function aspectOf({ width, height }) {
  if (width === height) return "1:1";
  return width > height ? "16:9" : "9:16";
}
