// What this browser remembers. Storage may be full or forbidden; the page works without it.

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // nothing is lost but the memory of it
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // as above
  }
}
