// Keys on a page that shows sources: j the next, k the one before, o opens the document. Never while typing.
"use strict";

const place = document.querySelector("[data-keys]");
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function go(address) {
  if (address) window.location.assign(address);
}

if (place) {
  document.documentElement.classList.add("scripted");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") go(place.dataset.after);
    if (event.key === "k") go(place.dataset.before);
    if (event.key === "o") go(document.querySelector("[data-open]")?.getAttribute("href"));
  });
  const quote = place.querySelector(".words > mark");
  if (quote) quote.parentElement.scrollTop = quote.offsetTop - quote.parentElement.clientHeight / 3;
}
