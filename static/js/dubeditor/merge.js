// Two versions of the same thing that began as one: what only one side changed is taken from it.
// What both changed differently is a conflict; the own version stays until somebody decides.

// Whether two plain values say the same, in whatever order their keys stand.
export function same(a, b) {
  if (a === b) return true;
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

// Values by key. Gives { merged, conflicts: [{ key, mine, theirs }] }.
function mergeMaps(base, mine, theirs) {
  const merged = {};
  const conflicts = [];
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, own, other] = [base[key], mine[key], theirs[key]];
    const isMine = !same(own, was);
    const isTheirs = !same(other, was);
    const value = isMine && own !== undefined ? own : isMine && !isTheirs ? undefined : other;
    if (isMine && isTheirs && own !== undefined && other !== undefined && !same(own, other)) {
      conflicts.push({ key, mine: own, theirs: other });
    }
    if (value !== undefined) merged[key] = value;
  }
  return { merged, conflicts };
}

// What belongs together in a line, by the name of the conflict about it.
const PARTS = { source: ["text"], times: ["start", "end"], speaker: ["speaker"] };

function mergeLine(base, mine, theirs, conflicts) {
  const merged = { ...theirs };
  for (const [field, keys] of Object.entries(PARTS)) {
    const isSame = (a, b) => keys.every((key) => a[key] === b[key]);
    if (isSame(mine, base)) continue;
    for (const key of keys) merged[key] = mine[key];
    if (field === "source") merged.words = mine.words;
    if (!isSame(theirs, base) && !isSame(mine, theirs)) conflicts.push({ field, id: mine.id, mine, theirs });
  }
  return same(merged, mine) ? mine : merged;
}

const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

function mergeScripts(base, mine, theirs) {
  const conflicts = [];
  const [was, own, other] = [base, mine, theirs].map(({ lines }) => byId(lines));
  const lines = [];
  for (const id of new Set([...own.keys(), ...other.keys()])) {
    const line = mergedLine(was.get(id), own.get(id), other.get(id), conflicts);
    if (line) lines.push(line);
  }
  lines.sort((a, b) => a.start - b.start);
  const speakers = mergeSpeakers(base, mine, theirs, lines);
  return { merged: { ...theirs, speakers, lines }, conflicts };
}

// Of a line that one side took away and the other changed, the changed one stays: nothing is lost.
function mergedLine(was, own, other, conflicts) {
  if (own && other) return was ? mergeLine(was, own, other, conflicts) : own;
  const left = own ?? other;
  return was && same(left, was) ? null : left;
}

function mergeSpeakers(base, mine, theirs, lines) {
  const [was, own, other] = [base, mine, theirs].map(({ speakers }) => Object.fromEntries(byId(speakers)));
  const { merged } = mergeMaps(was, own, other);
  for (const { speaker } of lines) merged[speaker] ??= own[speaker] ?? other[speaker] ?? was[speaker];
  return Object.values(merged);
}

function mergeTargets(base, mine, theirs) {
  const texts = mergeMaps(base.translation, mine.translation, theirs.translation);
  const merged = {
    translation: texts.merged,
    voices: mergeMaps(base.voices, mine.voices, theirs.voices).merged,
    line_voices: mergeMaps(base.line_voices, mine.line_voices, theirs.line_voices).merged,
  };
  return { merged, conflicts: texts.conflicts.map(({ key, ...sides }) => ({ id: key, ...sides })) };
}

const terms = (glossary) => Object.fromEntries(glossary.map((entry) => [entry.term.toLowerCase(), entry]));

function mergeGlossaries(base, mine, theirs) {
  const { merged } = mergeMaps(terms(base), terms(mine), terms(theirs));
  return Object.values(merged);
}

// Whole documents. A translation that only one side knows is taken from the server's: languages
// are added and removed there. Gives { merged, conflicts: [{ field, id, mine, theirs }] }, where
// both sides of a text are texts, those of times and speakers are lines.
export function mergeDocuments(base, mine, theirs) {
  const script = mergeScripts(base.script, mine.script, theirs.script);
  const conflicts = script.conflicts.map((one) => (
    one.field === "source" ? { ...one, mine: one.mine.text, theirs: one.theirs.text } : one
  ));
  const targets = {};
  for (const [language, other] of Object.entries(theirs.targets)) {
    const own = mine.targets[language];
    const merged = own ? mergeTargets(base.targets[language] ?? own, own, other) : { merged: other, conflicts: [] };
    targets[language] = own && same(merged.merged, own) ? own : merged.merged;
    conflicts.push(...merged.conflicts.map((one) => ({ field: language, ...one })));
  }
  const glossary = mergeGlossaries(base.glossary, mine.glossary, theirs.glossary);
  return {
    merged: {
      script: same(script.merged, mine.script) ? mine.script : script.merged,
      glossary: same(glossary, mine.glossary) ? mine.glossary : glossary,
      targets,
    },
    conflicts,
  };
}
