// How the lines of a dub fit: they follow the players, and lead to places in them.

import { toast } from "./toast.js";
import { phrase } from "./words.js";

export class FitLines {
  #list;
  #lines;
  #current = null;
  #follows = true; // until somebody scrolls the lines by hand

  // `onSeek` takes seconds.
  constructor(root, onSeek) {
    this.#list = root.querySelector("[data-fit-lines]");
    this.#lines = [...root.querySelectorAll("[data-start]")].map((line) => ({ line, start: Number(line.dataset.start) }));
    this.#list.addEventListener("click", (event) => {
      const go = event.target.closest("[data-fit-go]");
      if (!go) return;
      this.#follows = true;
      onSeek(Number(go.closest("[data-start]").dataset.start));
    });
    for (const by of ["wheel", "touchmove"]) {
      this.#list.addEventListener(by, () => { this.#follows = false; }, { passive: true });
    }
    root.querySelector("[data-fit-only]")?.addEventListener("change", ({ target }) => {
      for (const { line } of this.#lines) line.hidden = target.checked && line.dataset.verdict === "fitted";
    });
    root.querySelector("[data-fit-copy]").addEventListener("click", async () => {
      const texts = [...root.querySelectorAll("[data-fit-text]")].map(({ textContent }) => textContent);
      await navigator.clipboard.writeText(texts.join("\n"));
      toast(phrase("copied"));
    });
  }

  // Where the players are, in seconds.
  follow(time, isPlaying) {
    const found = this.#lines.findLast(({ start }) => start <= time + 0.05)?.line ?? null;
    if (found === this.#current) return;
    this.#current?.removeAttribute("aria-current");
    this.#current = found;
    found?.setAttribute("aria-current", "true");
    if (found && isPlaying && this.#follows) this.#reveal(found);
  }

  #reveal(line) {
    const box = this.#list;
    const top = line.offsetTop - box.offsetTop;
    const isSeen = top >= box.scrollTop && top + line.offsetHeight <= box.scrollTop + box.clientHeight;
    if (!isSeen) box.scrollTo({ top: top - box.clientHeight / 3, behavior: "smooth" });
  }
}
