// The camera as a way to a face: a guide to fill, hints about the light, a photo or a short video.

import { cameras, CameraProblem, Filming, obstacle, openCamera, recordedType, still } from "./cameracapture.js";
import { CameraEye } from "./cameraeye.js";
import { recall, remember } from "./storage.js";
import { phrase, timeOfDay } from "./words.js";

const DEVICE = "camera"; // what the browser remembers the chosen one by
const LOOKED_EVERY = 300; // milliseconds
const STEADY = 2; // looks that say the same before a hint changes
const SHORTEST = 3; // seconds of a video
const LONGEST = 20;

export class Camera {
  #root;
  #video;
  #stream = null;
  #eye = new CameraEye();
  #filming = null;
  #timer = 0;
  #seen = ["", 0];
  #onFile;
  #opening = 0; // counts, so that a camera that comes too late is let go

  constructor(root, { onFile }) {
    this.#root = root;
    this.#video = root.querySelector("video");
    this.#onFile = onFile;
    this.#part("shoot").addEventListener("click", () => this.#shoot());
    this.#part("film").addEventListener("click", () => this.#film());
    this.#part("retry").addEventListener("click", () => this.open());
    this.#part("device").addEventListener("change", ({ target }) => {
      remember(DEVICE, target.value);
      this.open();
    });
  }

  async open() {
    this.close();
    const turn = this.#opening;
    const reason = obstacle();
    if (reason) {
      this.#tell(reason);
      return;
    }
    this.#part("problem").hidden = true;
    this.#part("view").hidden = false;
    try {
      const stream = await openCamera(recall(DEVICE) ?? "");
      if (turn !== this.#opening) {
        release(stream);
        return;
      }
      this.#stream = stream;
    } catch (error) {
      if (!(error instanceof CameraProblem)) throw error;
      if (turn === this.#opening) this.#tell(error.reason);
      return;
    }
    this.#begin();
  }

  close() {
    this.#opening += 1;
    clearInterval(this.#timer);
    this.#filming?.stop();
    this.#filming = null;
    release(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.#buttons();
  }

  #begin() {
    const [track] = this.#stream.getVideoTracks();
    // Oneself is seen as in a mirror; the camera at the back of a phone shows others.
    this.#video.classList.toggle("is-mirrored", track.getSettings().facingMode !== "environment");
    track.addEventListener("ended", () => { if (this.#stream) this.#tell("busy"); });
    this.#video.srcObject = this.#stream;
    this.#video.play().catch(() => {}); // a still picture shows as well
    this.#eye.forget();
    this.#seen = ["", 0];
    this.#timer = setInterval(() => this.#look(), LOOKED_EVERY);
    this.#listDevices(track.getSettings().deviceId);
    this.#buttons();
  }

  async #listDevices(now) {
    const found = await cameras();
    const options = found.map(({ deviceId, label }, n) => (
      new Option(label || phrase("camera_number", { n: n + 1 }), deviceId, false, deviceId === now)
    ));
    this.#part("device").replaceChildren(...options);
    this.#part("devices").hidden = options.length < 2;
  }

  #look() {
    if (this.#filming) {
      const { seconds } = this.#filming;
      this.#part("time").textContent = phrase("camera_seconds", { n: Math.floor(seconds) });
      this.#part("film").disabled = seconds < SHORTEST;
      if (seconds >= LONGEST) this.#filming.stop();
      return;
    }
    const verdict = this.#eye.look(this.#video);
    const [last, times] = this.#seen;
    this.#seen = [verdict, verdict === last ? times + 1 : 1];
    if (this.#seen[1] === STEADY && verdict) this.#hint(verdict);
  }

  #hint(verdict) {
    this.#part("view").dataset.verdict = verdict;
    this.#part("hint").textContent = phrase(`camera_${verdict}`);
  }

  async #shoot() {
    if (!this.#stream || this.#filming) return;
    const file = await still(this.#video, phrase("camera_photo", { time: timeOfDay(Date.now()) }));
    this.close();
    this.#onFile(file);
  }

  #film() {
    if (this.#filming) {
      this.#filming.stop();
      return;
    }
    if (!this.#stream) return;
    const turn = this.#opening;
    const name = phrase("camera_video", { time: timeOfDay(Date.now()) });
    this.#filming = new Filming(this.#stream, {
      name,
      onEnd: (file) => {
        if (turn !== this.#opening) return; // the camera was closed: nobody wants it
        this.#filming = null;
        this.close();
        this.#onFile(file);
      },
    });
    this.#part("hint").textContent = phrase("camera_recording");
    this.#buttons();
  }

  #buttons() {
    const isOn = Boolean(this.#stream);
    const films = Boolean(this.#filming);
    this.#part("shoot").disabled = !isOn || films;
    this.#part("film").disabled = !isOn;
    this.#part("film").hidden = !recordedType();
    this.#part("film").toggleAttribute("data-on", films);
    this.#part("start-words").hidden = films;
    this.#part("stop-words").hidden = !films;
    this.#part("time").hidden = !films;
    this.#part("time").textContent = "";
    if (!isOn) this.#part("hint").textContent = "";
  }

  #tell(reason) {
    this.close();
    this.#part("view").hidden = true;
    this.#part("problem").hidden = false;
    this.#part("problem-words").textContent = phrase(`camera_${reason}`);
    this.#part("problem-advice").textContent = phrase(`camera_${reason}_advice`);
    this.#part("retry").hidden = reason === "insecure" || reason === "unsupported";
  }

  #part(name) { return this.#root.querySelector(`[data-camera-${name}]`); }
}

function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
