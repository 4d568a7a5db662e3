// The studio: choose, write or bring a recording, create, watch.

import { ApiError, call } from "./api.js";
import { takeFiles } from "./drop.js";
import { Faces } from "./faces.js";
import { FieldErrors } from "./fielderrors.js";
import "./films.js";
import { Following } from "./following.js";
import { Motion } from "./motion.js";
import { Preview } from "./preview.js";
import { RecordingField } from "./recording.js";
import { derivedTitle, lengthOf, Script } from "./script.js";
import { recall, remember } from "./storage.js";
import { Tabs } from "./tabs.js";
import { toast } from "./toast.js";
import { dressVoiceRows, Sampler, VoicePicker } from "./voices.js";
import { errorWords, number, phrase } from "./words.js";

const data = JSON.parse(document.getElementById("studio-data").textContent);
const form = document.getElementById("studio");
const DRAFT = `draft.${data.user}`;

const avatars = new Map(data.avatars.map((avatar) => [avatar.id, avatar]));
const backgrounds = new Map(data.backgrounds.map((background) => [background.id, background]));

const fields = form.elements;
const preview = new Preview(document.querySelector(".stage__mat"));
const following = new Following(document.getElementById("job"), preview, `job.${data.user}`);
const voices = new VoicePicker(
  data.voices,
  document.getElementById("voice-field"),
  document.getElementById("voices"),
  new Sampler(),
  () => { voiceIsChosen = true; changed(); },
);
const script = new Script(form, data, voices);
const motion = new Motion(form);
const limit = data.max_upload;
const faces = new Faces(document.getElementById("people"), avatars, { limit, onChange: faceChanged });
const tabs = new Tabs(form.querySelector("[role=tablist]"), () => { recording.stop(); changed(); });
const errors = new FieldErrors(form, {
  voice: () => document.querySelector("[data-voice-open]"),
  recording: () => document.querySelector("#recording [data-drop] input"),
});
const recording = new RecordingField(document.getElementById("recording"), {
  limit,
  onChange: changed,
  onError: (words) => {
    if (words) errors.show("recording", words);
    else errors.clear("recording");
  },
});

let voiceIsChosen = false; // by the person, not by the presenter
let made = null; // id of the video that was last made of what the form holds
let pictureAspect = data.start.aspect; // what a picture gets again after a video was chosen

// -- choices ------------------------------------------------------------------------------------

const isVideoFace = () => faces.chosen?.kind === "video";

function wish() {
  const speech = tabs.value === "recording"
    ? recording.value
    : { kind: "text", text: fields.text.value, voice: voices.value, rate: Number(fields.rate.value) };
  return {
    avatar: fields.avatar.value,
    speech,
    aspect: fields.aspect.value,
    background: fields.background.value,
    title: fields.title.value.trim() || suggestedTitle(),
    ...motion.value,
  };
}

function keepDraft() {
  remember(DRAFT, {
    avatar: fields.avatar.value,
    input: tabs.value,
    text: fields.text.value,
    voice: voices.value,
    voiceIsChosen,
    rate: Number(fields.rate.value),
    recording: recording.draft,
    aspect: pictureAspect,
    background: fields.background.value,
    title: fields.title.value.trim(),
    ...motion.draft,
  });
}

function suggestedTitle() {
  return tabs.value === "recording" ? recording.name : derivedTitle(fields.text.value);
}

function pick(name, value) {
  const radio = [...form.querySelectorAll(`input[name=${name}]`)].find((one) => one.value === value);
  if (radio) radio.checked = true;
}

// What somebody chose or typed before this script ran stays.
function fillIn(draft) {
  for (const name of ["avatar", "aspect", "background"]) {
    if (form.querySelector(`input[name=${name}]:checked`)?.defaultChecked ?? true) pick(name, draft[name]);
  }
  if (draft.rate) fields.rate.value = draft.rate;
  fields.text.value ||= draft.text ?? "";
  fields.title.value ||= draft.title ?? "";
  voiceIsChosen = Boolean(draft.voiceIsChosen);
  voices.value = draft.voice;
  motion.fill(draft);
  if (fields.text.value === (draft.text ?? "")) tabs.value = draft.input ?? "text";
  if (draft.recording?.upload) recording.restore(draft.recording).then(refresh);
}

// A draft may name what is no longer there.
function usable(old) {
  if (!old) return {};
  const kept = { ...old };
  if (!avatars.has(kept.avatar)) delete kept.avatar;
  if (!data.voices.some((voice) => voice.id === kept.voice)) delete kept.voice;
  if (!backgrounds.has(kept.background)) delete kept.background;
  return kept;
}

// A video keeps its own shape; a picture gets back the one that was chosen for it.
function fitKind() {
  if (isVideoFace()) pick("aspect", "source");
  else if (fields.aspect.value === "source") pick("aspect", pictureAspect);
  else pictureAspect = fields.aspect.value;
  motion.kind = isVideoFace() ? "video" : "picture";
}

function compose() {
  const background = backgrounds.get(fields.background.value);
  preview.compose({ avatar: faces.chosen, background, aspect: fields.aspect.value });
}

function refresh() {
  script.draw();
  form.querySelector("[data-ask]").textContent = phrase("ask", { name: faces.chosen.name });
  fields.title.placeholder = suggestedTitle() || phrase(`title_from_${tabs.value}`);
}

// Anything was edited: the preview shows the choices again, and the draft is kept.
function changed() {
  if (preview.showsFilm) following.leaveFilm();
  compose();
  refresh();
  keepDraft();
}

function faceChanged() {
  if (!voiceIsChosen && faces.chosen.default_voice) voices.value = faces.chosen.default_voice;
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
  if (name === "aspect") fitKind();
  motion.changed(name);
  changed();
});

form.querySelector("[data-sample]").addEventListener("click", (event) => {
  fields.text.value = event.currentTarget.dataset.sample;
  fields.text.focus();
  errors.clear("text");
  changed();
});

// A file that is dropped on the text is a recording as well.
takeFiles(document.getElementById("speech-text"), (file) => {
  tabs.value = "recording";
  recording.take(file);
});

// -- creating -------------------------------------------------------------------------------------

// What is said stands in one of two places.
const fieldOf = (name) => (name === "speech" ? tabs.value : name);

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
  const wrong = tabs.value === "recording" ? recordingProblem() : textProblem();
  if (!wrong) return true;
  errors.show(tabs.value, wrong);
  errors.focusFirst();
  return false;
}

function recordingProblem() {
  if (recording.isSending) return phrase("wait_for_upload");
  return recording.value ? "" : phrase("bring_a_recording");
}

function textProblem() {
  if (lengthOf(fields.text.value) === 0) return phrase("write_something", { name: faces.chosen.name });
  return script.tooLong ? phrase("too_long", { n: number(script.tooLong) }) : "";
}

const go = document.getElementById("create");

async function create() {
  if (go.getAttribute("aria-busy") === "true" || !isReady()) return;
  recording.stop();
  go.setAttribute("aria-busy", "true");
  try {
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

function focusInput() {
  if (tabs.value === "recording") recording.focus();
  else fields.text.focus();
}

function another() {
  following.stop();
  preview.back();
  fields.text.value = "";
  fields.title.value = "";
  recording.clear();
  changed();
  focusInput();
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
  else focusInput();
}

document.getElementById("job").addEventListener("click", (event) => {
  const button = event.target.closest("[data-job-act]");
  if (!button) return;
  const act = button.dataset.jobAct;
  if (act === "another") another();
  else if (act === "edit") edit(event);
  else if (act === "dismiss") { following.stop(); focusInput(); }
  else following.command(act, button);
});

// -- beginning --------------------------------------------------------------------------------------

for (const swatch of form.querySelectorAll("[data-swatch]")) {
  swatch.style.background = backgrounds.get(swatch.dataset.swatch).css;
}
dressVoiceRows(document.getElementById("voices"), data.voices);

fillIn({ ...data.start, ...usable(data.is_copy ? null : recall(DRAFT)) });
if (!voiceIsChosen && !data.is_copy && faces.chosen.default_voice) voices.value = faces.chosen.default_voice;
fitKind();
compose();
refresh();
if (data.is_copy) {
  history.replaceState(null, "", location.pathname);
  voiceIsChosen = true;
  focusInput();
  if (!data.start.recording) keepDraft(); // otherwise once the recording is there
}
document.querySelector(".person input:checked")?.scrollIntoView({ block: "nearest", inline: "center" });
following.begin(data.jobs, { old: !data.is_copy });
