"""``hemvist ask``, ``hemvist find`` and ``hemvist audit``."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.domain.tie_note import noted


def ask(args: Namespace) -> int:
    """Ask, and print the quotations that answer, what each document says, or that the documents do not say."""
    client = Client()
    asked = {"question": args.question, "after": args.after, "as_of": args.as_of or "", **_scope(client, args)}
    told = _to_the_end(client, args.project, client.call("POST", path("projects", args.project, "ask"), asked))
    say.result(told, as_json=args.json, words=_answer(told))
    return 0


def _to_the_end(client: Client, project: str, told: dict[str, Any]) -> dict[str, Any]:
    """The answer when every document has been asked, where a question is put to each."""
    if not told.get("survey", {}).get("waiting"):
        return told
    progress = say.Progress("documents")
    while told["survey"]["waiting"]:
        progress.at(told["survey"]["asked"], told["survey"]["of"])
        told = client.call("POST", path("projects", project, "questions", told["id"], "on"), {})
    progress.at(told["survey"]["asked"], told["survey"]["of"])
    progress.end()
    return told


def find(args: Namespace) -> int:
    """The nearest passages with their scores."""
    client = Client()
    rows = client.call(
        "POST", path("projects", args.project, "find"), {"query": args.query, "k": args.k, **_scope(client, args)}
    )
    words = "\n\n".join(f"{row['score']:.3f}  {_where(row)}\n{say.plain(row['quote'])}" for row in rows)
    say.result(rows, as_json=args.json, words=words or "Nothing was found: are there documents in the project?")
    return 0


def audit(args: Namespace) -> int:
    """The project's log, verified."""
    told = Client().call("GET", path("projects", args.project, "audit"))
    lines = [
        f"{row['sequence']:>5}  {row['at']}  {row['event']:<22} {row['by']}  {_things(row['things'])}"
        for row in told["lines"]
    ]
    say.result(
        told,
        as_json=args.json,
        words="\n".join([*lines, f"verified: {told['verified']} lines, none missing, none changed{_from(told)}"]),
    )
    return 0


def _from(told: dict[str, Any]) -> str:
    """From when on, where older lines were deleted as agreed."""
    gone = told["deleted"]
    if gone is None:
        return ""
    return (
        f", from line {gone['upto'] + 1} on; lines 1 to {gone['upto']}, until {gone['until']}, "
        f"were deleted after the agreed {gone['days']} days"
    )


def _scope(client: Client, args: Namespace) -> dict[str, Any]:
    """The documents named by ``--document``, as ids."""
    if not args.document:
        return {}
    rows = client.call("GET", path("projects", args.project, "documents"))
    ids = [row["id"] for row in rows if row["name"] in args.document or row["id"] in args.document]
    return {"documents": ids or args.document}


def _answer(told: dict[str, Any]) -> str:
    """The quotations part by part, then what the terms in them mean."""
    if "survey" in told:
        return _survey(told)
    parts = told.get("parts") or [told]
    blocks = [_part(told, part, number, len(parts) > 1) for number, part in enumerate(parts)]
    terms = [_term(row) for row in told.get("defined", ())]
    return "\n\n".join([*_meant(told), *_phrased(told), *blocks, *terms])


def _meant(told: dict[str, Any]) -> list[str]:
    """How a question was understood that leans on the one before it; empty where it leans on none."""
    if not told.get("understood"):
        return []
    if told.get("leaned") and told["understood"] == told["question"]:
        names = ", ".join(say.plain(row["document"]) for row in told["leaned"])
        return [f"Asked of {names}, as the question before was."]
    return [f"Understood as: {say.plain(told['understood'])}"]


_ORDER = ("yes", "read", "no", "silent")
_SAYS = {"yes": "yes", "read": "read it yourself", "no": "no", "silent": "nothing found"}


def _survey(told: dict[str, Any]) -> str:
    """What each document says, those that do first, and how complete that is."""
    there = [row for row in told["surveyed"] if not row.get("removed")]
    rows = sorted(there, key=lambda row: _ORDER.index(row["verdict"]))
    lines = []
    for row in rows:
        quote = f"\n  “{say.plain(row['quote'])}”\n  {_where(row)}" if row.get("quote") else ""
        value = f" ({say.plain(row['value'])})" if row["value"] else ""
        notes = "".join(f"\n  [{say.plain(noted(one))}]" for one in told.get("ties", ()) if one["of"] == row["version"])
        lines.append(f"{_SAYS[row['verdict']]}{value}: {say.plain(row['title'] or row['document'])}{quote}{notes}")
    return "\n".join([*lines, "", _complete(told["survey"])])


_CALLED = "do not call themselves such in their title or first lines"
_OTHERS = {"contract": "are no contracts, but tables, mails or price lists"}


def _complete(survey: dict[str, Any]) -> str:
    left = {
        "still being read": survey["reading"], "could not be read": survey["unreadable"], "went meanwhile": survey["gone"],
        _OTHERS.get(survey["papers"], _CALLED): survey["others"],
    }  # fmt: skip
    missed = [f"{many} {why}" for why, many in left.items() if many]
    return f"{survey['asked']} documents were asked. " + (
        "Not asked: " + "; ".join(missed) + "." if missed else "None was left out."
    )


def _part(told: dict[str, Any], part: dict[str, Any], number: int, several: bool) -> str:
    rows = [row for name in ("citations", "nearest") for row in told[name] if row.get("part", 0) == number]
    head = [f"{number + 1}. {say.plain(part['question'])}"] if several else []
    if not part["abstained"]:
        return "\n".join(
            [*head, "\n\n".join(f"{_stands(row)}“{say.plain(row['quote'])}”\n  {_where(row)}" for row in rows)]
        )
    nearest = [f"  possibly relevant: {_where(row)}\n  “{say.plain(row['quote'])}”" for row in rows]
    return "\n".join(
        [*head, f"Your documents do not say. {told['searched']} documents were searched.{_unread(told)}", *nearest]
    )


def _unread(told: dict[str, Any]) -> str:
    missed = {"still being read": told.get("reading", 0), "could not be read": told.get("unreadable", 0)}
    said = "; ".join(f"{many} {why}" for why, many in missed.items() if many)
    return f" Not searched: {said}." if said else ""


def _term(row: dict[str, Any]) -> str:
    place = f"defined in {row['clause']}" if row["clause"] else "defined here"
    return f"{say.plain(row['term'])}, {place}:\n“{say.plain(row['quote'])}”\n  {_where(row)}"


def _phrased(told: dict[str, Any]) -> list[str]:
    """The sentences in a model's words, with the numbers of the quotations they were checked against."""
    rows = [f"{say.plain(one['text'])} {one['cites']}" for one in told.get("phrased", [])]
    return ["In a model's words, checked against the quotations below:\n" + "\n".join(rows)] if rows else []


_STANDS = {
    "replaced": "replaced", "later": "not in force yet", "unconfirmed": "nobody has confirmed which of the two applies",
    "disagrees": "another document disagrees", "part": "changes the clause and says nothing of the sentence above: read both",
    "read": "may change what is said above: read both",
}  # fmt: skip


def _stands(row: dict[str, Any]) -> str:
    """What a quotation is to the answer, with its days, on a line before it."""
    days = [f"{word} {row[name]}" for name, word in (("since", "from"), ("until", "until")) if row.get(name)]
    said = [_STANDS.get(row.get("stands", ""), "in force" if days else ""), " ".join(days)]
    return f"[{': '.join(filter(None, said))}]\n" if any(said) else ""


def _where(row: dict[str, Any]) -> str:
    unit = row.get("unit", "page")
    page = f"{unit} {row['label'] if unit == 'sheet' and row.get('label') else row['page']}" if row["page"] else ""
    doubtful = f"recognised from a picture, {row['confidence']} % sure" if (row.get("confidence") or 100) < 75 else ""
    told = [row["document"], page, row.get("spot", ""), row["heading"], doubtful]
    return say.plain(", ".join(filter(None, told)))


def _things(things: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in things.items())
