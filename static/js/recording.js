// A file as what is said: upload it, then see, hear and cut it.

import { refusalWords } from "./advice.js";
import { ApiError } from "./api.js";
import { takeFiles } from "./drop.js";
import { Sending } from "./sending.js";
import { Sound } from "./sound.js";
import { phrase } from "./words.js";

export class RecordingWay {
  #root;
  #awaited = null; // a choice from a draft whose upload is being asked for
  #sending;
  #sound;
  #onChange;
  #onError;

  constructor(root, { data, onChange, onError }) {
    this.#root = root;
    this.#onChange = onChange;
    this.#onError = onError;
    const onState = (state) => this.#show(state);
    this.#sending = new Sending(root, { purpose: "speech", limit: data.max_upload, onState });
    this.#sound = new Sound(root.querySelector(".sound"), { onChange });
    takeFiles(root, (file) => this.take(file));
    root.querySelector("[data-remove]").addEventListener("click", () => this.#remove());
  }

  get speech() { return this.#sound.value; }

  get extras() { return {}; }

  get problem() {
    if (this.#sending.isUnderWay) return phrase("wait_for_upload");
    return this.speech ? "" : phrase("bring_a_recording");
  }

  get title() { return this.#sound.name; }

  get draft() { return this.speech ?? this.#awaited; }

  // Bring back a choice from a draft or another video; the file may be gone meanwhile.
  async restore(choice) {
    if (!choice?.upload) {
      this.clear();
      return;
    }
    this.#awaited = choice;
    try {
      await this.#sound.bring(choice);
      this.#awaited = null;
      this.#show("ready");
      this.#onChange();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) this.#awaited = null;
      this.#onError(error.status === 404 ? phrase("recording_gone") : error.words);
    }
  }

  clear() {
    this.#sound.clear();
    this.#awaited = null;
    this.#show("empty");
  }

  focus() {
    if (this.#sound.row) this.#sound.focus();
    else this.#root.querySelector("[data-drop] input").focus();
  }

  pause() { this.#sound.stop(); }

  draw() {}

  async take(file) {
    this.#onError(null);
    try {
      const row = await this.#sending.send(file);
      if (row) this.#accept(row, file);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#onError(refusalWords("sound", error));
    }
    this.#show(this.#sound.row ? "ready" : "empty"); // an earlier recording is still there
  }

  #accept(row, file) {
    const hadFocus = this.#root.contains(document.activeElement);
    this.#awaited = null;
    this.#sound.treatment = { in_result: "original", normalised: true };
    this.#sound.show(row, file);
    this.#show("ready");
    if (hadFocus) this.focus();
    this.#onChange();
  }

  #remove() {
    this.clear();
    this.#onError(null);
    this.#onChange();
    this.focus();
  }

  #show(state) {
    this.#root.dataset.state = state;
    for (const part of this.#root.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }
}
