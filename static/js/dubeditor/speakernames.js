// What somebody who speaks is called.

import { phrase } from "../words.js";
import { speakerOf } from "./edits.js";

export function speakerName(doc, id) {
  const name = speakerOf(doc, id)?.name?.trim();
  return name || phrase("speaker_number", { n: doc.script.speakers.findIndex((one) => one.id === id) + 1 });
}
