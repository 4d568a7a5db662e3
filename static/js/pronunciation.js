// The dictionary of pronunciations: words, how they are said, and hearing them.

import { ApiError, call } from "./api.js";
import { iconButton, saveText, textField } from "./entryparts.js";
import { icon } from "./icons.js";
import { recall, remember } from "./storage.js";
import { toast } from "./toast.js";
import { asCsv, asJson, wordsOf } from "./wordfile.js";
import { counted, number, phrase } from "./words.js";
import { Trial } from "./wordtrial.js";

const ACT = "data-words-act";
const MOST = 500;
const SEARCH_FROM = 8; // words
const VOICE = "words.voice";

// As the server tells words apart: capitals beyond the first letter count.
const keyOf = (word) => (/\p{Lu}/u.test([...word].slice(1).join("")) ? word : word.toLocaleLowerCase());

class Dictionary {
  #root;
  #entries = [];
  #rows;
  #trial = new Trial();

  constructor(root) {
    this.#root = root;
    this.#rows = root.querySelector("tbody");
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#part("search").addEventListener("input", () => this.#filter());
    this.#part("import").addEventListener("change", (event) => this.#import(event.target));
    this.#part("voice").addEventListener("change", ({ target }) => remember(VOICE, target.value));
    for (const name of ["word", "say"]) this.#new(name).addEventListener("input", () => this.#tell(""));
  }

  #part(name) { return this.#root.querySelector(`[data-words-${name}]`); }

  #new(name) { return this.#part("form").querySelector(`[data-${name}]`); }

  async load() {
    try {
      const [words, voices] = await Promise.all([call("GET", "pronunciations/"), call("GET", "voices/")]);
      this.#entries = words.entries;
      this.#fillVoices(voices);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell(error.words);
      return;
    }
    this.#draw();
  }

  #fillVoices(voices) {
    const select = this.#part("voice");
    select.replaceChildren(...voices.map(({ id, name, language_name: language }) => new Option(`${name} · ${language}`, id)));
    const last = recall(VOICE);
    if (voices.some(({ id }) => id === last)) select.value = last;
  }

  // -- drawing ----------------------------------------------------------------------------------------

  #draw() {
    this.#trial.stop();
    this.#rows.replaceChildren(...this.#entries.map((entry) => this.#row(entry)));
    const some = this.#entries.length > 0;
    this.#part("table").hidden = !some;
    this.#part("empty").hidden = some;
    this.#part("export").hidden = !some;
    this.#part("bar").hidden = this.#entries.length < SEARCH_FROM;
    this.#filter();
  }

  #row({ word, say }) {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.dir = "auto";
    head.textContent = word;
    const said = document.createElement("td");
    said.dir = "auto";
    said.textContent = say;
    const acts = document.createElement("td");
    const box = document.createElement("div");
    box.className = "words__acts";
    box.append(
      listen(word),
      iconButton(ACT, "edit", "pencil", phrase("edit_word", { word })),
      iconButton(ACT, "remove", "trash", phrase("remove_word", { word })),
    );
    acts.append(box);
    row.append(head, said, acts);
    return row;
  }

  #filter() {
    const wanted = this.#part("search").value.trim().toLocaleLowerCase();
    let n = 0;
    this.#entries.forEach(({ word, say }, index) => {
      const fits = `${word} ${say}`.toLocaleLowerCase().includes(wanted);
      this.#rows.children[index].hidden = !fits;
      n += Number(fits);
    });
    this.#part("count").textContent = `${number(n)} / ${number(this.#entries.length)}`;
  }

  #tell(words) {
    const line = this.#part("error");
    line.hidden = !words;
    line.querySelector("[data-error-text]").textContent = words;
    for (const name of ["word", "say"]) this.#new(name).removeAttribute("aria-invalid");
  }

  #indexOf(element) { return [...this.#rows.children].indexOf(element.closest("tr")); }

  // -- what people do ---------------------------------------------------------------------------------

  #clicked(event) {
    const pressed = event.target.closest("[data-words-act]");
    if (!pressed) return;
    const acts = {
      add: () => this.#add(),
      try: () => this.#try(pressed, { word: this.#new("word").value, say: this.#new("say").value }),
      hear: () => this.#try(pressed, this.#entries[this.#indexOf(pressed)]),
      edit: () => this.#edit(this.#indexOf(pressed)),
      keep: () => this.#keep(pressed.closest("tr")),
      leave: () => this.#leave(this.#indexOf(pressed)),
      remove: () => this.#remove(this.#indexOf(pressed)),
      csv: () => saveText("pronunciations.csv", "text/csv", asCsv(this.#entries)),
      json: () => saveText("pronunciations.json", "application/json", asJson(this.#entries)),
    };
    acts[pressed.dataset.wordsAct]();
  }

  #key(event) {
    const row = event.target.closest("tr");
    if (event.key === "Enter" && event.target.matches(".input[data-word], .input[data-say]")) {
      event.preventDefault();
      if (row) this.#keep(row);
      else this.#add();
    } else if (event.key === "Escape" && row?.querySelector("[data-word]")) {
      this.#leave(this.#indexOf(row));
    }
  }

  #try(pressed, { word, say }) {
    const entry = { word: word.trim(), say: say.trim(), voice: this.#part("voice").value };
    if (!entry.word || !entry.say) this.#wrong(entry.word ? "say" : "word", phrase(entry.word ? "say_missing" : "word_missing"));
    else this.#trial.toggle(pressed, entry);
  }

  #wrong(name, words) {
    this.#tell(words);
    const field = this.#new(name);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "words-error");
    field.focus();
  }

  // Why a word cannot be taken; "" where it can.
  #problem({ word, say }, { besides = -1 } = {}) {
    if (!word) return ["word", phrase("word_missing")];
    if (!say) return ["say", phrase("say_missing")];
    const same = this.#entries.findIndex((entry) => keyOf(entry.word) === keyOf(word));
    if (same >= 0 && same !== besides) return ["word", phrase("word_twice")];
    if (besides < 0 && this.#entries.length >= MOST) return ["word", phrase("words_full", { n: number(MOST) })];
    return null;
  }

  async #add() {
    const entry = { word: this.#new("word").value.trim(), say: this.#new("say").value.trim() };
    const problem = this.#problem(entry);
    if (problem) {
      this.#wrong(...problem);
      return;
    }
    const refusal = await this.#store([entry, ...this.#entries]);
    if (refusal) {
      this.#wrong(refusal.field, refusal.words);
      return;
    }
    this.#tell("");
    for (const name of ["word", "say"]) this.#new(name).value = "";
    toast(phrase("word_added", entry));
    this.#new("word").focus();
  }

  #edit(index) {
    const entry = this.#entries[index];
    const row = this.#rows.children[index];
    const [head, said, acts] = row.children;
    head.replaceChildren(textField("word", entry.word, 80, phrase("word")));
    said.replaceChildren(textField("say", entry.say, 160, phrase("said_as")));
    acts.firstElementChild.replaceChildren(
      iconButton(ACT, "keep", "check", phrase("keep")),
      iconButton(ACT, "leave", "close", phrase("leave_as_is")),
    );
    said.firstElementChild.focus();
    said.firstElementChild.select();
  }

  async #keep(row) {
    const index = this.#indexOf(row);
    const entry = { word: row.querySelector("[data-word]").value.trim(), say: row.querySelector("[data-say]").value.trim() };
    const problem = this.#problem(entry, { besides: index });
    const refusal = problem ? { words: problem[1] } : await this.#store(this.#entries.with(index, entry));
    if (refusal) {
      row.dataset.wrong = "";
      toast(refusal.words);
      row.querySelector("[data-say]").focus();
      return;
    }
    this.#rows.children[index].querySelector("[data-words-act=edit]").focus();
  }

  #leave(index) {
    this.#rows.children[index].replaceWith(this.#row(this.#entries[index]));
    this.#rows.children[index].querySelector("[data-words-act=edit]").focus();
  }

  async #remove(index) {
    const before = this.#entries;
    const refusal = await this.#store(before.toSpliced(index, 1));
    if (refusal) {
      toast(refusal.words);
      return;
    }
    const next = this.#rows.children[Math.min(index, this.#entries.length - 1)];
    (next?.querySelector("[data-words-act=remove]") ?? this.#new("word")).focus();
    toast(phrase("word_removed", before[index]), {
      action: phrase("undo"),
      onAction: () => this.#store(this.#entries.toSpliced(index, 0, before[index])),
    });
  }

  // Keep these words; null, or why not.
  async #store(entries) {
    try {
      this.#entries = (await call("PUT", "pronunciations/", { entries })).entries;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const [place, [words = ""] = []] = Object.entries(error.fields)[0] ?? [""];
      const [, index, field] = place.split(".");
      return { index: Number(index ?? -1), field: field === "word" ? "word" : "say", words: words || error.words };
    }
    this.#draw();
    return null;
  }

  // -- files ------------------------------------------------------------------------------------------

  async #import(field) {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    const rows = file.size > 1_000_000 ? null : wordsOf(await file.text());
    if (!rows?.length) {
      this.#problems([phrase("import_unreadable")]);
      return;
    }
    await this.#takeOver(rows);
  }

  // Words of the file win over those that were there; rows that are wrong are named and left out.
  async #takeOver(rows) {
    const told = [];
    let left = rows.filter((row) => {
      if (row.word && row.say) return true;
      told.push(phrase("import_row", { n: number(row.row), why: phrase(row.word ? "say_missing" : "word_missing") }));
      return false;
    });
    left = [...new Map(left.map((row) => [keyOf(row.word), row])).values()];
    for (;;) {
      const taken = new Set(left.map(({ word }) => keyOf(word)));
      const kept = this.#entries.filter(({ word }) => !taken.has(keyOf(word)));
      const entries = [...left.map(({ word, say }) => ({ word, say })), ...kept];
      if (left.length === 0 || entries.length > MOST) {
        if (entries.length > MOST) told.push(phrase("words_full", { n: number(MOST) }));
        break;
      }
      const refusal = await this.#store(entries);
      if (!refusal) {
        toast(counted("words_imported", left.length));
        break;
      }
      const wrong = left[refusal.index];
      if (!wrong) {
        told.push(refusal.words);
        break;
      }
      told.push(phrase("import_row", { n: number(wrong.row), why: refusal.words }));
      left = left.filter((row) => row !== wrong);
    }
    this.#problems(told);
  }

  #problems(lines) {
    const list = this.#part("problems");
    list.hidden = lines.length === 0;
    list.replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
  }
}

function listen(word) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "listen";
  element.dataset.wordsAct = "hear";
  element.setAttribute("aria-pressed", "false");
  element.setAttribute("aria-label", phrase("listen_to", { word }));
  element.append(icon("play", "icon--solid"));
  return element;
}

const root = document.getElementById("pronunciation");
if (root) new Dictionary(root).load();
