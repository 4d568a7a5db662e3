// One recording that the server has: see and hear it, choose a part, say what is done to it.

import { adviceList, soundBadges } from "./advice.js";
import { call } from "./api.js";
import { Player } from "./player.js";
import { TranscriptPanel } from "./transcript.js";
import { peaksOf, Waveform } from "./waveform.js";
import { clip, clock, phrase, precise } from "./words.js";

const LARGEST_FETCHED = 150e6; // bytes; a larger file is not fetched only to be drawn and played
const ANY = "00000000-0000-0000-0000-000000000000"; // stands for an id in addresses

export class Sound {
  #root;
  #row = null; // of the upload, as the server tells it
  #player;
  #waveform;
  #onChange;
  #denoise;
  #level;
  #transcript;

  // `onChange` hears of every new choice.
  constructor(root, { data, onChange }) {
    this.#root = root;
    this.#onChange = onChange;
    [this.#denoise, this.#level] = ["denoise", "level"].map((name) => root.querySelector(`[data-${name}]`));
    this.#player = new Player(root.querySelector("[data-listen]"), (time) => this.#plays(time));
    this.#waveform = new Waveform(root.querySelector(".waveform"), {
      onTrim: ({ done }) => this.#trimmed(done),
      onSeek: (time) => this.#player.seek(time),
    });
    this.#transcript = new TranscriptPanel(root.querySelector("[data-transcript]"), {
      languages: data.languages,
      onSeek: (time) => this.#player.playFrom(time),
    });
    root.querySelector("[data-untrim]").addEventListener("click", () => this.#untrim());
    root.addEventListener("input", () => this.#hint());
  }

  get row() { return this.#row; }

  // What the API takes; null while there is no recording.
  get value() {
    if (!this.#row) return null;
    return {
      kind: "recording",
      upload: this.#row.id,
      in_result: this.#denoise.checked ? "cleaned" : "original",
      normalised: this.#level.checked,
      ...this.#span,
    };
  }

  get name() { return this.#row ? this.#row.name.replace(/\.\w{2,4}$/u, "") : ""; }

  // What is done to the sound, as an order says it.
  set treatment({ in_result: inResult, normalised }) {
    this.#denoise.checked = inResult === "cleaned";
    this.#level.checked = normalised !== false;
    this.#hint();
  }

  // Show what an order or a draft names, if that is still wanted when it is there. Throws ApiError,
  // with status 404 when it is gone.
  async bring(choice, isWanted) {
    const row = await call("GET", `uploads/${choice.upload}/`);
    if (!isWanted()) return;
    this.treatment = choice;
    this.show(row, null, { start: choice.start, end: choice.end });
  }

  // `file` is what was sent, where this page still has it.
  show(row, file, span = {}) {
    this.#row = row;
    this.#player.open(file);
    this.#waveform.show(row.duration, span);
    // A file is known by its whole name, a recording of this page has none of its own.
    this.#part("sound-name").textContent = "ownName" in this.#root.dataset ? this.name : clip(row.name);
    this.#part("sound-name").title = row.name;
    this.#part("badges").replaceChildren(...soundBadges(row.inspection?.sound));
    this.#part("advice").replaceChildren(adviceList("sound", row.inspection?.advice));
    this.#trimmed(false);
    this.#hint();
    this.#draw(row, file);
    this.#transcript.take(row.id);
  }

  clear() {
    this.#player.close();
    this.#transcript.take(null);
    this.#row = null;
  }

  stop() { this.#player.stop(); }

  focus() { this.#root.querySelector("[data-listen]").focus(); }

  get #span() {
    const { start, end, isTrimmed } = this.#waveform;
    return isTrimmed ? { start, end } : { start: null, end: null };
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

  #plays(time) {
    this.#waveform.playhead = time;
    this.#transcript.time = time;
  }

  #trimmed(done) {
    const { start, end, isTrimmed } = this.#waveform;
    this.#transcript.span = [start, end];
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

  #hint() {
    const kind = this.#denoise.checked ? "cleaned" : "original";
    this.#part("treatment-hint").textContent = phrase(this.#level.checked ? `sound_${kind}` : `sound_${kind}_raw`);
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }
}
