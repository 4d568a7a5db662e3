// Languages to dub into: found by typing, each with a voice, and who translates into it.

import { call } from "./api.js";
import { icon } from "./icons.js";
import { phrase } from "./words.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export class DubLanguages {
  #input;
  #list;
  #options;
  #rows;
  #template;
  #voices;
  #chosen = new Map(); // language -> {voice, translator: row of the API, null where nobody, undefined: asked}
  #source = "";
  #at = -1;
  #onChange;

  // `voices`: {language: [{id, name, about}]}. `onChange` hears of every choice and answer.
  constructor(root, { voices, onChange }) {
    this.#voices = voices;
    this.#onChange = onChange;
    this.#input = root.querySelector("[role=combobox]");
    this.#list = root.querySelector("[role=listbox]");
    this.#options = [...this.#list.querySelectorAll("[role=option]")];
    this.#rows = root.querySelector("[data-targets]");
    this.#template = root.querySelector("[data-target-template]");
    this.#wire();
  }

  get value() { return [...this.#chosen.keys()]; }

  get voices() {
    const named = [...this.#chosen].filter(([, { voice }]) => voice);
    return Object.fromEntries(named.map(([language, { voice }]) => [language, voice]));
  }

  // Languages that nobody here can translate into.
  get untranslated() {
    return [...this.#chosen].filter(([, { translator }]) => translator === null).map(([language]) => language);
  }

  // What the video speaks; "" where that is to be found out.
  set source(language) {
    this.#source = language;
    for (const one of this.#chosen.keys()) this.#ask(one);
  }

  restore({ languages = [], voices = {} }) {
    for (const language of languages) this.#add(language, { voice: voices[language] ?? "" });
  }

  focus() { this.#input.focus(); }

  mark(isWrong) { this.#input.setAttribute("aria-invalid", String(isWrong)); }

  // -- the list -----------------------------------------------------------------------------------

  #wire() {
    this.#input.addEventListener("focus", () => this.#open());
    this.#input.addEventListener("click", () => this.#open());
    this.#input.addEventListener("input", () => this.#open());
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the focus stays in the field
      const option = event.target.closest("[role=option]");
      if (option) this.#toggle(option);
    });
  }

  #open() {
    const wanted = folded(this.#input.value.trim());
    for (const option of this.#options) {
      const { name, language } = option.dataset;
      option.hidden = !(folded(name).includes(wanted) || folded(nativeName(language)).includes(wanted) || language === wanted);
    }
    const none = this.#list.querySelector("[data-picker-none]");
    none.hidden = this.#shown.length > 0;
    none.textContent = phrase("dub_no_language", { q: this.#input.value.trim() });
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#point(wanted && this.#shown.length > 0 ? 0 : -1);
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#point(-1);
    this.#input.value = "";
  }

  get #shown() { return this.#options.filter((option) => !option.hidden); }

  #point(at) {
    this.#at = at;
    const shown = this.#shown;
    for (const option of this.#options) option.removeAttribute("data-active");
    const option = shown[at];
    if (option) {
      option.setAttribute("data-active", "");
      option.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #key(event) {
    const { key } = event;
    const n = this.#shown.length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.#list.hidden) this.#open();
      else if (n > 0) this.#point((this.#at + (key === "ArrowDown" ? 1 : -1) + n) % n);
    } else if (key === "Enter") {
      event.preventDefault(); // it chooses, and does not send the form
      const option = this.#shown[this.#at];
      if (option) this.#toggle(option);
    } else if (key === "Escape" && !this.#list.hidden) {
      event.stopPropagation();
      this.#close();
    } else if (key === "Backspace" && this.#input.value === "" && this.#chosen.size > 0) {
      this.#remove(this.value.at(-1));
    }
  }

  #toggle(option) {
    const { language } = option.dataset;
    if (this.#chosen.has(language)) this.#remove(language);
    else this.#add(language);
    this.#close(); // it would lie over the rest of the form; a key or a press opens it again
  }

  // -- what is chosen -----------------------------------------------------------------------------

  #option(language) { return this.#options.find((option) => option.dataset.language === language); }

  #add(language, { voice = "" } = {}) {
    const option = this.#option(language);
    if (!option || this.#chosen.has(language)) return;
    this.#chosen.set(language, { voice, translator: undefined });
    option.setAttribute("aria-selected", "true");
    this.#rows.append(this.#row(language, option.dataset.name, voice));
    this.#ask(language);
    this.#onChange();
  }

  #remove(language) {
    this.#chosen.delete(language);
    this.#option(language).setAttribute("aria-selected", "false");
    this.#rowOf(language).remove();
    this.#onChange();
  }

  #rowOf(language) { return this.#rows.querySelector(`[data-language="${language}"]`); }

  #row(language, name, voice) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    row.dataset.language = language;
    row.querySelector("[data-target-name]").textContent = name;
    const select = row.querySelector("[data-target-voice]");
    select.setAttribute("aria-label", phrase("dub_voice_for", { language: name }));
    const offered = (this.#voices[language] ?? []).map(({ id, name: called, about }) => new Option(`${called} · ${about}`, id));
    select.append(new Option(phrase("dub_voice_automatic"), ""), ...offered);
    select.value = offered.some(({ value }) => value === voice) ? voice : "";
    select.addEventListener("change", () => {
      this.#chosen.get(language).voice = select.value;
      this.#onChange();
    });
    const remove = row.querySelector("[data-target-remove]");
    remove.setAttribute("aria-label", phrase("dub_remove_language", { language: name }));
    remove.addEventListener("click", () => {
      this.#remove(language);
      this.#input.focus();
      this.#close();
    });
    return row;
  }

  // Who translates, as far as it can be known before the video was heard.
  async #ask(language) {
    const source = this.#source;
    if (source === language) {
      this.#answer(language, null, phrase("dub_same_language", { language: this.#option(language).dataset.name }));
      return;
    }
    const known = await translators(source, language).catch(() => undefined);
    if (source !== this.#source || !this.#chosen.has(language)) return;
    if (known === undefined) {
      this.#answer(language, undefined, "");
      return;
    }
    const one = known.find((row) => row.is_default && row.available) ?? known.find((row) => row.available) ?? null;
    this.#answer(language, one, one ? phrase("dub_translated_by", { name: one.name }) : this.#nobody(language, source));
  }

  #nobody(language, source) {
    const { name } = this.#option(language).dataset;
    if (!source) return phrase("dub_nobody_translates", { language: name });
    return phrase("dub_nobody_translates_pair", { language: name, source: nameOf(source) });
  }

  #answer(language, translator, words) {
    this.#chosen.get(language).translator = translator;
    const row = this.#rowOf(language);
    row.toggleAttribute("data-untranslated", translator === null);
    const about = row.querySelector("[data-target-about]");
    about.replaceChildren(...(translator === null ? [icon("info", "icon--small"), words] : [words]));
    this.#onChange();
  }
}

const asked = new Map();

// Rows of the API; each pair is asked for once.
export function translators(source, target) {
  const query = new URLSearchParams({ source, target }).toString();
  if (!asked.has(query)) {
    const answer = call("GET", `translators/?${query}`);
    asked.set(query, answer);
    answer.catch(() => asked.delete(query));
  }
  return asked.get(query);
}

function nativeName(language) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language);
  } catch {
    return "";
  }
}

function nameOf(language) {
  return document.querySelector(`#dub-source option[value="${language}"]`)?.textContent ?? language;
}
