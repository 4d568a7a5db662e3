// Which language a text is in, and a voice for it where the chosen one speaks another.

import { ApiError, call } from "./api.js";
import { languageName, phrase } from "./words.js";

const WAIT = 700; // milliseconds without a key before anybody asks
const SHORTEST = 12; // characters; less could be any language
const MOST = 2000; // characters that are looked at
const SURE = 0.6; // probability from which it is said

const base = (tag) => tag.split("-")[0].toLowerCase();

export class Reads {
  #root;
  #voices;
  #delivery;
  #onSwitch;
  #timer;
  #asked = ""; // the text that was asked about last
  #language = "";

  constructor(root, { voices, delivery, onSwitch }) {
    this.#root = root;
    this.#voices = voices;
    this.#delivery = delivery;
    this.#onSwitch = onSwitch;
    this.#part("switch").addEventListener("click", () => this.#switch());
  }

  // The text is another, or the voice is.
  take(text) {
    const part = text.trim().slice(0, MOST);
    if (part.length < SHORTEST) {
      this.#asked = "";
      this.#language = "";
    } else if (part !== this.#asked) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(part), WAIT);
    }
    this.#draw();
  }

  async #ask(text) {
    this.#asked = text;
    try {
      const likely = [base(this.#delivery.voice.language)];
      const { language, probability } = await call("POST", "languages/detect/", { text, likely });
      if (this.#asked !== text) return;
      this.#language = probability >= SURE ? language : "";
      this.#delivery.likely = this.#language ? [this.#language] : [];
      this.#draw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // asked again with the next words
      this.#asked = "";
    }
  }

  #draw() {
    const { voice } = this.#delivery;
    const isOther = this.#language && voice && base(voice.language) !== base(this.#language);
    const better = isOther ? this.#better() : null;
    this.#root.hidden = !this.#language;
    this.#root.toggleAttribute("data-other", Boolean(isOther));
    const language = languageName(this.#language || "en");
    const words = isOther
      ? phrase("reads_as_other", { language, voice: voice.name, spoken: languageName(base(voice.language)) })
      : phrase("reads_as", { language });
    if (this.#part("reads-words").textContent !== words) this.#part("reads-words").textContent = words;
    const button = this.#part("switch");
    button.hidden = !better;
    button.textContent = better ? phrase("switch_to", { voice: better.name }) : "";
    button.value = better?.id ?? "";
  }

  // The most natural voice of the language.
  #better() {
    const speaking = this.#voices.filter(({ language }) => base(language) === base(this.#language));
    return speaking.find(({ quality }) => quality !== "basic") ?? speaking[0] ?? null;
  }

  #switch() {
    this.#delivery.choose(this.#part("switch").value);
    this.#onSwitch();
  }

  #part(name) { return this.#root.querySelector(`[data-${name}]`); }
}
