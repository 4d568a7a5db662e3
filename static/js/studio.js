// The studio: who speaks, what it looks like, what is said; create, watch.

import { ApiError, call } from "./api.js";
import { Delivery } from "./delivery.js";
import { Drafts } from "./drafts.js";
import { takeFiles } from "./drop.js";
import { Faces } from "./faces.js";
import { FieldErrors } from "./fielderrors.js";
import "./films.js";
import { Following } from "./following.js";
import { Look } from "./look.js";
import { MicrophoneWay } from "./microphone.js";
import { Motion } from "./motion.js";
import { Preview } from "./preview.js";
import { RecordingWay } from "./recording.js";
import { spoken, TextWay } from "./script.js";
import { Tabs } from "./tabs.js";
import { toast } from "./toast.js";
import { TopicWay } from "./topic.js";
import { errorWords, phrase } from "./words.js";

const data = JSON.parse(document.getElementById("studio-data").textContent);
const form = document.getElementById("studio");
const fields = form.elements;
const avatars = new Map(data.avatars.map((avatar) => [avatar.id, avatar]));

const drafts = new Drafts(data.user, { server: data.draft, apply: fillIn, onState: draftState });
const preview = new Preview(document.querySelector(".stage__mat"), data.captions);
const following = new Following(document.getElementById("job"), preview, `job.${data.user}`);
const delivery = new Delivery(form, data, { onChange: changed });
const look = new Look(form, data, {
  onChange: () => changed("background"),
  onError: (words) => {
    if (words) errors.show("background", words);
    else errors.clear("background");
  },
});
const motion = new Motion(form);
const faces = new Faces(document.getElementById("people"), avatars, {
  limit: data.max_upload,
  onChange: faceChanged,
});
const tabs = new Tabs(form.querySelector("[role=tablist]"), wayChanged);
const errors = new FieldErrors(form, {
  voice: () => document.querySelector("[data-voice-open]"),
  microphone: () => document.querySelector("#speech-microphone [data-record]"),
  recording: () => document.querySelector("#speech-recording [data-drop] input"),
});

// -- ways of giving speech: every one has the same face ---------------------------------------------

const WAYS = { text: TextWay, microphone: MicrophoneWay, recording: RecordingWay, topic: TopicWay };
const SPOKEN_BY_A_VOICE = new Set(["text", "topic"]);
const ways = Object.fromEntries(Object.entries(WAYS).map(([name, Way]) => {
  const root = document.getElementById(`speech-${name}`);
  const onError = (words) => {
    if (words) errors.show(name, words);
    else errors.clear(name);
  };
  return [name, new Way(root, { data, delivery, onChange: () => changed(name), onError })];
}));
const way = () => ways[tabs.value];

let made = null; // id of the video that was last made of what the form holds
let isFilling = true; // the form is being filled in, not edited

// -- choices ------------------------------------------------------------------------------------

function wish() {
  const { speech, title, extras } = way();
  return {
    avatar: fields.avatar.value,
    speech,
    ...look.value,
    ...motion.value,
    title: fields.title.value.trim() || title,
    ...extras,
  };
}

function draft() {
  const said = Object.entries(ways).map(([name, { draft: kept }]) => [name, kept]);
  return {
    avatar: fields.avatar.value,
    input: tabs.value,
    title: fields.title.value.trim(),
    delivery: delivery.draft,
    look: look.draft,
    motion: motion.draft,
    ways: Object.fromEntries(said),
  };
}

// The choices of another video, or of a beginner, in the form of a draft.
function firstDraft({ avatar, input, title, voice, rate, pitch, aspect, background, captions, text, recording, ...rest }) {
  return {
    avatar,
    input,
    title,
    delivery: { voice, rate, pitch, isChosen: data.is_copy },
    look: { aspect, background: data.is_copy ? background : null, captions },
    motion: rest,
    ways: { text: { text }, recording },
  };
}

function pickAvatar(id) {
  const radio = [...form.querySelectorAll("input[name=avatar]")].find((one) => one.value === id);
  if (radio) radio.checked = true;
}

// A draft may name what is no longer there: each part keeps what it knows.
function fillIn(kept) {
  isFilling = true;
  pickAvatar(kept.avatar);
  fields.title.value = kept.title ?? "";
  delivery.fill(kept.delivery);
  look.fill(kept.look);
  motion.fill(kept.motion ?? {});
  for (const [name, one] of Object.entries(ways)) one.restore(kept.ways?.[name] ?? null);
  tabs.value = kept.input ?? "text";
  delivery.suggest(faces.chosen.default_voice);
  fitKind();
  redraw();
  isFilling = false;
  return draft();
}

function fitKind() {
  look.face = faces.chosen;
  motion.kind = faces.chosen?.kind === "video" ? "video" : "picture";
}

function redraw() {
  preview.compose({ avatar: faces.chosen, ...look.scene, says: spoken(way().speech?.text ?? "") });
  delivery.hidden = !SPOKEN_BY_A_VOICE.has(tabs.value);
  delivery.draw();
  for (const one of Object.values(ways)) one.draw({ name: faces.chosen.name });
  fields.title.placeholder = way().title || phrase(`title_from_${tabs.value}`);
}

// Anything was edited: the preview shows the choices again, and the draft is kept.
function changed(name) {
  if (isFilling) return;
  if (name) errors.clear(name);
  if (preview.showsFilm) following.leaveFilm();
  redraw();
  drafts.keep(draft());
}

function wayChanged() {
  for (const one of Object.values(ways)) one.pause();
  changed();
}

function faceChanged() {
  delivery.suggest(faces.chosen.default_voice);
  errors.clear("avatar");
  fitKind();
  changed();
}

form.addEventListener("input", (event) => {
  const { name } = event.target;
  if (!name) return;
  errors.clear(name);
  if (name === "avatar") {
    faceChanged();
    return;
  }
  look.changed(name);
  motion.changed(name);
  changed();
});

// A file that is dropped on another way is a recording as well.
for (const name of ["text", "microphone", "topic"]) {
  takeFiles(document.getElementById(`speech-${name}`), (file) => {
    tabs.value = "recording";
    wayChanged();
    ways.recording.take(file);
  });
}

// -- the draft ------------------------------------------------------------------------------------

function draftState(state) {
  const words = { saving: "draft_saving", saved: "draft_saved", here: "draft_here" };
  form.querySelector("[data-draft-state]").textContent = phrase(words[state]);
}

function undo(words, before) {
  const onAction = () => {
    fillIn(before);
    changed();
  };
  toast(phrase(words), { action: phrase("undo"), onAction });
}

// Empty what is said; who speaks and how it looks stays.
form.querySelector("[data-draft-clear]").addEventListener("click", () => {
  const before = draft();
  fields.title.value = "";
  for (const one of Object.values(ways)) one.clear();
  changed();
  undo("draft_cleared", before);
  way().focus();
});

// -- creating -------------------------------------------------------------------------------------

// What is said stands in one of several places.
const fieldOf = (name) => (name === "speech" || name in ways ? tabs.value : name);

function refused(error) {
  let shown = false;
  for (const name of Object.keys(error.fields)) {
    shown = errors.show(fieldOf(name), error.words) || shown;
  }
  if (shown) errors.focusFirst();
  else toast(error.words);
}

// What the server would refuse anyway is said at once.
function isReady() {
  const missing = look.check();
  if (missing) {
    errors.show("background", missing);
    document.querySelector("#background-picture input[type=file]").focus();
    return false;
  }
  const wrong = way().problem;
  if (!wrong) return true;
  errors.show(tabs.value, wrong);
  errors.focusFirst();
  return false;
}

const go = document.getElementById("create");

async function create() {
  if (go.getAttribute("aria-busy") === "true" || !isReady()) return;
  go.setAttribute("aria-busy", "true");
  try {
    await way().pause();
    const video = await call("POST", "videos/", wish());
    made = video.id;
    following.start(video.job);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused(error);
  } finally {
    go.setAttribute("aria-busy", "false");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  create();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (event.target.closest("dialog, .film")) return; // they have an Enter of their own
    event.preventDefault();
    create();
  }
});

// -- the card of the job ----------------------------------------------------------------------------

function another() {
  following.stop();
  preview.back();
  fields.title.value = "";
  way().clear();
  changed();
  way().focus();
}

// Edit in the form; a failed video that the form does not hold is fetched into it by its link.
function edit(event) {
  const { state, video, error } = following.job;
  if (state === "failed" && video !== made) return;
  event.preventDefault();
  if (state === "succeeded") following.leaveFilm();
  else following.stop();
  const { field, title, advice } = errorWords(error?.code);
  if (state === "failed" && errors.show(fieldOf(field), `${title}. ${advice}`)) errors.focusFirst();
  else way().focus();
}

document.getElementById("job").addEventListener("click", (event) => {
  const button = event.target.closest("[data-job-act]");
  if (!button) return;
  const act = button.dataset.jobAct;
  if (act === "another") another();
  else if (act === "edit") edit(event);
  else if (act === "dismiss") { following.stop(); way().focus(); }
  else following.command(act, button);
});

// -- beginning --------------------------------------------------------------------------------------

// What somebody chose or typed before this script ran stays.
const early = [...form.querySelectorAll("input, textarea")].filter((field) => (
  field.type === "radio" ? field.checked && !field.defaultChecked : field.matches("#text, #title") && field.value
)).map((field) => [field, field.value]);
const { kept } = drafts;
fillIn(data.is_copy ? firstDraft(data.start) : kept ?? firstDraft(data.start));
drafts.begin(data.is_copy ? kept ?? {} : draft());
for (const [field, value] of early) {
  if (field.type === "radio") field.checked = true;
  else field.value = value;
}
if (early.length) fitKind();
if (data.is_copy) {
  history.replaceState(null, "", location.pathname);
  way().focus();
  if (kept) undo("draft_replaced", kept);
}
if (data.is_copy || early.length) changed();
const wanted = new URLSearchParams(location.search).get("avatar");
if (wanted && !data.is_copy) {
  history.replaceState(null, "", location.pathname);
  pickAvatar(wanted);
  faceChanged();
}
document.querySelector(".person input:checked")?.scrollIntoView({ block: "nearest", inline: "center" });
following.begin(data.jobs, { old: !data.is_copy });
