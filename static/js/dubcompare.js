// Original and dub beside each other: one clock, one of the two sounds at a time, captions in
// both languages.

import { VideoPair } from "./dubpair.js";
import { setIcon } from "./icons.js";
import { recall, remember } from "./storage.js";
import { clock, phrase } from "./words.js";

const STEP = 5; // seconds that an arrow key moves
const VIEW = "dub.view"; // what this browser shows
const CAPTIONS = "dub.captions";

export class Compare {
  #root;
  #pair;
  #videos = {};
  #slider;
  #isDragged = false;
  #onTime;

  // `onTime` hears where it plays, in seconds.
  constructor(root, onTime = () => {}) {
    this.#root = root;
    this.#onTime = onTime;
    for (const video of root.querySelectorAll("video[data-side]")) this.#videos[video.dataset.side] = video;
    this.#slider = this.#part("slider");
    this.#pair = new VideoPair({ ...this.#videos }, (what, name) => this.#heard(what, name));
    this.#wire();
    this.#restore("view", VIEW, () => this.#showView());
    this.#restore("captions", CAPTIONS, () => this.#showCaptions());
    this.#heard("length");
  }

  get pair() { return this.#pair; }

  get isPlaying() { return this.#pair.playing; }

  // Play from a moment on.
  playFrom(seconds) {
    this.#pair.time = seconds;
    this.#pair.play();
    this.#part("screens").scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  #wire() {
    this.#part("play").addEventListener("click", () => this.#toggle());
    for (const video of Object.values(this.#videos)) video.addEventListener("click", () => this.#toggle());
    this.#part("full").addEventListener("click", () => this.#full());
    this.#slider.addEventListener("input", () => {
      this.#isDragged = true;
      this.#pair.time = Number(this.#slider.value);
    });
    this.#slider.addEventListener("change", () => { this.#isDragged = false; });
    this.#root.addEventListener("change", ({ target }) => {
      if (target.name === "sound") this.#pair.heard = target.value;
      if (target.name === "view") this.#keep(VIEW, target.value, () => this.#showView());
      if (target.name === "captions") this.#keep(CAPTIONS, target.value, () => this.#showCaptions());
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    for (const list of Object.values(this.#videos).map((video) => video.textTracks)) {
      list.addEventListener("addtrack", () => this.#showCaptions());
    }
  }

  #part(name) { return this.#root.querySelector(`[data-compare-${name}]`); }

  // -- keys ---------------------------------------------------------------------------------------

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=radio]), select, textarea, [contenteditable], .menu")) return;
    const act = {
      s: () => this.#nextSound(),
      c: () => this.#nextCaptions(),
      k: () => this.#toggle(),
      ArrowLeft: () => this.#leap(-STEP),
      ArrowRight: () => this.#leap(STEP),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const isOfChoice = event.target.matches("input[type=radio]") && event.key.startsWith("Arrow");
    if (!act || isOfChoice) return;
    event.preventDefault();
    act();
  }

  #leap(seconds) { this.#pair.time = this.#pair.time + seconds; }

  #nextSound() {
    const sounds = [...this.#root.querySelectorAll("input[name=sound]:not(:disabled)")];
    const next = sounds[(sounds.findIndex(({ checked }) => checked) + 1) % sounds.length];
    next.checked = true;
    this.#pair.heard = next.value;
    this.#say(phrase(`dub_sound_${next.value}`));
  }

  #nextCaptions() {
    const select = this.#captions;
    if (!select) return;
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    this.#keep(CAPTIONS, select.value, () => this.#showCaptions());
    this.#say(phrase("dub_captions_now", { what: select.selectedOptions[0].textContent.trim() }));
  }

  // -- what is shown ------------------------------------------------------------------------------

  get #captions() { return this.#root.querySelector("select[name=captions]"); }

  #restore(name, key, show) {
    const kept = recall(key);
    const field = this.#root.querySelector(`select[name=${name}]`);
    const radio = this.#root.querySelector(`input[name=${name}][value="${kept}"]`);
    if (radio) radio.checked = true;
    if (field && [...field.options].some(({ value }) => value === kept)) field.value = kept;
    show();
  }

  #keep(key, value, show) {
    remember(key, value);
    show();
  }

  #showView() {
    const view = this.#root.querySelector("input[name=view]:checked")?.value ?? "both";
    this.#root.dataset.view = view;
  }

  // "own": each video has the captions of what is said in it; or one kind on both; or none.
  #showCaptions() {
    const wanted = this.#captions?.value ?? "own";
    for (const [side, video] of Object.entries(this.#videos)) {
      const own = side === "original" ? "source" : "target";
      const shown = wanted === "own" ? own : wanted;
      const elements = [...video.querySelectorAll("track")];
      for (const element of elements) element.track.mode = element.dataset.of === shown ? "showing" : "disabled";
    }
  }

  #heard(what, name) {
    if (what === "failed") this.#fail(name);
    const { duration, time, playing } = this.#pair;
    this.#slider.max = String(duration || Number(this.#root.dataset.duration) || 0);
    if (!this.#isDragged) this.#slider.value = String(time);
    this.#slider.style.setProperty("--fill", `${(time / (Number(this.#slider.max) || 1)) * 100}%`);
    const words = `${clock(time)} / ${clock(Number(this.#slider.max))}`;
    const told = this.#part("time");
    if (told.textContent !== words) {
      told.textContent = words;
      this.#slider.setAttribute("aria-valuetext", words);
    }
    const button = this.#part("play");
    if (button.getAttribute("aria-pressed") !== String(playing)) {
      button.setAttribute("aria-pressed", String(playing));
      setIcon(button, playing ? "pause" : "play");
    }
    this.#onTime(time, playing);
    if (what === "play") this.#follow();
  }

  // The slider moves with the picture, not only when the players tell the time.
  #follow() {
    const step = () => {
      if (!this.#pair.playing) return;
      this.#heard("time");
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  #fail(name) {
    const side = this.#root.querySelector(`[data-screen="${name}"]`);
    side.querySelector("[data-unseen]").hidden = false;
    this.#videos[name].hidden = true;
    const sound = this.#root.querySelector(`input[name=sound][value="${name}"]`);
    if (!sound) return;
    sound.disabled = true;
    if (sound.checked) this.#root.querySelector("input[name=sound]:not(:disabled)").checked = true;
  }

  #toggle() {
    if (this.#pair.playing) this.#pair.pause();
    else this.#pair.play();
  }

  #full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.#root.requestFullscreen?.().catch(() => {});
  }

  #say(words) { this.#part("live").textContent = words; }
}
