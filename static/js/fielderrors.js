// Errors at their fields: a line [data-error=NAME] below, the field marked as wrong.

export class FieldErrors {
  #form;
  #stands; // by name: what has the focus in place of a field that is no form control

  constructor(form, stands = {}) {
    this.#form = form;
    this.#stands = stands;
  }

  // Whether the form has a place for an error of this name.
  show(name, message) {
    const line = this.#line(name);
    if (!line) return false;
    line.querySelector("[data-error-text]").textContent = message;
    line.hidden = false;
    const field = this.#field(name);
    if (field instanceof Element) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", line.id);
    }
    return true;
  }

  clear(name) {
    const line = this.#line(name);
    if (!line || line.hidden) return;
    line.hidden = true;
    const field = this.#field(name);
    if (field instanceof Element) field.removeAttribute("aria-invalid");
  }

  clearAll() {
    for (const line of this.#form.querySelectorAll("[data-error]")) this.clear(line.dataset.error);
  }

  focusFirst() {
    const lines = [...this.#form.querySelectorAll("[data-error]:not([hidden])")];
    const line = lines.find((one) => one.getClientRects().length > 0) ?? lines[0];
    if (!line) return;
    const field = this.#field(line.dataset.error);
    (field instanceof RadioNodeList ? field[0] : field)?.focus();
  }

  #line(name) {
    return this.#form.querySelector(`[data-error="${name}"]`);
  }

  #field(name) {
    return this.#stands[name]?.() ?? this.#form.elements[name];
  }
}
