// Walks a folder that was dropped on the page. Loaded before upload.js, which sends what is found.
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
