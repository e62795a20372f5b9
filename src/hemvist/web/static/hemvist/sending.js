// Sends one file of the form, with a line of its own that tells how far it is or why it was not received. Before upload.js.
"use strict";

const form = document.querySelector("form[data-upload]");
const list = form?.querySelector("[data-files]");
const [SOON, LATER, PATIENCE] = [2000, 60000, 1800000];
let known = 0; // files that were received and had been there already

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = placeOf(file) || file.name;
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar);
  list.append(item);
  return item;
}

function refused(item, text) {
  const told = document.createElement("span");
  told.className = "told state broken";
  told.textContent = text;
  item.querySelector("progress")?.remove();
  item.append(told);
  return false;
}

const BUSY = [429, 503]; // answers that say nothing of the file: too many wait to be read, say

// Whether the file was received; null where it is to be sent again later.
function answered(item, request, last, file) {
  let told = {};
  try { told = JSON.parse(request.responseText); } catch { /* a page, not an answer: told below */ }
  if (BUSY.includes(request.status) && !last) {
    item.remove();
    return null;
  }
  const one = told.files?.[0];
  if (one?.stands) {
    item.hemvistFile = file; // asked about at the end: standing.js
    item.hemvistStands = true;
    apart.add(topOf(file));
  }
  if (one && !one.error) {
    item.remove();
    known += Number(Boolean(one.known));
    noteKnown(one, file);
    return true;
  }
  const problem = one ? [one.error, one.remedy] : [told.message, told.remedy];
  return refused(item, problem.filter(Boolean).join(" ") || form.dataset.failed);
}

// A file, sent again as long as the server takes no more; at last its refusal is told.
async function sendPatiently(file, paused) {
  const until = Date.now() + PATIENCE;
  for (let pause = SOON; ; pause = Math.min(2 * pause, LATER)) {
    const received = await send(file, Date.now() > until);
    if (received !== null) return received;
    if (!await paused(pause)) return send(file, true);
  }
}

// Where it is sent: with its place in its folder, and whether somebody said that this is the folder that came before.
function addressFor(file) {
  if (!placeOf(file)) return form.action;
  const asked = `path=${encodeURIComponent(placeOf(file))}${file.hemvistSame ? "&folder=same" : ""}`;
  return `${form.action}${form.action.includes("?") ? "&" : "?"}${asked}`;
}

function send(file, last) {
  const item = line(file);
  if (file.size > Number(form.dataset.most) * 1e6) return Promise.resolve(refused(item, form.dataset.tooLarge));
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressFor(file));
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = event.loaded; };
    request.onload = () => done(answered(item, request, last, file));
    request.onerror = () => done(refused(item, form.dataset.failed));
    request.send(body);
  });
}
