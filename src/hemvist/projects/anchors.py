"""Where each clause stands on the agreement's page, so that a refusal can lead to the very clause that it names."""

from __future__ import annotations

from typing import Final

ANCHORS: Final[tuple[tuple[str, ...], ...]] = (
    ("level",),
    ("one_party", "controller", "processor"),
    ("purposes", "nature", "setup"),
    ("duration", "starts_on", "ends_on"),
    ("data", "sources"),
    ("data_subjects", "special_categories", "safeguards", "processing_agreement"),
    ("locations",),
    ("providers", "notice_days"),
    ("network",),
    ("retention", "audit", "audit_days"),
    ("access", "membership"),
    ("operator_access",),
    ("sign_in",),
    ("keys",),
    ("patch_days",),
    ("breach", "requests"),
    ("end",),
    ("signatures", "signers", "signed_at"),
    ("version", "project"),
)
"""The clauses under each heading of ``papers/plain.py``, in its order."""
