// What tables of entries that people edit share: buttons, fields, a file to keep.

import { icon } from "./icons.js";

// A button with a picture; `attribute` names what it does to whoever listens.
export function iconButton(attribute, act, name, label) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn--quiet btn--icon";
  element.setAttribute(attribute, act);
  element.setAttribute("aria-label", label);
  element.title = label;
  element.append(icon(name, "icon--small"));
  return element;
}

// A field for one value of an entry, found again by `data-NAME`.
export function textField(name, value, most, label) {
  const element = document.createElement("input");
  element.className = "input";
  element.dataset[name] = "";
  element.value = value;
  element.maxLength = most;
  element.autocomplete = "off";
  element.setAttribute("aria-label", label);
  return element;
}

export function saveText(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
