// Files that are dropped or chosen. A zone is a label around an input of type file.

// A file dropped beside a zone must not replace the page.
for (const type of ["dragover", "drop"]) {
  document.addEventListener(type, (event) => {
    if (isFile(event)) event.preventDefault();
  });
}

const isFile = (event) => event.dataTransfer?.types.includes("Files");

// Call `onFile` with what is dropped onto `zone` or chosen in one of its inputs.
export function takeFiles(zone, onFile) {
  let depth = 0; // of the elements that the pointer has entered
  const mark = (step) => {
    depth = step === 0 ? 0 : depth + step;
    zone.toggleAttribute("data-over", depth > 0);
  };
  zone.addEventListener("dragenter", (event) => { if (isFile(event)) mark(1); });
  zone.addEventListener("dragleave", (event) => { if (isFile(event)) mark(-1); });
  zone.addEventListener("drop", (event) => {
    mark(0);
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    onFile(file);
  });
  zone.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    event.stopPropagation();
    const [file] = input.files;
    input.value = ""; // the same file can be chosen again after an error
    if (file) onFile(file);
  });
}
