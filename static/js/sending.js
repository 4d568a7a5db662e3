// What an upload looks like while it is under way: a name, a bar, words, a button to stop.

import { ApiError } from "./api.js";
import { fill } from "./meter.js";
import { Upload, UploadCancelled } from "./upload.js";
import { clip, phrase, size } from "./words.js";

export class Sending {
  #root;
  #upload = null;
  #purpose;
  #limit; // bytes
  #onState;

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
    const upload = new Upload();
    this.#upload = upload;
    this.#part("name").textContent = clip(file.name);
    this.#say(phrase("sending"));
    this.#progress(0, file);
    this.#onState("sending");
    try {
      const fields = { purpose: this.#purpose, file };
      return await upload.send("uploads/", fields, (share) => this.#progress(share, file));
    } catch (error) {
      if (error instanceof UploadCancelled) return null;
      throw error;
    } finally {
      if (this.#upload === upload) this.#upload = null;
    }
  }

  #check(file) {
    if (file.size === 0) throw new ApiError(400, "empty_file");
    if (file.size > this.#limit) throw new ApiError(413, "file_too_large");
  }

  #progress(share, file) {
    fill(this.#root.querySelector(".track"), share);
    this.#root.toggleAttribute("data-checking", share >= 1);
    if (share >= 1) {
      this.#part("words").textContent = phrase("checking");
      this.#say(phrase("checking"));
      this.#onState("checking");
      return;
    }
    const sent = { sent: size(share * file.size), all: size(file.size) };
    this.#part("words").textContent = phrase("sent_of", sent);
  }

  #say(words) {
    const live = this.#part("live");
    if (live.textContent !== words) live.textContent = words;
  }

  #part(name) {
    return this.#root.querySelector(`[data-sending-${name}]`);
  }
}
