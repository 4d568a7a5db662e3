// Before the lines are there: how far listening is, what went wrong, and beginning anew.

import { ApiError, call } from "../api.js";
import { takeFiles } from "../drop.js";
import { fill } from "../meter.js";
import { Sending } from "../sending.js";
import { toast } from "../toast.js";
import { errorWords, languageName, phrase, timeLeft } from "../words.js";
import { isPending } from "./targets.js";

const MOST_BYTES = 5 * 1024 * 1024;

export class Beginning {
  #root;
  #dialog;
  #desk;
  #sending;

  constructor(root, dialog, desk) {
    this.#root = root;
    this.#dialog = dialog;
    this.#desk = desk;
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-begin-act]")?.dataset.beginAct;
      if (act === "over") this.open();
      else if (act) this.#ask(act);
    });
    const zone = dialog.querySelector("[data-restart]");
    this.#sending = new Sending(zone, { purpose: "subtitles", limit: MOST_BYTES, onState: (state) => this.#phase(state) });
    takeFiles(dialog.querySelector("[data-restart-drop]"), (file) => this.#take(file));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      if (event.submitter?.value !== "listen") return;
      event.preventDefault();
      this.#listen({ language: dialog.querySelector("[data-restart-language]").value, subtitles: null });
    });
    dialog.addEventListener("close", () => this.#sending.cancel());
  }

  // Show what there is instead of lines. Gives whether the lines are there.
  update() {
    const { project } = this.#desk;
    const pending = isPending(project.state);
    const isThere = Boolean(project.script) && !pending;
    this.#root.hidden = isThere;
    if (isThere) return true;
    const part = (name) => this.#root.querySelector(`[data-begin=${name}]`);
    const error = errorWords(project.error?.code);
    const why = [error.explanation, error.advice].filter(Boolean).join(" ");
    const [title, about] = pending ? [doing(project), timeLeft(project.seconds_left)]
      : project.state === "cancelled" ? [phrase("begin_cancelled"), ""] : [error.title, why];
    part("title").textContent = title;
    part("words").textContent = about;
    part("track").hidden = !pending;
    fill(part("track"), project.progress ?? 0);
    this.#root.querySelector("[data-begin-act=cancel]").hidden = !pending;
    this.#root.querySelector("[data-begin-act=retry]").hidden = pending || (project.state === "failed" && !error.can_retry);
    this.#root.querySelector("[data-begin-act=over]").hidden = pending;
    return false;
  }

  async #ask(act) {
    try {
      this.#desk.take(await call("POST", `dubs/${this.#desk.id}/${act}/`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
    await this.#desk.refresh();
  }

  open() {
    this.#problem("");
    this.#phase("empty");
    const select = this.#dialog.querySelector("[data-restart-language]");
    if (select.options.length < 2) {
      const names = this.#desk.languages.map((tag) => [languageName(tag), tag]).sort(([a], [b]) => a.localeCompare(b));
      select.append(...names.map(([name, tag]) => new Option(name, tag)));
    }
    this.#dialog.showModal();
  }

  #phase(state) {
    for (const part of this.#dialog.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state);
  }

  async #take(file) {
    this.#problem("");
    try {
      const row = await this.#sending.send(file);
      if (row) await this.#listen({ language: "", subtitles: row.id });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
    }
    this.#phase("empty");
  }

  #problem(words) {
    const line = this.#dialog.querySelector("[data-restart-problem]");
    line.hidden = !words;
    line.querySelector("span").textContent = words;
  }

  async #listen(wish) {
    try {
      await this.#desk.saved();
      this.#desk.take(await call("POST", `dubs/${this.#desk.id}/listen/`, wish));
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
    }
  }
}

function doing({ state, stage }) {
  return phrase(state === "queued" ? "begin_queued" : `begin_${stage || "listening"}`);
}
