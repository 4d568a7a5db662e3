// Tabs as screen readers know them: one stop for the Tab key, arrows move and show at once.

export class Tabs {
  #tabs;
  #onChange;

  constructor(list, onChange) {
    this.#tabs = [...list.querySelectorAll("[role=tab]")];
    this.#onChange = onChange;
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.#choose(tab);
    });
    list.addEventListener("keydown", (event) => this.#move(event));
  }

  get value() {
    return this.#tabs.find((tab) => tab.ariaSelected === "true").dataset.tab;
  }

  // Show a tab without telling anybody.
  set value(name) {
    const chosen = this.#tabs.find((tab) => tab.dataset.tab === name);
    if (!chosen) return;
    for (const tab of this.#tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
  }

  #choose(tab) {
    if (tab.dataset.tab === this.value) return;
    this.value = tab.dataset.tab;
    this.#onChange(this.value);
  }

  #move(event) {
    const at = this.#tabs.indexOf(event.target);
    const last = this.#tabs.length - 1;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = this.#tabs[(next + this.#tabs.length) % this.#tabs.length];
    tab.focus();
    this.#choose(tab);
  }
}
