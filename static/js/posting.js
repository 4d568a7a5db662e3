// Title, description and hashtags of a video: copied to where it is published, edited in place.

import { ApiError, call } from "./api.js";
import { tagsOf } from "./scriptcards.js";
import { toast } from "./toast.js";
import { phrase } from "./words.js";

const ORDER = ["title", "description", "hashtags"];

export class Posting {
  #root;
  #address;

  constructor(root, video) {
    this.#root = root;
    this.#address = `videos/${video}/`;
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("change", (event) => this.#save(event.target));
  }

  #field(name) { return this.#root.querySelector(`[data-posting=${name}] textarea`); }

  #text(name) {
    const text = this.#field(name).value.trim();
    return name === "hashtags" ? tagsOf(text).map((tag) => `#${tag}`).join(" ") : text;
  }

  async #clicked(event) {
    let text = null;
    const one = event.target.closest("[data-posting-copy]");
    if (one) text = this.#text(one.closest("[data-posting]").dataset.posting);
    else if (event.target.closest("[data-posting-all]")) text = ORDER.map((name) => this.#text(name)).filter(Boolean).join("\n\n");
    if (text === null) return;
    await navigator.clipboard.writeText(text);
    toast(phrase("copied"));
  }

  async #save(field) {
    const name = field.closest("[data-posting]").dataset.posting;
    const value = name === "hashtags" ? tagsOf(field.value) : field.value.trim();
    try {
      const video = await call("PATCH", this.#address, { [name]: value });
      this.#root.querySelector("[data-posting-saved]").textContent = phrase("saved");
      if (name === "title") showTitle(field, video.title);
      if (name === "hashtags") field.value = this.#text("hashtags");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
  }
}

function showTitle(field, title) {
  field.value = title;
  for (const shown of document.querySelectorAll("[data-title-text]")) shown.textContent = title;
}
