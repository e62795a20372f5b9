"""Filters for the templates: values for scripts' data attributes, and small words."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hemvist.web.words import CATEGORIES, FOUND, SIDES, STATES

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON for a ``data-`` attribute; the template escapes it like any other text."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def called(row: Any) -> str:
    """What a document or quotation is called: its title, else its file name."""
    told = row if isinstance(row, dict) else {"title": row.title, "document": row.name}
    return str(told.get("title") or told.get("document") or "")


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
def side_words(side: str) -> str:
    """Client or operator, in the reader's language."""
    return str(SIDES[side])


@register.filter
def state_words(state: str) -> str:
    """How far a project has come."""
    return str(STATES[state])
