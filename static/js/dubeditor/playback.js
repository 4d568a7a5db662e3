// Plays the video with its own sound or with the dub, as a whole or one line of it.

import { API, ApiError, failed } from "../api.js";
import { phrase } from "../words.js";
import { voiceOf } from "./timing.js";

const UNDER = { duck: 0.12, separate: 0.12, off: 0 }; // how loud the original stays under the dub
const AHEAD = 2; // lines that are spoken by the time they are needed, the next one among them
const ASK_AGAIN = [1, 2, 2, 4, 4, 8, 8, 8]; // seconds, where the server is busy speaking
const KEPT = 80; // spoken lines that stay in memory
const LATE = 0.35; // seconds after its start at which a line still begins to be heard

export class Playback {
  #video;
  #desk;
  #voice = new Audio();
  #spoken = new Map(); // by all that makes the sound: a promise of its address
  #until = null; // where a single line ends
  #spokenLine = ""; // that is heard just now
  #turn = Promise.resolve(); // ends when what was asked for last is spoken
  #once = ""; // the line whose dub alone was asked for
  #isDub = false;
  #isWaiting = false;
  #rate = 1;

  constructor(video, desk) {
    this.#video = video;
    this.#desk = desk;
    const tell = () => this.#desk.onPlaying(this.isPlaying, this.#once, this.#isWaiting);
    for (const name of ["play", "playing", "pause", "ended"]) video.addEventListener(name, tell);
    video.addEventListener("playing", () => this.#follow());
    video.addEventListener("seeked", () => this.#tick());
    video.addEventListener("timeupdate", () => { if (document.hidden) this.#tick(); });
    this.#voice.addEventListener("ended", () => this.#lineEnded());
  }

  get time() { return this.#video.currentTime; }

  get isPlaying() { return !this.#video.paused || this.#isWaiting; }

  get isDub() { return this.#isDub; }

  set isDub(yes) {
    this.#isDub = yes;
    this.#hush();
    this.#level();
    if (yes && this.isPlaying) this.#enter();
  }

  set rate(rate) {
    this.#rate = rate;
    this.#video.playbackRate = rate;
    this.#voice.playbackRate = rate;
  }

  open(address) {
    if (this.#video.getAttribute("src") !== address) this.#video.src = address;
  }

  seek(time) {
    this.#until = null;
    this.#once = "";
    this.#hush();
    this.#video.currentTime = time;
    this.#level();
    this.#desk.onTime(time);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.#play();
  }

  pause() {
    this.#isWaiting = false;
    this.#video.pause();
    this.#hush();
    this.#until = null;
    this.#once = "";
    this.#level();
  }

  // One line with the sound of the video.
  original(line) {
    this.pause();
    this.#video.currentTime = line.start;
    this.#video.volume = 1;
    this.#video.muted = false;
    this.#until = line.end;
    this.#play({ isAlone: true });
  }

  // One line as the dub says it. Throws ApiError.
  async dub(line) {
    this.pause();
    this.#once = line.id;
    this.#video.currentTime = line.start;
    this.#wait(true);
    const address = await this.#sound(line).catch((error) => {
      this.#once = "";
      this.#wait(false);
      throw error;
    });
    if (this.#once !== line.id) return; // something else was asked for meanwhile
    this.#wait(false);
    this.#video.volume = UNDER[this.#desk.background] ?? 0;
    this.#say(line, address, 0);
    await this.#video.play().catch(() => {});
  }

  // What was spoken for another voice or another text is not heard again.
  forget() {
    for (const promise of this.#spoken.values()) promise.then((address) => URL.revokeObjectURL(address), () => {});
    this.#spoken.clear();
  }

  #play({ isAlone = false } = {}) {
    this.#video.playbackRate = this.#rate;
    this.#video.play().catch((error) => {
      if (error.name !== "AbortError") this.#desk.onProblem(phrase("cannot_play"));
    });
    if (this.#isDub && !isAlone) this.#enter();
  }

  #wait(yes) {
    this.#isWaiting = yes;
    this.#desk.onPlaying(this.isPlaying, this.#once, yes);
  }

  #follow() {
    const step = () => {
      this.#tick();
      if (!this.#video.paused) requestAnimationFrame(step);
    };
    step();
  }

  #tick() {
    const now = this.#video.currentTime;
    this.#desk.onTime(now);
    if (this.#until !== null && now >= this.#until && !this.#video.paused) this.pause();
    else if (this.#isDub && this.#until === null && !this.#once && !this.#video.paused) this.#enter();
  }

  // Speak the line that begins here; what follows is prepared.
  #enter() {
    const { lines } = this.#desk.doc.script;
    const now = this.#video.currentTime;
    const said = lines.filter((line) => line.end > now && this.#textOf(line));
    for (const line of said.slice(0, AHEAD)) this.#sound(line).catch(() => {});
    const line = said.find(({ start }) => start <= now && now - start < LATE);
    if (!line || line.id === this.#spokenLine) return;
    this.#spokenLine = line.id;
    this.#speak(line);
  }

  // The video waits for a line that is not spoken yet.
  async #speak(line) {
    let isThere = false;
    const sound = this.#sound(line);
    sound.then(() => { isThere = true; }, () => { isThere = true; });
    await Promise.resolve().then(() => {});
    if (!isThere) {
      this.#video.pause();
      this.#wait(true);
    }
    const address = await sound.catch((error) => {
      if (error instanceof ApiError) this.#desk.onProblem(error.words);
      return null;
    });
    const wasWaiting = this.#isWaiting;
    if (this.#spokenLine !== line.id || !this.#isDub) return;
    if (wasWaiting) this.#wait(false);
    if (address) this.#say(line, address, Math.max(0, this.#video.currentTime - line.start));
    if (wasWaiting) this.#video.play().catch(() => {});
  }

  #say(line, address, from) {
    this.#spokenLine = line.id;
    this.#voice.src = address;
    this.#voice.currentTime = from;
    this.#voice.playbackRate = this.#rate;
    this.#voice.play().catch(() => {});
  }

  #lineEnded() {
    if (this.#once) this.pause();
  }

  #hush() {
    this.#voice.pause();
    this.#spokenLine = "";
  }

  #level() {
    this.#video.volume = this.#isDub ? UNDER[this.#desk.background] ?? 0 : 1;
  }

  #textOf(line) {
    const { doc, language } = this.#desk;
    return language ? doc.targets[language].translation[line.id]?.trim() ?? "" : "";
  }

  // The address of a line's speech; made once for as long as nothing about it changes.
  #sound(line) {
    const { doc, language, meta } = this.#desk;
    const text = this.#textOf(line);
    const voice = voiceOf(doc, language, meta.default_voices, line);
    const place = doc.script.lines.indexOf(line);
    const key = JSON.stringify([language, line.id, text, voice, line.start, line.end, doc.script.lines[place + 1]?.start]);
    if (!this.#spoken.has(key)) {
      const made = this.#turn.then(() => this.#ask(language, { line: line.id, text, voice }));
      this.#turn = made.catch(() => {});
      made.catch(() => this.#spoken.delete(key)); // asked for again the next time
      this.#spoken.set(key, made);
      if (this.#spoken.size > KEPT) this.#drop(this.#spoken.keys().next().value);
    }
    return this.#spoken.get(key);
  }

  #drop(key) {
    this.#spoken.get(key).then((address) => URL.revokeObjectURL(address), () => {});
    this.#spoken.delete(key);
  }

  // The server speaks one line at a time, and may be busy with those of others.
  async #ask(language, wish) {
    for (const wait of ASK_AGAIN) {
      try {
        return await this.#fetch(language, wish);
      } catch (error) {
        if (error.code !== "busy") throw error;
        await new Promise((resolve) => { setTimeout(resolve, wait * 1000); });
      }
    }
    return this.#fetch(language, wish);
  }

  async #fetch(language, wish) {
    await this.#desk.saved();
    const response = await fetch(`${API}dubs/${this.#desk.id}/targets/${language}/say/`, {
      method: "POST",
      headers: {
        Accept: "audio/mp4, audio/wav, application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
      },
      body: JSON.stringify(wish),
    }).catch(() => { throw new ApiError(0, "offline", phrase("offline")); });
    if (!response.ok) throw failed(response.status, await response.json().catch(() => ({})));
    return URL.createObjectURL(await response.blob());
  }
}
