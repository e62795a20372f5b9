"""How many scanned pages are recognised side by side."""

from __future__ import annotations

import pytest
from django.conf import settings

from hemvist.documents.recognised import at_once


@pytest.mark.parametrize(
    ("threads", "size", "pages"), [(1, 1, 1), (2, 1, 2), (16, 1, 4), (16, 50 << 20, 2), (16, 200 << 20, 1), (2, 0, 2)]
)
def test_as_many_as_processors_are_given_and_as_copies_of_the_file_have_room(
    threads: int, size: int, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "THREADS", threads)
    assert at_once(size) == pages
