// The microphone itself: ask for it, record it in pieces, keep the screen on meanwhile.

import { reasonOf } from "./deviceaccess.js";

const PIECE = 1000; // milliseconds of sound in each piece
const BITS = 128_000; // a second; speech in Opus or AAC loses nothing by it
// The first that a browser can make: Chrome and Firefox the first two, Safari the last.
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];

// Why there is no microphone: `reason` is the end of a phrase's name.
export class MicrophoneProblem extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// What stands in the way before anybody is asked; nothing where all is well.
export function obstacle() {
  if (!globalThis.isSecureContext) return "insecure";
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder || !recordedType()) return "unsupported";
  return "";
}

export function recordedType() {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}

export function fileEnding(type) {
  return { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" }[type.split(";")[0]] ?? "webm";
}

// Own voices keep their sound: noise is taken out and loudness evened out afterwards, and better.
// A browser's gain control would make the first words too loud.
const wish = (device) => ({
  audio: {
    deviceId: device ? { exact: device } : undefined,
    channelCount: { ideal: 1 },
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  },
});

// The stream of a microphone; throws MicrophoneProblem. A chosen one that is gone is replaced.
export async function openMicrophone(device) {
  try {
    return await navigator.mediaDevices.getUserMedia(wish(device));
  } catch (error) {
    const isGone = error.name === "OverconstrainedError" || error.name === "NotFoundError";
    if (device && isGone) return openMicrophone("");
    throw new MicrophoneProblem(await reasonOf(error, "microphone"));
  }
}

// All microphones; their names are known once one of them was allowed.
export async function microphones() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
}

// One recording. `onPiece` gets what was recorded of late, `onEnd` the word that it ended, also
// when the microphone was unplugged (`isLost`), `onMute` that something else took it.
export class Capture {
  #stream;
  #recorder;
  #lock = null;
  #recorded = 0; // milliseconds before the last start
  #since = null;
  #isLost = false;
  #relock = () => { if (document.visibilityState === "visible" && this.isRunning) this.#keepAwake(); };

  constructor(stream, { onPiece, onEnd, onMute }) {
    this.#stream = stream;
    const [track] = stream.getAudioTracks();
    this.#recorder = new MediaRecorder(stream, { mimeType: recordedType(), audioBitsPerSecond: BITS });
    this.#recorder.addEventListener("dataavailable", ({ data }) => { if (data.size) onPiece(data); });
    this.#recorder.addEventListener("stop", () => onEnd({ isLost: this.#isLost }));
    this.#recorder.addEventListener("error", () => this.#lose());
    track.addEventListener("ended", () => this.#lose());
    track.addEventListener("mute", () => { if (this.#recorder.state === "recording") onMute(); });
  }

  get type() { return this.#recorder.mimeType || recordedType(); }

  get isRunning() { return this.#recorder.state === "recording"; }

  // Seconds that were recorded.
  get seconds() {
    const now = this.#since === null ? 0 : performance.now() - this.#since;
    return (this.#recorded + now) / 1000;
  }

  start() {
    this.#recorder.start(PIECE);
    this.#since = performance.now();
    this.#keepAwake();
    document.addEventListener("visibilitychange", this.#relock);
  }

  pause() {
    if (!this.isRunning) return;
    this.#recorder.pause();
    this.#hold();
  }

  resume() {
    if (this.#recorder.state !== "paused") return;
    this.#recorder.resume();
    this.#since = performance.now();
  }

  stop() {
    this.#hold();
    document.removeEventListener("visibilitychange", this.#relock);
    this.#lock?.release().catch(() => {});
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    for (const track of this.#stream.getTracks()) track.stop();
  }

  #lose() {
    if (this.#recorder.state === "inactive") return;
    this.#isLost = true;
    this.stop();
  }

  #hold() {
    if (this.#since !== null) this.#recorded += performance.now() - this.#since;
    this.#since = null;
  }

  async #keepAwake() {
    try {
      this.#lock = await navigator.wakeLock?.request("screen") ?? null;
    } catch {
      this.#lock = null; // the battery is low; the recording goes on
    }
  }
}
