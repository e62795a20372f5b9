"""How calls tell of files that are to be sent: lists of paths with sums, and the sum that a body must have."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import BodyUnusable, word
from hemvist.documents.compare import MOST_FILES, File

_SUM = re.compile(r"[0-9a-f]{64}")
_FIELD = re.compile(r"\s*sha-256=:([A-Za-z0-9+/=]{44}):\s*")


def files(told: dict[str, Any]) -> list[File]:
    """The ``files`` of a body, each ``{"path", "sha256", "bytes"}``, and the ``class`` that it names, if any.

    :class:`BodyUnusable` for anything else.
    """
    rows = told.get("files")
    if not isinstance(rows, list) or len(rows) > MOST_FILES or not all(isinstance(row, dict) for row in rows):
        raise BodyUnusable
    data_class = word(told, "class") if "class" in told else ""
    return [_file(row, data_class) for row in rows]


def _file(row: dict[str, Any], data_class: str) -> File:
    size, digest = row.get("bytes"), word(row, "sha256")
    if type(size) is not int or size < 0 or not _SUM.fullmatch(digest):
        raise BodyUnusable
    return File(word(row, "path"), bytes.fromhex(digest), size, data_class)


def announced(request: HttpRequest) -> bytes | None:
    """The SHA-256 that the body must have, from ``Content-Digest: sha-256=:BASE64:`` (RFC 9530); None without one.

    :class:`BodyUnusable` for a header that cannot be understood: a check that was asked for is never left out.
    """
    told = request.headers.get("content-digest")
    if told is None:
        return None
    found = _FIELD.fullmatch(told)
    try:
        digest = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error as error:
        raise BodyUnusable from error
    if len(digest) != 32:
        raise BodyUnusable
    return digest
