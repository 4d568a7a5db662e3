// The document that is edited, with every step back and forth.

const MOST_STEPS = 300;
const ONE_GO = 1500; // milliseconds within which keys in one field are one step

export class Manuscript {
  #doc;
  #past = []; // [{ doc, focus }]
  #future = [];
  #listeners = new Set();
  #last = { key: "", at: 0 };

  constructor(doc) {
    this.#doc = doc;
  }

  get doc() { return this.#doc; }

  get canUndo() { return this.#past.length > 0; }

  get canRedo() { return this.#future.length > 0; }

  // `listener(doc, before)` hears of every change.
  subscribe(listener) { this.#listeners.add(listener); }

  // Take an edit's result. Edits with the same key shortly after each other are one step, those of
  // `isOneGo` however long they take; `focus` tells where the edit was: { id, field }.
  edit(next, { key = "", focus = null, isOneGo = false } = {}) {
    if (!next || next === this.#doc) return false;
    const now = performance.now();
    const goesOn = key && key === this.#last.key && (isOneGo || now - this.#last.at < ONE_GO) && this.#past.length > 0;
    if (!goesOn) this.#past.push({ doc: this.#doc, focus });
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.#last = { key, at: now };
    this.#show(next);
    return true;
  }

  // Both give where the step was, or null where there is none.
  undo() { return this.#step(this.#past, this.#future); }

  redo() { return this.#step(this.#future, this.#past); }

  #step(from, to) {
    const step = from.pop();
    if (!step) return null;
    to.push({ doc: this.#doc, focus: step.focus });
    this.#last = { key: "", at: 0 };
    this.#show(step.doc);
    return step.focus ?? {};
  }

  // What came from elsewhere is under all steps: `rebase` gives every version with it.
  adopt(rebase) {
    const renew = (step) => ({ ...step, doc: rebase(step.doc) });
    this.#past = this.#past.map(renew);
    this.#future = this.#future.map(renew);
    this.#show(rebase(this.#doc));
  }

  #show(doc) {
    const before = this.#doc;
    this.#doc = doc;
    for (const listener of this.#listeners) listener(doc, before);
  }
}
