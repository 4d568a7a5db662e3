// The microphone as what is said: record, pause, listen, cut, record again. What is recorded goes
// to the server while it is recorded, and stays in this browser until it is there.

import { refusalWords } from "./advice.js";
import { ApiError } from "./api.js";
import { takeFiles } from "./drop.js";
import { GrowingSound } from "./growingsound.js";
import { Capture, fileEnding, microphones, MicrophoneProblem, obstacle, openMicrophone } from "./microphonecapture.js";
import { LevelJudge, LevelMeter, levelShare, LevelTrace } from "./microphonelevel.js";
import { MicrophoneStore } from "./microphonestore.js";
import { setIcon } from "./icons.js";
import { SoundWay } from "./soundway.js";
import { recall, remember } from "./storage.js";
import { toast } from "./toast.js";
import { clock, phrase, timeOfDay } from "./words.js";

const TREATMENT = { in_result: "cleaned", normalised: true }; // a voice alone, in somebody's room
const DEVICE = "microphone"; // what the browser remembers the chosen one by
const SHORTEST = 0.7; // seconds; less is a slip of the finger
const WARNED_BEFORE = 60; // seconds before the longest recording ends
const DRAWN_EVERY = 2; // measurements
const OPEN = new Set(["live", "recording", "paused"]); // states in which the microphone is on

export class MicrophoneWay extends SoundWay {
  #data;
  #store;
  #stream = null;
  #meter = null;
  #judge = new LevelJudge();
  #trace;
  #capture = null;
  #source = null; // what is recorded or on its way
  #row = null; // the promise of the server's row about it
  #kept = null; // a recording that was not sent
  #offered = ""; // the id of the one that was offered in passing
  #measured = 0;
  #state = "idle";

  constructor(root, parts) {
    super(root, parts);
    this.#data = parts.data;
    this.#store = new MicrophoneStore(parts.data.user);
    this.#trace = new LevelTrace(root.querySelector("canvas"));
    this.#on("record", () => (this.#capture ? this.#capture.stop() : this.#start()));
    this.#on("pause", () => this.#hold());
    this.#on("check", () => this.#check());
    this.#on("retry", () => this.#start());
    this.#on("record-again", () => this.#start());
    this.#on("discard", () => this.#discard());
    this.#on("send-kept", () => this.#sendKept());
    this.#on("drop-kept", () => this.#dropKept());
    this.#part("device").addEventListener("change", (event) => this.#changeDevice(event));
    takeFiles(root.querySelector("[data-fallback]"), (file) => this.#take(file));
    addEventListener("beforeunload", (event) => { if (this.#capture) event.preventDefault(); });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#listDevices());
    this.#part("limit").textContent = clock(parts.data.max_recording);
    this.#begin();
  }

  get emptyState() {
    if (this.#kept) return "kept";
    return obstacle() ? "problem" : "idle";
  }

  get problem() {
    if (this.#capture) return phrase("stop_recording_first");
    if (this.sending.isUnderWay) return phrase("wait_for_upload");
    return this.speech ? "" : phrase("record_something");
  }

  focus() {
    if (this.sound.row) this.sound.focus();
    else this.root.querySelector("[data-in]:not([hidden]) button:not([hidden])")?.focus();
  }

  // Another way was chosen: the recording waits, a mere check of the level ends.
  pause() {
    super.pause();
    if (this.#state === "recording") this.#hold();
    else if (this.#state === "live") this.#toIdle();
  }

  // What is being recorded outlives every draft.
  async restore(choice) {
    if (!this.#source) await super.restore(choice);
  }

  clear() {
    this.#close();
    this.#buttons();
    this.#giveUp();
    super.clear();
  }

  // Nobody wants what is recorded or on its way.
  #giveUp() {
    if (!this.#source) return;
    this.sending.cancel();
    this.#store.remove(this.#source.id);
    this.#source.end(); // the sender waits for more of it
    this.#source = null;
  }

  draw() { this.#trace.draw(); }

  show(state) {
    // Pieces are sent while the recording goes on; that shows once it has stopped.
    if (this.#capture && !OPEN.has(state)) return;
    this.#state = state;
    super.show(state);
    if (state === "ready" && this.#kept) this.#offerKept();
  }

  // A recording that was not sent, beside the one that is shown.
  #offerKept() {
    const { id } = this.#kept;
    if (id === this.#offered) return;
    this.#offered = id;
    toast(this.#part("kept-words").textContent, { action: phrase("use_it"), onAction: () => this.#sendKept() });
  }

  async #begin() {
    const reason = obstacle();
    if (reason) this.#tell(reason);
    else this.show("idle");
    this.#kept = await this.#store.find();
    if (!this.#kept || this.#capture) return;
    const { at, seconds } = this.#kept;
    this.#part("kept-words").textContent = phrase("recording_kept", { time: timeOfDay(at), length: clock(seconds) });
    if (this.sound.row) this.#offerKept();
    else if (this.#state === "idle") this.show("kept");
  }

  // -- the microphone -------------------------------------------------------------------------

  // Open the microphone and show its level; whether that worked.
  async #open() {
    if (this.#stream) return true;
    const reason = obstacle();
    if (reason) {
      this.#tell(reason);
      return false;
    }
    this.show("asking");
    try {
      this.#stream = await openMicrophone(recall(DEVICE) ?? "");
    } catch (error) {
      if (!(error instanceof MicrophoneProblem)) throw error;
      this.#tell(error.reason);
      return false;
    }
    this.#judge.forget();
    this.#meter = new LevelMeter(this.#stream, (level) => this.#level(level));
    this.#listDevices();
    return true;
  }

  #close() {
    this.#capture?.stop();
    this.#capture = null;
    this.#meter?.close();
    this.#meter = null;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  async #check() {
    const hadFocus = this.root.contains(document.activeElement);
    if (!await this.#open()) return;
    this.#trace.clear();
    this.show("live");
    this.#note("");
    if (hadFocus) this.#part("record").focus();
  }

  #toIdle() {
    this.#close();
    this.show(this.sound.row ? "ready" : this.emptyState);
  }

  async #listDevices() {
    if (!this.#stream) return;
    const [track] = this.#stream.getAudioTracks();
    const now = track.getSettings().deviceId;
    const list = this.#part("device");
    const options = (await microphones()).map(({ deviceId, label }, n) => (
      new Option(label || phrase("microphone_number", { n: n + 1 }), deviceId, false, deviceId === now)
    ));
    list.replaceChildren(...options);
    this.#part("devices").hidden = options.length < 2;
    this.#part("device-name").textContent = options.length < 2 ? track.label : "";
  }

  async #changeDevice({ target }) {
    remember(DEVICE, target.value);
    this.#close();
    await this.#check();
    target.focus();
  }

  // -- recording ------------------------------------------------------------------------------

  async #start() {
    this.onError(null);
    this.sound.stop();
    if (!await this.#open()) return;
    const id = crypto.randomUUID();
    const capture = new Capture(this.#stream, {
      onPiece: (piece) => this.#piece(capture, piece),
      onEnd: (how) => this.#ended(capture, how),
      onMute: () => { this.#hold(); this.#note(phrase("microphone_taken")); },
    });
    const name = `${phrase("recording_of", { time: timeOfDay(Date.now()) })}.${fileEnding(capture.type)}`;
    this.#source = new GrowingSound({ id, name, type: capture.type });
    this.#capture = capture;
    this.#store.begin({ id, name, type: capture.type });
    this.#trace.clear();
    this.#judge.forget();
    capture.start();
    this.show("recording");
    this.#buttons();
    this.#note("");
    this.#say(phrase("recording_now"));
    this.#part("record").focus();
    this.#row = this.sending.stream(this.#source);
    this.#row.catch(() => {}); // it is looked at when the recording has stopped
  }

  #piece(capture, piece) {
    if (capture !== this.#capture) return; // thrown away
    const { id, parts } = this.#source;
    this.#source.add(piece);
    this.#store.add(id, parts.length, piece, capture.seconds);
  }

  #hold() {
    if (!this.#capture) return;
    const wasRunning = this.#capture.isRunning;
    if (wasRunning) this.#capture.pause();
    else this.#capture.resume();
    this.show(wasRunning ? "paused" : "recording");
    this.#buttons();
    this.#note("");
    this.#say(phrase(wasRunning ? "recording_paused" : "recording_now"));
  }

  // Throw away what is recorded; an earlier recording stays.
  #discard() {
    this.#giveUp();
    this.#toIdle();
    this.#buttons();
    this.#say(phrase("recording_discarded"));
    this.focus();
  }

  async #ended(capture, { isLost }) {
    if (capture !== this.#capture) return; // thrown away
    const { seconds } = capture;
    const source = this.#source;
    this.#close();
    this.#buttons();
    source.end();
    this.#say(phrase("recording_stopped", { length: clock(seconds) }));
    if (seconds < SHORTEST) {
      this.clear();
      this.onError(phrase("recording_was_short"));
      return;
    }
    if (isLost) this.onError(phrase("microphone_lost"));
    if (this.sending.isUnderWay) this.sending.show(source);
    await this.#deliver(source);
  }

  // Wait until the server has it; what goes wrong leaves the sound here.
  async #deliver(source) {
    try {
      const row = await this.#row;
      if (source !== this.#source) return;
      if (row) this.#arrived(row, source);
      else this.#keep(source); // the upload was cancelled, not the recording
    } catch (error) {
      if (source !== this.#source) return;
      this.#keep(source); // a refused one as well: nobody can say the same thing twice
      if (!(error instanceof ApiError)) throw error;
      this.onError(refusalWords("sound", error));
    }
  }

  #arrived(row, source) {
    this.#store.remove(source.id);
    this.#source = null;
    this.#kept = null;
    this.accept(row, source.file, TREATMENT);
  }

  #keep({ id, file }) {
    this.#kept = { id, file };
    this.#part("kept-words").textContent = phrase("recording_still_here");
    this.show("kept");
  }

  async #sendKept() {
    const { id, file } = this.#kept;
    this.onError(null);
    const source = new GrowingSound({ id, name: file.name, type: file.type });
    source.add(file);
    source.end();
    this.#source = source;
    this.#row = this.sending.stream(source);
    await this.#deliver(source);
  }

  #dropKept() {
    this.#store.remove(this.#kept.id);
    this.#kept = null;
    this.#source = null;
    this.onError(null);
    this.show(this.sound.row ? "ready" : "idle");
    this.focus();
  }

  // A sound that another app recorded, where this page cannot.
  async #take(file) {
    this.onError(null);
    try {
      const row = await this.sending.send(file);
      if (row) this.accept(row, file, TREATMENT);
      else this.show(this.emptyState);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.onError(refusalWords("sound", error));
      this.show(this.emptyState);
    }
  }

  // -- what is seen ---------------------------------------------------------------------------

  #level(level) {
    const isMeasured = this.#state === "recording" || this.#state === "live";
    const meter = this.#part("meter");
    meter.style.setProperty("--level", levelShare(isMeasured ? level.peak : 0));
    if (!isMeasured) return;
    this.#judge.take(level);
    this.#measured += 1;
    if (this.#measured % DRAWN_EVERY) return;
    this.#trace.add(level.peak);
    if (this.#state === "recording") this.#time();
    if (this.#measured % (DRAWN_EVERY * 10)) return;
    const { verdict } = this.#judge;
    meter.dataset.verdict = verdict;
    meter.setAttribute("aria-valuenow", Math.round(levelShare(level.peak) * 100));
    this.#note(this.#timeNote() || (verdict ? phrase(`level_is_${verdict}`) : ""));
  }

  #time() {
    const { seconds } = this.#capture;
    this.#part("time").textContent = clock(Math.floor(seconds));
    if (seconds >= this.#data.max_recording) {
      this.onError(null);
      this.#capture.stop();
    }
  }

  #timeNote() {
    const left = this.#capture ? this.#data.max_recording - this.#capture.seconds : Infinity;
    return left < WARNED_BEFORE ? phrase("recording_ends_soon") : "";
  }

  #buttons() {
    const isOn = Boolean(this.#capture);
    const record = this.#part("record");
    record.toggleAttribute("data-on", isOn);
    record.setAttribute("aria-label", phrase(isOn ? "stop_recording" : "record"));
    setIcon(record, isOn ? "stop" : "microphone");
    const pause = this.#part("pause");
    const runs = this.#capture?.isRunning ?? false;
    pause.setAttribute("aria-label", phrase(runs ? "pause_recording" : "go_on_recording"));
    setIcon(pause, runs ? "pause" : "play");
    if (!isOn) this.#part("time").textContent = clock(0);
  }

  #tell(reason) {
    this.#part("problem-title").textContent = phrase(`microphone_${reason}`);
    this.#part("problem-advice").textContent = phrase(`microphone_${reason}_advice`);
    this.#part("retry").hidden = reason === "insecure" || reason === "unsupported";
    if (this.sound.row) this.onError(`${phrase(`microphone_${reason}`)} ${phrase(`microphone_${reason}_advice`)}`);
    this.show(this.sound.row ? "ready" : "problem");
  }

  #note(words) {
    const note = this.#part("note");
    if (note.textContent !== words) note.textContent = words;
  }

  #say(words) { this.#part("live").textContent = words; }

  #on(name, act) { this.#part(name)?.addEventListener("click", act); }

  #part(name) { return this.root.querySelector(`[data-${name}]`); }
}
