// The page that checks a file: sends it, shows how far, puts the answer below the form.

import { takeFiles } from "./drop.js";
import { clip, localiseTimes, percent, phrase } from "./words.js";

const form = document.getElementById("verify");
const zone = form.querySelector("[data-drop]");
const sending = form.querySelector("[data-sending]");
const link = form.querySelector("[data-link]");
const bar = sending.querySelector("[role=progressbar]");
const answer = document.getElementById("verdict");
let request = null;

takeFiles(zone, (file) => {
  if (file.size > Number(form.dataset.maxBytes) * 1.05) {
    tell(phrase("verify_too_large"));
    return;
  }
  const body = new FormData();
  body.append("file", file);
  send(body, clip(file.name));
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { link: field } = form.elements;
  if (!field.value.trim()) {
    field.focus();
    return;
  }
  const body = new FormData();
  body.append("link", field.value);
  send(body, clip(field.value));
});

sending.querySelector("[data-cancel]").addEventListener("click", () => request?.abort());

function send(body, name) {
  if (request) return;
  request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded / total));
  request.upload.addEventListener("load", () => show(1));
  request.addEventListener("load", () => put(request.responseText));
  request.addEventListener("error", () => tell(phrase("offline")));
  request.addEventListener("loadend", finish);
  request.open("POST", form.action);
  request.setRequestHeader("X-Part", "answer");
  answer.replaceChildren();
  sending.querySelector("[data-name]").textContent = name;
  zone.hidden = link.hidden = true;
  sending.hidden = false;
  show(0);
  request.send(body);
}

function show(share) {
  bar.setAttribute("aria-valuenow", Math.round(share * 100));
  bar.querySelector(".track__fill").style.transform = `translateX(${(share - 1) * 100}%)`;
  form.toggleAttribute("data-checking", share === 1);
  const words = share < 1 ? phrase("verify_sending", { share: percent(share) }) : phrase("verify_looking");
  const status = sending.querySelector("[data-status]");
  if (status.textContent !== words) status.textContent = words;
}

function finish() {
  request = null;
  sending.hidden = true;
  zone.hidden = link.hidden = false;
}

// What the server drew. Limits and faults of the server come as whole pages: those are not shown.
function put(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  if (request.status >= 500 || request.status === 429 || parts.querySelector("main")) {
    tell(phrase(request.status === 429 ? "verify_too_often" : "verify_failed"));
    return;
  }
  answer.replaceChildren(...parts.body.childNodes);
  localiseTimes(answer);
  answer.focus();
}

function tell(text) {
  const notice = document.createElement("p");
  notice.className = "notice notice--bad";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  answer.replaceChildren(notice);
}
