"""The questions that the demo's archive offers: each is answered from the file it should be, or honestly not."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask
from hemvist.documents.made import ARCHIVE_QUESTIONS
from hemvist.documents.made.archive import archive
from hemvist.documents.receive import receive
from tests.house import House, visit


@pytest.mark.slow
def test_the_archives_questions_are_answered_as_said(house: House) -> None:
    for one in archive(part="demo")[0]:
        if not one.paper.name.endswith((".png", ".tiff")):
            receive(visit(house.cleo), house.wren, one.paper.name, [one.data])
    house.read()
    for example in ARCHIVE_QUESTIONS:
        asked = ask.ask(visit(house.cleo), house.wren, example.question)
        _, told = ask.reopen(visit(house.cleo), house.wren, asked.pk)
        assert told["abstained"] == (example.file is None), example.question
        if example.phrase is not None:
            quotes = [row["quote"] for row in told["citations"] if row["document"] == example.file]
            assert example.phrase in " ".join(" ".join(quotes).split()), example.question
