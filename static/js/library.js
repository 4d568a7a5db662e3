// The library: undo of a video that was deleted on its own page.

import { offerUndo } from "./films.js";

const dialog = document.getElementById("player");
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // a press beside the dialog
});

const address = new URL(location.href);
const deleted = document.querySelector("[data-deleted]");
if (deleted) {
  address.searchParams.delete("deleted");
  history.replaceState(null, "", address);
  offerUndo(deleted.dataset.deleted, deleted.dataset.title, () => location.reload());
}
