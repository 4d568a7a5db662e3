// How the face moves besides its mouth: expression, life, who redraws it, how lengths are fitted.

import { fillMarks, marksOf } from "./videomarks.js";
import { percent, phrase } from "./words.js";

const LIFE = ["blinks", "gaze", "head", "brows"];
const NATURAL = { picture: 1, video: 0 }; // of each kind of life, unless somebody says otherwise

export class Motion {
  #form;
  #life = { picture: null, video: null }; // null: as suggested
  #kind = "picture";

  constructor(form) {
    this.#form = form;
    form.querySelector("[data-life-reset]").addEventListener("click", () => {
      this.#life[this.#kind] = null;
      this.#fillLife();
      form.elements.blinks.focus();
      form.elements.blinks.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // Something was moved; life is only taken from the sliders once one was.
  changed(name) {
    if (!LIFE.includes(name) || this.#isSuggested(this.#sliders)) {
      if (LIFE.includes(name)) this.#life[this.#kind] = null;
    } else {
      this.#life[this.#kind] = this.#sliders;
    }
    this.#draw();
  }

  // Whether a picture or a video is to speak.
  set kind(kind) {
    this.#kind = kind;
    for (const part of this.#form.querySelectorAll("[data-for-videos]")) part.hidden = kind !== "video";
    for (const part of this.#form.querySelectorAll("[data-for-pictures]")) part.hidden = kind === "video";
    this.#fillLife();
  }

  // What the API takes.
  get value() {
    const fields = this.#form.elements;
    return {
      expression: { name: fields.expression.value, strength: Number(fields.strength.value) },
      life: this.#life[this.#kind],
      engine: fields.engine?.value || "warp",
      curves: fields.curves.checked,
      marks: marksOf(this.#form),
      ...(this.#kind === "video" ? { fit: fields.fit.value } : {}),
    };
  }

  // What a draft keeps: also what is hidden just now.
  get draft() {
    return { ...this.value, life: this.#life, fit: this.#form.elements.fit.value };
  }

  fill({ expression, life, engine, curves, fit, marks }) {
    if (expression) {
      this.#pick("expression", expression.name);
      this.#form.elements.strength.value = expression.strength;
    }
    if (life && ("picture" in life || "video" in life)) this.#life = { ...this.#life, ...life };
    if (engine) this.#pick("engine", engine);
    if (fit) this.#pick("fit", fit);
    if (curves !== undefined) this.#form.elements.curves.checked = curves;
    fillMarks(this.#form, marks);
    this.#fillLife();
  }

  #pick(name, value) {
    const radio = [...this.#form.querySelectorAll(`input[name=${name}]`)].find((one) => one.value === value);
    if (radio && !radio.disabled) radio.checked = true;
  }

  get #sliders() {
    return Object.fromEntries(LIFE.map((name) => [name, Number(this.#form.elements[name].value)]));
  }

  #isSuggested(life) {
    return LIFE.every((name) => life[name] === NATURAL[this.#kind]);
  }

  #fillLife() {
    const life = this.#life[this.#kind];
    for (const name of LIFE) this.#form.elements[name].value = life?.[name] ?? NATURAL[this.#kind];
    this.#draw();
  }

  #draw() {
    for (const name of LIFE) this.#drawSlider(name, lifeWords(Number(this.#form.elements[name].value)));
    const { expression, strength, fit } = this.#form.elements;
    this.#drawSlider("strength", percent(Number(strength.value)));
    const neutral = expression.value === "neutral";
    this.#form.querySelector("[data-strength]").hidden = neutral;
    this.#form.querySelector("[data-life-reset]").hidden = this.#life[this.#kind] === null;
    this.#form.querySelector("[data-motion-now]").textContent =
      [this.#labelOf(expression), this.#lifeNow()].filter(Boolean).join(" · ");
    this.#form.querySelector("[data-fit-now]").textContent = this.#labelOf(fit);
  }

  #labelOf(radios) {
    const chosen = [...radios].find((radio) => radio.checked);
    return chosen?.closest("label").querySelector("[data-label]").textContent.trim() ?? "";
  }

  #lifeNow() {
    const life = Object.values(this.#sliders);
    if (life.every((value) => value === 0)) return phrase("life_still");
    return phrase(this.#isSuggested(this.#sliders) ? "life_natural" : "life_own");
  }

  #drawSlider(name, words) {
    const slider = this.#form.elements[name];
    const { min, max, value } = slider;
    slider.style.setProperty("--fill", `${((value - min) / (max - min)) * 100}%`);
    slider.setAttribute("aria-valuetext", words);
    this.#form.querySelector(`output[for="${slider.id}"]`).textContent = words;
  }
}

function lifeWords(value) {
  if (value === 0) return phrase("off");
  return value === 1 ? phrase("natural") : percent(value);
}
