// The square of a picture that is kept: a window behind which the picture is moved and enlarged.

const STEP = 12; // pixels of an arrow key
const ZOOM_STEP = 0.1;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export class SquareCrop {
  #window;
  #picture;
  #zoom;
  #x = 0; // of the picture's left edge in the window, in pixels; never above 0
  #y = 0;

  // `zoom` is a range from 1, where the shorter side fills the window.
  constructor(root, zoom) {
    this.#window = root;
    this.#picture = root.querySelector("img");
    this.#zoom = zoom;
    root.addEventListener("pointerdown", (event) => this.#drag(event));
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    zoom.addEventListener("input", () => this.#draw());
  }

  // Show a picture; fails if the browser cannot.
  async show(url) {
    this.#picture.src = url;
    await this.#picture.decode();
    this.#zoom.value = 1;
    const { width, height } = this.#size();
    const side = this.#window.clientWidth;
    [this.#x, this.#y] = [(side - width) / 2, (side - height) / 2];
    this.#draw();
  }

  // Left and top as shares of the picture's sides, side as share of the shorter one.
  get value() {
    const { width, height } = this.#size();
    return { left: -this.#x / width, top: -this.#y / height, side: 1 / Number(this.#zoom.value) };
  }

  // Of the picture as it is drawn, in pixels.
  #size() {
    const { naturalWidth, naturalHeight } = this.#picture;
    const scale = (this.#window.clientWidth * Number(this.#zoom.value)) / Math.min(naturalWidth, naturalHeight);
    return { width: naturalWidth * scale, height: naturalHeight * scale };
  }

  // What was in the middle stays there when the picture grows.
  #draw() {
    const side = this.#window.clientWidth;
    const before = parseFloat(this.#picture.style.width);
    const { width, height } = this.#size();
    if (before && before !== width) {
      const grown = width / before;
      this.#x = side / 2 - (side / 2 - this.#x) * grown;
      this.#y = side / 2 - (side / 2 - this.#y) * grown;
    }
    this.#x = clamp(this.#x, side - width, 0);
    this.#y = clamp(this.#y, side - height, 0);
    Object.assign(this.#picture.style, {
      width: `${width}px`,
      height: `${height}px`,
      translate: `${this.#x}px ${this.#y}px`,
    });
  }

  #move(dx, dy) {
    this.#x += dx;
    this.#y += dy;
    this.#draw();
  }

  #drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#window.focus();
    this.#window.setPointerCapture(event.pointerId);
    let { clientX: x, clientY: y } = event;
    const move = (now) => {
      this.#move(now.clientX - x, now.clientY - y);
      [x, y] = [now.clientX, now.clientY];
    };
    this.#window.addEventListener("pointermove", move);
    const stop = () => this.#window.removeEventListener("pointermove", move);
    this.#window.addEventListener("pointerup", stop, { once: true });
    this.#window.addEventListener("pointercancel", stop, { once: true });
  }

  #wheel(event) {
    event.preventDefault();
    this.#enlarge(event.deltaY < 0 ? ZOOM_STEP : -ZOOM_STEP);
  }

  #enlarge(step) {
    this.#zoom.value = Number(this.#zoom.value) + step;
    this.#draw();
  }

  #key(event) {
    const moves = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    const step = moves[event.key];
    const zoom = { "+": ZOOM_STEP, "-": -ZOOM_STEP }[event.key];
    if (!step && !zoom) return;
    event.preventDefault();
    if (step) this.#move(...step);
    else this.#enlarge(zoom);
  }
}
