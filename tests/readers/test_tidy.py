"""Raw text made plain, and every character of it found again in the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers.tidy import origins, tidy

RAW = st.text(st.one_of(st.sampled_from("\r\n\ufffe\ufb03ﬁ\xad\u200b \xa0-ab1\ud800\udc00\U000e0041"), st.characters()))


@given(RAW)
def test_every_character_comes_from_somewhere_in_order(raw: str):
    plain, places = tidy(raw), origins(raw)
    assert len(plain) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(raw) for place in places)
    kept = [at for at, place in enumerate(places) if raw[place] == plain[at]]
    changed = [raw[place] for at, place in enumerate(places) if raw[place] != plain[at]]
    assert len(kept) + len(changed) == len(plain)
    assert all(char in "\r\ufffe\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06" or char.isspace() for char in changed)


@given(RAW)
def test_what_comes_out_is_plain_and_stays_so(raw: str):
    plain = tidy(raw)
    plain.encode()
    assert tidy(plain) == plain
    assert not any(char < " " and char not in "\n\t" for char in plain)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Installationsan\ufffeleitung", "Installationsanleitung"),
        ("a non\ufffeexclusive right", "a non-exclusive right"),
        ("state-of-the\ufffeart", "state-of-the-art"),
        ("EU\ufffeRecht", "EU-Recht"),
        ("2023\ufffe2024", "2023-2024"),
        ("a \ufffe b", "a  b"),
        ("end\ufffe", "end"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("oﬃce ﬁle", "office file"),
        ("pay\u200bment\u202e \xad10\x00\ud83d", "payment 10"),
        ("a\xa0b\u3000c", "a b c"),
        ("ignore\U000e0041\U000e0042", "ignore"),
        ("😀 é \t ü", "😀 é \t ü"),
    ],
)
def test_known_cases(raw: str, plain: str):
    assert tidy(raw) == plain
