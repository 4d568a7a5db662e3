// Captions: how they are to look, and the same on the preview, measured as they are painted.

const UPRIGHT = 1.2; // sides of a picture from which on it is upright, or wide
const DARK = 90; // brightness of letters below which what sets them off is white

export class CaptionForm {
  #fields;
  #usual;

  constructor(form, measures) {
    this.#fields = form.elements;
    this.#usual = measures.usual;
  }

  get isOn() { return this.#fields.captions.checked; }

  set isOn(yes) { this.#fields.captions.checked = yes; }

  // The chosen style, whether captions are on or not.
  get style() {
    const fields = this.#fields;
    return {
      position: fields["caption-position"].value,
      size: fields["caption-size"].value,
      colour: fields["caption-colour"].value,
      style: fields["caption-style"].value,
      highlight: fields["caption-marked"].checked ? fields["caption-highlight"].value : null,
    };
  }

  // What the API takes.
  get value() { return this.isOn ? this.style : null; }

  fill(style) {
    const { position, size, colour, style: look, highlight } = { ...this.#usual, ...style };
    this.#pick("caption-position", position);
    this.#pick("caption-size", size);
    this.#pick("caption-style", look);
    this.#fields["caption-colour"].value = colour;
    this.#fields["caption-marked"].checked = highlight !== null;
    if (highlight) this.#fields["caption-highlight"].value = highlight;
  }

  #pick(name, value) {
    const radio = [...this.#fields[name]].find((one) => one.value === value);
    if (radio) radio.checked = true;
  }
}

export class CaptionSketch {
  #box;
  #line;
  #measures;

  constructor(box, measures) {
    this.#box = box;
    this.#line = box.firstElementChild;
    this.#measures = measures;
  }

  // `size`: width and height of the picture, in any unit. No style, no captions.
  draw(style, size, words) {
    this.#box.hidden = !style;
    if (!style) return;
    const shape = this.#measures.shapes[shapeOf(size)];
    const { dataset, style: css } = this.#box;
    dataset.look = style.style;
    dataset.position = style.position;
    css.setProperty("--em", shape.em * this.#measures.sizes[style.size]);
    css.setProperty("--room", shape.width);
    css.setProperty("--top", shape.top);
    css.setProperty("--bottom", 1 - shape.bottom);
    css.setProperty("--line", this.#measures.line);
    css.setProperty("--letters", style.colour);
    css.setProperty("--backing", brightness(style.colour) < DARK ? "255 255 255" : "0 0 0");
    this.#write(words, this.#lineLength(shape, style, size), style.highlight);
  }

  // Characters of a line: fewer where larger letters leave no room for more.
  #lineLength(shape, style, { width, height }) {
    const em = shape.em * this.#measures.sizes[style.size] * Math.min(width, height);
    const room = (shape.width * width) / em / this.#measures.letter;
    return Math.max(8, Math.min(shape.line, Math.floor(room)));
  }

  // The first words, as many as are shown at one time; one of them as if it were being said.
  #write(words, length, highlight) {
    const shown = firstWords(words, length * 2);
    const marked = Math.min(1, shown.length - 1);
    this.#line.replaceChildren(...shown.flatMap((word, index) => {
      const element = document.createElement("span");
      element.textContent = word;
      if (index === marked && highlight) element.style.color = highlight;
      return index ? [" ", element] : [element];
    }));
    this.#line.dir = "auto";
  }
}

function shapeOf({ width, height }) {
  if (height >= width * UPRIGHT) return "upright";
  return width >= height * UPRIGHT ? "wide" : "square";
}

function firstWords(text, length) {
  const shown = [];
  let n = 0;
  for (const word of text.trim().split(/\s+/u)) {
    n += word.length + 1;
    if (n > length && shown.length > 0) break;
    shown.push(word.slice(0, length));
    if (/[.!?。！？]$/u.test(word) && shown.length > 2) break;
  }
  return shown;
}

function brightness(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
