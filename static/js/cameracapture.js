// The camera itself: ask for it, take a picture, record a short video without sound.

import { reasonOf } from "./deviceaccess.js";

const SIDE = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const BITS = 8_000_000; // a second
const QUALITY = 0.95; // of a JPEG
const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/mp4;codecs=avc1", "video/webm", "video/mp4"];

// Why there is no camera: `reason` is the end of a phrase's name.
export class CameraProblem extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// What stands in the way before anybody is asked; nothing where all is well.
export function obstacle() {
  if (!globalThis.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia ? "" : "unsupported";
}

export function recordedType() {
  return TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type)) ?? "";
}

// The stream of a camera; throws CameraProblem. A chosen one that is gone is replaced.
export async function openCamera(device) {
  const which = device ? { deviceId: { exact: device } } : { facingMode: "user" };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...SIDE, ...which } });
  } catch (error) {
    const isGone = error.name === "OverconstrainedError" || error.name === "NotFoundError";
    if (device && isGone) return openCamera("");
    throw new CameraProblem(await reasonOf(error, "camera"));
  }
}

export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId);
}

// What a video element shows, as a JPEG; never mirrored.
export async function still(video, name) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  return new File([blob], `${name}.jpg`, { type: "image/jpeg" });
}

// One video. `onEnd` gets the file once it has stopped.
export class Filming {
  #recorder;
  #parts = [];
  #since = performance.now();

  constructor(stream, { name, onEnd }) {
    const type = recordedType();
    this.#recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS });
    this.#recorder.addEventListener("dataavailable", ({ data }) => { if (data.size) this.#parts.push(data); });
    this.#recorder.addEventListener("stop", () => {
      const plain = type.split(";")[0];
      onEnd(new File(this.#parts, `${name}.${plain === "video/mp4" ? "mp4" : "webm"}`, { type: plain }));
    });
    this.#recorder.start();
  }

  get seconds() { return (performance.now() - this.#since) / 1000; }

  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }
}
