// Sends files one by one, with the progress and the result of each. Without this script the form sends them all at once.
"use strict";

const form = document.querySelector("form[data-upload]");
const list = form?.querySelector("[data-files]");
const READ = /\.(pdf|docx|txt)$/i;

let sending = false;

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.webkitRelativePath || file.name;
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
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = event.loaded; };
    request.onload = () => done(answered(item, request));
    request.onerror = () => done(tell(item, form.dataset.failed, "broken"));
    request.send(body);
  });
}

async function sendAll(files) {
  if (sending || files.length === 0) return;
  sending = true;
  list.replaceChildren();
  const results = [];
  for (const file of files) results.push(await send(file));
  sending = false;
  form.reset();
  if (results.every(Boolean) && !form.querySelector(".broken")) window.location.assign(window.location.pathname);
  else document.dispatchEvent(new Event("hemvist:received"));
}

// A folder holds more than contracts: what is of no kind that can be read is named, not sent.
function ofFolder(files) {
  const left = files.filter((file) => !READ.test(file.name));
  sendAll(files.filter((file) => READ.test(file.name)));
  if (left.length === 0) return;
  const item = document.createElement("li");
  item.className = "broken small";
  item.textContent = `${form.dataset.leftOut} ${left.map((file) => file.name).join(", ")}`;
  list.append(item);
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
  form.addEventListener("drop", (event) => { event.preventDefault(); sendAll(many(event.dataTransfer.files)); });
}
