"""Readers, deletions, joins, questions and new files on the same documents at once: nobody ends in a deadlock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hemvist.documents import places
from tests.jobs.office import Office
from tests.jobs.together import Together, deadlocks


@pytest.fixture
def together(office: Office) -> Iterator[Together]:
    one = Together(office)
    one.prepare()
    yield one
    places.close_all()


@pytest.mark.slow
@pytest.mark.parametrize("database_told", ["postgresql"], indirect=True)
def test_many_at_once_on_the_same_documents_never_deadlock(together: Together) -> None:
    with deadlocks() as met:
        together.run(seconds=25)
        print(f"\n{met()} deadlocks; {dict(sorted(together.done.items()))}")
        assert together.faults == []
        assert met() == 0
