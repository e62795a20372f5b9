// Offers what this upload names as not taken, with the reasons, as a table to download. It is made here, and goes nowhere. After upload.js.
"use strict";

const offer = form?.querySelector("[data-refusals]");
const said = form?.querySelector("[data-there]");
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/; // as domain/cells.py has it
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu; // control and direction characters

// Quoted, so that a formula after a semicolon stays inside its cell; with an apostrophe where it would be one itself.
function cell(text) {
  const shown = text.replace(MISLEADING, "").trim();
  return `"${(FORMULA.test(shown) ? `'${shown}` : shown).replaceAll('"', '""')}"`;
}

// What was refused, and what was left out of a folder: a name and a reason each.
function notTaken() {
  const rows = [...list.children].filter((item) => item.querySelector(".told"));
  const named = rows.map((item) => [item.querySelector("span").textContent, item.querySelector(".told").textContent]);
  const left = form.querySelector("[data-left]:not([hidden])")?.querySelectorAll("li") ?? [];
  return [...named, ...[...left].map((item) => [item.textContent, offer.dataset.left])];
}

// A spreadsheet knows by the first character that letters beyond English are meant as they stand.
function download() {
  const table = [offer.dataset.columns.split(","), ...notTaken()].map((row) => `${row.map(cell).join(",")}\r\n`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", ...table], { type: "text/csv" }));
  link.download = "not-taken.csv";
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60000); // phones ask first
}

// There as long as there is anything in it. Whoever stands on it when it goes is led to where the next files are chosen.
function offerOrNot() {
  const empty = notTaken().length === 0;
  if (empty === offer.hidden) return;
  if (empty && offer.contains(document.activeElement)) form.elements.files.focus();
  offer.hidden = empty;
  said.textContent = empty ? "" : said.dataset.there;
}

if (offer) {
  const watched = new MutationObserver(offerOrNot);
  watched.observe(list, { childList: true, subtree: true });
  watched.observe(form.querySelector("[data-left]"), { attributes: true, childList: true, subtree: true });
  offer.querySelector("button").addEventListener("click", download);
  offerOrNot();
}
