"""Words of a question that point back at the one before it: "it", "there", "that agreement", "since when?", "the same". Pure.

English, Swedish, German and French. What points at nothing in particular ("is it possible", "finns det") is passed over.
"""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.question import is_paper, refers, split

_CONTRACT: Final = {"en": "the contract", "sv": "avtalet", "de": "der Vertrag", "fr": "le contrat"}
_OF_CONTRACT: Final = re.compile(
    r"\b(?:ends?|ending|expires?|expiring|terminat\w+|cancel\w*|runs?|renew\w*|extend\w*|sign(?:ed|s)?|begins?|starts?|commences?|lasts?"
    r"|valid|in\s+force|get\s+out|say|says|written)\b"
    r"|\b(?:slutar|upphör\w*|löper|löpa|säg(?:er|a|as|s)|förläng\w+|förny\w+|skrev|skrivit|undertecknat?\w*|börjar|gäller|avslut\w+|står|går\s+\w+\s+ut)\b"
    r"|\b(?:ende[nt]|endete|läuft|laufen|kündig\w+|kündbar|gekündigt|beend\w+|verläng\w+|unterschr\w+|unterzeichn\w+|beginn\w*|gilt|gelten|steht)\b"
    r"|\b(?:finit|fini(?:ra)?|expire\w*|résili\w+|dénonc\w+|renouvel\w+|reconduit|sign[ée]\w*|commence\w*|dure|dit|termine)\b",
    re.IGNORECASE,
)
"""Verbs of which the contract is the subject or the object: "it" with them is the contract, not what was asked of it."""
_NOT_BEFORE: Final = r"(?<!\bfinns )(?<!\bgibt )(?<!\bgår )(?<!\bhow about )(?<!\bgeht )(?<!\bwie geht )"
_NOT_BEHIND: Final = (
    r"(?!\s+(?:possible|allowed|permitted|true|necessary|legal|ok|okay|clear|to|that|enough|right|not|worth"
    r"|möjligt|tillåtet|okej|lagligt|sant|nödvändigt|nog|att|någon|något|några|en|ett|som"
    r"|möglich|erlaubt|zulässig|nötig|richtig|dass|zu|uns|ihr|ihm|eine?n?|keine?n?|irgend\w+)\b)"
)
_AFTER: Final = {
    "en": "is are was were does do did can may must will shall has have",
    "de": "ist sind wird werden kann können muss müssen darf hat haben endet gilt läuft war",
}
"""Verbs behind which a pronoun is the subject, whatever follows."""


_NO_THING: Final = r"(?!\s+(?:matter|take|takes|seem|make\s+sense|come|rain|rains)\b)"


def _subject_of(tongue: str, pronouns: str) -> str:
    behind = "|".join(rf"(?<=\b{verb} )" for verb in _AFTER[tongue].split())
    return rf"(?:{behind})(?:{pronouns})\b{_NOT_BEHIND}{_NO_THING}"


_ENDS: Final = r"(?=\s*[?.!]*\s*$|\s+(?:{})\b)"
_BEHIND: Final = {
    "en": r"early|earlier|before|by|with|without|including|in|on|at|for|from|until|last|mean|say|cost|be|end|apply|expire|run|out|due|paid|up|also|too|have|include",
    "sv": r"upp|ut|av|in|på|till|för|före|från|med|utan|också|även|tidigare|innan|betalas|ska|kan|om",
    "de": r"aus|auch|mit|noch|früher|vorzeitig|vor|zum|bis|ab|kündigen|beenden|verlängert|gekündigt|gezahlt|bezahlt|fällig|zu|bei|wieder|automatisch|von",
}
_PRONOUN: Final = {
    "en": re.compile(rf"\b{_NOT_BEFORE}(?:it|they|them|that|this){_NOT_BEHIND}{_ENDS.format(_BEHIND['en'])}|{_subject_of('en', 'it|they')}|(?<=makes )it|(?<=make )it|(?<=when )it|(?<=if )it{_NOT_BEHIND}", re.IGNORECASE),
    "sv": re.compile(rf"\b{_NOT_BEFORE}(?:det|den|dem|detta){_NOT_BEHIND}(?:{_ENDS.format(_BEHIND['sv'])}|(?=\s+\w+as\b))", re.IGNORECASE),
    "de": re.compile(rf"\b{_NOT_BEFORE}(?:sie|er|es|ihn|das|dies|diese[nrs]?){_NOT_BEHIND}{_ENDS.format(_BEHIND['de'])}|{_subject_of('de', 'sie|er')}", re.IGNORECASE),
    "fr": re.compile(r"(?:-t)?-(?:il|elle)s?(?!\s+(?:une?|des|possible|permis|obligatoire|de)\b)\b|\b(?<!y a-t-)(?<!-t-)(?:l['’](?=\w)|le(?=\s+(?:résilier|dénoncer|prolonger|renouveler|payer|céder))|la(?=\s+(?:résilier|payer|réclamer)))", re.IGNORECASE),
}  # fmt: skip
_THERE: Final = re.compile(
    r"\b(?:(?<!is )(?<!are )(?<!was )(?<!were )there(?=\s*[?.!]*$)|in\s+it|under\s+it|där(?=\s*[?.!]*$)|däri|dort|darin|darunter|darüber|y\s+est|y\s+a-t-il\s+dedans|là-dedans)\b",
    re.IGNORECASE,
)
_DEFINITE: Final = re.compile(
    r"\b(?:(?:the|this|that|the\s+same|said)\s+(?:\w+\s+)?(?P<en>agreement|contract|lease|amendment|policy)"
    r"|(?:(?:det|detta|samma)\s+(?:här\s+|där\s+)?)?(?P<sv>\w*(?:avtalet|kontraktet))"
    r"|(?:der|den|dem|des|das|diese[mnrs]?|im|zum|vom|beim)\s+(?P<de>\w*(?:vertrags?|vertrages|vereinbarung|abkommen))"
    r"|(?:le|ce|du|au|ledit)\s+(?P<fr>contrat|bail|accord|avenant))\b",
    re.IGNORECASE,
)
_GENERIC: Final = frozenset(
    ["agreement", "contract", "avtalet", "kontraktet", "vertrag", "vertrags", "vertrages", "vereinbarung", "contrat", "accord"]
)  # fmt: skip
_CUT_SHORT: Final = re.compile(
    r"(?:since|from|until|till|by|with|without|including|incl\.?|excluding|plus|per|as\s+of"
    r"|från|till|sedan|med|utan|inklusive|inkl\.?|exklusive|exkl\.?|per|senast|fram\s+till"
    r"|ab|seit|bis|mit|ohne|inklusive|inkl\.?|zuzüglich|zzgl\.?|pro"
    r"|à\s+partir|depuis|jusqu['’]|avec|sans|hors|par)\s?\S+(?:\s+\S+){0,2}\s*\?*\Z|(?:how\s+often|hur\s+ofta|wie\s+oft)\s*\?*\Z",
    re.IGNORECASE,
)
_SAME: Final = re.compile(
    r"(?:(?:and|och|und|et)\s+)?(?:"
    r"(?:does|do|is|are|will)\s+(?:it|that|this|they|the\s+same(?:\s+thing)?)\s+(?:also\s+)?(?:apply|go|hold|true|the\s+case|the\s+same)(?:\s+also)?\s+(?:to|for|in|with|at|under)"
    r"|(?:the\s+)?same\s+(?:thing\s+)?(?:for|in|at|with|under)"
    r"|(?:gäller|är)\s+(?:det(?:samma)?|detta|samma(?:\s+sak)?|den|så)(?:\s+fallet)?\s+(?:(?:även|också)(?:\s+(?:för|i|på|hos|med|enligt))?|för|hos)"
    r"|(?:det)?samma(?:\s+sak)?\s+(?:för|i|på|hos|med)"
    r"|(?:gilt|ist|gelten)\s+(?:das|dies|es|sie|dasselbe|das\s+gleiche|er)(?:\s+so)?\s+(?:auch\s+)?(?:für|bei|beim|im|in|mit)"
    r"|(?:dasselbe|das\s+gleiche|genauso)\s+(?:für|bei|beim|im|in)"
    r"|(?:est-ce|c['’]est)\s+(?:aussi\s+)?(?:le\s+cas|pareil|la\s+même\s+chose|vrai)\s+(?:aussi\s+)?(?:pour|dans|chez|à)"
    r"|(?:la\s+même\s+chose|pareil|idem)\s+(?:pour|dans|chez|à)"
    r")\s+(?P<other>\S.*)\Z",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"\b(?:is|are|was|were|ist|sind|beträgt|är|blir|est|sont)\s+(?!(?:dort|there|där|denn|nu|now|jetzt|es|det|it)\b)(?P<what>(?:the|our|any|der|die|das|den|det|unsere?|vår|våra|le|la|les|notre)?\s*"
    r"[^\W\d_]{3,}(?:[ -][^\W\d_]{3,}){0,2}?)(?=\s*(?:\?|$|,|\s(?:in|for|under|of|at|on|i|för|på|im|für|auf|nach|enligt|du|de|pour|dans|à|sur)\s))",
    re.IGNORECASE,
)
_AGENT: Final = re.compile(
    r"\b(?:does|do|did|can|may|must|will|shall|wird|kann|muss|endet|gilt|löper|upphör|börjar)\s+"
    r"(?P<what>(?:the|our|der|die|das|unsere?|vårt?|våra)\s+[^\W\d_]{3,}|[^\W\d_]{4,}(?:et|en|an))\b",
    re.IGNORECASE,
)


def same_elsewhere(text: str) -> str:
    """What "does the same apply to X?" names: X; "" where a question is none of that form."""
    found = _SAME.match(text.rstrip(" ?.!"))
    return found["other"].strip() if found else ""


def pointing(text: str, before: str, tongue: str) -> str | None:
    """A question that points at the document of the one before, with what it points at put in its place; else None."""
    if split(text).reference or (refers(text) and tongue != "de"):
        return None
    if (found := list(_PRONOUN[tongue].finditer(text))) and not _DEFINITE.search(text):
        return _put_in(text, found[-1], before, tongue)
    if _CUT_SHORT.match(text):
        subject = _subject(before)
        return f"{_capital(text.rstrip(' ?'))}, {subject}?" if subject else _capital(text)
    return _capital(text) if _THERE.search(text) or _bare_paper(text, before) else None


def _put_in(text: str, pronoun: re.Match[str], before: str, tongue: str) -> str:
    what = _subject(before)
    if _OF_CONTRACT.search(text) and not any(map(is_paper, what.split())):
        what = _CONTRACT[tongue]
    if not what or tongue == "fr":
        return _capital(text)
    if pronoun[0].lower() == "ihn":
        what = re.sub(r"\Ader\b", "den", what)
    return _capital(text[: pronoun.start()] + what + text[pronoun.end() :])


def _subject(before: str) -> str:
    """What the question before asks about, such as "the rent"; "" where that does not show."""
    clause = split(before).clause
    found = _SUBJECT.search(clause) or _AGENT.search(clause)
    return " ".join(found["what"].split()) if found else ""


def _bare_paper(text: str, before: str) -> bool:
    """Whether a question speaks of "the agreement", and not of one that has another name than the one before's."""
    for found in _DEFINITE.finditer(text):
        noun = next(word for word in found.groups() if word)
        if noun.lower() not in _GENERIC and noun.lower() not in before.lower():
            return False
        others = [word for word in re.findall(r"[^\W\d_]+", found[0]) if is_paper(word) and word != noun]
        return not others
    return False


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
