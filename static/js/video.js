// The page of one video: follows its job until there is something to watch.

import { ApiError, call } from "./api.js";
import "./films.js";
import { JobCard } from "./jobcard.js";
import { feed } from "./jobs.js";
import { Posting } from "./posting.js";
import { Quality } from "./quality.js";
import { Said } from "./said.js";
import { openSharing } from "./share.js";
import { afterEditing } from "./title.js";
import { toast } from "./toast.js";

const root = document.getElementById("job");
const card = new JobCard(root);
const first = JSON.parse(document.getElementById("video-job").textContent);

function show(job) {
  card.follow(job);
  // with a video above it, the card only speaks while another one is being made
  if (job.state === "succeeded") card.clear();
}

// the one player, or that of a dub beside its original
const film = document.querySelector(".watch__film video, video[data-side=dub]");

document.getElementById("share")?.addEventListener("click", openSharing);

const quality = document.getElementById("quality");
if (quality) {
  const job = JSON.parse(document.getElementById("quality-job").textContent);
  new Quality(quality, film, job);
}

const said = document.getElementById("said");
if (said) new Said(said, film);
const posting = document.getElementById("posting");
if (posting) new Posting(posting, posting.closest("[data-video]").dataset.video);

if (first) {
  show(first);
  feed.take(first);
  feed.subscribe((job) => {
    if (job.id !== first.id) return;
    if (job.state === "succeeded" && first.state !== "succeeded") afterEditing(document, () => location.reload());
    else show(job);
  });
}

root.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-job-act]");
  if (!button) return;
  if (button.dataset.jobAct === "dismiss") {
    card.clear();
    document.getElementById("main").focus();
    return;
  }
  if (button.dataset.jobAct === "edit") return; // a link
  button.setAttribute("aria-busy", "true");
  try {
    feed.take(await call("POST", `jobs/${first.id}/${button.dataset.jobAct}/`));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.words);
  }
});
