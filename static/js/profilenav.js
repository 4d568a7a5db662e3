// The parts of the profile: on a narrow screen the present one is scrolled into view.

const current = document.querySelector(".profile__nav [aria-current]");
const nav = current?.parentElement;
if (nav) nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
