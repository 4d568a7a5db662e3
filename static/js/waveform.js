// The shape of a sound, the part of it that is used, and where it plays.

import { phrase } from "./words.js";

const BARS = 180;
const RATE = 8000; // hertz; enough for a picture, and an hour fits into memory
const LONGEST_DECODED = 45 * 60; // seconds; longer sound gets a line instead of its shape
const SHORTEST = 0.5; // seconds that always remain
const STEP = 0.1; // seconds an arrow key moves a handle
const LEAP = 1; // seconds with Shift, or by Page Up and Page Down

// Peaks of a sound file, within [0, 1]; null where this browser cannot tell.
export async function peaksOf(blob, duration) {
  if (duration > LONGEST_DECODED || !globalThis.OfflineAudioContext) return null;
  try {
    const context = new OfflineAudioContext(1, 1, RATE);
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    return peaks(sound.getChannelData(0));
  } catch {
    return null; // a format that the server reads and the browser does not
  }
}

function peaks(samples) {
  const found = new Float32Array(BARS);
  const each = samples.length / BARS;
  for (let bar = 0; bar < BARS; bar += 1) {
    const end = Math.min(samples.length, Math.ceil((bar + 1) * each));
    for (let at = Math.floor(bar * each); at < end; at += 1) {
      found[bar] = Math.max(found[bar], Math.abs(samples[at]));
    }
  }
  const loudest = Math.max(...found, 0.05); // silence stays flat
  return found.map((peak) => peak / loudest);
}

function outline(heights) {
  return heights.reduce((path, height, bar) => {
    const half = 2 + 46 * height;
    return `${path}M${bar * 4 + 2} ${50 - half}V${50 + half}`;
  }, "");
}

export class Waveform {
  #root;
  #handles;
  #duration = 0;
  #start = 0;
  #end = 0;
  #onTrim;
  #onSeek;

  constructor(root, { onTrim, onSeek }) {
    this.#root = root;
    this.#onTrim = onTrim;
    this.#onSeek = onSeek;
    this.#handles = { start: root.querySelector("[data-trim=start]"), end: root.querySelector("[data-trim=end]") };
    for (const [side, handle] of Object.entries(this.#handles)) this.#wire(side, handle);
    root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("[data-trim]")) this.#onSeek(this.#timeAt(event));
    });
  }

  get start() { return this.#start; }

  get end() { return this.#end; }

  get isTrimmed() { return this.#start > 0 || this.#end < this.#duration; }

  show(duration, { start = null, end = null } = {}) {
    this.#duration = duration;
    this.#start = Math.min(Math.max(0, start ?? 0), Math.max(0, duration - SHORTEST));
    this.#end = Math.min(duration, Math.max(end ?? duration, this.#start + SHORTEST));
    this.peaks = null;
    this.playhead = this.#start;
    this.#draw();
  }

  trim(start, end) {
    this.#start = start;
    this.#end = end;
    this.#draw();
  }

  set peaks(found) {
    this.#root.toggleAttribute("data-flat", !found);
    const heights = found ? [...found] : Array.from({ length: BARS }, () => 0);
    for (const path of this.#root.querySelectorAll("path")) path.setAttribute("d", outline(heights));
  }

  set playhead(time) {
    this.#root.style.setProperty("--at", this.#share(time));
  }

  #share(time) {
    return this.#duration ? Math.min(1, Math.max(0, time / this.#duration)) : 0;
  }

  #timeAt(event) {
    const box = this.#root.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.#duration;
  }

  #wire(side, handle) {
    const drag = (event) => this.#set(side, this.#timeAt(event));
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      handle.addEventListener("pointermove", drag);
    });
    for (const over of ["pointerup", "pointercancel"]) {
      handle.addEventListener(over, () => {
        handle.removeEventListener("pointermove", drag);
        this.#onTrim({ done: true });
      });
    }
    handle.addEventListener("keydown", (event) => this.#key(event, side));
  }

  #key(event, side) {
    const now = side === "start" ? this.#start : this.#end;
    const step = event.shiftKey ? LEAP : STEP;
    const wish = {
      ArrowLeft: now - step,
      ArrowDown: now - step,
      ArrowRight: now + step,
      ArrowUp: now + step,
      PageDown: now - LEAP,
      PageUp: now + LEAP,
      Home: 0,
      End: this.#duration,
    }[event.key];
    if (wish === undefined) return;
    event.preventDefault();
    this.#set(side, wish);
    this.#onTrim({ done: true });
  }

  #set(side, wish) {
    const time = Math.round(wish * 100) / 100;
    if (side === "start") this.#start = Math.max(0, Math.min(time, this.#end - SHORTEST));
    else this.#end = Math.min(this.#duration, Math.max(time, this.#start + SHORTEST));
    this.#draw();
    this.#onTrim({ done: false });
  }

  #draw() {
    this.#root.style.setProperty("--from", this.#share(this.#start));
    this.#root.style.setProperty("--to", this.#share(this.#end));
    for (const [side, handle] of Object.entries(this.#handles)) {
      const time = side === "start" ? this.#start : this.#end;
      handle.ariaValueMin = "0";
      handle.ariaValueMax = String(Math.round(this.#duration * 100) / 100);
      handle.ariaValueNow = String(time);
      handle.ariaValueText = phrase("at_seconds", { n: time.toFixed(1) });
    }
  }
}
