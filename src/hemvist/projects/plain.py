"""The agreement in plain language: the same object, as sentences under headings. Every field's value is in there."""

from __future__ import annotations

from collections.abc import Iterable

from hemvist.domain.agreement import AfterRetention, Agreement, DataClass, Location, Mask, OnFile, Party, Provider, Side
from hemvist.domain.levels import LEVELS, Factor, Place

PLACES = {
    Place.HERE: "on the premises",
    Place.EU: "in the EU",
    Place.US: "in the United States",
    Place.ELSEWHERE: "elsewhere",
}
_FACTORS = {
    Factor.TOTP: "a code from an authenticator",
    Factor.PASSKEY: "a passkey",
    Factor.RECOVERY_CODE: "a recovery code",
}
_THEN = {AfterRetention.DELETE: "deleted", AfterRetention.RETURN: "returned"}
_MASKS = {
    Mask.IDENTITY_NUMBER: "national identity numbers",
    Mask.IBAN: "bank account numbers",
    Mask.CARD: "card numbers",
    Mask.PHONE: "phone numbers",
    Mask.MAIL: "mail addresses",
}
_SIDES = {Side.CLIENT: "the client", Side.OPERATOR: "the operator"}


def sentences(agreement: Agreement) -> list[tuple[str, str]]:
    """Pairs of heading and text, in the order of the agreement's fields; every value it governs is in there."""
    access, end = agreement.access, agreement.end
    return [
        ("Level", _level(agreement)),
        ("Parties", _parties(agreement)),
        ("What it is for", f"{_list(agreement.purposes)}: {agreement.nature} ({agreement.setup})."),
        ("How long", f"From {agreement.starts_on:%d %B %Y} to {agreement.ends_on:%d %B %Y}; after that nothing can be asked."),
        ("Which data", " ".join(map(_class, agreement.data)) + f" It comes in by {_list(agreement.sources)}."),
        ("Whose data", _whose(agreement)),
        ("Where it is", _where(agreement)),
        ("Who else takes part", _providers(agreement)),
        ("Connections", _network(agreement)),
        ("How long it is kept", "; ".join(_kept(agreement)) + f". The log is kept for {agreement.audit_days} days."),
        ("Who has access", f"At most {access.most_people} people, as {_list(access.roles)}.{_approved(access.approvers)}"),
        ("What the operator sees", _operator(agreement)),
        ("Signing in", _sign_in(agreement)),
        ("Keys", f"Held by {_SIDES[agreement.keys.held_by]}: {agreement.keys.words}."),
        ("Updates", f"Put in within {agreement.patch_days} days."),
        ("Breaches and requests", f"Breaches are told within {agreement.breach.hours} hours to {agreement.breach.contact}; requests of people are answered within {agreement.requests.hours} hours by {agreement.requests.contact}."),
        ("At the end", f"Everything is {_THEN[end.then]}{_grace(end.grace_days)}; what is handed over comes as {end.format}."),
        ("Signatures", _signers(agreement)),
    ]  # fmt: skip


def _level(agreement: Agreement) -> str:
    rules = LEVELS[agreement.level]
    out = "Nothing leaves this machine." if not rules.network_out else "Only what is agreed may leave this machine."
    return f"Level {agreement.level}, {rules.name}. {out} Nothing is used to train a model."


def _parties(agreement: Agreement) -> str:
    if agreement.one_party:
        return f"{_party(agreement.controller)}, alone: client and operator in one."
    return f"{_party(agreement.controller)} is the client; {_party(agreement.processor)} is the operator."


def _party(party: Party) -> str:
    said = [party.address, f"notices to {party.contact}" if party.contact else ""]
    said.append(f"data protection: {party.data_protection_contact}" if party.data_protection_contact else "")
    told = "; ".join(filter(None, said))
    return f"{party.name} ({told})" if told else party.name


def _class(row: DataClass) -> str:
    personal = "personal data" if row.personal else "no personal data"
    masked = f" Blacked out first: {_list(tuple(_MASKS[one] for one in row.masks))}." if row.masks else ""
    original = "" if row.original_kept else " The file as received is not kept."
    opened = f" The original is kept unmasked; {_list(row.unmasked_by)} may open it." if row.unmasked_by else ""
    return (
        f"{row.name} ({row.category}, {personal}): {_list(row.fields_kept)} kept, {row.why}.{masked}{original}{opened}"
    )


def _whose(agreement: Agreement) -> str:
    people = _list(agreement.data_subjects) or "Nobody's personal data is listed"
    special = f"special categories: {_list(agreement.special_categories)}" if agreement.special_categories else ""
    guards = f"protected by {_list(agreement.safeguards)}" if agreement.safeguards else ""
    paper = (
        f"processing agreement: {_on_file(agreement.processing_agreement)}" if agreement.processing_agreement else ""
    )
    return "; ".join(filter(None, (people, special, guards, paper))) + "."


def _where(agreement: Agreement) -> str:
    where = agreement.locations
    pairs = (
        ("Stored", where.storage),
        ("backed up", where.backup),
        ("answered", where.inference),
        ("supported", where.support),
    )
    return ", ".join(f"{what} {_place(one)}" for what, one in pairs) + "."


def _place(where: Location) -> str:
    told = ", ".join(filter(None, (where.country, f"by {where.who}" if where.who else "")))
    return f"{PLACES[where.place]} ({told})" if told else PLACES[where.place]


def _providers(agreement: Agreement) -> str:
    notice = f" A new one is used {agreement.notice_days} days after both sides have agreed to it."
    if not agreement.providers:
        return "Nobody: only models that run on this machine." + notice
    return " ".join(map(_provider, agreement.providers)) + notice


def _provider(row: Provider) -> str:
    facts = (
        ("seat", row.seat), ("parent", row.parent), ("works", row.region), ("its own sub-processors", row.sub_processors),
    )  # fmt: skip
    stands = ", ".join(f"{what} {PLACES[place] if place else 'not known'}" for what, place in facts)
    days = f" (for {row.keeps_days} days)" if row.keeps_days is not None else ""
    about = "; ".join(filter(None, (row.country, row.address, row.contact)))
    proof = _on_file(row.agreement_on_file) if row.agreement_on_file else "nothing on file"
    return (
        f"{row.name}{f' ({about})' if about else ''}: {row.task}; {stands}; trains on the data: {_known(row.trains_on_data)}; "
        f"keeps data: {_known(row.keeps_data)}{days}; proof: {proof}."
    )


def _known(fact: bool | None) -> str:
    return "not known" if fact is None else "yes" if fact else "no"


def _on_file(row: OnFile) -> str:
    return ", ".join(filter(None, (row.name, f"{row.dated:%d %B %Y}" if row.dated else "", f"SHA-256 {row.sha256}")))


def _network(agreement: Agreement) -> str:
    network = agreement.network
    hosts = f"To {_list(network.hosts)}." if network.hosts else "To no host outside."
    return hosts + (f" Within {_list(network.premises)}." if network.premises else "")


def _kept(agreement: Agreement) -> list[str]:
    return [
        f"{row.data_class}: "
        + ("until the project ends" if row.days is None else f"{row.days} days")
        + f", then {_THEN[row.then]}"
        for row in agreement.retention
    ]


def _approved(approvers: tuple[str, ...]) -> str:
    return f" {_list(approvers)} may approve others." if approvers else ""


def _operator(agreement: Agreement) -> str:
    rules = agreement.operator_access
    people = (
        f"The operator's people are {_list(agreement.access.operator_people)}. "
        if agreement.access.operator_people
        else ""
    )
    by = rules.approver or "nobody"
    if not rules.longest_minutes:
        return people + (f"No contents; {by} could approve, for no time." if rules.approver else "No contents.")
    return f"{people}Contents only when {by} approves it, for {rules.longest_minutes} minutes at most."


def _sign_in(agreement: Agreement) -> str:
    rules = agreement.sign_in
    networks = f" Only from {_list(rules.networks)}." if rules.networks else ""
    return (
        f"A named person with a second factor ({_list(tuple(_FACTORS[factor] for factor in rules.factors))}); "
        f"signed out after {rules.idle_minutes} minutes without use and after {_long(rules.absolute_minutes)} in any case.{networks}"
    )


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " and ".join(
        filter(None, (f"{hours} hours" if hours else "", f"{rest} minutes" if rest or not hours else ""))
    )


def _signers(agreement: Agreement) -> str:
    where = f" Signed at {agreement.signed_at}." if agreement.signed_at else ""
    if not agreement.signers:
        return f"No passkeys are named yet.{where}"
    told = "; ".join(f"{row.name} for {_SIDES[row.side]}, with the passkey {row.key}" for row in agreement.signers)
    return f"{told}.{where}"


def _grace(days: int) -> str:
    return f", after {days} days of grace" if days else " at once"


def _list(words: Iterable[str]) -> str:
    told = [str(word) for word in words]
    return ", ".join(told[:-1]) + " and " + told[-1] if len(told) > 1 else "".join(told)
