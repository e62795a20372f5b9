"""Filters for the templates: values for scripts' data attributes, and small words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hemvist.domain.expected import AS_EXPECTED
from hemvist.projects.anchors import ANCHORS
from hemvist.providers.disk import megabytes
from hemvist.web.coming import in_words
from hemvist.web.words import CATEGORIES, FOUND, OUTCOMES, SIDES, STATES

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON for a ``data-`` attribute; the template escapes it like any other text."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def anchors(heading: int) -> str:
    """The places that refusals lead to, of the clauses under a heading by its number."""
    return format_html_join("", '<span class="anchor" id="clause-{}"></span>', ((one,) for one in ANCHORS[heading]))


@register.filter
def breakable(path: str) -> str:
    """A field's path that may go on in the next line after a dot, and between words, rather than anywhere."""
    parts = re.split(r"(?<=[.\[_])", path)
    return format_html_join(mark_safe("<wbr>"), "{}", ((one,) for one in parts))  # a constant


@register.filter("bytes")
def in_bytes(count: int) -> str:
    """A number of bytes as people read it: megabytes, from a thousand on gigabytes."""
    return megabytes(count)


@register.filter
def coming(one: Any) -> str:
    """What the agreed days end, in a sentence."""
    return in_words(one)


@register.filter
def called(row: Any) -> str:
    """What a document or quotation is called: its title, else its file name."""
    told = row if isinstance(row, dict) else {"title": row.title, "document": row.name}
    return str(told.get("title") or told.get("document") or "")


@register.filter
def under(quote: dict[str, Any]) -> str:
    """The heading that a quotation stands under, without its document's title, which is shown before it."""
    title, heading = called(quote), str(quote.get("heading") or "")
    return "" if heading == title else heading.removeprefix(f"{title} › ")


@register.filter
def came(side: Any) -> str:
    """What came of a kept question in one of two runs."""
    return str(OUTCOMES.get(side.outcome, ""))


@register.filter
def as_expected(side: Any) -> bool:
    """Whether that was what should come."""
    return side.outcome in AS_EXPECTED


@register.filter
def all_called(rows: Iterable[Any]) -> str:
    """What several are called, in their order."""
    return ", ".join(called(row) for row in rows)


@register.filter
def file_name(row: Any) -> str:
    """The file name, where the title does not already say it; else nothing."""
    told = row if isinstance(row, dict) else {"title": row.title, "document": row.name}
    return str(told["document"]) if told.get("title") and told["title"] != told["document"] else ""


@register.filter
def place(row: Any) -> str:
    """Where a file came from, for the line below its name: its path, or its folders where the name was just said."""
    if row.parent or "/" not in row.path:
        return file_name(row)
    return str(row.path if file_name(row) else row.path.rpartition("/")[0])


@register.filter
def found(find: Any) -> str:
    """What was found, in words: its kind, and its category or the country that it is of."""
    of = str(CATEGORIES.get(find.what, find.what.upper()))
    return f"{FOUND[find.kind]} ({of})" if of else str(FOUND[find.kind])


@register.filter
def kind_words(kind: Any) -> str:
    """A kind of personal details, in words."""
    return str(FOUND[kind])


@register.filter
def alike(likely: Any) -> str:
    """Why a document looks like a version of another, as a sentence."""
    told = _ALIKE_BY_NAME if likely.why == "text-and-name" else _ALIKE
    return str(told % {"percent": round(likely.share * 100)})


_ALIKE = _("They share about %(percent)s %% of their wording.")
_ALIKE_BY_NAME = _("They share about %(percent)s %% of their wording, and their names are alike.")


@register.filter
def where(quote: dict[str, Any]) -> str:
    """Where a quotation stands, in words: its page, slide, or sheet with its cells; empty where there are none."""
    unit, page = str(quote.get("unit", "page")), quote.get("page")
    if page is None:
        return str(quote.get("spot", ""))
    named = quote.get("label") if unit == "sheet" else ""
    spot = str(quote.get("spot", ""))
    return ", ".join(filter(None, [_SHEET % {"name": named} if named else numbered(unit, page), spot]))


_SHEET = _("sheet %(name)s")
_NUMBERED = {"page": _("page %(number)s"), "slide": _("slide %(number)s"), "sheet": _("sheet %(number)s")}
_UNITS = {"page": _("Pages"), "slide": _("Slides"), "sheet": _("Sheets")}


@register.simple_tag
def numbered(unit: str, number: int) -> str:
    """A page by its number, as the document calls its pages."""
    return str(_NUMBERED.get(unit, _NUMBERED["page"]) % {"number": number})


@register.filter
def units(row: Any) -> str:
    """What a document calls its pages, as a column's name."""
    return str(_UNITS[row.unit])


@register.filter
def about(seconds: float) -> str:
    """A duration, roughly."""
    if seconds < 90:
        return gettext("about a minute")
    if seconds < 5400:
        return gettext("about %(minutes)s minutes") % {"minutes": round(seconds / 60)}
    return gettext("about %(hours)s hours") % {"hours": round(seconds / 3600)}


@register.filter
def percent(share: float) -> str:
    """A share of one, as "99 %", never rounded up."""
    return f"{int(100 * share + 1e-9)} %"


@register.filter
def stands(quote: dict[str, Any]) -> str:
    """What a quotation is to the answer and from when until when, as a sentence; empty where there is nothing to say."""
    days = {name: _day(quote.get(name)) for name in ("since", "until")}
    told = _STANDS.get((quote.get("stands", ""), bool(days["since"]), bool(days["until"])))
    return str(told % days) if told else ""


@register.filter
def on_day(told: str) -> str:
    """A day told as ISO 8601, in words."""
    return _day(told)


def _day(told: Any) -> str:
    return date_format(date.fromisoformat(told), "j F Y") if told else ""


_STANDS = {
    ("answer", True, False): _("In force since %(since)s"),
    ("answer", True, True): _("In force from %(since)s until %(until)s"),
    ("answer", False, True): _("In force until %(until)s"),
    ("replaced", True, True): _("Replaced on %(until)s; it applied from %(since)s"),
    ("replaced", False, True): _("Replaced on %(until)s"),
    ("replaced", True, False): _("Replaced; it applied from %(since)s"),
    ("replaced", False, False): _("Replaced by a later document"),
    ("part", True, False): _("Changes this clause from %(since)s, in words that say nothing of the sentence above: read both"),
    ("part", False, False): _("Changes this clause, in words that say nothing of the sentence above: read both"),
    ("read", True, False): _("May change what is said above, from %(since)s: read both"),
    ("read", False, False): _("May change what is said above: read both"),
    ("later", True, False): _("Not in force yet: from %(since)s"),
    ("later", True, True): _("Not in force yet: from %(since)s until %(until)s"),
    ("unconfirmed", True, False): _("From %(since)s: nobody has confirmed yet which of the two applies"),
    ("unconfirmed", True, True): _("From %(since)s until %(until)s: nobody has confirmed yet which of the two applies"),
    ("unconfirmed", False, False): _("Nobody has confirmed yet which of the two applies"),
    ("disagrees", True, False): _("These two documents disagree: this one is of %(since)s"),
    ("disagrees", False, False): _("These two documents disagree"),
}  # fmt: skip


@register.filter
def tied(relation: Any) -> str:
    """How a document stands to an earlier one, or seems to, as a verb."""
    return str((_SEEMS if relation.standing == "proposed" else _TIES)[relation.tie])


_TIES = {"amends": _("amends"), "replaces": _("replaces"), "supersedes": _("is a later edition of")}
_SEEMS = {
    "amends": _("seems to amend"), "replaces": _("seems to replace"), "supersedes": _("seems to be a later edition of"),
}  # fmt: skip


@register.filter
def pointed(tie: dict[str, Any]) -> str:
    """What a row of a list over many documents says of another document, before the name of this."""
    words = _POINTED[tie["way"], bool(tie["since"]) and tie["way"] != "changes"]
    return str(words % {"since": _day(tie["since"])})


_POINTED = {
    ("changed", True): _("Changed from %(since)s by"), ("changed", False): _("Changed by"),
    ("part", True): _("Another sentence of this clause is changed from %(since)s by"),
    ("part", False): _("Another sentence of this clause is changed by"),
    ("read", True): _("May be changed from %(since)s, in words that have to be read, by"),
    ("read", False): _("May be changed, in words that have to be read, by"),
    ("unconfirmed", True): _("May be changed from %(since)s, which nobody has confirmed, by"),
    ("unconfirmed", False): _("May be changed, which nobody has confirmed, by"), ("changes", False): _("Changes"),
}  # fmt: skip


@register.filter
def side_words(side: str) -> str:
    """Client or operator, in the reader's language."""
    return str(SIDES[side])


@register.filter
def state_words(state: str) -> str:
    """How far a project has come."""
    return str(STATES[state])
