"""What real contracts say of themselves, against labels made by hand: kind of paper, number, day, and the paper amended.

FOLDER is the corpus of 40 CUAD v1 contracts in the LegalBench-RAG layout (The Atticus Project, CC BY 4.0). The labels were
made by reading the openings; a day is the one the paper says it is made, dated or effective, None where it gives none.
Run: PYTHONPATH=src:. .venv/bin/python bench/amendments.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from hemvist.domain.about import CHANGING, about
from hemvist.domain.relate import Told, speaks, tied
from hemvist.domain.text import Text
from hemvist.index.cards import card

DAYS = [
    "0",
    "2006-03-27",
    "2",
    "2020-03-20",
    "3",
    "1994-01-31",
    "4",
    "2018-05-25",
    "5",
    "1995-08-24",
    "6",
    "2018-11-28",
    "7",
    "1998-01-01",
    "8",
    "2014-08-26",
    "9",
    "2016-01-06",
    "10",
    "2018-12-27",
    "12",
    "2018-03-20",
    "14",
    "2005-07-15",
    "15",
    "1998-01-26",
    "18",
    "2000-01-10",
    "19",
    "2011-04-01",
    "20",
    "2017-05-31",
    "22",
    "2015-03-09",
    "23",
    "2003-01-21",
    "25",
    "2014-12-05",
    "26",
    "1996-01-01",
    "27",
    "2005-10-24",
    "29",
    "1999-03-11",
    "30",
    "2009-10-15",
    "31",
    "2005-11-03",
    "32",
    "1999-05-31",
    "33",
    "2013-01-01",
    "35",
    "2007-01-01",
    "36",
    "2019-03-18",
    "37",
    "2012-02-10",
    "38",
    "2018-09-26",
    "39",
    "2019-02-01",
]
AMENDMENTS = {"contract-000": 2, "contract-009": 1}
REFERENCES = {"contract-000": "2004-12-16", "contract-009": "2015-03-09", "contract-030": "2007-08-10"}
TIES = {("contract-009", "contract-022")}


def main(folder: Path) -> None:
    """Print one line for each figure, and what was missed or wrong."""
    wanted = {f"contract-{int(number):03}": day for number, day in zip(DAYS[::2], DAYS[1::2], strict=True)}
    told = [_told(path) for path in sorted(folder.glob("*.txt"))]
    changing = {one.document: one.about.number for one in told if one.about.paper in CHANGING}
    _print("amendments, with number", set(changing.items()), set(AMENDMENTS.items()))
    days = {(one.document, str(one.about.dated)) for one in told if one.about.dated}
    _print("day", days, set(wanted.items()))
    named = {(one.document, str(each.dated)) for one in told for each in one.about.references}
    _print("earlier paper named, by its day", named, set(REFERENCES.items()))
    ties = {(one.document, each.of) for one in told if speaks(one.about) for each in tied(one, told)}
    _print("the paper amended, among all others", ties, TIES)


def _told(path: Path) -> Told:
    text = path.read_text("utf-8")
    known = card(Text(text, (), (), (), "txt"))
    return Told(path.stem, path.name, about(text, known.title, known.parties))


def _print(what: str, found: set[tuple[str, object]], wanted: set[tuple[str, object]]) -> None:
    right = found & wanted
    print(f"{what}: right {len(right)}, found {len(found)}, there {len(wanted)}")
    print("  wrong:", sorted(map(str, found - wanted)), "missed:", sorted(map(str, wanted - found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
