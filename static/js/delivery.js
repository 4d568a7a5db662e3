// How a text is said: by which voice, how fast, how high.

import { Catalogue } from "./catalogue.js";
import { toast } from "./toast.js";
import { Sampler, VoicePicker } from "./voices.js";
import { counted, pace, phrase } from "./words.js";

const base = (tag) => tag.split("-")[0].toLowerCase();

export class Delivery {
  #form;
  #root;
  #voices;
  #picker;
  #isChosen = false; // by the person, not by the presenter
  #own; // languages of the person
  #likely = []; // languages of the text

  constructor(form, data, { onChange }) {
    this.#form = form;
    this.#root = document.getElementById("delivery");
    this.#voices = data.voices;
    this.#own = [data.language, ...navigator.languages].filter(Boolean);
    const dialog = document.getElementById("voices");
    this.#picker = new VoicePicker(data.voices, document.getElementById("voice-field"), dialog, new Sampler(), () => {
      this.#isChosen = true;
      onChange();
    });
    this.likely = [];
    const opener = dialog.querySelector("[data-catalogue-open]");
    if (opener) new Catalogue(document.getElementById("catalogue"), opener, { likely: () => [...this.#likely, this.voice?.language ?? "en"] });
  }

  // What the API takes beside the text.
  get value() {
    const { rate, pitch } = this.#form.elements;
    const spoken = { voice: this.#picker.value, rate: Number(rate.value) };
    return this.voice?.can_pitch ? { ...spoken, pitch: Number(pitch.value) } : spoken;
  }

  // The voice as the API describes it.
  get voice() { return this.#picker.voice; }

  // Seconds that a text of so many characters takes.
  secondsFor(n) { return n / this.voice.characters_per_second / Number(this.#form.elements.rate.value); }

  get draft() {
    return { ...this.value, pitch: Number(this.#form.elements.pitch.value), isChosen: this.#isChosen };
  }

  fill({ voice, rate, pitch, isChosen } = {}) {
    if (rate) this.#form.elements.rate.value = rate;
    this.#form.elements.pitch.value = pitch ?? 0;
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
    this.draw();
  }

  // Languages of the text: their voices stand first in the list, then those of the person.
  set likely(tags) {
    this.#likely = tags;
    this.#picker.likely = [...tags, ...this.#own];
  }

  // Take a voice that speaks this language, unless the present one does.
  speak(language) {
    const wanted = base(language);
    const spoken = base(this.voice?.language ?? "");
    if (spoken === wanted || spoken === "mul") return;
    const speakers = this.#voices.filter((voice) => base(voice.language) === wanted);
    const exact = speakers.filter((voice) => voice.language === language);
    const found = [...exact, ...speakers].find((voice) => voice.quality === "neural") ?? exact[0] ?? speakers[0];
    if (!found) return;
    this.choose(found.id);
    toast(phrase("voice_for_language", { name: found.name, language: found.language_name }));
  }

  set hidden(yes) { this.#root.hidden = yes; }

  draw() {
    const { rate, pitch } = this.#form.elements;
    this.#drawSlider(rate, pace(rate.value));
    this.#drawSlider(pitch, Number(pitch.value) ? semitones(Number(pitch.value)) : phrase("pitch_as_is"));
    this.#root.querySelector("[data-pitch-row]").hidden = !this.voice?.can_pitch;
  }

  #drawSlider(slider, words) {
    const { min, max, value } = slider;
    this.#root.querySelector(`output[for="${slider.id}"]`).textContent = words;
    slider.style.setProperty("--fill", `${((value - min) / (max - min)) * 100}%`);
    slider.setAttribute("aria-valuetext", words);
  }
}

function semitones(value) {
  return `${value > 0 ? "+" : "−"}${counted("semitones", Math.abs(value))}`;
}
