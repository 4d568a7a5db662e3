// Where it plays: the time, the line that is heard, the button that plays.

import { setIcon } from "../icons.js";
import { clock, phrase, precise } from "../words.js";

const OVERLAPPING = 6; // lines before the last begun one that may still be heard

export class NowPlaying {
  #root;
  #desk;
  #lines;
  #timeline;
  #playback;
  #isNarrow = matchMedia("(max-width: 999px)");
  #id = "";
  #tenth = -1;

  constructor(root, desk, { lines, timeline, playback }) {
    this.#root = root;
    this.#desk = desk;
    this.#lines = lines;
    this.#timeline = timeline;
    this.#playback = playback;
  }

  at(time) {
    if (!this.#desk.manuscript) return;
    this.#timeline.time = time;
    const tenth = Math.floor(time * 10);
    if (tenth !== this.#tenth) this.#tell(time);
    this.#tenth = tenth;
    const id = lineAt(this.#desk.doc.script.lines, time)?.id ?? "";
    if (id === this.#id) return;
    this.#id = id;
    this.#lines.playing = id;
    this.#timeline.playing = id;
    this.#timeline.draw();
    if (id && this.#playback.isPlaying) this.#lines.follow(id);
  }

  #tell(time) {
    const all = this.#isNarrow.matches ? "" : ` / ${clock(this.#desk.doc.script.duration)}`;
    this.#root.querySelector("[data-part=time]").textContent = precise(time) + all;
  }

  // Whether it plays, and of which line alone the dub is heard, or waited for.
  show(isPlaying, id, isWaiting = false) {
    const button = this.#root.querySelector("[data-act=toggle]");
    setIcon(button, isPlaying ? "pause" : "play");
    button.setAttribute("aria-label", phrase(isPlaying ? "pause_video" : "play_video"));
    button.setAttribute("aria-busy", String(isWaiting));
    for (const pressed of this.#root.querySelectorAll("[data-speaking]")) pressed.removeAttribute("data-speaking");
    if (id) this.#lines.row(id)?.element.setAttribute("data-speaking", isWaiting ? "waiting" : "now");
  }
}

// The line that is heard at a time; of several the one that began last.
function lineAt(lines, time) {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].start <= time) low = middle + 1;
    else high = middle;
  }
  return lines.slice(Math.max(0, low - OVERLAPPING), low).findLast(({ end }) => end > time) ?? null;
}
