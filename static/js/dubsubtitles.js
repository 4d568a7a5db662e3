// A translation that somebody brings as subtitles: cues are given to the lines they sound with.

import { ApiError, call } from "./api.js";

const LARGEST = 5 * 1024 * 1024; // bytes
const TIMES = /(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})/u;

// Cues of SRT or WebVTT: { start, end, text }, in seconds.
export function cuesOf(text) {
  const blocks = text.replace(/^\uFEFF/u, "").replace(/\r\n?/gu, "\n").split(/\n{2,}/u);
  return blocks.flatMap((block) => {
    const rows = block.split("\n");
    const at = rows.findIndex((row) => TIMES.test(row));
    if (at < 0) return [];
    const [, ...parts] = TIMES.exec(rows[at]);
    const words = rows.slice(at + 1).join(" ").replace(/<[^>]*>|\{\\[^}]*\}/gu, "").replace(/\s+/gu, " ").trim();
    return words ? [{ start: seconds(parts.slice(0, 4)), end: seconds(parts.slice(4)), text: words }] : [];
  });
}

const seconds = ([hours = 0, minutes, whole, rest]) => (
  Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + Number(`0.${rest}`)
);

const shared = (cue, line) => Math.min(cue.end, line.end) - Math.max(cue.start, line.start);

// Text by id of a line. Each cue goes to the line that it shares most time with.
export function translationOf(cues, lines) {
  const found = new Map();
  for (const cue of cues) {
    const best = lines.reduce((one, other) => (shared(cue, other) > shared(cue, one) ? other : one), lines[0]);
    if (best && shared(cue, best) > 0) found.set(best.id, [...found.get(best.id) ?? [], cue.text]);
  }
  return Object.fromEntries([...found].map(([id, texts]) => [id, texts.join(" ")]));
}

// Store a file as the translation of a dub; how many lines got one. Throws ApiError.
export async function bringTranslation(dub, language, file) {
  if (file.size > LARGEST) throw new ApiError(413, "file_too_large");
  const cues = cuesOf(await file.text());
  if (cues.length === 0) throw new ApiError(422, "bad_subtitles");
  const { script, targets } = await call("GET", `dubs/${dub}/`);
  const { revision, translation } = targets.find((target) => target.language === language);
  const brought = translationOf(cues, script.lines);
  const texts = { ...translation, ...brought };
  await call("PUT", `dubs/${dub}/targets/${language}/`, { revision, translation: texts });
  return { n: Object.keys(brought).length, of: script.lines.length };
}
