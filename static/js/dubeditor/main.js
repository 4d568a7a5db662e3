// The page on which the lines of a dub are edited.

import { adviceList } from "../advice.js";
import { ApiError, call } from "../api.js";
import "../seen.js";
import { recall, remember } from "../storage.js";
import { editTitle } from "../title.js";
import { toast } from "../toast.js";
import { counted, languageName, pace, phrase, words } from "../words.js";
import { Beginning } from "./beginning.js";
import { Commands } from "./commands.js";
import { Conflicts } from "./conflicts.js";
import { Desk } from "./desk.js";
import { lineOf, setText } from "./edits.js";
import { FaceSpot } from "./facespot.js";
import { Find } from "./find.js";
import { Glossary } from "./glossary.js";
import { keyMap, listen } from "./keys.js";
import { Lines } from "./lines.js";
import { troubled } from "./notes.js";
import { fitHeight } from "./parts.js";
import { NowPlaying } from "./nowplaying.js";
import { Playback } from "./playback.js";
import { PopMenu } from "./popmenu.js";
import { Render } from "./render.js";
import { Speakers } from "./speakers.js";
import { Targets } from "./targets.js";
import { Timeline } from "./timeline.js";
import { TimeFields } from "./timefields.js";
import { stamp } from "./timing.js";
import { VoiceChoice } from "./voicechoice.js";

const data = JSON.parse(document.getElementById("dub-data").textContent);
Object.assign(words.phrases, JSON.parse(document.getElementById("dub-words").textContent));

const isNarrow = matchMedia("(max-width: 999px)");
const root = document.querySelector("[data-dub]");
const part = (name) => root.querySelector(`[data-part=${name}]`);
const dialog = (name) => document.getElementById(name);

const desk = new Desk(data);
const menu = new PopMenu(part("menu"));
const video = part("video");
const playback = new Playback(video, desk);
const lines = new Lines(part("lines"), desk);
const timeline = new Timeline(part("timeline"), desk);
const commands = new Commands(desk, { lines, playback, menu });
const speakers = new Speakers(part("speakers"), desk);
const targets = new Targets(part("targets"), dialog("add-language"), desk);
const find = new Find(dialog("find"), desk);
const glossary = new Glossary(dialog("glossary"), desk);
const face = new FaceSpot(dialog("face"), video, desk);
const voice = new VoiceChoice(dialog("voice-choice"), dialog("voices"), desk, data.voices);
const render = new Render(dialog("render"), part("made"), desk);
const conflicts = new Conflicts(dialog("conflicts"), desk);
const nowPlaying = new NowPlaying(root, desk, { lines, timeline, playback });
const beginning = new Beginning(part("beginning"), dialog("restart"), desk);

// -- what the parts ask of each other -----------------------------------------------------------------

Object.assign(desk, {
  menu,
  hidden: null,
  glossaryOf: (language) => glossary.termsFor(language),
  run: (act, id) => commands.run(act, id),
  seek: (time) => playback.seek(time),
  choose: (id) => lines.goTo(id),
  chooseAt: (time) => {
    const line = desk.doc.script.lines.findLast(({ start }) => start <= time);
    if (line) lines.goTo(line.id, { field: "" });
  },
  goTo: (id, how) => lines.goTo(id, how),
  goToNext: (fitting) => commands.goToNext(fitting),
  redrawLines: () => lines.redraw(),
  addSpeaker: () => speakers.add(),
  pickVoice: (about) => voice.open(about),
  pickFace: (id) => face.open(id),
  onGlossary: () => { if (desk.manuscript) { lines.redraw(); lookSoon(); } },
  onProblem: (text) => toast(text),
  onCurrent: (id) => {
    timeline.current = id;
    const line = lineOf(desk.doc, id);
    if (line) timeline.reveal(line);
  },
  onTime: (time) => nowPlaying.at(time),
  onPlaying: (isPlaying, id, isWaiting) => nowPlaying.show(isPlaying, id, isWaiting),
  tellTimes: (id) => {
    const { start, end } = lineOf(desk.doc, id);
    part("live").textContent = phrase("from_to", { start: stamp(start), end: stamp(end) });
  },
  confirm: (question, values, onYes) => {
    const box = dialog("confirm");
    box.querySelector("[data-confirm-title]").textContent = phrase(question, values);
    box.querySelector("[data-confirm-text]").textContent = phrase(`${question}_about`, values);
    box.querySelector("[data-confirm-go]").textContent = phrase(`${question}_go`, values);
    box.returnValue = "";
    box.showModal();
    box.addEventListener("close", () => { if (box.returnValue === "yes") onYes(); }, { once: true });
  },
});

// -- the document changed -------------------------------------------------------------------------------

desk.listeners.change = (doc, before) => {
  lines.update(doc, before);
  if (doc.script !== before.script || doc.targets !== before.targets) {
    speakers.update();
    timeline.draw();
  }
  showSteps();
  lookSoon();
};

desk.listeners.begin = () => {
  lines.update(desk.doc, null);
  speakers.update();
  showSteps();
  const { lines: [first] } = desk.doc.script;
  if (first) lines.current = first.id;
};

// The server told something, or another language is looked at.
desk.listeners.news = ({ line = null }) => {
  if (line) { lines.redraw(line); return; }
  showProject();
  if (!desk.manuscript) return;
  lines.redraw();
  speakers.update();
  timeline.draw();
  render.update();
  lookSoon();
};

desk.listeners.conflicts = (found) => conflicts.show(found);

const STATES = {
  saved: "state_saved",
  changed: "state_saving",
  saving: "state_saving",
  waiting: "state_waiting",
  offline: "state_offline",
  refused: "state_refused",
};
const QUIET = new Set(["saved", "changed", "saving"]);

desk.listeners.state = (state, error) => {
  const line = part("state");
  line.dataset.state = state;
  line.querySelector("[data-state-words]").textContent = phrase(STATES[state]);
  if (state === "refused") toast(error.words);
  // Screen readers hear when something is wrong and when it is right again, not every save.
  const live = part("state-live");
  if (!QUIET.has(state)) live.textContent = phrase(STATES[state]);
  else if (state === "saved" && live.textContent) live.textContent = phrase("state_saved");
};

function showSteps() {
  for (const act of ["undo", "redo"]) {
    const isThere = act === "undo" ? desk.manuscript.canUndo : desk.manuscript.canRedo;
    root.querySelector(`[data-act=${act}]`).disabled = !isThere;
  }
}

let lookTimer = 0;

// Counting what is to be looked at goes through all lines: it waits until nobody types.
function lookSoon() {
  clearTimeout(lookTimer);
  lookTimer = setTimeout(look, 350);
}

function look() {
  if (!desk.manuscript) return;
  const found = troubled(desk);
  targets.update(found.length);
  const button = part("troubles");
  button.hidden = found.length === 0 && !desk.hidden;
  button.querySelector("span").textContent = counted("to_look_at", found.length);
  if (desk.hidden) filterLines(new Set(found.map(({ id }) => id)));
  const empty = desk.doc.script.lines.length === 0;
  part("empty").hidden = !empty;
}

function filterLines(shown) {
  // A line that is being worked on stays, also when nothing is wrong with it any more.
  if (shown && lines.current) shown.add(lines.current);
  desk.hidden = shown ? new Set(desk.doc.script.lines.map(({ id }) => id).filter((id) => !shown.has(id))) : null;
  part("troubles").setAttribute("aria-pressed", String(Boolean(shown)));
  lines.filter(shown);
}

// -- the project ------------------------------------------------------------------------------------------

let peaksOf = "";

async function showPeaks(address) {
  if (!address || address === peaksOf) return;
  peaksOf = address;
  try {
    timeline.peaks = await (await fetch(address)).json();
  } catch {
    peaksOf = ""; // tried again with the next news
  }
}

// What is to be known about the lines, until somebody has read it.
function showAdvice(advice) {
  const weighty = advice.filter(({ level }) => level !== "info");
  const key = `dub.advice.${desk.id}`;
  const read = JSON.stringify(weighty.map(({ code }) => code));
  const list = adviceList("dub", weighty);
  part("advice").hidden = list.children.length === 0 || recall(key) === read;
  part("advice").querySelector("div").replaceChildren(list);
  part("advice").querySelector("button").onclick = () => {
    remember(key, read);
    part("advice").hidden = true;
    part("lines").querySelector("[tabindex='0']")?.focus();
  };
}

function showProject() {
  const { project } = desk;
  for (const title of root.querySelectorAll("[data-title-text]")) title.textContent = project.title;
  if (project.preview_url) playback.open(project.preview_url);
  if (project.poster_url && !video.poster) video.poster = project.poster_url;
  if (project.width) part("screen").style.aspectRatio = `${project.width} / ${project.height}`;
  const isThere = beginning.update() && Boolean(desk.manuscript);
  root.toggleAttribute("data-ready", isThere);
  part("desk").hidden = !isThere;
  for (const element of root.querySelectorAll("[data-needs-lines]")) element.hidden = !isThere;
  if (!isThere) return;
  showPeaks(project.peaks_url);
  showAdvice(project.advice ?? []);
  root.toggleAttribute("data-long", desk.doc.script.duration >= 3600);
  part("language").textContent = languageName(project.source_language || desk.doc.script.language || "und");
  part("target-language").textContent = desk.language ? languageName(desk.language) : "";
  root.toggleAttribute("data-target", Boolean(desk.language));
  root.querySelector("input[name=sound][value=dub]").disabled = !desk.language;
  root.querySelector("[data-act=render]").disabled = project.targets.length === 0;
  targets.update(0);
}

// -- playing ------------------------------------------------------------------------------------------------

part("rate").addEventListener("change", ({ target }) => { playback.rate = Number(target.value); });
for (const option of part("rate").options) option.textContent = pace(Number(option.value));
for (const radio of root.querySelectorAll("input[name=sound]")) {
  radio.addEventListener("change", () => { playback.isDub = radio.value === "dub"; });
}

function switchSound() {
  const next = root.querySelector("input[name=sound]:not(:checked)");
  next.checked = true;
  playback.isDub = next.value === "dub";
  part("live").textContent = next.parentElement.textContent.trim();
}

// -- everything that can be pressed -------------------------------------------------------------------------

const step = (focus) => {
  if (!focus) return;
  if (focus.id && lineOf(desk.doc, focus.id)) lines.goTo(focus.id, { field: focus.field ?? null });
};

const acts = {
  toggle: () => playback.toggle(),
  back: () => playback.seek(Math.max(0, playback.time - 1)),
  forward: () => playback.seek(playback.time + 1),
  sound: switchSound,
  undo: () => step(desk.manuscript.undo()),
  redo: () => step(desk.manuscript.redo()),
  save: () => desk.save(),
  find: () => find.open({ text: String(getSelection()).trim() || selectedIn(document.activeElement) }),
  glossary: () => glossary.open({ term: selectedIn(document.activeElement) }),
  render: () => render.open(),
  help: () => { fillKeys(); dialog("keys").showModal(); },
  zoomIn: () => timeline.zoom(1.4),
  zoomOut: () => timeline.zoom(1 / 1.4),
  nextTrouble: () => commands.nextTrouble(),
  restart: () => beginning.open(),
  previousLine: () => jump(-1),
  nextLine: () => jump(1),
};

const selectedIn = (field) => (
  field?.matches("textarea, input") ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0).trim() : ""
);

function jump(by) {
  const line = commands.step(by);
  if (line) playback.seek(line.start);
}

function fillKeys() {
  const list = dialog("keys").querySelector("[data-keys]");
  if (!list.children.length) list.append(...keyMap());
}

listen((act, event) => {
  if (!desk.manuscript) return false;
  const field = event.target.matches?.(".line__text") ? event.target.dataset.field : "";
  if (act === "speakerNumber") return commands.assign(lines.current, Number(event.key));
  if (act === "leave") return leave(event);
  if (act === "next" || act === "previous") {
    if (!field && event.key === "Enter" && act === "next") lines.goTo(lines.current, { field: desk.language ? "target" : "source" });
    else commands.step(act === "next" ? 1 : -1, field);
    return true;
  }
  if (act in acts) {
    const command = root.querySelector(`[data-act=${act}]`);
    if (!command?.disabled) acts[act]();
    return true;
  }
  return commands.run(act);
});

// From a text to its line, from the line to the page.
function leave(event) {
  const item = event.target.closest?.(".line");
  if (!item || event.target === item) { if (playback.isPlaying) playback.pause(); return playback.isPlaying; }
  item.focus({ preventScroll: true });
  return true;
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button || button.disabled) return;
  const { act } = button.dataset;
  const item = button.closest(".line");
  if (item) commands.run(act, item.dataset.line);
  else if (act in acts) acts[act]();
  else if (act === "troubles") { filterLines(desk.hidden ? null : new Set()); look(); }
  else if (act === "rename") editTitle(part("title"), desk.project.title, rename);
  else commands.run(act);
});

async function rename(title) {
  const project = await call("PATCH", `dubs/${desk.id}/`, { title });
  desk.project.title = project.title;
  return project.title;
}

const list = part("lines");

list.addEventListener("input", ({ target }) => {
  if (!target.matches(".line__text")) return;
  const { line: id } = target.closest(".line").dataset;
  const field = target.dataset.field === "source" ? "source" : desk.language;
  fitHeight(target);
  const text = target.value.replace(/\s*\n\s*/gu, " "); // a line is one paragraph
  desk.edit(setText(desk.doc, field, id, text), { key: `${field} ${id}`, focus: { id, field: target.dataset.field } });
});

new TimeFields(list, desk);

// Beside a button that plays, the line that was pressed is the one that keys are about.
list.addEventListener("pointerdown", ({ target }) => {
  const item = target.closest(".line");
  if (item) lines.current = item.dataset.line;
});

// Where there is little room the speakers are asked for.
if (isNarrow.matches) root.querySelector(".speakers").open = false;

for (const one of document.querySelectorAll("dialog")) {
  one.addEventListener("click", (event) => { if (event.target === one) one.close(); });
}

// -- beginning ------------------------------------------------------------------------------------------------

addEventListener("hashchange", () => { desk.language = location.hash.slice(1); });

async function begin() {
  try {
    if (data.project) desk.take(data.project);
    else await desk.refresh();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    part("wait").textContent = error.words;
    if (error.status === 0 || error.status >= 500) setTimeout(begin, 3000);
    return;
  }
  part("wait").hidden = true;
}

begin();
