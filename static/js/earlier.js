// The scripts that were written before, to be opened again or deleted.

import { ApiError, call } from "./api.js";
import { icon } from "./icons.js";
import { toast } from "./toast.js";
import { day, phrase } from "./words.js";

const PAGE = "scripts/";

export class EarlierScripts {
  #dialog;
  #list;
  #next = null;
  #onOpen;
  #summary;

  // onOpen(id); summary(brief): a brief in one line
  constructor(dialog, { onOpen, summary }) {
    this.#dialog = dialog;
    this.#list = dialog.querySelector("[data-earlier]");
    this.#onOpen = onOpen;
    this.#summary = summary;
    dialog.addEventListener("click", (event) => this.#clicked(event));
  }

  async open() {
    this.#list.replaceChildren();
    this.#part("none").hidden = true;
    this.#part("more").hidden = true;
    this.#dialog.showModal();
    await this.#load(PAGE);
  }

  #part(name) { return this.#dialog.querySelector(`[data-earlier-${name}]`); }

  async #load(path) {
    try {
      const page = await call("GET", path);
      this.#list.append(...page.results.map((row) => this.#row(row)));
      this.#next = page.next ? new URL(page.next, location.href).search : null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
    }
    this.#part("none").hidden = this.#list.children.length > 0;
    this.#part("more").hidden = this.#next === null;
  }

  #row({ id, brief, script, state, created_at: created }) {
    const item = document.createElement("li");
    item.dataset.script = id;
    const open = document.createElement("button");
    open.type = "button";
    open.className = "earlier__open";
    const title = document.createElement("b");
    title.textContent = script?.title || brief.topic;
    const about = document.createElement("small");
    const unfinished = script ? "" : phrase(`script_${state}`);
    about.textContent = [day(created), this.#summary(brief), unfinished].filter(Boolean).join(" · ");
    open.append(title, about);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn--quiet btn--icon";
    remove.dataset.remove = "";
    remove.setAttribute("aria-label", phrase("delete_script", { title: title.textContent }));
    remove.append(icon("trash", "icon--small"));
    item.append(open, remove);
    return item;
  }

  #clicked(event) {
    const row = event.target.closest("[data-script]");
    if (event.target === this.#dialog) this.#dialog.close();
    else if (event.target.closest("[data-earlier-more] button")) this.#load(PAGE + this.#next);
    else if (event.target.closest("[data-remove]")) this.#remove(row);
    else if (row) {
      this.#dialog.close();
      this.#onOpen(row.dataset.script);
    }
  }

  async #remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    try {
      await call("DELETE", `scripts/${row.dataset.script}/`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.words);
      return;
    }
    row.remove();
    (next?.querySelector("[data-remove]") ?? this.#dialog.querySelector(".dialog__head button")).focus();
    this.#part("none").hidden = this.#list.children.length > 0;
  }
}
