// Buttons that copy what they name: links, keys, secrets.

import { toast } from "./toast.js";
import { phrase } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  button.parentElement.querySelector("input[readonly]")?.select();
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(phrase("copied"));
  } catch {
    toast(phrase("copy_by_hand")); // no clipboard without https
  }
});
