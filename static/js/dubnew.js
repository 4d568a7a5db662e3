// A new dub: the video goes up while its languages are chosen; nothing is lost by a reload.

import { adviceList, refusalWords } from "./advice.js";
import { ApiError, call } from "./api.js";
import { takeFiles } from "./drop.js";
import { DubLanguages, translators } from "./dublanguages.js";
import { Sending } from "./sending.js";
import { forget, recall, remember } from "./storage.js";
import { Upload, WholeFile } from "./upload.js";
import { fillMarks, marksOf } from "./videomarks.js";
import { adviceWords, clip, clock, counted, languageName, phrase, roughly, size } from "./words.js";

const UPLOAD = "dub.upload"; // the video that was sent last and is not dubbed yet
const CHOICES = "dub.choices"; // what was chosen last
const SURE = 0.5; // probability from which a language that was heard is named

export class NewDub {
  #form;
  #data;
  #sending;
  #languages;
  #row = null; // of the upload
  #subtitles = null; // row of the upload of subtitles
  #pressed = null; // the button that waits for the video
  #onMade;

  // `onMade` hears the new project, and whether its words are to be looked at first.
  constructor(form, data, onMade) {
    this.#form = form;
    this.#data = data;
    this.#onMade = onMade;
    this.#sending = new Sending(form, { purpose: "dub", limit: data.max_upload, onState: (state) => this.#show(state) });
    this.#languages = new DubLanguages(form, { voices: data.voices, onChange: () => this.#changed() });
    this.#wire();
    this.#remind();
    this.#fillTranslators();
    this.#bring();
    // until now a press would have sent the form as browsers do
    for (const button of form.querySelectorAll("[name=how]")) button.disabled = false;
  }

  #wire() {
    takeFiles(this.#form.querySelector(".newdub__video"), (file) => this.#take(file));
    this.#form.querySelector("[data-remove]").addEventListener("click", () => this.#clear());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#press(event.submitter ?? this.#field("how", "just"));
    });
    this.#form.addEventListener("change", () => this.#changed());
    this.#form.elements.source_language.addEventListener("change", () => this.#heard());
    const bring = this.#form.querySelector("[data-subtitles]");
    bring.addEventListener("change", (event) => {
      event.stopPropagation();
      const [file] = bring.files;
      bring.value = "";
      if (file) this.#bringSubtitles(file);
    });
    this.#form.querySelector("[data-subtitles-remove]").addEventListener("click", () => {
      this.#showSubtitles(null);
      bring.focus();
    });
  }

  #field(name, value) { return this.#form.querySelector(`[name="${name}"][value="${value}"]`); }

  #part(name) { return this.#form.querySelector(`[data-${name}]`); }

  // -- the video ----------------------------------------------------------------------------------

  async #take(file) {
    this.#tell("upload", "");
    if (file.type && !file.type.startsWith("video/") && !/\.(mkv|mov|webm|mp4|m4v|avi)$/iu.test(file.name)) {
      this.#tell("upload", phrase("dub_not_a_video"));
      return;
    }
    this.#still(file);
    try {
      const row = await this.#sending.send(file);
      if (row) {
        remember(UPLOAD, row.id);
        this.#arrived(row);
        return;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell("upload", refusalWords("dub", error));
    }
    if (!this.#sending.isUnderWay) this.#back();
  }

  // An earlier one is still there, where one was.
  #back() {
    this.#wait(null);
    this.#show(this.#row ? "ready" : "empty");
  }

  // What a reload left behind.
  async #bring() {
    const id = recall(UPLOAD);
    if (!id || this.#sending.isUnderWay) return;
    try {
      const row = await call("GET", `uploads/${id}/`);
      if (!this.#row && !this.#sending.isUnderWay) this.#arrived(row);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) forget(UPLOAD);
    }
  }

  #arrived(row) {
    this.#row = row;
    const { width, height } = row.inspection ?? {};
    this.#part("file-name").textContent = clip(row.name);
    this.#part("file-name").title = row.name;
    const facts = [clock(row.duration), width ? `${width} × ${height}` : "", size(row.size_bytes)];
    this.#part("file-facts").textContent = facts.filter(Boolean).join(" · ");
    this.#part("file-badges").replaceChildren(...this.#badges(row));
    this.#part("file-advice").replaceChildren(adviceList("dub", row.inspection?.advice));
    this.#form.elements.title.placeholder = row.name.replace(/\.\w{2,4}$/u, "");
    this.#lips(row);
    this.#show("ready");
    this.#heard();
    this.#changed();
    if (this.#pressed) this.#order(this.#pressed);
  }

  #badges({ inspection }) {
    const { language, language_probability: probability } = inspection?.sound ?? {};
    if (!language || !(probability >= SURE)) return [];
    const item = document.createElement("li");
    item.className = "badge";
    item.textContent = phrase("sounds_like", { language: languageName(language) });
    return [item];
  }

  // Without a face there are no lips to move.
  #lips({ inspection }) {
    const isSound = inspection?.advice?.some(({ code }) => code === "sound_only") ?? false;
    const field = this.#form.elements.lip_sync;
    field.disabled = isSound;
    this.#part("lips-about").toggleAttribute("data-sound-only", isSound);
  }

  #still(file) {
    const still = this.#part("still");
    if (still.src) URL.revokeObjectURL(still.src);
    still.hidden = true;
    still.onloadeddata = () => { still.hidden = false; };
    still.src = file ? `${URL.createObjectURL(file)}#t=0.5` : "";
  }

  #clear() {
    const { id } = this.#row ?? {};
    this.#row = null;
    forget(UPLOAD);
    this.#still(null);
    this.#tell("upload", "");
    this.#show("empty");
    this.#changed();
    this.#form.querySelector("[data-drop] input").focus();
    if (id) call("DELETE", `uploads/${id}/`).catch(() => {}); // it goes by itself some day
  }

  // The form after its dub was made: the choices stay, the video is taken.
  reset() {
    this.#row = null;
    forget(UPLOAD);
    this.#still(null);
    this.#showSubtitles(null);
    this.#form.elements.title.value = "";
    this.#show("empty");
    this.#changed();
  }

  // -- choices ------------------------------------------------------------------------------------

  // The language that is spoken: as chosen, else as it sounds.
  #heard() {
    const { language, language_probability: probability } = this.#row?.inspection?.sound ?? {};
    const heard = language && probability >= SURE ? language.split("-")[0] : "";
    this.#languages.source = this.#form.elements.source_language.value || heard;
  }

  #changed() {
    const { elements } = this.#form;
    const lips = this.#part("lips-about");
    const isOn = elements.lip_sync.checked && !elements.lip_sync.disabled;
    lips.textContent = "soundOnly" in lips.dataset ? phrase("dub_lips_off") : isOn ? lips.dataset.on : lips.dataset.off;
    this.#part("background-about").textContent = this.#form.querySelector("[name=background]:checked").dataset.about;
    this.#part("more-now").textContent = this.#moreWords();
    this.#part("takes").textContent = this.#takes();
    if (this.#languages.value.length > 0) this.#tell("targets", "");
    this.#sourceWords();
    this.#pairWords();
    this.#keep();
  }

  // What nobody here understands has to come as subtitles.
  #sourceWords() {
    const isUnheard = "unheard" in this.#form.elements.source_language.selectedOptions[0].dataset;
    const words = isUnheard && !this.#subtitles ? adviceWords("language_unheard", {}, "dub") : null;
    this.#part("source-about").textContent = words ? `${words.title} ${words.advice}` : "";
    if (words) this.#part("more").open = true;
  }

  // "Just dub it" cannot be done where somebody has to translate first.
  #pairWords() {
    const isStuck = this.#languages.untranslated.length > 0;
    const just = this.#field("how", "just");
    just.setAttribute("aria-disabled", String(isStuck));
    just.classList.toggle("btn--primary", !isStuck);
    just.classList.toggle("btn--glow", !isStuck);
    this.#field("how", "look").classList.toggle("btn--primary", isStuck);
    if (!this.#pressed) this.#part("go-state").textContent = isStuck ? phrase("dub_look_first") : "";
  }

  #moreWords() {
    const { elements } = this.#form;
    const captions = this.#form.querySelector("[name=captions]:checked");
    return [
      captions.value ? captions.parentElement.textContent.trim() : "",
      elements.translator.value ? elements.translator.selectedOptions[0].textContent.trim() : "",
      this.#subtitles ? clip(this.#subtitles.name, 20) : "",
    ].filter(Boolean).join(", ");
  }

  // Seconds for each second of video, as past dubs took; the page knows them.
  #takes() {
    const n = this.#languages.value.length;
    const { pace } = this.#data;
    if (!this.#row || n === 0 || !pace) return "";
    const { elements } = this.#form;
    const engine = elements.lip_sync.checked && !elements.lip_sync.disabled ? elements.engine?.value || "warp" : "none";
    const once = this.#subtitles ? 0 : pace.listening;
    const time = roughly(pace.start + this.#row.duration * (once + n * (pace.engines[engine] ?? pace.engines.warp)));
    return phrase(n > 1 ? "dub_takes_each" : "dub_takes", { time });
  }

  #remind() {
    const kept = recall(CHOICES) ?? {};
    const { elements } = this.#form;
    for (const name of ["background", "captions"]) {
      const radio = kept[name] !== undefined && this.#field(name, kept[name]);
      if (radio) radio.checked = true;
    }
    if (kept.lip_sync === false) elements.lip_sync.checked = false;
    if (elements.engine && [...elements.engine.options].some(({ value, disabled }) => value === kept.engine && !disabled)) {
      elements.engine.value = kept.engine;
    }
    fillMarks(this.#form, kept.marks);
    this.#languages.restore(kept);
    this.#changed();
  }

  #keep() {
    const { elements } = this.#form;
    remember(CHOICES, {
      languages: this.#languages.value,
      voices: this.#languages.voices,
      background: elements.background.value,
      captions: elements.captions.value,
      lip_sync: elements.lip_sync.checked,
      engine: elements.engine?.value,
      marks: marksOf(this.#form),
    });
  }

  async #fillTranslators() {
    const rows = await translators("", "").catch(() => []);
    const select = this.#form.elements.translator;
    select.append(...rows.filter(({ available }) => available).map(({ id, name }) => new Option(name, id)));
    const missing = rows.filter(({ available }) => !available);
    this.#part("translators-missing").hidden = missing.length === 0;
    this.#part("translators-missing").querySelector("ul").replaceChildren(...missing.map((row) => {
      const item = document.createElement("li");
      item.textContent = phrase("writer_missing", { name: row.name, why: row.unavailable_reason });
      return item;
    }));
  }

  // -- subtitles ----------------------------------------------------------------------------------

  async #bringSubtitles(file) {
    this.#tell("subtitles", "");
    try {
      if (file.size > this.#data.max_subtitles) throw new ApiError(413, "file_too_large", phrase("dub_subtitles_too_large"));
      this.#showSubtitles(await sendSubtitles(file));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell("subtitles", error.words);
    }
  }

  #showSubtitles(row) {
    this.#subtitles = row;
    const name = this.#part("subtitles-name");
    name.dataset.empty ??= name.textContent;
    const lines = row?.inspection?.n_cues ?? 0;
    name.textContent = row ? counted("dub_subtitles_taken", lines, { name: clip(row.name) }) : name.dataset.empty;
    this.#part("subtitles-remove").hidden = !row;
    this.#changed();
  }

  // -- the order ----------------------------------------------------------------------------------

  #press(button) {
    if (button.getAttribute("aria-busy") === "true" || button.getAttribute("aria-disabled") === "true") return;
    for (const name of ["upload", "targets", "source_language", ""]) this.#tell(name, "");
    if (!this.#row && !this.#sending.isUnderWay) {
      this.#tell("upload", phrase("dub_bring_a_video"));
      this.#form.querySelector("[data-drop] input").focus();
      return;
    }
    if (this.#languages.value.length === 0) {
      this.#tell("targets", phrase("dub_choose_a_language"));
      this.#languages.mark(true);
      this.#languages.focus();
      return;
    }
    this.#wait(button);
    if (this.#sending.isUnderWay) this.#part("go-state").textContent = phrase("dub_starts_when_sent");
    else this.#order(button);
  }

  #wait(button) {
    this.#pressed?.removeAttribute("aria-busy");
    this.#pressed = button;
    button?.setAttribute("aria-busy", "true");
    this.#part("go-state").textContent = "";
  }

  async #order(button) {
    try {
      const project = await call("POST", "dubs/", this.#wish(button.value === "just"));
      this.reset();
      this.#onMade(project, button.value === "look");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refused(error);
    } finally {
      this.#wait(null);
    }
  }

  #wish(isJust) {
    const { elements } = this.#form;
    const captions = elements.captions.value;
    return {
      upload: this.#row.id,
      title: elements.title.value.trim(),
      source_language: elements.source_language.value,
      targets: this.#languages.value,
      subtitles: this.#subtitles?.id ?? null,
      background: elements.background.value,
      lip_sync: elements.lip_sync.checked && !elements.lip_sync.disabled,
      engine: elements.engine?.value || "warp",
      captions: captions ? {} : null,
      caption_language: captions || "target",
      translator: elements.translator.value,
      marks: marksOf(this.#form),
      voices: this.#languages.voices,
      just_do_it: isJust,
    };
  }

  #refused(error) {
    const [place = ""] = Object.keys(error.fields)[0]?.split(".") ?? [];
    const known = this.#form.querySelector(`[data-error="${place}"]`) ? place : "";
    this.#tell(known, error.words);
    if (error.code === "unknown_upload" && place !== "subtitles") {
      forget(UPLOAD);
      this.#row = null;
      this.#show("empty");
    }
    this.#form.querySelector(`[data-error="${known}"]`).scrollIntoView({ block: "nearest" });
  }

  #tell(name, words) {
    const line = this.#form.querySelector(`[data-error="${name}"]`);
    line.hidden = !words;
    line.querySelector("[data-error-text]").textContent = words;
    if (name === "targets" && !words) this.#languages.mark(false);
  }

  #show(state) {
    this.#form.dataset.state = state;
    for (const part of this.#form.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(state);
    }
  }
}

// Subtitles as the server keeps them. Throws ApiError.
export function sendSubtitles(file) {
  return new Upload("subtitles", new WholeFile(file), () => {}).send();
}
