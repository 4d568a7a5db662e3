// The times of a line as fields: taken by Enter or when the field is left; arrows move them at once.

import { lineOf, setTimes } from "./edits.js";
import { parsed, stamp } from "./timing.js";

const STEPS = { ArrowUp: 0.05, ArrowDown: -0.05 }; // seconds
const SAME = 0.004; // seconds that a field does not show

export class TimeFields {
  #desk;

  constructor(list, desk) {
    this.#desk = desk;
    list.addEventListener("change", ({ target }) => { if (target.dataset.time) this.#take(target); });
    list.addEventListener("keydown", (event) => { if (event.target.dataset.time) this.#key(event); });
  }

  #key(event) {
    const { target } = event;
    const by = STEPS[event.key];
    if (event.key === "Enter") this.#take(target);
    else if (event.key === "Escape") target.value = target.defaultValue;
    else if (by && !event.altKey) {
      target.value = stamp((parsed(target.value) ?? 0) + by);
      this.#take(target);
    } else return;
    event.preventDefault();
  }

  // What is no time, or no room for one, goes back to what it was.
  #take(field) {
    const { line: id } = field.closest(".line").dataset;
    const { start, end } = lineOf(this.#desk.doc, id);
    const wish = parsed(field.value);
    const isStart = field.dataset.time === "start";
    if (wish !== null && Math.abs(wish - (isStart ? start : end)) > SAME) {
      const next = isStart ? setTimes(this.#desk.doc, id, wish, end) : setTimes(this.#desk.doc, id, start, wish);
      this.#desk.edit(next, { key: `field ${field.dataset.time} ${id}`, focus: { id } });
    }
    field.value = stamp(lineOf(this.#desk.doc, id)[field.dataset.time]);
    this.#desk.tellTimes(id);
  }
}
