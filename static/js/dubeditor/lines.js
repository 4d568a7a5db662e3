// The list of lines. A line is drawn when it comes near the screen; thousands of them stay fluid.

import { Row, placeholder } from "./row.js";

const NEAR = "1200px 0px"; // around what is seen

export class Lines {
  #root;
  #desk;
  #elements = new Map(); // by line: <li>
  #rows = new Map(); // by line: Row, once it was near
  #places = new Map(); // by line: its place
  #near = null;
  #current = "";
  #playing = "";

  constructor(root, desk) {
    this.#root = root;
    this.#desk = desk;
    const wide = matchMedia("(min-width: 1000px)");
    wide.addEventListener("change", () => this.#watch());
    this.#watch();
    root.addEventListener("focusin", (event) => {
      const item = event.target.closest(".line");
      if (item) this.current = item.dataset.line;
    });
  }

  get current() { return this.#places.has(this.#current) ? this.#current : ""; }

  // The line that keys and buttons are about: its buttons can be reached by the Tab key.
  set current(id) {
    if (id === this.#current) return;
    this.#mark(this.#current, false);
    this.#current = id;
    this.#mark(id, true);
    this.#desk.onCurrent(id);
  }

  set playing(id) {
    if (id === this.#playing) return;
    this.#elements.get(this.#playing)?.removeAttribute("data-now");
    this.#elements.get(id)?.setAttribute("data-now", "");
    this.#playing = id;
  }

  #mark(id, isCurrent) {
    const item = this.#elements.get(id);
    if (!item) return;
    if (isCurrent) this.row(id);
    item.toggleAttribute("data-current", isCurrent);
    item.tabIndex = isCurrent ? 0 : -1;
    for (const part of item.querySelectorAll("button, input")) part.tabIndex = isCurrent ? 0 : -1;
  }

  // On wide screens the list scrolls by itself, else the page does.
  #watch() {
    this.#near?.disconnect();
    const scrolls = getComputedStyle(this.#root).overflowY !== "visible";
    const seen = (entries) => { for (const { isIntersecting, target } of entries) if (isIntersecting) this.#draw(target); };
    this.#near = new IntersectionObserver(seen, { root: scrolls ? this.#root : null, rootMargin: NEAR });
    for (const [id, item] of this.#elements) if (!this.#rows.has(id)) this.#near.observe(item);
  }

  #draw(item) {
    this.#near.unobserve(item);
    this.row(item.dataset.line);
  }

  // A line's row, drawn if it was not yet; undefined where there is no such line.
  row(id) {
    const item = this.#elements.get(id);
    if (!item || this.#rows.has(id)) return this.#rows.get(id);
    const row = new Row(item, this.#desk);
    this.#rows.set(id, row);
    this.#show(id, row);
    if (id === this.#current) this.#mark(id, true);
    return row;
  }

  #show(id, row) {
    const place = this.#places.get(id);
    row.show(this.#desk, this.#desk.doc.script.lines[place], place);
  }

  // Follow the document; only what changed is drawn again.
  update(doc, before) {
    const { lines } = doc.script;
    if (lines !== before?.script.lines && !sameOrder(lines, before?.script.lines)) this.#arrange(lines);
    const isAll = !before || doc.script.speakers !== before.script.speakers || doc.glossary !== before.glossary;
    if (isAll) this.redraw();
    else for (const id of this.#changed(doc, before)) this.redraw(id);
  }

  // Lines whose row may look different now: changed themselves, or beside one that moved.
  #changed(doc, before) {
    const { language } = this.#desk;
    const [target, was] = [doc.targets[language], before.targets[language]];
    if (!target || !was || target.voices !== was.voices || target.line_voices !== was.line_voices) return this.#rows.keys();
    const { lines } = doc.script;
    const old = before.script.lines;
    const touched = new Set();
    lines.forEach((line, place) => {
      const isMoved = line !== old[place];
      if (isMoved || target.translation[line.id] !== was.translation[line.id]) touched.add(line.id);
      if (isMoved && place > 0) touched.add(lines[place - 1].id);
    });
    return touched;
  }

  // Draw a line again, or all that are drawn.
  redraw(id = null) {
    const rows = id === null ? this.#rows : new Map([[id, this.#rows.get(id)]]);
    for (const [one, row] of rows) if (row && this.#places.has(one)) this.#show(one, row);
  }

  #arrange(lines) {
    this.#places = new Map(lines.map(({ id }, place) => [id, place]));
    for (const [id, item] of this.#elements) {
      if (this.#places.has(id)) continue;
      this.#near.unobserve(item);
      item.remove();
      this.#elements.delete(id);
      this.#rows.delete(id);
    }
    const focused = document.activeElement; // what is moved in the page loses the focus
    let after = null;
    for (const { id } of lines) {
      const item = this.#elements.get(id) ?? this.#add(id);
      const next = after ? after.nextElementSibling : this.#root.firstElementChild;
      if (item !== next) this.#root.insertBefore(item, next);
      after = item;
    }
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  #add(id) {
    const item = placeholder(id);
    this.#elements.set(id, item);
    this.#near.observe(item);
    return item;
  }

  // Show only these lines; null for all. Gives how many are shown.
  filter(ids) {
    for (const [id, item] of this.#elements) item.hidden = Boolean(ids) && !ids.has(id);
    return ids ? ids.size : this.#elements.size;
  }

  // Bring a line to where it is seen; `field` ("source", "target") takes the focus, "" its row.
  goTo(id, { field = null, caret = null, block = "nearest" } = {}) {
    const row = this.row(id);
    if (!row) return;
    row.element.hidden = false;
    this.current = id;
    row.element.scrollIntoView({ block, behavior: "instant" });
    if (field === null) return;
    const wanted = field && (field === "source" || this.#desk.language) ? row.field(field) : row.element;
    wanted.focus({ preventScroll: true });
    if (caret !== null && wanted.setSelectionRange) wanted.setSelectionRange(caret, caret);
  }

  // Scroll so that a line is seen, unless somebody works elsewhere in the list.
  follow(id) {
    if (this.#root.contains(document.activeElement) && document.activeElement.matches("textarea, input")) return;
    this.#elements.get(id)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

function sameOrder(lines, before) {
  return Boolean(before) && lines.length === before.length && lines.every(({ id }, n) => id === before[n].id);
}
