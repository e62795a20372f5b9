// Walks folders that were dropped on the page, and names what is left out of them. Loaded before upload.js, which sends the rest.
"use strict";

// Every file below a dropped folder; a browser gives a folder's entries a hundred at a time.
async function filesBelow(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    file.hemvistPlace = entry.fullPath.replace(/^\//, "");
    found.push(file);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (entries.length === 0) return;
    for (const one of entries) await filesBelow(one, found);
  }
}

// Where a file lay in the folder that was chosen or dropped, that folder's name first; empty for a single file.
const placeOf = (file) => file.hemvistPlace || file.webkitRelativePath || "";

// What was dropped: its files, and whether folders were among it. The entries must be taken before the first pause:
// the browser empties the event after it.
async function droppedFiles(transfer, many) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...transfer.files];
  if (!many) return { files: files.slice(0, 1), below: false };
  if (!entries.some((entry) => entry.isDirectory)) return { files, below: false };
  const found = [];
  for (const entry of entries) await filesBelow(entry, found);
  return { files: found, below: true };
}

// Names the files of a folder that are not sent.
function tellLeftOut(told, files) {
  told.hidden = files.length === 0;
  told.querySelector("b").textContent = files.length;
  told.querySelector("ul").replaceChildren(...files.map((file) => {
    const item = document.createElement("li");
    item.textContent = placeOf(file) || file.name;
    return item;
  }));
}
