// Whose mouth moves when somebody speaks: a place on a still of the video, or nobody's.

import { phrase } from "../words.js";
import { changeSpeaker, speakerOf } from "./edits.js";
import { speakerName } from "./speakernames.js";

const STEP = 0.02; // of the picture, by an arrow key

export class FaceSpot {
  #dialog;
  #desk;
  #video;
  #canvas;
  #spot;
  #speaker = "";
  #place = [0.5, 0.4];

  constructor(dialog, video, desk) {
    this.#dialog = dialog;
    this.#desk = desk;
    this.#video = video;
    this.#canvas = dialog.querySelector("canvas");
    this.#spot = dialog.querySelector("[data-face-spot]");
    const still = dialog.querySelector("[data-face-still]");
    still.addEventListener("click", (event) => this.#press(event));
    this.#spot.addEventListener("keydown", (event) => this.#key(event));
    dialog.addEventListener("change", () => this.#show());
    dialog.querySelector("form").addEventListener("submit", () => this.#take());
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-face-next]")) this.#next(); });
    video.addEventListener("seeked", () => { if (dialog.open) this.#draw(); });
  }

  get #kind() { return this.#dialog.querySelector("input[name=face-kind]:checked").value; }

  open(id) {
    this.#speaker = id;
    const { face = {} } = speakerOf(this.#desk.doc, id);
    const kind = face.is_shown === false ? "none" : face.position ? "spot" : "main";
    this.#place = face.position ?? [0.5, 0.4];
    this.#dialog.querySelector(`input[value=${kind}]`).checked = true;
    this.#dialog.querySelector("[data-face-name]").textContent = phrase("face_title", { name: speakerName(this.#desk.doc, id) });
    this.#dialog.showModal();
    this.#at = -1;
    this.#next();
    this.#show();
  }

  #at = -1; // which of the speaker's lines is seen

  // A still from the middle of the speaker's next line.
  #next() {
    const lines = this.#desk.doc.script.lines.filter(({ speaker }) => speaker === this.#speaker);
    this.#dialog.querySelector("[data-face-next]").hidden = lines.length < 2;
    if (lines.length) {
      this.#at = (this.#at + 1) % lines.length;
      const { start, end } = lines[this.#at];
      this.#desk.seek((start + end) / 2);
    }
    this.#draw();
  }

  #draw() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width) return;
    Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext("2d").drawImage(this.#video, 0, 0, width, height);
  }

  #show() {
    const [x, y] = this.#place;
    this.#spot.hidden = this.#kind !== "spot";
    this.#spot.style.left = `${x * 100}%`;
    this.#spot.style.top = `${y * 100}%`;
    this.#spot.setAttribute("aria-valuetext", phrase("face_at", { x: Math.round(x * 100), y: Math.round(y * 100) }));
    this.#spot.setAttribute("aria-valuenow", Math.round(x * 100));
  }

  #put(x, y) {
    this.#place = [x, y].map((share) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000);
    this.#dialog.querySelector("input[value=spot]").checked = true;
    this.#show();
  }

  #press(event) {
    const box = this.#canvas.getBoundingClientRect();
    this.#put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  #key(event) {
    const [x, y] = this.#place;
    const next = { ArrowLeft: [x - STEP, y], ArrowRight: [x + STEP, y], ArrowUp: [x, y - STEP], ArrowDown: [x, y + STEP] }[event.key];
    if (!next) return;
    event.preventDefault();
    this.#put(...next);
  }

  #take() {
    const kind = this.#kind;
    const face = { is_shown: kind !== "none", index: null, position: kind === "spot" ? this.#place : null };
    this.#desk.edit(changeSpeaker(this.#desk.doc, this.#speaker, { face }));
  }
}
