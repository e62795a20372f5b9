"""Questions are told apart by their language and that of the document that they are about."""

from __future__ import annotations

from typing import cast

from hemvist.evidence.curves import _by_language
from hemvist.evidence.legalbench import Ingested, Snippet
from hemvist.evidence.legalbench import Test as Asked
from hemvist.index.base import Index

ENGLISH = "This agreement is governed by the laws of Sweden and the parties shall pay the fees that are due to it."
GERMAN = (
    "Der Vertrag wird auf unbestimmte Zeit geschlossen und kann von den Parteien nicht ohne Frist gekündigt werden."
)


def test_a_question_in_another_language_than_its_documents_stands_apart() -> None:
    project = Ingested(cast(Index, None), {"en.txt": ENGLISH, "de.txt": GERMAN}, 2, 0.0)
    mine, other = "Which law governs this agreement?", "Wann kann der Vertrag gekündigt werden?"
    tests = [
        Asked(mine, (), "en.txt"), Asked(other, (Snippet("de.txt", 0, 3),)), Asked(other, (), "en.txt"), Asked(other, ()),
    ]  # fmt: skip
    groups = _by_language(project, tests)
    assert {key: len(group) for key, group in groups.items()} == {"de": 2, "de-en": 1, "en": 1}
    assert groups["de-en"] == [tests[2]]
