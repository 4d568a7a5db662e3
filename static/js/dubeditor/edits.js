// Edits of what is said: each takes the document and gives a new one, or null where it cannot be.
// What an edit does not touch stays the same object, so that comparing is cheap.
//
// The document: { script: { speakers, lines, … }, glossary, targets: { pt: { translation, voices,
// line_voices } } }.

import { clipWords, cutNear, fitWords, round, timeAt } from "./linewords.js";

const SHORTEST = 0.2; // seconds that a line lasts at least
const MAX_LINE = 1000; // characters
const MAX_SPEAKERS = 20;

export const lineOf = (doc, id) => doc.script.lines.find((line) => line.id === id);
export const placeOf = (doc, id) => doc.script.lines.findIndex((line) => line.id === id);
export const speakerOf = (doc, id) => doc.script.speakers.find((speaker) => speaker.id === id);
const newId = (first) => first + crypto.randomUUID().replaceAll("-", "").slice(0, 12);

function withLines(doc, lines) {
  return { ...doc, script: { ...doc.script, lines } };
}

function changeLine(doc, id, change) {
  return withLines(doc, doc.script.lines.map((line) => (line.id === id ? { ...line, ...change } : line)));
}

const inOrder = (lines) => [...lines].sort((a, b) => a.start - b.start);

// -- texts ----------------------------------------------------------------------------------------

function setSource(doc, id, text) {
  const line = lineOf(doc, id);
  if (!line || line.text === text) return null;
  return changeLine(doc, id, { text, words: fitWords(line.words, text) });
}

function changeTarget(doc, language, change) {
  const target = { ...doc.targets[language], ...change };
  return { ...doc, targets: { ...doc.targets, [language]: target } };
}

export function setTranslation(doc, language, id, text) {
  const { translation } = doc.targets[language];
  if (translation[id] === text) return null;
  return changeTarget(doc, language, { translation: { ...translation, [id]: text } });
}

// A field is "source" or the language of a translation.
export const textOf = (doc, field, id) => (
  field === "source" ? lineOf(doc, id)?.text : doc.targets[field]?.translation[id]
);

export function setText(doc, field, id, text) {
  return field === "source" ? setSource(doc, id, text) : setTranslation(doc, field, id, text);
}

// Several texts in one go: [{ id, field, text }].
export function setTexts(doc, changes) {
  return changes.reduce((now, { id, field, text }) => setText(now, field, id, text) ?? now, doc);
}

// -- times ----------------------------------------------------------------------------------------

// A line's times, kept within the video and off the neighbours of the same speaker.
export function setTimes(doc, id, start, end) {
  const line = lineOf(doc, id);
  const [from, to] = room(doc, line);
  const begin = round(Math.min(Math.max(start, from), to - SHORTEST));
  const finish = round(Math.max(Math.min(end, to), begin + SHORTEST));
  if (begin < from - 1e-6 || (begin === line.start && finish === line.end)) return null;
  const words = clipWords(line.words, begin, finish);
  const lines = doc.script.lines.map((one) => (one === line ? { ...line, start: begin, end: finish, words } : one));
  return withLines(doc, inOrder(lines));
}

// Move a line as a whole; its length stays.
export function moveLine(doc, id, start) {
  const line = lineOf(doc, id);
  const [from, to] = room(doc, line);
  const length = line.end - line.start;
  const begin = Math.min(Math.max(start, from), to - length);
  return begin < from - 1e-6 ? null : setTimes(doc, id, begin, begin + length);
}

// Between which seconds a line may lie. Where lines overlap already, they may stay so.
function room(doc, line) {
  let from = 0;
  let to = doc.script.duration;
  for (const other of doc.script.lines) {
    if (other === line || other.speaker !== line.speaker) continue;
    if (other.start < line.start && other.end <= line.start + 1e-6) from = Math.max(from, other.end);
    if (other.start > line.start && other.start >= line.end - 1e-6) to = Math.min(to, other.start);
  }
  return [Math.min(from, line.start), Math.max(to, line.end)];
}

// -- lines ----------------------------------------------------------------------------------------

// Divide a line at a character of its text or of a translation. The other texts are divided near
// the same share. Gives { doc, id } with the id of the second part.
export function splitLine(doc, id, { field, offset }) {
  const line = lineOf(doc, id);
  const text = textOf(doc, field, id) ?? "";
  const share = text.length ? offset / text.length : 0.5;
  const at = field === "source" ? offset : cutNear(line.text, share);
  const time = Math.min(Math.max(timeAt(line, at), line.start + SHORTEST), line.end - SHORTEST);
  if (offset <= 0 || offset >= text.length || time <= line.start) return null;
  const second = newId("l");
  const [before, after] = [line.text.slice(0, at).trim(), line.text.slice(at).trim()];
  const isEarly = ([, from, to]) => (from + to) / 2 < time;
  const early = line.words.filter(isEarly);
  const late = line.words.filter((word) => !isEarly(word));
  const parts = [
    { ...line, end: time, text: before, words: fitWords(clipWords(early, line.start, time), before) },
    { ...line, id: second, start: time, text: after, words: fitWords(clipWords(late, time, line.end), after) },
  ];
  const place = placeOf(doc, id);
  const lines = doc.script.lines.toSpliced(place, 1, ...parts);
  const divided = everyTarget(withLines(doc, inOrder(lines)), (target, language) => {
    const whole = target.translation[id];
    const choice = target.line_voices[id];
    if (whole === undefined && !choice) return {};
    const cut = language === field ? offset : cutNear(whole ?? "", share);
    const texts = whole === undefined ? {} : { [id]: whole.slice(0, cut).trim(), [second]: whole.slice(cut).trim() };
    return {
      translation: { ...target.translation, ...texts },
      line_voices: choice ? { ...target.line_voices, [second]: choice } : target.line_voices,
    };
  });
  return { doc: divided, id: second };
}

function everyTarget(doc, change) {
  const targets = Object.entries(doc.targets).map(([language, target]) => (
    [language, { ...target, ...change(target, language) }]
  ));
  return { ...doc, targets: Object.fromEntries(targets) };
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

// Two texts as one, with a space where the script has spaces.
function joined(one = "", other = "") {
  const first = one.trim();
  const last = other.trim();
  if (!first || !last) return first || last;
  return WIDE.test(first) ? first + last : `${first} ${last}`;
}

// A line and the one after it as one; null where there is none, or it would be too long.
export function mergeLines(doc, id) {
  const place = placeOf(doc, id);
  const [line, next] = doc.script.lines.slice(place, place + 2);
  if (!next || joined(line.text, next.text).length > MAX_LINE) return null;
  const words = line.words.length && next.words.length ? [...line.words, ...spaced(next.words)] : [];
  const text = joined(line.text, next.text);
  const one = { ...line, end: Math.max(line.end, next.end), text, words: fitWords(words, text) };
  const lines = doc.script.lines.toSpliced(place, 2, one);
  return everyTarget(withLines(doc, lines), (target) => {
    const { [next.id]: rest, ...translation } = target.translation;
    const { [next.id]: voice, ...lineVoices } = target.line_voices;
    if (rest !== undefined) translation[id] = joined(translation[id], rest);
    return { translation, line_voices: lineVoices };
  });
}

const spaced = ([[text, start, end], ...others]) => [[text, start, end, true], ...others];

// An empty line in the pause after a line, or before the first one. Gives { doc, id }, or null
// where there is no pause.
export function insertLine(doc, after) {
  const { lines, speakers, duration } = doc.script;
  const place = after ? placeOf(doc, after) : -1;
  const start = place < 0 ? 0 : Math.max(...lines.slice(0, place + 1).map(({ end }) => end));
  const end = Math.min(lines[place + 1]?.start ?? duration, start + 3);
  if (end - start < SHORTEST) return null;
  const id = newId("l");
  const speaker = lines[Math.max(0, place)]?.speaker ?? speakers[0]?.id;
  const withOne = speaker ? doc : addSpeaker(doc, "").doc;
  const line = { id, start: round(start), end: round(end), text: "", speaker: speaker ?? withOne.script.speakers[0].id, words: [] };
  return { doc: withLines(withOne, inOrder([...lines, line])), id };
}

export function removeLine(doc, id) {
  const rest = withLines(doc, doc.script.lines.filter((line) => line.id !== id));
  return everyTarget(rest, (target) => {
    const { [id]: _text, ...translation } = target.translation;
    const { [id]: _voice, ...lineVoices } = target.line_voices;
    return { translation, line_voices: lineVoices };
  });
}

// -- speakers -------------------------------------------------------------------------------------

export function assign(doc, id, speaker) {
  return lineOf(doc, id)?.speaker === speaker ? null : changeLine(doc, id, { speaker });
}

function withSpeakers(doc, speakers) {
  return { ...doc, script: { ...doc.script, speakers } };
}

// Gives { doc, id }, or null where there are as many as there may be.
export function addSpeaker(doc, name) {
  if (doc.script.speakers.length >= MAX_SPEAKERS) return null;
  const known = new Set(doc.script.speakers.map((speaker) => speaker.id));
  let n = known.size + 1;
  while (known.has(`s${n}`)) n += 1;
  const speaker = { id: `s${n}`, name, gender: "", pitch: null, face: { is_shown: true, index: null, position: null } };
  return { doc: withSpeakers(doc, [...doc.script.speakers, speaker]), id: speaker.id };
}

export function changeSpeaker(doc, id, change) {
  const known = speakerOf(doc, id);
  if (Object.keys(change).every((key) => JSON.stringify(known[key]) === JSON.stringify(change[key]))) return null;
  return withSpeakers(doc, doc.script.speakers.map((one) => (one.id === id ? { ...one, ...change } : one)));
}

// Somebody else says all that they said.
export function removeSpeaker(doc, id, heir) {
  const lines = doc.script.lines.map((line) => (line.speaker === id ? { ...line, speaker: heir } : line));
  const rest = withSpeakers(withLines(doc, lines), doc.script.speakers.filter((speaker) => speaker.id !== id));
  return everyTarget(rest, (target) => {
    const { [id]: _voice, ...voices } = target.voices;
    return { voices };
  });
}

// -- voices and words -----------------------------------------------------------------------------

// `kind`: "voices" by speaker or "line_voices" by line; without a choice the usual one is taken.
export function setVoice(doc, language, kind, id, choice) {
  const { [id]: before, ...rest } = doc.targets[language][kind];
  if (JSON.stringify(before) === JSON.stringify(choice ?? undefined)) return null;
  return changeTarget(doc, language, { [kind]: choice ? { ...rest, [id]: choice } : rest });
}

export function setGlossary(doc, glossary) {
  return JSON.stringify(doc.glossary) === JSON.stringify(glossary) ? null : { ...doc, glossary };
}
