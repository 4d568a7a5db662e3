// What the video looks like around the presenter: its shape, and what stands behind.

export class Look {
  #form;
  #backgrounds;
  #isVideo = false;
  #pictureAspect = "16:9"; // what a picture gets again after a video was chosen

  constructor(form, data) {
    this.#form = form;
    this.#backgrounds = new Map(data.backgrounds.map((background) => [background.id, background]));
    for (const swatch of form.querySelectorAll("[data-swatch]")) {
      swatch.style.background = this.#backgrounds.get(swatch.dataset.swatch).css;
    }
  }

  // What the API takes.
  get value() {
    const { aspect, background } = this.#form.elements;
    return { aspect: aspect.value, background: background.value };
  }

  // What the preview draws.
  get scene() {
    const { aspect, background } = this.value;
    return { aspect, background: this.#backgrounds.get(background) };
  }

  get draft() { return { ...this.value, aspect: this.#pictureAspect }; }

  fill({ aspect, background } = {}) {
    this.#pick("aspect", aspect);
    this.#pick("background", background);
    if (aspect && aspect !== "source") this.#pictureAspect = aspect;
  }

  // A video keeps its own shape; a picture gets back the one that was chosen for it.
  set kind(kind) {
    this.#isVideo = kind === "video";
    if (this.#isVideo) this.#pick("aspect", "source");
    else if (this.#form.elements.aspect.value === "source") this.#pick("aspect", this.#pictureAspect);
    this.changed();
  }

  changed() {
    if (!this.#isVideo) this.#pictureAspect = this.#form.elements.aspect.value;
  }

  #pick(name, value) {
    const radio = [...this.#form.querySelectorAll(`input[name=${name}]`)].find((one) => one.value === value);
    if (radio) radio.checked = true;
  }
}
