// The page of a dub: what every video has, original and dub beside each other, the fit of lines.

import { Compare } from "./dubcompare.js";
import { FitLines } from "./dubfit.js";
import "./video.js";

const root = document.getElementById("compare");
if (root) {
  const fit = document.getElementById("fit");
  const lines = fit && new FitLines(fit, (seconds) => compare.playFrom(seconds));
  const compare = new Compare(root, (time, isPlaying) => lines?.follow(time, isPlaying));
}
