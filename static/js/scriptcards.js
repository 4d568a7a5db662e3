// The parts of a script on cards: edited, written anew, taken back, copied.

import { phrase, roughly } from "./words.js";
import { toast } from "./toast.js";

const TAGS = /[\p{L}\p{M}\p{N}_]+/gu;
const MOST_TAGS = 8;

export const tagsOf = (text) => [...new Set(text.match(TAGS) ?? [])].slice(0, MOST_TAGS);
const tagLine = (tags) => tags.map((tag) => `#${tag}`).join(" ");

export class ScriptCards {
  #cards = new Map(); // by part
  #undo = new Map(); // texts before the last ones were written, by part
  #onEdit;
  #onRewrite;

  // onEdit(part, value); onRewrite(part, wish)
  constructor(root, { onEdit, onRewrite }) {
    this.#onEdit = onEdit;
    this.#onRewrite = onRewrite;
    for (const card of root.querySelectorAll("[data-part]")) {
      this.#cards.set(card.dataset.part, card);
      card.addEventListener("click", (event) => this.#clicked(card, event));
      card.querySelector("textarea").addEventListener("input", () => this.#edited(card));
      card.querySelector(".part__wish input").addEventListener("keydown", (event) => this.#wishKey(card, event));
    }
  }

  fill(script) {
    this.#undo.clear();
    for (const [part, card] of this.#cards) {
      this.#write(card, asText(part, script[part]));
      this.#drawUndo(part);
      this.#closeWish(card);
    }
  }

  // One part was written anew; what stood there can be had back.
  replace(part, value) {
    const card = this.#cards.get(part);
    this.#remember(part);
    this.#write(card, asText(part, value));
    card.querySelector("textarea").focus();
  }

  text(part) { return this.#cards.get(part).querySelector("textarea").value; }

  value(part) { return part === "hashtags" ? tagsOf(this.text(part)) : this.text(part).trim(); }

  // What the presenter says, a paragraph a part.
  get spoken() {
    return ["hook", "body", "call_to_action"].map((part) => this.value(part)).filter(Boolean).join("\n\n");
  }

  focus() { this.#cards.get("hook").querySelector("textarea").focus(); }

  // The part that is being written just now; null for none.
  set busy(part) {
    for (const [name, card] of this.#cards) {
      const busy = name === part;
      card.toggleAttribute("data-busy", busy);
      card.querySelector("textarea").readOnly = busy;
      const again = card.querySelector("[data-part-act=rewrite]");
      again.setAttribute("aria-busy", String(busy));
      again.disabled = part !== null && !busy;
    }
  }

  // Lengths in words; `secondsOf(text)` knows the voice.
  drawLengths(secondsOf) {
    for (const [part, card] of this.#cards) {
      const line = card.querySelector("[data-part-seconds]");
      if (!line) continue;
      const text = this.text(part).trim();
      line.textContent = text ? roughly(secondsOf(text)) : "";
    }
  }

  #write(card, text) {
    const field = card.querySelector("textarea");
    field.value = text;
    grow(field);
  }

  #edited(card) {
    const { part } = card.dataset;
    grow(card.querySelector("textarea"));
    this.#onEdit(part, this.value(part));
  }

  #remember(part) {
    const before = [...(this.#undo.get(part) ?? []), this.text(part)];
    this.#undo.set(part, before.slice(-20));
    this.#drawUndo(part);
  }

  #drawUndo(part) {
    const button = this.#cards.get(part).querySelector("[data-part-act=undo]");
    button.hidden = !this.#undo.get(part)?.length;
  }

  #clicked(card, event) {
    const act = event.target.closest("[data-part-act]")?.dataset.partAct;
    if (act === "undo") this.#takeBack(card);
    else if (act === "copy") this.#copy(card);
    else if (act === "rewrite") this.#toggleWish(card);
    else if (act === "go") this.#go(card);
  }

  #takeBack(card) {
    const { part } = card.dataset;
    this.#write(card, this.#undo.get(part).pop());
    this.#drawUndo(part);
    card.querySelector("textarea").focus();
    this.#onEdit(part, this.value(part));
  }

  async #copy(card) {
    const { part } = card.dataset;
    const text = part === "hashtags" ? tagLine(this.value(part)) : this.value(part);
    await navigator.clipboard.writeText(text);
    toast(phrase("copied"));
  }

  #toggleWish(card) {
    const box = card.querySelector(".part__wish");
    if (!box.hidden) {
      this.#closeWish(card);
      return;
    }
    box.hidden = false;
    card.querySelector("[data-part-act=rewrite]").setAttribute("aria-expanded", "true");
    box.querySelector("input").focus();
  }

  #closeWish(card) {
    card.querySelector(".part__wish").hidden = true;
    card.querySelector("[data-part-act=rewrite]").setAttribute("aria-expanded", "false");
  }

  #wishKey(card, event) {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // or the form would make the video
      this.#go(card);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.#closeWish(card);
      card.querySelector("[data-part-act=rewrite]").focus();
    }
  }

  #go(card) {
    const wish = card.querySelector(".part__wish input");
    this.#closeWish(card);
    card.querySelector("[data-part-act=rewrite]").focus();
    this.#onRewrite(card.dataset.part, wish.value.trim());
  }
}

function asText(part, value) {
  return part === "hashtags" ? tagLine(value ?? []) : value ?? "";
}

// As tall as its text, also where the browser cannot do it by itself.
function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
