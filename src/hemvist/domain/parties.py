"""What contracts call their parties, in a question: one put in the place of another ("and for the landlord?"). Pure.

English, Swedish, German and French. Of a question that speaks of two parties nothing is exchanged: which of them is
meant would be a guess.
"""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.question import is_paper

_CALLED: Final = {
    "en": "landlord tenant lessor lessee sublessee subtenant buyer seller purchaser vendor supplier customer client contractor"
    " subcontractor employer employee licensor licensee lender borrower franchisor franchisee consultant distributor"
    " manufacturer owner insurer guarantor",
    "sv": "hyresvärd hyresgäst andrahandshyresgäst leverantör köpare säljare kund beställare entreprenör uppdragstagare uppdragsgivare"
    " arbetsgivare arbetstagare konsult licensgivare licenstagare långivare låntagare arrendator jordägare",
    "de": "Vermieter Mieter Untermieter Verpächter Pächter Käufer Verkäufer Auftraggeber Auftragnehmer Arbeitgeber Arbeitnehmer"
    " Lizenzgeber Lizenznehmer Darlehensgeber Darlehensnehmer Dienstleister Besteller Eigentümer Kunde Lieferant",
    "fr": "bailleur locataire preneur propriétaire vendeur acheteur fournisseur client prestataire employeur salarié prêteur"
    " emprunteur concédant licencié",
}  # fmt: skip
_STEMS: Final = {
    tongue: "|".join(sorted((name.removesuffix("e") if tongue == "de" else name for name in names.split()), key=len, reverse=True))
    for tongue, names in _CALLED.items()
}  # fmt: skip
_NAMED: Final = {
    "en": rf"(?:(?P<article>an?|the|our|my|your)\s+)?(?P<who>{_STEMS['en']})(?P<end>s?)\b(?![’'-](?!s\b))",
    "sv": rf"(?P<article>)\b(?P<who>{_STEMS['sv']})(?P<end>n|en)(?P<of>s?)\b",
    "de": rf"(?:(?P<article>der|den|dem|des|die|zum|beim|vom)\s+)?\b(?P<who>{_STEMS['de']})(?P<end>in|en|es|e|n|s|)\b(?!-)",
    "fr": rf"(?P<article>(?:de\s+|à\s+)?l['’]|le\s+|du\s+|au\s+)(?P<who>{_STEMS['fr']})(?P<end>)\b",
}
"""A party as a question names it. ``end`` tells number or gender: it must be the same of both."""
_LINKS: Final = {
    "en": r"for|by|to|from|with|of", "sv": r"för|av|till|från|med|hos", "de": r"für|von|bei|mit|an", "fr": r"pour|par|avec|chez",
}  # fmt: skip
_WITHIN: Final = {tongue: re.compile(rf"(?<!\w){named}", re.IGNORECASE) for tongue, named in _NAMED.items()}
_ALONE: Final = {
    tongue: re.compile(rf"(?P<link>(?:{_LINKS[tongue]})\s+)?{named}\Z", re.IGNORECASE) for tongue, named in _NAMED.items()
}  # fmt: skip
_OURSELVES: Final = {
    "en": re.compile(r"\b(?P<verb>must|may|can|shall|should|will|could|do|are|have)\s+(?:we|i|you)\b", re.IGNORECASE),
    "sv": re.compile(r"\b(?P<verb>måste|får|kan|ska|skall|bör|har|behöver)\s+(?:vi|jag|man|ni|du)\b", re.IGNORECASE),
    "de": re.compile(r"\b(?P<verb>müssen|können|dürfen|sollen|haben|muss|kann|darf|soll|hat)\s+(?:wir|man)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?P<verb>peut|doit)-on\b", re.IGNORECASE),
}  # fmt: skip
_OF_ONE: Final = {
    "do": "does", "are": "is", "have": "has", "müssen": "muss", "können": "kann", "dürfen": "darf", "sollen": "soll", "haben": "hat",
}  # fmt: skip
_US: Final = re.compile(
    r"\b(?:we|i|you|us|our|my|vi|jag|man|ni|du|oss|vår\w*|wir|ich|uns|unser\w*|nous|on|je|notre|nos)\b", re.IGNORECASE
)


_ANY: Final = re.compile(
    rf"(?<!\w)(?P<who>{'|'.join(sorted({one for stems in _STEMS.values() for one in stems.split('|')}, key=len, reverse=True))})(?:[ei]?[ns]|ens|es|in|s|n)?(?!\w)",
    re.IGNORECASE,
)


def called(said: str) -> frozenset[str]:
    """The parties that a sentence names by what contracts call them, in whatever language, as the beginnings of these words."""
    return frozenset(one["who"].casefold() for one in _ANY.finditer(said))


def first_called(said: str) -> str:
    """The party that a sentence names first, who mostly acts in it; "" where it names none."""
    found = _ANY.search(said)
    return found["who"].casefold() if found else ""


def exchanged(rest: str, before: str, tongue: str) -> str | None:
    """The question before with the party that ``rest`` names in place of its own; None where ``rest`` is no party alone.

    Where the question before names none, "for the landlord" is added to it.
    """
    party = _ALONE[tongue].match(rest.rstrip(" ?.!"))
    if party is None:
        return None
    said = [one for one in _WITHIN[tongue].finditer(before) if not _a_paper(before[one.end() :])]
    if said:
        return _instead(before, said, party, tongue)
    if _US.search(before):
        return _for_us(before, party, tongue)
    return added(before, party[0][0].lower() + party[0][1:]) if party["link"] else None


def added(before: str, more: str) -> str:
    """A question with more words at its end, before its mark."""
    body = before.rstrip(" ?.!")
    return f"{body} {more}{before[len(body) :] or '?'}"


def _a_paper(behind: str) -> bool:
    """Whether a party is part of a paper's name: "the supplier agreement"."""
    word = re.match(r"\s+([^\W\d_]+)", behind)
    return bool(word and is_paper(word[1]))


def _instead(before: str, said: list[re.Match[str]], party: re.Match[str], tongue: str) -> str | None:
    if len({_lemma(one, tongue) for one in said}) > 1 or _lemma(said[0], tongue) == _lemma(party, tongue):
        return None
    if any(_sort(one, tongue) != _sort(party, tongue) for one in said):
        return None
    text = before
    for one in reversed(said):
        text = text[: one.start()] + _formed(one, _lemma(party, tongue), tongue) + text[one.end() :]
    return text


def _lemma(one: re.Match[str], tongue: str) -> str:
    names = {name.lower().removesuffix("e" if tongue == "de" else ""): name for name in _CALLED[tongue].split()}
    return names[one["who"].lower()]


def _sort(one: re.Match[str], tongue: str) -> str:
    """What must be alike of two parties: number in English, gender in German."""
    if tongue == "de":
        many = (one["article"] or "").lower() == "die" and one["end"].lower() != "in"
        return "many" if many else one["end"].lower() if one["end"].lower() == "in" else ""
    return str(one["end"]).lower() if tongue == "en" else ""


def _formed(one: re.Match[str], lemma: str, tongue: str) -> str:
    """A party in the form in which another one stands in a question."""
    if tongue == "sv":
        return _in_swedish(lemma) + one["of"]
    article = (one["article"] or "").lower().split()
    if tongue == "fr":
        return _in_french(article, lemma)
    if tongue == "de":
        return " ".join([*article, _in_german(article, one["end"].lower(), lemma)])
    if article and article[0] in ("a", "an"):
        article = ["an" if lemma[0] in "aeio" else "a"]
    return " ".join([*article, f"{lemma}{one['end']}"])


def _in_swedish(lemma: str) -> str:
    return f"{lemma}{'n' if lemma.endswith(('e', 'or')) else 'en'}"


def _in_german(article: list[str], end: str, lemma: str) -> str:
    weak = lemma in ("Kunde", "Lieferant")
    if end == "in":
        return f"{lemma.removesuffix('e')}in"
    if weak:
        return lemma if article in ([], ["der"]) else f"{lemma.removesuffix('e')}en"
    return f"{lemma}s" if article == ["des"] else lemma


def _in_french(article: list[str], lemma: str) -> str:
    whole = "".join(article)
    before = "of" if whole in ("du", "del'", "del’") else "to" if whole in ("au", "àl'", "àl’") else ""
    if lemma[0] in "aeiou":
        return {"of": "de l'", "to": "à l'"}.get(before, "l'") + lemma
    return {"of": "du ", "to": "au "}.get(before, "le ") + lemma


def _for_us(before: str, party: re.Match[str], tongue: str) -> str | None:
    """A question about "we" asked about a party instead; None where it says "we" or "our" more than once."""
    said = list(_OURSELVES[tongue].finditer(before))
    if len(said) != 1 or len(_US.findall(before)) != 1 or _sort(party, tongue):
        return None
    verb = said[0]["verb"]
    whole = _asking(_OF_ONE.get(verb.lower(), verb), _lemma(party, tongue), tongue)
    return f"{before[: said[0].start()]}{whole}{before[said[0].end() :]}"


def _asking(verb: str, lemma: str, tongue: str) -> str:
    """The verb of a question with a party as its subject: "must the landlord", "le bailleur doit-il"."""
    if tongue == "fr":
        return f"{_in_french([], lemma)} {verb.lower()}-il"
    if tongue == "sv":
        return f"{verb} {_in_swedish(lemma)}"
    return f"{verb} {'the' if tongue == 'en' else 'der'} {lemma}"
