// Marks in a text for the voice: pauses and stress, put in by buttons and keys. Undo knows them.

import { toast } from "./toast.js";
import { phrase } from "./words.js";

const PAUSE = "[pause 1s]";
const STRESSED = /^(\s*)\*([^*\n]+)\*(\s*)$/u;

export class Marks {
  #field;

  constructor(root, field) {
    this.#field = field;
    root.querySelector("[data-insert-pause]").addEventListener("click", () => this.pause());
    root.querySelector("[data-stress]").addEventListener("click", () => this.stress());
    field.addEventListener("keydown", (event) => this.#key(event));
  }

  // A pause after the selection, with spaces around it.
  pause() {
    const { value, selectionEnd: at } = this.#field;
    const before = at > 0 && !/\s/u.test(value[at - 1]) ? " " : "";
    const after = /\s/u.test(value[at] ?? "") ? "" : " ";
    this.#put(at, at, `${before}${PAUSE}${after}`);
  }

  // Stress the selected words, or the word under the caret; a second time takes it back.
  stress() {
    const [start, end] = this.#words();
    const { value } = this.#field;
    const chosen = value.slice(start, end);
    if (!chosen.trim()) {
      this.#field.focus();
      toast(phrase("no_words_marked"));
      return;
    }
    if (value[start - 1] === "*" && value[end] === "*") {
      this.#put(start - 1, end + 1, chosen, chosen.length);
      return;
    }
    const plain = chosen.replace(STRESSED, "$1$2$3");
    const marked = plain === chosen ? chosen.split("\n").map(starred).join("\n") : plain;
    this.#put(start, end, marked, marked.length);
  }

  #words() {
    const { value, selectionStart: start, selectionEnd: end } = this.#field;
    if (start !== end) return [start, end];
    const before = /[\p{L}\p{M}\p{N}'’-]*$/u.exec(value.slice(0, start))[0].length;
    const after = /^[\p{L}\p{M}\p{N}'’-]*/u.exec(value.slice(start))[0].length;
    return [start - before, start + after];
  }

  // Replace a part of the text; the last `selected` characters of it stay selected.
  #put(start, end, text, selected = 0) {
    this.#field.focus();
    this.#field.setSelectionRange(start, end);
    // The only way that browsers can undo; outdated, but without a successor.
    if (!document.execCommand("insertText", false, text)) {
      this.#field.setRangeText(text, start, end, "end");
      this.#field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (selected) this.#field.setSelectionRange(start + text.length - selected, start + text.length);
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.code === "KeyB" && !event.shiftKey) this.stress();
    else if (event.code === "Space" && event.shiftKey) this.pause();
    else return;
    event.preventDefault();
  }
}

// Stars stand at the words themselves, not at the spaces around them.
function starred(line) {
  return line.replace(/^(\s*)(.*?)(\s*)$/u, (_, before, words, after) => (
    words ? `${before}*${words.replaceAll("*", "")}*${after}` : line
  ));
}
