// Two videos of one length that play as one. The one that is heard leads; the other one, muted,
// follows it: a little faster or slower where it is off, and with a jump where it is far off.

const LOOK_EVERY = 200; // milliseconds
const CLOSE = 0.03; // seconds that nobody sees
const FAR = 0.3; // seconds; more is not caught up but jumped over
const PULL = 0.9; // change of speed for each second it is off
const STRONGEST = 0.12; // change of speed at most
const READY = 3; // HTMLMediaElement.HAVE_FUTURE_DATA

export class VideoPair {
  #videos; // by name: dub, and original where there is one
  #heard = "dub";
  #listeners;
  #wants = false; // to play, even if it waits for data at the moment
  #timer = null;

  // `videos`: elements by name. `onChange` hears "play", "pause", "time", "length" and "failed".
  constructor(videos, onChange) {
    this.#videos = videos;
    this.#listeners = onChange;
    for (const [name, video] of Object.entries(videos)) this.#wire(name, video);
    this.heard = "dub";
  }

  get playing() { return this.#wants; }

  get time() { return this.#lead.currentTime; }

  set time(seconds) {
    const at = Math.min(Math.max(0, seconds), this.duration || 0);
    for (const video of this.#all) video.currentTime = at;
    this.#listeners("time");
  }

  get duration() {
    const { duration } = this.#videos.dub;
    return Number.isFinite(duration) ? duration : 0;
  }

  // How far the silent one is behind (negative) or ahead of the one that leads, in seconds.
  get drift() {
    const other = this.#follower;
    return other ? other.currentTime - this.#lead.currentTime : 0;
  }

  get heard() { return this.#heard; }

  // "dub", "original" or "none"; it goes on at the same moment.
  set heard(name) {
    const before = this.time;
    this.#heard = name;
    for (const [each, video] of Object.entries(this.#videos)) video.muted = each !== name;
    for (const video of this.#all) video.playbackRate = 1;
    if (Math.abs(this.#lead.currentTime - before) > FAR) this.#lead.currentTime = before;
    this.#align();
  }

  async play() {
    if (this.time >= this.duration - 0.05) this.time = 0;
    this.#wants = true;
    this.#listeners("play");
    this.#timer ??= setInterval(() => this.#align(), LOOK_EVERY);
    await this.#go();
  }

  pause() {
    this.#wants = false;
    clearInterval(this.#timer);
    this.#timer = null;
    for (const video of this.#all) video.pause();
    if (this.#follower && Math.abs(this.drift) > CLOSE) this.#follower.currentTime = this.time;
    this.#listeners("pause");
  }

  get #all() { return Object.values(this.#videos); }

  get #lead() { return this.#videos[this.#heard] ?? this.#videos.dub; }

  get #follower() { return this.#all.find((video) => video !== this.#lead) ?? null; }

  #wire(name, video) {
    video.addEventListener("waiting", () => this.#hold());
    video.addEventListener("play", () => { if (!this.#wants) this.play(); }); // by keys of the system
    video.addEventListener("seeking", () => this.#moved(video));
    for (const event of ["canplay", "seeked"]) video.addEventListener(event, () => this.#release());
    video.addEventListener("ended", () => { if (video === this.#lead) this.pause(); });
    video.addEventListener("timeupdate", () => { if (video === this.#lead) this.#listeners("time"); });
    video.addEventListener("error", () => this.#lose(name));
    if (name === "dub") video.addEventListener("durationchange", () => this.#listeners("length"));
  }

  // Both wait for the one that has no data.
  #hold() {
    if (!this.#wants) return;
    for (const video of this.#all) if (video.readyState >= READY) video.pause();
  }

  #release() {
    if (this.#wants && this.#all.every((video) => video.readyState >= READY || video.ended)) this.#go();
  }

  async #go() {
    try {
      await Promise.all(this.#all.filter((video) => video.paused && !video.ended).map((video) => video.play()));
    } catch (error) {
      if (error.name !== "AbortError") this.pause(); // the browser wants a press first
    }
  }

  // Somebody else moved one of them.
  #moved(video) {
    for (const other of this.#all) {
      if (Math.abs(other.currentTime - video.currentTime) > FAR) other.currentTime = video.currentTime;
    }
    this.#listeners("time");
  }

  // A video that cannot be shown is left out; the other one goes on alone.
  #lose(name) {
    if (!(name in this.#videos)) return;
    if (name !== "dub") delete this.#videos[name];
    if (this.#heard === name) this.heard = "dub";
    this.#listeners("failed", name);
  }

  #align() {
    const other = this.#follower;
    if (!other || !this.#wants || other.ended || other.seeking) return;
    const off = this.drift;
    if (Math.abs(off) > FAR) {
      other.currentTime = this.time;
      other.playbackRate = 1;
    } else if (Math.abs(off) > CLOSE) {
      other.playbackRate = 1 - Math.max(-STRONGEST, Math.min(STRONGEST, off * PULL));
    } else {
      other.playbackRate = 1;
    }
  }
}
