// Sends one file of the form, with a line of its own that tells how far it is or why it was not received. Before upload.js.
"use strict";

const form = document.querySelector("form[data-upload]");
const list = form?.querySelector("[data-files]");
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

function answered(item, request) {
  let told = {};
  try { told = JSON.parse(request.responseText); } catch { /* a page, not an answer: told below */ }
  const one = told.files?.[0];
  if (one && !one.error) {
    item.remove();
    known += Number(Boolean(one.known));
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
    request.open("POST", placeOf(file) ? `${form.action}${form.action.includes("?") ? "&" : "?"}path=${encodeURIComponent(placeOf(file))}` : form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = event.loaded; };
    request.onload = () => done(answered(item, request));
    request.onerror = () => done(refused(item, form.dataset.failed));
    request.send(body);
  });
}
