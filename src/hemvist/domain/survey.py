"""Questions about many documents ("which contracts …"): recognised, made a question to each, and judged. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hemvist.domain import absent, allowed, clauses
from hemvist.domain.about import Paper, mail
from hemvist.domain.about import paper as called
from hemvist.domain.answer import Citation
from hemvist.domain.condition import Condition, Verdict, condition, holds
from hemvist.domain.matter import Matter, hear, matter, settle
from hemvist.domain.quantities import Of, sized
from hemvist.domain.question import split
from hemvist.domain.says import Says
from hemvist.domain.superlative import Most, most

__all__ = ["Matter", "Survey", "heard", "is_contract", "is_paper", "judge", "sized", "speaks", "survey"]


@dataclass(frozen=True)
class Survey:
    """``clause`` is what is asked of each document; ``papers`` which kind of document is meant ("" for any).

    ``kind`` is the kind of clause ("" where none is known), ``condition`` what its value must meet, and ``denied`` says
    that documents are sought that do *not* say it. ``matter``: what each sentence is looked through for, where it is known.
    ``contracts``: the question says contracts or the like, of any kind, and not documents.
    """

    clause: str
    papers: str
    kind: str
    condition: Condition | None
    denied: bool
    matter: Matter | None = None
    contracts: bool = False
    permission: bool = False
    """The question is whether something is allowed, or forbidden."""
    most: Most | None = None
    """The question is which document has the most or the least of something."""
    rest: bool = False
    """The question is itself about what is suspended."""


_NOUN: Final = {
    "en": r"(?:contracts|(?:sub)?leases|agreements|licen[cs]es|polic(?:y|ie)s|deeds|ndas|orders|documents|loans|deals)",
    "sv": r"(?:\w*avtal(?:en)?|\w*kontrakt(?:en)?|dokument(?:en)?|överenskommelser(?:na)?|licenser(?:na)?|försäkringar(?:na)?)",
    "de": r"(?:\w*verträgen?|\w*vereinbarungen|abkommen|lizenzen|dokumenten?|policen)",
    "fr": r"(?:contrats|baux|accords|conventions|avenants|licences|documents)",
}
_FORMS: Final = {
    "en": (
        r"(?:in|under|from|by)?\s*(?:which|what)\s+(?:of\s+)?(?:the\s+|our\s+|my\s+|these\s+|all\s+|your\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
        r"(?:please\s+)?(?:list|show|find|give|name|tell)(?:\s+me|\s+us)?\s+(?:all|every|which|of|the|our|my|\s)+\s*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\s+(?P<rest>(?:that|which|who|whose|where|with|without|under|governed|expiring|ending|containing|having|in\s+which)\b.+)",
        r"(?:do|does|are|have|has|is|can)\s+any\s+(?:of\s+)?(?:the\s+|our\s+|my\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
        r"how\s+many\s+(?:of\s+)?(?:the\s+|our\s+|my\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
    ),
    "sv": (
        r"(?:i|enligt|av|hos)?\s*vilka\s+(?:av\s+)?(?:våra\s+|de\s+|mina\s+|alla\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
        r"(?:lista|visa|hitta|ange|räkna\s+upp|ge\s+mig)\s+(?:alla|de|våra|mina|\s)+\s*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\s+(?P<rest>(?:som|där|med|utan|enligt)\b.+)",
        r"hur\s+många\s+(?:av\s+)?(?:våra\s+|de\s+|mina\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
    ),
    "de": (
        r"(?:in|unter|nach|bei)?\s*welche[nr]?\s+(?:von\s+|unserer\s+|unseren\s+|der\s+|meiner\s+|aller\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
        r"(?:bitte\s+)?(?:liste|listen\s+sie|zeige?|zeigen\s+sie|nenne?|nennen\s+sie|finde?)\s+(?:mir\s+|alle[rn]?\s+|die\s+|unsere[rn]?\s+)+(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\s*(?:auf)?,?\s+(?P<rest>(?:die|deren|in\s+denen|bei\s+denen|mit|ohne)\b.+)",
        r"wie\s+viele\s+(?:von\s+|unserer\s+|der\s+)*(?P<paper>(?:[\w-]+\s+){{0,2}}?{noun})\b(?P<rest>.+)",
    ),
    "fr": (
        r"(?:dans|sous|selon)?\s*(?:quels|quelles|lesquels|lesquelles)\s+(?:sont\s+)?(?:de\s+|nos\s+|des\s+|mes\s+|les\s+)*(?P<paper>{noun}(?:\s+de\s+\w+)?)\b(?P<rest>.+)",
        r"(?:liste[rz]?|montre[rz]?|donne[rz]?|trouve[rz]?)(?:[- ]moi)?\s+(?:tous\s+|toutes\s+|les\s+|nos\s+)+(?P<paper>{noun}(?:\s+de\s+\w+)?)\s+(?P<rest>(?:qui|dont|où|avec|sans|pour\s+lesquels)\b.+)",
    ),
}  # fmt: skip
_FORM: Final = [
    re.compile(form.format(noun=_NOUN[tongue]), re.IGNORECASE) for tongue, forms in _FORMS.items() for form in forms
]
_WEAK: Final = re.compile(
    r"(?:what|which)\s+(?:[\w-]+\s+){0,2}?(?:documents|licen[cs]es|polic(?:y|ie)s|orders|deals|deeds|loans)\b"
    r"(?:\s*$|\s+(?:must|shall|should|may|can|does|do|did|is|are|has|have|were|was|will|would)\b)"
    r"|(?:which|what)\s+(?:[\w-]+\s+){0,2}?\w+s\s+(?:must|shall|should|did|does|do)\s+(?:the|a|an|each|either)\b",
    re.IGNORECASE,
)
"""Asks which papers somebody has to have or gets, not in which papers something stands."""
_RUNS: Final = re.compile(
    r"\b(?:last|run|löper|varar|gäller\s+(?:längre|i\s+mer)|laufen|dauern|gelten|durent)\b", re.IGNORECASE
)
_ONE: Final = re.compile(
    r"\b(?:this|that|these|the\s+present|said|detta|dessa|denna|diese[mnrs]?|ce|cet|cette)\s+(?:\w+\s+)?"
    r"(?:contract|agreement|lease|licen[cs]e|deed|document|policy|amendment|\w*avtal\w*|\w*kontrakt\w*|dokument\w*|\w*vertrag\w*|vereinbarung\w*|contrat|bail|accord)\b",
    re.IGNORECASE,
)
PAPERS: Final = {
    "lease": (r"leases?\b|hyresavtal|hyreskontrakt|miet|pacht|\bba(?:il|ux)\b", r"\blease\b|tenancy|hyresavtal|hyreskontrakt|mietvertrag|pachtvertrag|\bbail\b|rental agreement"),
    "nda": (r"\bndas?\b|confidentiality|non-disclosure|sekretess|geheimhaltung|vertraulichkeit|confidentialité", r"\bnda\b|confidentiality agreement|non-disclosure|sekretess(?:avtal|förbindelse)|geheimhaltung|vertraulichkeit|confidentialité"),
    "employment": (r"employment|anställning|arbeits|travail", r"employment|anställningsavtal|arbeitsvertrag|contrat de travail"),
    "licence": (r"licen[cs]|lizenz", r"licen[cs]e|licens|lizenz"),
    "service": (r"service|consult|konsult|dienst|beratung", r"service|consult|konsult|tjänst|dienst|beratung|prestation|städavtal"),
    "supply": (r"supply|purchase|köpe?avtal|leverans|kauf|liefer", r"supply|purchase|köpe?avtal|leverans|kaufvertrag|liefer|fourniture"),
    "insurance": (r"polic|insurance|försäkring|versicherung", r"polic[ey]|insurance|försäkring|versicherung|assurance"),
    "loan": (r"loan|\blåne?|darlehen|prêt", r"\bloan\b|låneavtal|skuldebrev|darlehen|prêt"),
    "distribution": (r"distribut|vertriebs|återförsälj", r"distribut|vertriebs|återförsälj"),
}  # fmt: skip
"""Kinds of document: how a question calls them, and how they call themselves in their title or first lines."""
_NOT: Final = re.compile(
    r"\b(?:do|does|did|are|is|can|may|must|shall|will|have|has)(?:\s+not\b|n['’]t\b)|\bcannot\b|\bwithout\b|\black(?:s|ing)?\b|\bno\b"
    r"|\b(?:inte|ej|saknar|utan|ingen|inget|inga)\b|\b(?:nicht|kein\w*|ohne)\b|\bne\b|\bn['’]|\bsans\b|\baucune?\b",
    re.IGNORECASE,
)
_NO_DENIAL: Final = re.compile(
    r"\b(?:no|not|inte|ej|nicht|pas)\s+(?:more|less|fewer|later|longer|earlier|mer|mindre|längre|senare|mehr|weniger|länger|später|plus|moins)\s+(?:than|än|als|de|que|tard)\b"
    r"|\bwithout\s+(?:\w+\s+){0,2}?(?:causes?|reasons?)\b|\butan\s+(?:\w+\s+){0,2}?(?:skäl|anledning|orsak|grund)\b"
    r"|\bohne\s+(?:\w+\s+){0,2}?(?:grund|gründen?|begründung)\b|\bsans\s+(?:\w+\s+){0,2}?(?:motif|cause|raison)s?\b",
    re.IGNORECASE,
)
"""What has a "not" in it and denies nothing: what is no more than something is so, and so is what needs no cause."""
_DENIES: Final = re.compile(
    r"\b(?:shall|will|may|must|can|does|do|is|are)\s+not\b|\bcannot\b|\bnot\s+(?:be|to|permitted|allowed|entitled)\b|\bno\s+(?:right|party|longer)\b|\bno\s+\w+\s+(?:is|are)\s+(?:payable|due|required)\b|\bn['’]est\s+plus\b|\bneither\b"
    r"|\bnot\s+(?:automatically|renew|transferable|assignable)\b|\b(?:inte|ej|ingen|inget|icke)\b|\b(?:nicht|kein\w*|weder)\b|\bne\b.{1,40}?\b(?:pas|peut|peuvent|sera)\b|\bn['’]\w+\s+pas\b",
    re.IGNORECASE,
)
_UNLESS: Final = re.compile(
    r"\b(?:unless|except|without|save|other\s+than|until|if|provided|only|upon|subject\s+to|otherwise|failing|absent|utan|om\s+inte|såvida|förutom|endast|om|annars"
    r"|annat\s+fall|sägs|säger|sker|görs|lämnas|betalas|ohne|außer|es\s+sei\s+denn|andernfalls|sonst|mangels|défaut|faute"
    r"|sofern|soweit|wenn|nur|sauf|sans|si|moins)\b",
    re.IGNORECASE,
)  # fmt: skip
_HAVING: Final = re.compile(
    r"^(?:that|which|who|whose|where|with(?:out)?|in\s+which|som|där|med|utan|die|deren|mit|ohne|in\s+denen|qui|dont|où|avec|sans)\b\s*|"
    r"^(?:have|has|having|mention|mentions|contain|contains|containing|include|includes|provide\s+for|say|talk\s+about|speak\s+of|deal\s+with"
    r"|har|nämner|innehåller|omfattar|haben|enthalten|erwähnen|regeln|ont|contiennent|mentionnent|prévoient)\b\s*|"
    r"^(?:an?|the|any|en|ett|eine?n?|die|der|das|une?|des|le|la)\s+",
    re.IGNORECASE,
)
_DOES: Final = re.compile(r"^(?:do|does|are|is|can|may)\s+(?:not\s+)?", re.IGNORECASE)
_AREAS: Final = frozenset({"m²", "sq ft"})
_LASTS: Final = frozenset({"expiry"})
"""Kinds whose clause says from when until when: the last day counts."""
_UNDECIDED: Final = frozenset({"uncapped liability"})
"""Kinds that a contract settles by what it says of them and of their opposite: the same sentence caps one thing and not another."""
_ABOUT: Final = {
    "en": "What does it say about {}?", "sv": "Vad sägs om {}?", "de": "Was wird über {} gesagt?", "fr": "Que dit-il sur {} ?",
}  # fmt: skip


def survey(question: str) -> Survey | None:
    """The question about many documents that this is; None where it is about one, or not about documents at all."""
    text = " ".join(question.split()).rstrip(" ?.!")
    if (extreme := most(text)) and not _ONE.search(text) and not split(text).reference:
        return _of_most(text, extreme)
    found = next((match for form in _FORM if (match := form.match(text))), None)
    if (
        found is None
        or _WEAK.match(text)
        or _ONE.search(text)
        or split(text).reference
        or not re.search(r"[^\W\d_]{3}", found["rest"])
    ):
        return None
    rest = found["rest"].strip()
    wanted = condition(rest)
    said = f"{rest[: wanted.start]} {rest[wanted.end :]}".strip() if wanted else rest
    kinds = clauses.asked(text) or clauses.asked(f"{found['paper']} {said}")
    if wanted and wanted.law:
        kinds = _named("governing law")
    elif wanted and not kinds and _RUNS.search(said):
        kinds = _named("expiry")
    elif wanted and not kinds and wanted.unit in _AREAS:
        kinds = _named("floor area")
    sought = matter(text, kinds[0].name if kinds else "", wanted)
    if sought is Matter.LAST_DAY:
        kinds = _named("expiry")
        wanted = wanted if wanted and wanted.of is Of.DAY else None
    clause = kinds[0].asked[0] if kinds else _ABOUT[clauses.language(text)].format(_matter(said))
    paper = kind_of(found["paper"])
    return Survey(
        clause,
        paper,
        kinds[0].name if kinds else "",
        wanted,
        _denied(said) != (sought is None and wanted is None and allowed.forbidden(said)),
        sought,
        _contracts(found["paper"], paper),
        allowed.asked(said),
        rest=absent.asks_rest(text),
    )


def _of_most(text: str, extreme: Most) -> Survey:
    """Every document is asked for its value, and none says yes or no before all of them are known."""
    clause = _named(extreme.kind)[0].asked[0] if extreme.kind else _COST[clauses.language(text)]
    paper = kind_of(extreme.paper)
    sure = replace(extreme, sure=extreme.sure and not _denied(text))
    return Survey(clause, paper, extreme.kind, None, False, contracts=_contracts(extreme.paper, paper), most=sure)


_COST: Final = {
    "en": "How much does it cost?", "sv": "Vad kostar det?", "de": "Was kostet es?", "fr": "Combien cela coûte-t-il ?",
}  # fmt: skip


def _denied(said: str) -> bool:
    return bool(_NOT.search(_NO_DENIAL.sub(" ", said)))


_CONTRACTS: Final = re.compile(
    r"(?:contracts?|agreements?|\w*avtal(?:en|et)?|\w*kontrakt(?:en|et)?|överenskommelser(?:na)?|\w*verträgen?|\w*vertrag|\w*vereinbarung(?:en)?|contrats?|accords?|conventions?)\b",
    re.IGNORECASE,
)


def _contracts(said: str, kind: str) -> bool:
    return not kind and bool(_CONTRACTS.search(said))


def _named(kind: str) -> tuple[clauses.Kind, ...]:
    return tuple(one for one in clauses.kinds() if one.name == kind)


def _matter(said: str) -> str:
    """What a survey asks about, in its own words: "mention asbestos" asks about asbestos."""
    text = said
    for _ in range(4):
        text = _HAVING.sub("", _DOES.sub("", text, count=1), count=1)
    return text.strip(" ,") or said


def kind_of(paper: str) -> str:
    """The kind of document that a question calls so, one of :data:`PAPERS`; "" where it may be any."""
    return next((name for name, (called, _) in PAPERS.items() if re.search(called, paper, re.IGNORECASE)), "")


def is_paper(paper: str, title: str, opening: str) -> bool:
    """Whether a document calls itself such a kind, in its title or its first lines."""
    return not paper or bool(re.search(PAPERS[paper][1], f"{title}\n{opening[:400]}", re.IGNORECASE))


def is_contract(kind: str, title: str, opening: str) -> bool:
    """Whether a document may be a contract: any but a table, a mail or a price list. ``kind`` is its file's."""
    return kind not in _NO_CONTRACTS and not mail(opening) and called(opening, title) is not Paper.PRICES


_NO_CONTRACTS: Final = frozenset({"csv", "xlsx", "xls", "ods", "eml", "msg", "mbox"})


def judge(asked: Survey, quote: str) -> tuple[Verdict, str]:
    """What a document's quotation says to the question, and the values compared, as they are written in it.

    Of a matter of which every sentence was looked at in vain, what is near to it has to be read, and so has what rests.
    """
    resting = not asked.rest and absent.rests(quote)
    if asked.condition is not None:
        verdict, shown = holds(asked.condition, quote, last=asked.kind in _LASTS)
        return (Verdict.READ if resting else _turned(verdict) if asked.denied else verdict), shown
    if resting or asked.matter is not None or asked.kind in _UNDECIDED:
        return Verdict.READ, ""
    if asked.kind in absent.KINDS and (not asked.permission or absent.says(asked.kind, quote)):
        return _there(asked, quote), ""
    denies, forbids = bool(_DENIES.search(quote)), asked.permission and allowed.forbids(quote)
    if asked.permission and allowed.in_doubt(quote, denies=denies):
        return Verdict.READ, ""
    if not denies and not forbids:
        return (Verdict.NO if asked.denied else Verdict.YES), ""
    if _UNLESS.search(quote):
        return Verdict.READ, ""
    return (Verdict.YES if asked.denied else Verdict.NO), ""


def _there(asked: Survey, quote: str) -> Verdict:
    """Whether there is a clause of a kind that is denied by its name alone: another "not" has to be read."""
    told = absent.says(asked.kind, quote)
    if told is Says.DENIED and not (asked.permission and asked.kind in absent.FORBIDDING):
        return Verdict.YES if asked.denied else Verdict.NO
    if told or (asked.kind not in absent.FORBIDDING and _DENIES.search(quote)):
        return Verdict.READ
    return Verdict.NO if asked.denied else Verdict.YES


def speaks(asked: Survey, said: Citation) -> bool:
    """Whether a quotation, or the heading it stands under, is in the words of the kind of clause asked about.

    Without them a yes or no would be read from a sentence about something else: of a lease that has no deposit, its rent.
    """
    names = (asked.kind, *_SAME.get(asked.kind, ()))
    kinds = {one.name: one for name in names for one in _named(name)}.values()
    quote = clauses.plain(said.quote).text
    return not asked.kind or any(clauses.fit(one, quote) or clauses.headed(one, [said.heading]) for one in kinds)


def rests(asked: Survey, sentence: str) -> bool:
    """Whether a sentence says that what a list asks for is suspended, in the words of its kind of clause."""
    text = clauses.plain(sentence).text
    return absent.rests(sentence) and any(clauses.fit(one, text) for one in _named(asked.kind))


_SAME: Final = {"expiry": ("lease end",), "payment terms": ("payment time",)}
"""Kinds whose clause settles the same in other words."""


def heard(asked: Survey, sentences: Sequence[str]) -> tuple[int, Verdict, str] | None:
    """What a document says by its sentences: the place of the one to quote, the verdict, and the values compared.

    None where none of them speaks of the matter.
    """
    assert asked.matter is not None
    told = [hear(asked.matter, asked.condition, one) for one in sentences]
    there = [(at, one) for at, one in enumerate(told) if one is not None]
    if not there:
        return None
    place, verdict = settle(asked.matter, [one for _, one in there])
    at, one = there[place]
    return at, _turned(verdict) if asked.denied else verdict, one.value


def _turned(verdict: Verdict) -> Verdict:
    return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(verdict, verdict)
