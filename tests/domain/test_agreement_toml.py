"""The agreement as TOML: nothing is lost, comments stay, and every problem says where, what was expected, and an example."""

from __future__ import annotations

import json
import time
import tomllib
import tracemalloc
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, toml
from hemvist.domain.agreement.lines import places
from hemvist.domain.agreement.schema import schema
from hemvist.domain.agreement.syntax import meant
from tests.domain.agreements import HERON, TODAY, WHOLE, agreements

TEXT = toml.write(HERON)


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_what_was_written_is_read_as_the_same_object(agreement: Agreement) -> None:
    again, problems = toml.read(toml.write(agreement).encode())
    assert problems == []
    assert again == agreement
    assert again is not None
    assert (again.hash, again.signatures) == (agreement.hash, agreement.signatures)


def test_order_comments_and_spaces_do_not_change_the_hash() -> None:
    head, client, operator, *rest = TEXT.split("\n\n")
    shuffled = "\n\n\n".join(["# another head\n" + head, *rest, operator, client])
    again, problems = toml.read(shuffled.replace(" = ", "  =  ").encode())
    assert problems == []
    assert again is not None
    assert again.hash == HERON.hash


@pytest.mark.parametrize(
    ("path", "value"),
    [("level", 1), ("network.hosts", ["a.example"]), ("providers[0].name", "Other AB"), ("data[0].personal", False)],
)
def test_comments_survive_setting_a_value(path: str, value: Any) -> None:
    commented = "# ours, do not lose\n" + TEXT.replace("[[data]]", "# why we need these\n[[data]]")
    changed = toml.change(commented, path, value)
    assert [line for line in commented.splitlines() if line.startswith("#")] == [
        line for line in changed.splitlines() if line.startswith("#")
    ]
    assert sum(a != b for a, b in zip(commented.splitlines(), changed.splitlines(), strict=True)) == 1
    again, _ = toml.read(changed.encode())
    assert again is not None
    assert again.hash != HERON.hash


@pytest.mark.parametrize(
    ("was", "becomes", "path", "told"),
    [
        ("level = 2", "level = 7", "level", "There is no level 7. Expected: 0, 1, 2 or 3. Example: level = 2"),
        ("level = 2", 'level = "2"', "level", "a whole number"),
        ("level = 2", "level = true", "level", "a whole number"),
        ("level = 2", "levle = 2", "levle", "perhaps level"),
        ("level = 2", "", "level", "0 fast prototype"),
        ('region = "eu"', 'region = "moon"', "providers[0].region", 'one of "here", "eu", "us", "elsewhere"'),
        ('held_by = "client"', 'held_by = "nobody"', "keys.held_by", 'one of "client", "operator"'),
        (
            "ends_on = 2027-11-01",
            "ends_on = 2025-11-01",
            "ends_on",
            "before it starts on 2026-11-01. Expected: a day from",
        ),
        ("[breach]", "[breachx]", "breach", 'Example: breach = { contact = "ada@lindhagen.example", hours = 24 }'),
        ("ends_on = 2027-11-01", 'ends_on = "soon"', "ends_on", "a date"),
        ("ends_on = 2027-11-01", 'ends_on = "20271101"', "ends_on", "a date"),
        ("ends_on = 2027-11-01", 'ends_on = "2027-W44-1"', "ends_on", "a date"),
        ("hours = 24", "hours = [24]", "breach.hours", "a whole number"),
        ("[keys]", "[keys.more]", "keys.held_by", "client or operator"),
    ],
)
def test_a_problem_of_form_says_where_what_was_expected_and_an_example(
    was: str, becomes: str, path: str, told: str
) -> None:
    assert was in TEXT
    text = TEXT.replace(was, becomes, 1)
    agreement, problems = toml.read(text.encode())
    assert agreement is None
    found = [one for one in problems if one.path == path]
    assert found, problems
    assert told in found[0].words
    if path and becomes and path not in ("keys.held_by", "breach"):
        assert found[0].line == text[: text.index(becomes)].count("\n") + 1
        assert found[0].column


@pytest.mark.parametrize(
    "text",
    ["level = ", "[", "a = 1\na = 2", "\x00", 'a = "\x01"', "= 1", "a = 1979-13-45", "[[a]]\n[a]", "x = " + "[" * 5000, "x" * 1000],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_toml_says_so(text: str) -> None:
    agreement, problems = toml.read(text.encode())
    assert agreement is None
    assert problems


def test_what_stands_there_twice_is_said_to() -> None:
    for more in ('\n[breach]\ncontact = "x"\nhours = 1\n', "\n[keys.words]\nx = 1\n"):
        _, problems = toml.read((TEXT + more).encode())
        assert problems[0].what.startswith("Something stands there twice"), problems
        assert problems[0].line


def test_an_editor_that_begins_files_with_a_mark_of_the_byte_order_does_no_harm() -> None:
    assert toml.read(b"\xef\xbb\xbf" + TEXT.encode()) == (HERON, [])
    assert toml.checked(b"\xef\xbb\xbf" + TEXT.replace('region = "eu"', 'region = "us"').encode(), TODAY)[1][0].line


def test_what_is_no_text_says_at_which_line() -> None:
    _, problems = toml.read(b"level = 2\nsetup = \xff\n")
    assert (problems[0].line, problems[0].what) == (2, "It is not text in UTF-8.")


def test_ten_megabytes_are_refused_before_they_are_looked_at() -> None:
    with patch("tomlkit.parse") as parse, patch("tomllib.loads") as loads:
        agreement, problems = toml.read(b"a = 1 # " + b"x" * 10_000_000)
    assert agreement is None
    assert "more than 200,000 bytes" in problems[0].what
    assert not parse.called
    assert not loads.called


def test_the_largest_file_that_is_looked_at_takes_seconds_at_most() -> None:
    began = time.process_time()
    toml.read((TEXT + "x = [" + "{a=1}," * 30_000 + "]").encode()[: toml.MOST_BYTES])
    toml.read(("[[q]]\nk = 1\n" * 15_000).encode())
    assert time.process_time() - began < 10


_KEYS = st.one_of(st.from_regex(r"[A-Za-z0-9_-]{1,4}", fullmatch=True), st.text(max_size=4))
_VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text(max_size=9), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=9,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.dictionaries(_KEYS, _VALUES, max_size=4).map(tomlkit.dumps), st.text()))
def test_no_text_whatever_is_more_than_refused(text: str) -> None:
    data = text.encode("utf-8", "replace")
    toml.checked(data, TODAY)
    try:
        tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    places(data.decode())


def test_lines_are_found_in_every_way_to_write_a_value() -> None:
    text = (
        'a = """\n[not.a.table]\nx = 1"""\n"quoted key" = 1\nb.c = \'\'\'\nz = 2\n\'\'\'\n'
        "list = [\n  1, # one\n  { inner = 2 },\n]\n[[t]]\nk = 1\n[t.sub]\nm = 2\n[[t]]\nk = 3\n"
    )
    tomllib.loads(text)
    found = places(text)
    assert {name: found[name] for name in ("quoted key", "list[1].inner", "t[0].sub.m", "t[1].k", "b.c")} == {
        "quoted key": (4, 16), "list[1].inner": (10, 13), "t[0].sub.m": (15, 5), "t[1].k": (17, 5), "b.c": (5, 7),
    }  # fmt: skip


@pytest.mark.parametrize(
    "bomb",
    [
        "a" + ".a" * 900 + " = 1",
        "[" + "a . " * 900 + "a]",
        "a = { " + "a\t.\t" * 900 + "a = 1 }",
        ".".join(['"a.\\"b"', "'c.d'"] * 450) + " = 1",
        "level = " + "9" * 5000,
        "a = " + "[" * 20_000,
    ],
)
def test_what_would_cost_the_parser_gigabytes_or_an_error_of_its_own_is_a_problem_like_any_other(bomb: str) -> None:
    tracemalloc.start()
    try:
        agreement, problems = toml.read(f"{TEXT}\n{bomb}\n".encode())
        assert tracemalloc.get_traced_memory()[1] < 2_000_000  # 900 parts alone were 3,200,000
    finally:
        tracemalloc.stop()
    assert agreement is None
    assert len(problems) == 1


def test_many_dots_in_what_is_said_are_no_deep_key() -> None:
    said = "No. 1. Rooms at " + "e.g. 4.2.1 and " * 100
    assert tomllib.loads(f"a = {json.dumps(said)}") == {"a": said}
    assert "nested" not in str(toml.read(f"a = {json.dumps(said)}".encode())[1])


def test_the_published_schema_is_the_one_of_the_fields() -> None:
    published = Path(__file__).parents[2] / "docs" / "agreement.schema.json"
    assert json.loads(published.read_text("utf-8")) == schema()


def test_the_schema_says_of_every_field_what_it_is() -> None:
    def look(table: dict[str, Any]) -> None:
        for name, one in table["properties"].items():
            assert one["description"], name
            inner = one.get("items", one)
            if "properties" in inner:
                look(inner)

    look(schema())


def test_each_problem_names_its_line_what_was_expected_and_an_example() -> None:
    lines = toml.write(WHOLE).split("\n")
    wrong = ("7", '"zzz"', "[1, 2]", "2026-13-45", "-5", "99999999999", '"a\\u202eb"', '"x', "{ zzz = 1 }")
    kinds = set()
    for at, line in enumerate(lines):
        name, gives, _ = line.partition(" = ")
        if not gives or line.startswith("#"):
            continue
        for other in (*(f"{name} = {value}" for value in wrong), "", f"{line}\nzzz = 1"):
            told = "\n".join([*lines[:at], other, *lines[at + 1 :]])
            for problem in toml.checked(told.encode(), TODAY)[1]:
                kinds.add(problem.what[:12])
                assert problem.line, (other, problem)
                assert problem.expected, (other, problem)
                assert problem.example, (other, problem)
    assert len(kinds) > 20


@pytest.mark.parametrize(
    ("written", "what", "expected", "example"),
    [
        ('setup = "one server', "A quote is missing.", "a quote before the text", 'setup = "one server"'),
        ('setup = one server"', "A quote is missing.", "a quote before the text", 'setup = "one server"'),
        ("setup = one server", "A quote is missing", "a quote before it", 'setup = "one server"'),
        ("ends_on = 28 november 2026", "in another way", "write 2026-11-28", "ends_on = 2026-11-28"),
        ("ends_on = 28.11.2026  # the last", "in another way", "write 2026-11-28", "ends_on = 2026-11-28"),
        ("ends_on = 28/11/2026", "in another way", "write 2026-11-28", "ends_on = 2026-11-28"),
        ("ends_on = 2026-3-1", "in another way", "write 2026-03-01", "ends_on = 2026-03-01"),
        ("ends_on = November 28, 2026", "in another way", "write 2026-11-28", "ends_on = 2026-11-28"),
        ("ends_on = 31 February 2026", "There is no 31 February.", "a date that there is", "ends_on = "),
        ("ends_on = 2026-02-31", "There is no 31 February.", "a date that there is", "ends_on = "),
        ("ends_on = 2026-13-01", "There is no month 13.", "a date that there is", "ends_on = "),
        ("personal = ja", "ja is written in another way.", "write true", "personal = true"),
        ("personal = True", "True is written in another way.", "write true", "personal = true"),
        ("personal = nej", "nej is written", "write false", "personal = false"),
        ("setup = “one server”", "curly", "straight quotes", 'setup = "one server"'),
        ("days = 365,5", "A comma", "365.5, or a whole number", "days = 365"),
        ("days = 36 000", "a space", "write 36000", "days = 36000"),
        ("breach = { contact = \"a\", hours = 24,5 }", "A comma", "24.5, or a whole number", "24"),
        ("purposes = [\"a\", ja]", "ja is written", "write true", "true"),
        ("level 2", "There is no = after level.", "name = value", "level = "),
        ("level: 2", "There is no = after level", "name = value", "level = "),
    ],
)  # fmt: skip
def test_what_is_no_toml_says_what_to_write_in_its_place(written: str, what: str, expected: str, example: str) -> None:
    agreement, problems = toml.read(f"# ours\n{written}\nform = 2\n".encode())
    assert agreement is None
    (problem,) = problems
    assert problem.line == 2
    assert what.casefold() in problem.what.casefold()
    assert expected in problem.expected
    assert example in problem.example


@given(st.text(max_size=60), st.integers(1, 80))
def test_whatever_a_line_holds_it_is_told_in_short_or_not_at_all(line: str, column: int) -> None:
    found = meant(line, column)
    assert found is None or (0 < len(found.what) < 200 and found.expected and len(found.example) < 200)
