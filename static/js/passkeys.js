// Passkeys: forms with data-passkey ask the browser for one before they are sent.
//
// "create" makes one and "get" shows one, with the options in #passkey-options; "login" shows one
// of anybody, with options that are fetched at the press, since they count for one try.
// https://www.w3.org/TR/webauthn-3/

import { phrase } from "./words.js";

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

function creation({ publicKey }, alone) {
  const selection = { ...publicKey.authenticatorSelection };
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  if (alone) selection.userVerification = "required";
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    authenticatorSelection: selection,
  };
}

function request({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: known(publicKey.allowCredentials),
  };
}

// What the server reads; the browsers' own toJSON is missing in older ones.
function plain(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: text(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = text(answer[name]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  if (form.dataset.passkey !== "login") {
    const given = JSON.parse(document.getElementById("passkey-options").textContent);
    return given.request_options ?? given.creation_options;
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new DOMException("", answer.status === 429 ? "TooManyError" : "NetworkError");
  return (await answer.json()).request_options;
}

async function ask(form) {
  const wanted = await options(form);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: creation(wanted, form.elements.passwordless.checked) })
      : await navigator.credentials.get({ publicKey: request(wanted) });
  form.elements.credential.value = JSON.stringify(plain(credential));
}

const REASONS = {
  InvalidStateError: "passkey_known", // this device has one for this account
  NotAllowedError: "passkey_stopped", // stopped, too late, or none there: browsers do not say which
  SecurityError: "passkey_address", // an address of numbers, or the wrong one
  TooManyError: "passkey_too_often",
};

function tell(form, error) {
  const place = form.querySelector("[data-passkey-error]");
  place.querySelector("span").textContent = phrase(REASONS[error.name] ?? "passkey_failed");
  place.hidden = false;
}

async function send(event) {
  const form = event.currentTarget;
  const button = form.querySelector("[type=submit]");
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  form.querySelector("[data-passkey-error]").hidden = true;
  try {
    await ask(form);
    form.submit();
  } catch (error) {
    button.removeAttribute("aria-busy");
    tell(form, error);
  }
}

// Browsers know passkeys on https and on localhost, and only for names: not for 127.0.0.1.
const isPossible = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|^\[/.test(location.hostname);
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (isPossible || form.dataset.passkey === "create") form.hidden = false;
  if (isPossible) {
    form.addEventListener("submit", send);
  } else if (form.dataset.passkey === "create") {
    form.querySelector("[type=submit]").disabled = true;
    tell(form, new DOMException("", window.PublicKeyCredential ? "SecurityError" : "NotSupportedError"));
  }
}

// Nothing to choose from: no line between one way and none.
for (const ways of document.querySelectorAll(".ways")) {
  if (!ways.querySelector("form:not([hidden]), a")) ways.hidden = true;
}
