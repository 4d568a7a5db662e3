// A sound that is sent while it is still being recorded. It is whole once the recorder stopped.

export class GrowingSound {
  parts = [];
  size = 0;
  isWhole = false;
  #waiting = () => {};
  #wanted = Infinity; // bytes from which on the sender goes on

  constructor({ id, name, type }) {
    this.id = id;
    this.name = name;
    this.type = type;
  }

  get file() { return new File(this.parts, this.name, { type: this.type }); }

  add(part) {
    this.parts.push(part);
    this.size += part.size;
    if (this.size >= this.#wanted) this.#waiting();
  }

  end() {
    this.isWhole = true;
    this.#waiting();
  }

  piece(from, to) { return new Blob(this.parts).slice(from, to); }

  // Wait for so many bytes altogether, or for the end.
  async more(size) {
    if (this.isWhole || this.size >= size) return;
    this.#wanted = size;
    await new Promise((resolve) => { this.#waiting = resolve; });
    this.#wanted = Infinity;
  }
}
