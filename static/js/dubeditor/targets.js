// The languages of a dub as tabs, with how far each one is.

import { ApiError, call } from "../api.js";
import { fill } from "../meter.js";
import { toast } from "../toast.js";
import { counted, errorWords, languageName, phrase, timeLeft } from "../words.js";
import { make } from "./parts.js";

export const isPending = (state) => state === "queued" || state === "running";

export class Targets {
  #root;
  #dialog;
  #desk;

  constructor(root, dialog, desk) {
    this.#root = root;
    this.#dialog = dialog;
    this.#desk = desk;
    const tabs = this.#part("tabs");
    tabs.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) desk.language = tab.dataset.language;
    });
    tabs.addEventListener("keydown", (event) => this.#move(event));
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-target-act]")?.dataset.targetAct;
      if (act === "add") this.#open();
      else if (act === "cancel") this.#cancel();
      else if (act === "retry") desk.translate(null);
      else if (act === "more") this.#menu(event.target.closest("[data-target-act]"));
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      if (event.submitter?.value !== "add") return;
      event.preventDefault();
      this.#add(event.submitter);
    });
  }

  #part(name) { return this.#root.querySelector(`[data-target-${name}]`); }

  update(troubles) {
    this.#tabs(troubles);
    this.#progress();
    this.#part("none").hidden = this.#desk.project.targets.length > 0;
    this.#root.querySelector("[data-target-act=more]").hidden = !this.#desk.language;
  }

  #tabs(troubles) {
    const { language: chosen, project } = this.#desk;
    const tabs = this.#part("tabs");
    const hadFocus = tabs.contains(document.activeElement);
    tabs.replaceChildren(...project.targets.map((row) => {
      const { language, state } = row;
      const isChosen = language === chosen;
      const tab = make("button", { type: "button", className: "langtab", tabIndex: isChosen ? 0 : -1, data: { language } }, languageName(language));
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(isChosen));
      tab.setAttribute("aria-controls", "lines");
      tab.append(...marks(state, isChosen ? troubles : 0));
      return tab;
    }));
    if (hadFocus) tabs.querySelector("[aria-selected=true]")?.focus();
  }

  #progress() {
    const { meta } = this.#desk;
    const box = this.#part("progress");
    const pending = isPending(meta.state);
    const hasFailed = meta.state === "failed";
    box.hidden = !(pending || hasFailed);
    if (box.hidden) return;
    box.dataset.state = meta.state;
    fill(box.querySelector(".track"), meta.progress ?? 0);
    box.querySelector(".track").hidden = !pending;
    const left = meta.state === "running" ? timeLeft(meta.seconds_left) : "";
    const words = hasFailed ? failure(meta.error) : [phrase("translating_to", { language: languageName(meta.language) }), left].filter(Boolean).join(" · ");
    const text = box.querySelector("[data-target-words]");
    if (text.textContent !== words) text.textContent = words;
    this.#root.querySelector("[data-target-act=cancel]").hidden = !pending;
    this.#root.querySelector("[data-target-act=retry]").hidden = !hasFailed;
  }

  #move(event) {
    const { targets } = this.#desk.project;
    const at = targets.findIndex(({ language }) => language === this.#desk.language);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: targets.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#desk.language = targets.at(next % targets.length).language;
    this.#part("tabs").querySelector("[aria-selected=true]").focus();
  }

  async #open() {
    const select = this.#dialog.querySelector("select");
    this.#dialog.showModal();
    this.#problem("");
    try {
      const source = base(this.#desk.project.source_language);
      const taken = new Set([...this.#desk.project.targets.map(({ language }) => language), source]);
      const rows = (await call("GET", "languages/")).filter((one) => one.can_speak && !taken.has(one.language));
      const rank = (one) => `${one.can_translate ? 0 : 1}${languageName(one.language)}`;
      rows.sort((one, other) => rank(one).localeCompare(rank(other)));
      select.replaceChildren(...rows.map((one) => (
        new Option(one.can_translate ? languageName(one.language) : phrase("language_by_hand", { language: languageName(one.language) }), one.language)
      )));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
    }
  }

  #problem(words) {
    const line = this.#dialog.querySelector(".field__error");
    line.hidden = !words;
    line.querySelector("span").textContent = words;
  }

  async #add(button) {
    const language = this.#dialog.querySelector("select").value;
    if (!language || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await call("POST", `dubs/${this.#desk.id}/targets/`, { language });
      await this.#desk.refresh();
      this.#desk.language = language;
      this.#dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem(error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async #cancel() {
    try {
      await call("POST", `dubs/${this.#desk.id}/targets/${this.#desk.language}/cancel/`);
      await this.#desk.refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
  }

  #menu(opener) {
    const { language, doc } = this.#desk;
    const name = languageName(language);
    const all = doc.script.lines.map(({ id }) => id);
    const ask = (question, onYes) => this.#desk.confirm(question, { language: name }, onYes);
    this.#desk.menu.open(opener, name, [
      { text: phrase("translate_missing"), symbol: "dub", onPick: () => this.#desk.translate(null) },
      { text: phrase("translate_all"), symbol: "again", onPick: () => ask("translate_all_question", () => this.#desk.translate(all)) },
      null,
      {
        text: phrase("remove_language", { language: name }),
        symbol: "trash",
        isDangerous: true,
        onPick: () => ask("remove_language_question", () => this.#remove(language)),
      },
    ]);
  }

  async #remove(language) {
    try {
      await call("DELETE", `dubs/${this.#desk.id}/targets/${language}/`);
      await this.#desk.refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
  }
}

// How far a language is, on its tab.
function marks(state, troubles) {
  if (isPending(state)) return [make("span", { className: "langtab__wait", aria: { label: phrase("translating_now"), role: "img" } })];
  if (state === "failed") return [make("span", { className: "badge badge--bad" }, phrase("failed"))];
  if (!troubles) return [];
  const aria = { label: counted("lines_to_look_at", troubles), role: "img" };
  return [make("span", { className: "badge badge--fair nums", aria }, String(troubles))];
}

function failure(error) {
  const { title, explanation, advice } = errorWords(error?.code);
  return [`${title}.`, explanation, advice].filter(Boolean).join(" ");
}

const base = (tag) => (tag ?? "").split("-")[0].toLowerCase();
