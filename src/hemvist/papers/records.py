"""The records of processing activities of GDPR Art. 30: (1) of the controller, (2) of the processor."""

from __future__ import annotations

from hemvist.papers.annexes import categories, sensitive, subjects
from hemvist.papers.measures import measures
from hemvist.papers.paper import Entry, Form, Part
from hemvist.papers.parties import party_part, recipients, transfers
from hemvist.papers.plain import at_the_end, retained


def of_controller(form: Form) -> list[Part]:
    """Art. 30(1), (a) to (g) in this order."""
    purposes = form.words.each_own(filter(None, form.agreement.purposes))
    return [
        party_part(form, "controller"),
        form.part("purposes", form.entry("purposes", purposes, "purposes")),
        form.part("categories", subjects(form), categories(form), *sensitive(form)),
        form.part("recipients", *recipients(form)),
        form.part("transfers", *transfers(form)),
        form.part("erasure", _erasure(form)),
        _security(form),
    ]


def of_processor(form: Form) -> list[Part]:
    """Art. 30(2), (a) to (d) in this order."""
    agreement, words = form.agreement, form.words
    purposes = words.each_own(filter(None, agreement.purposes))
    return [
        party_part(form, "processor"),
        party_part(form, "controller"),
        form.part(
            "processing",
            form.entry("for-client", agreement.controller.name, "controller.name"),
            form.entry("nature", words.own(agreement.nature), "nature"),
            form.entry("purposes", purposes, "purposes"),
        ),
        form.part("transfers", *transfers(form)),
        _security(form),
    ]


def _erasure(form: Form) -> Entry:
    rules = "; ".join(retained(form.words, form.agreement))
    end = at_the_end(form.words, form.agreement)
    return form.entry("erasure", f"{rules}. {end}" if rules else "", "retention", "end")


def _security(form: Form) -> Part:
    """A general description: the measures of Annex III, without its headings. Gaps are named there."""
    told = measures(Form(form.agreement, form.words))
    entries = dict.fromkeys(entry for part in told for entry in part.entries)
    return form.part("security", *entries)
