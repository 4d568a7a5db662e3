// Choosing a voice, and hearing voices.

import { setIcon } from "./icons.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

// Plays one sample at a time; the button that started it shows so.
export class Sampler {
  #sound = new Audio();
  #button = null;

  constructor() {
    this.#sound.addEventListener("playing", () => this.#mark("playing"));
    this.#sound.addEventListener("ended", () => this.stop());
    this.#sound.addEventListener("error", () => {
      if (!this.#button) return;
      this.stop();
      toast(phrase("sample_failed"));
    });
  }

  toggle(button, voice) {
    const same = this.#button === button;
    this.stop();
    if (same) return;
    this.#button = button;
    this.#mark("loading");
    this.#sound.src = voice.sample_url;
    this.#sound.play().catch(() => {}); // the error event says why
  }

  stop() {
    this.#sound.pause();
    this.#mark("idle");
    this.#button = null;
  }

  #mark(state) {
    const button = this.#button;
    if (!button) return;
    button.setAttribute("aria-busy", String(state === "loading"));
    button.setAttribute("aria-pressed", String(state !== "idle"));
    setIcon(button, state === "idle" ? "play" : "stop");
  }
}

const tone = (voice) => `tone tone--${[...voice.id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 6}`;

// The dialog with all voices and the field that shows the chosen one.
export class VoicePicker {
  #voices;
  #field;
  #dialog;
  #sampler;
  #onPick;

  constructor(voices, field, dialog, sampler, onPick) {
    this.#voices = new Map(voices.map((voice) => [voice.id, voice]));
    this.#field = field;
    this.#dialog = dialog;
    this.#sampler = sampler;
    this.#onPick = onPick;
    this.#wire();
  }

  #wire() {
    this.#field.querySelector("[data-voice-open]").addEventListener("click", () => this.#open());
    const listen = this.#field.querySelector(".listen");
    listen.addEventListener("click", () => this.#sampler.toggle(listen, this.#voices.get(this.value)));
    this.#dialog.addEventListener("change", (event) => {
      if (event.target.name !== "voice") return;
      this.value = event.target.value;
      this.#onPick(this.value);
    });
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", () => this.#sampler.stop());
    const search = this.#dialog.querySelector("input[type=search]");
    search.addEventListener("input", () => this.#filter(search.value));
    search.addEventListener("keydown", (event) => this.#leaveSearch(event));
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.name !== "voice") return;
      event.preventDefault();
      event.target.click(); // found by a search, it has the focus but is not chosen yet
      this.#dialog.close();
    });
  }

  #clicked(event) {
    const listen = event.target.closest(".listen");
    if (listen) this.#sampler.toggle(listen, this.#voices.get(listen.value));
    else if (event.target === this.#dialog) this.#dialog.close();
    // a press chooses and closes; the arrow keys (detail 0) only choose
    else if (event.target.name === "voice" && event.detail > 0) this.#dialog.close();
  }

  // Browsers let nobody tab into radio buttons whose chosen one is hidden, as a search may do.
  #leaveSearch(event) {
    const toList = event.key === "Enter" || event.key === "ArrowDown";
    if (!toList && (event.key !== "Tab" || event.shiftKey)) return;
    const rows = [...this.#dialog.querySelectorAll("input[name=voice]")];
    const found = rows.filter((radio) => !radio.closest(".voice").hidden);
    const next = found.find((radio) => radio.checked) ?? found[0];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #open() {
    this.#sampler.stop();
    this.#filter("");
    this.#dialog.querySelector("input[type=search]").value = "";
    this.#dialog.showModal();
    const chosen = this.#dialog.querySelector("input[name=voice]:checked");
    chosen?.closest(".voice").scrollIntoView({ block: "center" });
    chosen?.focus({ preventScroll: true });
  }

  #filter(text) {
    const wanted = text.trim().toLocaleLowerCase();
    let any = false;
    for (const group of this.#dialog.querySelectorAll(".voices__group")) {
      let some = false;
      for (const row of group.querySelectorAll(".voice")) {
        row.hidden = !row.dataset.find.includes(wanted);
        some ||= !row.hidden;
      }
      group.hidden = !some;
      any ||= some;
    }
    this.#dialog.querySelector(".voices__none").hidden = any;
  }

  get value() {
    return this.#dialog.querySelector("input[name=voice]:checked")?.value;
  }

  get voice() {
    return this.#voices.get(this.value);
  }

  set value(id) {
    const radio = this.#dialog.querySelector(`input[name=voice][value="${CSS.escape(id)}"]`);
    if (!radio) return;
    radio.checked = true;
    this.#sampler.stop();
    const voice = this.#voices.get(id);
    this.#field.querySelector("[data-voice-name]").textContent = voice.name;
    this.#field.querySelector("[data-voice-about]").textContent =
      [voice.language_name, voice.description].filter(Boolean).join(" · ");
    this.#field.querySelector(".listen").hidden = !voice.sample_url;
    const chip = this.#field.querySelector(".tone");
    chip.className = tone(voice);
    chip.dataset.letters = voice.language.slice(0, 2);
  }

  close() {
    this.#dialog.close();
  }
}

export function dressVoiceRows(dialog, voices) {
  const byId = new Map(voices.map((voice) => [voice.id, voice]));
  for (const chip of dialog.querySelectorAll(".tone[data-voice]")) {
    chip.className = tone(byId.get(chip.dataset.voice));
  }
}

