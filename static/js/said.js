// What is said in a video: it follows the player, leads to places in it, and can be searched.

import { saveText } from "./entryparts.js";
import { toast } from "./toast.js";
import { counted, phrase } from "./words.js";

export class Said {
  #video;
  #lines;
  #current = null;
  #follows = true; // until somebody scrolls the words by hand

  constructor(root, video) {
    this.#video = video;
    this.#lines = [...root.querySelectorAll(".said__line")].map((button) => {
      const text = button.querySelector("[data-said-line]");
      return { button, text, words: text.textContent, start: Number(button.dataset.start), end: Number(button.dataset.end) };
    });
    const list = root.querySelector("[data-said-lines]");
    list.addEventListener("click", (event) => this.#seek(event.target.closest(".said__line")));
    for (const by of ["wheel", "touchmove", "keydown"]) {
      list.addEventListener(by, () => { this.#follows = false; }, { passive: true });
    }
    video?.addEventListener("timeupdate", () => this.#follow());
    video?.addEventListener("play", () => { this.#follows = true; });
    this.#wire(root);
  }

  get #all() { return this.#lines.map(({ words }) => words).join("\n"); }

  #wire(root) {
    root.querySelector("[data-said-copy]").addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.#all);
      toast(phrase("copied"));
    });
    root.querySelector("[data-said-text]")?.addEventListener("click", () => save(this.#all));
    const search = root.querySelector("[data-said-search]");
    const found = root.querySelector("[data-said-found]");
    search?.addEventListener("input", () => { found.textContent = this.#find(search.value.trim()); });
    search?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      root.querySelector(".said__line:has(mark)")?.click();
    });
  }

  #seek(button) {
    if (!button || !this.#video) return;
    this.#video.currentTime = Number(button.dataset.start);
    this.#video.play().catch(() => {}); // browsers may refuse; the place is shown all the same
  }

  #follow() {
    const now = this.#video.currentTime + 0.05;
    const line = this.#lines.findLast(({ start }) => start <= now);
    if (line === this.#current) return;
    this.#current?.button.removeAttribute("aria-current");
    this.#current = line ?? null;
    if (!line) return;
    line.button.setAttribute("aria-current", "true");
    if (!this.#follows || this.#video.paused) return;
    const box = line.button.closest("[data-said-lines]");
    const top = line.button.offsetTop - box.offsetTop;
    const isSeen = top >= box.scrollTop && top + line.button.offsetHeight <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTo({ top: top - box.clientHeight / 3, behavior: "smooth" });
  }

  // Mark what was looked for; how often it was found, in words.
  #find(wanted) {
    let n = 0;
    for (const { button, text, words } of this.#lines) {
      const places = wanted ? placesOf(words, wanted) : [];
      n += places.length;
      text.replaceChildren(...marked(words, places));
      button.closest("li").hidden = wanted !== "" && places.length === 0;
    }
    if (!wanted) return "";
    return n ? counted("found", n) : phrase("found_none");
  }
}

function placesOf(text, wanted) {
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&"), "giu");
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

function marked(text, places) {
  const parts = [];
  let at = 0;
  for (const [start, end] of places) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    parts.push(text.slice(at, start), mark);
    at = end;
  }
  return [...parts, text.slice(at)];
}

function save(text) {
  const title = document.querySelector("[data-title]").dataset.title || "video";
  saveText(`${title}.txt`, "text/plain", `${text}\n`);
}
