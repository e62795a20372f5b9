// Walks folders that were dropped on the page, and names what is left out of them. Loaded before upload.js, which sends the rest.
"use strict";

// Every file below a dropped folder; what cannot be opened, a link to nowhere say, is named in lost and stops no other.
async function filesBelow(entry, found, lost) {
  const place = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      file.hemvistPlace = place;
      found.push(file);
    } else for (const one of await entriesOf(entry.createReader())) await filesBelow(one, found, lost);
  } catch {
    lost.push(place);
  }
}

// A browser gives a folder's entries a hundred at a time.
async function entriesOf(reader) {
  const all = [];
  for (;;) {
    const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

// Where a file lay in the folder that was chosen or dropped, that folder's name first; empty for a single file.
const placeOf = (file) => file.hemvistPlace || file.webkitRelativePath || "";
const topOf = (file) => placeOf(file).split("/")[0];

// What was dropped: the files of each folder by themselves, for two of one name are not one; whether folders were among it,
// and what could not be opened. The entries must be taken before the first pause: the browser empties the event after it.
async function droppedFiles(transfer, many) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...transfer.files];
  const lost = [];
  if (!many) return { folders: [files.slice(0, 1)], below: false, lost };
  if (!entries.some((entry) => entry.isDirectory)) return { folders: [files], below: false, lost };
  const folders = entries.map(() => []);
  for (const [at, entry] of entries.entries()) await filesBelow(entry, folders[at], lost);
  return { folders, below: true, lost };
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
