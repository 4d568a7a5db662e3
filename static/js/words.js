// Words of the interface, written by the server into the page, and the figures between them.

const block = document.getElementById("words");
export const words = block ? JSON.parse(block.textContent) : {};
const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);

export function phrase(key, values = {}) {
  const text = words.phrases?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function counted(key, n, values = {}) {
  const number = new Intl.NumberFormat(language).format(n);
  return phrase(`${key}_${plurals.select(n) === "one" ? "one" : "other"}`, { n: number, ...values });
}

export function stageWords(stage) {
  return words.stages?.[stage] ?? { title: stage, doing: stage };
}

export function errorWords(code) {
  return words.errors?.[code] ?? words.errors?.internal_error ?? { title: code };
}

export function knowsError(code) {
  return code in (words.errors ?? {});
}

// What an inspection advises, about a video to be dubbed or else; null where it is nothing for
// people.
export function adviceWords(code, facts = {}, about = "") {
  const found = (about === "dub" ? words.dub_advice : words.advice)?.[code];
  if (!found) return null;
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => figure(facts[name]));
  return { title: fill(found.title), advice: fill(found.advice), about: found.about };
}

function figure(value) {
  return typeof value === "number" ? new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value) : value ?? "";
}

export function languageName(tag) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

// A file name that fits a line: its end tells what kind of file it is.
export function clip(name, most = 34) {
  return name.length <= most ? name : `${name.slice(0, most - 13)}…${name.slice(-12)}`;
}

// Seconds to a tenth, as 1:02.5.
export function precise(seconds) {
  const tenths = Math.round(Math.max(0, seconds) * 10);
  const rest = String(((tenths % 600) / 10).toFixed(1)).padStart(4, "0");
  return `${Math.floor(tenths / 600)}:${rest}`;
}

export function percent(share) {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

export function number(n) {
  return new Intl.NumberFormat(language).format(n);
}

export function pace(rate) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 2 };
  return `${new Intl.NumberFormat(language, digits).format(rate)}×`;
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function roughly(seconds) {
  if (seconds < 60) return counted("about_seconds", Math.max(1, Math.round(seconds)));
  if (seconds < 90) return counted("about_minutes", 1);
  return counted("about_minutes", Math.round(seconds / 60));
}

export function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 2) return phrase("nearly_done");
  if (seconds < 10) return counted("seconds_left", Math.round(seconds));
  if (seconds < 58) return counted("seconds_left", Math.round(seconds / 5) * 5);
  return counted("minutes_left", Math.max(1, Math.round(seconds / 60)));
}

export function size(bytes) {
  const units = ["kilobyte", "megabyte", "gigabyte"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[unit],
    maximumFractionDigits: digits,
  }).format(Math.max(value, 1));
}

export function day(iso) {
  const date = new Date(iso);
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = Math.ceil((midnight - date) / 86_400_000);
  if (days < 2) {
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.max(days, 0), "day");
  }
  const year = date.getFullYear() === midnight.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year }).format(date);
}

export function localiseTimes(root = document) {
  for (const element of root.querySelectorAll("time[data-when]")) {
    const date = new Date(element.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    element.textContent = element.dataset.when === "full" ? full.format(date) : day(element.dateTime);
    element.title = full.format(date);
  }
}

// A moment of today as 14:05, of another day with its date.
export function timeOfDay(moment) {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  const form = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, form).format(date);
}
