// Why a browser gives no microphone or camera: the end of a phrase's name.

export async function reasonOf({ name, message }, device) {
  if (name === "NotAllowedError") {
    if (/system/iu.test(message)) return "blocked_by_system";
    return await permission(device) === "prompt" ? "dismissed" : "denied";
  }
  if (name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unknown";
}

// "granted", "denied", "prompt", or nothing where a browser does not tell.
async function permission(device) {
  try {
    return (await navigator.permissions.query({ name: device })).state;
  } catch {
    return "";
  }
}
