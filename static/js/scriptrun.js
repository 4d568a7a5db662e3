// One script on the server: being written, written anew in parts, edited.

import { ApiError, call } from "./api.js";

const ASK_EVERY = 1000; // milliseconds
const SAVE_AFTER = 700; // milliseconds without another change

export const isUnderWay = (script) => script?.state === "queued" || script?.state === "running";

export class ScriptRun {
  #row = null;
  #timer = null;
  #changes = {};
  #saving = null;
  #saveTimer = null;
  #onRow;
  #onProblem;
  #onSaved;

  // onRow(row): news about the script; onProblem(ApiError); onSaved(bool): all edits are kept.
  constructor({ onRow, onProblem, onSaved }) {
    this.#onRow = onRow;
    this.#onProblem = onProblem;
    this.#onSaved = onSaved;
  }

  get row() { return this.#row; }

  get id() { return this.#row?.id ?? null; }

  async write(brief) {
    this.leave();
    return this.#ask("POST", "scripts/", brief);
  }

  // Take up a script of old; false where it is gone.
  async open(id) {
    this.leave();
    return this.#ask("GET", `scripts/${id}/`, undefined, { quiet: true });
  }

  retry(writer) {
    return this.#ask("POST", `scripts/${this.id}/retry/`, writer ? { writer } : {});
  }

  async rewrite(part, wish) {
    await this.flush();
    return this.#ask("POST", `scripts/${this.id}/rewrite/`, { part, wish });
  }

  cancel() { return this.#ask("POST", `scripts/${this.id}/cancel/`); }

  // Keep an edited part, soon.
  edit(part, value) {
    this.#changes[part] = value;
    this.#onSaved(false);
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.flush(), SAVE_AFTER);
  }

  // Keep now what was edited; resolves once it is.
  async flush() {
    clearTimeout(this.#saveTimer);
    await this.#saving;
    const changes = this.#changes;
    if (!this.id || Object.keys(changes).length === 0) return;
    this.#changes = {};
    this.#saving = this.#save(changes);
    await this.#saving;
  }

  leave() {
    this.flush();
    clearTimeout(this.#timer);
    this.#row = null;
  }

  async #save(changes) {
    const { id } = this;
    try {
      const row = await call("PATCH", `scripts/${id}/`, changes);
      if (this.id === id) this.#row = { ...this.#row, script: row.script };
      this.#onSaved(true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#changes = { ...changes, ...this.#changes }; // with the next edit again
      this.#onProblem(error);
    }
  }

  async #ask(method, path, body, { quiet = false } = {}) {
    clearTimeout(this.#timer);
    try {
      this.#take(await call(method, path, body));
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!quiet) this.#onProblem(error);
      if (isUnderWay(this.#row)) this.#later();
      return false;
    }
  }

  #take(row) {
    this.#row = row;
    this.#onRow(row);
    if (isUnderWay(row)) this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    const { id } = this;
    this.#timer = setTimeout(async () => {
      try {
        const row = await call("GET", `scripts/${id}/`);
        if (this.id === id) this.#take(row);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (this.id !== id) return;
        if (error.status === 404) this.#onProblem(error);
        else this.#later(); // the server may be back in a moment
      }
    }, ASK_EVERY);
  }
}
