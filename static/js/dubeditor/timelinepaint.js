// Paints the timeline: ruler, sound, lines, and all of it small below.

import { clock } from "../words.js";
import { colourOf } from "./parts.js";

export const RULER = 20; // pixels
export const OVERVIEW = 14;
const FIT = 5; // of the bar that shows how long the dub takes
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800]; // seconds between marks
const MARK_EVERY = 84; // pixels at least
const LABEL_FROM = 46; // pixels from which a block has room for words

// Colours as the stylesheet gives them, for a canvas.
export function coloursOf(probe) {
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["ink", "muted", "line", "edge", "surface", "sunk", "accent", "fair", "bad", "good"];
  const colours = Object.fromEntries(names.map((name) => [name, read(name)]));
  return { ...colours, who: Array.from({ length: 8 }, (_, n) => read(`who-${n}`)), font: getComputedStyle(probe).fontFamily };
}

export function paint(context, { width, height, view, colours, peaks, doc, current, playing, estimate }) {
  const area = { width, height: height - OVERVIEW, top: RULER, left: view.start, scale: view.scale };
  context.clearRect(0, 0, width, height);
  context.font = `11px ${colours.font}`;
  context.textBaseline = "middle";
  ruler(context, area, colours, doc.script.duration);
  const [from, to] = [view.start, view.start + width / view.scale];
  const seen = doc.script.lines.filter(({ start, end }) => end >= from && start <= to);
  for (const line of seen) block(context, area, { colours, doc, line, isCurrent: line.id === current, isPlaying: line.id === playing });
  sound(context, area, colours, peaks, seen, doc);
  for (const line of seen) words(context, area, { colours, line, estimate });
  overview(context, { width, height, view, colours, doc });
}

const xOf = ({ left, scale }, time) => (time - left) * scale;

function ruler(context, area, colours, duration) {
  const step = STEPS.find((one) => one * area.scale >= MARK_EVERY) ?? STEPS.at(-1);
  context.fillStyle = colours.muted;
  context.strokeStyle = colours.line;
  context.beginPath();
  const last = Math.min(duration, area.left + area.width / area.scale);
  for (let n = Math.ceil(area.left / step); n * step <= last; n += 1) {
    const x = Math.round(xOf(area, n * step)) + 0.5;
    context.moveTo(x, RULER - 6);
    context.lineTo(x, RULER);
    context.fillText(step < 1 ? (n * step).toFixed(1) : clock(n * step), x + 4, RULER / 2);
  }
  context.stroke();
}

function block(context, area, { colours, doc, line, isCurrent, isPlaying }) {
  const x = xOf(area, line.start);
  const width = Math.max(2, (line.end - line.start) * area.scale - 1);
  const top = area.top + 3;
  const height = area.height - top - 4;
  context.globalAlpha = isCurrent ? 0.42 : isPlaying ? 0.34 : 0.2;
  context.fillStyle = colours.who[colourOf(doc, line.speaker)];
  context.beginPath();
  context.roundRect(x, top, width, height, 5);
  context.fill();
  context.globalAlpha = 1;
  if (!isCurrent) return;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = colours.ink;
  for (const edge of [x, x + width]) {
    context.beginPath();
    context.roundRect(edge - 2.5, top + height / 2 - 11, 5, 22, 2.5);
    context.fill();
  }
  context.lineWidth = 1;
}

// One stroke for every pixel: the loudest peak in it.
function sound(context, area, colours, peaks, seen, doc) {
  const middle = (area.top + area.height) / 2 + 4;
  const half = (area.height - area.top) / 2 - 14;
  if (!peaks) {
    context.fillStyle = colours.line;
    context.fillRect(0, middle, area.width, 1);
    return;
  }
  const { rate, values } = peaks;
  const each = rate / area.scale; // peaks in a pixel
  const paintFrom = (x0, x1) => {
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(area.width, x1); x += 1) {
      const first = Math.floor((area.left + x / area.scale) * rate);
      let most = 0;
      for (let at = first; at < first + Math.max(1, each) && at < values.length; at += 1) most = Math.max(most, values[at]);
      const size = Math.max(0.5, most * half);
      context.fillRect(x, middle - size, 1, size * 2);
    }
  };
  context.fillStyle = colours.edge;
  context.globalAlpha = 0.55;
  paintFrom(0, Math.min(area.width, xOf(area, doc.script.duration)));
  context.globalAlpha = 1;
  for (const line of seen) {
    context.fillStyle = colours.who[colourOf(doc, line.speaker)];
    paintFrom(xOf(area, line.start), xOf(area, line.end));
  }
}

function words(context, area, { colours, line, estimate }) {
  const x = xOf(area, line.start);
  const width = (line.end - line.start) * area.scale;
  const bottom = area.height - 6;
  const fit = estimate(line);
  if (fit?.seconds) {
    context.fillStyle = fit.level ? colours[fit.level] : colours.good;
    context.beginPath();
    context.roundRect(x + 1, bottom - FIT + 1, Math.max(2, fit.seconds * area.scale - 4), FIT - 2, 1.5);
    context.fill();
  }
  if (width < LABEL_FROM) return;
  context.save();
  context.beginPath();
  context.rect(x + 6, area.top, width - 12, 24);
  context.clip();
  context.fillStyle = colours.ink;
  context.fillText(line.text, x + 7, area.top + 14);
  context.restore();
}

function overview(context, { width, height, view, colours, doc }) {
  const top = height - OVERVIEW + 3;
  const scale = width / Math.max(doc.script.duration, 0.1);
  context.fillStyle = colours.sunk;
  context.beginPath();
  context.roundRect(0, top, width, OVERVIEW - 3, 4);
  context.fill();
  for (const { start, end, speaker } of doc.script.lines) {
    context.fillStyle = colours.who[colourOf(doc, speaker)];
    context.globalAlpha = 0.55;
    context.fillRect(start * scale, top + 3, Math.max(1, (end - start) * scale - 0.5), OVERVIEW - 9);
  }
  context.globalAlpha = 1;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  const seen = Math.max(8, (width / view.scale) * scale);
  context.roundRect(Math.min(view.start * scale, width - seen) + 0.75, top, Math.min(seen, width) - 1.5, OVERVIEW - 4, 4);
  context.stroke();
  context.lineWidth = 1;
}
