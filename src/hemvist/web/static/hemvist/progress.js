// Keeps the list of documents current while something is being read.
"use strict";

const rows = document.querySelector("[data-states]");
const PAUSE = 1500;

async function refresh() {
  try {
    const answer = await fetch(rows.dataset.states, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok || answer.redirected) return;
    const held = rows.contains(document.activeElement);
    const page = new DOMParser().parseFromString(`<table><tbody>${await answer.text()}</tbody></table>`, "text/html");
    const busy = page.querySelector("progress") !== null;
    const far = page.querySelector("tr[data-far]");
    far?.remove();
    document.querySelector("[data-progress]")?.replaceChildren(...(far?.firstElementChild?.childNodes || []));
    if (!held) rows.replaceChildren(...page.querySelectorAll("tbody > tr"));
    if (busy || held) window.setTimeout(refresh, PAUSE);
    else document.querySelector("[data-refresh]")?.remove();
  } catch {
    window.setTimeout(refresh, 4 * PAUSE);
  }
}

if (rows && Number(rows.dataset.busy) > 0) window.setTimeout(refresh, PAUSE);
else if (!rows && document.querySelector("[data-refresh]")) window.setTimeout(() => window.location.reload(), 2 * PAUSE);
document.addEventListener("hemvist:received", () => rows && refresh());
