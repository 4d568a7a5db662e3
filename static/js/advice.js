// What an inspection found, in plain words.

import { icon } from "./icons.js";
import { adviceWords, languageName, phrase } from "./words.js";

const ICONS = { info: "info", warning: "alert", error: "alert" };
const QUIET = -30; // LUFS; below it speech is hard to hear before it is evened out
const FAINT = -42;
const CLEAN = 20; // decibels between speech and noise
const NOISY = 10;
const SURE = 0.5; // probability from which a language is named

// A list of advice about a "picture", a "sound" or a "dub"; empty where there is none, or none in words.
// What the page says itself can be left out.
export function adviceList(about, advice = [], { without = "" } = {}) {
  const list = document.createElement("ul");
  list.className = "advice";
  for (const { code, level, facts } of advice) {
    const words = adviceWords(code, facts, about);
    if (code === without || !words || (words.about !== "file" && words.about !== about)) continue;
    const item = document.createElement("li");
    item.dataset.level = level;
    const text = document.createElement("span");
    const what = document.createElement("b");
    what.textContent = words.title;
    text.append(what, " ", words.advice);
    item.append(icon(ICONS[level] ?? "info", "icon--small"), text);
    list.append(item);
  }
  return list;
}

// Why a file was refused: what weighs most in it, or the error's own words.
export function refusalWords(about, error) {
  const worst = error.inspection?.advice?.find(({ level }) => level === "error");
  const words = worst && adviceWords(worst.code, worst.facts, about);
  if (!words || (words.about !== "file" && words.about !== about)) return error.words;
  return `${words.title} ${words.advice}`;
}

function badge(words, tone = "") {
  const item = document.createElement("li");
  item.className = `badge ${tone}`.trim();
  item.textContent = words;
  return item;
}

const known = (value) => typeof value === "number" && Number.isFinite(value);

// Badges about a sound: level, noise, language.
export function soundBadges(sound) {
  if (!sound) return [];
  const badges = [];
  if (known(sound.loudness)) badges.push(levelBadge(sound.loudness));
  if (known(sound.snr_db)) badges.push(noiseBadge(sound.snr_db));
  if (sound.language && sound.language_probability >= SURE) {
    badges.push(badge(phrase("sounds_like", { language: languageName(sound.language) })));
  }
  return badges;
}

function levelBadge(loudness) {
  if (loudness < FAINT) return badge(phrase("level_faint"), "badge--bad");
  if (loudness < QUIET) return badge(phrase("level_quiet"), "badge--fair");
  return badge(phrase("level_good"), "badge--good");
}

function noiseBadge(decibels) {
  if (decibels < NOISY) return badge(phrase("noise_much"), "badge--bad");
  if (decibels < CLEAN) return badge(phrase("noise_some"), "badge--fair");
  return badge(phrase("noise_little"), "badge--good");
}
