// The card under the preview that follows one job from the press of the button to the video.

import { isFinished } from "./jobs.js";
import { fill, Meter, unwatch, watch } from "./meter.js";
import { clock, counted, errorWords, phrase, size, stageWords } from "./words.js";

export class JobCard {
  #root;
  #meter = new Meter();
  #job = null;
  #said = "";

  constructor(root) {
    this.#root = root;
  }

  get job() {
    return this.#job;
  }

  follow(job) {
    if (this.#job?.id !== job.id) this.#meter = new Meter();
    if (this.#job?.state !== job.state) this.#free();
    const hadFocus = this.#root.contains(document.activeElement);
    this.#job = job;
    this.#meter.take(job);
    this.#root.hidden = false;
    this.#root.dataset.state = job.state;
    for (const part of this.#root.querySelectorAll("[data-in]")) {
      part.hidden = !part.dataset.in.split(" ").includes(job.state);
    }
    this.#part("title").textContent = this.#title(job);
    this.#tell(job);
    if (isFinished(job)) this.#showEnd(job);
    else this.#showRunning(job);
    // the pressed button may be gone; no other one takes its focus, lest a second press hits it
    if (hadFocus && !isShown(document.activeElement)) this.#part("title").focus();
  }

  // Buttons that were pressed wait until the state they lead to has come.
  #free() {
    for (const button of this.#root.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }

  // Where the focus goes when it was on the card, its page has to say.
  clear() {
    this.#job = null;
    this.#root.hidden = true;
    unwatch(this.#root);
  }

  #part(name) {
    return this.#root.querySelector(`[data-job-part="${name}"]`);
  }

  #title(job) {
    if (job.state === "failed") return errorWords(job.error?.code).title;
    return phrase(`job_${job.state}`);
  }

  #showRunning(job) {
    this.#drawStages(job);
    const track = this.#root.querySelector(".track");
    const left = this.#part("left");
    watch(this.#root, this.#meter, (meter) => {
      fill(track, meter.fraction);
      left.textContent = job.state === "queued" ? queueWords(job) : meter.words;
    });
  }

  #drawStages(job) {
    const list = this.#part("stages");
    if (list.children.length !== job.stages.length) {
      list.replaceChildren(...job.stages.map((stage) => {
        const item = document.createElement("li");
        const dot = document.createElement("span");
        dot.className = "stages__dot";
        dot.ariaHidden = "true";
        const state = document.createElement("span");
        state.className = "visually-hidden";
        item.append(dot, stageWords(stage.id).title, state);
        return item;
      }));
    }
    job.stages.forEach((stage, index) => {
      list.children[index].dataset.state = stage.state;
      list.children[index].lastElementChild.textContent = ` – ${phrase(`stage_${stage.state}`)}`;
    });
  }

  #showEnd(job) {
    unwatch(this.#root);
    if (job.state === "succeeded") {
      const { result } = job;
      this.#part("facts").textContent =
        [clock(result.duration), `${result.width} × ${result.height}`, size(result.size_bytes)].join(" · ");
      this.#part("open").href = result.page_url;
      this.#part("download").href = result.download_url;
    }
    if (job.state === "failed") {
      this.#showFailure(job);
    }
  }

  // Where the material is at fault, another attempt would fail again: only editing helps.
  #showFailure(job) {
    const known = errorWords(job.error?.code);
    this.#part("why").textContent = [job.error?.facts?.reason ?? known.explanation, known.advice].filter(Boolean).join(" ");
    this.#part("retry").hidden = !known.can_retry;
    this.#part("edit").classList.toggle("btn--quiet", known.can_retry);
    this.#part("edit").href = this.#root.dataset.editUrl ?? this.#root.dataset.edit + job.video;
  }

  // The live region speaks when something begins or ends, not at every percent.
  #tell(job) {
    let words = this.#title(job);
    if (job.state === "failed") {
      words = `${words}. ${errorWords(job.error?.code).advice}`;
    } else if (job.state === "running") {
      const at = job.stages.findIndex((stage) => stage.id === job.stage);
      if (at >= 0) words = phrase("step", { n: at + 1, of: job.stages.length, what: stageWords(job.stage).doing });
    } else if (job.state === "queued") {
      words = `${words}. ${queueWords(job)}`;
    }
    if (words === this.#said) return;
    this.#said = words;
    this.#part("live").textContent = words;
  }
}

const isShown = (element) => element !== document.body && element.getClientRects().length > 0;

function queueWords(job) {
  if (job.is_held) return phrase("held");
  const before = (job.queue_position ?? 1) - 1;
  return before > 0 ? counted("before_you", before) : phrase("next_in_line");
}
