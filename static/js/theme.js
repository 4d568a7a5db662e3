// Sets the remembered theme before anything is drawn. A classic script, so that it blocks.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // storage may be forbidden; the system's theme is used then
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
