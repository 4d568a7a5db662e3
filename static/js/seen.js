// Tells the server that somebody watched a job end, so that no e-mail has to tell it.

import { call } from "./api.js";
import { feed, isFinished } from "./jobs.js";

const watched = new Set(); // ids of jobs that this page saw at work
const unseen = new Set(); // those that ended while the page was hidden

feed.subscribe((job) => {
  if (!isFinished(job)) {
    watched.add(job.id);
  } else if (watched.delete(job.id) && job.state !== "cancelled") {
    if (document.visibilityState === "visible") tell(job.id);
    else unseen.add(job.id);
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  for (const id of unseen) tell(id);
  unseen.clear();
});

async function tell(id) {
  try {
    await call("POST", `jobs/${id}/seen/`);
  } catch {
    // then an e-mail comes as well
  }
}
