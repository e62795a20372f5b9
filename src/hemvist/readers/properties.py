"""A file's properties: what it says of its making beside what it says; how they are called, and why they may have to stay."""

from __future__ import annotations

from typing import Final

PROPERTIES: Final = {
    "author": "author",
    "changed-by": "who changed it last",
    "company": "company and manager",
    "title": "title, subject and keywords",
    "dates": "dates of writing and change",
    "program": "the program it was made with",
    "remark-authors": "authors and dates of remarks and changes",
    "own": "properties that somebody added",
    "xmp": "XMP",
    "preview": "preview picture",
    "place": "place (GPS)",
    "camera": "camera, its settings and times (EXIF)",
    "remarks": "remarks beside the picture",
    "profile": "colour profile",
    "headers": "mail headers other than sender, recipients, date and subject",
    "packing": "times and remarks of its packing (ZIP)",
    "paths": "paths and printers of a computer",
    "private": "data that programs keep for themselves",
    "numbers": "the file's own number",
    "trailing": "bytes outside the document",
}
"""What may be taken out of a file, by a word and as it is told. Never a value, and never a name out of the file."""

PLAIN: Final = frozenset({"txt", "csv", "md"})
"""Kinds that are nothing but what they say."""
NEVER: Final = frozenset({"zip", "doc", "msg"})
"""Kinds that cannot be written anew without them: archives, of which only what lies in them is kept, and old binary ones."""

WHOLE: Final = {
    "kind": "files of this kind cannot be written anew without them",
    "signed": "it is signed, and taking them out would break the signature",
    "inside": "something lies in it from which they cannot be taken out",
    "other": "a copy without them did not say the same",
    "failed": "taking them out did not succeed",
}
"""Why a file cannot be kept without its properties, by a word and as it is told."""
