"""What the closer look learned from is as its licence says, holds nothing that it is judged on, and is told apart rightly."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent.parent / "data"
SITUATIONS = sorted((DATA / "situations").glob("*.json"))
ORGANISATIONS = sorted((DATA / "pairs").glob("*.json"))
LATER = sorted((DATA / "pairs-later").glob("*.json"))


def loaded(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def stated(folder: str) -> list[int]:
    """The numbers that begin a licence's text."""
    text = (DATA / folder / "LICENCE.md").read_text("utf-8")
    return [int(one.replace(",", "")) for one in re.findall(r"\b\d[\d,]*\b", text)]


def judged_papers() -> Iterator[str]:
    for file in LATER:
        yield from loaded(file)["papers"].values()
    for folder in DATA.glob("plain*"):
        for file in folder.glob("corpus/*.txt"):
            yield file.read_text("utf-8")


@pytest.mark.parametrize("file", SITUATIONS, ids=lambda file: file.stem)
def test_every_situation_says_which_of_its_sentences_answer(file: Path) -> None:
    for one in loaded(file):
        assert one["title"].strip()
        assert len(one["sentences"]) >= 5
        assert len(set(one["sentences"])) == len(one["sentences"])
        assert len(one["questions"]) >= 9
        for told in one["questions"]:
            assert told["q"].strip()
            assert set(told["a"]) <= set(range(len(one["sentences"])))


@pytest.mark.parametrize("file", [*ORGANISATIONS, *LATER], ids=lambda file: file.stem)
def test_every_answer_stands_once_in_its_paper(file: Path) -> None:
    told = loaded(file)
    for question in told["questions"]:
        for answer in question["answers"]:
            assert told["papers"][answer["file"]].count(answer["quote"]) == 1


def test_as_much_is_there_as_the_licences_say() -> None:
    situations = [one for file in SITUATIONS for one in loaded(file)]
    assert stated("situations")[:2] == [len(situations), sum(len(one["questions"]) for one in situations)]
    assert str(sum(len(loaded(file)["questions"]) for file in ORGANISATIONS)) in map(str, stated("pairs"))


def learned_lines() -> Iterator[set[str]]:
    for file in ORGANISATIONS:
        yield {line.strip() for text in loaded(file)["papers"].values() for line in text.splitlines()}
    for file in SITUATIONS:
        yield {line for one in loaded(file) for line in one["sentences"]}


def test_nothing_it_is_judged_on_was_learned_from() -> None:
    """Two papers may have a sentence in common, as leases do; none has two with what one writer made up."""
    papers = [{line.strip() for line in text.splitlines() if len(line.split()) >= 8} for text in judged_papers()]
    assert sum(map(len, papers)) > 1000
    assert max(len(lines & learned) for learned in learned_lines() for lines in papers) <= 1


def test_the_first_pair_answers_and_the_others_do_not(weights_folder: Path) -> None:
    from bench.pairs_data import pair, situated

    told = situated("A lease", ["Rent is 5.", "Dogs may stay.", "Notice is a month."], "how long is notice?", [2])
    groups = [told(random.Random(seed)) for seed in range(40)]
    assert all(group.answered and len(group.pairs) == 3 for group in groups)
    assert {tuple(group.pairs[0][-5:]) for group in groups} == {tuple(pair("x", "Notice is a month.")[-5:])}
    plain = len(pair("how long is notice?", "Notice is a month."))
    titled = sum(len(group.pairs[0]) > plain for group in groups)
    assert 10 < titled < 40


def test_a_question_that_nothing_answers_has_none_but_others(weights_folder: Path) -> None:
    from bench.pairs_data import situated

    group = situated("A lease", ["Rent is 5.", "Dogs may stay."], "who cleans?", [])(random.Random(1))
    assert not group.answered
    assert len(group.pairs) == 2


def test_sloppy_questions_keep_their_words() -> None:
    from bench.pairs_data import sloppy

    typed = {sloppy("Får vi ha Hund?", random.Random(seed)) for seed in range(200)}
    assert typed == {"Får vi ha Hund?", "får vi ha hund", "Får vi ha Hund", "får vi ha Hund?"}
