// The order for a script: topic, audience, tone, length, language, platform, writer.

import { call } from "./api.js";
import { counted, errorWords, knowsError, phrase } from "./words.js";

const base = (tag) => tag.split("-")[0].toLowerCase();

export class Brief {
  #root;
  #onChange;
  #writers = null;
  #wishedWriter = "";
  #languageIsChosen = false;
  #isOwner;

  constructor(root, { onChange, isOwner }) {
    this.#root = root;
    this.#onChange = onChange;
    this.#isOwner = isOwner;
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("input", (event) => this.#edited(event.target));
    this.draw();
  }

  #field(name) { return this.#root.querySelector(`[name="${name}"]`); }

  get #platform() { return this.#root.querySelector("[name=platform]:checked"); }

  get topic() { return this.#field("topic").value.trim(); }

  get aspect() { return this.#platform.dataset.aspect; }

  get writers() { return this.#writers ?? []; }

  // What the API takes.
  get value() {
    return {
      topic: this.topic,
      audience: this.#field("audience").value.trim(),
      tone: this.#field("tone").value.trim(),
      seconds: Number(this.#field("seconds").value),
      language: this.#field("brief-language").value,
      platform: this.#platform.value,
      writer: this.#field("writer").value || this.#wishedWriter,
    };
  }

  // A writer is kept only where somebody chose one: a better usual one may come.
  get draft() {
    return { ...this.value, writer: this.#wishedWriter, languageIsChosen: this.#languageIsChosen };
  }

  fill({ topic, audience, tone, seconds, language, platform, writer, languageIsChosen } = {}) {
    const texts = { topic, audience, tone };
    for (const [name, text] of Object.entries(texts)) this.#field(name).value = text ?? "";
    if (seconds) this.#field("seconds").value = seconds;
    this.#languageIsChosen = Boolean(languageIsChosen);
    if (language) this.#pickLanguage(language);
    const radio = [...this.#root.querySelectorAll("[name=platform]")].find((one) => one.value === platform);
    if (radio) radio.checked = true;
    this.#wishedWriter = writer ?? "";
    if (this.#writers) this.#pickWriter();
    this.draw();
  }

  clear() {
    this.#field("topic").value = "";
    this.draw();
  }

  focus() { this.#field("topic").focus(); }

  focusWriter() { this.#field("writer").focus(); }

  // The language of the chosen voice, unless somebody asked for another one.
  suggestLanguage(tag) {
    if (!this.#languageIsChosen && tag !== "mul") this.#pickLanguage(tag);
    this.draw();
  }

  pickWriter(id) {
    this.#wishedWriter = id;
    this.#pickWriter();
    this.#onChange();
  }

  // Ask who can write; again when the page is shown again, as keys come and go.
  async load() {
    if (this.#writers) return;
    this.#writers = [];
    try {
      this.#writers = await call("GET", "writers/");
    } catch {
      this.#writers = null; // asked again with the next visit
      return;
    }
    this.#fillWriters();
  }

  get writer() { return this.writers.find((one) => one.id === this.#field("writer").value) ?? null; }

  draw() {
    const seconds = this.#field("seconds");
    const words = counted("seconds", Number(seconds.value));
    const share = (seconds.value - seconds.min) / (seconds.max - seconds.min);
    seconds.style.setProperty("--fill", `${share * 100}%`);
    seconds.setAttribute("aria-valuetext", words);
    this.#root.querySelector("output[for=brief-seconds]").textContent = words;
    const { tone, audience } = this.value;
    for (const chip of this.#root.querySelectorAll("[data-tone]")) {
      chip.setAttribute("aria-pressed", String(chip.value === tone));
    }
    this.#root.querySelector("[data-brief-now]").textContent =
      [this.languageName, this.#toneName(tone), audience].filter(Boolean).join(" · ");
    this.#drawWriter();
  }

  get languageName() {
    const option = this.#field("brief-language").selectedOptions[0];
    return option?.textContent.trim().replace(/\s*\(.*\)$/u, "") ?? "";
  }

  // A brief in one line.
  summary({ platform, seconds, language }) {
    const radio = this.#root.querySelector(`[name=platform][value="${CSS.escape(platform)}"]`);
    const place = radio?.closest("label").querySelector("[data-label]").firstChild.textContent ?? "";
    const option = this.#optionFor(language);
    const name = option?.textContent.trim().replace(/\s*\(.*\)$/u, "") ?? language;
    return [place, counted("seconds", seconds), name].join(" · ");
  }

  #toneName(tone) {
    const chips = [...this.#root.querySelectorAll("[data-tone]")];
    return chips.find((chip) => chip.value === tone)?.textContent.trim() ?? tone;
  }

  #clicked(event) {
    const chip = event.target.closest("[data-tone]");
    if (!chip) return;
    const field = this.#field("tone");
    field.value = field.value === chip.value ? "" : chip.value;
    this.draw();
    this.#onChange();
  }

  #edited(field) {
    if (field.name === "brief-language") this.#languageIsChosen = true;
    if (field.name === "writer") this.#wishedWriter = field.value;
    this.draw();
    if (field.name === "platform") {
      const detail = { aspect: this.aspect, captions: true };
      this.#root.dispatchEvent(new CustomEvent("suggestlook", { bubbles: true, detail }));
    }
  }

  #optionFor(tag) {
    const options = [...this.#field("brief-language").options];
    return options.find((one) => one.value === tag) ?? options.find((one) => base(one.value) === base(tag));
  }

  #pickLanguage(tag) {
    const option = this.#optionFor(tag);
    if (option) this.#field("brief-language").value = option.value;
  }

  #fillWriters() {
    this.#root.querySelector("[data-writer-box]").hidden = false;
    const select = this.#field("writer");
    select.replaceChildren(...this.#writers.filter((one) => one.available).map((one) => {
      const option = new Option(one.is_draft_quality ? phrase("rough_writer", { name: one.name }) : one.name, one.id);
      option.defaultSelected = one.is_default;
      return option;
    }));
    select.disabled = select.options.length === 0;
    this.#pickWriter();
    const missing = this.#writers.filter((one) => !one.available && this.#isOwner);
    const box = this.#root.querySelector("[data-writer-missing]");
    box.hidden = missing.length === 0;
    box.querySelector("ul").replaceChildren(...missing.map((one) => {
      const line = document.createElement("li");
      line.textContent = phrase("writer_missing", { name: one.name, why: reason(one) });
      return line;
    }));
  }

  #pickWriter() {
    const select = this.#field("writer");
    const wished = [...select.options].find((one) => one.value === this.#wishedWriter);
    const usual = [...select.options].find((one) => one.defaultSelected);
    if (wished ?? usual) select.value = (wished ?? usual).value;
    this.#drawWriter();
  }

  #drawWriter() {
    const about = this.#root.querySelector("[data-writer-about]");
    if (!this.#writers?.length) about.textContent = "";
    else if (!this.writer) about.textContent = phrase("no_writer");
    else about.textContent = this.writer.is_draft_quality ? phrase("rough_writer_about") : "";
  }
}

// Why a writer cannot be used: a code with words, or words already, which may begin with its name.
function reason({ name, unavailable_reason: why }) {
  return knowsError(why) ? errorWords(why).explanation : why.replace(`${name}: `, "");
}
