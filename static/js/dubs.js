// The page of dubs: a new one, and those that are there.

import { DubList } from "./dublist.js";
import { NewDub } from "./dubnew.js";

const data = JSON.parse(document.getElementById("dub-data").textContent);
const list = new DubList(document.querySelector("[data-dubs]"), document.querySelector("[data-dubs-live]"));

new NewDub(document.getElementById("new-dub"), data, (project, isLookedAt) => {
  if (isLookedAt) location.assign(data.editor_url.replace("00000000-0000-0000-0000-000000000000", project.id));
  else list.add(project);
});
