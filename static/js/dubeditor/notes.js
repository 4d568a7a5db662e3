// What is to be looked at in a line: what is missing, too fast, out of date or against the glossary.

import { errorWords, knowsError, number, percent, phrase, words } from "../words.js";
import { estimated, isTooFast, pressure, roomOf, voiceOf } from "./timing.js";

const NOTICED = 0.05; // seconds that a line may be too long

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
const patterns = new Map(); // by term

function holds(text, term) {
  if (!patterns.has(term)) {
    patterns.set(term, new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(term)}(?![\\p{L}\\p{N}_])`, "iu"));
  }
  return patterns.get(term).test(text);
}

// Terms of the source whose fixed translation is not in the text.
export function missedTerms(glossary, source, text) {
  return glossary.filter(({ term, translation }) => holds(source, term) && !holds(text, translation ?? term));
}

// How fast a line has to be said: { seconds, slot, ratio }. What the server measured counts while
// the line is as it knows it.
export function paceOf(desk, line, place, text) {
  const told = desk.meta.warnings?.[line.id];
  if (told?.slot && desk.isStored(line.id)) return { seconds: told.seconds, slot: told.slot, ratio: told.ratio };
  const choice = voiceOf(desk.doc, desk.language, desk.meta.default_voices, line);
  const seconds = estimated(text, choice, desk.voices);
  const { translation } = desk.doc.targets[desk.language];
  const { lines, duration } = desk.doc.script;
  const slot = roomOf(lines, place, duration, ({ id }) => Boolean(translation[id]?.trim()));
  return { seconds, slot, ratio: pressure(seconds, slot) };
}

const reports = new WeakMap(); // by report: its lines by id

// How a line came out in the video, where that has the line as it is here.
function madeOf(desk, id) {
  const { video, is_stale: isStale } = desk.meta;
  if (!video?.report?.lines || isStale || !desk.isStored(id)) return null;
  if (!reports.has(video.report)) reports.set(video.report, new Map(video.report.lines.map((line) => [line.id, line])));
  return reports.get(video.report).get(id);
}

// Notes about a line: [{ kind, level, text, act, label }].
export function notesOf(desk, line, place) {
  if (!desk.language) return [];
  const text = desk.doc.targets[desk.language].translation[line.id];
  if (text === undefined) return [missing(desk, line)];
  if (!text.trim()) return line.text.trim() ? [{ kind: "silent", level: "info", text: phrase("line_silent") }] : [];
  const found = [];
  const pace = paceOf(desk, line, place, text);
  if (isTooFast(pace.ratio)) {
    found.push({
      kind: "fast",
      level: pace.ratio > 1.6 ? "bad" : "fair",
      text: phrase("too_fast", { share: percent(pace.ratio - 1) }),
      act: "shorten",
      label: phrase("shorten"),
    });
  }
  if (desk.meta.outdated?.includes(line.id) && desk.isStored(line.id)) {
    found.push({ kind: "outdated", level: "fair", text: phrase("line_outdated"), act: "translate", label: phrase("translate_again") });
  }
  const late = madeOf(desk, line.id)?.overflow ?? 0;
  if (late > NOTICED) found.push({ kind: "late", level: "bad", text: phrase("too_long_by", { seconds: number(Math.round(late * 10) / 10) }) });
  const problem = desk.meta.problems?.[line.id];
  if (problem && desk.isStored(line.id)) found.push({ kind: "problem", level: "fair", text: problemWords(problem) });
  for (const { term, translation } of missedTerms(desk.glossary, line.text, text).slice(0, 3)) {
    const words = translation ? phrase("term_missed", { term, translation }) : phrase("term_changed", { term });
    found.push({ kind: "term", level: "fair", text: words });
  }
  return found;
}

function missing(desk, line) {
  if (desk.isTranslating) return { kind: "waiting", level: "info", text: phrase("line_translating") };
  const problem = desk.meta.problems?.[line.id];
  const why = problem ? ` ${problemWords(problem)}` : "";
  return {
    kind: "missing", level: "fair", text: phrase("line_untranslated") + why, act: "translate", label: phrase("translate"),
  };
}

function problemWords(code) {
  if (words.phrases?.[`problem_${code}`]) return phrase(`problem_${code}`);
  return knowsError(code) ? errorWords(code).title : phrase("problem_unknown");
}

// Lines that ask for a look, in order; "waiting" does not.
export function troubled(desk) {
  return desk.doc.script.lines.filter((line, place) => (
    notesOf(desk, line, place).some(({ level }) => level !== "info")
  ));
}
