"""What a sentence says of a clause by its name: that there is none ("no deposit is payable"), or that it rests for a time.

English, Swedish, German and French; conservative: what holds under a condition or up to a bound is unclear. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from hemvist.domain.numbers import PLACE, joined, label
from hemvist.domain.says import Says

_PENALTY: Final = (
    r"(?:contractual\s+)?penalt(?:y|ies)|liquidated\s+damages", r"\w*vite|förseningsavgift|avtalsvite",
    r"\w*vertragsstrafen?|pönalen?", r"pénalités?(?:\s+de\s+retard)?|clause\s+pénale",
)  # fmt: skip
_RESTRAINT: Final = (
    r"(?:non-compet\w+|restraint)(?:\s+(?:clause|covenant|obligation|restriction))?", r"konkurrens(?:förbud|klausul|begränsning)",
    r"(?:nachvertragliche[srn]?\s+)?wettbewerbs(?:verbot|abrede|klausel)", r"(?:clause|obligation)\s+de\s+non[- ]concurrence",
)  # fmt: skip
_NOUNS: Final = {
    "deposit": (
        r"(?:(?:security|rent(?:al)?|cash)\s+)?deposits?", r"(?:hyres)?deposition|depositum", r"(?:miet)?kaution(?:en)?|mietsicherheit", r"dépôts?\s+de\s+garantie|caution",
    ),
    "exclusivity": (
        r"exclusivity|exclusive\s+(?:rights?|licen[cs]e)", r"exklusivitet|ensamrätt|exklusiv\s+rätt",
        r"exklusivität|(?:exklusiv|ausschließlich)\w*\s+rechte?s?|alleinvertriebsrecht", r"exclusivité|droits?\s+exclusifs?",
    ),
    "insurance": (r"insurance(?:\s+(?:cover|policy))?", r"\w*försäkring", r"\w*versicherung(?:en)?", r"assurances?"),
    "liquidated damages": _PENALTY, "delay penalty": _PENALTY, "non-compete": _RESTRAINT, "restraint after employment": _RESTRAINT,
    "audit rights": (
        r"(?:audit|inspection)(?:s|\s+rights?)?", r"(?:revision|granskning)(?:srätt)?", r"(?:prüfungs|prüf|einsichts|audit|kontroll)rechte?|audits?", r"audits?",
    ),
}  # fmt: skip
"""What each kind of clause is called in English, Swedish, German and French."""
KINDS: Final = frozenset(_NOUNS)
"""Kinds of which a sentence is only taken to deny that there is one where it names it: its "not" may be about anything."""
FORBIDDING: Final = frozenset({"non-compete", "restraint after employment"})
"""Kinds whose clause itself says "not"."""

_THERE_EN: Final = r"(?:payable|due|required|requested|demanded|granted|agreed|taken|held|charged|owed|provided|given|imposed|conferred|necessary|applicable|paid|stipulated)"
_THERE_SV: Final = r"(?:betalas|lämnas|ställas|utgå|tecknas|krävas|erläggas|gälla|tas\s+ut|utges|beviljas|ges)"
_IS_SV: Final = r"(?:utgår|krävs|betalas|lämnas|gäller|tillämpas|tas\s+ut|erläggs|ställs|föreligger|finns|utges|beviljas|behövs|är\s+avtala[dt])"
_TO_DE: Final = (
    r"(?:leisten|zahlen|stellen|hinterlegen|entrichten|erbringen|verlangen|vereinbaren|abschließen|gewähren)"
)
_THERE_DE: Final = r"(?:erhoben|verlangt|vereinbart|geschuldet|erforderlich|geleistet|gefordert|gewährt|notwendig|fällig|vorgesehen|eingeräumt|gestellt)"
_THERE_FR: Final = (
    r"(?:d[uû]e?|exigée?|demandée?|prévue?|accordée?|requise?|consentie?|applicable|stipulée?|convenue?|nécessaire)s?"
)
_FORMS: Final = (
    (
        rf"\bno\s+(?:[\w-]+\s+){{0,2}}?(?:N)(?:\s+(?:or|and)\s+[\w-]+(?:\s+\w+)?)?\s+(?:(?:clause|obligation|requirement|rights?)\s+)?(?:(?:is|are|shall\s+be|will\s+be|has\s+been|need\s+be)\s+{_THERE_EN}\b|(?:shall\s+)?appl(?:y|ies)\b|exists?\b)",
        r"\bno\s+(?:[\w-]+\s+){0,2}?(?:or\s+)?(?:N)\s+(?:shall\s+)?appl(?:y|ies)\b",
        r"\b(?:there\s+(?:is|are|shall\s+be|will\s+be)|requires?|pays?|grants?|takes?|contains?|imposes?|provides?(?:\s+for)?|gives?|has|have|owes?|agree(?:d|s)?(?:\s+(?:on|upon))?|demands?|charges?|asks?\s+for)\s+(?:(?:the|each|either)\s+\w+\s+)?no\s+(?:(?:obligation|duty|requirement|right)\s+(?:of|to|for)\s+(?:an?\s+)?)?(?:[\w-]+\s+)?(?:N)\b",
        rf"(?:N)\s+(?:(?:clause|covenant|requirements?|obligations?|rights?)\s+)?(?:is|are|has\s+been|have\s+been|shall\s+be|will\s+be)\s+(?:hereby\s+)?(?:waived|excluded|not\s+(?:be\s+)?{_THERE_EN})\b",
        r"(?:N)\s+(?:(?:clause|covenant|requirements?|obligations?|rights?)\s+)?(?:does|do|shall)\s+not\s+(?:apply|exist)\b",
        r"\bwaives?\s+(?:(?:the|any|all|its|their|his|her|right|rights|payment|of|to|an?)\s+){0,4}(?:N)\b",
        r"\b(?:not\s+(?:be\s+)?(?:required|obliged|obligated|bound)\s+to|need\s+not|(?:does|do)\s+not\s+(?:have|need)\s+to|has\s+no\s+(?:obligation|duty)\s+to)\s+(?:pay|provide|give|furnish|lodge|make|leave|take\s+out|maintain|carry|effect|procure|buy)\s+(?:(?:any|an?|kind|form|of)\s+){0,4}(?:\w+\s+)?(?:N)\b",
        r"\bnot\s+(?:be\s+)?liable\s+(?:for|to\s+pay)\s+(?:any\s+)?(?:N)\b|\b(?:does|do|shall|will)\s+not\s+(?:require|contain|include|grant|impose|provide\s+for|charge|demand|ask\s+for|take)\s+(?:(?:any|an?)\s+)?(?:\w+\s+)?(?:N)\b",
    ),
    (
        rf"\b(?:ingen|inget|inga)\s+(?:\w+\s+){{0,1}}?(?:N)\s+(?:(?:ska|skall|behöver|kommer\s+att)\s+{_THERE_SV}|{_IS_SV})\b(?!\s+(?:tillbaka|åter))",
        r"\b(?:kräver|har|betalar|ger|innehåller|lämnar|tar\s+ut|utger|finns|föreligger|gäller|medger|avtalar|utgår)\s+(?:\w+\s+){0,2}?(?:ingen|inget|inga)\s+(?:rätt\s+till\s+)?(?:\w+\s+)?(?:N)\b",
        rf"(?:N)\s+(?:(?:ska|skall|behöver|kommer)\s+(?:inte|ej)\s+(?:att\s+)?{_THERE_SV}|{_IS_SV}\s+(?:inte|ej))\b(?!\s+(?:tillbaka|åter))",
        r"\bavstår\s+(?:\w+\s+)?från\s+(?:\w+\s+){0,2}?(?:N)\b",
        r"\b(?:(?:inte|ej)\s+skyldig\w*\s+att|behöver\s+(?:inte|ej))\s+(?:betala|lämna|ställa|teckna|ha|utge|erlägga)\s+(?:\w+\s+)?(?:N)\b",
    ),
    (
        rf"\bkein\w*\s+(?:\w+\s+)?(?:N)(?=\s*[.;,]|\s*$|\s+(?:zu\s+{_TO_DE}|abzuschließen|{_TO_DE}|{_THERE_DE}|besteht|bestehen|gilt|anfällt)\b)",
        rf"\bkein\w*\s+(?:\w+\s+)?(?:N)\s+(?:ist|wird|werden|wurde)\s+(?:\w+\s+){{0,2}}?(?:zu\s+{_TO_DE}|{_THERE_DE})\b",
        rf"(?:N)\s+(?:ist|sind|wird|werden|wurde)\s+(?:\w+\s+){{0,2}}?nicht\s+(?:zu\s+{_TO_DE}|{_THERE_DE})\b",
        r"(?:N)\s+(?:besteht|bestehen|gilt|gelten|fällt|findet)\s+nicht\b",
        r"\bauf\s+(?:\w+\s+){0,2}?(?:N)\s+(?:\w+\s+){0,3}?verzicht\w*\b|\bverzichte(?:t|n)\s+(?:\w+\s+){0,2}?auf\s+(?:\w+\s+){0,2}?(?:N)\b",
        r"(?:N)\s+(?:entfällt|entfallen|(?:ist|sind)\s+ausgeschlossen)\b",
        r"\bnicht\s+(?:verpflichtet|gehalten),?\s+(?:\w+\s+){0,2}?(?:N)\s+(?:zu\b|abzuschließen)",
    ),
    (
        rf"\baucune?\s+(?:\w+\s+){{0,1}}?(?:N)\s+(?:n['’]est|ne\s+sera|n['’]a\s+été)\s+{_THERE_FR}\b|\baucune?\s+(?:N)\s+ne\s+s['’]applique\b",
        r"\b(?:n['’]a|ne\s+(?:prévoit|contient|comporte|verse|doit|demande|exige))\s+(?:aucune?\s+|pas\s+(?:de\s+|d['’]))(?:droits?\s+(?:d['’]|à\s+un\s+))?(?:N)\b",
        rf"\bn['’]est\s+pas\s+{_THERE_FR}\s+(?:de\s+|d['’])(?:N)\b|(?:N)\s+n['’]est\s+pas\s+{_THERE_FR}\b|(?:N)\s+ne\s+s['’]applique\s+pas\b",
        r"\brenonce(?:nt)?\s+(?:\w+\s+)?(?:aux?\s+|à\s+(?:la\s+|l['’]|toute?\s+|une?\s+)?)(?:N)\b|(?:N)\s+est\s+exclue?\b",
        r"\b(?:n['’]est|ne\s+sera)\s+pas\s+(?:tenue?|obligée?)\s+de\s+(?:souscrire|verser|payer|constituer|fournir|contracter)\s+(?:une?\s+|de\s+|d['’])?(?:N)\b",
    ),
)  # fmt: skip
"""Ways to say that there is no N, by language."""
_MORE: Final = {
    "deposit": (r"\bwithout\s+(?:any\s+|a\s+)?(?:security\s+)?deposit\b", r"\butan\s+(?:krav\s+på\s+)?deposition\b", r"\bohne\s+kaution\b", r"\bsans\s+dépôt\s+de\s+garantie\b"),
    "exclusivity": (
        r"\bnon-?exclusive\b|\bnot\s+(?:an\s+)?exclusive\b", r"\bicke[- ]?exklusiv\w*|\b(?:inte|ej)\s+exklusiv\w*", r"\bnicht[- ]?(?:exklusiv|ausschließlich)\w*\b", r"\b(?:non|pas)[- ]exclusi(?:f|ve)s?\b",
    ),
    "insurance": (r"\b(?:need\s+not|not\s+(?:required|obliged)\s+to)\s+insure\b|\binsurance\s+(?:requirement|obligation)\s+is\s+waived\b",),
    "non-compete": (r"\bfree\s+to\s+compete\b",),
    "audit rights": (
        r"\bno\s+rights?\s+(?:to|of)\s+(?:\w+\s+){0,2}?(?:audit|inspect)\w*|\bmay\s+not\s+(?:\w+\s+){0,2}?audit\b|\bnot\s+(?:be\s+)?entitled\s+to\s+(?:\w+\s+){0,2}?audit\b", r"\bingen\s+rätt\s+(?:till|att)\s+(?:granska|granskning|revidera|revision)\b",
    ),
}  # fmt: skip
_IF: Final = re.compile(
    r"\b(?:unless|except|save|other\s+than|until|if|provided|only|upon|subject\s+to|otherwise|before|after|during|while|where|when|more|greater|higher|beyond|exceed\w*|additional|further|second|nothing"
    r"|om|såvida|förutom|endast|annars|före|efter|tills|innan|mer|högre|större|ytterligare|annan|inget\s+i"
    r"|außer|es\s+sei\s+denn|andernfalls|sonst|sofern|soweit|wenn|nur|bis|solange|während|über|mehr|höhere?|weitere\w?|zusätzlich\w*|vor|nach"
    r"|sauf|si|moins|avant|après|pendant|tant\s+que|jusqu\w*|plus|supplémentaire|autre|supérieure?)\b",
    re.IGNORECASE,
)  # fmt: skip
"""Beside a denial: it holds under a condition, for a time or beyond a bound."""
_NOT: Final = re.compile(
    r"\b(?:not|never|nor|inte|ej|nicht|ne|pas)\b|\bn['’]|\b(?:no|kein\w*|ingen|inget|aucune?)\b", re.IGNORECASE
)
_WHAT: Final = (
    r"(?:clause|section|paragraph|provision|article|rights?|obligations?|duty|duties|requirements?|entitlement|covenant|permission|restriction"
    r"|(?:\w*recht|\w*pflicht|verpflichtung|klausel|regelung|bestimmung|§+\s?\d{1,3}|ziffer|\w*verbot|anspruch)\w{0,3}"
    r"|(?:rätt|skyldighet|punkt|klausul|bestämmelse|förbud|krav)\w{0,4}|droit|faculté|interdiction|disposition)s?"
)
_RESTS: Final = re.compile(
    rf"(?<!\w){_WHAT}\b(?:[^.;]|\.(?=\d)){{0,80}}?(?:\b(?:is|are|shall\s+be|has\s+been|have\s+been|remains?)\s+(?:hereby\s+)?(?:suspended|in\s+abeyance|(?:put\s+)?on\s+hold)"
    r"|\bruh(?:t|en)\b|\bausgesetzt\b|\bvila[rs]?\b|\bvilande\b|\bsuspendera(?:s|[dt]e?)\b|\b(?:est|sont|sera)\s+(?:\w+\s+)?(?:suspendue?s?|en\s+suspens)\b)",
    re.IGNORECASE,
)  # fmt: skip
_ASKED: Final = re.compile(r"\bsuspen|abeyance|\bruh(?:t|en)\b|ausgesetzt|\bvila", re.IGNORECASE)


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in _written(kind))


def _written(kind: str) -> Iterator[str]:
    for nouns, forms in zip(_NOUNS[kind], _FORMS, strict=True):
        yield from (form.replace("(?:N)", rf"(?<![\w-])(?:{nouns})(?!\w)") for form in forms)
    yield from _MORE.get(kind, ())


def says(kind: str, sentence: str) -> Says | None:
    """Whether a sentence says that there is no such clause; None where it does not, or names it as there."""
    text = " ".join(sentence.split())
    found = next((match for one in _patterns(kind) if (match := one.search(text))), None) if kind in KINDS else None
    if found is None:
        return None
    beside = f"{text[: found.start()]};{text[found.end() :]}"
    return Says.UNCLEAR if _IF.search(beside) or _NOT.search(beside) else Says.DENIED


def names(kind: str, sentence: str) -> bool:
    """Whether a sentence, and no heading, names the clause."""
    return len(sentence.split()) > _FEW and any(
        re.search(rf"(?<!\w)(?:{nouns})", sentence, re.IGNORECASE) for nouns in _NOUNS.get(kind, ())
    )


_FEW: Final = 4


def rests(sentence: str) -> bool:
    """Whether a sentence says that a clause, a right or a duty is suspended."""
    return bool(_RESTS.search(" ".join(sentence.split())))


def suspends(sentence: str, number: tuple[str, ...]) -> bool:
    """Whether a sentence says that the clause of this number, or one that holds it, is suspended."""
    if not number or not rests(sentence):
        return False
    places = islice(PLACE.finditer(sentence), _PLACES)
    named = [one for place in places for one in (label(place["label"]), *joined(sentence, place))]
    return any(number[: len(one)] == one for one in named)


_PLACES: Final = 20
_NUMBERED: Final = re.compile(
    r"^[ \t]*(?:§+[ \t]*|(?:article|artikel|section|clause|punkt|ziffer)[ \t]+)?(?P<label>\d{1,3}(?:\.\d{1,3}){0,4})(?:[.)]|[ \t]*[–-]|[ \t]+(?-i:[A-ZÅÄÖÜÉÈ])|[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)


def number(text: str, heading: str) -> tuple[str, ...]:
    """The number of the clause that a text ends in, or of the heading it stands under; () where none is told."""
    found = [one["label"] for one in _NUMBERED.finditer(text)] or [one["label"] for one in _NUMBERED.finditer(heading)]
    return label(found[-1]) if found else ()


def asks_rest(question: str) -> bool:
    """Whether a question is itself about what is suspended."""
    return bool(_ASKED.search(question))
