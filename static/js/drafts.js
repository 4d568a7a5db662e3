// The unfinished form: kept in this browser at every change, on the server a moment later, so that
// it is there after a reload and on another device. Of two versions the newest is shown.

import { ApiError, call } from "./api.js";
import { recall, remember } from "./storage.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

const WAIT = 1200; // milliseconds without a change before it is sent

export class Drafts {
  #key;
  #apply;
  #onState;
  #shown = ""; // the form as JSON, as it was kept or applied last
  #timer;
  #isSending = false;

  // `apply` fills a form in and tells what it holds then; `onState` hears "saving", "saved" and "here" (only in this browser).
  constructor(user, { apply, onState }) {
    this.#key = `draft.${user}`;
    this.#apply = apply;
    this.#onState = onState;
    addEventListener("online", () => this.#send());
    addEventListener("pagehide", () => { if (this.#timer) this.#send(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#look();
    });
  }

  // What this browser kept; null when there is nothing.
  get kept() { return this.#local?.form ?? null; }

  // The form shows what it begins with.
  begin(form) {
    this.#shown = JSON.stringify(form);
    this.#compare();
  }

  keep(form) {
    const text = JSON.stringify(form);
    if (text === this.#shown) return;
    this.#shown = text;
    remember(this.#key, { form, at: Date.now(), isDirty: true, base: this.#local?.base ?? null });
    this.#onState("saving");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), WAIT);
  }

  get #local() {
    const kept = recall(this.#key);
    return kept?.form?.ways ? kept : null;
  }

  // Another tab may have gone on meanwhile, or another device.
  #look() {
    const { form } = this.#local ?? {};
    if (form && JSON.stringify(form) !== this.#shown) this.#adopt(form);
    this.#compare();
  }

  async #compare() {
    const server = await this.#ask("GET");
    if (!server || this.#timer) return; // what is edited just now is newer
    const local = this.#local;
    if (local && (server.updated_at ?? null) === local.base) {
      if (local.isDirty) this.#send();
      else this.#onState("saved");
    } else if (server.data?.ways) {
      this.#choose(local, server);
    } else if (local) {
      remember(this.#key, { ...local, base: server.updated_at ?? null, isDirty: true });
      this.#send();
    }
  }

  // The server has another version than the one that this browser knew.
  #choose(local, { data, updated_at: at }) {
    if (local?.isDirty && local.at > Date.parse(at)) {
      remember(this.#key, { ...local, base: at });
      this.#send();
      this.#offer("draft_older", data);
      return;
    }
    const before = local?.form;
    remember(this.#key, { form: data, at: Date.parse(at), isDirty: false, base: at });
    if (JSON.stringify(data) === this.#shown) return;
    this.#adopt(data);
    this.#onState("saved");
    if (before) this.#offer("draft_newer", before);
  }

  #adopt(form) {
    this.#shown = JSON.stringify(this.#apply(form));
  }

  // Nothing is lost: the version that is not shown can be.
  #offer(words, other) {
    const onAction = () => {
      this.keep(this.#apply(other));
    };
    toast(phrase(words), { action: phrase("draft_other"), onAction });
  }

  async #send() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const local = this.#local;
    if (!local?.isDirty || this.#isSending) return;
    this.#isSending = true;
    const answer = await this.#ask("PUT", { data: local.form, updated_at: local.base });
    this.#isSending = false;
    if (!answer) return;
    const now = this.#local;
    const isDirty = JSON.stringify(now?.form) !== JSON.stringify(local.form);
    if (now) remember(this.#key, { ...now, base: answer.updated_at, isDirty });
    if (isDirty) this.#send();
    else this.#onState("saved");
  }

  // The server's answer; null where there is none, then the draft is in this browser alone.
  async #ask(method, body) {
    try {
      return await call(method, "draft/", body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (method === "PUT") {
        this.#onState("here");
        if (error.code === "draft_changed") setTimeout(() => this.#compare());
      }
      return null;
    }
  }
}
