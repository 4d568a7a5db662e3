// The words of a recording: written down by the server, corrected by a person, used for captions.

import { ApiError, call } from "./api.js";
import { fill } from "./meter.js";
import { toast } from "./toast.js";
import { clock, counted, errorWords, languageName, phrase } from "./words.js";

const ASKED_EVERY = 1000; // milliseconds while it is being written
const SAVED_AFTER = 900; // milliseconds without a key

const isPending = (state) => state === "queued" || state === "running";

export class TranscriptPanel {
  #root;
  #onSeek;
  #upload = null;
  #segments = [];
  #language = "";
  #timers = new Set();
  #saving;

  // `onSeek` hears the second that somebody wants to hear.
  constructor(root, { languages, onSeek }) {
    this.#root = root;
    this.#onSeek = onSeek;
    const names = languages.map((tag) => [languageName(tag), tag]).sort(([a], [b]) => a.localeCompare(b));
    this.#part("language").append(...names.map(([name, tag]) => new Option(name, tag)));
    this.#part("language").addEventListener("change", ({ target }) => this.#ask("POST", { language: target.value }));
    this.#part("again").addEventListener("click", () => this.#ask("POST", { language: this.#language }));
    const lines = this.#part("lines");
    lines.addEventListener("input", ({ target }) => this.#edited(target));
    lines.addEventListener("keydown", (event) => this.#key(event));
    lines.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.#onSeek(Number(button.value));
    });
    addEventListener("pagehide", () => { if (this.#saving) this.#save(); });
  }

  // Show the words of an upload; null for none.
  take(upload) {
    this.#forget();
    if (this.#saving) this.#save();
    this.#upload = upload;
    this.#segments = [];
    this.#part("lines").replaceChildren();
    this.#root.hidden = !upload;
    if (upload) this.#ask("GET");
  }

  // Lines outside of the chosen part are not said.
  set span([start, end]) {
    for (const [n, line] of [...this.#part("lines").children].entries()) {
      const { start: from, end: to } = this.#segments[n];
      line.toggleAttribute("data-out", to <= start || from >= end);
    }
  }

  set time(now) {
    for (const [n, line] of [...this.#part("lines").children].entries()) {
      const { start, end } = this.#segments[n];
      line.toggleAttribute("data-now", start <= now && now < end);
    }
  }

  #forget() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #later() {
    const timer = setTimeout(() => this.#ask("GET"), ASKED_EVERY);
    this.#timers.add(timer);
  }

  async #ask(method, body) {
    const upload = this.#upload;
    this.#forget();
    try {
      const answer = await call(method, `uploads/${upload}/transcript/`, body);
      if (this.#upload === upload) this.#show(answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.#upload !== upload) return;
      if (error.status === 0 || error.status >= 500) this.#later();
      if (method !== "GET") toast(error.words);
    }
  }

  #show({ state, progress, error, language, segments, is_edited: isEdited }) {
    const pending = isPending(state);
    this.#root.dataset.transcript = state;
    this.#language = language;
    this.#part("pending").hidden = !pending;
    fill(this.#part("track"), progress ?? 0);
    this.#part("again").hidden = pending || state === "succeeded";
    this.#part("state").textContent = this.#words(state, error, segments);
    this.#part("language-field").hidden = state !== "succeeded" && state !== "failed";
    this.#part("language").value = language.split("-")[0];
    this.#part("saved").textContent = isEdited ? phrase("transcript_saved") : "";
    if (pending) this.#later();
    if (state === "succeeded") this.#draw(segments);
  }

  #words(state, error, segments) {
    if (state === "failed") {
      const { title } = errorWords(error?.code);
      return title ?? phrase("transcript_failed");
    }
    if (state !== "succeeded") return phrase(isPending(state) ? `transcript_${state}` : "transcript_none");
    const n = segments.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]+/gu) ?? []).length, 0);
    return n ? counted("words", n) : phrase("transcript_empty");
  }

  #draw(segments) {
    this.#segments = segments;
    this.#part("lines").replaceChildren(...segments.map(({ start, text }) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      const time = clock(Math.floor(start));
      Object.assign(button, { type: "button", value: start, textContent: time });
      button.setAttribute("aria-label", phrase("transcript_play", { time }));
      const field = document.createElement("textarea");
      Object.assign(field, { value: text, rows: 1, dir: "auto", spellcheck: true });
      field.setAttribute("aria-label", phrase("transcript_line", { time }));
      if (this.#language) field.lang = this.#language;
      line.append(button, field);
      return line;
    }));
    for (const field of this.#part("lines").querySelectorAll("textarea")) fit(field);
  }

  #edited(field) {
    fit(field);
    this.#part("saved").textContent = phrase("transcript_saving");
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), SAVED_AFTER);
  }

  async #save() {
    clearTimeout(this.#saving);
    this.#saving = null;
    const upload = this.#upload;
    const texts = [...this.#part("lines").querySelectorAll("textarea")].map(({ value }) => value.trim());
    const segments = this.#segments.map((segment, n) => ({ ...segment, text: texts[n] })).filter(({ text }) => text);
    try {
      await call("PUT", `uploads/${upload}/transcript/`, { segments });
      if (this.#upload === upload && !this.#saving) this.#part("saved").textContent = phrase("transcript_saved");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#part("saved").textContent = "";
      toast(error.words);
    }
  }

  // Enter goes to the next line, as lines are not divided here.
  #key(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    const fields = [...this.#part("lines").querySelectorAll("textarea")];
    event.preventDefault();
    fields[fields.indexOf(event.target) + (event.shiftKey ? -1 : 1)]?.focus();
  }

  #part(name) { return this.#root.querySelector(`[data-transcript-${name}]`); }
}

// As high as its text, where the stylesheet cannot say so.
function fit(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
