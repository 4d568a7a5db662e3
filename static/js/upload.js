// Sending a sound, a picture or a video piece by piece: it goes on where a lost connection
// stopped it, also after the page was loaded again, and also while it is still being recorded.

import { API, ApiError, call, failed } from "./api.js";
import { forget, recall, remember } from "./storage.js";
import { phrase } from "./words.js";

const WAITS = [1, 2, 4, 8, 15]; // seconds before the next try; the last one again and again
const SMALLEST_PIECE = 48 * 1024; // bytes, of what is still growing
const LOOKED_AT_WITHIN = 60_000; // milliseconds that a busy server is asked again

const under_way = new Set();

addEventListener("beforeunload", (event) => {
  if (under_way.size > 0) event.preventDefault();
});

export class UploadCancelled extends Error {}

// What is sent when it lies there whole.
export class WholeFile {
  constructor(file) {
    this.file = file;
  }

  get name() { return this.file.name; }

  get size() { return this.file.size; }

  get isWhole() { return true; }

  // By which the same file is known after a reload.
  get key() { return `${this.file.name} ${this.file.size} ${this.file.lastModified}`; }

  piece(from, to) { return this.file.slice(from, to); }

  async more() {}
}

export class Upload {
  #purpose;
  #source;
  #onProgress;
  #session = null;
  #request = null;
  #isCancelled = false;
  #wake = () => {};

  // `source`: a WholeFile or something like it. `onProgress` hears the bytes that arrived, and
  // whether the connection is lost at the moment.
  constructor(purpose, source, onProgress) {
    this.#purpose = purpose;
    this.#source = source;
    this.#onProgress = onProgress;
  }

  // Resolves with the server's row; rejects with ApiError or UploadCancelled.
  async send() {
    under_way.add(this);
    const online = () => this.#wake();
    addEventListener("online", online);
    try {
      this.#session = await this.#continued() ?? await this.#again(() => this.#begin());
      return await this.#pieces();
    } finally {
      removeEventListener("online", online);
      under_way.delete(this);
      if (this.#source.key) forget(this.#memory);
    }
  }

  cancel() {
    this.#isCancelled = true;
    this.#request?.abort();
    this.#wake();
    if (this.#session) call("DELETE", this.#path).catch(() => {}); // goes by itself after a day
  }

  get #path() { return `uploads/sessions/${this.#session.id}/`; }

  get #memory() { return `upload.${this.#purpose}`; }

  // The session that a reload broke off, if it is of the same file.
  async #continued() {
    const kept = this.#source.key && recall(this.#memory);
    if (!kept || kept.key !== this.#source.key) return null;
    return call("GET", `uploads/sessions/${kept.id}/`).catch(() => null);
  }

  async #begin() {
    const { name, isWhole, size, key } = this.#source;
    const wish = { name, purpose: this.#purpose, size: isWhole ? size : null };
    const session = await call("POST", "uploads/sessions/", wish).catch(async (error) => {
      if (error.code !== "too_many_sessions") throw error;
      await giveUpOldest();
      return call("POST", "uploads/sessions/", wish);
    });
    if (key) remember(this.#memory, { key, id: session.id });
    return session;
  }

  async #pieces() {
    while (!this.#source.isWhole || this.#session.offset < this.#source.size) {
      await this.#source.more(this.#session.offset + SMALLEST_PIECE);
      if (this.#isCancelled) throw new UploadCancelled();
      if (this.#session.offset < this.#source.size) await this.#again(() => this.#sendPiece());
    }
    this.#onProgress(this.#source.size, { lost: false });
    return this.#finish();
  }

  async #sendPiece() {
    const { offset, chunk_bytes: most } = this.#session;
    const piece = this.#source.piece(offset, Math.min(this.#source.size, offset + most));
    try {
      this.#session = await this.#put(`${this.#path}?offset=${offset}`, piece, offset);
    } catch (error) {
      if (error.code !== "wrong_offset") throw error;
      this.#session = await call("GET", this.#path);
    }
  }

  // The answer may be lost on its way although the server finished, or a reload has begun it.
  async #finish() {
    const until = Date.now() + LOOKED_AT_WITHIN;
    const isWorthAnother = ({ status, code }) => status === 0 || (code === "busy" && Date.now() < until);
    try {
      return await this.#again(() => call("POST", `${this.#path}finish/`, {}), isWorthAnother);
    } catch (error) {
      const row = error.status === 404 ? await this.#arrived() : null;
      if (row) return row;
      throw error;
    }
  }

  async #arrived() {
    const { results } = await call("GET", `uploads/?purpose=${this.#purpose}`);
    return results.find(({ name, size_bytes: size }) => name === this.#source.name && size === this.#source.size);
  }

  // Try until it works, unless the server says why it never will.
  async #again(step, isWorthAnother = ({ status }) => status === 0 || status === 429 || status >= 502) {
    for (let n = 0; ; n += 1) {
      if (this.#isCancelled) throw new UploadCancelled();
      try {
        return await step();
      } catch (error) {
        if (this.#isCancelled) throw new UploadCancelled();
        if (!(error instanceof ApiError) || !isWorthAnother(error)) throw error;
        if (error.status === 0) this.#onProgress(this.#session?.offset ?? 0, { lost: true });
        await this.#wait(WAITS[Math.min(n, WAITS.length - 1)]);
      }
    }
  }

  #wait(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // With XMLHttpRequest, as fetch does not tell how much was sent.
  #put(path, body, offset) {
    const request = new XMLHttpRequest();
    this.#request = request;
    const done = new Promise((resolve, reject) => {
      request.upload.addEventListener("progress", ({ loaded }) => {
        this.#onProgress(offset + Math.min(loaded, body.size), { lost: false });
      });
      request.addEventListener("load", () => settle(request, resolve, reject));
      request.addEventListener("error", () => reject(new ApiError(0, "offline", phrase("offline"))));
      request.addEventListener("abort", () => reject(new UploadCancelled()));
    });
    request.open("PUT", API + path);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.send(body);
    return done;
  }
}

// Pages that were closed leave their sessions behind.
async function giveUpOldest() {
  const open = await call("GET", "uploads/sessions/");
  const [oldest] = (open.results ?? open).sort((a, b) => a.expires_at.localeCompare(b.expires_at));
  if (oldest) await call("DELETE", `uploads/sessions/${oldest.id}/`);
}

function settle({ status, responseText }, resolve, reject) {
  let answer = {};
  try {
    answer = JSON.parse(responseText);
  } catch {
    // an answer of something before the server; its status says enough
  }
  if (status >= 200 && status < 300) resolve(answer);
  else reject(failed(status, answer));
}
