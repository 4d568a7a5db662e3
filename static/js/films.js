// Cards of videos, wherever they are shown: live state, play, rename, delete with undo, retry, cancel.
// A card is [data-video]; its buttons carry [data-act].

import { ApiError, call } from "./api.js";
import { feed, isFinished } from "./jobs.js";
import { fill, Meter, watch } from "./meter.js";
import "./seen.js";
import { afterEditing, editTitle } from "./title.js";
import { toast } from "./toast.js";
import { phrase, stageWords } from "./words.js";

const LEAVES_IN = 240; // milliseconds, the time of a card's fading
const meters = new Map(); // job id -> Meter

const cardsOf = (video) => document.querySelectorAll(`.film[data-video="${video}"]`);

// -- live state ---------------------------------------------------------------------------------

feed.subscribe((job) => {
  if (job.kind === "quality") return; // it makes no video
  const meter = meters.get(job.id) ?? new Meter();
  meters.set(job.id, meter);
  meter.take(job);
  for (const card of cardsOf(job.video)) update(card, job, meter);
  if (cardsOf(job.video).length === 0) offerNewCard(job);
});

function update(card, job, meter) {
  if (card.dataset.state !== job.state || isFinished(job)) {
    if (card.dataset.state !== job.state) renew(card, job.state);
    return;
  }
  drawRunning(card, job, meter);
}

function drawRunning(card, job, meter) {
  const title = card.querySelector("[data-film-stage]");
  if (!title) return;
  const waits = job.state === "queued";
  title.textContent = job.stage && !waits ? stageWords(job.stage).doing : phrase(`job_${job.state}`);
  const track = card.querySelector(".track");
  const left = card.querySelector("[data-film-left]");
  watch(card, meter, () => {
    fill(track, meter.fraction);
    left.textContent = waits ? queueWords(job) : meter.words;
  });
}

function queueWords({ queue_position: place, is_held: isHeld }) {
  if (isHeld) return phrase("held");
  return place > 1 ? phrase("queue_place", { n: place }) : phrase("next_in_line");
}

// The server draws cards; the script only asks for a new one when the state has changed.
function renew(card, state) {
  card.dataset.state = state;
  afterEditing(card, () => htmx.ajax("GET", card.dataset.card, { target: card, swap: "outerHTML" }));
}

function offerNewCard(job) {
  const shelf = document.querySelector("[data-films-live]");
  if (!shelf || isFinished(job)) return;
  const slot = document.createElement("article");
  slot.className = "film card";
  slot.dataset.video = job.video;
  slot.dataset.state = job.state;
  slot.dataset.card = shelf.dataset.filmsLive.replace("00000000-0000-0000-0000-000000000000", job.video);
  shelf.prepend(slot);
  const most = Number(shelf.dataset.most);
  if (most) [...shelf.querySelectorAll(".film")].slice(most).forEach((card) => card.remove());
  showWhetherEmpty();
  htmx.ajax("GET", slot.dataset.card, { target: slot, swap: "outerHTML" });
}

// What is exchanged may hold the focus; then the first card that comes instead gets it.
let hadFocus = false;

document.addEventListener("htmx:load", (event) => {
  const cards = event.target.matches?.(".film") ? [event.target] : event.target.querySelectorAll(".film");
  for (const card of cards) if (card.dataset.job) takeUp(card);
  if (hadFocus && cards.length > 0) {
    hadFocus = false;
    if (document.activeElement === document.body) focusOn(cards[0]);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  hadFocus = event.detail.target.contains(document.activeElement);
});

const focusOn = (card) => card.querySelector("[data-title-text]").focus();

for (const card of document.querySelectorAll(".film[data-snapshot]")) takeUp(card);

function takeUp(card) {
  const snapshot = card.dataset.snapshot;
  if (snapshot) feed.take(JSON.parse(snapshot));
}

document.addEventListener("htmx:responseError", (event) => {
  const { target, xhr } = event.detail;
  if (xhr.status === 404 && target?.matches(".film")) target.remove(); // deleted meanwhile
});

// -- commands -----------------------------------------------------------------------------------

const acts = { play, rename, delete: remove, retry, cancel, copy };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  const act = button && acts[button.dataset.act];
  if (act) act(button, button.closest("[data-video]"));
});

async function attempt(command) {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.words || error.message);
    return null;
  }
}

function play(button, film) {
  const dialog = document.getElementById("player");
  const video = dialog.querySelector("video");
  dialog.querySelector("h2").textContent = film.dataset.title;
  dialog.querySelector("[data-player-open]").href = film.dataset.page;
  dialog.querySelector("[data-player-download]").href = film.dataset.download;
  video.poster = film.dataset.poster;
  video.src = film.dataset.file;
  dialog.showModal();
  video.play().catch(() => {}); // the controls are there
  dialog.addEventListener("close", () => { video.removeAttribute("src"); video.load(); }, { once: true });
}

function rename(button, film) {
  editTitle(film.querySelector(".title-edit__text"), film.dataset.title, async (title) => {
    const answer = await call("PATCH", `videos/${film.dataset.video}/`, { title });
    nameAnew(film, answer.title);
    return answer.title;
  });
}

// Labels of a card name its video.
function nameAnew(film, title) {
  for (const element of film.querySelectorAll("[aria-label]")) {
    element.ariaLabel = element.ariaLabel.replace(film.dataset.title, () => title);
  }
  film.dataset.title = title;
}

async function remove(button, film) {
  const { video, title } = film.dataset;
  const done = await attempt(() => call("DELETE", `videos/${video}/`).then(() => true));
  if (!done) return;
  if (film.dataset.afterDelete) {
    location.assign(`${film.dataset.afterDelete}?deleted=${video}`);
    return;
  }
  const cards = [...cardsOf(video)];
  const neighbour = cards.map((card) => card.nextElementSibling ?? card.previousElementSibling)[0];
  const hadFocus = film.contains(document.activeElement);
  const places = cards.map(leave);
  showWhetherEmpty();
  const message = offerUndo(video, title, () => {
    places.forEach((back) => back());
    showWhetherEmpty();
  });
  if (hadFocus) message.take(neighbour?.querySelector("[data-title-text]"));
}

// A page without videos shows how to make one; a search or a page of many is asked for anew.
function showWhetherEmpty() {
  const isEmpty = !document.querySelector(".film:not([data-leaving])");
  const shelf = document.getElementById("films");
  if (isEmpty && shelf && (shelf.querySelector(".more") || location.search)) {
    setTimeout(() => htmx.ajax("GET", location.href, { target: "#films", swap: "outerHTML" }), LEAVES_IN);
    return;
  }
  for (const part of document.querySelectorAll("[data-when-filled]")) part.hidden = isEmpty;
  for (const part of document.querySelectorAll("[data-when-empty]")) part.hidden = !isEmpty;
}

export function offerUndo(video, title, after) {
  return toast(phrase("deleted", { title }), {
    action: phrase("undo"),
    onAction: () => attempt(async () => {
      await call("POST", `videos/${video}/restore/`);
      after();
    }),
  });
}

// Take a card out of its grid; the answer puts it back where it was.
function leave(card) {
  const mark = document.createComment("film");
  card.before(mark);
  card.dataset.leaving = "";
  const timer = setTimeout(() => card.remove(), LEAVES_IN);
  return () => {
    clearTimeout(timer);
    delete card.dataset.leaving;
    if (mark.isConnected) mark.replaceWith(card);
    else document.querySelector(".films")?.prepend(card); // its grid was fetched anew
    focusOn(card);
  };
}

async function retry(button, film) {
  button.setAttribute("aria-busy", "true");
  const job = await attempt(() => call("POST", `jobs/${film.dataset.job}/retry/`));
  button.removeAttribute("aria-busy");
  if (job) feed.take(job);
}

async function cancel(button, film) {
  button.setAttribute("aria-busy", "true");
  const job = await attempt(() => call("POST", `jobs/${film.dataset.job}/cancel/`));
  button.removeAttribute("aria-busy");
  if (job) feed.take(job);
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  toast(phrase("copied"));
}
