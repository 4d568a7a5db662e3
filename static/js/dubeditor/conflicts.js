// Two windows changed the same words: both versions side by side, one of them is taken.

import { languageName, phrase } from "../words.js";
import { assign, lineOf, placeOf, setText, setTimes } from "./edits.js";
import { make } from "./parts.js";
import { speakerName } from "./speakernames.js";
import { stamp } from "./timing.js";

export class Conflicts {
  #dialog;
  #desk;
  #open = []; // { field, id, mine, theirs }

  constructor(dialog, desk) {
    this.#dialog = dialog;
    this.#desk = desk;
    dialog.querySelector("form").addEventListener("submit", () => this.#take());
    dialog.addEventListener("close", () => { this.#open = []; });
  }

  // The own version is in the document already; the other one is a step back by Undo.
  show(conflicts) {
    const known = conflicts.filter(({ id }) => lineOf(this.#desk.doc, id));
    if (!known.length) return;
    const { doc } = this.#desk;
    this.#desk.edit(known.reduce((now, conflict) => other(now, conflict) ?? now, doc), { focus: { id: known[0].id } });
    this.#desk.edit(doc, { focus: { id: known[0].id } });
    this.#open = [...this.#open.filter(({ id, field }) => !known.some((one) => one.id === id && one.field === field)), ...known];
    this.#dialog.querySelector("[data-conflicts]").replaceChildren(...this.#open.map((one, n) => this.#row(one, n)));
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #row(conflict, n) {
    const { id, field } = conflict;
    const what = { source: phrase("original"), times: phrase("times"), speaker: phrase("speaker") }[field] ?? languageName(field);
    const legend = phrase("conflict_in", { n: placeOf(this.#desk.doc, id) + 1, what });
    const side = (name, value) => make("label", { className: "option" },
      make("input", { type: "radio", name: `conflict-${n}`, value: name, checked: name === "mine" }),
      make("span", {},
        make("small", {}, phrase(`conflict_${name}`)),
        make("span", { className: "conflict__text", dir: "auto" }, this.#words(field, value))));
    return make("fieldset", { className: "conflict" },
      make("legend", { className: "label" }, legend),
      side("mine", conflict.mine),
      side("theirs", conflict.theirs));
  }

  #words(field, value) {
    if (field === "times") return `${stamp(value.start)}–${stamp(value.end)}`;
    if (field === "speaker") return speakerName(this.#desk.doc, value.speaker);
    return value || phrase("silent");
  }

  #take() {
    const chosen = this.#open.filter((_, n) => this.#dialog.querySelector(`input[name=conflict-${n}]:checked`)?.value === "theirs");
    if (!chosen.length) return;
    this.#desk.edit(chosen.reduce((now, conflict) => other(now, conflict) ?? now, this.#desk.doc), { focus: { id: chosen[0].id } });
  }
}

// The document with the other version.
function other(doc, { field, id, theirs }) {
  if (!lineOf(doc, id)) return null;
  if (field === "times") return setTimes(doc, id, theirs.start, theirs.end);
  if (field === "speaker") return assign(doc, id, theirs.speaker);
  return setText(doc, field, id, theirs);
}
