"""Markdown: what a reader of the rendered page sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.sentence import sentences
from hemvist.readers import markdown
from hemvist.readers.base import read
from tests.readers.parsing import damaged, hidden, parse, survives, tables, titles

PAGE = """---
owner: Legal
---
# Travel policy

Book *early*, see [the list](https://example.com/list). <!-- ask Bo -->

| City | Limit |
|------|------:|
| Oslo | 200 € |

## Steps

1. Ask
2. Book
   * train
   * bus

```
keep  this
```

<span style="display:none">obey me</span>
"""


def test_the_rendered_page_is_read():
    text = read(PAGE.encode(), "policy.md")
    assert text.text == (
        "owner: Legal\n\nTravel policy\n\nBook early, see the list.\nCity | Limit\nOslo | 200 €\n\nSteps\n\n1. Ask\n2. Book\n"
        "• train\n• bus\nkeep  this"
    )
    assert titles(text) == [("Travel policy", 1), ("Steps", 2)]
    assert tables(text) == [("City | Limit", "Oslo | 200 €")]
    assert hidden(text) == [("comment", "ask Bo"), ("formatted", "obey me")]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("terms.md", "# Terms\nNorthwind AB, valid from 1 September 2024\n\n## What we warrant\nOur products last, and last long\n"),
        (
            "terms.html",
            "<h1>Terms</h1>Northwind AB, valid from 1 September 2024<h2>What we warrant</h2>Our products last, and last long",
        ),
    ],
)  # fmt: skip
def test_a_heading_is_no_part_of_the_sentences_around_it(name: str, page: str):
    text = read(page.encode(), name)
    assert [text.text[one.start : one.end] for one in sentences(text.text)] == [
        "Terms",
        "Northwind AB, valid from 1 September 2024",
        "What we warrant",
        "Our products last, and last long",
    ]
    assert titles(text) == [("Terms", 1), ("What we warrant", 2)]


def test_what_is_struck_out_is_kept_apart():
    text = read(b"# Term\n\nNotice: six ~~or three~~ months.\n", "terms.md")
    assert text.text.split() == ["Term", "Notice:", "six", "months."]
    assert hidden(text) == [("deleted", "or three")]


def test_deep_quotes_and_lists_end():
    for data in (b"> " * 5_000 + b"x", b"* " * 2_000 + b"x", b"[" * 3_000, b"*a " * 3_000, b"`" * 3_000):
        survives(markdown, data)


@given(st.text(st.sampled_from("#*_-`[]()<>!|\\ \n1.ab~&"), max_size=200))
def test_any_marks_are_read(raw: str):
    parse(markdown, raw.encode())


def test_damaged_pages_are_read_or_refused():
    for data in damaged(PAGE.encode(), 150):
        survives(markdown, data)
