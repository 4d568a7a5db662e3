// A text as what is said: how long it is, how long it will take to say, what the voice could say.

import { number, pace, phrase, roughly } from "./words.js";

const TITLE_LENGTH = 60; // of a title made from the text

export function derivedTitle(text) {
  const first = text.trim().split(/(?<=[.!?。！？])\s|\n/u, 1)[0].replace(/[.。]$/u, "");
  if (first.length <= TITLE_LENGTH) return first;
  return `${first.slice(0, TITLE_LENGTH).replace(/\s+\S*$/u, "")}…`;
}

export const lengthOf = (text) => [...text.trim()].length;

export class Script {
  #form;
  #data;
  #voices;

  constructor(form, data, voices) {
    this.#form = form;
    this.#data = data;
    this.#voices = voices;
  }

  get tooLong() {
    return Math.max(0, lengthOf(this.#form.elements.text.value) - this.#data.max_text);
  }

  draw() {
    const { text, rate } = this.#form.elements;
    const length = lengthOf(text.value);
    const count = this.#form.querySelector("[data-count]");
    count.textContent = `${number(length)} / ${number(this.#data.max_text)}`;
    count.toggleAttribute("data-over", length > this.#data.max_text);
    const seconds = this.#spokenSeconds(text.value.trim()) / rate.value;
    this.#form.querySelector("[data-duration]").textContent = length ? roughly(seconds) : "";
    this.#drawPace(rate);
    this.#drawSample(text);
  }

  #drawPace(rate) {
    const { min, max, value } = rate;
    this.#form.querySelector("[data-rate]").textContent = pace(value);
    rate.style.setProperty("--fill", `${((value - min) / (max - min)) * 100}%`);
    rate.setAttribute("aria-valuetext", pace(value));
  }

  #spokenSeconds(text) {
    const { pauses } = this.#data;
    const paragraphs = text.split(/\n\s*\n/u).length;
    const sentences = text.split(/[.!?…。！？]+(?:\s|$)/u).filter(Boolean).length;
    const silent = (sentences - paragraphs) * pauses.sentence + paragraphs * pauses.paragraph;
    return [...text].length / this.#voices.voice.characters_per_second + Math.max(0, silent);
  }

  #drawSample(text) {
    const sample = this.#data.samples[this.#voices.voice?.language] ?? this.#data.samples.en;
    const button = this.#form.querySelector("[data-sample]");
    button.hidden = text.value.trim() !== "" || !sample;
    text.placeholder = sample ?? "";
    button.dataset.sample = sample ?? "";
  }
}
