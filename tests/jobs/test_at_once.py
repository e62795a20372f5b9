"""The same act in two windows in one moment, on both databases: one is done, the other is told, the log tells of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.conf import settings

from hemvist.assistant import ask, kept, phrase, phrased, runs
from hemvist.assistant.models import PhrasingChoice, Question, Run
from hemvist.audit.models import INSTALLATION
from hemvist.closing.forget import forget_document
from hemvist.closing.succeed import succeed
from hemvist.config.options import ROOT
from hemvist.documents import again, places
from hemvist.documents.audience import set_audience
from hemvist.documents.choose import choose_at_machine
from hemvist.documents.models import Document, Relation, Version
from hemvist.documents.read import READING
from hemvist.documents.receive import receive
from hemvist.documents.relations import relate
from hemvist.domain.expected import Expects
from hemvist.jobs import kinds
from hemvist.jobs.work import run_next
from hemvist.people import devices
from hemvist.people.models import DeviceCode, SignInLink, Token
from hemvist.projects import open as opening
from hemvist.projects.guard import put_behind_passphrase
from hemvist.providers.scripted import ScriptedModel
from hemvist.providers.sources import tables
from hemvist.vault.embedded import EmbeddedKeys
from tests.index.hashed import HashedEmbedder
from tests.jobs.at_once import Act, at_once, events, fresh
from tests.jobs.office import PASSPHRASE, Office, visit

pytestmark = pytest.mark.slow  # each act many times over, on both databases
LEASE = b"1. Rent. The rent of the hall is EUR 12,000 a month.\n\n2. Law. The law of Sweden governs this lease.\n"
RENT, LAW = "What is the rent of the hall?", "Which law governs the lease?"
ROUNDS = 3


@pytest.fixture
def desk(office: Office) -> Iterator[Office]:
    """The office, with the real kind of job and an embedder that is quick."""
    places.use_embedder(HashedEmbedder())
    kinds.register(READING)
    yield office
    places.close_all()


def window(desk: Office, deed: Callable[..., object], *told: object) -> Act:
    """Ada, about to do it to Heron in a window of her own."""
    return partial(deed, visit(desk.ada), fresh(desk.heron), *told)


def windows(count: int, desk: Office, deed: Callable[..., object], *told: object) -> list[Act]:
    return [window(desk, deed, *told) for _ in range(count)]


def received(desk: Office, name: str = "lease.txt", text: bytes = LEASE) -> str:
    return receive(visit(desk.ada), desk.heron, name, [text]).document_id


def two_received(desk: Office) -> tuple[str, str]:
    return received(desk, "one.txt"), received(desk, "other.txt", LEASE + b"Other.")


def read() -> None:
    while run_next():
        pass


def test_a_document_is_deleted_once(desk: Office) -> None:
    for number in range(1, ROUNDS + 1):
        ends = at_once(*windows(3, desk, forget_document, received(desk)))
        assert (len(ends.done), ends.told) == (1, ["NotFound"] * 2)
        assert events(desk.heron.pk)["document:deleted"] == number


def test_a_document_that_is_deleted_while_it_is_narrowed_replaced_and_stopped_is_gone(desk: Office) -> None:
    for _ in range(ROUNDS):
        document = received(desk)
        at_once(
            window(desk, forget_document, document), window(desk, set_audience, document, [desk.ada.pk]),
            window(desk, receive, "new.txt", [LEASE], document), window(desk, again.stop, document),
        )  # fmt: skip
        read()
        assert not Document.objects.filter(pk=document).exists()
        assert not Version.objects.exists()


def test_the_same_file_sent_at_once_is_as_many_versions_of_one_document(desk: Office) -> None:
    at_once(*windows(3, desk, receive, "new.txt", [LEASE], received(desk)))
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    read()
    assert events(desk.heron.pk)["document:received"] == 4


def test_what_comes_out_of_one_folder_at_once_is_there_once(desk: Office) -> None:
    for number in range(1, ROUNDS + 1):
        send = partial(receive, place="contracts/lease.txt", same_folder=True)
        at_once(*windows(3, desk, send, "lease.txt", [LEASE, b"Changed." * number]))
        assert list(Version.objects.order_by("number").values_list("number", flat=True)) == [*range(1, number + 1)]
    assert Document.objects.count() == 1


def test_reading_is_stopped_once_and_begun_again_once(desk: Office) -> None:
    document = received(desk)
    for number in range(1, ROUNDS + 1):
        for deed, event in ((again.stop, "job:cancelled"), (again.read_again, "job:retried")):
            ends = at_once(*windows(3, desk, deed, document))
            assert (len(ends.done), ends.told) == (1, ["JobSettled"] * 2)
            assert events(desk.heron.pk)[event] == number


def test_of_two_that_are_joined_to_each_other_one_stays(desk: Office) -> None:
    for _ in range(ROUNDS):
        one, other = two_received(desk)
        ends = at_once(*windows(2, desk, succeed, one, other), window(desk, succeed, other, one))
        assert (len(ends.done), ends.told) == (1, ["NotFound"] * 2)
        assert Document.objects.filter(pk__in=[one, other]).count() == 1


def test_no_circle_closes_between_two_who_relate_at_once(desk: Office) -> None:
    for _ in range(ROUNDS):
        one, other = two_received(desk)
        ends = at_once(window(desk, relate, one, other, "amends"), window(desk, relate, other, one, "amends"))
        assert (len(ends.done), ends.told) == (1, ["NotRelatable"])
        assert Relation.objects.filter(document__in=[one, other]).count() == 1


def test_a_kept_question_takes_the_first_change_only(desk: Office) -> None:
    key = kept.keep(visit(desk.ada), desk.heron, kept.Wanted(RENT, Expects.NOTHING))
    seen = kept.one(visit(desk.ada), desk.heron, key).mark
    wanted = [kept.Wanted(words, Expects.NOTHING) for words in ("Who pays rent?", "Who pays water?")]
    ends = at_once(*[window(desk, kept.keep, one, key, seen) for one in wanted])
    assert (ends.done, ends.told) == ([key], ["Outdated"])


def test_runs_that_begin_at_once_ask_each_question_and_leave_nothing_behind(desk: Office) -> None:
    received(desk)
    read()
    for words in (RENT, LAW):
        kept.keep(visit(desk.ada), desk.heron, kept.Wanted(words, Expects.NOTHING))
    at_once(*windows(3, desk, runs.begin))
    runs.begin(visit(desk.ada), desk.heron)
    assert not Run.objects.filter(finished=None).exists()
    assert Question.objects.count() == 2, "of each kept question the last answer is there, and no other"


def test_a_question_is_deleted_once_also_while_it_is_looked_at(desk: Office) -> None:
    received(desk)
    read()
    for _ in range(ROUNDS):
        row = ask.ask(visit(desk.ada), desk.heron, RENT)
        at_once(*windows(2, desk, ask.forget_question, row.pk), window(desk, ask.reopen, row.pk))
        assert not Question.objects.exists()


def test_phrasing_is_switched_in_several_windows(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedModel(lambda prompt: iter(["-"]))
    monkeypatch.setattr(phrase, "model", lambda: model)
    monkeypatch.setattr(phrased, "passed", lambda name: True)
    for on in (True, True, False) * ROUNDS:
        assert len(at_once(*windows(4, desk, phrased.choose, on)).done) == 4
        assert PhrasingChoice.objects.filter(project=desk.heron).exists() == on


def test_a_device_is_admitted_once_and_collects_once(desk: Office) -> None:
    for _ in range(ROUNDS):
        code = devices.ask_admission()
        ends = at_once(*[partial(devices.admit, visit(one), code.user_code) for one in (desk.ada, desk.cleo)])
        assert (len(ends.done), ends.told) == (1, ["DeviceUnknown"])
        ends = at_once(*[partial(devices.collect, code.secret)] * 3)
        assert (len(ends.done), ends.told) == (1, ["DeviceUnknown"] * 2)
        assert devices.token_of(ends.done[0][0]).alive
        Token.objects.all().delete()


def test_a_device_that_is_admitted_and_sent_away_at_once_is_one_of_both(desk: Office) -> None:
    for _ in range(ROUNDS * 2):
        code = devices.ask_admission()
        ends = at_once(partial(devices.admit, visit(desk.ada), code.user_code), partial(devices.deny, code.user_code))
        assert (len(ends.done), ends.told) == (1, ["DeviceUnknown"])
        row = DeviceCode.objects.get(user_code=code.user_code)
        assert row.denied is (row.token is None), "whoever was told that it was sent away, was told the truth"


def test_a_device_that_is_signed_out_in_several_windows_ends_once(desk: Office) -> None:
    code = devices.ask_admission()
    devices.admit(visit(desk.ada), code.user_code)
    token, before = devices.collect(code.secret)[1], events(INSTALLATION)["device:signed-out"]
    at_once(*[partial(devices.sign_out, token)] * 3)
    assert events(INSTALLATION)["device:signed-out"] == before + 1


def test_a_link_is_used_once(desk: Office) -> None:
    link = SignInLink.waiting(SignInLink.make(desk.ada))
    assert link is not None
    assert sorted(at_once(*[link.use] * 4).done) == [False, False, False, True]


def test_one_passphrase_is_put_before_a_key_and_it_is_the_one_of_whoever_is_told_so(desk: Office) -> None:
    given = ["the first of two windows", "the second of two windows"]
    key, opens = fresh(desk.heron).pk, list[str]()

    def behind(passphrase: str) -> None:
        put_behind_passphrase(visit(desk.ada), fresh(desk.heron), passphrase)
        opens.append(passphrase)

    at_once(*[partial(behind, one) for one in given])
    opening.lock(visit(desk.ada), fresh(desk.heron))
    opening.unlock(visit(desk.ada), fresh(desk.heron), *opens)
    assert events(key)["key:moved"] == 1


def test_guesses_at_once_are_as_many_as_one_after_another(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_GUESSES", 3)
    put_behind_passphrase(visit(desk.ada), desk.heron, PASSPHRASE)
    opening.lock(visit(desk.ada), desk.heron)
    tried, real = list[str](), EmbeddedKeys.unlock

    def counted(keys: EmbeddedKeys, name: str, passphrase: str) -> None:
        tried.append(name)
        real(keys, name, passphrase)

    monkeypatch.setattr(EmbeddedKeys, "unlock", counted)
    ends = at_once(*windows(9, desk, opening.unlock, "a wrong one, long enough"))
    assert (len(tried), sorted(ends.told)) == (3, ["TooManyGuesses"] * 6 + ["WrongPassphrase"] * 3)


def test_an_embedder_is_chosen_by_several_at_once(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODEL_FOLDER", ROOT / "var" / "models")
    monkeypatch.setattr(settings, "EMBEDDER_CHOICE", desk.home / "data" / "embedder")
    received(desk)
    read()
    assert len(at_once(*[partial(choose_at_machine, tables()[0])] * 3).done) == 3
