// What can be done with a line, by key, button or menu.

import { phrase } from "../words.js";
import {
  assign, insertLine, lineOf, mergeLines, moveLine, placeOf, removeLine, setTexts, setTimes, setTranslation, setVoice, splitLine, textOf,
} from "./edits.js";
import { troubled } from "./notes.js";
import { keysOf } from "./keys.js";
import { make, colourOf } from "./parts.js";
import { speakerName } from "./speakernames.js";
import { stamp } from "./timing.js";

const STEP = 0.05; // seconds

// A place in a text, off the middle of a word: the nearer end of it, where there are spaces.
function betweenWords(text, at) {
  if (!/\s/u.test(text) || /\s/u.test(text[at - 1] ?? " ") || /\s/u.test(text[at] ?? " ")) return at;
  const before = at - /\S*$/u.exec(text.slice(0, at))[0].length;
  const after = at + /^\S*/u.exec(text.slice(at))[0].length;
  return (at - before <= after - at && before > 0) || after === text.length ? before : after;
}

export class Commands {
  #desk;
  #lines;
  #playback;
  #menu;

  constructor(desk, { lines, playback, menu }) {
    this.#desk = desk;
    this.#lines = lines;
    this.#playback = playback;
    this.#menu = menu;
  }

  // Do what a name says with a line. Gives whether there is such a thing to do.
  run(act, id = this.#lines.current) {
    const acts = {
      playOriginal: () => this.#playback.original(lineOf(this.#desk.doc, id)),
      playDub: () => this.#playDub(id),
      editSource: () => this.#lines.goTo(id, { field: "source" }),
      editTarget: () => this.#lines.goTo(id, { field: "target" }),
      split: () => this.#split(id),
      merge: () => this.#merge(id),
      remove: () => this.#remove(id),
      silence: () => this.#silence(id),
      restore: () => this.#desk.edit(setTranslation(this.#desk.doc, this.#desk.language, id, textOf(this.#desk.doc, "source", id)), { focus: { id } }),
      translate: () => this.#translate(id),
      shorten: () => this.#shorten(id),
      takeOffer: () => this.#takeOffer(id),
      leaveOffer: () => this.#leaveOffer(id),
      speaker: () => this.#speakers(id),
      voice: () => this.#voice(id),
      usualVoice: () => this.#desk.edit(setVoice(this.#desk.doc, this.#desk.language, "line_voices", id, null), { focus: { id } }),
      menu: () => this.#more(id),
      startEarlier: () => this.#nudge(id, -STEP, 0),
      startLater: () => this.#nudge(id, STEP, 0),
      endEarlier: () => this.#nudge(id, 0, -STEP),
      endLater: () => this.#nudge(id, 0, STEP),
      moveEarlier: () => this.#nudge(id, -STEP, -STEP),
      moveLater: () => this.#nudge(id, STEP, STEP),
      startHere: () => this.#here(id, "start"),
      endHere: () => this.#here(id, "end"),
    };
    if (act === "insert") this.#insert(id);
    else if (act in acts && id) acts[act]();
    else return false;
    return true;
  }

  async #playDub(id) {
    const { doc, language } = this.#desk;
    if (!language) return;
    if (!textOf(doc, language, id)?.trim()) { this.#desk.tell(phrase("nothing_to_say")); return; }
    try {
      await this.#playback.dub(lineOf(doc, id));
    } catch (error) {
      this.#desk.tellError(error);
    }
  }

  // Where the caret stands; else where the video is in the line, else in the middle.
  #split(id) {
    const { doc, language } = this.#desk;
    const at = document.activeElement?.closest(".line")?.dataset.line === id ? document.activeElement : null;
    const isText = at?.matches(".line__text");
    const field = isText && at.dataset.field === "target" ? language : "source";
    const offset = isText ? betweenWords(at.value, at.selectionStart) : this.#offsetHere(lineOf(doc, id));
    const parts = splitLine(doc, id, { field, offset });
    if (!parts) { this.#desk.tell(phrase("cannot_split")); return; }
    this.#desk.edit(parts.doc, { focus: { id, field: isText ? at.dataset.field : "" } });
    this.#lines.goTo(parts.id, { field: isText ? at.dataset.field : "", caret: 0 });
  }

  #offsetHere({ start, end, text, words }) {
    const now = this.#playback.time;
    if (now <= start || now >= end) return text.indexOf(" ", text.length / 2) + 1 || Math.round(text.length / 2);
    let at = 0;
    for (const [word, from] of words) {
      if (from >= now) break;
      at = text.indexOf(word, at) + word.length;
    }
    return words.length ? at : Math.round((text.length * (now - start)) / (end - start));
  }

  #merge(id) {
    const next = mergeLines(this.#desk.doc, id);
    if (!next) { this.#desk.tell(phrase("cannot_merge")); return; }
    const field = document.activeElement?.dataset.field ?? "";
    this.#desk.edit(next, { focus: { id, field } });
    this.#lines.goTo(id, { field });
  }

  #insert(after) {
    const added = insertLine(this.#desk.doc, after);
    if (!added) { this.#desk.tell(phrase("no_room")); return; }
    this.#desk.edit(added.doc, { focus: { id: after } });
    this.#lines.goTo(added.id, { field: "source" });
  }

  #remove(id) {
    const { doc } = this.#desk;
    const place = placeOf(doc, id);
    const next = doc.script.lines[place + 1] ?? doc.script.lines[place - 1];
    this.#desk.edit(removeLine(doc, id), { focus: { id } });
    if (next) this.#lines.goTo(next.id, { field: "" });
    this.#desk.tell(phrase("line_removed", { n: place + 1 }), { canUndo: true });
  }

  #silence(id) {
    this.#desk.edit(setTranslation(this.#desk.doc, this.#desk.language, id, ""), { focus: { id, field: "target" } });
  }

  #translate(id) {
    if (this.#desk.language && !this.#desk.isTranslating) this.#desk.translate([id]);
  }

  #shorten(id) {
    const { doc, language } = this.#desk;
    if (language && textOf(doc, language, id)?.trim()) this.#desk.shorten(id);
  }

  #takeOffer(id) {
    const offer = this.#desk.suggestions.get(id);
    this.#desk.suggestions.delete(id);
    if (!offer?.text) return;
    this.#desk.edit(setTexts(this.#desk.doc, [{ id, field: this.#desk.language, text: offer.text }]), { focus: { id, field: "target" } });
    this.#lines.redraw(id);
    this.#lines.goTo(id, { field: "target" });
  }

  #leaveOffer(id) {
    this.#desk.suggestions.delete(id);
    this.#lines.redraw(id);
    this.#lines.goTo(id, { field: "target" });
  }

  #voice(id) {
    if (this.#desk.language) this.#desk.pickVoice({ kind: "line_voices", id });
  }

  // -- times ----------------------------------------------------------------------------------------

  #nudge(id, byStart, byEnd) {
    const { doc } = this.#desk;
    const { start, end } = lineOf(doc, id);
    const next = byStart === byEnd ? moveLine(doc, id, start + byStart) : setTimes(doc, id, start + byStart, end + byEnd);
    this.#desk.edit(next, { key: `times ${id} ${byStart === byEnd} ${byStart !== 0}`, focus: { id } });
    this.#desk.tellTimes(id);
  }

  #here(id, side) {
    const { doc } = this.#desk;
    const { start, end } = lineOf(doc, id);
    const now = this.#playback.time;
    const next = side === "start" ? setTimes(doc, id, now, Math.max(end, now)) : setTimes(doc, id, Math.min(start, now), now);
    this.#desk.edit(next, { focus: { id } });
    this.#desk.tellTimes(id);
  }

  // -- moving about -----------------------------------------------------------------------------------

  // The line so many places on; with `field` its text takes the focus.
  step(by, field = "") {
    const { lines } = this.#desk.doc.script;
    const shown = lines.filter(({ id }) => !this.#desk.hidden?.has(id));
    const at = shown.findIndex(({ id }) => id === this.#lines.current);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) this.#lines.goTo(next.id, { field, caret: field ? 0 : null });
    return next;
  }

  // The next line, from the current one on and round, that fits.
  goToNext(fitting) {
    const { lines } = this.#desk.doc.script;
    const at = placeOf(this.#desk.doc, this.#lines.current);
    const next = [...lines.slice(at + 1), ...lines.slice(0, at + 1)].find(fitting);
    if (next) this.#lines.goTo(next.id, { field: "", block: "center" });
    return next;
  }

  nextTrouble() {
    const ids = new Set(troubled(this.#desk).map(({ id }) => id));
    if (!this.goToNext(({ id }) => ids.has(id))) this.#desk.tell(phrase("no_trouble"));
  }

  // -- menus ----------------------------------------------------------------------------------------

  // Give a line to a speaker by number.
  assign(id, n) {
    const speaker = this.#desk.doc.script.speakers[n - 1];
    if (!speaker || !id) return false;
    this.#desk.edit(assign(this.#desk.doc, id, speaker.id), { focus: { id } });
    this.#desk.tell(phrase("speaks", { name: speakerName(this.#desk.doc, speaker.id) }));
    return true;
  }

  #speakers(id) {
    const { doc } = this.#desk;
    const { speaker } = lineOf(doc, id);
    const items = doc.script.speakers.map((one, n) => {
      const dot = make("span", { className: "dot" });
      dot.dataset.colour = colourOf(doc, one.id);
      return {
        text: speakerName(doc, one.id), symbol: dot, isChecked: one.id === speaker, keys: n < 9 ? String(n + 1) : "",
        onPick: () => this.#desk.edit(assign(this.#desk.doc, id, one.id), { focus: { id } }),
      };
    });
    const add = () => {
      const added = this.#desk.addSpeaker();
      if (added) this.#desk.edit(assign(this.#desk.doc, id, added), { focus: { id } });
    };
    this.#menu.open(this.#lines.row(id).speakerButton, phrase("who_speaks"), [...items, null, { text: phrase("new_speaker"), symbol: "plus", onPick: add }]);
  }

  #more(id) {
    const { doc, language, isTranslating } = this.#desk;
    const target = language ? doc.targets[language] : null;
    const item = (act, symbol, more = {}) => ({ text: phrase(`act_${act}`), symbol, keys: keysOf(act), onPick: () => this.run(act, id), ...more });
    const plain = (act, symbol, more = {}) => ({ text: phrase(`act_${act}`), symbol, onPick: () => this.run(act, id), ...more });
    const isLast = doc.script.lines.at(-1).id === id;
    const items = [
      item("split", "cut"), item("merge", "join", { isDisabled: isLast }), item("insert", "plus"), null,
    ];
    if (target) {
      items.push(
        item("translate", "again", { isDisabled: isTranslating }),
        item("shorten", "shorter", { isDisabled: isTranslating || !target.translation[id]?.trim() }),
        item("voice", "wave"),
      );
      if (target.line_voices[id]) items.push(plain("usualVoice", "person"));
      items.push(plain("silence", "mute", { isDisabled: target.translation[id] === "" }), null);
    }
    items.push(item("remove", "trash", { isDangerous: true }));
    const { start } = lineOf(doc, id);
    this.#menu.open(this.#lines.row(id).menuButton, phrase("line_label", { n: placeOf(doc, id) + 1, time: stamp(start) }), items);
  }
}
