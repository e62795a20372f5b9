"""The exam of Index: every implementation of it sits it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import PermitMisused
from hemvist.domain.passage import Passage
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Card, Entry, Found, Index
from tests.cast import permit
from tests.index.hashed import HashedEmbedder

ALL, HR, BOARD = frozenset({"everyone"}), frozenset({"hr"}), frozenset({"board"})
START = datetime(2026, 1, 1, tzinfo=UTC)
EMBEDDER = HashedEmbedder()
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

LEASE = """LEASE AGREEMENT between Lund Fastigheter AB and Storgatan Bakery AB.

1. Rent. The rent is SEK 40,000 a month and is paid in advance.

2. Term. This lease begins on 1 May 2024 and expires on 30 April 2029.

3. Governing Law. This lease is governed by the laws of Sweden."""
SUPPLY = """SUPPLY AGREEMENT between Acme Inc. and Norrsken Components AB.

1. Price. The price of each component is EUR 12 and is fixed for two years.

2. Liability. The liability of either party is limited to EUR 100,000 a year.

3. Governing Law. This agreement is governed by the laws of Germany."""
LOAN = """LOAN AGREEMENT between Bank Nord AB and Ada Lund.

1. Interest. Interest is four percent a year.

2. Governing Law. This agreement is governed by the laws of Finland."""

WORDS = st.sampled_from(
    [
        "rent",
        "law",
        "governed",
        "termination",
        "Acme",
        "Lund",
        "liability",
        "notice",
        "sweden",
        "price",
        "the",
        "of",
        "40,000",
    ]
)
BODIES = st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=6).map("\n\n".join)
QUESTIONS = [
    "What is the rent?", "Which law governs this contract?", "In the agreement with Acme, is liability capped?",
    "Consider the Lease between Lund and Storgatan; when does it expire?", "rent rent", "?", "",
]  # fmt: skip


class Opens(Protocol):
    """Opens an index at a place that is empty or holds one."""

    def __call__(self, path: Path) -> Index: ...


def cut(body: str) -> list[Passage]:
    """One passage for each paragraph."""
    found: list[Passage] = []
    for match in re.finditer(r"\S(?:.|\n(?!\n))*", body):
        found.append(Passage(len(found), match.start(), match.end(), None, "", match.group()))
    return found


def put(
    index: Index,
    document: str,
    body: str,
    audience: frozenset[str] = ALL,
    version: str = "",
    since: datetime = START,
    deed: Deed = Deed.INGEST,
) -> None:
    pieces, given_permit = cut(body), permit(deed=deed)
    vectors = EMBEDDER.passages(given_permit, [one.text for one in pieces])
    card = Card(body.splitlines()[0], (), body[:300])
    index.add(given_permit, Entry(document, version or f"{document}-1", card, audience, since), pieces, vectors)


def asking(audience: frozenset[str]) -> Permit:
    return permit(deed=Deed.ASK, audience=audience)


def find(
    index: Index,
    question: str,
    audience: frozenset[str] = ALL,
    documents: frozenset[str] | None = None,
    as_of: datetime | None = None,
    k: int = 8,
) -> list[Found]:
    return index.find(asking(audience), question, audience, documents, as_of, k)


class IndexExam:
    """Subclasses give a fixture ``opens`` that opens an index of project p1 for :data:`EMBEDDER`."""

    @pytest.fixture
    def index(self, opens: Opens, tmp_path: Path) -> Index:
        return opens(tmp_path / "index")

    @pytest.fixture
    def three(self, index: Index) -> Index:
        put(index, "d1", LEASE)
        put(index, "d2", SUPPLY)
        put(index, "d3", LOAN, HR)
        return index

    def test_what_is_found_stands_in_the_document_word_for_word(self, three: Index) -> None:
        bodies = {"d1": LEASE, "d2": SUPPLY}
        for question in QUESTIONS:
            for one in find(three, question):
                assert bodies[one.document][one.start : one.end] == one.text

    def test_the_best_passage_comes_first(self, three: Index) -> None:
        assert "SEK 40,000" in find(three, "How much is the rent a month?")[0].text
        assert "EUR 100,000" in find(three, "liability of either party")[0].text

    def test_a_question_about_a_named_document_is_answered_from_it_first(self, three: Index) -> None:
        for name, document in (("Acme", "d2"), ("Storgatan Bakery", "d1")):
            found = find(three, f"In the agreement with {name}, which law governs it?", k=1)
            assert (found[0].document, "laws of" in found[0].text) == (document, True)

    def test_a_name_that_no_document_bears_leads_nowhere_in_particular(self, three: Index) -> None:
        found = find(three, "In the agreement with Zebra Holdings, which law governs it?")
        assert {one.document for one in found} == {"d1", "d2"}

    def test_more_than_a_named_document_holds_is_filled_up_from_the_others(self, three: Index) -> None:
        found = find(three, "In the agreement with Acme, which law governs it?", k=50)
        documents = [one.document for one in found]
        assert set(documents) == {"d1", "d2"}
        assert documents == sorted(documents, key=lambda document: document != "d2")

    def test_scores_fall_and_no_passage_comes_twice(self, three: Index) -> None:
        for question in QUESTIONS:
            found = find(three, question, k=50)
            assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
            assert len({(one.document, one.ordinal) for one in found}) == len(found) > 0

    def test_at_most_k_are_found_and_the_first_do_not_depend_on_k(self, three: Index) -> None:
        for question in QUESTIONS:
            whole = find(three, question, k=3)
            assert len(whole) == 3
            assert [find(three, question, k=k) for k in (0, 1, 2)] == [[], whole[:1], whole[:2]]

    def test_nothing_is_found_where_nothing_is(self, index: Index) -> None:
        assert find(index, "What is the rent?") == []
        assert index.documents(asking(ALL), ALL, None) == []

    def test_a_change_of_audience_holds_at_once_for_every_version(
        self, three: Index, opens: Opens, tmp_path: Path
    ) -> None:
        put(three, "d1", LEASE + " Anew.", version="d1-2", since=START + timedelta(days=9))
        assert {one.document for one in find(three, "laws", ALL, k=50)} == {"d1", "d2"}
        with pytest.raises(PermitMisused):
            three.show_to(asking(ALL), "d1", HR)
        three.show_to(permit(deed=Deed.SET_AUDIENCE), "d1", HR)
        three.show_to(permit(deed=Deed.SET_AUDIENCE), "nothing", HR)
        for index in (three, opens(tmp_path / "index")):
            for at in (None, START + timedelta(days=1)):
                assert {one.document for one in find(index, "laws", ALL, as_of=at, k=50)} == {"d2"}
                assert {one.document for one in find(index, "laws", HR, as_of=at, k=50)} == {"d1", "d3"}

    def test_only_the_audience_of_a_document_finds_and_lists_it(self, three: Index) -> None:
        for audience, seen in ((ALL, {"d1", "d2"}), (HR, {"d3"}), (ALL | HR, {"d1", "d2", "d3"}), (BOARD, set())):
            assert {one.document for one in find(three, "laws", audience, k=50)} == seen
            assert {one.document for one in three.documents(asking(audience), audience, None)} == seen

    def test_a_permit_for_fewer_narrows_what_is_asked_for(self, three: Index) -> None:
        wide = ALL | HR
        assert three.find(asking(HR), "laws", wide, None, None, 50) == find(three, "laws", HR, k=50)
        assert {one.document for one in three.documents(asking(HR), wide, None)} == {"d3"}

    def test_only_the_documents_asked_for_are_searched(self, three: Index) -> None:
        assert {one.document for one in find(three, "laws", documents=frozenset({"d2", "d3"}))} == {"d2"}
        assert find(three, "In the agreement with Acme, what law?", documents=frozenset({"d1"}))[0].document == "d1"
        assert find(three, "laws", documents=frozenset()) == []

    @quick
    @given(hidden=st.lists(BODIES, min_size=1, max_size=4), names=st.permutations(["d0", "d15", "d2a", "e", "a"]))
    def test_what_one_may_not_see_changes_nothing_of_what_one_finds(
        self, opens: Opens, tmp_path_factory: pytest.TempPathFactory, hidden: list[str], names: list[str]
    ) -> None:
        folder = tmp_path_factory.mktemp("index")
        index = opens(folder / "index")
        put(index, "d1", LEASE)
        put(index, "d2", SUPPLY)
        before = [find(index, question, k=k) for question in QUESTIONS for k in (1, 50)]
        for name, body in zip(names, hidden, strict=False):
            put(index, name, body, HR)
        # Equal as a whole: passages, order, and every bit of every score.
        assert [find(index, question, k=k) for question in QUESTIONS for k in (1, 50)] == before
        index.close()

    @quick
    @given(bodies=st.lists(BODIES, min_size=2, max_size=5), order=st.randoms(use_true_random=False))
    def test_the_order_in_which_documents_came_changes_nothing(
        self, opens: Opens, tmp_path_factory: pytest.TempPathFactory, bodies: list[str], order: object
    ) -> None:
        folder = tmp_path_factory.mktemp("index")
        shuffled = list(enumerate(bodies))
        order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        found = []
        for number, rows in enumerate((list(enumerate(bodies)), shuffled)):
            index = opens(folder / str(number))
            for name, body in rows:
                put(index, f"d{name}", body)
            found.append([find(index, question) for question in QUESTIONS])
            index.close()
        assert found[0] == found[1]

    def test_a_new_version_takes_the_place_of_the_old_and_the_past_stays_askable(self, index: Index) -> None:
        later = START + timedelta(days=30)
        put(index, "d1", LEASE)
        put(index, "d1", LEASE.replace("40,000", "55,000"), version="d1-2", since=later, deed=Deed.READ)
        assert {one.version for one in find(index, "rent", k=50)} == {"d1-2"}
        assert "55,000" in find(index, "rent SEK")[0].text
        assert {one.version for one in find(index, "rent", as_of=later - timedelta(seconds=1))} == {"d1-1"}
        assert {one.version for one in find(index, "rent", as_of=later)} == {"d1-2"}
        assert find(index, "rent", as_of=START - timedelta(seconds=1)) == []
        assert [one.version for one in index.documents(asking(ALL), ALL, later)] == ["d1-2"]

    def test_an_older_version_that_arrives_late_is_not_in_force_now(self, index: Index) -> None:
        put(index, "d1", SUPPLY, version="new", since=START + timedelta(days=30))
        put(index, "d1", LEASE, version="old", since=START)
        assert {one.version for one in find(index, "law")} == {"new"}
        assert {one.version for one in find(index, "law", as_of=START)} == {"old"}

    def test_the_same_version_again_replaces_itself(self, three: Index) -> None:
        before = find(three, "rent", k=50)
        put(three, "d1", LEASE)
        assert find(three, "rent", k=50) == before

    def test_a_removed_document_is_found_no_more_in_any_version(self, three: Index) -> None:
        put(three, "d1", LEASE + "\n\n4. Pets. No pets.", version="d1-2", since=START + timedelta(days=1))
        held = len(find(three, "law", documents=frozenset({"d1"}), k=50))
        held += len(find(three, "law", documents=frozenset({"d1"}), as_of=START, k=50))
        assert three.remove(permit(deed=Deed.DELETE), "d1") == held
        for as_of in (None, START, START + timedelta(days=2)):
            assert "d1" not in {one.document for one in find(three, "rent", as_of=as_of, k=50)}
        assert three.remove(permit(deed=Deed.DELETE), "d1") == 0
        assert find(three, "EUR 12")[0].document == "d2"

    def test_one_version_of_a_document_is_removed_and_the_others_stand_as_if_it_had_never_been(
        self, opens: Opens, index: Index, tmp_path: Path
    ) -> None:
        days = [START + timedelta(days=number) for number in range(3)]
        texts = [LEASE, LEASE + "\n\n4. Pets. No pets.", LEASE + "\n\n4. Pets. One cat."]
        other = opens(tmp_path / "other")
        for number, (text, since) in enumerate(zip(texts, days, strict=True)):
            put(index, "d1", text, version=f"d1-{number}", since=since)
            if number != 1:
                put(other, "d1", text, version=f"d1-{number}", since=since)
        assert index.remove(permit(deed=Deed.DELETE), "d1", ["d1-1", "unknown"]) > 0
        for as_of in (None, *days):
            told = [find(one, question, as_of=as_of) for one in (index, other) for question in QUESTIONS]
            assert told[: len(QUESTIONS)] == told[len(QUESTIONS) :]
        assert index.remove(permit(deed=Deed.DELETE), "d1", ["d1-1"]) == 0

    def test_removing_leaves_the_rest_as_if_it_had_never_been(self, opens: Opens, three: Index, tmp_path: Path) -> None:
        other = opens(tmp_path / "other")
        put(other, "d2", SUPPLY)
        three.remove(permit(deed=Deed.DELETE), "d1")
        assert [find(three, question) for question in QUESTIONS] == [find(other, question) for question in QUESTIONS]

    def test_what_was_added_is_there_after_opening_anew(self, opens: Opens, three: Index, tmp_path: Path) -> None:
        before = [find(three, question) for question in QUESTIONS]
        three.close()
        assert [find(opens(tmp_path / "index"), question) for question in QUESTIONS] == before

    def test_a_second_opening_notices_what_the_first_changes(self, opens: Opens, index: Index, tmp_path: Path) -> None:
        second = opens(tmp_path / "index")
        assert find(second, "rent") == []
        put(index, "d1", LEASE)
        assert find(second, "rent")[0].document == "d1"
        put(index, "d1", SUPPLY, version="d1-2", since=START + timedelta(days=1))
        assert {one.version for one in find(second, "law")} == {"d1-2"}
        index.remove(permit(deed=Deed.DELETE), "d1")
        assert find(second, "law") == []

    def test_many_threads_ask_while_documents_come_and_go(self, index: Index) -> None:
        put(index, "d0", LEASE)
        errors: list[BaseException] = []

        def guarded(work: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                try:
                    work()
                except BaseException as error:
                    errors.append(error)

            return run

        def ask() -> None:
            for _ in range(15):
                assert find(index, "What is the rent?")[0].document == "d0"

        def change() -> None:
            for turn in range(8):
                put(index, "d1", SUPPLY, version=f"v{turn}", since=START + timedelta(days=turn))
                index.remove(permit(deed=Deed.DELETE), "d1")

        threads = [threading.Thread(target=guarded(work)) for work in (ask, ask, ask, change)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []

    def test_vectors_that_do_not_belong_are_refused_and_change_nothing(self, three: Index) -> None:
        before = find(three, "rent", k=50)
        pieces = cut(LEASE)
        entry = Entry("d9", "d9-1", Card("", (), ""), ALL, START)
        for vectors in (np.zeros((len(pieces) + 1, 384), np.int8), np.zeros((len(pieces), 383), np.int8)):
            with pytest.raises(ValueError, match="vectors"):
                three.add(permit(deed=Deed.INGEST), entry, pieces, vectors)
        assert find(three, "rent", k=50) == before

    def test_a_text_no_one_can_read_can_still_be_indexed(self, index: Index) -> None:
        put(index, "d1", "\x00\ud7ff😀 ʼn İ ß ǆ " + "ﷺ" * 40 + "' ; drop table version; --")
        assert len(find(index, "\x00 '; drop table passage; -- 😀 " + "a" * 3000)) == 1

    @pytest.mark.parametrize("deed", [Deed.INGEST, Deed.DELETE, Deed.LIST])
    def test_finding_needs_a_permit_to_ask(self, three: Index, deed: Deed) -> None:
        with pytest.raises(PermitMisused):
            three.find(permit(deed=deed), "rent", ALL, None, None, 8)

    @pytest.mark.parametrize("deed", [Deed.ASK, Deed.DELETE, Deed.LIST])
    def test_adding_needs_a_permit_to_ingest_or_read(self, three: Index, deed: Deed) -> None:
        entry = Entry("d9", "d9-1", Card("", (), ""), ALL, START)
        with pytest.raises(PermitMisused):
            three.add(permit(deed=deed), entry, [], np.empty((0, 384), np.int8))

    @pytest.mark.parametrize("deed", [Deed.ASK, Deed.INGEST, Deed.LIST])
    def test_removing_needs_a_permit_to_delete(self, three: Index, deed: Deed) -> None:
        with pytest.raises(PermitMisused):
            three.remove(permit(deed=deed), "d1")
        assert find(three, "rent")[0].document == "d1"

    def test_listing_needs_a_permit_to_list_or_ask(self, three: Index) -> None:
        assert len(three.documents(permit(deed=Deed.LIST), ALL, None)) == 2
        with pytest.raises(PermitMisused):
            three.documents(permit(deed=Deed.INGEST), ALL, None)

    def test_a_permit_of_another_project_opens_nothing(self, three: Index) -> None:
        with pytest.raises(PermitMisused):
            three.find(permit("p2"), "rent", ALL, None, None, 8)
        with pytest.raises(PermitMisused):
            three.documents(permit("p2"), ALL, None)
        with pytest.raises(PermitMisused):
            three.remove(permit("p2", Deed.DELETE), "d1")
        with pytest.raises(PermitMisused):
            three.add(
                permit("p2", Deed.INGEST),
                Entry("d9", "d9-1", Card("", (), ""), ALL, START),
                [],
                np.empty((0, 384), np.int8),
            )
