// The REST interface. Failures become one kind of error with a code, a sentence and fields.

import { errorWords, knowsError, phrase } from "./words.js";

const SMALL = 20_000; // characters; browsers carry no more than 64 KiB on after a page

export const API = "/api/v1/";

export class ApiError extends Error {
  constructor(status, code, detail = "", fields = {}, inspection = null) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.inspection = inspection; // of a file that was refused
  }

  // What to tell a person.
  get words() {
    if (!knowsError(this.code)) return this.message;
    const { title, explanation, advice } = errorWords(this.code);
    return `${title}. ${[explanation, advice].filter(Boolean).join(" ")}`.trim();
  }
}

export async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  }
  if (body !== undefined) headers["Content-Type"] = "application/json";
  // Small commands are carried out even when the page is left at once.
  const text = JSON.stringify(body);
  const keepalive = method !== "GET" && method !== "POST" && (text ?? "").length < SMALL;
  const response = await send(path, { method, headers, keepalive, body: text });
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw failed(response.status, answer);
}

// The error that an answer of the server stands for.
export function failed(status, answer) {
  if (status === 401) signInAgain();
  return new ApiError(
    status,
    answer.code ?? "internal_error",
    answer.detail ?? "",
    answer.fields ?? {},
    answer.inspection ?? null,
  );
}

async function send(path, options) {
  try {
    return await fetch(path.startsWith("/") ? path : API + path, options);
  } catch {
    throw new ApiError(0, "offline", phrase("offline"));
  }
}

function signInAgain() {
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`${document.body.dataset.signIn}?next=${here}`);
}
