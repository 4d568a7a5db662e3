// Menus that open at a button: [data-menu] wraps the button and the list.

function close(menu, { refocus = false } = {}) {
  const button = menu.querySelector("[aria-expanded]");
  button.setAttribute("aria-expanded", "false");
  menu.querySelector(".menu__list").hidden = true;
  if (refocus) button.focus();
}

function open(menu) {
  for (const other of document.querySelectorAll("[data-menu]")) close(other);
  const list = menu.querySelector(".menu__list");
  menu.querySelector("[aria-expanded]").setAttribute("aria-expanded", "true");
  list.classList.remove("menu__list--up");
  list.hidden = false;
  list.classList.toggle("menu__list--up", list.getBoundingClientRect().bottom > innerHeight - 8);
}

const items = (menu) => [...menu.querySelectorAll(".menu__item")];

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-menu]");
  const opener = event.target.closest("[data-menu] > [aria-expanded]");
  if (opener) {
    const wasOpen = opener.getAttribute("aria-expanded") === "true";
    if (wasOpen) close(menu);
    else open(menu);
    if (!wasOpen && event.detail === 0) items(menu)[0]?.focus(); // opened by the keyboard
    return;
  }
  const keep = event.target.closest("[data-menu-keep]");
  for (const other of document.querySelectorAll("[data-menu]")) {
    const list = other.querySelector(".menu__list");
    if (!(keep && other.contains(keep))) close(other, { refocus: list.contains(document.activeElement) });
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu || menu.querySelector(".menu__list").hidden) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(menu, { refocus: true });
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = items(menu);
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});
