// The voice of a speaker or of one line, with its speed and pitch.

import { Catalogue } from "../catalogue.js";
import { Sampler, VoicePicker } from "../voices.js";
import { pace, phrase, counted } from "../words.js";
import { setVoice } from "./edits.js";
import { speakerName } from "./speakernames.js";

export class VoiceChoice {
  #dialog;
  #list;
  #picker;
  #desk;
  #about = null; // { kind, id }

  constructor(dialog, list, desk, offered) {
    this.#dialog = dialog;
    this.#list = list;
    this.#desk = desk;
    this.#picker = new VoicePicker(offered, dialog.querySelector("[data-voice-field]"), list, new Sampler(), () => this.#draw());
    const opener = list.querySelector("[data-catalogue-open]");
    const catalogue = document.getElementById("catalogue");
    if (opener && catalogue) new Catalogue(catalogue, opener, { likely: () => [desk.language] });
    dialog.addEventListener("input", () => this.#draw());
    dialog.querySelector("form").addEventListener("submit", (event) => this.#take(event.submitter?.value));
    // Only voices of the language can be chosen, so that its filter is not asked for.
    dialog.querySelector("[data-voice-open]").addEventListener("click", () => this.#only(desk.language));
  }

  #range(name) { return this.#dialog.querySelector(`input[name=choice-${name}]`); }

  open(about) {
    const { doc, language, meta } = this.#desk;
    this.#about = about;
    const isLine = about.kind === "line_voices";
    const line = isLine ? doc.script.lines.find(({ id }) => id === about.id) : null;
    const speaker = isLine ? line.speaker : about.id;
    const name = speakerName(doc, speaker);
    const target = doc.targets[language];
    const usual = (isLine ? target.voices[speaker] : null) ?? meta.default_voices?.[speaker];
    const choice = target[about.kind][about.id] ?? usual ?? { voice: this.#first(language) };
    this.#dialog.querySelector("[data-choice-title]").textContent = isLine
      ? phrase("voice_of_line", { n: doc.script.lines.indexOf(line) + 1 }) : phrase("voice_title", { name });
    const usually = this.#dialog.querySelector("[data-choice-usual]");
    usually.textContent = phrase(isLine ? "as_speaker" : "voice_by_itself", { name });
    usually.hidden = !target[about.kind][about.id];
    this.#picker.likely = [language];
    this.#picker.value = choice.voice;
    this.#range("rate").value = choice.rate ?? 1;
    this.#range("pitch").value = choice.pitch ?? 0;
    this.#draw();
    this.#dialog.showModal();
  }

  #first(language) {
    return [...this.#desk.voices.values()].find((voice) => base(voice.language) === language)?.id ?? "";
  }

  #only(language) {
    const select = this.#list.querySelector("select[name=voice-language]");
    select.hidden = true;
    if ([...select.options].some(({ value }) => value === language)) select.value = language;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #draw() {
    for (const name of ["rate", "pitch"]) {
      const range = this.#range(name);
      const share = (range.value - range.min) / (range.max - range.min);
      range.style.setProperty("--fill", `${share * 100}%`);
      const value = Number(range.value);
      range.nextElementSibling.value = name === "rate" ? pace(value)
        : value === 0 ? phrase("pitch_as_is") : counted("semitones", value);
    }
    const canPitch = this.#picker.voice?.can_pitch !== false;
    this.#range("pitch").closest(".slider").hidden = !canPitch;
  }

  #take(how) {
    const { kind, id } = this.#about;
    if (how === "cancel" || !how) return;
    const voice = this.#picker.value;
    const pitch = this.#picker.voice?.can_pitch === false ? 0 : Number(this.#range("pitch").value);
    const choice = how === "usual" || !voice ? null : { voice, rate: Number(this.#range("rate").value), pitch };
    this.#desk.edit(setVoice(this.#desk.doc, this.#desk.language, kind, id, choice), { focus: kind === "line_voices" ? { id } : null });
  }
}

const base = (tag) => tag.split("-")[0].toLowerCase();
