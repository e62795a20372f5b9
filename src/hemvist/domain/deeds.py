"""What may be done at all: the kinds of act, who may do each, and in which state of a project. Tables only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hemvist.domain.levels import Role


class Deed(StrEnum):
    """The kinds of act."""

    READ_AGREEMENT = "read-agreement"
    LIST = "list"
    ASK = "ask"
    SHOW = "show"
    INGEST = "ingest"
    READ = "read"
    REPLACE = "replace"
    SET_AUDIENCE = "set-audience"
    CONFIRM = "confirm"
    ALLOW = "allow"
    DELETE = "delete"
    SEND = "send"
    EXPORT = "export"
    READ_AUDIT = "read-audit"
    SET_PHRASING = "set-phrasing"
    KEEP_QUESTIONS = "keep-questions"
    GUARD = "guard"
    LOCK = "lock"
    DRAW_UP = "draw-up"
    SIGN = "sign"
    LET_IN = "let-in"
    SHUT_OUT = "shut-out"
    ASK_GRANT = "ask-grant"
    GIVE_GRANT = "give-grant"
    END_GRANT = "end-grant"
    GO_LIVE = "go-live"
    RECORD = "record"
    SETTLE = "settle"


class State(StrEnum):
    """The life of a project."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    LIVE = "live"
    ENDING = "ending"
    ENDED = "ended"


class Actor(StrEnum):
    """Who acts: a person, or the worker carrying on what a person was permitted to start."""

    PERSON = "person"
    WORKER = "worker"


_EVERY_ROLE = frozenset(Role)
_USING = frozenset({Role.MEMBER, Role.CURATOR, Role.OWNER})
_KEEPING = frozenset({Role.CURATOR, Role.OWNER})
_AGREE = frozenset({Role.OWNER, Role.OPERATOR})

ROLES: Final[Mapping[Deed, frozenset[Role]]] = MappingProxyType(
    {
        Deed.READ_AGREEMENT: _EVERY_ROLE,
        Deed.LIST: _USING,
        Deed.ASK: _USING,
        Deed.SHOW: _USING,
        Deed.SEND: _USING,
        Deed.INGEST: _KEEPING,
        Deed.REPLACE: _KEEPING,
        Deed.SET_AUDIENCE: _KEEPING,
        Deed.CONFIRM: _KEEPING,
        Deed.ALLOW: frozenset({Role.OWNER}),
        Deed.DELETE: _KEEPING,
        Deed.EXPORT: _USING,
        Deed.READ_AUDIT: frozenset({Role.OWNER, Role.REVIEWER}),
        Deed.SET_PHRASING: frozenset({Role.OWNER}),
        Deed.KEEP_QUESTIONS: _KEEPING,
        Deed.GUARD: frozenset({Role.OWNER}),
        Deed.LOCK: frozenset({Role.OWNER}),
        Deed.DRAW_UP: _AGREE,
        Deed.SIGN: _AGREE,
        Deed.LET_IN: _AGREE,
        Deed.SHUT_OUT: frozenset({Role.OWNER}),
        Deed.ASK_GRANT: frozenset({Role.OPERATOR}),
        Deed.GIVE_GRANT: frozenset({Role.OWNER}),
        Deed.END_GRANT: frozenset({Role.OWNER}),
        Deed.GO_LIVE: frozenset({Role.OWNER}),
        Deed.RECORD: _EVERY_ROLE,
        Deed.SETTLE: _AGREE,
    }
)
"""Role × act. A deed that is not listed is nobody's."""
GRANTED: Final = frozenset({Deed.LIST, Deed.SHOW})
"""What somebody of the operator does under a grant, besides."""

STATES: Final[Mapping[Deed, frozenset[State]]] = MappingProxyType(
    {deed: frozenset({State.LIVE}) for deed in Deed}
    | {
        Deed.READ_AGREEMENT: frozenset(State),
        Deed.READ_AUDIT: frozenset(State),
        Deed.EXPORT: frozenset({State.LIVE, State.ENDING}),
        Deed.LIST: frozenset({State.LIVE, State.ENDING}),
        Deed.SHOW: frozenset({State.LIVE, State.ENDING}),
        Deed.DELETE: frozenset({State.LIVE, State.ENDING}),
        Deed.GUARD: frozenset({State.LIVE, State.ENDING}),
        Deed.LOCK: frozenset({State.LIVE, State.ENDING}),
        Deed.DRAW_UP: frozenset({State.DRAFT, State.PROPOSED, State.AGREED, State.LIVE}),
        Deed.SIGN: frozenset({State.PROPOSED, State.AGREED, State.LIVE}),
        Deed.LET_IN: frozenset({State.DRAFT, State.PROPOSED, State.AGREED, State.LIVE}),
        Deed.SHUT_OUT: frozenset({State.AGREED, State.LIVE, State.ENDING}),
        Deed.GO_LIVE: frozenset({State.AGREED}),
        Deed.RECORD: frozenset({State.LIVE, State.ENDING}),
        Deed.SETTLE: frozenset({State.LIVE, State.ENDING}),
    }
)
AGREEING: Final = frozenset({Deed.DRAW_UP, Deed.SIGN, Deed.LET_IN})
"""Coming to an agreement: also in a role that the one in force does not list, and after its end."""
BEFORE: Final = AGREEING | {Deed.READ_AGREEMENT}
"""What is done while nothing is in force yet: by the two sides, signed in with any second factor."""
OWNERS_AFTER_THE_END: Final = frozenset({Deed.LIST, Deed.SHOW, Deed.EXPORT, Deed.DELETE, Deed.SET_AUDIENCE})
"""What only the owner, and the worker, still do once the agreement has ended: see it all, hand it over, delete it."""
CONCERNS: Final = frozenset({Deed.RECORD, Deed.SETTLE})
"""An incident is recorded whatever else holds: as long as anything is stored, it can happen."""
OUTLIVES_THE_END: Final = (
    AGREEING | OWNERS_AFTER_THE_END | CONCERNS | {Deed.READ_AGREEMENT, Deed.READ_AUDIT, Deed.SHUT_OUT, Deed.LOCK}
)
UNKEPT: Final = (OUTLIVES_THE_END | {Deed.GUARD, Deed.END_GRANT}) - {Deed.SHOW, Deed.SET_AUDIENCE}
"""What is done even where the installation cannot keep the agreement: to read why, to change it, to take out, to delete.

So is guarding the key better, locking the project, ending a grant, and removing somebody."""
STORES: Final = frozenset({Deed.INGEST, Deed.READ, Deed.REPLACE, Deed.CONFIRM, Deed.ALLOW, Deed.GO_LIVE})
BRINGS_IN: Final = frozenset({Deed.INGEST, Deed.REPLACE})
"""What brings data in: by a way that the agreement names among its sources."""
WORKERS: Final = frozenset({Deed.READ, Deed.SEND, Deed.DELETE})
