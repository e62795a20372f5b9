"""The agreement in plain language: the same object, as sentences under headings. Every field's value is in there."""

from __future__ import annotations

from dataclasses import dataclass

from hemvist.domain.agreement import (
    QUESTIONS,
    Agreement,
    DataClass,
    IdentityProvider,
    Location,
    OnFile,
    Party,
    Provider,
    Signature,
)
from hemvist.domain.keepable import leading_by_passkey
from hemvist.domain.levels import LEVELS, Place
from hemvist.papers.wording import Language, Words


@dataclass(frozen=True)
class Clause:
    """One heading, what is agreed under it in sentences, and the fields of the agreement that say so."""

    heading: str
    text: str
    paths: tuple[str, ...]


def sentences(agreement: Agreement, language: Language = Language.EN) -> list[tuple[str, str]]:
    """Pairs of heading and text, in the order of the agreement's fields; every value it governs is in there."""
    return [(clause.heading, clause.text) for clause in clauses(agreement, language)]


def clauses(agreement: Agreement, language: Language = Language.EN) -> list[Clause]:
    """Every clause, with the fields it comes from."""
    words = Words(language)
    return [
        Clause(words.say(f"{name}.heading"), tell(words, agreement), tuple(paths.split()))
        for name, tell, paths in _CLAUSES
    ]


def _level(words: Words, agreement: Agreement) -> str:
    out = "out-agreed" if LEVELS[agreement.level].network_out else "out-nothing"
    name = words.say(f"level.{agreement.level}")
    return words.say("level.text", number=agreement.level, name=name, out=words.say(f"level.{out}"))


def _parties(words: Words, agreement: Agreement) -> str:
    controller, processor = party(words, agreement.controller), party(words, agreement.processor)
    if not agreement.one_party:
        return words.say("parties.two", controller=controller, processor=processor)
    if controller == processor:
        return words.say("parties.one", controller=controller)
    return words.say("parties.one-other", controller=controller, processor=processor)


def party(words: Words, one: Party) -> str:
    """A party with its address and contacts."""
    contact = words.say("parties.contact", contact=one.contact) if one.contact else ""
    guard = one.data_protection_contact
    told = _joined(one.address, contact, words.say("parties.protection", contact=guard) if guard else "")
    return f"{one.name} ({told})" if told else one.name


def _purpose(words: Words, agreement: Agreement) -> str:
    setup = words.setup(agreement.setup, agreement.processor.name)
    purposes, nature = words.each_own(agreement.purposes), words.own(agreement.nature)
    return words.say("purpose.text", purposes=purposes, nature=nature, setup=setup)


def _duration(words: Words, agreement: Agreement) -> str:
    return words.say("duration.text", first=words.date(agreement.starts_on), last=words.date(agreement.ends_on))


def _data(words: Words, agreement: Agreement) -> str:
    sources = words.each_own(agreement.sources)
    comes = words.say("data.sources", sources=sources) if sources else words.say("data.no-sources")
    return " ".join([*(data_class(words, row) for row in agreement.data), comes])


def data_class(words: Words, row: DataClass) -> str:
    """One class of data: what is kept of it, why, and what is blacked out first."""
    kept = words.each_own(row.fields_kept) or words.say("data.nothing-kept")
    personal = words.say("data.personal" if row.personal else "data.impersonal")
    told = words.say(
        "data.class", name=row.name, category=words.own(row.category), personal=personal, kept=kept,
        why=words.own(row.why),
    )  # fmt: skip
    return " ".join(filter(None, (told, masked(words, row), words.say(f"data.metadata-{row.metadata.value}"))))


def masked(words: Words, row: DataClass) -> str:
    """What is blacked out of a class of data, and what becomes of its original; nothing where neither is agreed."""
    told = [words.say("data.masks", masks=words.each("mask", row.masks))] if row.masks else []
    told += [] if row.original_kept else [words.say("data.no-original")]
    told += [words.say("data.unmasked", roles=words.each("role", row.unmasked_by))] if row.unmasked_by else []
    return " ".join(told)


def _whose(words: Words, agreement: Agreement) -> str:
    people = words.each_own(agreement.data_subjects) or words.say("whose.nobody")
    special, guards, paper = agreement.special_categories, agreement.safeguards, agreement.processing_agreement
    told = (
        people,
        words.say("whose.special", categories=words.list(special)) if special else "",
        words.say("whose.guards", guards=words.list(guards)) if guards else "",
        words.say("whose.paper", paper=on_file(words, paper)) if paper else "",
    )
    return f"{_joined(*told)}."


def on_file(words: Words, row: OnFile) -> str:
    """A document that proves something: its title, its date, its sum."""
    told = row.name or words.say("whose.untitled")
    told = words.say("whose.dated", name=told, date=words.date(row.dated)) if row.dated else told
    return words.say("whose.sum", name=told, sum=row.sha256) if row.sha256 else told


def _where(words: Words, agreement: Agreement) -> str:
    where = agreement.locations
    return words.say(
        "where.text", storage=location(words, where.storage), backup=location(words, where.backup),
        inference=location(words, where.inference), support=location(words, where.support),
    )  # fmt: skip


def location(words: Words, where: Location) -> str:
    """A place with its country, and by whom."""
    told = ", ".join(filter(None, (where.country, words.say("where.by", who=where.who) if where.who else "")))
    place_told = place(words, where.place)
    return f"{place_told} ({told})" if told else place_told


def place(words: Words, where: Place | None) -> str:
    """A place of the level table; what is not known is said to be so."""
    return words.say(f"where.{where.value if where else 'unknown'}")


def _providers(words: Words, agreement: Agreement) -> str:
    told = [provider(words, row) for row in agreement.providers] or [words.say("providers.nobody")]
    return " ".join([*told, words.say("providers.notice", days=words.days(agreement.notice_days))])


def provider(words: Words, row: Provider) -> str:
    """A provider with every fact about it."""
    about = _joined(row.country, row.address, row.contact)
    keeps = fact(words, row.keeps_data)
    days = row.keeps_days
    return words.say(
        "providers.one", name=f"{row.name} ({about})" if about else row.name, task=row.task,
        seat=place(words, row.seat), parent=place(words, row.parent), region=place(words, row.region),
        below=place(words, row.sub_processors), trains=fact(words, row.trains_on_data),
        keeps=keeps if days is None else words.say("providers.for-days", keeps=keeps, days=words.days(days)),
        proof=on_file(words, row.agreement_on_file) if row.agreement_on_file else words.say("providers.no-proof"),
    )  # fmt: skip


def fact(words: Words, known: bool | None) -> str:
    """Yes, no, or not known."""
    return words.say("fact.unknown" if known is None else "fact.yes" if known else "fact.no")


def _network(words: Words, agreement: Agreement) -> str:
    hosts, ranges = agreement.network.hosts, agreement.network.premises
    told = words.say("network.hosts", hosts=words.list(hosts)) if hosts else words.say("network.no-hosts")
    return f"{told} {words.say('network.premises', ranges=words.list(ranges))}" if ranges else told


def _kept(words: Words, agreement: Agreement) -> str:
    rules = "; ".join(retained(words, agreement)) or words.say("kept.no-rule")
    return words.say("kept.text", rules=rules, days=words.days(agreement.audit_days))


def retained(words: Words, agreement: Agreement) -> list[str]:
    """How long each class of data is kept, and what then."""
    return [
        words.say(
            "kept.rule", name=_class_name(words, row.data_class), then=words.say(f"then.{row.then.value}"),
            how_long=words.say("kept.project") if row.days is None else words.days(row.days),
        )
        for row in agreement.retention
    ]  # fmt: skip


def _class_name(words: Words, name: str) -> str:
    """The class that every project has is the software's own word, so it is translated."""
    return words.say("kept.questions") if name == QUESTIONS else name


def _access(words: Words, agreement: Agreement) -> str:
    access = agreement.access
    roles = words.each("role", access.roles) or words.say("access.no-roles")
    told = words.say("access.text", people=words.count(access.most_people, "person", "people"), roles=roles)
    named = words.list(access.approvers)
    return f"{told} {words.say('access.approvers', approvers=named)}" if named else told


def operator(words: Words, agreement: Agreement) -> str:
    """The operator's people, and when they may see contents."""
    people = agreement.access.operator_people
    told = [words.say("operator.people", people=words.list(people))] if people else []
    return " ".join([*told, _contents(words, agreement)])


def _contents(words: Words, agreement: Agreement) -> str:
    rules = agreement.operator_access
    if rules.longest_minutes:
        approver = rules.approver or words.say("operator.nobody")
        return words.say("operator.contents", approver=approver, minutes=words.minutes(rules.longest_minutes))
    return words.say("operator.no-time", approver=rules.approver) if rules.approver else words.say("operator.nothing")


def _sign_in(words: Words, agreement: Agreement) -> str:
    rules = agreement.sign_in
    factors = words.each("factor", rules.factors) or words.say("sign-in.no-factor")
    told = words.say(
        "sign-in.text", factors=factors, idle=words.minutes(rules.idle_minutes),
        absolute=words.minutes(rules.absolute_minutes),
    )  # fmt: skip
    told = f"{told} {words.say('sign-in.leading')}" if leading_by_passkey(agreement) else told
    told = f"{told} {words.say('sign-in.networks', networks=words.list(rules.networks))}" if rules.networks else told
    return f"{told} {identity(words, rules.identity_provider)}" if rules.identity_provider else told


def identity(words: Words, row: IdentityProvider) -> str:
    """The identity provider: its name, its address, whose it is."""
    told = words.say(f"sign-in.identity-{row.belongs_to.value}", name=row.name, issuer=row.issuer)
    return f"{told} {words.say('sign-in.reached', address=row.address)}" if row.address else told


def _keys(words: Words, agreement: Agreement) -> str:
    side = words.say(f"keys.{agreement.keys.held_by.value}")
    return words.say("keys.text", side=side, words=words.own(agreement.keys.words))


def _updates(words: Words, agreement: Agreement) -> str:
    return words.say("updates.text", days=words.within_days(agreement.patch_days))


def _notices(words: Words, agreement: Agreement) -> str:
    breach, requests, nobody = agreement.breach, agreement.requests, words.say("notices.nobody")
    return words.say(
        "notices.text", breach=words.hours(breach.hours), told=breach.contact or nobody,
        request=words.hours(requests.hours), answers=requests.contact or nobody,
    )  # fmt: skip


def at_the_end(words: Words, agreement: Agreement) -> str:
    """What becomes of everything at the end."""
    end = agreement.end
    name = "end.grace" if end.grace_days else "end.at-once"
    then, days = words.say(f"then.{end.then.value}"), words.within_days(end.grace_days)
    return words.say(name, then=then, days=days, format=end.format)


def _signatures(words: Words, agreement: Agreement) -> str:
    named = "; ".join(
        words.say("signatures.signer", name=row.name, side=words.say(f"side.{row.side.value}"), key=row.key)
        for row in agreement.signers
    )
    told = [f"{named}." if named else words.say("signatures.nobody")]
    told += [words.say("signatures.at", host=agreement.signed_at)] if agreement.signed_at else []
    return " ".join([*told, *(signature(words, row) for row in agreement.signatures)])


def signature(words: Words, row: Signature) -> str:
    """Who signed for which side, and when."""
    return words.say(
        "signatures.made", name=row.name, side=words.say(f"side.{row.side.value}"), date=words.date(row.at.date()),
        time=f"{row.at:%H:%M}", credential=row.credential,
    )  # fmt: skip


def _name(words: Words, agreement: Agreement) -> str:
    project = agreement.project or words.say("name.no-project")
    return words.say("name.text", version=agreement.version, project=project, form=agreement.form, hash=agreement.hash)


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


_CLAUSES = (
    ("level", _level, "level"),
    ("parties", _parties, "controller processor one_party"),
    ("purpose", _purpose, "purposes nature setup"),
    ("duration", _duration, "starts_on ends_on"),
    ("data", _data, "data sources"),
    ("whose", _whose, "data_subjects special_categories safeguards processing_agreement"),
    ("where", _where, "locations"),
    ("providers", _providers, "providers notice_days"),
    ("network", _network, "network"),
    ("kept", _kept, "retention audit_days"),
    ("access", _access, "access.roles access.most_people access.approvers"),
    ("operator", operator, "access.operator_people operator_access"),
    ("sign-in", _sign_in, "sign_in"),
    ("keys", _keys, "keys"),
    ("updates", _updates, "patch_days"),
    ("notices", _notices, "breach requests"),
    ("end", at_the_end, "end"),
    ("signatures", _signatures, "signers signed_at signatures"),
    ("name", _name, "version project form"),
)
