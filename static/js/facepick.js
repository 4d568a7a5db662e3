// Which face of a picture: a frame around each, chosen like radio buttons.

import { phrase } from "./words.js";

export class FacePick {
  #root;
  #picture;

  constructor(root) {
    this.#root = root;
    this.#picture = root.querySelector("img");
  }

  // Show a picture; a row of an upload names its faces.
  show({ thumbnail_url: url, name, faces }) {
    for (const old of this.#root.querySelectorAll(".facepick__face")) old.remove();
    this.#root.hidden = !url;
    if (!url) return;
    this.#picture.src = url;
    this.#picture.alt = name;
    const single = faces.length === 1;
    this.#root.append(...faces.map((face, place) => (single ? frame(face) : choice(face, place))));
  }

  // The chosen one: its index and the middle of its frame; both null where there is no choice.
  get value() {
    const chosen = this.#root.querySelector("input:checked");
    if (!chosen) return { face_index: null, face_position: null };
    const [left, top, right, bottom] = chosen.dataset.box.split(" ").map(Number);
    return { face_index: Number(chosen.value), face_position: [(left + right) / 2, (top + bottom) / 2] };
  }

  // The frame of the chosen face, or of the only one: left, top, right, bottom as shares.
  get box() {
    const one = this.#root.querySelector("input:checked") ?? this.#root.querySelector(".facepick__face");
    return one?.dataset.box ? one.dataset.box.split(" ").map(Number) : null;
  }

  focus() {
    this.#root.querySelector("input")?.focus();
  }
}

function frame({ box: [left, top, right, bottom] }) {
  const element = document.createElement("span");
  element.className = "facepick__face";
  element.dataset.box = [left, top, right, bottom].join(" ");
  element.style.left = `${left * 100}%`;
  element.style.top = `${top * 100}%`;
  element.style.width = `${(right - left) * 100}%`;
  element.style.height = `${(bottom - top) * 100}%`;
  return element;
}

function choice(face, place) {
  const element = document.createElement("label");
  const box = frame(face);
  element.className = box.className;
  element.style.cssText = box.style.cssText;
  const radio = document.createElement("input");
  radio.type = "radio";
  radio.name = "face";
  radio.value = face.index;
  radio.checked = place === 0;
  radio.dataset.box = face.box.join(" ");
  radio.setAttribute("aria-label", phrase("face_number", { n: place + 1 }));
  const number = document.createElement("span");
  number.className = "facepick__number";
  number.textContent = place + 1;
  number.ariaHidden = "true";
  element.append(radio, number);
  return element;
}
