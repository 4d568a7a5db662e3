// The studio follows one job: on its card, and in the preview once there is a film.

import { ApiError, call } from "./api.js";
import { JobCard } from "./jobcard.js";
import { feed, isFinished } from "./jobs.js";
import { forget, recall, remember } from "./storage.js";
import { toast } from "./toast.js";

const FOLLOW_FOR = 30 * 60_000; // milliseconds after its end that a job is shown again

export class Following {
  #root;
  #card;
  #preview;
  #key; // under which the browser remembers the job

  constructor(root, preview, key) {
    this.#root = root;
    this.#card = new JobCard(root);
    this.#preview = preview;
    this.#key = key;
  }

  get job() { return this.#card.job; }

  // Take up what is under way, or what ended a short while ago.
  begin(jobs, { old }) {
    feed.subscribe((job) => this.#hear(job));
    const unfinished = jobs.at(-1);
    const followed = recall(this.#key);
    if (unfinished) {
      this.follow(unfinished);
    } else if (followed && old) {
      call("GET", `jobs/${followed}/`).then(
        (job) => { if (!this.job && isRecent(job)) this.follow(job); },
        () => forget(this.#key), // the video was deleted
      );
    }
    for (const job of jobs) feed.take(job);
  }

  follow(job) {
    if (this.#preview.showsFilm) this.#preview.back();
    this.#card.follow(job);
    remember(this.#key, job.id);
    this.#show(job, { arrived: false });
  }

  // A job that was made just now.
  start(job) {
    this.follow(feed.take(job));
    this.#root.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  stop() {
    this.#card.clear();
    this.#preview.busy = false;
    forget(this.#key);
  }

  // From the film back to the picture of what is chosen.
  leaveFilm() {
    this.#preview.back();
    if (this.job && isFinished(this.job)) this.stop();
  }

  async command(name, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true"); // the card takes it away when the state changes
    const { id } = this.job;
    try {
      feed.take(await call("POST", `jobs/${id}/${name}/`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      button.removeAttribute("aria-busy");
      toast(error.words);
      feed.refresh(id);
    }
  }

  #hear(job) {
    if (job.kind === "quality") return; // it makes no video
    const current = this.job;
    if (!current) {
      if (!isFinished(job)) this.follow(job); // begun in another tab
      return;
    }
    if (job.id !== current.id) return;
    const arrived = !isFinished(current) && job.state === "succeeded";
    this.#card.follow(job);
    this.#show(job, { arrived });
  }

  #show(job, { arrived }) {
    this.#preview.busy = !isFinished(job);
    if (job.state === "succeeded") this.#preview.film(job.result, job.title, { start: arrived });
  }
}

// Yesterday's video is in the library; here it would stand in the way.
function isRecent(job) {
  return !job.finished_at || Date.now() - new Date(job.finished_at) < FOLLOW_FOR;
}
