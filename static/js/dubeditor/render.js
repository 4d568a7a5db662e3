// Making the videos: what will be done again and how long it takes, how far it is, the result.

import { ApiError, call } from "../api.js";
import { feed, isFinished } from "../jobs.js";
import { fill, Meter, unwatch, watch } from "../meter.js";
import { toast } from "../toast.js";
import { counted, errorWords, languageName, phrase, roughly, stageWords } from "../words.js";
import { make } from "./parts.js";

export class Render {
  #dialog;
  #bar;
  #desk;
  #meters = new Map(); // by job
  #plans = new Map(); // by language
  #asked = 0;

  constructor(dialog, bar, desk) {
    this.#dialog = dialog;
    this.#bar = bar;
    this.#desk = desk;
    dialog.querySelector("form").addEventListener("submit", (event) => {
      if (event.submitter?.value !== "render") return;
      event.preventDefault();
      this.#go(event.submitter);
    });
    dialog.addEventListener("change", (event) => {
      if (event.target.name === "render-target") this.#sum();
      else if (event.target.name) this.#options();
    });
    bar.addEventListener("click", (event) => this.#clicked(event));
    feed.subscribe((job) => this.#hear(job));
  }

  #part(name) { return this.#dialog.querySelector(`[data-render-${name}]`); }

  async open() {
    const { project } = this.#desk;
    this.#plans.clear();
    this.#fillOptions(project.options);
    this.#part("targets").replaceChildren(...project.targets.map((target) => this.#row(target)));
    this.#problem("");
    this.#sum();
    this.#dialog.showModal();
    await this.#desk.saved().catch(() => {});
    await this.#plan();
  }

  #row(target) {
    const { language } = target;
    const missing = this.#missing(language).length;
    const isDone = Boolean(target.video?.file_url) && !target.is_stale;
    const box = make("input", { type: "checkbox", name: "render-target", value: language, checked: !isDone && target.state !== "failed" });
    return make("label", { className: "renderrow", data: { language } }, box,
      make("span", { className: "renderrow__words" }, make("b", {}, languageName(language)),
        make("small", { className: "hint", data: { renderPlan: "" } }, missing ? counted("lines_untranslated", missing) : phrase("planning"))));
  }

  #missing(language) {
    const { translation } = this.#desk.doc.targets[language] ?? { translation: {} };
    return this.#desk.doc.script.lines.filter(({ id, text }) => text.trim() && translation[id] === undefined);
  }

  // What would be done for every language, one after the other.
  async #plan() {
    this.#asked += 1;
    const asked = this.#asked;
    for (const row of this.#part("targets").children) {
      const { language } = row.dataset;
      const words = await this.#planWords(language);
      if (asked !== this.#asked || !this.#dialog.open) return;
      row.querySelector("[data-render-plan]").textContent = words;
      this.#sum();
    }
  }

  async #planWords(language) {
    const missing = this.#missing(language).length;
    try {
      const plan = await call("GET", `dubs/${this.#desk.id}/targets/${language}/plan/`);
      this.#plans.set(language, plan);
      return planWords(plan, this.#desk.doc.script.lines.length);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return missing ? counted("lines_untranslated", missing) : error.words;
    }
  }

  get #chosen() { return [...this.#dialog.querySelectorAll("input[name=render-target]:checked")].map(({ value }) => value); }

  #sum() {
    const chosen = this.#chosen;
    const known = chosen.every((language) => this.#plans.has(language));
    const seconds = chosen.reduce((sum, language) => sum + (this.#plans.get(language)?.seconds ?? 0), 0);
    this.#part("sum").textContent = chosen.length && known ? phrase("takes", { time: roughly(seconds) }) : "";
    this.#part("go").disabled = chosen.length === 0;
    const missing = chosen.reduce((sum, language) => sum + this.#missing(language).length, 0);
    this.#part("silent").hidden = missing === 0;
    this.#part("silent").querySelector("span").textContent = counted("leave_silent", missing);
  }

  #fillOptions({ background, lip_sync: lipSync, captions, caption_language: language }) {
    const field = (name) => this.#dialog.querySelector(`[name=render-${name}]`);
    field("background").value = background ?? "duck";
    field("lip_sync").checked = lipSync ?? true;
    field("captions").value = captions ? language ?? "target" : "";
  }

  async #options() {
    const field = (name) => this.#dialog.querySelector(`[name=render-${name}]`);
    const { captions } = this.#desk.project.options;
    const words = field("captions").value;
    const options = {
      background: field("background").value,
      lip_sync: field("lip_sync").checked,
      captions: words ? captions ?? { style: "outline" } : null,
      ...(words ? { caption_language: words } : {}),
    };
    try {
      this.#desk.take(await call("PATCH", `dubs/${this.#desk.id}/`, { options }));
      this.#problem("");
      await this.#plan();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
      this.#fillOptions(this.#desk.project.options);
    }
  }

  #problem(words) {
    this.#part("problem").hidden = !words;
    this.#part("problem").querySelector("span").textContent = words;
  }

  async #go(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await this.#desk.saved();
      const wish = { targets: this.#chosen, allow_silent: this.#part("silent").querySelector("input").checked };
      const begun = await call("POST", `dubs/${this.#desk.id}/render/`, wish);
      for (const { job } of begun) feed.take(job);
      this.#dialog.close();
      await this.#desk.refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.code === "translation_missing" ? phrase("translate_first") : error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  // -- progress -------------------------------------------------------------------------------------

  #hear(job) {
    if (job.kind !== "dub") return;
    const target = this.#desk.project?.targets.find(({ video }) => video?.id === job.video);
    if (!target) return;
    const wasFinished = !target.video.job || isFinished(target.video.job);
    target.video = { ...target.video, job };
    this.update();
    if (isFinished(job) && !wasFinished) this.#ended(job, target);
  }

  async #ended(job, target) {
    await this.#desk.refresh();
    if (job.state !== "succeeded") return;
    const url = job.result?.page_url;
    toast(phrase("dub_ready", { language: languageName(target.language) }), {
      action: url ? phrase("watch_it") : null, onAction: () => { location.assign(url); },
    });
  }

  // The line about the chosen language's video.
  update() {
    const { meta, language } = this.#desk;
    const { video, is_stale: isStale } = meta ?? {};
    const job = video?.job;
    const isRunning = job && !isFinished(job);
    const hasFailed = job?.state === "failed";
    const isThere = Boolean(video?.file_url);
    this.#bar.hidden = !(isRunning || hasFailed || isThere);
    this.#bar.dataset.state = isRunning ? "running" : hasFailed ? "failed" : isStale ? "stale" : "done";
    this.#watch(isRunning ? job : null);
    const show = (name, yes) => { this.#bar.querySelector(`[data-made=${name}]`).hidden = !yes; };
    show("track", isRunning);
    show("cancel", isRunning);
    show("retry", hasFailed && errorWords(job.error?.code).can_retry);
    show("open", isThere && !isRunning);
    if (isThere) this.#bar.querySelector("[data-made=open]").href = video.page_url;
    if (this.#bar.hidden || isRunning) return;
    const words = hasFailed ? [errorWords(job.error?.code).title, errorWords(job.error?.code).advice].filter(Boolean).join(". ")
      : phrase(isStale ? "video_stale" : "video_there", { language: languageName(language) });
    this.#say(words);
  }

  #say(words) {
    const line = this.#bar.querySelector("[data-made=words]");
    if (line.textContent !== words) line.textContent = words;
  }

  #watch(job) {
    const track = this.#bar.querySelector("[data-made=track]");
    if (!job) { unwatch(track); this.#bar.querySelector("[data-made=left]").textContent = ""; return; }
    const meter = this.#meters.get(job.id) ?? new Meter();
    this.#meters.set(job.id, meter);
    meter.take(job);
    const doing = job.state === "queued" ? phrase("job_queued") : stageWords(job.stage).doing;
    this.#say(`${languageName(this.#desk.language)}: ${doing}`);
    watch(track, meter, () => {
      fill(track, meter.fraction);
      this.#bar.querySelector("[data-made=left]").textContent = meter.words;
    });
  }

  async #clicked(event) {
    const button = event.target.closest("button[data-made]");
    if (!button) return;
    const { job } = this.#desk.meta.video;
    try {
      feed.take(await call("POST", `jobs/${job.id}/${button.dataset.made}/`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
      feed.refresh(job.id);
    }
  }
}

function planWords({ lines_to_speak: lines, pieces_to_draw: drawn, pieces, seconds }, all) {
  if (!lines.length && !drawn) return phrase("nothing_to_do");
  const spoken = lines.length === all ? counted("speak_all", all) : counted("speak_lines", lines.length);
  const picture = !pieces ? "" : drawn === pieces ? phrase("draw_all") : phrase("draw_pieces", { n: drawn, of: pieces });
  return [spoken, picture, roughly(seconds)].filter(Boolean).join(" · ");
}
