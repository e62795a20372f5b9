// Asks about files at whose paths documents with other contents stand: the same folder, or another of its name? After upload.js.
"use strict";

const standing = form?.querySelector("[data-standing]");

// One folder is asked about after the other: each has its own name.
const ofOne = () => unsettled().filter((item, _, all) => topOf(item.hemvistFile) === topOf(all[0].hemvistFile));

function askAboutStanding() {
  const items = ofOne();
  standing.hidden = items.length === 0;
  if (standing.hidden) return;
  standing.querySelector("[data-count]").textContent = items.filter((item) => item.hemvistStands).length;
  standing.querySelector("[data-top]").textContent = topOf(items[0].hemvistFile);
  standing.querySelector("input").value = `${topOf(items[0].hemvistFile)} (2)`;
  form.querySelector("[data-say]").textContent += ` ${standing.querySelector("legend").textContent}`;
}

// Sends again what was asked about, each file changed as told.
function settle(change) {
  const items = ofOne();
  const files = items.map((item) => item.hemvistFile);
  for (const item of items) item.remove();
  for (const file of files) change(file);
  form.elements.files.focus(); // the button goes
  standing.hidden = true;
  sendAll(files);
}

function another() {
  const name = standing.querySelector("input").value.replaceAll("/", " ").trim();
  if (name) settle((file) => { file.hemvistPlace = [name, ...placeOf(file).split("/").slice(1)].join("/"); });
}

if (standing) {
  document.addEventListener("hemvist:ended", askAboutStanding);
  document.addEventListener("hemvist:begun", askAboutStanding);
  standing.querySelector("[data-same]").addEventListener("click", () => settle((file) => { file.hemvistSame = true; }));
  standing.querySelector("[data-another]").addEventListener("click", another);
  standing.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form's own files are not what is meant
    another();
  });
}
