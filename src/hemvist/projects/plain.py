"""The agreement in plain language: the same object, as sentences under headings."""

from __future__ import annotations

from hemvist.domain.agreement import AfterRetention, Agreement
from hemvist.domain.levels import LEVELS, Factor, Place

_PLACES = {
    Place.HERE: "on this machine",
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


def sentences(agreement: Agreement) -> list[tuple[str, str]]:
    """Pairs of heading and text, in the order of the agreement's fields; every value it governs is in there."""
    return [
        ("Level", _level(agreement)),
        ("Parties", _parties(agreement)),
        ("What it is for", f"{_list(agreement.purposes)}: {agreement.nature} ({agreement.setup})."),
        ("How long", f"From {agreement.starts_on:%d %B %Y} to {agreement.ends_on:%d %B %Y}; after that nothing can be asked."),
        ("Which data", "; ".join(f"{row.name} ({row.category}): {_list(row.fields_kept)} kept, {row.why}" for row in agreement.data) + "."),
        ("Where it is", _where(agreement)),
        ("Models", "Only models that run on this machine." if not agreement.providers else _list(tuple(one.name for one in agreement.providers))),
        ("How long it is kept", "; ".join(_kept(agreement)) + "."),
        ("Who has access", f"At most {agreement.access.most_people} people, as {_list(tuple(agreement.access.roles))}."),
        ("Signing in", _sign_in(agreement)),
        ("Keys", f"{agreement.keys.words.capitalize()}."),
        ("Breaches and requests", f"Told within {agreement.breach.hours} hours to {agreement.breach.contact}; requests answered within {agreement.requests.hours} hours."),
        ("At the end", f"Everything is {_THEN[agreement.end.then]}{_grace(agreement.end.grace_days)}."),
    ]  # fmt: skip


def _level(agreement: Agreement) -> str:
    rules = LEVELS[agreement.level]
    out = "Nothing leaves this machine." if not rules.network_out else "Only what is agreed may leave this machine."
    return f"Level {agreement.level}, {rules.name}. {out} Nothing is used to train a model."


def _parties(agreement: Agreement) -> str:
    if agreement.one_party:
        return f"{agreement.controller.name}, alone: client and operator in one."
    return f"{agreement.controller.name} (client) and {agreement.processor.name} (operator)."


def _where(agreement: Agreement) -> str:
    where = agreement.locations
    pairs = (
        ("Stored", where.storage),
        ("backed up", where.backup),
        ("answered", where.inference),
        ("supported", where.support),
    )
    return ", ".join(f"{what} {_PLACES[one.place]}" for what, one in pairs) + "."


def _kept(agreement: Agreement) -> list[str]:
    return [
        f"{row.data_class}: "
        + ("until the project ends" if row.days is None else f"{row.days} days")
        + f", then {_THEN[row.then]}"
        for row in agreement.retention
    ]


def _sign_in(agreement: Agreement) -> str:
    rules = agreement.sign_in
    return (
        f"A named person with a second factor ({_list(tuple(_FACTORS[factor] for factor in rules.factors))}); "
        f"signed out after {rules.idle_minutes} minutes without use and after {rules.absolute_minutes // 60} hours in any case."
    )


def _grace(days: int) -> str:
    return f", after {days} days of grace" if days else " at once"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)
