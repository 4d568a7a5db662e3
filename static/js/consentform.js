// The step of consent: who is shown, what is stated about them, what else has to be known.

import { phrase } from "./words.js";

export class ConsentForm {
  #root;
  #form;
  #errors;

  constructor(root, errors) {
    this.#root = root;
    this.#form = root.closest("form");
    this.#errors = errors;
    root.addEventListener("change", ({ target }) => { if (target.name === "who") this.#choose(); });
  }

  get #who() { return this.#form.elements.who.value; }

  // Somebody else may be in the next picture.
  clear() {
    for (const field of this.#root.querySelectorAll("input")) {
      if (field.type === "text" || field.type === "email") field.value = "";
      else field.checked = false;
    }
    this.#choose();
  }

  get value() {
    const { person_name: name, person_email: email, is_minor: minor, is_public_figure: known } = this.#form.elements;
    const isOther = this.#who === "other";
    return {
      who: this.#who,
      version: this.#root.dataset.version,
      person_name: isOther ? name.value.trim() : "",
      person_email: isOther ? email.value.trim() : "",
      is_minor: this.#who !== "nobody" && minor.checked,
      is_public_figure: this.#who !== "nobody" && known.checked,
    };
  }

  // Say what is missing; whether nothing is.
  check() {
    const missing = [];
    const { person_name: name, person_email: email, may_use: mayUse } = this.#form.elements;
    if (!this.#who) missing.push(["who", "who_needed"]);
    else if (this.#who === "other") {
      if (!name.value.trim()) missing.push(["person_name", "person_name_needed"]);
      const asks = this.#root.dataset.proof === "email";
      if ((asks && !email.value.trim()) || !email.checkValidity()) missing.push(["person_email", "person_email_needed"]);
    }
    if (this.#who && !mayUse.checked) missing.push(["may_use", "statement_needed"]);
    for (const [field, words] of missing) this.#errors.show(field, phrase(words));
    return missing.length === 0;
  }

  #choose() {
    const who = this.#who;
    for (const part of this.#root.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(who);
    }
    this.#form.elements.may_use.checked = false; // another statement
    for (const name of ["who", "may_use", "person_name", "person_email"]) this.#errors.clear(name);
  }
}
