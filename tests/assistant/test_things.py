"""Which paper a question means by a thing: the one that speaks of it, or comes clearly nearest to it; and no other answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import named
from hemvist.assistant.reply import reply
from hemvist.assistant.things import OwnWords, _said_by_any, asked_of, called, meant, papers, silent, things
from hemvist.domain.answer import Answer, Citation
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, Ingested, benchmark, ingested
from hemvist.projects.gate import throw_away
from hemvist.providers.here import LocalEmbedder

DATA = Path(__file__).parent.parent / "data"
BAKEHOUSE, OVENS, MILLER = "Hyresavtal Bryggaregatan 5.txt", "Wartung Stikkenofen.txt", "Miller supply.txt"
COFFEE, SCHOOL, VAN = "Rental espresso.txt", "Hagaskolan.txt", "Leasing skåpbil.txt"


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def bakery(embedder: LocalEmbedder) -> Iterator[Ingested]:
    """Eight papers of a bakery, each about one thing."""
    with ingested(benchmark(DATA / "plain-bakery", "view").corpus, embedder, quiet) as project:
        yield project


def asking(bakery: Ingested, embedder: LocalEmbedder) -> Asking:
    return Asking(throw_away(Deed.ASK), bakery.index, embedder, EVERYONE, None, None)


def cited(bakery: Ingested, embedder: LocalEmbedder, question: str) -> tuple[Citation, ...]:
    given = reply(throw_away(Deed.ASK), bakery.index, embedder, question, EVERYONE, None, None)
    return given.citations if isinstance(given, Answer) else ()


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Hur lång uppsägningstid har bageriet?", {BAKEHOUSE}),
        ("What does the flour cost?", {MILLER}),
        ("Mit welcher Frist können wir den Service für die Öfen kündigen?", {OVENS}),
        ("Hur många nycklar har vi till skolan?", {SCHOOL}),
        ("Hur stor är depositionen för kaffemaskinen?", {COFFEE}),
        ("Wie hoch ist die Miete für die Kühlkammer?", set()),
        ("What does the van cost a month?", {VAN}),
        ("Kan vi lämna tillbaka bilen i förtid?", {VAN}),
        ("Which law governs?", set()),
        ("What does Tollgate Millers charge?", set()),
    ],
)
def test_a_thing_tells_the_paper_that_speaks_of_it_or_comes_nearest(
    bakery: Ingested, embedder: LocalEmbedder, question: str, documents: set[str]
) -> None:
    asked = asking(bakery, embedder)
    assert meant(asked, named(question, asked.entries())).documents == documents


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("När går hyresavtalet ut?", {BAKEHOUSE}),
        ("What is the notice period of the coffee machine contract?", {COFFEE}),
        ("What is the notice period for the coffee machine?", set()),
        ("When does the NDA end?", set()),
        ("What does the contract with Tollgate Millers say of delivery?", {MILLER}),
    ],
)
def test_a_paper_called_by_what_it_is_counts_as_named(
    bakery: Ingested, embedder: LocalEmbedder, question: str, documents: set[str]
) -> None:
    asked = asking(bakery, embedder)
    names = named(question, asked.entries())
    assert papers(asked, names, meant(asked, names)) == documents


def test_of_one_document_nothing_is_told_by_things(bakery: Ingested, embedder: LocalEmbedder) -> None:
    asked = asking(bakery, embedder).of(frozenset({MILLER}))
    assert not meant(asked, named("Was kostet die Wartung der Öfen im Jahr?", asked.entries())).documents


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("What does the flour cost?", MILLER, "SEK 7.80"),
        ("Hur mycket betalar vi för bageriet i månaden?", BAKEHOUSE, "41 500 kronor"),
    ],
)
def test_the_price_of_a_thing_is_the_one_in_its_own_paper(
    bakery: Ingested, embedder: LocalEmbedder, question: str, document: str, words: str
) -> None:
    citations = cited(bakery, embedder, question)
    assert {one.document for one in citations} == {document}
    assert any(words in one.quote for one in citations)


@pytest.mark.parametrize(
    "question",
    [
        "Hur stor är depositionen för kaffemaskinen?",
        "Vem är kontaktperson för ugnarna?",
        "Was kostet die Wartung der Öfen im Jahr?",  # its own paper holds two sums
    ],
)
def test_another_papers_clause_does_not_answer_for_a_thing(
    bakery: Ingested, embedder: LocalEmbedder, question: str
) -> None:
    assert cited(bakery, embedder, question) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Was kostet die Wartung der Öfen im Jahr?", ["Wartung", "Öfen"]),
        ("Vem är kontaktperson för ugnarna?", ["ugnarna"]),
        ("Wie schnell kommt ein Techniker, wenn jemand im Aufzug feststeckt?", []),
        ("Which law governs?", []),
    ],
)
def test_a_thing_is_what_something_is_asked_of(question: str, words: list[str]) -> None:
    assert asked_of(question) == words


def test_what_papers_are_called_is_no_thing() -> None:
    assert things("Wann endet der Wartungsvertrag für die Öfen?") == ["Öfen"]


def test_a_thing_that_many_papers_say_is_no_other_paper_s_in_another_language(
    bakery: Ingested, embedder: LocalEmbedder
) -> None:
    asked = asking(bakery, embedder)
    own = [OwnWords(one) for one in asked.entries()]
    assert _said_by_any(["bageriet"], own, {})
    assert not _said_by_any(["Zahnarztstuhl"], own, {})
    assert _said_by_any(["van"], own, called("What does the van cost?"))


def test_a_price_in_another_language_is_told_only_by_the_paper_that_is_meant(
    bakery: Ingested, embedder: LocalEmbedder
) -> None:
    asked = asking(bakery, embedder)
    assert silent(asked, "Was kostet die Reinigung pro Monat?", BAKEHOUSE)
    assert silent(asked, "What does the bread cost?", SCHOOL)  # it speaks of bread, and was not meant by it
    assert not silent(asked, "Who pays for the bread?", SCHOOL)
    assert not silent(asked, "Wie lange läuft die Sauberkeit?", BAKEHOUSE)


def test_a_paper_in_another_language_that_never_says_the_thing_in_its_own_is_silent(
    bakery: Ingested, embedder: LocalEmbedder
) -> None:
    asked = asking(bakery, embedder)
    assert silent(asked, "Wie hoch ist die Miete für die Kühlkammer?", BAKEHOUSE)
    assert not silent(asked, "Wie hoch ist die Miete für die Bäckerei?", BAKEHOUSE)


def test_a_handbook_that_speaks_of_a_thing_further_down_is_not_meant_by_it(
    tmp_path: Path, embedder: LocalEmbedder
) -> None:
    texts = {
        "handbook.txt": "Personalpolicy\n\n"
        + "Alla anställda ska följa reglerna för arbetet. " * 30
        + "Skåpbilar tvättas.",
        "lease.txt": "Leasingavtal\n\nAvtalet gäller en skåpbil. Avgiften är 5 490 kronor per månad.",
        "cleaning.txt": "Städavtal\n\nPriset är 14 200 kronor per månad.",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    with ingested({name: tmp_path / name for name in texts}, embedder, quiet) as project:
        asked = asking(project, embedder)
        assert meant(asked, named("What does the van cost?", asked.entries())).documents == {"lease.txt"}
