// One line of the list: its times, who says it, both texts, what is to be looked at.

import { icon } from "../icons.js";
import { percent, phrase } from "../words.js";
import { speakerOf } from "./edits.js";
import { notesOf, paceOf } from "./notes.js";
import { button, colourOf, fitHeight, make } from "./parts.js";
import { isTooFast, stamp } from "./timing.js";
import { speakerName } from "./speakernames.js";

const LISTEN = { className: "listen line__listen", symbol: "play", solid: true, text: false, tabIndex: -1 };

function timeField(side) {
  const field = make("input", { className: "line__time nums", type: "text", inputMode: "decimal", autocomplete: "off", tabIndex: -1 });
  field.dataset.time = side;
  return field;
}

function textField(field, language) {
  const area = make("textarea", { className: "line__text", rows: 1, dir: "auto", spellcheck: true, maxLength: 1000 });
  area.dataset.field = field;
  if (language) area.lang = language;
  return area;
}

// The empty place of a line that nobody has looked at yet.
export function placeholder(id) {
  return make("li", { className: "line", tabIndex: -1, data: { line: id } });
}

export class Row {
  element;
  #parts;
  #shown = {}; // what it shows, to leave alone what stays

  constructor(element, desk) {
    this.element = element;
    const parts = {
      number: make("span", { className: "line__n nums" }),
      start: timeField("start"),
      end: timeField("end"),
      who: make("button", {
        type: "button",
        className: "line__who",
        tabIndex: -1,
        data: { act: "speaker" },
        aria: { haspopup: "menu", expanded: "false" },
      }),
      playSource: button(phrase("play_original"), { ...LISTEN, data: { act: "playOriginal" } }),
      source: textField("source", desk.doc.script.language),
      playTarget: button(phrase("play_dub"), { ...LISTEN, data: { act: "playDub" } }),
      target: textField("target"),
      fit: make("span", { className: "line__fit", aria: { hidden: "true" } }),
      notes: make("div", { className: "line__notes" }),
      more: button(phrase("more"), {
        symbol: "dots",
        text: false,
        tabIndex: -1,
        className: "btn btn--quiet btn--icon btn--small line__more",
        data: { act: "menu" },
        aria: { haspopup: "menu", expanded: "false" },
      }),
    };
    parts.notes.id = `notes-${element.dataset.line}`;
    parts.target.setAttribute("aria-describedby", parts.notes.id);
    this.#parts = parts;
    element.replaceChildren(
      make("div", { className: "line__head" },
        parts.number,
        make("div", { className: "line__times" }, parts.start, make("span", { aria: { hidden: "true" } }, "–"), parts.end),
        parts.who),
      make("div", { className: "line__cell" }, parts.playSource, parts.source),
      make("div", { className: "line__cell line__cell--target" }, parts.playTarget,
        make("div", { className: "line__words" }, parts.target, parts.fit, parts.notes)),
      parts.more,
    );
  }

  // A field by its name: "source" or "target".
  field(name) { return this.#parts[name]; }

  get speakerButton() { return this.#parts.who; }

  get menuButton() { return this.#parts.more; }

  show(desk, line, place) {
    const { language } = desk;
    this.#set("number", place + 1, (n) => { this.#parts.number.textContent = n; });
    this.#set("start", stamp(line.start), (text) => this.#time("start", text));
    this.#set("end", stamp(line.end), (text) => this.#time("end", text));
    this.#set("label", `${place + 1} ${spoken(line)}`, () => this.#name(line, place));
    this.#speaker(desk, line);
    this.#text("source", line.text);
    this.#set("language", language, () => { this.#parts.target.lang = language || ""; });
    this.#parts.target.closest(".line__cell").hidden = !language;
    if (language) this.#target(desk, line, place);
  }

  #target(desk, line, place) {
    const text = desk.doc.targets[desk.language].translation[line.id];
    this.#text("target", text ?? "");
    this.#parts.target.placeholder = text === undefined ? "" : phrase("silent");
    this.#parts.target.readOnly = desk.isTranslating;
    this.#fit(desk, line, place, text);
    this.#notes(desk, line, place);
  }

  #set(name, value, draw) {
    if (this.#shown[name] === value) return;
    this.#shown[name] = value;
    draw(value);
  }

  #name(line, place) {
    const n = place + 1;
    this.element.setAttribute("aria-label", phrase("line_label", { n, time: spoken(line) }));
    const names = {
      start: "line_start", end: "line_end", source: "line_source", target: "line_target",
      playSource: "play_original_of", playTarget: "play_dub_of", more: "more_of",
    };
    for (const [part, words] of Object.entries(names)) this.#parts[part].setAttribute("aria-label", phrase(words, { n }));
  }

  #time(side, text) {
    const field = this.#parts[side];
    if (document.activeElement !== field) field.value = text;
    field.defaultValue = text;
  }

  // What somebody types into stays as they typed it.
  #text(name, text) {
    const field = this.#parts[name];
    if (field.value === text) return;
    field.value = text;
    fitHeight(field);
  }

  #speaker(desk, line) {
    const { who } = this.#parts;
    const name = speakerName(desk.doc, line.speaker);
    const own = desk.language ? desk.doc.targets[desk.language].line_voices[line.id] : null;
    const voice = own ? desk.voices.get(own.voice)?.name ?? own.voice : "";
    this.#set("who", `${line.speaker} ${name} ${voice}`, () => {
      who.replaceChildren(make("span", { className: "dot" }), make("span", { className: "line__name" }, name));
      if (voice) who.append(make("span", { className: "badge line__own" }, icon("wave", "icon--small"), voice));
      who.setAttribute("aria-label", phrase(voice ? "speaker_and_voice" : "speaker_is", { name, voice }));
    });
    this.#set("colour", colourOf(desk.doc, line.speaker), (colour) => { this.element.dataset.colour = colour; });
    who.toggleAttribute("data-unseen", speakerOf(desk.doc, line.speaker)?.face?.is_shown === false);
  }

  // A bar under the words: how much of the time they fill.
  #fit(desk, line, place, text) {
    const pace = text?.trim() ? paceOf(desk, line, place, text) : null;
    const value = pace ? Math.round(pace.ratio * 100) / 100 : 0;
    this.#set("fit", value, () => {
      const { fit } = this.#parts;
      fit.style.setProperty("--share", Math.min(1, value));
      fit.dataset.level = !isTooFast(value) ? (value > 1 ? "full" : "") : value > 1.6 ? "bad" : "fair";
      fit.title = pace ? phrase("fills", { share: percent(pace.ratio) }) : "";
    });
  }

  #notes(desk, line, place) {
    const notes = notesOf(desk, line, place);
    const suggestion = desk.suggestions.get(line.id);
    this.#set("notes", JSON.stringify([notes, suggestion]), () => {
      const hadFocus = this.#parts.notes.contains(document.activeElement);
      this.#parts.notes.replaceChildren(...notes.map(noteElement), ...(suggestion ? [offer(suggestion, desk.language)] : []));
      this.element.toggleAttribute("data-trouble", notes.some(({ level }) => level !== "info"));
      if (hadFocus) (this.#parts.notes.querySelector("button") ?? this.#parts.target).focus();
    });
  }
}

const spoken = ({ start, end }) => phrase("from_to", { start: stamp(start), end: stamp(end) });

function noteElement({ kind, level, text, act, label }) {
  const note = make("span", { className: "note", data: { kind, level } }, level === "info" ? null : icon("alert", "icon--small"), text);
  if (act) note.append(make("button", { type: "button", className: "note__act", data: { act } }, label));
  return note;
}

// A shorter wording, to take or leave.
function offer({ text, isAsked }, language) {
  if (isAsked) return make("span", { className: "note", data: { kind: "asked" } }, phrase("shortening"));
  return make("div", { className: "offer", aria: { role: "group", label: phrase("shorter") } },
    make("p", { lang: language, dir: "auto" }, text),
    make("button", { type: "button", className: "btn btn--small btn--primary", data: { act: "takeOffer" } }, phrase("use_it")),
    make("button", { type: "button", className: "btn btn--small btn--quiet", data: { act: "leaveOffer" } }, phrase("leave_it")));
}

