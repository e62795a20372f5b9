// Whether somebody is writing, or has written what was not sent: such a page is not loaded anew by itself.
"use strict";

function changed(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return Array.from(field.options).some((one, at) => one.selected !== (one.defaultSelected || (at === 0 && !field.querySelector("[selected]"))));
  return field.value !== field.defaultValue;
}

function written() {
  if (document.activeElement?.closest("input, textarea, select")) return true;
  if (document.querySelector("main .note.error")) return true; // what was refused stands in the form, to be put right
  return Array.from(document.querySelectorAll("main :is(input, textarea, select)")).some(changed);
}
