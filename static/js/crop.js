// Which part of a picture is kept: a frame that is moved and sized with the pointer or with keys.
// All numbers are shares of the picture's sides.

import { phrase } from "./words.js";

const SMALLEST = 0.15;
const STEP = 0.02; // of an arrow key
const CORNERS = ["nw", "ne", "sw", "se"];
const WHOLE = Object.freeze({ left: 0, top: 0, right: 1, bottom: 1 });

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export class Crop {
  #root;
  #box = null;
  #at = WHOLE;
  #keep = null; // the face, which is never cut off

  constructor(root) {
    this.#root = root;
  }

  get isOn() { return this.#box !== null; }

  // Left, top, right, bottom; null for the whole picture.
  get value() {
    const { left, top, right, bottom } = this.#at;
    const whole = left === 0 && top === 0 && right === 1 && bottom === 1;
    return this.isOn && !whole ? [left, top, right, bottom] : null;
  }

  // Begin around a face: its box, or nothing.
  begin(face) {
    this.end();
    this.#keep = face;
    this.#at = face ? around(face) : WHOLE;
    this.#box = document.createElement("div");
    this.#box.className = "crop";
    this.#box.tabIndex = 0;
    this.#box.setAttribute("role", "group");
    this.#box.setAttribute("aria-label", phrase("crop_part"));
    for (const corner of CORNERS) {
      const handle = document.createElement("span");
      handle.className = `crop__corner crop__corner--${corner}`;
      handle.dataset.corner = corner;
      this.#box.append(handle);
    }
    this.#box.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#root.append(this.#box);
    this.#draw();
    this.#box.focus();
  }

  end() {
    this.#box?.remove();
    this.#box = null;
    this.#at = WHOLE;
  }

  // Another face was chosen: the frame makes room for it.
  follow(face) {
    this.#keep = face;
    if (this.isOn) this.#set(this.#at);
  }

  #set({ left, top, right, bottom }) {
    const [l, t, r, b] = this.#keep ?? [1, 1, 0, 0];
    this.#at = {
      left: clamp(left, 0, Math.min(l, 1)),
      top: clamp(top, 0, Math.min(t, 1)),
      right: clamp(right, Math.max(r, 0), 1),
      bottom: clamp(bottom, Math.max(b, 0), 1),
    };
    this.#draw();
  }

  #draw() {
    const { left, top, right, bottom } = this.#at;
    const { style } = this.#box;
    style.left = `${left * 100}%`;
    style.top = `${top * 100}%`;
    style.width = `${(right - left) * 100}%`;
    style.height = `${(bottom - top) * 100}%`;
  }

  #drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const { width, height } = this.#root.getBoundingClientRect();
    const from = { x: event.clientX, y: event.clientY, at: this.#at };
    const corner = event.target.dataset.corner ?? "";
    const box = this.#box;
    box.setPointerCapture(event.pointerId);
    const move = (now) => this.#change(corner, (now.clientX - from.x) / width, (now.clientY - from.y) / height, from.at);
    box.addEventListener("pointermove", move);
    const stop = () => box.removeEventListener("pointermove", move);
    box.addEventListener("pointerup", stop, { once: true });
    box.addEventListener("pointercancel", stop, { once: true });
  }

  // Arrows move the frame, with Shift they move its lower right corner.
  #key(event) {
    const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#change(event.shiftKey ? "se" : "", ...step, this.#at);
  }

  #change(corner, dx, dy, from) {
    const next = { ...from };
    if (!corner) {
      const x = clamp(dx, -from.left, 1 - from.right);
      const y = clamp(dy, -from.top, 1 - from.bottom);
      this.#set({ left: from.left + x, right: from.right + x, top: from.top + y, bottom: from.bottom + y });
      return;
    }
    if (corner.includes("w")) next.left = Math.min(from.left + dx, from.right - SMALLEST);
    if (corner.includes("e")) next.right = Math.max(from.right + dx, from.left + SMALLEST);
    if (corner.includes("n")) next.top = Math.min(from.top + dy, from.bottom - SMALLEST);
    if (corner.includes("s")) next.bottom = Math.max(from.bottom + dy, from.top + SMALLEST);
    this.#set(next);
  }
}

// Head and shoulders: two faces wide, from half a face above to one and a half below.
function around([left, top, right, bottom]) {
  const width = right - left;
  const height = bottom - top;
  return {
    left: Math.max(0, left - width),
    right: Math.min(1, right + width),
    top: Math.max(0, top - 0.7 * height),
    bottom: Math.min(1, bottom + 1.5 * height),
  };
}
