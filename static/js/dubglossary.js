// The glossary of a person: words of the original, and how they are always translated.

import { ApiError, call } from "./api.js";
import { iconButton, saveText, textField } from "./entryparts.js";
import { toast } from "./toast.js";
import { asCsv, wordsOf } from "./wordfile.js";
import { counted, number, phrase } from "./words.js";

const ACT = "data-terms-act";
const MOST = 1000;
const LONGEST = 200; // characters
const SEARCH_FROM = 8; // words
const LARGEST_FILE = 1_000_000; // bytes

const keyOf = ({ term, language }) => `${language} ${term.toLocaleLowerCase()}`;

class Glossary {
  #root;
  #rows;
  #entries = [];
  #languages = [["", phrase("every_language")]];

  constructor(root) {
    this.#root = root;
    this.#rows = root.querySelector("tbody");
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#part("search").addEventListener("input", () => this.#filter());
    this.#part("import").addEventListener("change", (event) => this.#import(event.target));
    this.#form.addEventListener("input", () => this.#tell(""));
  }

  get #form() { return this.#part("form"); }

  #part(name) { return this.#root.querySelector(`[data-terms-${name}]`); }

  async load() {
    try {
      const [glossary, languages] = await Promise.all([call("GET", "glossary/"), call("GET", "languages/")]);
      this.#entries = glossary.entries;
      const spoken = languages.filter(({ can_speak: canSpeak }) => canSpeak);
      this.#languages.push(...spoken.map(({ language, name }) => [language, name]));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell(error.words);
      return;
    }
    this.#form.querySelector("[data-language]").replaceChildren(...this.#options());
    this.#draw();
  }

  #options(chosen = "") { return this.#languages.map(([tag, name]) => new Option(name, tag, false, tag === chosen)); }

  #nameOf(language) { return this.#languages.find(([tag]) => tag === language)?.[1] ?? language; }

  // -- drawing ------------------------------------------------------------------------------------

  #draw() {
    this.#rows.replaceChildren(...this.#entries.map((entry) => this.#row(entry)));
    const some = this.#entries.length > 0;
    this.#part("table").hidden = !some;
    this.#part("empty").hidden = some;
    this.#part("export").hidden = !some;
    this.#part("bar").hidden = this.#entries.length < SEARCH_FROM;
    this.#filter();
  }

  #row({ term, translation, language }) {
    const row = document.createElement("tr");
    const said = cell("td", translation ?? phrase("term_kept"));
    if (translation === null) said.className = "muted";
    const acts = document.createElement("td");
    const box = document.createElement("div");
    box.className = "words__acts";
    box.append(iconButton(ACT, "edit", "pencil", phrase("edit_term", { term })), iconButton(ACT, "remove", "trash", phrase("remove_term", { term })));
    acts.append(box);
    row.append(cell("th", term), said, cell("td", this.#nameOf(language)), acts);
    return row;
  }

  #filter() {
    const wanted = this.#part("search").value.trim().toLocaleLowerCase();
    let n = 0;
    this.#entries.forEach(({ term, translation }, index) => {
      const fits = `${term} ${translation ?? ""}`.toLocaleLowerCase().includes(wanted);
      this.#rows.children[index].hidden = !fits;
      n += Number(fits);
    });
    this.#part("count").textContent = `${number(n)} / ${number(this.#entries.length)}`;
  }

  #tell(words) {
    const line = this.#part("error");
    line.hidden = !words;
    line.querySelector("[data-error-text]").textContent = words;
    this.#form.querySelector("[data-term]").removeAttribute("aria-invalid");
  }

  #wrong(words) {
    this.#tell(words);
    const field = this.#form.querySelector("[data-term]");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "terms-error");
    field.focus();
  }

  // -- what people do -----------------------------------------------------------------------------

  #clicked(event) {
    const pressed = event.target.closest("[data-terms-act]");
    if (!pressed) return;
    const row = pressed.closest("tr");
    const index = row ? [...this.#rows.children].indexOf(row) : -1;
    const acts = {
      add: () => this.#add(),
      edit: () => this.#edit(index),
      keep: () => this.#keep(row, index),
      leave: () => this.#leave(index),
      remove: () => this.#remove(index),
      csv: () => this.#save(),
    };
    acts[pressed.dataset.termsAct]();
  }

  #key(event) {
    const row = event.target.closest("tr");
    const index = row ? [...this.#rows.children].indexOf(row) : -1;
    if (event.key === "Enter" && event.target.matches(".input[data-term], .input[data-translation]")) {
      event.preventDefault();
      if (row) this.#keep(row, index);
      else this.#add();
    } else if (event.key === "Escape" && row?.querySelector("[data-term]")) {
      this.#leave(index);
    }
  }

  #entryOf(root) {
    const value = (name) => root.querySelector(`[data-${name}]`).value.trim();
    return { term: value("term"), translation: value("translation") || null, language: value("language") };
  }

  // Why an entry cannot be taken; "" where it can.
  #problem(entry, besides = -1) {
    if (!entry.term) return phrase("term_missing");
    const same = this.#entries.findIndex((one) => keyOf(one) === keyOf(entry));
    if (same >= 0 && same !== besides) return phrase("term_twice");
    if (besides < 0 && this.#entries.length >= MOST) return phrase("terms_full", { n: number(MOST) });
    return "";
  }

  async #add() {
    const entry = this.#entryOf(this.#form);
    const problem = this.#problem(entry) || await this.#store([entry, ...this.#entries]);
    if (problem) {
      this.#wrong(problem);
      return;
    }
    this.#tell("");
    for (const name of ["term", "translation"]) this.#form.querySelector(`[data-${name}]`).value = "";
    toast(phrase("term_added", entry));
    this.#form.querySelector("[data-term]").focus();
  }

  #edit(index) {
    const { term, translation, language } = this.#entries[index];
    const [head, said, forWhom, acts] = this.#rows.children[index].children;
    const select = document.createElement("select");
    select.className = "select";
    select.dataset.language = "";
    select.setAttribute("aria-label", phrase("term_language"));
    select.append(...this.#options(language));
    head.replaceChildren(textField("term", term, LONGEST, phrase("term")));
    said.replaceChildren(textField("translation", translation ?? "", LONGEST, phrase("term_translation")));
    forWhom.replaceChildren(select);
    acts.firstElementChild.replaceChildren(iconButton(ACT, "keep", "check", phrase("keep")), iconButton(ACT, "leave", "close", phrase("leave_as_is")));
    said.firstElementChild.focus();
    said.firstElementChild.select();
  }

  async #keep(row, index) {
    const entry = this.#entryOf(row);
    const problem = this.#problem(entry, index) || await this.#store(this.#entries.with(index, entry));
    if (problem) {
      row.dataset.wrong = "";
      toast(problem);
      row.querySelector("[data-term]").focus();
      return;
    }
    this.#rows.children[index].querySelector("[data-terms-act=edit]").focus();
  }

  #leave(index) {
    this.#rows.children[index].replaceWith(this.#row(this.#entries[index]));
    this.#rows.children[index].querySelector("[data-terms-act=edit]").focus();
  }

  async #remove(index) {
    const gone = this.#entries[index];
    const problem = await this.#store(this.#entries.toSpliced(index, 1));
    if (problem) {
      toast(problem);
      return;
    }
    const next = this.#rows.children[Math.min(index, this.#entries.length - 1)];
    (next?.querySelector("[data-terms-act=remove]") ?? this.#form.querySelector("[data-term]")).focus();
    toast(phrase("term_removed", gone), {
      action: phrase("undo"),
      onAction: () => this.#store(this.#entries.toSpliced(index, 0, gone)),
    });
  }

  // Keep these entries; "", or why not.
  async #store(entries) {
    try {
      this.#entries = (await call("PUT", "glossary/", { entries })).entries;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const [[words = ""] = []] = Object.values(error.fields);
      return words || error.words;
    }
    this.#draw();
    return "";
  }

  // -- files --------------------------------------------------------------------------------------

  // Words of the file win over those that were there.
  async #import(field) {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    const rows = (file.size > LARGEST_FILE ? null : wordsOf(await file.text()))?.filter(({ word }) => word);
    if (!rows?.length) {
      this.#tell(phrase("import_unreadable"));
      return;
    }
    const { language } = this.#entryOf(this.#form);
    const found = new Map(rows.map(({ word, say }) => {
      const entry = { term: word, translation: say || null, language };
      return [keyOf(entry), entry];
    }));
    const entries = [...found.values(), ...this.#entries.filter((entry) => !found.has(keyOf(entry)))];
    const problem = entries.length > MOST ? phrase("terms_full", { n: number(MOST) }) : await this.#store(entries);
    this.#tell(problem);
    if (!problem) toast(counted("words_imported", found.size));
  }

  #save() {
    const rows = this.#entries.map(({ term, translation }) => ({ word: term, say: translation ?? "" }));
    saveText("glossary.csv", "text/csv", asCsv(rows));
  }
}

function cell(name, text) {
  const element = document.createElement(name);
  if (name === "th") element.scope = "row";
  element.dir = "auto";
  element.textContent = text;
  return element;
}

const root = document.getElementById("glossary");
if (root) new Glossary(root).load();
