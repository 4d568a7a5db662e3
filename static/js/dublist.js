// The list of dubs: how far each one is, and what can be done about it.

import { ApiError, call } from "./api.js";
import { sendSubtitles } from "./dubnew.js";
import { bringTranslation } from "./dubsubtitles.js";
import { feed, isFinished } from "./jobs.js";
import { fill, Meter, watch } from "./meter.js";
import "./seen.js";
import { afterEditing, editTitle } from "./title.js";
import { toast } from "./toast.js";
import { counted, localiseTimes, number, phrase, stageWords } from "./words.js";

const ASK_EVERY = 1500; // milliseconds, while anything goes on
const ASK_HIDDEN = 8000; // milliseconds, while nobody looks

const isUnderWay = ({ state }) => state === "queued" || state === "running";

export class DubList {
  #root;
  #list;
  #live;
  #rows = new Map(); // id -> what was last heard of it
  #meters = new Map(); // element -> Meter
  #timer = null;

  constructor(root, live) {
    this.#root = root;
    this.#live = live;
    this.#list = root.querySelector("[data-dubs-list]");
    this.#list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-dub-act]");
      if (button) this.#act(button);
    });
    this.#list.addEventListener("change", (event) => {
      if (event.target.matches("[data-dub-subtitles]")) this.#subtitles(event);
      if (event.target.matches("[data-dub-translation]")) this.#translation(event);
    });
    feed.subscribe((job) => { if (job.kind === "dub") this.#hear(job); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#ask();
    });
    if (this.#unfinished.length > 0) this.#ask();
  }

  // A dub that was begun just now.
  async add(project) {
    const card = await this.#draw(project.id).catch(() => null);
    if (!card) {
      location.reload();
      return;
    }
    this.#root.hidden = false;
    this.#list.prepend(card);
    localiseTimes(card);
    card.scrollIntoView({ block: "nearest", behavior: "smooth" });
    this.#take(project);
    this.#ask();
  }

  get #unfinished() { return [...this.#list.querySelectorAll("[data-unfinished]")]; }

  #card(id) { return document.getElementById(`dub-${id}`); }

  // -- live state ---------------------------------------------------------------------------------

  async #ask() {
    clearTimeout(this.#timer);
    const waiting = new Set(this.#unfinished.map((card) => card.dataset.dub));
    if (waiting.size === 0) return;
    try {
      const { results } = await call("GET", "dubs/");
      for (const row of results) {
        if (waiting.delete(row.id)) await this.#take(row);
      }
      for (const id of waiting) await this.#take(await call("GET", `dubs/${id}/`)); // of an older page
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // it is asked again
    }
    clearTimeout(this.#timer);
    const wait = document.visibilityState === "visible" ? ASK_EVERY : ASK_HIDDEN;
    if (this.#unfinished.length > 0) this.#timer = setTimeout(() => this.#ask(), wait);
  }

  // The server draws a card anew when something else can be done about it.
  async #take(row) {
    const before = this.#rows.get(row.id);
    if (before === undefined || shape(before) !== shape(row)) await this.#redraw(row.id);
    this.#rows.set(row.id, row);
    for (const { video } of row.targets) if (video?.job) feed.take(video.job);
    this.#progress(row);
  }

  async #redraw(id) {
    const card = this.#card(id);
    if (!card) return;
    const fresh = await this.#draw(id); // when it fails, it is tried again with the next answer
    if (!fresh) {
      card.remove();
      return;
    }
    afterEditing(card, () => {
      if (card.outerHTML === fresh.outerHTML) return;
      const hadFocus = card.contains(document.activeElement);
      card.replaceWith(fresh);
      localiseTimes(fresh);
      if (hadFocus) fresh.querySelector("[data-title-text]").focus();
    });
  }

  // The card as it is now; null where its dub is gone. Throws ApiError.
  async #draw(id) {
    const address = this.#root.dataset.card.replace("00000000-0000-0000-0000-000000000000", id);
    const answer = await fetch(address).catch(() => { throw new ApiError(0, "offline"); });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new ApiError(answer.status, "internal_error");
    const holder = document.createElement("template");
    holder.innerHTML = (await answer.text()).trim();
    return holder.content.firstElementChild;
  }

  #progress(row) {
    const card = this.#card(row.id);
    if (!card) return;
    if (isUnderWay(row)) this.#show(card, "preparation", row);
    for (const target of row.targets) {
      const job = target.video?.job;
      if (job && !isFinished(job)) this.#show(card, target.language, job);
      else if (!job && isUnderWay(target) && !isUnderWay(row)) this.#show(card, target.language, target);
    }
  }

  #show(card, name, work) {
    const part = card.querySelector(`[data-progress="${name}"]`);
    const track = part?.querySelector(".track");
    if (!track) return;
    if (!this.#meters.has(part)) this.#meters.set(part, new Meter());
    const meter = this.#meters.get(part);
    meter.take({ attempt: 1, ...work });
    watch(part, meter, () => {
      fill(track, meter.fraction);
      part.querySelector("[data-progress-left]").textContent = work.state === "running" ? meter.words : queueWords(work);
    });
  }

  // Jobs are heard of at once, without asking.
  #hear(job) {
    for (const row of this.#rows.values()) {
      const target = row.targets.find(({ video }) => video?.id === job.video);
      if (!target) continue;
      const card = this.#card(row.id);
      if (target.video.job?.state !== job.state) {
        this.#say(phrase("dub_progress", { title: row.title, what: phrase(`job_${job.state}`) }));
        card?.setAttribute("data-unfinished", "");
        this.#ask();
        return;
      }
      target.video.job = job;
      const words = card?.querySelector(`[data-progress="${target.language}"] [data-progress-words]`);
      if (words && job.state === "running" && job.stage) words.textContent = stageWords(job.stage).doing;
      this.#progress(row);
    }
  }

  #say(words) { if (this.#live.textContent !== words) this.#live.textContent = words; }

  // -- commands -----------------------------------------------------------------------------------

  async #act(button) {
    const card = button.closest("[data-dub]");
    const target = button.closest("[data-target]");
    const path = `dubs/${card.dataset.dub}/`;
    const acts = {
      cancel: () => call("POST", `${path}cancel/`),
      retry: () => call("POST", `${path}retry/`),
      translate: () => call("POST", `${path}targets/${target.dataset.target}/translate/`, { lines: null, translator: "" }),
      stop: () => call("POST", `${path}targets/${target.dataset.target}/cancel/`),
      render: () => call("POST", `${path}render/`, { targets: [target.dataset.target] }),
      "stop-render": () => call("POST", `jobs/${target.dataset.job}/cancel/`),
      "retry-render": () => call("POST", `jobs/${target.dataset.job}/retry/`),
    };
    const { dubAct: act } = button.dataset;
    if (act === "rename") this.#rename(card);
    else if (act === "delete") this.#delete(card);
    else await this.#attempt(button, card, acts[act]);
  }

  async #attempt(button, card, command) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await command();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
    button.removeAttribute("aria-busy");
    card.setAttribute("data-unfinished", "");
    this.#rows.delete(card.dataset.dub); // so that it is drawn anew
    await this.#ask();
  }

  #rename(card) {
    editTitle(card.querySelector(".title-edit__text"), card.dataset.title, async (title) => {
      const answer = await call("PATCH", `dubs/${card.dataset.dub}/`, { title });
      card.dataset.title = answer.title;
      return answer.title;
    });
  }

  #delete(card) {
    const dialog = document.getElementById("delete-dub");
    const { title, dub } = card.dataset;
    dialog.querySelector("[data-delete-title]").textContent = phrase("dub_delete_question", { title });
    dialog.returnValue = "";
    dialog.addEventListener("close", async () => {
      if (dialog.returnValue !== "delete") return;
      try {
        await call("DELETE", `dubs/${dub}/`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status !== 404) {
          toast(error.words);
          return;
        }
      }
      this.#rows.delete(dub);
      const next = card.nextElementSibling ?? card.previousElementSibling;
      card.remove();
      toast(phrase("dub_deleted", { title }));
      this.#root.hidden = !this.#list.querySelector(".dub");
      (next?.querySelector("[data-title-text]") ?? document.getElementById("main")).focus();
    }, { once: true });
    dialog.showModal();
  }

  // Subtitles instead of words that could not be heard.
  async #subtitles({ target: field }) {
    const card = field.closest("[data-dub]");
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    await this.#attempt(field.closest(".btn"), card, async () => {
      const { id } = await sendSubtitles(file);
      await call("POST", `dubs/${card.dataset.dub}/listen/`, { language: "", subtitles: id });
    });
  }

  // A translation that somebody else made.
  async #translation({ target: field }) {
    const card = field.closest("[data-dub]");
    const { target: language } = field.closest("[data-target]").dataset;
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    await this.#attempt(field.closest(".btn"), card, async () => {
      const { n, of } = await bringTranslation(card.dataset.dub, language, file);
      toast(counted("dub_translation_taken", n, { of: number(of) }));
    });
  }
}

// What decides how a card looks, apart from its progress.
function shape(row) {
  const targets = row.targets.map((one) => [
    one.language, one.state, one.n_translated, one.is_stale, one.can_render, one.video?.job?.state, one.video?.file_url,
  ]);
  return JSON.stringify([row.title, row.state, row.stage, row.poster_url, row.n_lines, row.source_language, targets]);
}

function queueWords({ queue_position: place, is_held: isHeld }) {
  if (isHeld) return phrase("held");
  if (!place) return "";
  return place > 1 ? phrase("queue_place", { n: place }) : phrase("next_in_line");
}
