"""A signature holds for one version, made by the agreed person with the agreed passkey on the agreed page; nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, Side, toml
from hemvist.projects.proof import flaws
from tests.domain.agreements import HERON, each_value_changed
from tests.projects.passkey import Passkey, signed

VECTORS = Path(__file__).parents[1] / "data" / "agreements"
ADA, CLEO = Passkey("Ada Lund", Side.CLIENT), Passkey("Cleo Berg", Side.OPERATOR)
SIGNED: Agreement = signed(HERON, ADA, CLEO)


def test_an_agreement_that_both_have_signed_holds_also_after_its_way_through_a_file() -> None:
    assert flaws(SIGNED) == []
    again, _ = toml.read(toml.write(SIGNED).encode())
    assert again is not None
    assert again.signatures == SIGNED.signatures
    assert flaws(again) == []


def test_no_value_can_be_changed_under_a_signature() -> None:
    for path, changed in each_value_changed(SIGNED):
        assert flaws(changed), path


def test_a_signature_is_no_good_for_another_version() -> None:
    told = flaws(replace(SIGNED, version=2))
    assert told == [
        f"The {side}'s signature: it was made over another version of the agreement." for side in ("client", "operator")
    ]


def test_a_form_that_leaves_out_fields_is_never_taken_as_signed() -> None:
    older = signed(replace(HERON, form=1), ADA, CLEO)
    assert flaws(older) == ["It is of a form that was never signed."]


def test_nobody_signs_for_both() -> None:
    both = Passkey("Ada Lund", Side.OPERATOR)
    both._key, both.public_key, both.credential = ADA._key, ADA.public_key, ADA.credential
    assert "One passkey has signed for both sides." in flaws(signed(HERON, ADA, both))


def test_every_side_signs_once_and_one_party_alone() -> None:
    client, operator = SIGNED.signatures
    assert flaws(replace(SIGNED, signatures=(client,))) == ["The operator has not signed."]
    assert "The client has signed more than once." in flaws(replace(SIGNED, signatures=(client, client, operator)))
    alone = replace(HERON, one_party=True, processor=HERON.controller)
    assert flaws(signed(alone, ADA)) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"flags": 0x01}, "did not verify the person"),
        ({"flags": 0x04}, "did not verify the person"),
        ({"kind": "webauthn.create"}, "something else than signing"),
        ({"origin": "https://localhost.evil.example"}, "another page"),
        ({"origin": "http://localhost:8443"}, "another page"),
        ({"origin": "https://localhost@evil.example"}, "another page"),
        ({"more": {"crossOrigin": True}}, "another page"),
    ],
)
def test_an_assertion_made_in_another_way_does_not_hold(more: dict[str, Any], told: str) -> None:
    altered = replace(SIGNED, signatures=(ADA.signs(SIGNED, **more), SIGNED.signatures[1]))
    assert any(told in flaw for flaw in flaws(altered))


def test_a_passkey_of_another_host_and_one_that_is_not_named_do_not_hold() -> None:
    elsewhere = Passkey("Ada Lund", Side.CLIENT, "other.example")
    assert any(
        "another host" in flaw
        for flaw in flaws(replace(SIGNED, signatures=(elsewhere.signs(SIGNED), SIGNED.signatures[1])))
    )
    unnamed = Passkey("Ada Lund", Side.CLIENT)
    assert any(
        "not the one that the agreement names" in flaw
        for flaw in flaws(replace(SIGNED, signatures=(unnamed.signs(SIGNED), SIGNED.signatures[1])))
    )
    eve = replace(SIGNED.signatures[0], name="Eve")
    assert any(
        "not the one that the agreement names" in flaw
        for flaw in flaws(replace(SIGNED, signatures=(eve, SIGNED.signatures[1])))
    )


def test_another_key_under_the_agreed_ones_name_does_not_hold() -> None:
    forged = replace(Passkey("Ada Lund", Side.CLIENT).signs(SIGNED), public_key=SIGNED.signatures[0].public_key)
    assert any(
        "not made with this passkey" in flaw
        for flaw in flaws(replace(SIGNED, signatures=(forged, SIGNED.signatures[1])))
    )


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PARTS = ("credential", "public_key", "authenticator_data", "client_data", "signature")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PARTS[1:]), st.one_of(st.text(max_size=40), st.binary(max_size=40).map(lambda b: b.hex())))
def test_whatever_stands_for_a_part_of_a_signature_it_is_told_and_never_holds(part: str, value: str) -> None:
    spoilt = replace(SIGNED.signatures[0], **{part: value})  # type: ignore[arg-type]
    assert flaws(replace(SIGNED, signatures=(spoilt, SIGNED.signatures[1])))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_written_in_another_way_does_not_hold(part: str) -> None:
    """One assertion has one form: base64url has spare bits and padding that say nothing."""
    spoilt = replace(SIGNED.signatures[0], **{part: f"{getattr(SIGNED.signatures[0], part)}="})
    assert flaws(replace(SIGNED, signatures=(spoilt, SIGNED.signatures[1])))


def test_no_byte_of_a_signature_can_be_changed_but_what_the_server_only_noted() -> None:
    for part in PARTS[1:]:
        held = getattr(SIGNED.signatures[0], part)
        for at in range(len(held)):
            other = "A" if held[at] != "A" else "B"
            spoilt = replace(SIGNED.signatures[0], **{part: held[:at] + other + held[at + 1 :]})
            assert flaws(replace(SIGNED, signatures=(spoilt, SIGNED.signatures[1]))), (part, at)
    last = SIGNED.signatures[0].public_key
    spare = last[:-1] + _ALPHABET[_ALPHABET.index(last[-1]) ^ 1]
    assert flaws(replace(SIGNED, signatures=(replace(SIGNED.signatures[0], public_key=spare), SIGNED.signatures[1])))


def test_the_published_vector_holds() -> None:
    agreement, _ = toml.read((VECTORS / "signed.toml").read_bytes())
    assert agreement is not None
    assert flaws(agreement) == []
