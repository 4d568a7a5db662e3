// Sound and lines over time: lines are moved and stretched here, the video is sought.

import { phrase, precise } from "../words.js";
import { lineOf, moveLine, setTimes } from "./edits.js";
import { paceOf } from "./notes.js";
import { coloursOf, OVERVIEW, paint, RULER } from "./timelinepaint.js";
import { isTooFast } from "./timing.js";

const FIRST_SCALE = 60; // pixels per second
const SCALES = [2, 400];
const EDGE = 8; // pixels around an end of a line that take hold of it
const THICK = 18; // the same for fingers
const SNAP = 6; // pixels
const MOVED = 3; // pixels from which a press is a drag
const STEP = 0.1; // seconds an arrow key seeks
const ZOOM = 1.4;

export class Timeline {
  #root;
  #canvas;
  #head;
  #desk;
  #view = { start: 0, scale: FIRST_SCALE };
  #size = { width: 0, height: 0 };
  #peaks = null;
  #colours;
  #drag = null;
  #pointers = new Map();
  #isDue = false;
  #isFitted = false;
  #time = 0;
  #n = 0; // of drags, each of which is one step to undo
  current = "";
  playing = "";

  constructor(root, desk) {
    this.#root = root;
    this.#desk = desk;
    this.#canvas = root.querySelector("canvas");
    this.#head = root.querySelector("[data-timeline-head]");
    new ResizeObserver(() => this.#resize()).observe(root);
    const recolour = () => { this.#colours = null; this.draw(); };
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    this.#wire();
  }

  set peaks(found) {
    const loudest = found ? Math.max(0.05, found.peaks.reduce((most, peak) => Math.max(most, peak), 0)) : 1;
    this.#peaks = found ? { rate: found.rate, values: Float32Array.from(found.peaks, (peak) => peak / loudest) } : null;
    this.draw();
  }

  // Where it plays. Seen again when it leaves the view, unless somebody drags.
  set time(seconds) {
    this.#time = seconds;
    const x = (seconds - this.#view.start) * this.#view.scale;
    if (!this.#drag && (x < 0 || x > this.#size.width * 0.94)) this.#look(seconds - (this.#size.width * 0.06) / this.#view.scale);
    this.#placeHead();
  }

  // Move the view so that a line is in it.
  reveal({ start, end }) {
    const { width } = this.#size;
    if (!width) return;
    const [from, to] = [this.#view.start, this.#view.start + width / this.#view.scale];
    if (start < from || end > to) this.#look((start + end) / 2 - width / this.#view.scale / 2);
    this.draw();
  }

  zoom(factor, at = this.#time) {
    const { start, scale } = this.#view;
    const next = Math.min(SCALES[1], Math.max(this.#least, scale * factor));
    this.#view.scale = next;
    this.#look(at - ((at - start) * scale) / next);
  }

  draw() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#paint();
    });
  }

  get #least() { return Math.max(0.05, Math.min(SCALES[0], this.#size.width / (this.#desk.doc.script.duration || 1))); }

  #look(start) {
    const most = this.#desk.doc.script.duration - this.#size.width / this.#view.scale;
    this.#view.start = Math.max(0, Math.min(start, most));
    this.#placeHead();
    this.draw();
  }

  #placeHead() {
    const x = (this.#time - this.#view.start) * this.#view.scale;
    this.#head.hidden = x < 0 || x > this.#size.width;
    this.#head.style.transform = `translateX(${x}px)`;
    this.#root.ariaValueNow = String(Math.round(this.#time * 10) / 10);
    this.#root.ariaValueText = phrase("at_time", { time: precise(this.#time) });
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#root;
    const density = devicePixelRatio || 1;
    Object.assign(this.#size, { width, height });
    Object.assign(this.#canvas, { width: width * density, height: height * density });
    this.#canvas.getContext("2d").setTransform(density, 0, 0, density, 0, 0);
    this.#fit();
    this.#look(this.#view.start);
  }

  // At first a short video fills the width.
  #fit() {
    if (this.#isFitted || !this.#size.width || !this.#desk.manuscript) return;
    this.#isFitted = true;
    const whole = this.#size.width / Math.max(1, this.#desk.doc.script.duration);
    this.#view.scale = Math.min(SCALES[1], Math.max(FIRST_SCALE, whole));
  }

  #paint() {
    if (!this.#size.width || !this.#desk.manuscript) return;
    this.#colours ??= coloursOf(this.#root.querySelector("[data-timeline-probe]"));
    this.#root.ariaValueMax = String(Math.round(this.#desk.doc.script.duration * 10) / 10);
    paint(this.#canvas.getContext("2d"), {
      ...this.#size,
      view: this.#view,
      colours: this.#colours,
      peaks: this.#peaks,
      doc: this.#desk.doc,
      current: this.current,
      playing: this.playing,
      estimate: (line) => this.#estimate(line),
    });
  }

  #estimate(line) {
    const text = this.#desk.language ? this.#desk.doc.targets[this.#desk.language].translation[line.id] : "";
    if (!text?.trim()) return null;
    const { ratio, seconds } = paceOf(this.#desk, line, this.#desk.doc.script.lines.indexOf(line), text);
    return { seconds, level: isTooFast(ratio) ? (ratio > 1.6 ? "bad" : "fair") : "" };
  }

  // -- pointers and keys ----------------------------------------------------------------------------

  #wire() {
    const root = this.#root;
    root.addEventListener("pointerdown", (event) => this.#down(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    for (const over of ["pointerup", "pointercancel"]) root.addEventListener(over, (event) => this.#up(event));
    root.addEventListener("dblclick", (event) => {
      const hit = this.#hit(event);
      if (hit.line) this.#desk.run("playOriginal", hit.line.id);
    });
    root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  #at(event) {
    const box = this.#root.getBoundingClientRect();
    const x = event.clientX - box.left;
    return { x, y: event.clientY - box.top, time: this.#view.start + x / this.#view.scale };
  }

  // What lies under a pointer: { line, part: "start" | "end" | "body" }, "ruler" or "overview".
  #hit(event) {
    const { x, y, time } = this.#at(event);
    if (y < RULER) return { part: "ruler" };
    if (y > this.#size.height - OVERVIEW) return { part: "overview" };
    const reach = (event.pointerType === "touch" ? THICK : EDGE) / this.#view.scale;
    const { lines } = this.#desk.doc.script;
    const chosen = lineOf(this.#desk.doc, this.current);
    for (const line of chosen ? [chosen, ...lines] : lines) {
      const inner = Math.min(reach, (line.end - line.start) / 3);
      const outer = line === chosen ? reach : 0;
      if (time < line.start - outer || time > line.end + outer) continue;
      if (time <= line.start + inner) return { line, part: "start", x };
      if (time >= line.end - inner) return { line, part: "end", x };
      return { line, part: "body", x };
    }
    return { part: "empty" };
  }

  #down(event) {
    if (event.button > 0) return;
    this.#pointers.set(event.pointerId, event);
    this.#root.setPointerCapture(event.pointerId);
    if (this.#pointers.size > 1) { this.#drag = { kind: "pinch", ...this.#pinch() }; return; }
    const hit = this.#hit(event);
    const isFinger = event.pointerType === "touch";
    const kind = hit.line && (!isFinger || hit.line.id === this.current) ? hit.part : isFinger ? "pan" : "seek";
    this.#n += 1;
    this.#drag = {
      kind: hit.part === "overview" ? "overview" : hit.part === "ruler" ? "seek" : kind,
      line: hit.line, from: this.#at(event), start: this.#view.start, isMoved: false, doc: this.#desk.doc, last: this.#desk.doc,
    };
    if (this.#drag.kind === "seek" || this.#drag.kind === "overview") this.#dragTo(event);
  }

  #move(event) {
    if (!this.#pointers.has(event.pointerId)) { this.#showCursor(event); return; }
    this.#pointers.set(event.pointerId, event);
    const drag = this.#drag;
    if (!drag) return;
    if (drag.kind === "pinch") { this.#pinched(); return; }
    drag.isMoved ||= Math.abs(event.clientX - this.#root.getBoundingClientRect().left - drag.from.x) > MOVED;
    if (drag.isMoved) this.#dragTo(event);
  }

  #showCursor(event) {
    const { part } = this.#hit(event);
    this.#root.dataset.cursor = part === "start" || part === "end" ? "edge" : part === "body" ? "body" : "";
  }

  #dragTo(event) {
    const drag = this.#drag;
    const { x, time } = this.#at(event);
    if (drag.kind === "seek") this.#desk.seek(Math.max(0, time));
    else if (drag.kind === "pan") this.#look(drag.start - (x - drag.from.x) / this.#view.scale);
    else if (drag.kind === "overview") {
      const { duration } = this.#desk.doc.script;
      this.#look((x / this.#size.width) * duration - this.#size.width / this.#view.scale / 2);
    } else this.#dragLine(drag, time - drag.from.time, event.altKey);
  }

  #dragLine(drag, by, isFree) {
    if (this.#desk.doc !== drag.last) { this.#drag = null; return; } // changed meanwhile
    const { id, start, end } = drag.line;
    const near = (time) => (isFree ? time : this.#snapped(time, id));
    let next = null;
    if (drag.kind === "start") next = setTimes(drag.doc, id, near(start + by), end);
    else if (drag.kind === "end") next = setTimes(drag.doc, id, start, near(end + by));
    else next = moveLine(drag.doc, id, near(start + by));
    if (!next) return;
    this.#desk.edit(next, { key: `drag ${this.#n}`, isOneGo: true, focus: { id } });
    drag.last = this.#desk.doc;
    this.#desk.tellTimes(id);
  }

  // A time near the ends of other lines, or near where it plays, becomes that.
  #snapped(time, id) {
    const reach = SNAP / this.#view.scale;
    let best = time;
    let least = reach;
    const offer = (place) => {
      if (Math.abs(place - time) < least) [best, least] = [place, Math.abs(place - time)];
    };
    offer(this.#time);
    for (const line of this.#desk.doc.script.lines) if (line.id !== id) { offer(line.start); offer(line.end); }
    return best;
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
    const drag = this.#drag;
    this.#drag = null;
    if (!drag || drag.isMoved || drag.kind === "pinch" || drag.kind === "overview") return;
    if (drag.line || this.#hit(event).line) this.#desk.choose((drag.line ?? this.#hit(event).line).id);
    this.#desk.seek(Math.max(0, this.#at(event).time));
  }

  #pinch() {
    const [one, other] = [...this.#pointers.values()].map((event) => this.#at(event));
    return { gap: Math.max(8, Math.abs(one.x - other.x)), middle: (one.x + other.x) / 2, scale: this.#view.scale, start: this.#view.start };
  }

  #pinched() {
    if (this.#pointers.size < 2) return;
    const { gap, middle, scale, start } = this.#drag;
    const now = this.#pinch();
    const at = start + middle / scale;
    this.#view.scale = Math.min(SCALES[1], Math.max(this.#least, (scale * now.gap) / gap));
    this.#look(at - now.middle / this.#view.scale);
  }

  #wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, this.#at(event).time);
    else this.#look(this.#view.start + (event.deltaX + event.deltaY) / this.#view.scale);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 1 : STEP;
    const seconds = {
      ArrowLeft: -step, ArrowRight: step, ArrowDown: -step, ArrowUp: step, PageUp: -10, PageDown: 10,
      Home: -Infinity, End: Infinity,
    }[event.key];
    if (seconds !== undefined) {
      this.#desk.seek(Math.min(this.#desk.doc.script.duration, Math.max(0, this.#time + seconds)));
    } else if (event.key === "+" || event.key === "=") this.zoom(ZOOM);
    else if (event.key === "-") this.zoom(1 / ZOOM);
    else if (event.key === "Enter") this.#desk.chooseAt(this.#time);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
