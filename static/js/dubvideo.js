// The page of a dub: what every video has, original and dub beside each other, the fit of lines.

import { ApiError, call } from "./api.js";
import { Compare } from "./dubcompare.js";
import { FitLines } from "./dubfit.js";
import { toast } from "./toast.js";
import "./video.js";

const root = document.getElementById("compare");
if (root) {
  const fit = document.getElementById("fit");
  const lines = fit && new FitLines(fit, (seconds) => compare.playFrom(seconds));
  const compare = new Compare(root, (time, isPlaying) => lines?.follow(time, isPlaying));
}

const again = document.querySelector("[data-render]");
again?.addEventListener("click", async () => {
  again.setAttribute("aria-busy", "true");
  try {
    await call("POST", again.dataset.render, { targets: [again.dataset.language] });
    location.reload(); // the page then follows the new job
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    again.removeAttribute("aria-busy");
    toast(error.words);
  }
});
