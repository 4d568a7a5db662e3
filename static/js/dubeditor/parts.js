// Small elements that the editor is made of.

import { icon } from "../icons.js";

// An element with properties, data and children: make("button", { className: "btn" }, "Text").
export function make(tag, { data = {}, aria = {}, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(name === "role" ? name : `aria-${name}`, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function button(label, { symbol = "", className = "btn btn--small", solid = false, text = true, ...rest } = {}) {
  const picture = symbol ? icon(symbol, solid ? "icon--solid icon--small" : "icon--small") : null;
  const element = make("button", { type: "button", className, ...rest }, picture, text ? label : null);
  if (!text) {
    element.setAttribute("aria-label", label);
    element.title = label;
  }
  return element;
}

// As high as its text, where the stylesheet cannot say so.
export function fitHeight(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

const COLOURS = 8;

// Speakers have a colour each, by their place.
export const colourOf = (doc, speaker) => Math.max(0, doc.script.speakers.findIndex(({ id }) => id === speaker)) % COLOURS;
