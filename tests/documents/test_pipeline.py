"""From a text to an index that finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemvist.documents.pipeline import add_to_index, embedded_text
from hemvist.domain.errors import PermitMisused
from hemvist.domain.passage import Passage, Text, passages
from hemvist.domain.permit import Deed
from hemvist.index.base import Index
from hemvist.index.sqlite import open_index
from tests.cast import permit
from tests.index.hashed import HashedEmbedder

EVERYONE = frozenset({"everyone"})
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
TINY = Path(__file__).parents[1] / "data" / "cuad-tiny" / "corpus" / "contract-001.txt"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = open_index(tmp_path / "index.sqlite", "p1", bytes(32), HashedEmbedder())
    yield index
    index.close()


def text() -> Text:
    return Text(TINY.read_text("utf-8"), (), (), (), "txt")


def found(index: Index, k: int = 500) -> list[tuple[int, str]]:
    return [(one.ordinal, one.text) for one in index.find(permit(), "term of this agreement", EVERYONE, None, None, k)]


def test_every_passage_of_a_text_can_be_found_and_its_card_is_told(index: Index) -> None:
    card = add_to_index(
        permit(deed=Deed.INGEST), index, HashedEmbedder(), "d", "v", text(), EVERYONE, SINCE, lambda done, total: None
    )
    assert sorted(found(index)) == [(one.ordinal, one.text) for one in passages(text())]
    assert "SUPPORT AND MAINTENANCE AGREEMENT" in card.title
    assert [entry.card for entry in index.documents(permit(), EVERYONE, None)] == [card]


def test_progress_is_told_from_none_to_all(index: Index) -> None:
    told: list[tuple[int, int]] = []
    long = Text(text().text * 12, (), (), (), "txt")
    add_to_index(
        permit(deed=Deed.READ), index, HashedEmbedder(), "d", "v", long, EVERYONE, SINCE, lambda *at: told.append(at)
    )
    total = len(passages(long))
    assert told[0] == (0, total)
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 3


def test_stopping_while_it_embeds_adds_nothing(index: Index) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done:
            raise Stop

    with pytest.raises(Stop):
        add_to_index(permit(deed=Deed.READ), index, HashedEmbedder(), "d", "v", text(), EVERYONE, SINCE, stop)
    assert found(index) == []
    assert index.documents(permit(), EVERYONE, None) == []


def test_it_needs_a_permit_to_ingest_or_read(index: Index) -> None:
    with pytest.raises(PermitMisused):
        add_to_index(permit(), index, HashedEmbedder(), "d", "v", text(), EVERYONE, SINCE, lambda done, total: None)


def test_a_passage_is_embedded_under_its_headings_and_without_runs_of_space() -> None:
    assert embedded_text(Passage(0, 0, 9, None, "2 Rent", "ten\n\n  a  ")) == "2 Rent\nten a"
    assert embedded_text(Passage(0, 0, 9, None, "", "ten")) == "ten"
