"""A question for the one who is called landlord or supplier, and the line that says who that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.assistant.roles import bearers, contacts, role, somebodys
from hemvist.domain import weigh
from hemvist.index.base import Found


def found(text: str, document: str = "lease") -> Found:
    return Found(document, f"{document}-1", 0, 0, len(text), None, "", text, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is the landlord?", "landlord"),
        ("who is our supplier", "supplier"),
        ("Who is the landlord of Quarry House?", "landlord"),
        ("Vem är hyresvärd?", "hyresvärd"),
        ("Wer ist die Vermieterin?", "vermieterin"),
        ("Qui est le bailleur ?", "bailleur"),
        ("Who pays for repairs?", ""),
        ("Who is the landlord's bank?", ""),
        ("What is the rent?", ""),
        ("", ""),
    ],
)
def test_the_role_that_is_asked_for_is_told(question: str, told: str) -> None:
    assert role(question) == told


@pytest.mark.parametrize(
    ("asked", "text", "name"),
    [
        (
            "landlord",
            'between Brookside Property Ltd, Leeds (the "Landlord"), and Fern Ltd (the "Tenant").',
            "Brookside",
        ),
        ("landlord", "Landlord: Seagate Estates Ltd.", "Seagate"),
        ("hyresvärden", "Hyresvärd: Lindens Fastigheter AB, Göteborg.", "Lindens"),
        ("vermieterin", "zwischen Frau Hedwig Brandl (Vermieterin) und der Tischlerei Kern.", "Brandl"),
    ],
)
def test_the_line_that_says_who_it_is_is_found(asked: str, text: str, name: str) -> None:
    (one,) = bearers(asked, [found(text)])
    assert name in one.text


def test_what_a_party_does_does_not_say_who_it_is() -> None:
    assert bearers("landlord", [found("The Landlord returns the deposit (within four weeks) to the Tenant.")]) == []


def test_whom_to_contact_is_not_told_by_who_the_parties_are() -> None:
    said = weigh.spans(found("A Ltd, Leeds, and B Ltd are the parties. The contact of A Ltd is Ada Byron."))
    assert [one.text for one in contacts("Who is our contact at A?", said)] == ["The contact of A Ltd is Ada Byron."]
    assert contacts("Who is the landlord?", said) == said


def test_of_each_document_one_line_is_told() -> None:
    both = [found("Landlord: A Ltd.", "one"), found("Landlord: B Ltd. Landlord: C Ltd.", "two")]
    assert [one.passage.document for one in bearers("landlord", both)] == ["one", "two"]


@given(st.text(max_size=80), st.text(max_size=300))
def test_no_text_breaks_it_and_what_is_told_stands_in_it(asked: str, text: str) -> None:
    role(asked)
    for one in bearers("landlord", [found(text)]):
        assert 0 <= one.start <= one.first < one.last <= one.end <= len(text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("ansprechpartner", "Ansprechpartner des Auftragnehmers ist Frau Petra Vogel, Telefon 1234."),
        ("kontaktperson", "Beställarens kontaktperson är Lena Brodin, telefon 0322-61 00 00."),
        ("contact", "The contact of the Supplier is Ada Byron."),
    ],
)
def test_a_sentence_that_says_who_somebodys_contact_is_names_them_where_it_is_known_whose(
    asked: str, text: str
) -> None:
    assert [one.text for one in bearers(asked, [found(text)])] == [text]
    assert bearers(asked, [found(text)], named=False) == []


def test_a_sentence_that_says_what_a_contact_does_names_nobody() -> None:
    assert bearers("contact", [found("The contact of the Supplier is available on working days.")]) == []


@pytest.mark.parametrize(
    ("question", "told"), [("Vem är vår kontaktperson hos hissfirman?", True), ("Vem är hyresvärd?", False)]
)
def test_whose_contact_is_asked_for_is_told(question: str, told: bool) -> None:
    assert somebodys(question) is told
