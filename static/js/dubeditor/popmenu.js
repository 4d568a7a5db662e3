// One menu for all rows: it opens beside what was pressed, above everything else.

import { icon } from "../icons.js";
import { make } from "./parts.js";

export class PopMenu {
  #root;
  #anchor = null;

  constructor(root) {
    this.#root = root;
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("toggle", (event) => { if (event.newState === "closed") this.#closed(); });
    addEventListener("scroll", (event) => { if (event.target !== root) this.close(); }, { capture: true, passive: true });
  }

  // `items`: { text, symbol, keys, isChecked, isDangerous, isDisabled, onPick } or null for a rule.
  open(anchor, label, items) {
    this.#root.setAttribute("aria-label", label);
    this.#root.replaceChildren(...items.map((item) => (item ? this.#item(item) : make("div", { className: "menu__rule" }))));
    this.#anchor = anchor;
    anchor.setAttribute("aria-expanded", "true");
    this.#root.showPopover();
    this.#place(anchor.getBoundingClientRect());
    (this.#root.querySelector("[aria-checked=true]") ?? this.#items[0])?.focus({ preventScroll: true });
  }

  close() {
    if (this.#root.matches(":popover-open")) this.#root.hidePopover();
  }

  get #items() { return [...this.#root.querySelectorAll(".menu__item:not(:disabled)")]; }

  #item({ text, symbol, keys = "", isChecked, isDangerous, isDisabled = false, onPick }) {
    const isChoice = isChecked !== undefined;
    const item = make(
      "button",
      { type: "button", className: `menu__item${isDangerous ? " menu__item--danger" : ""}`, disabled: isDisabled, tabIndex: -1 },
      typeof symbol === "string" ? icon(symbol) : symbol ?? null,
      make("span", { className: "popmenu__text" }, text),
      keys ? make("kbd", { className: "popmenu__keys" }, keys) : null,
    );
    item.setAttribute("role", isChoice ? "menuitemradio" : "menuitem");
    if (isChoice) item.setAttribute("aria-checked", String(isChecked));
    item.addEventListener("click", () => {
      const anchor = this.#anchor;
      this.close();
      anchor?.focus({ preventScroll: true });
      onPick();
    });
    return item;
  }

  #place({ left, right, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.#root;
    const x = left + width > innerWidth - 8 ? right - width : left;
    const y = bottom + 4 + height > innerHeight - 8 && top - 4 - height > 8 ? top - 4 - height : bottom + 4;
    this.#root.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    this.#root.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  }

  #closed() {
    const hadFocus = this.#root.contains(document.activeElement) || document.activeElement === document.body;
    this.#anchor?.setAttribute("aria-expanded", "false");
    if (hadFocus) this.#anchor?.focus({ preventScroll: true });
    this.#anchor = null;
  }

  #key(event) {
    event.stopPropagation();
    if (event.key === "Tab") { event.preventDefault(); this.close(); return; }
    const all = this.#items;
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all.at(next % all.length)?.focus();
  }
}
