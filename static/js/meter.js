// How far a job has come, smoothed: between two reports the bar moves on at the expected speed,
// but never back and never to the end before the job is done.

import { timeLeft } from "./words.js";

const AHEAD = 0.04; // how far the bar may run ahead of the last report
const LAST = 0.985; // as far as it goes while the job still runs
const TICK = 400; // milliseconds, the time of the bar's transition

export class Meter {
  #shown = 0;
  #reported = 0;
  #at = 0;
  #left = null;
  #attempt = null;
  #done = false;

  take(job) {
    if (job.attempt !== this.#attempt || job.state === "queued") {
      this.#attempt = job.attempt;
      this.#shown = 0;
    }
    this.#reported = job.progress;
    this.#left = job.state === "running" ? job.seconds_left : null;
    this.#at = performance.now();
    this.#done = job.state === "succeeded";
  }

  get fraction() {
    if (this.#done) return 1;
    let expected = this.#reported;
    if (this.#left > 0) {
      const speed = (1 - this.#reported) / this.#left;
      expected += Math.min(AHEAD, (speed * (performance.now() - this.#at)) / 1000);
    }
    this.#shown = Math.max(this.#shown, Math.min(expected, LAST));
    return this.#shown;
  }

  get words() {
    if (this.#left === null || this.#left === undefined) return "";
    return timeLeft(this.#left - (performance.now() - this.#at) / 1000);
  }
}

const running = new Map(); // element -> [meter, draw]

// Draw `meter` into `element` until `unwatch`.
export function watch(element, meter, draw) {
  running.set(element, [meter, draw]);
  draw(meter);
}

export function unwatch(element) {
  running.delete(element);
}

setInterval(() => {
  for (const [element, [meter, draw]] of running) {
    if (element.isConnected) draw(meter);
    else running.delete(element);
  }
}, TICK);

export function fill(track, fraction) {
  track.setAttribute("aria-valuenow", Math.round(fraction * 100));
  track.firstElementChild.style.transform = `translateX(${(fraction - 1) * 100}%)`;
}
