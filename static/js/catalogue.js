// Voices that can be fetched, for those who look after the installation.

import { ApiError, call } from "./api.js";
import { fill } from "./meter.js";
import { counted, errorWords, phrase, size } from "./words.js";

const ASK_EVERY = 1000; // milliseconds

const base = (tag) => tag.split("-")[0].toLowerCase();
const isUnderWay = (fetching) => fetching?.state === "queued" || fetching?.state === "running";

export class Catalogue {
  #dialog;
  #list;
  #rows = new Map(); // by voice: { voice, item }
  #likely;

  // likely(): languages that come first
  constructor(dialog, opener, { likely = () => [] } = {}) {
    this.#dialog = dialog;
    this.#list = this.#part("list");
    this.#likely = likely;
    opener.addEventListener("click", () => this.#open());
    this.#part("language").addEventListener("change", () => this.#filter());
    this.#part("reload").querySelector("button").addEventListener("click", () => location.reload());
    dialog.addEventListener("click", (event) => this.#clicked(event));
  }

  #part(name) { return this.#dialog.querySelector(`[data-catalogue-${name}]`); }

  async #open() {
    this.#dialog.showModal();
    if (this.#rows.size > 0) return;
    try {
      this.#fill(await call("GET", "voices/catalogue/"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#none(error.words);
    }
    this.#part("wait").hidden = true;
  }

  #none(words) {
    this.#part("none").textContent = words;
    this.#part("none").hidden = !words;
  }

  #fill(voices) {
    const languages = new Map(voices.map((voice) => [base(voice.language), voice.language_name.replace(/\s*\(.*\)$/u, "")]));
    const sorted = [...languages].sort((one, other) => one[1].localeCompare(other[1]));
    this.#part("language").append(...sorted.map(([tag, name]) => new Option(name, tag)));
    const wish = this.#likely().map(base).find((tag) => languages.has(tag));
    if (wish) this.#part("language").value = wish;
    for (const voice of voices) this.#rows.set(voice.id, { voice, item: null });
    this.#filter();
    for (const { voice } of this.#rows.values()) if (isUnderWay(voice.fetch)) this.#follow(voice);
  }

  #filter() {
    const wanted = this.#part("language").value;
    const rows = [...this.#rows.values()].filter(({ voice }) => !wanted || base(voice.language) === wanted);
    for (const row of rows) row.item ??= this.#item(row.voice);
    this.#list.replaceChildren(...rows.map(({ item }) => item));
    this.#none(rows.length > 0 ? "" : phrase("catalogue_empty"));
  }

  #item(voice) {
    const item = document.createElement("li");
    item.className = "fetch";
    item.dataset.voice = voice.id;
    const words = document.createElement("span");
    words.className = "voice__words";
    const name = document.createElement("b");
    name.textContent = voice.name;
    const about = document.createElement("small");
    about.textContent = [voice.language_name, phrase(`piper_${voice.quality}`), size(voice.size_bytes)].join(" · ");
    words.append(name, about);
    const end = document.createElement("span");
    end.className = "fetch__end";
    item.append(words, end);
    this.#draw(item, voice);
    return item;
  }

  // What can be done with a voice, or how far it has come.
  #draw(item, voice) {
    const end = item.querySelector(".fetch__end");
    const { fetch: fetching } = voice;
    const hadFocus = end.contains(document.activeElement);
    item.querySelector(".fetch__error")?.remove();
    if (isUnderWay(fetching)) end.replaceChildren(track(voice), button("stop", phrase("fetch_stop", voice), "×"));
    else if (voice.installed) end.replaceChildren(badge(phrase("fetch_installed")));
    else if (voice.can_fetch) end.replaceChildren(button("fetch", phrase("fetch_voice", voice), phrase("fetch")));
    else end.replaceChildren();
    if (hadFocus) end.querySelector("button")?.focus();
    if (fetching?.state === "failed") item.append(problem(fetching.error?.code));
  }

  #clicked(event) {
    if (event.target === this.#dialog) this.#dialog.close();
    const pressed = event.target.closest("[data-fetch]");
    if (!pressed) return;
    const { voice, item } = this.#rows.get(pressed.closest("[data-voice]").dataset.voice);
    if (pressed.dataset.fetch === "fetch") this.#begin(voice, item);
    else this.#stop(voice, item);
  }

  async #begin(voice, item) {
    await this.#ask(voice, item, "POST");
    if (isUnderWay(voice.fetch)) this.#follow(voice);
  }

  async #stop(voice, item) {
    await this.#ask(voice, item, "DELETE");
    await this.#ask(voice, item, "GET");
  }

  async #ask(voice, item, method) {
    try {
      const answer = await call(method, `voices/catalogue/${voice.id}/`);
      if (answer) voice.fetch = answer;
      if (answer?.state === "succeeded") this.#arrived(voice);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      voice.fetch = { state: "failed", error: { code: error.code } };
    }
    this.#draw(item, voice);
  }

  #arrived(voice) {
    voice.installed = true;
    voice.fetch = null;
    this.#part("live").textContent = phrase("fetch_done", voice);
    this.#part("reload").hidden = false;
  }

  #follow(voice) {
    setTimeout(async () => {
      await this.#ask(voice, this.#rows.get(voice.id).item, "GET");
      if (isUnderWay(voice.fetch)) this.#follow(voice);
      else if (voice.fetch?.state === "failed") {
        this.#part("live").textContent = errorWords(voice.fetch.error?.code).title;
      }
    }, ASK_EVERY);
  }
}

function button(act, label, text) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn--small";
  element.dataset.fetch = act;
  element.setAttribute("aria-label", label);
  element.textContent = text;
  return element;
}

function badge(text) {
  const element = document.createElement("span");
  element.className = "badge badge--good";
  element.textContent = text;
  return element;
}

function track({ name, fetch: { progress = 0 } }) {
  const bar = document.createElement("span");
  bar.className = "track";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", phrase("fetch_voice", { name }));
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const part = document.createElement("span");
  part.className = "track__fill";
  bar.append(part);
  fill(bar, progress);
  return bar;
}

function problem(code) {
  const { title, advice } = errorWords(code);
  const line = document.createElement("p");
  line.className = "field__error fetch__error";
  line.textContent = `${title}. ${advice}`;
  return line;
}
