"""Annexes I to IV to the EU's standard contractual clauses 2021/915, filled from the agreement. The clauses are left out."""

from __future__ import annotations

from hemvist.papers.measures import measures
from hemvist.papers.paper import Entry, Form, Part
from hemvist.papers.parties import other_part, others, party_part


def parties(form: Form) -> list[Part]:
    """Annex I."""
    return [party_part(form, name, signed=True) for name in ("controller", "processor")]


def processing(form: Form) -> list[Part]:
    """Annex II."""
    agreement, words = form.agreement, form.words
    entries = [
        subjects(form), categories(form), *sensitive(form), form.entry("nature", words.own(agreement.nature), "nature"),
        form.entry("purposes", words.each_own(filter(None, agreement.purposes)), "purposes"),
        form.entry("duration", _period(form), "starts_on", "ends_on"), *_below(form),
    ]  # fmt: skip
    return [form.part("described", *entries)]


def protection(form: Form) -> list[Part]:
    """Annex III."""
    return measures(form)


def sub_processors(form: Form) -> list[Part]:
    """Annex IV: providers, and hosts that the agreement names at a place only."""
    found = [other_part(form, other) for other in others(form)]
    none = form.entry("sub-processing", form.words.say("fill.no-others"), "providers", "locations")
    return found or [form.part("sub-processing", none)]


def subjects(form: Form) -> Entry:
    """Whose data: missing only where personal data is listed."""
    agreement, words = form.agreement, form.words
    none = "" if agreement.personal_data else words.say("fill.no-personal")
    return form.entry("subjects", words.each_own(filter(None, agreement.data_subjects)) or none, "data_subjects")


def categories(form: Form) -> Entry:
    """Which personal data, class by class."""
    personal = [(at, row) for at, row in enumerate(form.agreement.data) if row.personal]
    words = form.words
    told = [words.say("fill.category", name=row.name, category=words.own(row.category)) for _, row in personal]
    none = "" if form.agreement.special_categories else form.words.say("fill.no-personal")
    paths = [f"data[{at}].{field}" for at, _ in personal for field in ("name", "category")] or ["data"]
    return form.entry("categories", "; ".join(told) or none, *paths)


def sensitive(form: Form) -> list[Entry]:
    """Special categories, and what protects them."""
    agreement, words = form.agreement, form.words
    if not agreement.special_categories:
        return [form.entry("sensitive", words.say("fill.no-sensitive"), "special_categories")]
    return [
        form.entry("sensitive", words.list(agreement.special_categories), "special_categories"),
        form.entry("safeguards", words.list(filter(None, agreement.safeguards)), "safeguards"),
    ]


def _period(form: Form) -> str:
    agreement, words = form.agreement, form.words
    return words.say("fill.period", first=words.date(agreement.starts_on), last=words.date(agreement.ends_on))


def _below(form: Form) -> list[Entry]:
    """Subject matter, nature and duration for each sub-processor."""
    return [
        Entry(
            form.words.say("field.of-party", party=form.words.say("field.sub-processing"), field=other.name),
            form.words.say("fill.whole-period", task=form.words.list(filter(None, other.tasks)), period=_period(form)),
            (other.path, "starts_on", "ends_on"),
        )
        for other in others(form)
    ]
