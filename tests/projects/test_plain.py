"""The agreement in plain language: every value it governs is told, in words."""

from __future__ import annotations

import dataclasses

import pytest

from hemvist.domain.agreement import End, Keys, Notices, Side, SignIn
from hemvist.domain.levels import Factor
from hemvist.projects.plain import sentences
from tests import cast
from tests.domain.agreements import WHOLE, each_value_changed


def told() -> dict[str, str]:
    return dict(sentences(cast.AGREEMENT))


def test_it_says_what_the_level_means_and_who_the_party_is() -> None:
    assert told()["Level"].startswith("Level 3, own environment. Nothing leaves this machine.")
    assert told()["Parties"].startswith("Ada Lund (Hamngatan 1, Stockholm; ")


def test_it_has_no_codes_and_every_text_ends_as_a_sentence() -> None:
    for heading, text in sentences(cast.AGREEMENT):
        assert heading[0].isupper()
        assert text.endswith("."), heading
        assert "totp" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"level": 2}, {"one_party": False}, {"purposes": ("other",)}, {"ends_on": cast.AGREEMENT.ends_on.replace(day=2)},
        {"sign_in": SignIn((Factor.PASSKEY,), 60, 720)}, {"sign_in": SignIn(cast.AGREEMENT.sign_in.factors, 5, 720)},
        {"breach": Notices("x@example.org", 1)}, {"end": End(cast.AGREEMENT.end.then, "ZIP", 14)}, {"keys": Keys(Side.OPERATOR, "elsewhere")},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_value_changes_the_text(change: dict[str, object]) -> None:
    changed = dataclasses.replace(cast.AGREEMENT, **change)  # type: ignore[arg-type]
    assert sentences(changed) != sentences(cast.AGREEMENT)


def test_every_value_of_the_agreement_is_in_the_text() -> None:
    changed = dict(each_value_changed(WHOLE))
    assert [path for path, new in changed.items() if sentences(new) == sentences(WHOLE)] == []
