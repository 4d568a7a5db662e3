// A file as what is said: upload it, then see, hear and cut it.

import { refusalWords } from "./advice.js";
import { ApiError } from "./api.js";
import { takeFiles } from "./drop.js";
import { SoundWay } from "./soundway.js";
import { phrase } from "./words.js";

const TREATMENT = { in_result: "original", normalised: true }; // it may hold more than a voice

export class RecordingWay extends SoundWay {
  constructor(root, parts) {
    super(root, parts);
    takeFiles(root, (file) => this.take(file));
  }

  get problem() {
    if (this.sending.isUnderWay) return phrase("wait_for_upload");
    return this.speech ? "" : phrase("bring_a_recording");
  }

  focus() {
    if (this.sound.row) this.sound.focus();
    else this.root.querySelector("[data-drop] input").focus();
  }

  async take(file) {
    this.onError(null);
    this.pause();
    try {
      const row = await this.sending.send(file);
      if (row) {
        this.accept(row, file, TREATMENT);
        return;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.onError(refusalWords("sound", error));
    }
    if (!this.sending.isUnderWay) this.show(this.sound.row ? "ready" : "empty"); // an earlier one is still there
  }
}
