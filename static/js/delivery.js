// How a text is said: by which voice, how fast.

import { pace } from "./words.js";
import { dressVoiceRows, Sampler, VoicePicker } from "./voices.js";

export class Delivery {
  #form;
  #root;
  #picker;
  #isChosen = false; // by the person, not by the presenter

  constructor(form, data, { onChange }) {
    this.#form = form;
    this.#root = document.getElementById("delivery");
    const dialog = document.getElementById("voices");
    this.#picker = new VoicePicker(data.voices, document.getElementById("voice-field"), dialog, new Sampler(), () => {
      this.#isChosen = true;
      onChange();
    });
    dressVoiceRows(dialog, data.voices);
  }

  // What the API takes beside the text.
  get value() { return { voice: this.#picker.value, rate: Number(this.#form.elements.rate.value) }; }

  // The voice as the API describes it.
  get voice() { return this.#picker.voice; }

  // Seconds that a text of so many characters takes.
  secondsFor(n) { return n / this.voice.characters_per_second / Number(this.#form.elements.rate.value); }

  get draft() { return { ...this.value, isChosen: this.#isChosen }; }

  fill({ voice, rate, isChosen } = {}) {
    if (rate) this.#form.elements.rate.value = rate;
    this.#isChosen = Boolean(isChosen);
    this.#picker.value = voice ?? this.#picker.value;
    this.draw();
  }

  // The voice of a presenter, unless somebody chose one.
  suggest(voice) {
    if (!this.#isChosen && voice) this.#picker.value = voice;
  }

  // A voice that somebody asked for outside of the list.
  choose(voice) {
    this.#isChosen = true;
    this.#picker.value = voice;
  }

  set hidden(yes) { this.#root.hidden = yes; }

  draw() {
    const { rate } = this.#form.elements;
    const { min, max, value } = rate;
    this.#form.querySelector("[data-rate]").textContent = pace(value);
    rate.style.setProperty("--fill", `${((value - min) / (max - min)) * 100}%`);
    rate.setAttribute("aria-valuetext", pace(value));
  }
}
