// Has the kept questions asked again once something changed, while the page is open and the person has switched that on.
"use strict";

const LOOK = 30000;

function look() {
  if (written()) window.setTimeout(look, LOOK);
  else window.location.reload();
}

const form = document.querySelector("[data-at-once]");
if (form && !written()) form.requestSubmit();
else window.setTimeout(look, LOOK);
