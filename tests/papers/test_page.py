"""HTML: parsing what was rendered gives the same agreement, whatever stands in it; nothing in it is markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import html as parsing

from hemvist.domain.agreement import Agreement, toml
from hemvist.papers.fill import fill
from hemvist.papers.page import OBJECT, html
from hemvist.papers.paper import Kind
from hemvist.papers.wording import Language
from tests.domain.agreements import WHOLE, agreements, each_value_changed

HOSTILE = [
    "<x>", "</pre><script>alert(1)</script>", "&lt;&amp;&#10;", "# \"q' {b} $x$ \\ #let @a *b* _c_ `d` = e", "“”''\"\"\"",
    "\u202eabc\u2066 שלום مرحبا", "\r\n\t\x00\x1f\x7f\x85\u2028\ufffe", "日本語 💩", "x" * 5000, "a\\u202eb", "  ", "]]>", "${{}}", "%(x)s",
]  # fmt: skip


def page(agreement: Agreement, language: Language = Language.EN) -> bytes:
    return html(fill(agreement, Kind.PLAIN, language))


def read_back(data: bytes) -> Agreement | None:
    """The agreement that a rendered page holds, found by a parser that is not ours."""
    [held] = parsing.fromstring(data.decode()).xpath(f"//*[@id='{OBJECT}']")
    return toml.read(held.text_content().encode())[0]


def hostile(agreement: Agreement, text: str) -> Agreement:
    return replace(agreement, setup=text, purposes=(text, text), controller=replace(agreement.controller, name=text))


@settings(max_examples=25)
@given(agreements(), st.sampled_from(HOSTILE), st.sampled_from(Language))
def test_parsing_what_was_rendered_gives_the_same_agreement(
    agreement: Agreement, text: str, language: Language
) -> None:
    for one in (agreement, hostile(agreement, text)):
        back = read_back(page(one, language))
        assert back == one
        assert back is not None
        assert (back.hash, back.signatures) == (one.hash, one.signatures)


@settings(max_examples=25)
@given(agreements(), agreements(), st.sampled_from(Language))
def test_two_agreements_never_have_one_text_or_one_hash(one: Agreement, other: Agreement, language: Language) -> None:
    assume(one != other)
    assert page(one, language) != page(other, language)
    assert one.hash != other.hash


@pytest.mark.parametrize("language", list(Language))
def test_changing_any_value_changes_the_page_and_the_hash(language: Language) -> None:
    for path, new in each_value_changed(WHOLE):
        assert page(new, language) != page(WHOLE, language), path
        assert new.hash != WHOLE.hash, path


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_agreement_is_markup(kind: Kind, text: str) -> None:
    for language in Language:
        calm, told = (
            parsing.fromstring(html(fill(hostile(WHOLE, one), kind, language)).decode()) for one in ("x", text)
        )
        assert [node.tag for node in told.iter()] == [node.tag for node in calm.iter()]


def test_it_says_its_language_and_that_no_lawyer_reviewed_it_and_fetches_nothing() -> None:
    told = page(WHOLE, Language.SV).decode()
    assert '<html lang="sv">' in told
    assert "Inte granskat av en jurist." in told
    assert not any(word in told for word in ("src=", "href=", "url(", "<script"))
