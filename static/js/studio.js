// The studio: choose, write, create, watch.

import { ApiError, call } from "./api.js";
import "./films.js";
import { JobCard } from "./jobcard.js";
import { feed, isFinished } from "./jobs.js";
import { Preview } from "./preview.js";
import { forget, recall, remember } from "./storage.js";
import { toast } from "./toast.js";
import { dressVoiceRows, Sampler, VoicePicker } from "./voices.js";
import { number, pace, phrase, roughly } from "./words.js";

const data = JSON.parse(document.getElementById("studio-data").textContent);
const form = document.getElementById("studio");
const DRAFT = `draft.${data.user}`;
const FOLLOWED = `job.${data.user}`;
const FOLLOW_FOR = 30 * 60_000; // milliseconds after its end that a job is shown again
const TITLE_LENGTH = 60; // of a title made from the text

const avatars = new Map(data.avatars.map((avatar) => [avatar.id, avatar]));
const backgrounds = new Map(data.backgrounds.map((background) => [background.id, background]));

const fields = form.elements;
const preview = new Preview(document.querySelector(".stage__mat"));
const card = new JobCard(document.getElementById("job"));
const voices = new VoicePicker(
  data.voices,
  document.getElementById("voice-field"),
  document.getElementById("voices"),
  new Sampler(),
  () => { voiceIsChosen = true; changed(); },
);
let voiceIsChosen = false; // by the person, not by the presenter
let made = null; // id of the video that was last made of what the form holds

// -- choices ------------------------------------------------------------------------------------

function choices() {
  return {
    avatar: fields.avatar.value,
    voice: voices.value,
    rate: Number(fields.rate.value),
    aspect: fields.aspect.value,
    background: fields.background.value,
    text: fields.text.value,
    title: fields.title.value.trim(),
  };
}

function derivedTitle(text) {
  const first = text.trim().split(/(?<=[.!?。！？])\s|\n/u, 1)[0].replace(/[.。]$/u, "");
  if (first.length <= TITLE_LENGTH) return first;
  return `${first.slice(0, TITLE_LENGTH).replace(/\s+\S*$/u, "")}…`;
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
}

function compose() {
  const { avatar, background, aspect } = choices();
  preview.compose({ avatar: avatars.get(avatar), background: backgrounds.get(background), aspect });
}

function showFigures() {
  const { text, rate } = choices();
  const length = [...text.trim()].length;
  const count = form.querySelector("[data-count]");
  count.textContent = `${number(length)} / ${number(data.max_text)}`;
  count.toggleAttribute("data-over", length > data.max_text);
  const seconds = spokenSeconds(text.trim()) / rate;
  form.querySelector("[data-duration]").textContent = length ? roughly(seconds) : "";
  form.querySelector("[data-rate]").textContent = pace(rate);
  const { min, max } = fields.rate;
  fields.rate.style.setProperty("--fill", `${((rate - min) / (max - min)) * 100}%`);
  fields.rate.setAttribute("aria-valuetext", pace(rate));
  fields.title.placeholder = derivedTitle(text) || phrase("title_from_text");
}

function spokenSeconds(text) {
  const paragraphs = text.split(/\n\s*\n/u).length;
  const sentences = text.split(/[.!?…。！？]+(?:\s|$)/u).filter(Boolean).length;
  const pauses = (sentences - paragraphs) * data.pauses.sentence + paragraphs * data.pauses.paragraph;
  return [...text].length / voices.voice.characters_per_second + Math.max(0, pauses);
}

function showPeople() {
  const { name } = avatars.get(fields.avatar.value);
  form.querySelector("[data-ask]").textContent = phrase("ask", { name });
}

function showSample() {
  const sample = data.samples[voices.voice?.language] ?? data.samples.en;
  const button = form.querySelector("[data-sample]");
  button.hidden = fields.text.value.trim() !== "" || !sample;
  fields.text.placeholder = sample ?? "";
  button.dataset.sample = sample ?? "";
}

// Anything was edited: the preview shows the choices again, and the draft is kept.
function changed() {
  if (preview.showsFilm) leaveFilm();
  compose();
  refresh();
  remember(DRAFT, { ...choices(), voiceIsChosen });
}

function refresh() {
  showFigures();
  showPeople();
  showSample();
}

function leaveFilm() {
  preview.back();
  if (card.job && isFinished(card.job)) unfollow();
}

form.addEventListener("input", (event) => {
  const { name } = event.target;
  if (!name) return;
  if (name === "avatar" && !voiceIsChosen) voices.value = avatars.get(event.target.value).default_voice;
  clearError(name);
  changed();
});

form.querySelector("[data-sample]").addEventListener("click", (event) => {
  fields.text.value = event.currentTarget.dataset.sample;
  fields.text.focus();
  clearError("text");
  changed();
});

// -- errors at their fields -----------------------------------------------------------------------

function showError(name, message) {
  const line = form.querySelector(`[data-error="${name}"]`);
  if (!line) return false;
  line.querySelector("[data-error-text]").textContent = message;
  line.hidden = false;
  const field = name === "voice" ? document.querySelector("[data-voice-open]") : fields[name];
  if (field instanceof Element) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
  }
  return true;
}

function clearError(name) {
  const line = form.querySelector(`[data-error="${name}"]`);
  if (!line || line.hidden) return;
  line.hidden = true;
  const field = name === "voice" ? document.querySelector("[data-voice-open]") : fields[name];
  if (field instanceof Element) field.removeAttribute("aria-invalid");
}

function focusFirstError() {
  const line = form.querySelector("[data-error]:not([hidden])");
  const name = line?.dataset.error;
  const field = name === "voice" ? document.querySelector("[data-voice-open]") : fields[name];
  const element = field instanceof RadioNodeList ? field[0] : field;
  element?.focus();
}

function refused(error) {
  let shown = false;
  for (const [name, messages] of Object.entries(error.fields)) {
    const message = Array.isArray(messages) ? messages.join(" ") : String(messages);
    shown = showError(name, message) || shown;
  }
  if (shown) focusFirstError();
  else toast(error.words);
}

// What the server would refuse anyway is said at once.
function isReady({ text }) {
  const length = [...text.trim()].length;
  if (length === 0) {
    showError("text", phrase("write_something", { name: avatars.get(fields.avatar.value).name }));
  } else if (length > data.max_text) {
    showError("text", phrase("too_long", { n: number(length - data.max_text) }));
  } else {
    return true;
  }
  focusFirstError();
  return false;
}

// -- jobs -----------------------------------------------------------------------------------------

const go = document.getElementById("create");

async function create() {
  const wish = choices();
  if (go.getAttribute("aria-busy") === "true" || !isReady(wish)) return;
  go.setAttribute("aria-busy", "true");
  try {
    const video = await call("POST", "videos/", { ...wish, title: wish.title || derivedTitle(wish.text) });
    made = video.id;
    follow(video.job);
    feed.take(video.job);
    document.getElementById("job").scrollIntoView({ block: "nearest", behavior: "smooth" });
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

function follow(job) {
  if (preview.showsFilm) preview.back();
  card.follow(job);
  remember(FOLLOWED, job.id);
  show(job, { arrived: false });
}

function unfollow() {
  card.clear();
  preview.busy = false;
  forget(FOLLOWED);
}

function show(job, { arrived }) {
  preview.busy = !isFinished(job);
  if (job.state === "succeeded") preview.film(job.result, job.title, { start: arrived });
}

feed.subscribe((job) => {
  const current = card.job;
  if (!current) {
    if (!isFinished(job)) follow(job); // begun in another tab
    return;
  }
  if (job.id !== current.id) return;
  const arrived = !isFinished(current) && job.state === "succeeded";
  card.follow(job);
  show(job, { arrived });
});

async function command(name, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true"); // the card takes it away when the state changes
  const { id } = card.job;
  try {
    feed.take(await call("POST", `jobs/${id}/${name}/`));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    button.removeAttribute("aria-busy");
    toast(error.words);
    feed.refresh(id);
  }
}

function another() {
  unfollow();
  preview.back();
  fields.text.value = "";
  fields.title.value = "";
  changed();
  fields.text.focus();
}

document.getElementById("job").addEventListener("click", (event) => {
  const button = event.target.closest("[data-job-act]");
  if (!button) return;
  const act = button.dataset.jobAct;
  if (act === "another") another();
  else if (act === "edit") edit(event);
  else if (act === "dismiss") dismiss();
  else command(act, button);
});

// Edit in the form; a failed video that the form does not hold is fetched into it by its link.
function edit(event) {
  if (card.job.state === "failed" && card.job.video !== made) return;
  event.preventDefault();
  if (card.job.state === "succeeded") leaveFilm();
  fields.text.focus();
}

function dismiss() {
  unfollow();
  fields.text.focus();
}

// -- beginning --------------------------------------------------------------------------------------

for (const swatch of form.querySelectorAll("[data-swatch]")) {
  swatch.style.background = backgrounds.get(swatch.dataset.swatch).css;
}
dressVoiceRows(document.getElementById("voices"), data.voices);

const draft = data.is_copy ? null : recall(DRAFT);
fillIn({ ...data.start, ...usable(draft) });
if (!voiceIsChosen && !data.is_copy) voices.value = avatars.get(fields.avatar.value).default_voice;
compose();
refresh();
if (data.is_copy) {
  history.replaceState(null, "", location.pathname);
  remember(DRAFT, { ...choices(), voiceIsChosen: true });
  voiceIsChosen = true;
  fields.text.focus();
}
document.querySelector(".person input:checked")?.scrollIntoView({ block: "nearest", inline: "center" });

// A draft may name what is no longer there.
function usable(old) {
  if (!old) return {};
  const kept = { ...old };
  if (!avatars.has(kept.avatar)) delete kept.avatar;
  if (!data.voices.some((voice) => voice.id === kept.voice)) delete kept.voice;
  if (!backgrounds.has(kept.background)) delete kept.background;
  return kept;
}

// Yesterday's video is in the library; here it would stand in the way.
function isRecent(job) {
  return !job.finished_at || Date.now() - new Date(job.finished_at) < FOLLOW_FOR;
}

const followed = recall(FOLLOWED);
const unfinished = data.jobs.at(-1);
if (unfinished) {
  follow(unfinished);
} else if (followed && !data.is_copy) {
  call("GET", `jobs/${followed}/`).then(
    (job) => { if (!card.job && isRecent(job)) follow(job); },
    () => forget(FOLLOWED), // the video was deleted
  );
}
for (const job of data.jobs) feed.take(job);
