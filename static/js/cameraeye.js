// What a camera sees, measured roughly: light inside and beside the oval, sharpness, movement.

const WIDTH = 128; // pixels of the small copy that is measured
const DARK = 60; // mean brightness of the oval, of 255
const BRIGHT = 215;
const BACKLIT = 55; // how much brighter it is beside the oval
const MOVING = 14; // mean change of a pixel since the last look
const BLURRED = 3; // mean difference of neighbours in the oval

export class CameraEye {
  #canvas = document.createElement("canvas");
  #before = null;

  forget() { this.#before = null; }

  // The end of a phrase's name: what hinders most, or "good"; nothing while there is no picture.
  look(video) {
    if (!video.videoWidth) return "";
    const height = Math.max(1, Math.round((WIDTH * video.videoHeight) / video.videoWidth));
    const grey = this.#grey(video, height);
    const seen = measured(grey, WIDTH, height);
    const change = this.#before?.length === grey.length ? difference(grey, this.#before) : 0;
    this.#before = grey;
    if (seen.inside < DARK) return "dark";
    if (seen.outside - seen.inside > BACKLIT) return "backlit";
    if (seen.inside > BRIGHT) return "bright";
    if (change > MOVING) return "moving";
    return seen.edges < BLURRED ? "blurred" : "good";
  }

  #grey(video, height) {
    this.#canvas.width = WIDTH;
    this.#canvas.height = height;
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, WIDTH, height);
    const { data } = context.getImageData(0, 0, WIDTH, height);
    const grey = new Uint8Array(WIDTH * height);
    for (let i = 0; i < grey.length; i += 1) {
      grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
    }
    return grey;
  }
}

// Means inside and outside of the oval, and how much neighbours inside differ. The oval is 0.76 of
// the height and three quarters as wide, as drawn over the picture.
function measured(grey, width, height) {
  const half = { y: 0.38 * height, x: 0.285 * height };
  const sums = { inside: 0, outside: 0, edges: 0, nInside: 0, nOutside: 0 };
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x;
      const dx = (x - width / 2) / half.x;
      const dy = (y - height / 2) / half.y;
      if (dx * dx + dy * dy > 1) {
        sums.outside += grey[at];
        sums.nOutside += 1;
      } else {
        sums.inside += grey[at];
        sums.edges += Math.abs(grey[at] - grey[at + 1]) + Math.abs(grey[at] - grey[at + width]);
        sums.nInside += 1;
      }
    }
  }
  return {
    inside: sums.inside / Math.max(1, sums.nInside),
    outside: sums.outside / Math.max(1, sums.nOutside),
    edges: sums.edges / Math.max(1, 2 * sums.nInside),
  };
}

function difference(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += Math.abs(one[i] - other[i]);
  return sum / one.length;
}
