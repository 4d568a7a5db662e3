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
  #first; // { form, words, other }: what to begin with, and what to say about it
  #shown = ""; // the form as JSON, as it was kept or applied last
  #timer;
  #isSending = false;

  // `server`: the draft as it came with the page. `apply` fills a form in and tells what it holds
  // then; `onState` hears "saving", "saved" and "here" (only in this browser).
  constructor(user, { server, apply, onState }) {
    this.#key = `draft.${user}`;
    this.#apply = apply;
    this.#onState = onState;
    this.#first = this.#newest(server);
    addEventListener("online", () => this.#send());
    addEventListener("pagehide", () => { if (this.#timer) this.#send(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#look();
    });
  }

  // What the page begins with; null when there is no draft.
  get kept() { return this.#first.form; }

  // The page shows this form, which is that of `kept` unless it is about another video.
  begin(form) {
    this.#shown = JSON.stringify(form);
    this.#offer(this.#first);
    // What was sent while the page was left may not have arrived yet.
    if (this.#local?.isDirty) setTimeout(() => this.#look(), WAIT);
    else if (this.#local) this.#onState("saved");
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
  async #look() {
    const { form } = this.#local ?? {};
    if (form && JSON.stringify(form) !== this.#shown) this.#adopt(form);
    const server = await this.#ask("GET");
    if (!server || this.#timer) return; // what is edited just now is newer
    const { form: newest, words, other } = this.#newest(server);
    if (newest && JSON.stringify(newest) !== this.#shown) this.#adopt(newest);
    this.#offer({ words, other });
    this.#send();
  }

  // Of this browser's version and the server's the newest, which is remembered.
  #newest({ data, updated_at: at }) {
    const local = this.#local;
    // The page may have been written before this browser's version arrived at the server.
    if (!data?.ways || Date.parse(local?.base) >= Date.parse(at)) return { form: local?.form ?? null };
    if (local && JSON.stringify(local.form) === JSON.stringify(data)) {
      remember(this.#key, { ...local, isDirty: false, base: at });
      return { form: data };
    }
    if (local?.isDirty && local.at > Date.parse(at)) {
      remember(this.#key, { ...local, base: at });
      return { form: local.form, words: "draft_older", other: data };
    }
    remember(this.#key, { form: data, at: Date.parse(at), isDirty: false, base: at });
    return { form: data, words: local ? "draft_newer" : "", other: local?.form };
  }

  #adopt(form) {
    this.#shown = JSON.stringify(this.#apply(form));
  }

  // Nothing is lost: the version that is not shown can be.
  #offer({ words, other }) {
    if (!words) return;
    const onAction = () => this.keep(this.#apply(other));
    toast(phrase(words), { action: phrase("draft_other"), onAction });
  }

  async #send() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const local = this.#local;
    if (!local?.isDirty) {
      if (local) this.#onState("saved");
      return;
    }
    if (this.#isSending) return;
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
        if (error.code === "draft_changed") setTimeout(() => this.#look());
      }
      return null;
    }
  }
}
