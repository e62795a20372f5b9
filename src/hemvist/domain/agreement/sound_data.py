"""What is wrong with the data of an agreement: its classes, how long they are kept, and what personal data needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from hemvist.domain.agreement.parts import AfterRetention, DataClass, Metadata, OnFile, Retention
from hemvist.domain.agreement.problems import Problem, twice
from hemvist.domain.agreement.special import NAMES, categories
from hemvist.domain.agreement.whole import QUESTIONS, Agreement
from hemvist.domain.levels import LEVELS, Role

HASH = re.compile(r"[0-9a-f]{64}\Z")


def classes(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Classes of data, each with one rule of how long it is kept."""
    yield from twice("data", [row.name for row in agreement.data], "two classes of one name")
    for number, row in enumerate(agreement.data):
        if row.name == QUESTIONS:
            what = "That is the class of what people ask, which every project has."
            yield Problem(f"data[{number}].name", what, "another name", 'name = "contracts"')
    known = {row.name for row in agreement.data} | {QUESTIONS}
    yield from twice("retention", [row.data_class for row in agreement.retention], "two rules for one class")
    for number, rule in enumerate(agreement.retention):
        if rule.data_class not in known:
            yield Problem(
                f"retention[{number}].data_class",
                f"No class of data is called {rule.data_class!r}.",
                "one of " + ", ".join(sorted(known)),
            )
    for number, rule in enumerate(agreement.retention):
        yield from _rule(f"retention[{number}]", rule)
    for name in sorted(known - {row.data_class for row in agreement.retention}):
        yield Problem(
            "retention",
            f"It does not say how long {name} are kept.",
            "a rule for each class of data and for questions",
            f'data_class = "{name}"',
        )
    for number, row in enumerate(agreement.data):
        yield from _masked(f"data[{number}]", row, agreement.access.roles)


def _rule(path: str, rule: Retention) -> Iterator[Problem]:
    if rule.days == 0:
        yield Problem(
            f"{path}.days", "It would be gone on the day on which it comes.", "at least one day", "days = 365"
        )
    if rule.data_class == QUESTIONS and rule.then is AfterRetention.RETURN:
        yield Problem(
            f"{path}.then",
            "Questions belong to whoever asked them, so they are given back to nobody else.",
            "delete; each person takes their own out before that",
            'then = "delete"',
        )


def _masked(path: str, row: DataClass, roles: Sequence[Role]) -> Iterator[Problem]:
    if row.masks and row.original_kept and not row.unmasked_by:
        yield Problem(
            f"{path}.original_kept",
            "Details are masked, yet the original is kept unmasked for nobody.",
            "original_kept = false, or who may open it unmasked",
            'unmasked_by = ["owner"]',
        )
    if row.unmasked_by and not row.original_kept:
        yield Problem(
            f"{path}.unmasked_by",
            "Roles may open an original that is not kept.",
            "original_kept = true, or no roles here",
        )
    if row.metadata is Metadata.KEEP and not row.original_kept:
        yield Problem(
            f"{path}.metadata",
            "Properties of files are to be kept that are not kept themselves.",
            "strip, or original_kept = true",
            'metadata = "strip"',
        )
    for role in sorted(set(row.unmasked_by) - set(roles)):
        yield Problem(f"{path}.unmasked_by", f"The role {role} is not in access.roles.", "roles that there are")


def personal(agreement: Agreement, today: date) -> Iterator[Problem]:
    """What personal data and special categories need."""
    if agreement.special_categories and not LEVELS[agreement.level].sensitive_data:
        yield Problem(
            "special_categories",
            f"Level {agreement.level} takes no special categories.",
            "level 2 or 3, or none of them",
            "level = 2",
        )
    if agreement.special_categories and not agreement.safeguards:
        yield Problem(
            "safeguards",
            "Special categories are listed, and nothing that protects them.",
            "at least one safeguard",
            'safeguards = ["read by owners only"]',
        )
    yield from _special(agreement)
    if agreement.safeguards and not agreement.special_categories:
        yield Problem(
            "special_categories",
            "Safeguards are listed for no special category.",
            "what they protect",
            'special_categories = ["health"]',
        )
    if agreement.personal_data and not agreement.data_subjects:
        yield Problem(
            "data_subjects",
            "Personal data is listed, and nobody whose data it is.",
            "groups of people",
            'data_subjects = ["tenants"]',
        )
    if agreement.data_subjects and not any(row.personal for row in agreement.data):
        yield Problem(
            "data_subjects",
            "People are listed whose data it is, and no class of data is personal.",
            "personal = true in the class that holds it, or nobody here",
            "data_subjects = []",
        )
    if agreement.personal_data and not agreement.one_party and agreement.processing_agreement is None:
        yield Problem(
            "processing_agreement",
            "Personal data is listed, another party operates, and no data processing agreement is recorded: until one is, "
            "this is not proposed and nothing goes live. Its papers can be made already.",
            "its title, SHA-256 and date, once it is signed",
            'processing_agreement = { name = "DPA", sha256 = "64 digits: sha256sum FILE", dated = 2026-03-01 }',
        )


def _special(agreement: Agreement) -> Iterator[Problem]:
    for number, entry in enumerate(agreement.special_categories):
        if not categories((entry,)):
            yield Problem(
                f"special_categories[{number}]",
                f"{entry[:80]!r} names no special category of GDPR Art. 9, so it would let nothing in.",
                f"each in words that name it: {', '.join(NAMES)}",
                'special_categories = ["health", "union"]',
            )
    if agreement.special_categories and not any(row.personal for row in agreement.data):
        yield Problem(
            "special_categories",
            "Special categories are listed, and no class of data is personal.",
            "a class of data that they stand in",
            "personal = true",
        )


def files(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Documents on file, wherever one is named."""
    rows = {f"providers[{n}].agreement_on_file": row.agreement_on_file for n, row in enumerate(agreement.providers)}
    for path, row in (rows | {"processing_agreement": agreement.processing_agreement}).items():
        if row is not None:
            yield from _on_file(path, row, today)


def _on_file(path: str, row: OnFile, today: date) -> Iterator[Problem]:
    if not row.name.strip():
        yield Problem(f"{path}.name", "It is empty.", "the document's title")
    if not HASH.match(row.sha256):
        yield Problem(
            f"{path}.sha256",
            "That is no SHA-256.",
            "64 hexadecimal digits in small letters: sha256sum FILE",
            'sha256 = "9f86…"',
        )
    if row.dated is None or row.dated > today:
        yield Problem(
            f"{path}.dated", "The document bears no date, or one to come.", "the date it bears", "dated = 2026-03-01"
        )
