// Choosing a voice, and hearing voices.

import { setIcon } from "./icons.js";
import { toast } from "./toast.js";
import { counted, phrase } from "./words.js";

const base = (tag) => tag.split("-")[0].toLowerCase();
const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

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

  toggle(button, address) {
    const same = this.#button === button;
    this.stop();
    if (same) return;
    this.#button = button;
    this.#mark("loading");
    this.#sound.src = address;
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
  #rows = new Map(); // by voice
  #field;
  #dialog;
  #list;
  #groups;
  #sampler;
  #onPick;
  #likely = [];

  constructor(voices, field, dialog, sampler, onPick) {
    this.#voices = new Map(voices.map((voice) => [voice.id, voice]));
    this.#field = field;
    this.#dialog = dialog;
    this.#list = dialog.querySelector("[data-voice-list]");
    this.#groups = [...dialog.querySelectorAll(".voices__group")];
    this.#sampler = sampler;
    this.#onPick = onPick;
    for (const radio of dialog.querySelectorAll("input[name=voice]")) this.#dress(radio);
    this.#wire();
  }

  get value() { return this.#dialog.querySelector("input[name=voice]:checked")?.value; }

  get voice() { return this.#voices.get(this.value); }

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

  // Languages whose voices stand first.
  set likely(tags) { this.#likely = tags.map(base); }

  close() { this.#dialog.close(); }

  #dress(radio) {
    const row = radio.closest(".voice");
    const voice = this.#voices.get(radio.value);
    this.#rows.set(voice.id, row);
    row.querySelector(".tone").className = tone(voice);
    row.find = plain(`${voice.name} ${voice.language_name} ${voice.language} ${voice.description}`);
  }

  #wire() {
    this.#field.querySelector("[data-voice-open]").addEventListener("click", () => this.#open());
    const listen = this.#field.querySelector(".listen");
    listen.addEventListener("click", () => this.#sampler.toggle(listen, this.voice.sample_url));
    this.#dialog.addEventListener("change", (event) => {
      if (event.target.name === "voice") {
        this.value = event.target.value;
        this.#onPick(this.value);
      } else if (event.target.closest("[data-voice-filters]")) {
        this.#filter();
      }
    });
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", () => this.#sampler.stop());
    const search = this.#part("search");
    search.addEventListener("input", () => this.#filter());
    search.addEventListener("keydown", (event) => this.#leaveSearch(event));
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.name !== "voice") return;
      event.preventDefault();
      event.target.click(); // found by a search, it has the focus but is not chosen yet
      this.#dialog.close();
    });
  }

  #part(name) { return this.#dialog.querySelector(`[data-voice-${name}]`); }

  #clicked(event) {
    const listen = event.target.closest(".listen");
    if (listen) this.#sampler.toggle(listen, this.#voices.get(listen.value).sample_url);
    else if (event.target === this.#dialog) this.#dialog.close();
    else if (event.target.closest("[data-voice-reset]")) this.#reset();
    // a press chooses and closes; the arrow keys (detail 0) only choose
    else if (event.target.name === "voice" && event.detail > 0) this.#dialog.close();
  }

  // Browsers let nobody tab into radio buttons whose chosen one is hidden, as a search may do.
  #leaveSearch(event) {
    const toList = event.key === "Enter" || event.key === "ArrowDown";
    if (event.key === "Enter") event.preventDefault();
    if (!toList) return;
    const rows = [...this.#list.querySelectorAll(".voice:not([hidden]) input[name=voice]")];
    const shown = rows.filter((radio) => !radio.closest(".voices__group").hidden);
    const next = shown.find((radio) => radio.checked) ?? shown[0];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #open() {
    this.#sampler.stop();
    this.#arrange();
    this.#reset();
    this.#dialog.showModal();
    const chosen = this.#dialog.querySelector("input[name=voice]:checked");
    chosen?.closest(".voice").scrollIntoView({ block: "center" });
    chosen?.focus({ preventScroll: true });
  }

  // Groups in the order of the page, likely languages before all.
  #arrange() {
    const rank = (group) => {
      const at = this.#likely.indexOf(group.dataset.language);
      return at < 0 ? this.#likely.length : at;
    };
    const order = [...this.#groups].sort((one, other) => rank(one) - rank(other));
    const now = [...this.#list.querySelectorAll(".voices__group")];
    if (order.some((group, index) => group !== now[index])) this.#list.prepend(...order);
  }

  #reset() {
    this.#part("search").value = "";
    for (const select of this.#part("filters").querySelectorAll("select")) select.value = "";
    this.#filter();
  }

  #filter() {
    const words = plain(this.#part("search").value.trim()).split(/\s+/u);
    const filters = this.#part("filters");
    const [language, quality, gender] = ["language", "quality", "gender"].map((name) => filters.querySelector(`[name="voice-${name}"]`).value);
    let n = 0;
    for (const [id, voice] of this.#voices) {
      const row = this.#rows.get(id);
      if (!row) continue;
      const fits = words.every((word) => row.find.includes(word))
        && (!language || base(voice.language) === language)
        && (!quality || voice.quality === quality)
        && (!gender || voice.gender === gender);
      row.hidden = !fits;
      n += Number(fits);
    }
    for (const group of this.#groups) group.hidden = !group.querySelector(".voice:not([hidden])");
    this.#part("none").hidden = n > 0;
    this.#part("count").textContent = counted("voices_found", n);
  }
}
