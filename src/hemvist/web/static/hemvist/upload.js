// Sends files one by one, and tells how far it is and what was not received. Without it the form sends all of them at once.
"use strict";

const form = document.querySelector("form[data-upload]");
const list = form?.querySelector("[data-files]");
const board = form?.querySelector("[data-sending]");
const READ = form ? form.dataset.read.split(",") : [];

const queue = [];
let far = null; // while something is sent: how many there are, were tried, and were received

const readable = (file) => READ.some((ending) => file.name.toLowerCase().endsWith(ending)) && !file.name.startsWith(".");
const filled = (text) => text.replace("{done}", far.received).replace("{all}", far.all);

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

function answered(item, request) {
  let told = {};
  try { told = JSON.parse(request.responseText); } catch { /* a page, not an answer: told below */ }
  const one = told.files?.[0];
  if (one && !one.error) {
    item.remove();
    return true;
  }
  const problem = one ? [one.error, one.remedy] : [told.message, told.remedy];
  return refused(item, problem.filter(Boolean).join(" ") || form.dataset.failed);
}

function send(file) {
  const item = line(file);
  if (file.size > Number(form.dataset.most) * 1e6) return Promise.resolve(refused(item, form.dataset.tooLarge));
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", placeOf(file) ? `${form.action}?path=${encodeURIComponent(placeOf(file))}` : form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = event.loaded; };
    request.onload = () => done(answered(item, request));
    request.onerror = () => done(refused(item, form.dataset.failed));
    request.send(body);
  });
}

function show() {
  const bar = board.querySelector("progress");
  [bar.max, bar.value] = [far.all, far.tried];
  board.querySelector("[data-told]").textContent = form.dataset.far.replace("{done}", far.tried).replace("{all}", far.all);
}

function say(text) {
  form.querySelector("[data-say]").textContent = text;
}

function begin(files) {
  list.replaceChildren();
  form.querySelector("[data-left]").hidden = true;
  far = { all: files.length, tried: 0, received: 0 };
  board.hidden = false;
  for (const part of board.querySelectorAll("progress, button")) part.hidden = false;
  say(filled(form.dataset.begun));
}

// What is chosen while others are sent waits for its turn.
async function sendAll(files) {
  if (files.length === 0) return;
  queue.push(...files);
  if (far) {
    far.all += files.length;
    return;
  }
  begin(files);
  while (queue.length > 0) {
    show();
    const received = await send(queue.shift());
    far.tried += 1;
    far.received += Number(received);
    if (received) document.dispatchEvent(new Event("hemvist:received"));
  }
  end();
}

function end() {
  const told = filled(form.dataset.ended);
  const whole = far.received === far.all;
  far = null;
  form.reset();
  if (whole && !form.elements.files.multiple) { window.location.assign(window.location.pathname); return; }
  board.querySelector("[data-told]").textContent = told;
  for (const part of board.querySelectorAll("progress, button")) part.hidden = true;
  say(told);
}

// A folder holds more than documents: what is of no kind that can be read, or hidden, is named, not sent.
function ofFolder(files) {
  sendAll(files.filter(readable));
  tellLeftOut(form.querySelector("[data-left]"), files.filter((file) => !readable(file)));
}

async function dropped(event) {
  const { files, below } = await droppedFiles(event.dataTransfer, form.elements.files.multiple);
  return below ? ofFolder(files) : sendAll(files);
}

if (form) {
  const input = form.elements.files;
  form.querySelector("[data-scripted]")?.removeAttribute("hidden");
  form.querySelector("[data-unscripted]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => sendAll([...input.files]));
  form.querySelector("[webkitdirectory]")?.addEventListener("change", (event) => ofFolder([...event.target.files]));
  board.querySelector("[data-stop]").addEventListener("click", () => { queue.length = 0; });
  for (const kind of ["dragover", "dragenter"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); dropped(event); });
  window.addEventListener("beforeunload", (event) => { if (far) event.preventDefault(); });
}
