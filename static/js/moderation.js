// Moderators' pages by keyboard: moving among cases, deciding, selecting.

const cases = [...document.querySelectorAll("[data-case]")];
const bulk = document.querySelector("#bulk");
const help = document.querySelector("#keys");
let current = cases.length === 1 ? cases[0] : null;

function go(step) {
  if (!cases.length) return;
  const at = current ? cases.indexOf(current) + step : 0;
  current = cases[Math.min(cases.length - 1, Math.max(0, at))];
  current.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  current.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

function press(verdicts) {
  for (const verdict of verdicts) {
    const button = current?.querySelector(`button[data-verdict="${verdict}"]`);
    if (button) {
      button.click();
      return;
    }
  }
}

function openReasons(verdict) {
  const list = current?.querySelector(`details[data-verdict="${verdict}"]`);
  if (!list) return;
  list.open = !list.open;
  if (list.open) list.querySelector(".why__reason, textarea")?.focus();
}

function pickReason(number) {
  const list = current?.querySelector("details.why[open]");
  list?.querySelectorAll(".why__reason")[number - 1]?.click();
}

function play() {
  const video = current?.querySelector("video");
  if (!video) return;
  if (video.paused) video.play();
  else video.pause();
}

function select() {
  const box = current?.querySelector(".case__pick");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

function count() {
  if (!bulk) return;
  const n = document.querySelectorAll(".case__pick:checked").length;
  bulk.hidden = n === 0;
  bulk.querySelector("[data-count]").textContent = n;
}

function closeReasons() {
  const open = document.querySelector("details.why[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus();
  return true;
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press(["approve", "put_back", "lift"]),
  r: () => openReasons("reject"),
  s: () => openReasons("suspend"),
  p: play,
  x: select,
  o: () => current?.querySelector("[data-open]")?.click(),
  "?": () => help?.showModal(),
  "/": () => document.querySelector('.sift input[type="search"]')?.focus(),
};

const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closeReasons()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = /^[1-9]$/.test(event.key) ? () => pickReason(Number(event.key)) : keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  current = event.target.closest("[data-case]") ?? current;
});

// a list that is open closes when something else is pressed
document.addEventListener("click", (event) => {
  for (const list of document.querySelectorAll("details.why[open]")) {
    if (!list.contains(event.target)) list.open = false;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".case__pick")) count();
});
document.querySelector("[data-help]")?.addEventListener("click", () => help.showModal());
bulk?.querySelector("[data-clear]").addEventListener("click", () => {
  for (const box of document.querySelectorAll(".case__pick:checked")) box.checked = false;
  count();
});

// A second press of the same button would decide twice.
for (const form of document.querySelectorAll(".case__acts form, #bulk")) {
  form.addEventListener("submit", () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  });
}
count();
