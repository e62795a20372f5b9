"""What a document and a heading are called where they are shown together."""

from __future__ import annotations

import pytest

from hemvist.web.templatetags.hemvist import under


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("LEASE", ""), ("LEASE › 3. Rent", "3. Rent"), ("3. Rent", "3. Rent"), ("", ""), ("LEASES › 3. Rent", "LEASES › 3. Rent"),
    ],
)  # fmt: skip
def test_the_title_of_a_document_is_not_said_again_before_its_heading(heading: str, shown: str) -> None:
    assert under({"title": "LEASE", "document": "lease.txt", "heading": heading}) == shown
    assert under({"title": "LEASE", "document": "lease.txt"}) == ""
