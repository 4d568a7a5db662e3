// Terms with a fixed translation: of this video, and of all videos of the person.

import { ApiError, call } from "../api.js";
import { toast } from "../toast.js";
import { counted, languageName, phrase } from "../words.js";
import { setGlossary } from "./edits.js";
import { missedTerms } from "./notes.js";
import { button, make } from "./parts.js";

const MOST = 1000;
const SAVED_AFTER = 700; // milliseconds without a key

export class Glossary {
  #dialog;
  #desk;
  #own = null; // the person's terms; null until they are asked for
  #timer;

  constructor(dialog, desk) {
    this.#dialog = dialog;
    this.#desk = desk;
    dialog.addEventListener("input", (event) => this.#edited(event));
    dialog.addEventListener("click", (event) => this.#clicked(event));
    dialog.addEventListener("close", () => this.#saveOwn());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      this.#add(event.target.closest("[data-glossary]").dataset.glossary);
    });
    this.#load();
  }

  // What holds for a language: the video's terms before the person's.
  termsFor(language) {
    const { glossary } = this.#desk.doc;
    const taken = new Set(glossary.map(({ term }) => term.toLowerCase()));
    const own = (this.#own ?? []).filter((one) => (!one.language || one.language === language) && !taken.has(one.term.toLowerCase()));
    return [...glossary, ...own].filter(({ term }) => term.trim());
  }

  async #load() {
    try {
      this.#own = (await call("GET", "glossary/")).entries;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return; // asked again when it is opened
    }
    this.#desk.onGlossary();
  }

  async open({ term = "" } = {}) {
    this.#draw();
    this.#dialog.showModal();
    if (!this.#own) await this.#load();
    this.#draw();
    if (term) this.#add("video", term);
  }

  #list(name) { return this.#dialog.querySelector(`[data-glossary=${name}] [data-glossary-rows]`); }

  #draw() {
    this.#list("video").replaceChildren(...this.#desk.doc.glossary.map((entry) => this.#row(entry)));
    this.#list("own").replaceChildren(...(this.#own ?? []).map((entry) => this.#row(entry, { hasLanguage: true })));
    this.#count();
  }

  #row({ term, translation, language = "" }, { hasLanguage = false } = {}) {
    const isKept = translation === null;
    const field = (name, value, label) => make("input", {
      className: "input", value, maxLength: 200, autocomplete: "off", data: { term: name }, aria: { label },
    });
    const meant = field("translation", translation ?? "", phrase("term_translation"));
    meant.disabled = isKept;
    meant.placeholder = isKept ? phrase("not_translated") : "";
    const keep = make("label", { className: "check" },
      make("input", { type: "checkbox", checked: isKept, data: { term: "kept" } }), make("span", {}, phrase("not_translated")));
    const parts = [field("term", term, phrase("term")), meant, keep];
    if (hasLanguage) parts.push(this.#languages(language));
    const remove = button(phrase("remove_term", { term }), {
      symbol: "trash", text: false, className: "btn btn--quiet btn--icon btn--small", data: { glossaryAct: "remove" },
    });
    return make("li", { className: "term" }, ...parts, remove);
  }

  #languages(chosen) {
    const select = make("select", { className: "select", data: { term: "language" }, aria: { label: phrase("for_language") } });
    const tags = new Set([...Object.keys(this.#desk.doc.targets), ...(chosen ? [chosen] : [])]);
    select.append(new Option(phrase("every_language"), ""), ...[...tags].map((tag) => new Option(languageName(tag), tag)));
    select.value = chosen;
    return select;
  }

  #entries(name) {
    return [...this.#list(name).children].map((row) => {
      const value = (field) => row.querySelector(`[data-term=${field}]`);
      const entry = { term: value("term").value.trim(), translation: value("kept").checked ? null : value("translation").value.trim() };
      return name === "own" ? { ...entry, language: value("language").value } : entry;
    });
  }

  #edited(event) {
    const row = event.target.closest(".term");
    if (event.target.dataset.term === "kept") {
      const meant = row.querySelector("[data-term=translation]");
      meant.disabled = event.target.checked;
      meant.placeholder = event.target.checked ? phrase("not_translated") : "";
    }
    this.#take(event.target.closest("[data-glossary]").dataset.glossary);
  }

  // Whole entries are kept; one that is half written waits.
  #take(name) {
    const whole = this.#entries(name).filter(({ term, translation }) => term && translation !== "");
    if (name === "video") this.#desk.edit(setGlossary(this.#desk.doc, whole), { key: "glossary" });
    else {
      this.#own = whole;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#saveOwn(), SAVED_AFTER);
      this.#desk.onGlossary();
    }
    this.#count();
  }

  async #saveOwn() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    try {
      await call("PUT", "glossary/", { entries: this.#own });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
  }

  #add(name, term = "") {
    const list = this.#list(name);
    if (list.children.length >= MOST) return;
    const row = this.#row({ term, translation: "" }, { hasLanguage: name === "own" });
    list.append(row);
    row.querySelector(`[data-term=${term ? "translation" : "term"}]`).focus();
    this.#count();
  }

  #clicked(event) {
    if (event.target === this.#dialog) { this.#dialog.close(); return; }
    const act = event.target.closest("[data-glossary-act]")?.dataset.glossaryAct;
    if (!act) return;
    if (act === "again") { this.#again(); return; }
    const { glossary: name } = event.target.closest("[data-glossary]").dataset;
    if (act === "add") { this.#add(name); return; }
    const row = event.target.closest(".term");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.#take(name);
    (next?.querySelector("input") ?? this.#dialog.querySelector(`[data-glossary=${name}] [data-glossary-act=add]`)).focus();
  }

  // Lines of this language that do not follow the terms.
  get #against() {
    const { doc, language } = this.#desk;
    if (!language) return [];
    const { translation } = doc.targets[language];
    const terms = this.termsFor(language);
    return doc.script.lines.filter(({ id, text }) => translation[id]?.trim() && missedTerms(terms, text, translation[id]).length);
  }

  #count() {
    const against = this.#against.length;
    const line = this.#dialog.querySelector("[data-glossary-against]");
    line.hidden = against === 0;
    line.querySelector("span").textContent = counted("against_glossary", against, { language: languageName(this.#desk.language || "und") });
    for (const name of ["video", "own"]) {
      const isEmpty = this.#list(name).children.length === 0;
      this.#dialog.querySelector(`[data-glossary=${name}] [data-glossary-empty]`).hidden = !isEmpty;
    }
  }

  #again() {
    const ids = this.#against.map(({ id }) => id);
    this.#dialog.close();
    this.#desk.translate(ids);
  }
}
