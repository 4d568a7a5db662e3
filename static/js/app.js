// What every page has: menus, the theme switch, local times, messages of the server.

import "./menus.js";
import { setIcon } from "./icons.js";
import { forget } from "./storage.js";
import { toast } from "./toast.js";
import { localiseTimes, phrase } from "./words.js";

const THEMES = ["system", "light", "dark"];
const ICONS = { system: "auto", light: "sun", dark: "moon" };

function currentTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

function showTheme(button) {
  const theme = currentTheme();
  setIcon(button, ICONS[theme]);
  const label = phrase(`theme_${theme}`);
  button.setAttribute("aria-label", label);
  button.title = label;
}

function nextTheme(button) {
  const theme = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
    forget("theme");
  } else {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme); // as plain text: theme.js reads it before all else
    } catch {
      // the choice then lasts as long as the page
    }
  }
  showTheme(button);
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  showTheme(button);
  button.addEventListener("click", () => nextTheme(button));
}

// On a narrow screen the page one is on may lie beside the others.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

for (const message of document.querySelectorAll("#messages > li")) toast(message.textContent.trim());

// Waiting is shown on the button that was pressed; a second press does nothing.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-busy-on-submit]");
  if (!button) return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-busy-on-submit]")) {
    button.removeAttribute("aria-busy");
  }
});

// A form at the door begins at its first field, a refused one at the first that is wrong.
const doorField =
  document.querySelector(".door__form [aria-invalid=true]") ??
  document.querySelector(".door__form input:not([type=hidden])");
if (document.activeElement === document.body) doorField?.focus();

localiseTimes();
document.addEventListener("htmx:load", (event) => localiseTimes(event.target));
