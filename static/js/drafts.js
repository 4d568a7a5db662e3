// The unfinished form, kept so that nothing typed is ever lost.

import { forget, recall, remember } from "./storage.js";

export class Drafts {
  #key;

  constructor(user) {
    this.#key = `draft.${user}`;
  }

  // What this browser kept; null when there is nothing.
  get kept() { return recall(this.#key)?.form ?? null; }

  keep(form) { remember(this.#key, { form, at: Date.now() }); }

  clear() { forget(this.#key); }
}
