"""What the agreed days end, in sentences for the pages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hemvist.closing.outlook import KEPT_QUESTIONS, QUESTIONS
from hemvist.documents.retained import VERSIONS, Coming
from hemvist.domain.agreement import AfterRetention


def in_words(one: Coming) -> str:
    """As “12 documents are deleted (contracts, kept 365 days)”."""
    return f"{_what(one)} ({_rule(one)})"


def _what(one: Coming) -> str:
    told = {"count": one.count}
    if one.then is AfterRetention.RETURN and one.what in (QUESTIONS, KEPT_QUESTIONS):
        return _theirs(one) % told
    if one.what == QUESTIONS:
        return ngettext("%(count)d question is deleted", "%(count)d questions are deleted", one.count) % told
    if one.what == KEPT_QUESTIONS:
        words = ngettext(
            "%(count)d kept question is deleted unless it is asked again",
            "%(count)d kept questions are deleted unless they are asked again", one.count,
        )  # fmt: skip
        return words % told
    return _back(one) % told if one.then is AfterRetention.RETURN else _gone(one) % told


def _theirs(one: Coming) -> str:
    """Of agreements from before this was an error: nobody but the asker may have them, so nothing is done."""
    return ngettext(
        "%(count)d question is to be taken out and deleted by whoever asked it",
        "%(count)d questions are to be taken out and deleted by whoever asked them", one.count,
    )  # fmt: skip


def _gone(one: Coming) -> str:
    if one.what == VERSIONS:
        return ngettext("%(count)d earlier version is deleted", "%(count)d earlier versions are deleted", one.count)
    return ngettext("%(count)d document is deleted", "%(count)d documents are deleted", one.count)


def _back(one: Coming) -> str:
    if one.what == VERSIONS:
        return ngettext(
            "%(count)d earlier version is due to be returned", "%(count)d earlier versions are due to be returned",
            one.count,
        )  # fmt: skip
    return ngettext("%(count)d document is due to be returned", "%(count)d documents are due to be returned", one.count)


def _rule(one: Coming) -> str:
    days = ngettext("kept %(days)d day", "kept %(days)d days", one.days) % {"days": one.days}
    return f"{one.data_class or _('no class noted')}, {days}"
