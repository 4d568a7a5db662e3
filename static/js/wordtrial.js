// Says a word as it would be said in a video; one at a time.

import { API, ApiError, failed } from "./api.js";
import { setIcon } from "./icons.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

export class Trial {
  #sound = new Audio();
  #button = null;
  #asked = 0;

  constructor() {
    this.#sound.addEventListener("ended", () => this.stop());
  }

  async toggle(button, entry) {
    const same = button === this.#button;
    this.stop();
    if (same) return;
    this.#button = button;
    this.#asked += 1;
    const now = this.#asked;
    this.#mark("true", "true");
    try {
      const address = URL.createObjectURL(await soundOf(entry));
      if (now !== this.#asked) return;
      this.#sound.src = address;
      await this.#sound.play();
      this.#mark("false", "true");
    } catch (error) {
      if (now === this.#asked) this.stop();
      if (error instanceof ApiError) toast(error.words);
      else if (error.name !== "AbortError") toast(phrase("sample_failed"));
    }
  }

  stop() {
    this.#sound.pause();
    if (this.#sound.src) URL.revokeObjectURL(this.#sound.src);
    this.#mark("false", "false");
    this.#asked += 1;
    this.#button = null;
  }

  #mark(busy, pressed) {
    if (!this.#button) return;
    this.#button.setAttribute("aria-busy", busy);
    this.#button.setAttribute("aria-pressed", pressed);
    setIcon(this.#button, pressed === "true" ? "stop" : "play");
  }
}

async function soundOf(entry) {
  const response = await fetch(`${API}pronunciations/try/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    },
    body: JSON.stringify(entry),
  }).catch(() => { throw new ApiError(0, "offline", phrase("offline")); });
  if (!response.ok) throw failed(response.status, await response.json().catch(() => ({})));
  return response.blob();
}
