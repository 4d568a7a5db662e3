// Sending files: with progress, with a way to stop, and with a warning before a page is left.

import { API, ApiError, failed } from "./api.js";
import { phrase } from "./words.js";

const under_way = new Set();

addEventListener("beforeunload", (event) => {
  if (under_way.size > 0) event.preventDefault();
});

export class UploadCancelled extends Error {}

// One file on its way. `onProgress` gets the share that was sent, within [0, 1].
export class Upload {
  #request = new XMLHttpRequest();

  // Resolves with the server's answer; rejects with ApiError or UploadCancelled.
  send(path, fields, onProgress) {
    const request = this.#request;
    under_way.add(this);
    const done = new Promise((resolve, reject) => {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      });
      request.addEventListener("load", () => this.#take(resolve, reject));
      request.addEventListener("error", () => reject(new ApiError(0, "offline", phrase("offline"))));
      request.addEventListener("abort", () => reject(new UploadCancelled()));
    });
    request.open("POST", API + path);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    request.send(body);
    return done.finally(() => under_way.delete(this));
  }

  cancel() {
    this.#request.abort();
  }

  #take(resolve, reject) {
    const { status, responseText } = this.#request;
    const answer = parsed(responseText);
    if (status >= 200 && status < 300) resolve(answer);
    else reject(failed(status, answer));
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
