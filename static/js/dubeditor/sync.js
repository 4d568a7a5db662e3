// Keeps the server's rows as the document is: a moment after every change, again after a lost
// connection, and merged with what another window or a translation changed meanwhile.

import { ApiError, call } from "../api.js";
import { forget, recall, remember } from "../storage.js";
import { mergeDocuments, same } from "./merge.js";

const WAIT = 900; // milliseconds without a change before it is sent
const AGAIN = [2, 4, 8, 15, 30]; // seconds before another try
const MOST_MERGES = 4; // in a row; then somebody else writes faster than this page

// The document of a project as the API gives it.
export function documentOf({ script, glossary, targets }) {
  const rows = targets.map(({ language, translation, voices, line_voices: lineVoices }) => (
    [language, { translation: translation ?? {}, voices: voices ?? {}, line_voices: lineVoices ?? {} }]
  ));
  return { script, glossary: glossary ?? [], targets: Object.fromEntries(rows) };
}

export class Sync {
  #manuscript;
  #address;
  #key;
  #saved; // the document as the server has it
  #revisions;
  #updatedAt;
  #onState;
  #onAnswer;
  #onProject;
  #onConflicts;
  #timer = null;
  #isSaving = false;
  #running = Promise.resolve();
  #error = null; // why the last try did not work
  #tries = 0;
  #state = "saved";

  // `onState` hears "saved", "changed", "saving", "waiting" (for a translation), "offline" and
  // "refused" (with the error); `onAnswer` what the server tells about a part, `onProject` about all.
  constructor(manuscript, project, { onState, onAnswer, onProject, onConflicts }) {
    this.#manuscript = manuscript;
    this.#address = `dubs/${project.id}/`;
    this.#key = `dub.${project.id}`;
    this.#saved = manuscript.doc;
    this.#revisions = revisionsOf(project);
    this.#updatedAt = project.updated_at;
    this.#onState = onState;
    this.#onAnswer = onAnswer;
    this.#onProject = onProject;
    this.#onConflicts = onConflicts;
    manuscript.subscribe(() => this.#later());
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("beforeunload", (event) => { if (this.isDirty && !this.#keep()) event.preventDefault(); });
  }

  // The document as the server has it.
  get savedDocument() { return this.#saved; }

  // Resolves once everything is at the server; throws ApiError where it cannot be.
  async settle() {
    while (this.isDirty) {
      if (this.#isSaving) await this.#running;
      else await this.save();
      if (this.#error) throw this.#error;
    }
  }

  get isDirty() { return this.#dirty().length > 0; }

  // What this browser kept because it could not be sent.
  recover() {
    const kept = recall(this.#key);
    if (!kept?.mine?.script || !this.#saved.script) return false;
    forget(this.#key);
    const { merged, conflicts } = mergeDocuments(kept.base, kept.mine, this.#saved);
    if (same(merged, this.#saved)) return false;
    this.#manuscript.edit(merged);
    if (conflicts.length) this.#onConflicts(conflicts);
    return true;
  }

  // Take a project as the server gives it now. An answer may be older than what is known. What was
  // asked for here, such as a translation, is a step that can be taken back. Gives whether it was
  // taken: not while something is sent.
  adopt(project, { step = "" } = {}) {
    if (this.#isSaving) return false;
    if (!(project.updated_at < this.#updatedAt)) this.#renew(project, step);
    return true;
  }

  #renew(project, step = "") {
    const revisions = revisionsOf(project);
    const isOld = (part) => revisions[part] < this.#revisions[part];
    const theirs = documentOf(project);
    if (isOld("script")) theirs.script = this.#saved.script;
    for (const language of Object.keys(theirs.targets)) {
      if (isOld(`targets/${language}`)) theirs.targets[language] = this.#saved.targets[language];
    }
    for (const part of Object.keys(revisions)) if (isOld(part)) revisions[part] = this.#revisions[part];
    this.#revisions = revisions;
    this.#updatedAt = project.updated_at;
    this.#merge(theirs, step);
    this.#onProject(project);
  }

  // Send what has changed; resolves once it is there, or cannot be sent now.
  async save() {
    this.#unwait();
    if (this.#isSaving) return;
    this.#running = this.#run();
    await this.#running;
  }

  async #run() {
    this.#isSaving = true;
    this.#error = null;
    try {
      await this.#saveAll();
      this.#tries = 0;
      this.#tell(this.isDirty ? "changed" : "saved");
      if (!this.isDirty) forget(this.#key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failed(error);
    } finally {
      this.#isSaving = false;
    }
    if (this.#state === "changed") this.#later();
  }

  async #saveAll() {
    for (let n = 0; n < MOST_MERGES && this.isDirty; n += 1) {
      this.#tell("saving");
      for (const part of this.#dirty()) await this.#send(part);
    }
  }

  // Lines first: translations belong to lines.
  #dirty() {
    const { doc } = this.#manuscript;
    const parts = ["script", "glossary"].filter((part) => doc[part] !== this.#saved[part]);
    const languages = Object.keys(doc.targets).filter((language) => doc.targets[language] !== this.#saved.targets[language]);
    return [...parts, ...languages.map((language) => `targets/${language}`)];
  }

  async #send(part) {
    const { doc } = this.#manuscript;
    try {
      if (part === "glossary") this.#take(part, doc, await call("PATCH", this.#address, { glossary: doc.glossary }));
      else await this.#put(part, doc);
    } catch (error) {
      if (error.code !== "dub_changed") throw error;
      this.#renew(await call("GET", this.#address));
    }
  }

  async #put(part, doc) {
    const value = part === "script" ? { script: doc.script } : doc.targets[languageIn(part)];
    const answer = await call("PUT", `${this.#address}${part}/`, { revision: this.#revisions[part], ...value });
    this.#revisions[part] = answer.revision;
    this.#take(part, doc, answer);
  }

  // The server has the part as it was sent, or corrected it.
  #take(part, doc, answer) {
    const language = languageIn(part);
    if (part === "glossary") {
      this.#saved = { ...this.#saved, glossary: doc.glossary };
      this.#updatedAt = answer.updated_at;
    }
    if (part === "script") this.#saved = { ...this.#saved, script: doc.script };
    if (language) this.#saved = { ...this.#saved, targets: { ...this.#saved.targets, [language]: doc.targets[language] } };
    if (part === "script" && answer.script && !same(answer.script, doc.script)) {
      this.#merge({ ...this.#saved, script: answer.script });
    }
    this.#onAnswer(part, answer);
  }

  // `theirs` is the new common ground.
  #merge(theirs, step = "") {
    const base = this.#saved;
    const shared = withSameParts(theirs, base);
    if (sameParts(shared, base)) return;
    const { merged, conflicts } = mergeDocuments(base, this.#manuscript.doc, shared);
    this.#saved = shared;
    if (step) this.#manuscript.edit(withSameParts(merged, shared), { key: step, isOneGo: true });
    else this.#manuscript.adopt((doc) => withSameParts(mergeDocuments(base, doc, shared).merged, shared));
    if (conflicts.length) this.#onConflicts(conflicts);
  }

  #later() {
    if (!this.isDirty) {
      if (this.#state === "changed") this.#tell("saved");
      return;
    }
    if (this.#isSaving) return;
    if (this.#state !== "offline") this.#tell("changed");
    this.#wait(WAIT);
  }

  #wait(time) {
    this.#unwait();
    this.#timer = setTimeout(() => this.save(), time);
  }

  #unwait() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #failed(error) {
    this.#error = error;
    this.#keep();
    if (error.code === "target_busy" || error.code === "dub_busy") {
      this.#tell("waiting");
      this.#wait(AGAIN[0] * 1000);
    } else if (error.status === 0 || error.status === 429 || error.status >= 500) {
      this.#tell("offline", error);
      this.#wait(AGAIN[Math.min(this.#tries, AGAIN.length - 1)] * 1000);
      this.#tries += 1;
    } else this.#tell("refused", error); // another change sends it again
  }

  // In this browser, with what it was made from; false where the browser cannot keep it.
  #keep() {
    if (!this.isDirty) return true;
    remember(this.#key, { base: this.#saved, mine: this.#manuscript.doc });
    return recall(this.#key) !== null;
  }

  // A page that goes tries once more; what does not arrive is found here again.
  #leave() {
    if (!this.isDirty) return;
    this.#keep();
    this.save();
  }

  #tell(state, error = null) {
    this.#state = state;
    this.#onState(state, error);
  }
}

const languageIn = (part) => (part.startsWith("targets/") ? part.slice(8) : "");

function revisionsOf(project) {
  const targets = project.targets.map(({ language, revision }) => [`targets/${language}`, revision]);
  return { script: project.revision, ...Object.fromEntries(targets) };
}

function sameParts(one, other) {
  const languages = Object.keys(one.targets);
  return one.script === other.script && one.glossary === other.glossary
    && languages.length === Object.keys(other.targets).length
    && languages.every((language) => one.targets[language] === other.targets[language]);
}

// The same document with the objects of another where both say the same.
function withSameParts(doc, other) {
  const keep = (mine, theirs) => (same(mine, theirs) ? theirs : mine);
  const targets = Object.entries(doc.targets).map(([language, target]) => (
    [language, keep(target, other.targets[language])]
  ));
  return {
    script: keep(doc.script, other.script),
    glossary: keep(doc.glossary, other.glossary),
    targets: Object.fromEntries(targets),
  };
}
