"""Which special categories an entry of an agreement means: what only sounds like one opens nothing."""

from __future__ import annotations

import pytest

from hemvist.domain.agreement.special import NAMES, categories


@pytest.mark.parametrize("name", NAMES)
def test_each_category_is_named_by_its_own_name(name: str) -> None:
    assert categories((name,)) == {name}


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("trade union membership", "union"),
        ("facktillhörighet", "union"),
        ("Gewerkschaftszugehörigkeit", "union"),
        ("racial or ethnic origin", "origin"),
        ("etniskt ursprung", "origin"),
        ("rassische und ethnische Herkunft", "origin"),
        ("religious beliefs", "religion"),
        ("religiös övertygelse", "religion"),
        ("sexual orientation", "sex-life"),
        ("sexuell läggning", "sex-life"),
        ("sex life", "sex-life"),
    ],
)
def test_it_is_told_by_the_words_of_the_regulation(entry: str, meant: str) -> None:
    assert categories((entry,)) == {meant}


@pytest.mark.parametrize(
    "entry",
    [
        "original leases", "ursprungliga avtal", "faithful copies", "sextio dagar", "sexton hyresavtal",
        "citizens of the European Union", "unionsmedborgare", "rasslande dörrar", "none",
    ],
)  # fmt: skip
def test_what_only_sounds_like_one_opens_nothing(entry: str) -> None:
    assert categories((entry,)) == frozenset()
