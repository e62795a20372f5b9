// Sends files one by one, and tells how far it is and what was not received. Without it the form sends all of them at once.
"use strict";

const board = form?.querySelector("[data-sending]");
const READ = form ? form.dataset.read.split(",") : [];

const queue = []; // what was chosen at once, by itself
let batch = []; // of that, what is sent now
let [stopped, goOn] = [false, () => {}];
let far = null; // while something is sent: how many there are, were tried, and were received

const readable = (file) => READ.some((ending) => file.name.toLowerCase().endsWith(ending)) && !file.name.startsWith(".");
const filled = (text) => text.replace("{done}", far.received).replace("{all}", far.all);

function show() {
  const bar = board.querySelector("progress");
  [bar.max, bar.value] = [far.all, far.tried];
  board.querySelector("[data-told]").textContent = form.dataset.far.replace("{done}", far.tried).replace("{all}", far.all);
}

function say(text) {
  form.querySelector("[data-say]").textContent = text;
}

function begin(files) {
  for (const item of [...list.children]) if (!item.hemvistFile) item.remove(); // what is asked about stays
  form.querySelector("[data-left]").hidden = true;
  far = { all: files.length, tried: 0, received: 0 };
  known = 0;
  stopped = false;
  board.hidden = false;
  for (const part of board.querySelectorAll("progress, button")) part.hidden = false;
  say(filled(form.dataset.begun));
  document.dispatchEvent(new Event("hemvist:begun"));
}

// What is chosen while others are sent waits for its turn.
async function sendAll(files) {
  if (files.length === 0) return;
  forgetAsked(files);
  queue.push(files);
  if (far) {
    far.all += files.length;
    return;
  }
  begin(files);
  while (queue.length > 0) await sendNext();
  end();
}

async function sendNext() {
  const [files, ordered] = [queue[0], await inOrder(queue[0])];
  if (queue[0] !== files) return; // stopped meanwhile
  queue.shift();
  apart.clear();
  batch = ordered ?? files;
  while (batch.length > 0) {
    show();
    await sendOne(batch.shift(), ordered === null);
  }
}

async function sendOne(file, unasked) {
  if (unasked && placeOf(file)) refused(line(file), form.dataset.failed);
  else if (isHeld(file)) held(file);
  else if (await sendPatiently(file, pausing)) {
    far.received += 1;
    document.dispatchEvent(new Event("hemvist:received"));
  }
  far.tried += 1;
}

// Waits while the server takes no more; whether to go on.
async function pausing(pause) {
  board.querySelector("[data-told]").textContent = form.dataset.waiting;
  if (!stopped) await new Promise((done) => { goOn = done; window.setTimeout(done, pause); });
  return !stopped;
}

function end() {
  const told = filled(form.dataset.ended) + (known ? form.dataset.known.replace("{known}", known) : "");
  const whole = far.received === far.all;
  far = null;
  form.reset();
  if (whole && !form.elements.files.multiple) { window.location.assign(window.location.pathname); return; }
  board.querySelector("[data-told]").textContent = told;
  for (const part of board.querySelectorAll("progress, button")) part.hidden = true;
  say(told);
  document.dispatchEvent(new Event("hemvist:ended"));
}

// A folder holds more than documents: what is of no kind that can be read, or hidden, is named, not sent.
function ofFolders(folders) {
  for (const files of folders) sendAll(files.filter(readable));
  tellLeftOut(form.querySelector("[data-left]"), folders.flat().filter((file) => !readable(file)));
}

async function dropped(event) {
  const { folders, below, lost } = await droppedFiles(event.dataTransfer, form.elements.files.multiple);
  if (below) ofFolders(folders);
  else sendAll(folders.flat());
  for (const place of lost) refused(line({ name: place, size: 0 }), form.dataset.unopened);
}

if (form) {
  const input = form.elements.files;
  const folder = form.querySelector("[webkitdirectory]");
  form.querySelector("[data-scripted]")?.removeAttribute("hidden");
  form.querySelector("[data-unscripted]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => sendAll([...input.files]));
  folder?.addEventListener("change", () => ofFolders([[...folder.files]]));
  sendAll([...input.files]); // what was chosen before this script had come
  board.querySelector("[data-stop]").addEventListener("click", () => { [queue, batch].forEach((files) => { files.length = 0; }); stopped = true; goOn(); });
  for (const kind of ["dragover", "dragenter"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); dropped(event); });
  window.addEventListener("beforeunload", (event) => { if (far) event.preventDefault(); });
}
