// What an upload looks like while it is under way: a name, a bar, words, a button to stop.

import { ApiError } from "./api.js";
import { fill } from "./meter.js";
import { Upload, UploadCancelled, WholeFile } from "./upload.js";
import { clip, phrase, size, timeLeft } from "./words.js";

const MEASURED_OVER = 6000; // milliseconds that the speed is an average of
const TOLD_AFTER = 1500; // milliseconds; before, a speed is a guess

export class Sending {
  #root;
  #upload = null;
  #purpose;
  #limit; // bytes
  #onState;
  #seen = []; // [milliseconds, bytes] of late

  // `onState` hears "sending" and "checking".
  constructor(root, { purpose, limit, onState }) {
    this.#root = root;
    this.#purpose = purpose;
    this.#limit = limit;
    this.#onState = onState;
    this.#part("cancel").addEventListener("click", () => this.cancel());
  }

  get isUnderWay() { return this.#upload !== null; }

  cancel() { this.#upload?.cancel(); }

  // The server's row about the file; null when somebody cancelled. Throws ApiError.
  async send(file) {
    this.cancel();
    this.#check(file);
    return this.#run(new WholeFile(file));
  }

  // The same of what may still be growing; it is shown from `show` on.
  async stream(source) {
    this.cancel();
    return this.#run(source);
  }

  async #run(source) {
    const upload = new Upload(this.#purpose, source, (bytes, how) => {
      if (this.#upload === upload && source.isWhole) this.#progress(bytes, source.size, how);
    });
    this.#upload = upload;
    this.#seen = [];
    this.#part("name").textContent = clip(source.name);
    if (source.isWhole) this.show(source);
    try {
      return await upload.send();
    } catch (error) {
      if (error instanceof UploadCancelled) return null;
      throw error;
    } finally {
      if (this.#upload === upload) this.#upload = null;
    }
  }

  show(source) {
    this.#say(phrase("sending"));
    this.#progress(0, source.size, { lost: false });
    this.#onState("sending");
  }

  #check(file) {
    if (file.size === 0) throw new ApiError(400, "empty_file");
    if (file.size > this.#limit) throw new ApiError(413, "file_too_large");
  }

  #progress(bytes, all, { lost }) {
    const isThere = bytes >= all && !lost;
    fill(this.#root.querySelector(".track"), all ? bytes / all : 0);
    this.#root.toggleAttribute("data-checking", isThere);
    this.#root.toggleAttribute("data-lost", lost);
    if (isThere) {
      this.#part("words").textContent = phrase("checking");
      this.#say(phrase("checking"));
      this.#onState("checking");
      return;
    }
    if (lost) this.#seen = [];
    const words = lost ? phrase("connection_lost") : this.#told(bytes, all);
    this.#part("words").textContent = words;
    this.#say(lost ? words : phrase("sending"));
  }

  // "12 MB of 48 MB · 3 MB/s · about 11 seconds left"
  #told(bytes, all) {
    const now = performance.now();
    this.#seen = [...this.#seen.filter(([at]) => now - at < MEASURED_OVER), [now, bytes]];
    const [[since, before]] = this.#seen;
    const told = [phrase("sent_of", { sent: size(bytes), all: size(all) })];
    const speed = (bytes - before) / ((now - since) / 1000);
    if (now - since > TOLD_AFTER && speed > 0) {
      told.push(phrase("a_second", { size: size(speed) }), timeLeft((all - bytes) / speed));
    }
    return told.filter(Boolean).join(" · ");
  }

  #say(words) {
    const live = this.#part("live");
    if (live.textContent !== words) live.textContent = words;
  }

  #part(name) {
    return this.#root.querySelector(`[data-sending-${name}]`);
  }
}
