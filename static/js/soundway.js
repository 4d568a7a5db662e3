// What the two ways of giving one's own voice share: the sound, once the server has it.

import { ApiError } from "./api.js";
import { Sending } from "./sending.js";
import { Sound } from "./sound.js";
import { phrase } from "./words.js";

export class SoundWay {
  root;
  sound;
  sending;
  onChange;
  onError;
  #awaited = null; // a choice from a draft whose upload is being asked for

  constructor(root, { data, onChange, onError }) {
    this.root = root;
    this.onChange = onChange;
    this.onError = onError;
    this.sending = new Sending(root, { purpose: "speech", limit: data.max_upload, onState: (state) => this.show(state) });
    this.sound = new Sound(root.querySelector(".sound"), { data, onChange });
    root.querySelector("[data-remove]").addEventListener("click", () => {
      this.clear();
      onError(null);
      onChange();
      this.focus();
    });
  }

  get speech() { return this.sound.value; }

  get extras() { return {}; }

  get title() { return this.sound.name; }

  get draft() { return this.speech ?? this.#awaited; }

  // What to show while there is no sound.
  get emptyState() { return "empty"; }

  // Bring back a choice from a draft or another video; the sound may be gone meanwhile.
  async restore(choice) {
    if (this.sending.isUnderWay) return;
    if (!choice?.upload) {
      this.clear();
      return;
    }
    if (choice.upload === this.sound.row?.id) return;
    this.#awaited = choice;
    const isWanted = () => this.#awaited === choice && !this.sending.isUnderWay;
    try {
      await this.sound.bring(choice, isWanted);
      if (!isWanted()) return;
      this.#awaited = null;
      this.show("ready");
      this.onChange();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isWanted()) return;
      if (error.status === 404) this.#awaited = null;
      this.onError(error.status === 404 ? phrase("recording_gone") : error.words);
    }
  }

  clear() {
    this.sending.cancel();
    this.sound.clear();
    this.#awaited = null;
    this.show(this.emptyState);
  }

  // The server took it: `file` is what was sent.
  accept(row, file, treatment) {
    // What had the focus may be hidden by now.
    const { activeElement: active, body } = document;
    const hadFocus = this.root.contains(active) || (active === body && !this.root.hidden);
    this.#awaited = null;
    this.sound.treatment = treatment;
    this.sound.show(row, file);
    this.show("ready");
    if (hadFocus) this.focus();
    this.onChange();
  }

  pause() { this.sound.stop(); }

  draw() {}

  show(state) {
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }
}
