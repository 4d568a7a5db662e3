// One socket that keeps this tab true about all jobs of the person; REST while it is down.

import { call } from "./api.js";

const FIRST_WAIT = 500; // milliseconds before the first new try
const LONGEST_WAIT = 15_000;
const POLL_EVERY = 3000;
const SIGNED_OUT = 4401;

export const isFinished = (job) => ["succeeded", "failed", "cancelled"].includes(job.state);

class JobFeed {
  #listeners = new Set();
  #jobs = new Map();
  #wait = FIRST_WAIT;
  #socket = null;
  #poll = null;
  #started = false;

  // Call `listener` with every snapshot that says something new.
  subscribe(listener) {
    this.#listeners.add(listener);
    for (const job of this.#jobs.values()) listener(job);
    this.#start();
  }

  // Take a snapshot that came by another way, such as the answer to a command. Returns what is
  // known then: the socket may have told of the job's end before the answer came that began it.
  take(job) {
    const known = this.#jobs.get(job.id);
    if (known && isStale(known, job)) return known;
    this.#jobs.set(job.id, job);
    for (const listener of this.#listeners) listener(job);
    return job;
  }

  #start() {
    if (this.#started) return;
    this.#started = true;
    this.#connect();
    addEventListener("online", () => this.#connect());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#connect();
    });
  }

  #connect() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/jobs/`);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#wait = FIRST_WAIT;
      this.#stopPolling();
      this.#catchUp();
    });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "job") this.take(message);
    });
    socket.addEventListener("close", (event) => this.#lost(socket, event.code));
  }

  #lost(socket, code) {
    if (socket !== this.#socket) return;
    if (code === SIGNED_OUT) return;
    this.#startPolling();
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
    setTimeout(() => this.#connect(), wait);
  }

  // A job may have ended while nobody listened; the socket only tells of unfinished ones.
  #catchUp() {
    for (const job of this.#jobs.values()) {
      if (!isFinished(job)) this.refresh(job.id);
    }
  }

  async refresh(id) {
    try {
      this.take(await call("GET", `jobs/${id}/`));
    } catch (error) {
      if (error.status === 404) this.#jobs.delete(id);
    }
  }

  #startPolling() {
    this.#poll ??= setInterval(() => this.#catchUp(), POLL_EVERY);
  }

  #stopPolling() {
    clearInterval(this.#poll);
    this.#poll = null;
  }
}

// An answer that was under way for longer than a message over the socket must not undo it.
function isStale(known, job) {
  if (job.attempt !== known.attempt) return job.attempt < known.attempt;
  if (isFinished(known)) return !isFinished(job) && job.state !== "queued";
  return job.state === known.state && job.progress < known.progress;
}

export const feed = new JobFeed();
