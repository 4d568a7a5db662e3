// What the parts of the editor share: the document, the chosen language, what the server says.

import { ApiError, call } from "../api.js";
import { toast } from "../toast.js";
import { phrase } from "../words.js";
import { Manuscript } from "./manuscript.js";
import { Sync, documentOf } from "./sync.js";
import { isPending } from "./targets.js";

const ASKED_EVERY = 1000; // milliseconds while something is under way
const NOTHING = Object.freeze({ warnings: {}, problems: {}, outdated: [], default_voices: {}, state: "", video: null });

const NOT_YET = Object.freeze({ script: { duration: 0, speakers: [], lines: [] }, glossary: [], targets: {} });

const maps = new WeakMap(); // by script: its lines by id

function linesOf(script) {
  if (!maps.has(script)) maps.set(script, new Map(script.lines.map((line) => [line.id, line])));
  return maps.get(script);
}

export class Desk {
  id;
  project;
  manuscript = null;
  voices;
  languages;
  suggestions = new Map(); // by line: { text } or { isAsked }
  glossaryOf = () => []; // terms that hold for a language
  listeners = { change: () => {}, news: () => {}, begin: () => {}, conflicts: () => {}, state: () => {} };
  #sync = null;
  #language = "";
  #timer = null;
  #step = ""; // under which a translation that was asked for here arrives
  #n = 0; // of such translations

  constructor({ id, voices, languages }) {
    this.id = id;
    this.voices = new Map(voices.map((voice) => [voice.id, voice]));
    this.languages = languages;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.refresh().catch(() => {});
    });
  }

  get doc() { return this.manuscript?.doc ?? NOT_YET; }

  // -- languages ------------------------------------------------------------------------------------

  get language() { return this.#language; }

  set language(language) {
    if (language === this.#language || !(language in this.doc.targets)) return;
    this.#language = language;
    this.suggestions.clear();
    history.replaceState(null, "", `#${language}`);
    this.listeners.news({});
  }

  get meta() { return this.project?.targets.find(({ language }) => language === this.#language) ?? NOTHING; }

  get isTranslating() { return isPending(this.meta.state); }

  get background() { return this.project.options?.background ?? "duck"; }

  get glossary() { return this.glossaryOf(this.#language); }

  // Whether the server knows a line as it is here, so that what it says about it holds.
  isStored(id) {
    const saved = this.#sync?.savedDocument;
    if (!saved?.script) return false;
    return linesOf(saved.script).get(id) === linesOf(this.doc.script).get(id)
      && saved.targets[this.#language]?.translation[id] === this.doc.targets[this.#language]?.translation[id];
  }

  // -- the document ---------------------------------------------------------------------------------

  edit(next, options) { return this.manuscript?.edit(next, options) ?? false; }

  // Everything is at the server, or this throws why it is not.
  async saved() {
    if (!this.#sync) return;
    await this.#sync.settle();
  }

  save() { return this.#sync?.save(); }

  // -- the project ----------------------------------------------------------------------------------

  async refresh() {
    this.take(await call("GET", `dubs/${this.id}/`));
  }

  // Take a project as the server gives it.
  take(project) {
    const isFirst = !this.manuscript;
    const pending = isPending(project.state);
    if (!isFirst && isPending(this.project.state) && !pending && project.script) {
      location.reload(); // other lines: nothing of the old ones is left
      return;
    }
    this.project = project;
    let isTaken = true;
    if (isFirst && project.script && !pending) this.#begin(project);
    else if (!isFirst && project.script && !pending) isTaken = this.#sync.adopt(project, { step: this.#step });
    if (isTaken && !project.targets.some((target) => isPending(target.state))) this.#step = "";
    this.#chooseLanguage();
    this.listeners.news({});
    this.#later({ isDue: !isTaken });
  }

  #begin(project) {
    this.manuscript = new Manuscript(documentOf(project));
    this.manuscript.subscribe((doc, before) => {
      this.#chooseLanguage();
      this.listeners.change(doc, before);
    });
    this.#sync = new Sync(this.manuscript, project, {
      onState: (state, error) => this.listeners.state(state, error),
      onAnswer: (part, answer) => this.#answered(part, answer),
      onProject: (renewed) => { this.project = renewed; },
      onConflicts: (conflicts) => this.listeners.conflicts(conflicts),
    });
    this.#chooseLanguage();
    this.listeners.begin();
    if (this.#sync.recover()) toast(phrase("recovered"));
  }

  #chooseLanguage() {
    const languages = this.project.targets.map(({ language }) => language);
    if (languages.includes(this.#language)) return;
    const wished = location.hash.slice(1);
    this.#language = languages.includes(wished) ? wished : languages[0] ?? "";
    this.suggestions.clear();
  }

  // What the server tells about a part that it has taken.
  #answered(part, answer) {
    const rows = part === "script" ? answer.targets : part === "glossary" ? [] : [answer];
    const known = new Map((rows ?? []).map((row) => [row.language, row]));
    const targets = this.project.targets.map((row) => ({ ...row, ...known.get(row.language) }));
    this.project = { ...this.project, targets };
    if (part === "glossary") this.project = { ...this.project, glossary: answer.glossary };
    this.listeners.news({});
    this.#later();
  }

  #later({ isDue = false } = {}) {
    clearTimeout(this.#timer);
    const { state, targets } = this.project;
    if (!isDue && !isPending(state) && !targets.some((target) => isPending(target.state))) return;
    this.#timer = setTimeout(() => this.refresh().catch(() => this.#later()), ASKED_EVERY);
  }

  // -- what a line is asked ---------------------------------------------------------------------------

  async translate(ids) {
    try {
      await this.saved();
      await call("POST", `dubs/${this.id}/targets/${this.#language}/translate/`, { lines: ids, translator: this.project.options?.translator ?? "" });
      this.#n += 1;
      this.#step = `translation ${this.#n}`;
      await this.refresh();
    } catch (error) {
      this.tellError(error);
    }
  }

  // Ask for fewer words; they are offered, not taken.
  async shorten(id) {
    const language = this.#language;
    this.suggestions.set(id, { isAsked: true });
    this.listeners.news({ line: id });
    try {
      await this.saved();
      const text = this.doc.targets[language].translation[id] ?? "";
      const answer = await call("POST", `dubs/${this.id}/targets/${language}/shorten/`, { line: id, text });
      if (language === this.#language) this.suggestions.set(id, { text: answer.text });
    } catch (error) {
      this.suggestions.delete(id);
      this.tellError(error, { cannot_shorten: "cannot_shorten" });
    }
    this.listeners.news({ line: id });
  }

  tellError(error, own = {}) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.code in own ? phrase(own[error.code]) : error.words);
  }

  // A short message; what was done can be taken back from it.
  tell(words, { canUndo = false } = {}) {
    if (canUndo) toast(words, { action: phrase("undo"), onAction: () => this.undo() });
    else toast(words);
  }

  undo() { return this.manuscript.undo(); }
}
