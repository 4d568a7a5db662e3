// Plays a part of a sound at the press of a button.

import { setIcon } from "./icons.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

const PAST = 0.4; // seconds after the span in which it stops; later ones were asked for

export class Player {
  #sound = new Audio();
  #button;
  #onTime;
  #url = null; // of a file of this browser, to be given back
  #start = 0;
  #end = Infinity;

  constructor(button, onTime) {
    this.#button = button;
    this.#onTime = onTime;
    this.#sound.preload = "auto";
    button.addEventListener("click", () => this.#toggle());
    this.#sound.addEventListener("pause", () => this.#mark(false));
    this.#sound.addEventListener("playing", () => { this.#mark(true); this.#follow(); });
  }

  // Take a file; null for one that is not there yet.
  open(file) {
    this.close();
    this.#button.disabled = !file;
    if (!file) return;
    this.#url = URL.createObjectURL(file);
    this.#sound.src = this.#url;
  }

  close() {
    this.stop();
    this.#sound.removeAttribute("src");
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = null;
  }

  set span([start, end]) {
    this.#start = start;
    this.#end = end;
  }

  seek(time) {
    if (!this.#sound.src) return;
    this.#sound.currentTime = time;
    this.#onTime(time);
  }

  // Play from a moment on, also from one outside of the span.
  playFrom(time) {
    if (!this.#sound.src) return;
    this.seek(time);
    this.#play();
  }

  stop() {
    this.#sound.pause();
  }

  #toggle() {
    if (!this.#sound.paused) {
      this.stop();
      return;
    }
    const now = this.#sound.currentTime;
    if (now < this.#start || now >= this.#end - 0.05) this.seek(this.#start);
    this.#play();
  }

  #play() {
    this.#sound.play().catch((error) => {
      if (error.name === "AbortError") return; // stopped before it began
      this.#mark(false);
      toast(phrase("cannot_play"));
    });
  }

  #follow() {
    const step = () => {
      if (this.#sound.paused) return;
      const now = this.#sound.currentTime;
      if (now >= this.#end && now < this.#end + PAST) {
        this.stop();
        this.seek(this.#start);
        return;
      }
      this.#onTime(this.#sound.currentTime);
      requestAnimationFrame(step);
    };
    step();
  }

  #mark(plays) {
    this.#button.setAttribute("aria-pressed", String(plays));
    setIcon(this.#button, plays ? "stop" : "play");
  }
}
