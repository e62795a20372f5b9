// Puts the model's checked sentences above the quotations as each is released. Everything is drawn by the server.
"use strict";

const PAUSE = 700;
const place = () => document.querySelector("[data-sentences]");

async function renew() {
  const before = place();
  try {
    const answer = await fetch(before.dataset.sentences, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.redirected) return; // signed out, or locked: the next click says so
    if (!answer.ok) { window.setTimeout(renew, 4 * PAUSE); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (!fresh) { before.remove(); return; }
    if (fresh.dataset.waits === "1") window.setTimeout(renew, PAUSE);
    put(before, fresh);
  } catch {
    window.setTimeout(renew, 4 * PAUSE);
  }
}

// Sentences that stand already are left alone, so that a screen reader says only the new ones.
function put(before, fresh) {
  const said = before.querySelector("[aria-live]");
  const come = fresh.querySelector("[aria-live]");
  if (!said || !come) { before.replaceWith(fresh); return; }
  [...come.children].slice(said.children.length).forEach((one) => said.append(one));
  while (said.nextSibling) said.nextSibling.remove();
  while (come.nextSibling) before.append(come.nextSibling);
  before.dataset.waits = fresh.dataset.waits;
}

if (place()?.dataset.waits === "1") window.setTimeout(renew, PAUSE);
