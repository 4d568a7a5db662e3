// What the keys do. In a text only combinations count; on a line single letters do as well.

import { phrase } from "../words.js";
import { make } from "./parts.js";

const isMac = /Mac|iP(hone|ad)/u.test(navigator.platform);

// [what it does, keys, where]: "any" also while somebody types, "line" only when nobody does.
const KEYS = [
  ["play", [
    ["toggle", ["Mod+Space", "Space"]],
    ["playOriginal", ["Alt+Comma", "O"]],
    ["playDub", ["Alt+Period", "D"]],
    ["sound", ["S"]],
    ["back", ["ArrowLeft"]],
    ["forward", ["ArrowRight"]],
  ]],
  ["move", [
    ["next", ["Enter", "ArrowDown"]],
    ["previous", ["Shift+Enter", "ArrowUp"]],
    ["editTarget", ["E"]],
    ["editSource", ["Shift+E"]],
    ["leave", ["Escape"]],
    ["nextTrouble", ["Alt+N", "N"]],
  ]],
  ["times", [
    ["startEarlier", ["Alt+ArrowLeft"]],
    ["startLater", ["Alt+ArrowRight"]],
    ["endEarlier", ["Alt+Shift+ArrowLeft"]],
    ["endLater", ["Alt+Shift+ArrowRight"]],
    ["moveEarlier", ["Alt+ArrowUp"]],
    ["moveLater", ["Alt+ArrowDown"]],
    ["startHere", ["BracketLeft"]],
    ["endHere", ["BracketRight"]],
  ]],
  ["change", [
    ["split", ["Mod+Enter"]],
    ["merge", ["Mod+M", "M"]],
    ["insert", ["Alt+Insert", "I"]],
    ["remove", ["Mod+Shift+Backspace", "Delete"]],
    ["speaker", ["P"]],
    ["speakerNumber", ["1 – 9"]],
    ["voice", ["V"]],
    ["translate", ["T"]],
    ["shorten", ["Alt+H", "H"]],
    ["undo", ["Mod+Z"]],
    ["redo", ["Mod+Shift+Z", "Mod+Y"]],
  ]],
  ["page", [
    ["find", ["Mod+F"]],
    ["glossary", ["Mod+G", "G"]],
    ["save", ["Mod+S"]],
    ["render", ["R"]],
    ["zoomIn", ["Plus"]],
    ["zoomOut", ["Minus"]],
    ["help", ["?"]],
  ]],
];

const CODES = { Space: "Space", Comma: "Comma", Period: "Period", BracketLeft: "BracketLeft", BracketRight: "BracketRight" };
const SIGNS = { Plus: ["+", "="], Minus: ["-"], "?": ["?"] };
const table = KEYS.flatMap(([, rows]) => rows).flatMap(([act, combos]) => combos.map((combo) => ({ act, ...split(combo) })));

function split(combo) {
  const parts = combo.split("+");
  const key = parts.pop();
  return { key, mod: parts.includes("Mod"), alt: parts.includes("Alt"), shift: parts.includes("Shift") };
}

function fits(event, { key, mod, alt, shift }) {
  if ((isMac ? event.metaKey : event.ctrlKey) !== mod || event.altKey !== alt) return false;
  if (key in SIGNS) return SIGNS[key].includes(event.key);
  if (event.shiftKey !== shift) return false;
  if (key in CODES) return event.code === CODES[key];
  if (/^[A-Z]$/u.test(key)) return alt ? event.code === `Key${key}` : event.key.toUpperCase() === key;
  return event.key === key;
}

const isTyping = (target) => target.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=range]), select");

// Keys that mean something else to what has the focus.
function isTaken(event, { key, mod, alt }) {
  const { target } = event;
  if (mod || alt) return false;
  if (isTyping(target)) return !(target.matches(".line__text") && ["Enter", "Escape"].includes(key));
  if (target.matches?.("button, a, summary, [role=tab]")) return ["Space", "Enter"].includes(key) || (key.startsWith("Arrow") && target.matches("[role=tab]"));
  return Boolean(target.closest?.("[role=slider]")) && key.startsWith("Arrow");
}

// Call `run(act, event)` for keys that do something; it tells whether it did.
export function listen(run) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("[data-menu], [popover]")) return;
    if (/^[1-9]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      if (run("speakerNumber", event)) event.preventDefault();
      return;
    }
    const found = table.find((one) => fits(event, one) && !isTaken(event, one));
    // In fields of their own, such as a name, the browser's own steps back are expected.
    if (!found || (["undo", "redo"].includes(found.act) && isTyping(event.target) && !event.target.closest(".line"))) return;
    if (run(found.act, event)) event.preventDefault();
  });
}

const NAMES = {
  Mod: isMac ? "⌘" : "Ctrl", Alt: isMac ? "⌥" : "Alt", Shift: isMac ? "⇧" : "Shift", ArrowLeft: "←", ArrowRight: "→",
  ArrowUp: "↑", ArrowDown: "↓", Comma: ",", Period: ".", BracketLeft: "[", BracketRight: "]", Plus: "+", Minus: "−", Escape: "Esc", Delete: "Del",
};

export const keysOf = (act) => {
  const [combo] = KEYS.flatMap(([, rows]) => rows).find(([name]) => name === act)[1];
  return combo.split("+").map((key) => NAMES[key] ?? key).join(isMac ? "" : "+");
};

// The map of keys, for its dialog.
export function keyMap() {
  return KEYS.map(([group, rows]) => make("section", { className: "keys__group" },
    make("h3", { className: "label" }, phrase(`keys_${group}`)),
    make("dl", {}, ...rows.map(([act, combos]) => make("div", {},
      make("dt", {}, phrase(`key_${act}`)),
      make("dd", {}, ...combos.flatMap((combo, n) => [n ? " / " : "", ...caps(combo)])))))));
}

const caps = (combo) => combo.split("+").map((key) => make("kbd", { className: "kbd" }, NAMES[key] ?? key));
