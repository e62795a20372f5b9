"""Embedding a project anew: the old index answers until the new one is whole, and whatever happens meanwhile is in both."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from numpy.typing import NDArray

from hemvist.assistant.ask import ask
from hemvist.closing.forget import forget_document
from hemvist.config.options import ROOT
from hemvist.documents import anew, choose, names, places
from hemvist.documents.anew import ANEW, EMBEDDING_ANEW
from hemvist.documents.models import Indexed
from hemvist.domain.permit import Deed, Permit
from hemvist.index.sqlite import EncryptedIndex
from hemvist.jobs import kinds, queue, steer
from hemvist.jobs.models import Job, State
from hemvist.jobs.work import run_next
from hemvist.projects import gate
from hemvist.providers.here import LocalEmbedder
from hemvist.providers.sources import FIRST, table
from tests.house import House, visit
from tests.index.hashed import HashedEmbedder

SECOND = "all-minilm-l6-v2"
OTHER = "SUPPLY AGREEMENT\n\n1. Price. The price is EUR 90 for each chair.\n\n2. Term. It ends on 1 May 2030."


class Named(HashedEmbedder):
    """Quick vectors under an embedder's name; what is told to happen happens while passages are embedded."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}/hashed")
        self.name, self.texts = name, list[str]()
        self.meanwhile: Callable[[], None] = lambda: None

    def passages(self, permit: Permit, texts: Sequence[str]) -> NDArray[np.int8]:
        self.texts += texts
        happens, self.meanwhile = self.meanwhile, lambda: None
        happens()
        return np.roll(super().passages(permit, texts), 1 if self.name == SECOND else 0, axis=1)

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]:
        return np.roll(super().question(permit, text), 1 if self.name == SECOND else 0)


@pytest.fixture
def two(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Named]]:
    """The house, with two quick embedders whose weights are here."""
    by_name = {name: Named(name) for name in (FIRST, SECOND)}
    places.use_embedders(by_name.__getitem__)
    monkeypatch.setattr(settings, "EMBEDDER_CHOICE", house.home / "data" / "embedder")
    monkeypatch.setattr(choose, "is_here", lambda one: True)
    kinds.register(EMBEDDING_ANEW)
    house.wren.delete()
    yield by_name
    kinds.forget_all()


def turn(house: House, name: str = SECOND) -> int:
    return choose.choose(visit(house.ada), table(name))


def row(house: House) -> Indexed:
    return Indexed.objects.get(pk=house.heron.pk)


def files(house: House) -> set[str]:
    return {path.name for path in places.folder(house.heron.pk).glob("index*") if "-" not in path.suffix}


def held(house: House, name: str) -> set[tuple[str, str]]:
    index = places.index_by(gate.carry_on(house.heron, Deed.READ), name)
    return {(one.document, one.version) for one in index.standing(gate.carry_on(house.heron, Deed.READ))}


def vectors(house: House, name: str) -> bytes:
    index = places.index_by(gate.carry_on(house.heron, Deed.READ), name)
    assert isinstance(index, EncryptedIndex)
    return b"".join(one for (one,) in index._store.rows("select vectors from vector order by version"))


def test_the_old_index_answers_until_the_new_one_is_whole(house: House, two: dict[str, Named]) -> None:
    version = house.with_lease()
    before = vectors(house, FIRST)
    seen: list[tuple[str, str, str]] = []

    def asked() -> None:
        ask(visit(house.ada), house.heron, "Which law governs the lease?")
        seen.append((row(house).embedder, row(house).coming, "all-minilm" if two[SECOND].texts else ""))

    two[SECOND].meanwhile = asked
    assert turn(house) == 1
    assert row(house).embedder == FIRST
    house.read()
    assert seen == [(FIRST, SECOND, "all-minilm")]
    assert (row(house).embedder, row(house).coming) == (SECOND, "")
    assert files(house) == {f"index.{SECOND}.sqlite", f"index.{SECOND}.key"}
    assert held(house, SECOND) == {(version.document_id, version.pk)}
    assert vectors(house, SECOND) != before
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    found = places.index_of(permit).find(permit, "governed by the laws of Sweden", permit.audience, None, None, 8)
    assert [one.version for one in found if "Sweden" in one.text] == [version.pk]
    assert not list(places.folder(house.heron.pk).glob("*.anew-*"))


def test_a_question_under_way_finishes_with_the_index_it_began_with(house: House, two: dict[str, Named]) -> None:
    version = house.with_lease()
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    begun = places.index_of(permit)
    turn(house)
    house.read()
    assert places.index_of(permit) is not begun
    found = begun.find(permit, "governed by the laws of Sweden", permit.audience, None, None, 8)
    assert [one.version for one in found if "Sweden" in one.text] == [version.pk]
    reference = weakref.ref(begun)
    del begun
    assert reference() is None, "whoever lets go last closes its file"


def test_what_is_deleted_while_the_indexes_are_exchanged_is_in_neither(
    house: House, two: dict[str, Named], monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = house.with_lease()
    turn(house)
    real, exchanged = EncryptedIndex.remove, []

    def late(index: EncryptedIndex, permit: Permit, document: str, versions: Any = None) -> int:
        """The index was asked for before the exchange, and takes the document out after it."""
        if not exchanged:
            exchanged.append(True)
            house.read()
            assert row(house).embedder == SECOND
        return real(index, permit, document, versions)

    monkeypatch.setattr(EncryptedIndex, "remove", late)
    places.take_out(gate.carry_on(house.heron, Deed.DELETE), lease.document_id)
    assert exchanged
    assert held(house, SECOND) == set()


def test_what_comes_and_goes_meanwhile_is_right_in_both(house: House, two: dict[str, Named]) -> None:
    lease = house.with_lease()
    doomed = house.receive(house.ada, house.heron, "doomed.txt", OTHER)
    house.read()

    def changes() -> None:
        forget_document(visit(house.ada), house.heron, doomed.document_id)
        house.receive(house.ada, house.heron, "lease.txt", OTHER, lease.document_id)
        house.receive(house.ada, house.heron, "new.txt", OTHER + "\n\n3. New.")

    two[SECOND].meanwhile = changes
    turn(house)
    house.read()
    assert row(house).embedder == SECOND
    now = held(house, SECOND)
    assert len(now) == 3
    assert doomed.document_id not in {document for document, _ in now}
    assert len([one for one in now if one[0] == lease.document_id]) == 2


def test_a_deletion_meanwhile_takes_its_words_out_of_both_indexes(house: House, two: dict[str, Named]) -> None:
    version = house.with_lease()
    house.receive(house.ada, house.heron, "other.txt", OTHER)
    house.read()
    turn(house)
    hold = queue.claim([ANEW])
    assert hold is not None
    work = anew._Work(hold, house.heron, SECOND)
    one = next(one for one in anew._difference(work).missing if one.document == version.document_id)
    assert anew._embedded(work, one, 0, 9)
    assert {document for document, _ in held(house, SECOND)} == {version.document_id}
    forget_document(visit(house.ada), house.heron, version.document_id)
    for name in (FIRST, SECOND):
        assert version.document_id not in {document for document, _ in held(house, name)}
        index = places.index_by(gate.carry_on(house.heron, Deed.READ), name)
        assert isinstance(index, EncryptedIndex)
        assert not index._store.rows("select 1 from passage where text like '%Sweden%'")
        assert not index._store.rows("select 1 from posting where term like 'swed%'")
    assert not list(places.folder(house.heron.pk).glob(f"{version.pk}*"))


def test_a_document_that_is_deleted_while_it_is_embedded_is_not_put_in(house: House, two: dict[str, Named]) -> None:
    version = house.with_lease()
    two[SECOND].meanwhile = lambda: forget_document(visit(house.ada), house.heron, version.document_id)
    turn(house)
    while run_next():
        Job.objects.filter(state=State.WAITING).update(run_at="2020-01-01T00:00Z")
    assert row(house).embedder == SECOND
    assert held(house, SECOND) == set()
    assert not list(places.folder(house.heron.pk).glob(f"{version.pk}*"))


def test_stopping_goes_on_with_the_old_one_and_loses_nothing(house: House, two: dict[str, Named]) -> None:
    house.with_lease()
    before = vectors(house, FIRST)
    two[SECOND].meanwhile = lambda: turn(house, FIRST) and None
    turn(house)
    house.read()
    assert (row(house).embedder, row(house).coming, places.chosen()) == (FIRST, "", FIRST)
    assert files(house) == {"index.sqlite", "index.key"}
    assert vectors(house, FIRST) == before
    assert not list(places.folder(house.heron.pk).glob("*.anew-*"))
    assert not Job.objects.live().exists()


def test_a_cancelled_job_leaves_its_project_with_the_old_one_and_a_retry_takes_it_up(
    house: House, two: dict[str, Named]
) -> None:
    house.with_lease()
    turn(house)
    job = Job.objects.get(kind=ANEW)
    assert job.pk in {one.id for one in steer.listing(visit(house.ada), house.heron)}
    steer.cancel(visit(house.ada), house.heron, job.pk)
    assert (row(house).embedder, row(house).coming) == (FIRST, "")
    steer.retry(visit(house.ada), house.heron, job.pk)
    assert row(house).coming == SECOND
    house.read()
    assert row(house).embedder == SECOND


def test_vectors_made_before_the_exchange_are_never_put_into_the_new_index(house: House, two: dict[str, Named]) -> None:
    """The embedder of a version that is on its way is asked for again when it is settled."""
    house.with_lease()
    late = house.receive(house.ada, house.heron, "late.txt", OTHER)

    def changed() -> None:
        turn(house)

    two[FIRST].meanwhile = changed
    house.read()
    late.refresh_from_db()
    assert (row(house).embedder, late.state) == (SECOND, "searchable")
    whole = b"".join(
        two[SECOND].passages(gate.carry_on(house.heron, Deed.READ), [text]).tobytes() for text in late_texts(two)
    )
    assert whole in vectors(house, SECOND)


def late_texts(two: dict[str, Named]) -> list[str]:
    return [text for text in two[SECOND].texts if "chair" in text or "2030" in text][:1]


def test_what_a_large_document_had_of_vectors_is_kept_between_turns(
    house: House, two: dict[str, Named], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "PASSAGES", 2)
    monkeypatch.setattr(anew, "TURN", 0.0)
    text = "\n\n".join(f"{number}. Clause {number}. " + f"Word{number} stands here. " * 60 for number in range(1, 9))
    house.receive(house.ada, house.heron, "large.txt", text)
    house.read()
    count = len(two[FIRST].texts)
    assert count > 4
    turn(house)
    turns = 0
    while run_next([ANEW]):
        turns += 1
    assert turns > count // 2 - 1
    assert row(house).embedder == SECOND
    assert len(two[SECOND].texts) == count, "nothing was embedded twice"


def test_a_project_without_an_index_turns_at_once_and_new_ones_follow(house: House, two: dict[str, Named]) -> None:
    assert turn(house) == 0
    assert row(house).embedder == SECOND
    house.with_lease()
    assert not two[FIRST].texts
    assert files(house) == {f"index.{SECOND}.sqlite", f"index.{SECOND}.key"}


def test_a_killed_exchange_is_swept_and_an_index_that_answers_is_not(house: House, two: dict[str, Named]) -> None:
    house.with_lease()
    left = names.index_file(places.folder(house.heron.pk), SECOND)
    left.write_bytes(b"left by a killed process")
    places.sweep_indexes(house.heron.pk)
    assert files(house) == {"index.sqlite", "index.key"}


def test_only_who_runs_the_installation_chooses(house: House, two: dict[str, Named]) -> None:
    from hemvist.domain.errors import NotFound

    with pytest.raises(NotFound):
        choose.choose(visit(house.ben), table(SECOND))
    assert not Path(settings.EMBEDDER_CHOICE).exists()


@pytest.mark.slow
def test_with_both_real_embedders_the_answer_stays(
    house: House, embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.providers.weights import ensure

    folder = ensure(ROOT / "var" / "models" / SECOND, lambda done, total, what: None, facts=table(SECOND))
    real = {FIRST: embedder, SECOND: LocalEmbedder(folder, 1, table(SECOND))}
    places.use_embedders(real.__getitem__)
    monkeypatch.setattr(settings, "EMBEDDER_CHOICE", house.home / "data" / "embedder")
    monkeypatch.setattr(settings, "MODEL_FOLDER", ROOT / "var" / "models")
    kinds.register(EMBEDDING_ANEW)
    house.wren.delete()
    house.with_lease()
    before = vectors(house, FIRST)
    cost = choose.cost(table(SECOND))
    assert (cost.projects, cost.passages > 0, cost.disk > 0, cost.minutes) == (1, True, True, 1)
    turn(house)
    house.read()
    assert row(house).embedder == SECOND
    assert len(vectors(house, SECOND)) == len(before)
    assert not ask(visit(house.ada), house.heron, "Which law governs the lease?").abstained
