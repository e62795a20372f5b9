// Tells apart folders of one name: what stands here already goes first, and of a folder that may be another one nothing
// more is sent before somebody has said which it is. After sending.js, before upload.js, which ask it.
"use strict";

const AT_ONCE = 400;
const apart = new Set(); // names of folders of which a file stands otherwise here: each may be another than before

const knownAs = new Map(); // files that were there already, by the version that they are

// What was known by what another file's change has replaced is sent once more: nothing else that stands here has its contents now.
function noteKnown(one, file) {
  if (one.known && placeOf(file)) knownAs.set(one.version, [...(knownAs.get(one.version) ?? []), file]);
  const again = knownAs.get(one.instead) ?? [];
  knownAs.delete(one.instead);
  sendAll(again);
}

// Of a folder that may be another one nothing more is sent before somebody has said which it is.
const isHeld = (file) => Boolean(placeOf(file)) && apart.has(topOf(file)) && !file.hemvistSame;

function held(file) {
  const item = line(file);
  item.hemvistFile = file;
  return refused(item, form.dataset.held);
}

// The lines of files that wait for an answer. They are among what was not taken until there is one.
const unsettled = () => [...list.children].filter((item) => item.hemvistFile);

// What is chosen again is not asked about as it was before.
function forgetAsked(files) {
  const places = new Set(files.map(placeOf));
  for (const item of unsettled()) if (places.has(placeOf(item.hemvistFile))) item.remove();
}

// Whether documents stand at the paths of these files; null where the server does not tell.
async function standingAt(files) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const file of files) body.append("path", placeOf(file));
  try {
    const answer = await fetch(form.dataset.ask, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? (await answer.json()).stand : null;
  } catch {
    return null;
  }
}

// What stands here already goes first: it tells whether this is the folder that came before. Null where that cannot be asked.
async function inOrder(files) {
  if (!form.dataset.ask) return files;
  const [first, rest] = [[], files.filter((file) => !placeOf(file))];
  const placed = files.filter(placeOf);
  for (let at = 0; at < placed.length; at += AT_ONCE) {
    const some = placed.slice(at, at + AT_ONCE);
    const stand = await standingAt(some);
    if (!stand) return null;
    some.forEach((file, index) => (stand[index] ? first : rest).push(file));
  }
  return [...first, ...rest];
}
