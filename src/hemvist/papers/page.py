"""A paper as one HTML file that needs nothing else: no script, no foreign origin, readable on paper and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from hemvist.papers.paper import Entry, Paper, Part
from hemvist.papers.wording import seen

OBJECT = "agreement"
"""The id of the element whose text is the agreement as TOML, exactly."""
_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "overflow-wrap:anywhere}h2{font-size:1.15rem;margin:1.8rem 0 .4rem}dt{font-weight:600;margin-top:.8rem}dd{margin:0}"
    "code,pre{font:.8rem/1.4 ui-monospace,monospace}pre{white-space:pre-wrap}.notes,.path{opacity:.75}.look{font-weight:600}"
)


def html(paper: Paper) -> bytes:
    """The file, in UTF-8."""
    return "\n".join(_page(paper)).encode()


def _page(paper: Paper) -> Iterator[str]:
    title = _text(paper.title)
    yield f'<!doctype html>\n<html lang="{paper.language.value}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
    yield f'<p class="look">{_text(paper.notes[0])}</p>'
    yield f'<div class="notes">{"".join(f"<p>{_text(note)}</p>" for note in paper.notes[1:])}</div>'
    yield from _missing(paper)
    yield from (line for part in paper.parts for line in _part(part))
    yield from _object(paper)
    yield "</main></body></html>"


def _missing(paper: Paper) -> Iterator[str]:
    if paper.missing:
        yield f"<h2>{_text(paper.words.say('page.missing'))}</h2><ul>"
        yield from (f"<li>{_text(what)} <code>{_text(path)}</code></li>" for what, path in paper.gaps)
        yield "</ul>"
    elif not paper.attached:
        yield f"<p>{_text(paper.words.say('page.complete'))}</p>"


def _part(part: Part) -> Iterator[str]:
    yield f"<h2>{_text(part.heading)}</h2>"
    told = "".join(_entry(entry) for entry in part.entries)
    yield f"<dl>{told}</dl>" if any(entry.label for entry in part.entries) else told


def _entry(entry: Entry) -> str:
    paths = f'<span class="path"><code>{_text("  ".join(entry.paths))}</code></span>' if entry.paths else ""
    if not entry.label:
        return f"<p>{_text(entry.text)}<br>{paths}</p>"
    return f"<dt>{_text(entry.label)}</dt><dd>{_text(entry.text)}{'<br>' if paths else ''}{paths}</dd>"


def _object(paper: Paper) -> Iterator[str]:
    if paper.attached:
        yield f"<h2>{_text(paper.words.say('page.object'))}</h2><p>{_text(paper.words.say('page.object-page'))}</p>"
        yield f'<pre id="{OBJECT}" lang="en" dir="ltr">{escape(paper.attached)}</pre>'


def _text(text: str) -> str:
    return escape(seen(text))
