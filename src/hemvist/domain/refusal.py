"""A refusal: why an act is not permitted, by which clause, and what would change it; and what the act is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Refusal:
    """Why an act is not permitted, by which clause, and what would change it.

    ``clause`` names a field of the agreement, or a field within one: ``sign_in``, ``sign_in.networks``.
    """

    clause: str
    reason: str
    remedy: str


WHAT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read-agreement": "reading the agreement",
        "list": "listing the documents",
        "ask": "asking",
        "show": "showing contents",
        "ingest": "adding a document",
        "read": "reading what was received",
        "replace": "replacing a document",
        "delete": "deleting",
        "send": "sending to a provider",
        "export": "exporting",
        "read-audit": "reading the log",
        "set-phrasing": "switching phrasing",
        "guard": "putting the key behind a passphrase",
        "lock": "locking the project",
        "keep-questions": "keeping questions",
        "confirm": "confirming what was found",
        "set-audience": "setting who may see a document",
        "allow": "calling a find a false alarm",
        "draw-up": "drawing up an agreement",
        "sign": "signing",
        "let-in": "letting somebody in",
        "shut-out": "removing somebody, and seeing who belongs to the project",
        "ask-grant": "asking to see contents",
        "give-grant": "granting the operator sight of contents",
        "end-grant": "ending a grant",
        "go-live": "bringing the project live",
        "record": "recording an incident or a request",
        "settle": "settling an incident or a request",
    }
)
"""What each deed is called where it is refused."""
