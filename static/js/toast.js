// Short messages at the bottom of the page.

import { icon } from "./icons.js";
import { phrase } from "./words.js";

const LASTS = 6000; // milliseconds; longer where there is something to press
const LASTS_WITH_ACTION = 10_000;

export function toast(text, { action = null, onAction = null } = {}) {
  const shelf = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = "toast";
  const line = document.createElement("span");
  line.className = "toast__text";
  line.textContent = text;
  box.append(line);
  let back = null; // who had the focus, if the message took it
  const leave = () => {
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    if (hadFocus) (back?.isConnected ? back : document.getElementById("main")).focus();
  };
  if (action) box.append(button("toast__act", action, () => { leave(); onAction(); }));
  const close = button("toast__close", "", leave);
  close.setAttribute("aria-label", phrase("dismiss"));
  close.append(icon("close", "icon--small"));
  box.append(close);
  shelf.append(box);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  expire(box, action ? LASTS_WITH_ACTION : LASTS);
  return {
    // Move the focus to the action; when the message goes, `next` gets it.
    take(next) {
      back = next;
      box.querySelector("button").focus();
    },
  };
}

function button(className, text, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  element.addEventListener("click", onClick);
  return element;
}

// A message stays while somebody points at it or has the focus in it.
function expire(box, time) {
  let timer = setTimeout(() => box.remove(), time);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => box.remove(), time / 2); };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", release);
  box.addEventListener("focusout", release);
}
