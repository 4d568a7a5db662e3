// How loud a microphone is: measured, judged, drawn.

const FLOOR = -60; // decibels below full scale at which the meter is empty
const REFRESH = 50; // milliseconds between two measurements
const SILENT = -58; // decibels; below it nothing but the noise of the device is there
const SILENT_FOR = 3; // seconds
const QUIET = -40; // decibels of the loud parts, below which speech is faint
const JUDGED_OVER = 4; // seconds
const CLIPPED = 0.985; // of full scale
const MOST_CLIPPED = 3; // measurements within JUDGED_OVER

const decibels = (amplitude) => (amplitude > 0 ? 20 * Math.log10(amplitude) : -Infinity);

// Measures a stream until it is closed. `onLevel` hears { rms, peak } some twenty times a second.
export class LevelMeter {
  #context;
  #analyser;
  #samples;
  #timer;
  #onLevel;

  constructor(stream, onLevel) {
    this.#onLevel = onLevel;
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 2048;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#context.resume().catch(() => {});
    this.#timer = setInterval(() => this.#measure(), REFRESH);
  }

  close() {
    clearInterval(this.#timer);
    this.#context.close().catch(() => {});
  }

  #measure() {
    if (this.#context.state !== "running") return;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    let peak = 0;
    for (const sample of this.#samples) {
      sum += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    this.#onLevel({ rms: Math.sqrt(sum / this.#samples.length), peak });
  }
}

// What a person should know about the level: "silent", "quiet", "clipping", or "" when it is fine.
export class LevelJudge {
  #seen = []; // { rms, peak } of late, in decibels and of full scale

  get verdict() {
    const most = (JUDGED_OVER * 1000) / REFRESH;
    if (this.#seen.filter(({ peak }) => peak >= CLIPPED).length >= MOST_CLIPPED) return "clipping";
    const late = this.#seen.slice(-(SILENT_FOR * 1000) / REFRESH);
    if (late.length * REFRESH >= SILENT_FOR * 1000 && late.every(({ peak }) => decibels(peak) < SILENT)) return "silent";
    if (this.#seen.length < most) return "";
    const loud = this.#seen.map(({ rms }) => rms).sort((a, b) => b - a)[Math.floor(most / 20)];
    return decibels(loud) < QUIET ? "quiet" : "";
  }

  take(level) {
    this.#seen.push(level);
    if (this.#seen.length > (JUDGED_OVER * 1000) / REFRESH) this.#seen.shift();
  }

  forget() { this.#seen = []; }
}

// The share of the meter that a level fills, within [0, 1].
export function levelShare(amplitude) {
  return Math.max(0, Math.min(1, 1 - decibels(amplitude) / FLOOR));
}

// The last seconds of a recording as bars that move to the left.
export class LevelTrace {
  #canvas;
  #bars = [];

  constructor(canvas) {
    this.#canvas = canvas;
  }

  clear() {
    this.#bars = [];
    this.draw();
  }

  add(peak) {
    this.#bars.push(levelShare(peak));
    this.draw();
  }

  draw() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (!width) return;
    const density = globalThis.devicePixelRatio || 1;
    this.#canvas.width = width * density;
    this.#canvas.height = height * density;
    const context = this.#canvas.getContext("2d");
    context.scale(density, density);
    context.fillStyle = getComputedStyle(this.#canvas).color;
    const step = 4;
    const room = Math.floor(width / step);
    this.#bars = this.#bars.slice(-room);
    const left = width - this.#bars.length * step;
    for (let n = 0; n < room; n += 1) {
      const at = n - (room - this.#bars.length);
      const half = at < 0 ? 1 : Math.max(1, (this.#bars[at] ** 2 * height) / 2);
      const x = at < 0 ? n * step + (left % step) : left + at * step;
      context.globalAlpha = at < 0 ? 0.22 : 1;
      context.beginPath();
      context.roundRect(x, height / 2 - half, 2, half * 2, 1);
      context.fill();
    }
  }
}
