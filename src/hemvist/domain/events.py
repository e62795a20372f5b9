"""Event names and the canonical bytes of a line of the audit log. A line never carries contents."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final


class EventName(StrEnum):
    """``thing:deed-in-the-past``. Every name is explained in docs/events.md."""

    PROJECT_OPENED = "project:opened"
    PROJECT_UNLOCKED = "project:unlocked"
    PROJECT_LOCKED = "project:locked"
    PROJECT_LIVE = "project:live"
    AGREEMENT_DRAWN_UP = "agreement:drawn-up"
    AGREEMENT_PROPOSED = "agreement:proposed"
    AGREEMENT_WITHDRAWN = "agreement:withdrawn"
    AGREEMENT_DISCARDED = "agreement:discarded"
    AGREEMENT_SIGNED = "agreement:signed"
    AGREEMENT_AGREED = "agreement:agreed"
    AGREEMENT_IN_FORCE = "agreement:in-force"
    AGREEMENT_NOT_KEPT = "agreement:not-kept"
    AGREEMENT_KEPT_AGAIN = "agreement:kept-again"
    SIGNATORY_INVITED = "signatory:invited"
    SIGNATORY_JOINED = "signatory:joined"
    SIGNATORY_CHOSE_PASSKEY = "signatory:chose-passkey"
    SIGNATORY_NAMED = "signatory:named"
    MEMBERSHIP_ADDED = "membership:added"
    MEMBERSHIP_ENDED = "membership:ended"
    GRANT_ASKED = "grant:asked"
    GRANT_GIVEN = "grant:given"
    GRANT_ENDED = "grant:ended"
    CONCERN_RECORDED = "concern:recorded"
    CONCERN_SETTLED = "concern:settled"
    DOCUMENT_RECEIVED = "document:received"
    DOCUMENT_CUT_DOWN = "document:cut-down"
    DOCUMENT_STRIPPED = "document:stripped"
    DOCUMENT_READ = "document:read"
    DOCUMENT_REFUSED = "document:refused"
    DOCUMENT_LOOKED_AT = "document:looked-at"
    DOCUMENT_CONFIRMED = "document:confirmed"
    DOCUMENT_ALLOWED = "document:allowed"
    DOCUMENT_AUDIENCE_SET = "document:audience-set"
    DOCUMENT_SHOWN = "document:shown"
    DOCUMENT_DELETED = "document:deleted"
    VERSION_FELL_DUE = "version:fell-due"
    VERSION_KEPT_AGAIN = "version:kept-again"
    VERSION_DELETED = "version:deleted"
    VERSION_TAKEN_OUT = "version:taken-out"
    DOCUMENT_JOINED = "document:joined"
    DOCUMENT_SEPARATED = "document:separated"
    DOCUMENT_TOLD_APART = "document:told-apart"
    RELATION_PROPOSED = "relation:proposed"
    RELATION_SET = "relation:set"
    RELATION_DECLINED = "relation:declined"
    RELATION_UNDONE = "relation:undone"
    INDEX_REBUILT = "index:rebuilt"
    INDEX_EXCHANGED = "index:exchanged"
    JOB_CANCELLED = "job:cancelled"
    JOB_RETRIED = "job:retried"
    QUESTION_ASKED = "question:asked"
    QUESTION_DELETED = "question:deleted"
    ANSWER_SHOWN = "answer:shown"
    ANSWER_PHRASED = "answer:phrased"
    PHRASING_SET = "phrasing:set"
    QUESTIONS_EXPORTED = "questions:exported"
    LIST_EXPORTED = "list:exported"
    DOCUMENTS_EXPORTED = "documents:exported"
    KEPT_QUESTION_SET = "expectation:set"
    KEPT_QUESTION_REMOVED = "expectation:removed"
    KEPT_QUESTIONS_EXPORTED = "expectations:exported"
    RESULTS_EXPORTED = "results:exported"
    RUN_BEGUN = "run:begun"
    RUN_FINISHED = "run:finished"
    RUN_STOPPED = "run:stopped"
    CLOCK_DOUBTED = "clock:doubted"
    CLOCK_BELIEVED = "clock:believed"
    CLOCK_CONFIRMED = "clock:confirmed"
    LOG_SHORTENED = "log:shortened"
    KEY_MOVED = "key:moved"
    PASSAGES_FOUND = "passages:found"
    ACT_REFUSED = "act:refused"
    PERSON_SIGNED_IN = "person:signed-in"
    PERSON_SIGN_IN_FAILED = "person:sign-in-failed"
    DEVICE_ADMITTED = "device:admitted"
    MODEL_CHOSEN = "model:chosen"
    EMBEDDER_CHOSEN = "embedder:chosen"
    DEVICE_SIGNED_OUT = "device:signed-out"


GENESIS: Final = "0" * 64
"""What stands as ``previous`` in the first line of a log."""

_PLAIN = re.compile(r"[A-Za-z0-9:._-]{1,80}\Z")
Things = Mapping[str, str | int]


def is_plain(word: str) -> bool:
    """Whether it can be an id or a code, and no title or sentence: 1 to 80 letters, digits and ``: . _ -``."""
    return bool(_PLAIN.match(word))


def canonical(
    project: str, sequence: int, at: datetime, name: EventName, by: str, things: Things, previous: str
) -> bytes:
    """The bytes of one line: JSON, keys sorted, no spaces, UTF-8; times in UTC to the millisecond.

    ``things`` holds ids, counts and codes. Anything else, such as a title or a sentence, is a :class:`ValueError`.
    """
    for key, value in things.items():
        if isinstance(value, str) and not is_plain(value):
            raise ValueError(f"An event holds ids, counts and codes only; {key} is none of them.")
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {
        "at": stamp, "by": by, "event": name.value, "previous": previous, "project": project,
        "sequence": sequence, "things": dict(things), "v": 1,
    }  # fmt: skip
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode()


def digest(line: bytes) -> str:
    """SHA-256 of a line, in hexadecimal: the ``previous`` of the next."""
    return hashlib.sha256(line).hexdigest()
