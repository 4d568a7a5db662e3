// How long words take to be said, and how long they may take.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu;
const WIDE_LETTER = 3; // letters that a wide one counts as
const USUAL_SPEED = 14; // characters per second of a voice that nobody knows
const SENTENCE_PAUSE = 0.3; // seconds
const BREATH = 0.1; // seconds of silence between two lines, at least
const EARLIEST = 0.15; // seconds before the original's start at which a line may begin
const SHARE_BEFORE = 0.25; // of the pause before a line that it may begin early into
const SHORTEST = 0.3; // seconds that a line always has
const LAST_MOMENT = 0.05; // seconds before the end of the video by which all is said
const TOO_FAST = 1.25; // how far speech can be hurried before it sounds so

// The choice of voice that a line is spoken with.
export function voiceOf(doc, target, defaults, line) {
  const { voices, line_voices: own } = doc.targets[target];
  return own[line.id] ?? voices[line.speaker] ?? defaults?.[line.speaker] ?? null;
}

export function estimated(text, choice, voices) {
  const said = text.trim();
  if (!/[\p{L}\p{N}]/u.test(said)) return 0;
  const letters = [...said].length + (WIDE_LETTER - 1) * (said.match(WIDE)?.length ?? 0);
  const ends = said.match(/[.!?…]+(?=\s)|[。！？](?=.)/gu)?.length ?? 0;
  const speed = voices.get(choice?.voice)?.characters_per_second ?? USUAL_SPEED;
  return (letters / speed + ends * SENTENCE_PAUSE) / (choice?.rate || 1);
}

// Seconds until a line must be over, so that the next that is said can begin in time; the same as
// inference.dubbing.line_room reckons.
export function roomOf(lines, place, duration, isSaid) {
  const line = lines[place];
  let limit = duration - LAST_MOMENT;
  for (let n = place + 1; n < lines.length; n += 1) {
    if (!isSaid(lines[n])) continue;
    const pause = Math.max(0, lines[n].start - line.end);
    limit = lines[n].start - Math.min(EARLIEST, pause * SHARE_BEFORE) - BREATH;
    break;
  }
  return Math.max(limit, line.start + SHORTEST) - line.start;
}

// How many times as fast as usual a text has to be said; from `isTooFast` on it is marked.
export const pressure = (seconds, slot) => (slot > 0 ? seconds / slot : 0);

export const isTooFast = (ratio) => ratio > TOO_FAST;

// -- times as people write them -------------------------------------------------------------------

// Seconds to a hundredth, as 1:02.50 or 1:00:02.50.
export function stamp(seconds) {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  const [hours, minutes] = [Math.floor(hundredths / 360_000), Math.floor(hundredths / 6000) % 60];
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

// Seconds of what somebody typed: 62.5, 1:02.5, 1:00:02,5; null where it is no time.
export function parsed(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d*)?$/u.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}
