// Find and replace in the originals and in a translation, with every change seen beforehand.

import { counted, languageName, phrase } from "../words.js";
import { setTexts } from "./edits.js";
import { make } from "./parts.js";

const MOST_SHOWN = 200; // places in the list; all of them are counted and replaced

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

// What to look for as a regular expression; null for nothing.
function patternOf(text, { isExact, isWhole }) {
  if (!text) return null;
  const words = isWhole ? `(?<![\\p{L}\\p{N}_])${escaped(text)}(?![\\p{L}\\p{N}_])` : escaped(text);
  return new RegExp(words, isExact ? "gu" : "giu");
}

// Texts that hold it: [{ id, field, text, next, n }], with what would become of them.
function found(doc, fields, pattern, replacement) {
  if (!pattern) return [];
  const hits = [];
  for (const { id, text: source } of doc.script.lines) {
    for (const field of fields) {
      const text = field === "source" ? source : doc.targets[field]?.translation[id] ?? "";
      const n = text.match(pattern)?.length ?? 0;
      if (n) hits.push({ id, field, text, n, next: text.replace(pattern, () => replacement) });
    }
  }
  return hits;
}

// The text with what was found marked in it.
function marked({ text }, pattern, replacement) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(at, match.index), make("mark", {}, match[0]));
    if (replacement !== null) parts.push(make("ins", {}, replacement));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

export class Find {
  #dialog;
  #desk;
  #left = new Set(); // places that are not to be replaced
  #hits = [];

  constructor(dialog, desk) {
    this.#dialog = dialog;
    this.#desk = desk;
    dialog.addEventListener("input", (event) => { if (!event.target.closest("[data-find-list]")) this.#look(); });
    dialog.querySelector("form.find").addEventListener("submit", (event) => {
      event.preventDefault();
      // Enter where the words to find are typed goes to the first place, and changes nothing.
      if (document.activeElement === this.#part("text")) { if (this.#hits.length) this.#go(this.#hits[0]); }
      else this.#replace();
    });
    dialog.addEventListener("change", (event) => {
      const row = event.target.closest("[data-find-hit]");
      if (row) this.#choose(row.dataset.findHit, event.target.checked);
    });
    dialog.addEventListener("click", (event) => {
      const go = event.target.closest("[data-find-go]");
      if (go) this.#go(this.#hits[Number(go.value)]);
    });
  }

  #part(name) { return this.#dialog.querySelector(`[data-find-${name}]`); }

  open({ text = "" } = {}) {
    const { language } = this.#desk;
    const where = this.#part("where");
    const chosen = where.value || "source";
    where.replaceChildren(new Option(phrase("original"), "source"));
    if (language) where.append(new Option(languageName(language), "target"), new Option(phrase("both_texts"), "both"));
    where.value = language || chosen === "source" ? chosen : "source";
    if (text && text.length < 80 && !text.includes("\n")) this.#part("text").value = text;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#part("text").select();
    this.#part("text").focus();
    this.#look();
  }

  get #fields() {
    const { language } = this.#desk;
    return { source: ["source"], target: [language], both: ["source", language] }[this.#part("where").value];
  }

  get #replacement() { return this.#part("with").value; }

  get #pattern() {
    const [isExact, isWhole] = [this.#part("exact").checked, this.#part("whole").checked];
    return patternOf(this.#part("text").value, { isExact, isWhole });
  }

  #look() {
    const pattern = this.#pattern;
    this.#left.clear();
    this.#hits = found(this.#desk.doc, this.#fields, pattern, this.#replacement);
    const replaces = this.#replacement !== "" ? this.#replacement : null;
    const rows = this.#hits.slice(0, MOST_SHOWN).map((hit, n) => this.#row(hit, n, pattern, replaces));
    this.#part("list").replaceChildren(...rows);
    this.#count();
  }

  #row(hit, n, pattern, replacement) {
    const place = this.#desk.doc.script.lines.findIndex(({ id }) => id === hit.id) + 1;
    const label = phrase("replace_in", { n: place });
    const lang = hit.field === "source" ? this.#desk.doc.script.language : hit.field;
    return make("li", { className: "hit", data: { findHit: n } },
      make("input", { type: "checkbox", checked: true, className: "hit__check", aria: { label } }),
      make("button", {
        type: "button",
        className: "hit__go nums",
        value: n,
        data: { findGo: "" },
        aria: { label: phrase("go_to_line", { n: place }) },
      }, String(place)),
      make("span", { className: "hit__text", dir: "auto", lang }, ...marked(hit, pattern, replacement)));
  }

  #count() {
    const chosen = this.#hits.filter((_, n) => !this.#left.has(String(n)));
    const all = this.#hits.reduce((sum, { n }) => sum + n, 0);
    const places = chosen.reduce((sum, { n }) => sum + n, 0);
    const isEmpty = !this.#part("text").value;
    this.#part("count").textContent = isEmpty ? "" : all === 0 ? phrase("found_none") : phrase("found_in", {
      places: counted("found", all), lines: counted("in_lines", new Set(this.#hits.map(({ id }) => id)).size),
    });
    const go = this.#part("replace");
    go.disabled = places === 0;
    const act = this.#replacement ? "replace" : "remove_places";
    go.textContent = places ? counted(act, places) : phrase("replace_all");
    this.#part("more").hidden = this.#hits.length <= MOST_SHOWN;
  }

  #choose(hit, isChosen) {
    if (isChosen) this.#left.delete(hit);
    else this.#left.add(hit);
    this.#count();
  }

  #go(hit) {
    this.#dialog.close();
    const match = this.#pattern?.exec(hit.text);
    this.#desk.goTo(hit.id, { field: hit.field === "source" ? "source" : "target", caret: match ? match.index : 0, block: "center" });
  }

  #replace() {
    const chosen = this.#hits.filter((_, n) => !this.#left.has(String(n)));
    if (!chosen.length) return;
    const changes = chosen.map(({ id, field, next }) => ({ id, field, text: next.slice(0, 1000) }));
    const places = chosen.reduce((sum, { n }) => sum + n, 0);
    this.#desk.edit(setTexts(this.#desk.doc, changes), { focus: { id: chosen[0].id } });
    this.#dialog.close();
    this.#desk.tell(counted("replaced", places), { canUndo: true });
  }
}
