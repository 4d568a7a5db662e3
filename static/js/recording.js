// A recording as what is said: upload it, see and hear it, choose a part of it.

import { adviceList, refusalWords, soundBadges } from "./advice.js";
import { ApiError, call } from "./api.js";
import { takeFiles } from "./drop.js";
import { Player } from "./player.js";
import { Sending } from "./sending.js";
import { peaksOf, Waveform } from "./waveform.js";
import { clip, clock, phrase, precise } from "./words.js";

const LARGEST_FETCHED = 150e6; // bytes; a larger file is not fetched only to be drawn and played
const ANY = "00000000-0000-0000-0000-000000000000"; // stands for an id in addresses

export class RecordingField {
  #root;
  #row = null; // of the upload, as the server tells it
  #awaited = null; // a choice from a draft whose upload is being asked for
  #sending;
  #player;
  #waveform;
  #onChange;
  #onError;

  // `onChange` hears of every new choice, `onError` gets words, or null when all is well again.
  constructor(root, { limit, onChange, onError }) {
    this.#root = root;
    this.#onChange = onChange;
    this.#onError = onError;
    const onState = (state) => this.#show(state);
    this.#sending = new Sending(root, { purpose: "speech", limit, onState });
    this.#player = new Player(root.querySelector("[data-listen]"), (time) => { this.#waveform.playhead = time; });
    this.#waveform = new Waveform(root.querySelector(".waveform"), {
      onTrim: ({ done }) => this.#trimmed(done),
      onSeek: (time) => this.#player.seek(time),
    });
    takeFiles(root, (file) => this.take(file));
    root.querySelector("[data-remove]").addEventListener("click", () => this.#remove());
    root.querySelector("[data-untrim]").addEventListener("click", () => this.#untrim());
    root.addEventListener("input", (event) => { if (event.target.name === "in_result") this.#hint(); });
  }

  get isSending() { return this.#sending.isUnderWay; }

  // What the API takes; null while there is no recording.
  get value() {
    if (!this.#row) return null;
    return { kind: "recording", upload: this.#row.id, in_result: this.#inResult, normalised: true, ...this.#span };
  }

  // What a draft keeps.
  get draft() { return this.value ?? this.#awaited; }

  get name() { return this.#row ? this.#row.name.replace(/\.\w{2,4}$/u, "") : ""; }

  // Bring back a choice from a draft or another video; the file may be gone meanwhile.
  async restore(choice) {
    const { upload, in_result: inResult, start, end } = choice;
    this.#awaited = choice;
    this.#inResult = inResult ?? "original";
    try {
      this.#accept(await call("GET", `uploads/${upload}/`), null, { start, end });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) this.#awaited = null;
      this.#onError(error.status === 404 ? phrase("recording_gone") : error.words);
    }
  }

  clear() {
    this.#player.close();
    this.#row = null;
    this.#awaited = null;
    this.#show("empty");
  }

  focus() {
    const target = this.#row ? "[data-listen]" : "[data-drop] input";
    this.#root.querySelector(target).focus();
  }

  stop() { this.#player.stop(); }

  get #inResult() { return this.#root.querySelector("input[name=in_result]:checked").value; }

  set #inResult(value) {
    const radio = this.#root.querySelector(`input[name=in_result][value="${CSS.escape(value)}"]`);
    if (radio) radio.checked = true;
  }

  get #span() {
    const { start, end, isTrimmed } = this.#waveform;
    return isTrimmed ? { start, end } : { start: null, end: null };
  }

  async take(file) {
    this.#onError(null);
    try {
      const row = await this.#sending.send(file);
      if (row) {
        const hadFocus = this.#root.contains(document.activeElement);
        this.#inResult = "original";
        this.#accept(row, file, {});
        if (hadFocus) this.focus();
        this.#onChange();
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#onError(refusalWords("sound", error));
    }
    this.#show(this.#row ? "ready" : "empty"); // an earlier recording is still there
  }

  #accept(row, file, span) {
    this.#row = row;
    this.#awaited = null;
    this.#player.open(file);
    this.#waveform.show(row.duration, span);
    this.#part("sound-name").textContent = clip(row.name);
    this.#part("sound-name").title = row.name;
    this.#part("badges").replaceChildren(...soundBadges(row.inspection?.sound));
    this.#part("advice").replaceChildren(adviceList("sound", row.inspection?.advice));
    this.#trimmed(false);
    this.#hint();
    this.#show("ready");
    this.#draw(row, file);
  }

  async #draw(row, file) {
    const blob = file ?? await this.#fetch(row);
    if (!blob || this.#row !== row) return;
    if (!file) this.#player.open(blob);
    const peaks = await peaksOf(blob, row.duration);
    if (this.#row === row) this.#waveform.peaks = peaks;
  }

  // A recording that was sent before, as it came; null where that cannot be had.
  async #fetch({ id, size_bytes: size }) {
    if (size > LARGEST_FETCHED) return null;
    const url = this.#root.dataset.file.replace(ANY, id);
    return fetch(url).then((answer) => (answer.ok ? answer.blob() : null), () => null);
  }

  #trimmed(done) {
    const { start, end, isTrimmed } = this.#waveform;
    this.#player.span = [start, end];
    this.#waveform.playhead = start;
    this.#part("sound-length").textContent = clock(this.#row.duration);
    this.#part("sound-range").textContent = isTrimmed ? `${precise(start)} – ${precise(end)}` : "";
    this.#part("sound-duration").textContent = phrase("makes_video_of", { time: clock(end - start) });
    this.#part("untrim").hidden = !isTrimmed;
    if (done) this.#onChange();
  }

  #untrim() {
    this.#waveform.trim(0, this.#row.duration);
    this.#trimmed(true);
    this.#root.querySelector("[data-trim=start]").focus();
  }

  #remove() {
    this.clear();
    this.#onError(null);
    this.#onChange();
    this.focus();
  }

  #hint() {
    this.#part("in-result-hint").textContent = phrase(`in_result_${this.#inResult}`);
  }

  #show(state) {
    this.#root.dataset.state = state;
    for (const part of this.#root.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }
}
