"""Likeness: names that call the same thing, and how much wording two texts share."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.likeness import KEPT, looks_like_a_version, pairs, share, sketch, stem

VERSIONS = [
    "Lease Storgatan.pdf", "lease-storgatan v2.docx", "Lease_Storgatan_final.pdf", "Lease Storgatan (1).pdf",
    "Copy of Lease Storgatan.pdf", "Lease Storgatan - Kopie.pdf", "Lease Storgatan 2024-03-01.pdf",
    "lease storgatan_SIGNED_v1.2.pdf", "Lease Storgatan Entwurf.docx", "Lease Storgatan rev. 3 (signed).pdf",
    "Lease Storgatan 01.03.2024 undertecknad.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", VERSIONS)
def test_versions_of_one_thing_have_one_stem(name: str) -> None:
    assert stem(name) == "lease storgatan"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Annex 1.pdf", "Annex 2.pdf"),
        ("Lease Storgatan.pdf", "Lease Kungsgatan.pdf"),
        ("Invoice 1042.pdf", "Invoice 1043.pdf"),
    ],
)
def test_different_things_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("name", ["v2.pdf", "final.docx", "(1).pdf", "", ".", "2024-01-01.pdf"])
def test_a_name_that_is_only_a_version_s_has_no_stem(name: str) -> None:
    assert stem(name) == ""


@given(
    st.from_regex(r"[a-zåöü]{4,8}( [a-z0-9]{2,8}){0,3}", fullmatch=True),
    st.lists(st.sampled_from([" v2", " (1)", "_final", " 2024-02-29", " - signed", " Kopie"]), min_size=1, max_size=3),
)
def test_what_only_tells_versions_apart_never_changes_a_stem(name: str, more: list[str]) -> None:
    assert stem(f"{name}{''.join(more)}.pdf") == stem(f"{name}.docx")


@given(st.text(max_size=300))
def test_any_name_at_all_has_a_stem_in_one_line(name: str) -> None:
    assert "  " not in stem(name)
    assert stem(name) == stem(name).strip()


def words(count: int, seed: int) -> list[str]:
    drawn = random.Random(seed)
    return [f"word{drawn.randrange(100_000)}" for _ in range(count)]


def test_the_same_text_shares_all_whatever_its_case_and_spacing() -> None:
    text = " ".join(words(500, 1))
    assert share(sketch(text), sketch(text.upper().replace(" ", "\n  "))) == 1.0
    assert len(sketch(text)) <= 4 * -(-KEPT * 4 // 3)


def test_texts_with_nothing_in_common_share_nothing() -> None:
    assert share(sketch(" ".join(words(500, 1))), sketch(" ".join(words(500, 2)))) == 0.0


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.95])
def test_the_estimate_is_near_the_share_that_is_counted(kept: float) -> None:
    errors = []
    for seed in range(20):
        base, other = words(2000, seed), words(2000, seed + 1000)
        cut = int(2000 * kept)
        one, two = base, base[:cut] + other[cut:]
        sets = [{tuple(of[at : at + 5]) for at in range(len(of) - 4)} for of in (one, two)]
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        errors.append(share(sketch(" ".join(one)), sketch(" ".join(two))) - true)
    assert max(map(abs, errors)) < 0.25
    assert abs(sum(errors)) / len(errors) < 0.05


def test_a_few_words_have_no_sketch() -> None:
    assert sketch("See attached.") == ""
    assert share("", sketch(" ".join(words(100, 1)))) == 0.0


@given(st.text(max_size=400))
def test_what_is_no_sketch_shares_nothing_and_breaks_nothing(told: str) -> None:
    assert 0.0 <= share(told, told) <= 1.0


@given(st.text(max_size=2000), st.text(max_size=2000))
def test_sharing_goes_both_ways(one: str, other: str) -> None:
    assert share(sketch(one), sketch(other)) == share(sketch(other), sketch(one))


def test_names_that_agree_need_less_common_wording() -> None:
    assert looks_like_a_version(0.6, alike_by_name=False)
    assert not looks_like_a_version(0.4, alike_by_name=False)
    assert looks_like_a_version(0.4, alike_by_name=True)
    assert not looks_like_a_version(0.0, alike_by_name=True)


def test_pairs_are_found_among_many_and_are_those_that_share() -> None:
    texts = {f"{seed:03}": words(400, seed) for seed in range(100)}
    texts["new"] = texts["042"][:380] + words(20, 4242)
    found = pairs({name: sketch(" ".join(one)) for name, one in texts.items()})
    assert list(found) == [("042", "new")]
    assert found["042", "new"] > 0.75


def test_wording_that_stands_everywhere_brings_nothing_together() -> None:
    same = sketch(" ".join(words(200, 7)))
    assert pairs({str(number): same for number in range(60)}) == {}
