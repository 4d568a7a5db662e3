// Written words as what is said: how many they are, how long they take to say.

import { Marks } from "./marks.js";
import { Reads } from "./reads.js";
import { number, phrase, roughly } from "./words.js";

const TITLE_LENGTH = 60; // of a title made from the text
const DEFAULT_PAUSE = 0.5; // seconds
const LONGEST_PAUSE = 10;

export function derivedTitle(text) {
  const first = spoken(text).trim().split(/(?<=[.!?。！？])\s|\n/u, 1)[0].replace(/[.。]$/u, "");
  if (first.length <= TITLE_LENGTH) return first;
  return `${first.slice(0, TITLE_LENGTH).replace(/\s+\S*$/u, "")}…`;
}

export const lengthOf = (text) => [...text.trim()].length;

// What remains to be said once pauses and emphasis are taken out.
export function spoken(text) {
  return text.replace(/\s*\[pause[^\]\n]*\]/giu, "").replace(/\*([^*\n]+)\*/gu, "$1");
}

// Seconds of silence that the text asks for by its marks.
export function askedSilence(text) {
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/\[\s*pause\b[\s:]*(?:([\d.,]+)\s*(m?s)?[^\]\n]*)?\]/giu)) {
    const wished = amount === undefined ? DEFAULT_PAUSE : Number(amount.replace(",", "."));
    seconds += Math.min(LONGEST_PAUSE, unit?.toLowerCase() === "ms" ? wished / 1000 : wished) || 0;
  }
  return seconds;
}

export class TextWay {
  #root;
  #field;
  #data;
  #delivery;
  #reads;
  #name = "";

  constructor(root, { data, delivery, onChange }) {
    this.#root = root;
    this.#field = root.querySelector("textarea");
    this.#data = data;
    this.#delivery = delivery;
    new Marks(root, this.#field);
    const { voices } = data;
    this.#reads = new Reads(root.querySelector("[data-reads]"), { voices, delivery, onSwitch: onChange });
    root.querySelector("[data-sample]").addEventListener("click", (event) => {
      this.#field.value = event.currentTarget.dataset.sample;
      this.#field.focus();
      onChange();
    });
  }

  get speech() { return { kind: "text", text: this.#field.value, ...this.#delivery.value }; }

  get extras() { return {}; }

  // Why no video can be made of it yet; nothing when one can.
  get problem() {
    if (lengthOf(this.#field.value) === 0) return phrase("write_something", { name: this.#name });
    return this.#tooLong ? phrase("too_long", { n: number(this.#tooLong) }) : "";
  }

  get title() { return derivedTitle(this.#field.value); }

  get draft() { return { text: this.#field.value }; }

  restore(draft) { this.#field.value = draft?.text ?? ""; }

  clear() { this.#field.value = ""; }

  focus() { this.#field.focus(); }

  pause() {}

  draw({ name }) {
    this.#name = name;
    this.#part("ask").textContent = phrase("ask", { name });
    const length = lengthOf(this.#field.value);
    const count = this.#part("count");
    count.textContent = `${number(length)} / ${number(this.#data.max_text)}`;
    count.toggleAttribute("data-over", this.#tooLong > 0);
    this.#part("duration").textContent = length ? roughly(this.#seconds) : "";
    this.#drawSample();
    this.#reads.take(spoken(this.#field.value));
  }

  get #tooLong() { return Math.max(0, lengthOf(this.#field.value) - this.#data.max_text); }

  get #seconds() {
    const { pauses } = this.#data;
    const text = spoken(this.#field.value).trim();
    const paragraphs = text.split(/\n\s*\n/u).length;
    const sentences = text.split(/[.!?…。！？]+(?:\s|$)/u).filter(Boolean).length;
    const silent = (sentences - paragraphs) * pauses.sentence + paragraphs * pauses.paragraph;
    return this.#delivery.secondsFor([...text].length) + Math.max(0, silent) + askedSilence(this.#field.value);
  }

  #drawSample() {
    const sample = this.#data.samples[this.#delivery.voice?.language] ?? this.#data.samples.en;
    const button = this.#part("sample");
    button.hidden = this.#field.value.trim() !== "" || !sample;
    this.#field.placeholder = sample ?? "";
    button.dataset.sample = sample ?? "";
  }

  #part(name) { return this.#root.querySelector(`[data-${name}]`); }
}
