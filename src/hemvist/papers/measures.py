"""Annex III: under each heading what the software does, what is only agreed, and what neither does nor says anybody.

Every sentence of the software is one that it keeps today; docs/security.md says what it does not protect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hemvist.domain.agreement import Agreement
from hemvist.domain.keepable import leading_by_passkey
from hemvist.domain.levels import LEVELS, RootKey
from hemvist.papers import plain
from hemvist.papers.paper import Entry, Form, Kept, Part
from hemvist.papers.parties import proven
from hemvist.papers.wording import Words

Told = tuple[Kept, str, str]
"""How it is kept, the sentence, and the fields it comes from, with spaces between."""


def measures(form: Form) -> list[Part]:
    """All headings, each with its measures. Where there is none, that is noted as missing."""
    return [_part(form, name, list(tell(form.words, form.agreement))) for name, tell in _HEADINGS.items()] + _others(
        form
    )


def _part(form: Form, name: str, told: list[Told]) -> Part:
    heading = form.words.say(f"heading.{name}")
    if all(kept is Kept.NEITHER for kept, _, _ in told):
        form.lacks(heading)
    return Part(heading, tuple(_entry(form, *one) for one in told))


def _entry(form: Form, kept: Kept, text: str, paths: str) -> Entry:
    return Entry(form.words.say(f"page.{kept.value}"), text, tuple(paths.split()), kept)


def _others(form: Form) -> list[Part]:
    """What the providers have to show; nothing without any."""
    told: list[Told] = []
    for at, row in enumerate(form.agreement.providers):
        if paper := proven(form, row):
            text = form.words.say("software.provider-proof", name=row.name, paper=paper)
            told.append((Kept.SOFTWARE, text, f"providers[{at}].agreement_on_file"))
        else:
            form.lacks(form.words.say("field.proof", name=row.name), f"providers[{at}].agreement_on_file")
            told.append((Kept.NEITHER, form.words.say("neither.sub-processors", name=row.name), f"providers[{at}]"))
    return [_part(form, "sub-processors", told)] if told else []


def _does(words: Words, name: str, paths: str = "", /, **values: object) -> Told:
    return Kept.SOFTWARE, words.say(f"software.{name}", **values), paths


def _agreed(words: Words, name: str, paths: str, /, **values: object) -> Told:
    return Kept.AGREED, words.say(f"agreed.{name}", **values), paths


def _neither(words: Words, name: str) -> Told:
    return Kept.NEITHER, words.say(f"neither.{name}"), ""


def _encryption(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "sealed")
    if RootKey.FILE not in LEVELS[agreement.level].root_keys:
        yield _does(words, "root-key", "level", level=agreement.level)
    side = words.say(f"party.{agreement.keys.held_by.value}")
    yield _agreed(words, "key", "keys", side=side, words=words.own(agreement.keys.words))
    for at, row in enumerate(agreement.data):
        if told := plain.masked(words, row):
            fields = ("name", "masks", "original_kept", "unmasked_by")
            yield Kept.AGREED, f"{row.name}: {told}", " ".join(f"data[{at}].{field}" for field in fields)
    yield _does(words, "pseudonyms")


def _resilience(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "gate")
    yield _does(words, "readers")
    yield _neither(words, "availability")
    yield _neither(words, "root")


def _restoring(words: Words, agreement: Agreement) -> Iterator[Told]:
    backup = plain.location(words, agreement.locations.backup)
    yield _agreed(words, "backup", "locations.backup", place=backup)
    yield _neither(words, "restoring")


def _testing(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _neither(words, "testing")


def _identification(words: Words, agreement: Agreement) -> Iterator[Told]:
    rules, access = agreement.sign_in, agreement.access
    if rules.factors:
        yield _does(
            words, "sign-in", "sign_in.factors sign_in.idle_minutes sign_in.absolute_minutes",
            factors=words.each("factor", rules.factors), idle=words.minutes(rules.idle_minutes),
            absolute=words.minutes(rules.absolute_minutes),
        )  # fmt: skip
    if leading_by_passkey(agreement):
        yield _does(words, "passkey", "level")
    yield _does(words, "roles", "access.roles", roles=words.each("role", access.roles))
    if not agreement.one_party:
        yield _does(words, _SIGHT[bool(agreement.operator_access.longest_minutes)], "operator_access")
    told = plain.operator(words, agreement)
    yield _agreed(words, "sees", "access.operator_people operator_access", told=told)
    people = words.count(access.most_people, "person", "people")
    yield _does(words, "people", "access.most_people", people=people)
    if rules.networks:
        yield _does(words, "networks", "sign_in.networks", networks=words.list(rules.networks))
    if row := rules.identity_provider:
        yield Kept.AGREED, plain.identity(words, row), "sign_in.identity_provider"
        yield _neither(words, "identity")


def _transmission(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "tls")
    hosts, ranges = words.list(agreement.network.hosts), words.list(agreement.network.premises)
    yield _agreed(words, "hosts" if hosts else "no-hosts", "network.hosts", hosts=hosts)
    if ranges:
        yield _agreed(words, "ranges", "network.premises", ranges=ranges)


def _storage(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "sealed")
    stored = plain.location(words, agreement.locations.storage)
    yield _agreed(words, "stored", "locations.storage", place=stored)


def _premises(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _neither(words, "premises")


def _logging(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "log")
    yield _does(words, "log-days", "audit_days", days=words.days(agreement.audit_days))


def _configuration(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "configured")
    yield _agreed(words, "updates", "patch_days", days=words.within_days(agreement.patch_days))


def _governance(words: Words, agreement: Agreement) -> Iterator[Told]:
    approvers = words.list(agreement.access.approvers)
    if approvers:
        yield _does(words, "approvers", "access.approvers", approvers=approvers)
    else:
        yield _neither(words, "governance")


def _certification(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _neither(words, "certification")


def _minimisation(words: Words, agreement: Agreement) -> Iterator[Told]:
    for at, row in enumerate(agreement.data):
        yield Kept.AGREED, plain.data_class(words, row), f"data[{at}]"


def _quality(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "quotations")
    yield _neither(words, "recognised")


def _retention(words: Words, agreement: Agreement) -> Iterator[Told]:
    if rules := "; ".join(plain.retained(words, agreement)):
        yield _does(words, "rules", "retention", rules=rules)


def _accountability(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "verifiable", "signatures")
    paper = agreement.processing_agreement
    if paper is not None and paper.recorded and not agreement.one_party:
        yield _does(words, "processing-agreement", "processing_agreement", paper=plain.on_file(words, paper))


def _erasure(words: Words, agreement: Agreement) -> Iterator[Told]:
    yield _does(words, "deleting")
    yield Kept.AGREED, plain.at_the_end(words, agreement), "end"
    yield _neither(words, "closing")


def _assistance(words: Words, agreement: Agreement) -> Iterator[Told]:
    for name in ("requests", "breach"):
        row = getattr(agreement, name)
        if row.contact:
            yield _agreed(words, name, name, hours=words.hours(row.hours), contact=row.contact)


_SIGHT = {False: "operator-blind", True: "operator-granted"}
_HEADINGS: dict[str, Callable[[Words, Agreement], Iterator[Told]]] = {
    "encryption": _encryption, "resilience": _resilience, "restoring": _restoring, "testing": _testing,
    "identification": _identification, "transmission": _transmission, "storage": _storage, "premises": _premises,
    "logging": _logging, "configuration": _configuration, "governance": _governance,
    "certification": _certification, "minimisation": _minimisation, "quality": _quality, "retention": _retention,
    "accountability": _accountability, "erasure": _erasure, "assistance": _assistance,
}  # fmt: skip
