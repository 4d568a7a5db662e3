// The quality of a finished video: check it, show what was found, play from where it was found.

import { ApiError, call } from "./api.js";
import { feed, isFinished } from "./jobs.js";
import { fill, Meter, unwatch, watch } from "./meter.js";
import { toast } from "./toast.js";
import { errorWords, phrase } from "./words.js";

export class Quality {
  #root;
  #film;
  #job = null;
  #meter = new Meter();

  constructor(root, film, job) {
    this.#root = root;
    this.#film = film;
    root.addEventListener("click", (event) => this.#clicked(event));
    document.getElementById("zoom").addEventListener("click", (event) => {
      if (event.target === event.currentTarget) event.currentTarget.close();
    });
    this.#show("idle");
    feed.subscribe((changed) => { if (changed.id === this.#job?.id) this.#take(changed); });
    if (job && !isFinished(job)) {
      this.#job = job;
      feed.take(job);
    }
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.seek) this.#play(Number(button.dataset.seek));
    else if (button.matches("[data-zoom]")) this.#zoom(button.querySelector("img").src);
    else if (button.dataset.qualityAct === "check") this.#check(button);
    else if (button.dataset.qualityAct === "cancel") this.#cancel(button);
  }

  #play(time) {
    this.#film.currentTime = time;
    this.#film.scrollIntoView({ block: "nearest", behavior: "smooth" });
    this.#film.focus({ preventScroll: true });
    this.#film.play().catch(() => {}); // the controls are there
  }

  #zoom(url) {
    const dialog = document.getElementById("zoom");
    dialog.querySelector("img").src = url;
    dialog.showModal();
  }

  #check(button) {
    return this.#attempt(button, async () => {
      const job = await call("POST", this.#root.dataset.api);
      this.#meter = new Meter();
      this.#job = job; // as it began: whatever is known by now is new to this card
      this.#take(feed.take(job));
      this.#part("[data-quality-act=cancel]").focus();
    });
  }

  #cancel(button) {
    return this.#attempt(button, async () => feed.take(await call("POST", `jobs/${this.#job.id}/cancel/`)));
  }

  async #attempt(button, command) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await command();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async #take(job) {
    const hadFocus = this.#part(".quality__wait").contains(document.activeElement);
    const over = isFinished(this.#job) && isFinished(job);
    this.#job = job;
    this.#meter.take(job);
    if (!isFinished(job)) {
      this.#follow(job);
      return;
    }
    unwatch(this.#root);
    if (job.state === "succeeded" && !over) await this.#fetch();
    if (job.state === "failed") this.#explain(job);
    this.#show(job.state === "succeeded" ? "idle" : job.state);
    if (job.state !== "succeeded") this.#say(phrase(`quality_${job.state}`));
    if (hadFocus) this.#part("[data-quality-act=check]").focus();
  }

  #follow(job) {
    this.#show(job.state);
    this.#part("[data-quality-words]").textContent = phrase(`quality_${job.state}`);
    this.#say(phrase(`quality_${job.state}`));
    watch(this.#root, this.#meter, (meter) => {
      fill(this.#part(".track"), meter.fraction);
      this.#part("[data-quality-left]").textContent = job.state === "running" ? meter.words : "";
    });
  }

  #explain(job) {
    const { explanation, advice } = errorWords(job.error?.code);
    const words = [phrase("quality_failed"), explanation, advice].filter(Boolean);
    this.#part("[data-quality-why]").textContent = words.join(". ").replaceAll("..", ".");
  }

  // The server draws the report.
  async #fetch() {
    const answer = await fetch(this.#root.dataset.measured).catch(() => null);
    if (!answer?.ok) {
      toast(phrase("offline"));
      return;
    }
    this.#part("[data-quality-results]").innerHTML = await answer.text();
    this.#part("[data-quality-invite]")?.remove();
    const label = this.#part("[data-quality-label]");
    label.textContent = label.dataset.again;
    this.#say(phrase("quality_ready"));
  }

  #show(state) {
    for (const part of this.#root.querySelectorAll("[data-quality-in]")) {
      part.hidden = !part.dataset.qualityIn.split(" ").includes(state);
    }
  }

  #say(words) {
    const live = this.#part("[data-quality-live]");
    if (live.textContent !== words) live.textContent = words;
  }

  #part(selector) {
    return this.#root.querySelector(selector);
  }
}
