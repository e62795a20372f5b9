// Keeps what is shown of reading current while something is read, part by part, so that nobody loses their place.
"use strict";

const live = document.querySelector("[data-live]");
const PAUSE = 1500;
let waiting = 0;

// Rows that did not change stay as they are.
function renewRows(old, fresh) {
  [...fresh.children].forEach((row, at) => {
    const before = old.children[at];
    if (!before) old.append(row);
    else if (before.outerHTML !== row.outerHTML) before.replaceWith(row);
  });
}

function renew(fresh) {
  const held = document.activeElement?.closest("[data-document]")?.dataset.document;
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = live.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!old || old.outerHTML === part.outerHTML) continue;
    if (part.dataset.part !== "rows") { old.replaceWith(part); continue; }
    const many = part.children.length;
    renewRows(old, part);
    while (old.children.length > many) old.lastElementChild.remove();
  }
  // Where the keyboard was in a row that changed, it is put back.
  if (held && document.activeElement === document.body) live.querySelector(`[data-document="${held}"] a`)?.focus();
}

async function refresh() {
  waiting = 0;
  try {
    const answer = await fetch(live.dataset.live, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.redirected) return; // signed out, or locked: the next click says so
    if (!answer.ok) { soon(4 * PAUSE); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
    if (!fresh) return;
    renew(fresh);
    live.hidden = false;
    document.querySelector("[data-none]")?.remove();
    told(Number(fresh.dataset.busy), fresh.dataset.said);
  } catch {
    soon(4 * PAUSE);
  }
}

// The end is said to whoever does not see it; a single document's page is then shown whole.
function told(busy, said) {
  const was = Number(live.dataset.busy);
  live.dataset.busy = busy;
  document.querySelector("[data-announce]").textContent = busy ? "" : said;
  if (busy) soon(PAUSE);
  else if (was && "whole" in live.dataset && !document.querySelector("[data-sending]:not([hidden])")) window.location.reload();
}

function soon(pause) {
  if (!waiting) waiting = window.setTimeout(refresh, pause);
}

if (live && Number(live.dataset.busy) > 0) soon(PAUSE);
document.addEventListener("hemvist:received", () => live && soon(PAUSE / 3));
