// Goes on asking one document after another while the page is open, and shows the list as it grows.
"use strict";

const PAUSE = 4000;

async function goOn() {
  const form = document.querySelector("[data-go-on]");
  if (!form) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error("later");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-survey]");
    if (!fresh) return; // signed out, or locked: the next click says so
    if (!fresh.querySelector("[data-go-on]")) {
      if (written()) document.querySelector("[data-survey]").replaceWith(fresh);
      else window.location.reload();
      return;
    }
    if (!document.activeElement?.closest("[data-survey] table")) document.querySelector("[data-survey]").replaceWith(fresh);
    window.setTimeout(goOn, 0);
  } catch {
    document.querySelector("[data-stalled]")?.removeAttribute("hidden");
    window.setTimeout(goOn, PAUSE);
  }
}

goOn();
