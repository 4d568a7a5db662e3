// Who speaks: names, voices and faces.

import { phrase, counted } from "../words.js";
import { addSpeaker, changeSpeaker, removeSpeaker, setVoice, speakerOf } from "./edits.js";
import { button, colourOf, make } from "./parts.js";
import { speakerName } from "./speakernames.js";

export class Speakers {
  #list;
  #desk;
  #shown = "";

  constructor(root, desk) {
    this.#list = root.querySelector("[data-speakers]");
    this.#desk = desk;
    this.#list.addEventListener("input", (event) => {
      const id = event.target.closest("[data-speaker]").dataset.speaker;
      if (event.target.matches("[data-speaker-name]")) this.#rename(id, event.target.value);
    });
    this.#list.addEventListener("click", (event) => {
      const act = event.target.closest("[data-speaker-act]");
      if (act) this.#act(act.dataset.speakerAct, act.closest("[data-speaker]").dataset.speaker, act);
    });
    root.querySelector("[data-speaker-add]").addEventListener("click", () => this.add());
  }

  // Draw what has changed; a name that is being typed stays where it is.
  update() {
    const { doc, language, meta } = this.#desk;
    const n = new Map();
    for (const { speaker } of doc.script.lines) n.set(speaker, (n.get(speaker) ?? 0) + 1);
    const voices = language ? doc.targets[language].voices : {};
    const plain = doc.script.speakers.map(({ name: _name, ...rest }) => rest);
    const key = JSON.stringify([language, plain, [...n], voices, meta.default_voices]);
    if (key === this.#shown) { this.#names(); return; }
    this.#shown = key;
    const focused = document.activeElement?.closest("[data-speaker]")?.dataset.speaker;
    const act = document.activeElement?.dataset.speakerAct;
    this.#list.replaceChildren(...doc.script.speakers.map(({ id }) => this.#row(id, n.get(id) ?? 0)));
    if (focused) this.#list.querySelector(`[data-speaker="${CSS.escape(focused)}"] ${act ? `[data-speaker-act=${act}]` : "input"}`)?.focus();
  }

  #names() {
    for (const row of this.#list.children) {
      const field = row.querySelector("[data-speaker-name]");
      const { name } = speakerOf(this.#desk.doc, row.dataset.speaker);
      if (document.activeElement !== field && field.value !== name) field.value = name;
    }
  }

  #row(id, n) {
    const { doc, language } = this.#desk;
    const speaker = speakerOf(doc, id);
    const name = speakerName(doc, id);
    const field = make("input", {
      className: "who__name", value: speaker.name, maxLength: 80, placeholder: name, autocomplete: "off",
      data: { speakerName: "" }, aria: { label: phrase("name_of", { name }) },
    });
    const more = button(phrase("more_of_speaker", { name }), {
      symbol: "dots",
      text: false,
      className: "btn btn--quiet btn--icon btn--small",
      data: { speakerAct: "more" },
      aria: { haspopup: "menu", expanded: "false" },
    });
    const row = make("li", { className: "who", data: { speaker: id, colour: colourOf(doc, id) } },
      make("span", { className: "dot" }), field, make("span", { className: "hint nums" }, counted("lines", n)), more);
    if (language) row.append(this.#voice(id, name));
    return row;
  }

  #voice(id, name) {
    const { doc, language, meta, voices } = this.#desk;
    const own = doc.targets[language].voices[id];
    const choice = own ?? meta.default_voices?.[id];
    const known = voices.get(choice?.voice);
    const words = known?.name ?? choice?.voice ?? phrase("no_voice");
    const face = speakerOf(doc, id).face ?? {};
    const seen = face.is_shown === false ? "face_none" : face.position || face.index !== null ? "face_picked" : "face_main";
    const line = make("div", { className: "who__more" },
      button(`${words}${own ? "" : ` · ${phrase("chosen_by_itself")}`}`, {
        symbol: "wave",
        className: "btn btn--small who__voice",
        data: { speakerAct: "voice" },
        aria: { label: phrase("voice_of", { name, voice: words }), haspopup: "dialog" },
      }),
      button(phrase(seen), {
        symbol: "face",
        className: "btn btn--small who__face",
        data: { speakerAct: "face" },
        aria: { label: phrase("face_of", { name, face: phrase(seen) }), haspopup: "dialog" },
      }));
    return line;
  }

  #rename(id, name) {
    const isEdited = this.#desk.edit(changeSpeaker(this.#desk.doc, id, { name }), { key: `name ${id}` });
    if (isEdited) this.#desk.redrawLines();
  }

  add() {
    const added = addSpeaker(this.#desk.doc, "");
    if (!added) { this.#desk.tell(phrase("too_many_speakers")); return null; }
    this.#desk.edit(added.doc);
    this.#list.querySelector(`[data-speaker="${added.id}"] input`)?.focus();
    return added.id;
  }

  #act(act, id, opener) {
    if (act === "voice") this.#desk.pickVoice({ kind: "voices", id });
    else if (act === "face") this.#desk.pickFace(id);
    else this.#menu(id, opener);
  }

  #menu(id, opener) {
    const { doc, language } = this.#desk;
    const others = doc.script.speakers.filter((one) => one.id !== id);
    const items = [
      { text: phrase("choose_voice"), symbol: "wave", isDisabled: !language, onPick: () => this.#desk.pickVoice({ kind: "voices", id }) },
      {
        text: phrase("voice_by_itself"),
        symbol: "auto",
        isDisabled: !language || !doc.targets[language].voices[id],
        onPick: () => this.#desk.edit(setVoice(this.#desk.doc, language, "voices", id, null)),
      },
      { text: phrase("choose_face"), symbol: "face", onPick: () => this.#desk.pickFace(id) },
      { text: phrase("next_line_of"), symbol: "search", onPick: () => this.#desk.goToNext((line) => line.speaker === id) },
    ];
    if (others.length) items.push(null);
    for (const heir of others) {
      const words = phrase("merge_speaker", { name: speakerName(doc, heir.id) });
      items.push({ text: words, symbol: "leave", onPick: () => this.#desk.edit(removeSpeaker(this.#desk.doc, id, heir.id)) });
    }
    this.#desk.menu.open(opener, speakerName(doc, id), items);
  }
}
