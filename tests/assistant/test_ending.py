"""The last day of a contract answers when it ends, in whatever words that is asked and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist import documents
from hemvist.assistant import ask
from hemvist.documents.receive import receive
from hemvist.domain.lasts import last
from tests.house import LEASE, House, visit

MADE = Path(documents.__file__).parent / "made/files"
SWEDISH = """HYRESAVTAL

Hyresvärd: Björkhaga Fastigheter AB. Hyresgäst: Advokatfirman Ek och Lind AB.

§ 1 Objekt

Kontorslokal om 220 kvm på plan 2.

§ 2 Avtalstid

Hyrestiden är från den 1 januari 2025 till den 31 december 2029.
"""


@pytest.mark.parametrize(
    "sentence",
    ["Der Vertrag wird bis zum 31. März 2028 verlängert.", "Avtalet gäller till den 31 mars 2028 förlängt."],
)
def test_what_prolongs_a_contract_tells_its_new_last_day(sentence: str) -> None:
    told = last(sentence)
    assert told is not None
    assert "2028" in told.shown


def answer(house: House, question: str) -> str | None:
    row = ask.ask(visit(house.ada), house.heron, question)
    told: str | None = ask.reopen(visit(house.ada), house.heron, row.pk)[1]["answer"]
    return told


@pytest.mark.parametrize(
    "question",
    ["When does the contract end?", "When does it end?", "Until when is it valid?", "Wann endet der Vertrag?"],
)
def test_when_a_contract_ends_is_told_by_its_last_day(house: House, question: str) -> None:
    house.receive(house.ada, house.heron, "lease.txt", LEASE)
    house.read()
    assert "30 September 2027" in (answer(house, question) or "")


def test_each_contract_tells_its_own(house: House) -> None:
    house.receive(house.ada, house.heron, "lease.txt", LEASE)
    house.receive(house.ada, house.heron, "avtal.txt", SWEDISH)
    house.read()
    told = answer(house, "När löper avtalet ut?") or ""
    assert "31 december 2029" in told
    assert "30 September 2027" in told


@pytest.mark.parametrize(
    "question",
    ["When does the contract for Japan end?", "When does the lease with Contoso end?", "When does the rain end?"],
)
def test_what_no_document_is_about_has_no_last_day(house: House, question: str) -> None:
    house.receive(house.ada, house.heron, "lease.txt", LEASE)
    house.read()
    assert answer(house, question) is None


@pytest.mark.parametrize("question", ["When does the lease of Storgatan 14 end?", "When does the lease end?"])
def test_of_an_amendment_the_sentence_with_the_day_is_told_not_one_that_speaks_of_that_day(
    house: House, question: str
) -> None:
    for file in sorted(MADE.glob("*Storgatan-14*")):
        receive(visit(house.ada), house.heron, file.name, [file.read_bytes()])
    house.read()
    row = ask.ask(visit(house.ada), house.heron, question)
    quoted = [one["quote"] for one in ask.reopen(visit(house.ada), house.heron, row.pk)[1]["citations"]]
    assert any("30 September 2027" in one for one in quoted)
    assert not any(one.startswith("2.2") for one in quoted)
