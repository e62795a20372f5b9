// Sends files one by one, with the progress and the result of each. Without this script the form sends them all at once.
"use strict";

const form = document.querySelector("form[data-upload]");
const list = form?.querySelector("[data-files]");
const READ = form ? form.dataset.read.split(",") : [];
const MOST_SHOWN = 200;

let sending = false;
let stopped = false;

// Where a file lay in the folder that was chosen or dropped, that folder's name first; empty for a single file.
const placeOf = (file) => file.hemvistPlace || file.webkitRelativePath || "";
const readable = (file) => READ.some((ending) => file.name.toLowerCase().endsWith(ending));

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = placeOf(file) || file.name;
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.value = 0;
  item.append(name, bar);
  list.append(item);
  return item;
}

function tell(item, text, kind) {
  const told = document.createElement("span");
  told.className = `told state ${kind}`;
  told.textContent = text;
  item.querySelector("progress")?.remove();
  item.append(told);
  return kind === "kept";
}

function answered(item, request) {
  let told = {};
  try { told = JSON.parse(request.responseText); } catch { /* a page, not an answer: told below */ }
  const one = told.files?.[0];
  if (one && !one.error) return tell(item, form.dataset.received, "kept");
  const problem = one ? [one.error, one.remedy] : [told.message, told.remedy];
  return tell(item, problem.filter(Boolean).join(" ") || form.dataset.failed, "broken");
}

function send(file) {
  const item = line(file);
  if (file.size > Number(form.dataset.most) * 1e6) return Promise.resolve(tell(item, form.dataset.tooLarge, "broken"));
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", placeOf(file) ? `${form.action}?path=${encodeURIComponent(placeOf(file))}` : form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = event.loaded; };
    request.onload = () => done(answered(item, request));
    request.onerror = () => done(tell(item, form.dataset.failed, "broken"));
    request.send(body);
  });
}

// One line tells how far many files are, and stops them; those that went well leave the list once it is long.
function overview(all) {
  const item = document.createElement("li");
  const told = document.createElement("span");
  const bar = document.createElement("progress");
  const stop = document.createElement("button");
  bar.max = all;
  stop.type = "button";
  stop.className = "plain";
  stop.textContent = form.dataset.stop;
  stop.addEventListener("click", () => { stopped = true; stop.disabled = true; });
  item.append(told, bar, stop);
  list.append(item);
  return (done) => {
    bar.value = done;
    told.textContent = form.dataset.far.replace("{done}", done).replace("{all}", all);
    if (list.children.length > MOST_SHOWN) list.querySelector("li:has(.kept)")?.remove();
    if (done === all) stop.remove();
  };
}

async function sendAll(files) {
  if (sending || files.length === 0) return;
  [sending, stopped] = [true, false];
  list.replaceChildren();
  const far = files.length > 1 ? overview(files.length) : () => {};
  const results = [];
  far(0);
  for (const file of files) {
    if (stopped) break;
    results.push(await send(file));
    far(results.length);
  }
  sending = false;
  form.reset();
  if (results.every(Boolean) && !stopped && !form.querySelector(".broken")) window.location.assign(window.location.pathname);
  else document.dispatchEvent(new Event("hemvist:received"));
}

// A folder holds more than documents: what is of no kind that can be read, or hidden, is named, not sent.
function ofFolder(files) {
  const left = files.filter((file) => !readable(file) || file.name.startsWith("."));
  sendAll(files.filter((file) => !left.includes(file)));
  if (left.length === 0) return;
  const item = document.createElement("li");
  item.className = "broken small";
  item.textContent = `${form.dataset.leftOut} ${left.map((file) => file.name).join(", ")}`;
  list.append(item);
}

async function dropped(event) {
  // The entries must be taken before the first pause: the browser empties the event after it.
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files];
  if (!form.elements.files.multiple || !entries.some((entry) => entry.isDirectory)) return sendAll(form.elements.files.multiple ? files : files.slice(0, 1));
  const found = [];
  for (const entry of entries) await filesBelow(entry, found);
  return ofFolder(found);
}

if (form) {
  const input = form.elements.files;
  const many = (files) => (input.multiple ? [...files] : [...files].slice(0, 1));
  form.querySelector("[data-scripted]")?.removeAttribute("hidden");
  form.querySelector("[data-unscripted]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => sendAll(many(input.files)));
  form.querySelector("[webkitdirectory]")?.addEventListener("change", (event) => ofFolder([...event.target.files]));
  for (const kind of ["dragover", "dragenter"]) form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); dropped(event); });
}
