"""What sort of value a question wants (a sum, a share, a length of time, a day, a number), and whether a sentence has one.

Cheap and strong: an answer to "how long" holds a length of time. Written from general knowledge of English, Swedish,
German and French. Pure: texts are as :func:`hemvist.domain.clauses.plain` makes them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Final


class Sort(StrEnum):
    """The sorts of value."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    COUNT = "count"
    PARTY = "party"


_NUMBER: Final = (
    r"(?:\d[\d  .,]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|half an?|hundred"
    r"|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|arton|tjugo|tjugofyra|trettio|fyrtio|fyrtioåtta|femtio|sextio|sjuttiotvå|nittio"
    r"|eine[mnrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|fünfzehn|achtzehn|zwanzig|dreißig|vierzig|sechzig|neunzig"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|dix-huit|vingt|trente|quarante|cinquante|soixante)"
)
_UNIT: Final = (
    r"(?:(?:business |working |calendar |full )?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?)"
    r"|(?:arbets|kalender|bank)?(?:minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|veck(?:a|or)|månad(?:er|ers)?|kvartal|år)"
    r"|(?:arbeits|werk|kalender)?(?:minuten?|stunden?|tag(?:e|en|es)?|wochen?|monat(?:e|en|s)?|quartal(?:e|en)?|jahr(?:e|en|es)?|zweiwöchig\w*)"
    r"|(?:minutes?|heures?|jours?(?: (?:ouvrés|ouvrables|calendaires))?|semaines?|mois|trimestres?|ans?|années?))\b"
)
_MONTH: Final = r"(?:jan|feb|mar|apr|maj|mai|may|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|mars|avr|juin|juil|août|déc|märz)[\wéû]*"
_HOLDS: Final = {
    Sort.MONEY: r"[£$€]\s?\d|\d[\d  .,]*(?:,-|:-)?\s?(?:kr\b|kronor|sek\b|eur\b|euros?\b|€|gbp\b|usd\b|pounds?\b|dollars?\b|chf\b|tkr\b|mkr\b|millions?\b|miljon|million)"
    r"|(?:eur|gbp|usd|sek|chf|kr)\s?\d",
    Sort.PERCENT: r"\d\s?%|" + _NUMBER + r"\s?(?:\)\s?)?(?:per ?cent\b|percentage|procent|prozent|pour cent|points?\b|v\.?h\.)|\bpercentage\b|\bhalf\b|\bhälften\b|\bhälfte\b|\bmoitié\b",
    Sort.DURATION: r"\b" + _NUMBER + r"\s?(?:\(\w+\) ?)?(?:clear |full |successive |complete |ganzen? |volle[nr]? )?(?:[’']s? ?)?" + _UNIT + r"|zweiwöchig|einmonatig|dreimonatig|ein(?:es|en)? (?:monat|jahr)",
    Sort.DATE: r"\b\d{1,2}(?:st|nd|rd|th|er|\.|:e)?\s(?:of )?" + _MONTH + r"|\b" + _MONTH + r"\s\d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b1er "
    r"|\b(?:first|second|third|fifth|tenth|last|\d{1,2}(?:st|nd|rd|th)) (?:(?:working |business |calendar )?day )?of (?:each|every|the) (?:month|quarter|year)"
    r"|\b(?:första|tredje|sista|den \d{1,2}(?::e)?) (?:vardagen|bankdagen|arbetsdagen|dagen|(?:i )?varje månad)"
    r"|\b(?:ersten|dritten|fünften|letzten|\d{1,2}\.) (?:werktag|arbeitstag|bankarbeitstag|tag|eines jeden monats)\w*|\bmonatsende|\b(?:premier|dernier) jour ",
    Sort.COUNT: r"\b(?:\d+|" + _NUMBER + r")\b",
    Sort.PARTY: r"\b(?:landlord|tenant|lessor|lessee|licensor|licensee|supplier|buyer|customer|seller|company|employee|employer|party|parties|provider|distributor|contractor"
    r"|hyresvärd\w*|hyresgäst\w*|leverantör\w*|köpare\w*|säljare\w*|kund\w*|bolaget|anställde|part(?:en|erna)?"
    r"|vermieter\w*|mieter\w*|lieferant\w*|käufer\w*|verkäufer\w*|auftraggeber\w*|auftragnehmer\w*|arbeitgeber\w*|partei\w*"
    r"|bailleur|preneur|locataire|fournisseur|acheteur|vendeur|client|prestataire|société|salarié)\b",
}  # fmt: skip

_TIME_WORD: Final = r"(?:minutes?|hours?|days?|weeks?|months?|years?|minuter|timmar|dagar|veckor|månader|år|minuten|stunden|tage|wochen|monate|jahre|heures|jours|semaines|mois|ans)"
_ASKS: Final[tuple[tuple[str, str, frozenset[Sort]], ...]] = (
    # The first that fits tells. A question may leave two sorts open.
    ("rate", r"\b(?:what|which) (?:percentage|share|part|portion|proportion|rate)|how many per ?cent|vilken (?:andel|del|procent)|hur stor (?:andel|del)|hur många procent|welcher? (?:anteil|teil|prozent)|wie viel prozent|quel(?:le)? (?:part|pourcentage|taux|proportion)", frozenset({Sort.PERCENT})),
    ("whose", r"^(?:who|whom|whose)\b|\bwho (?:pays|covers|bears|fixes|repairs|looks after)|^vem\b|\bvem (?:betalar|står|svarar|lagar)|^wer\b|\bwer (?:zahlt|trägt|repariert)|^qui\b|\bqui (?:paie|prend|répare)", frozenset({Sort.PARTY})),
    ("units", r"(?:how many|hur många|wie viele|combien de) " + _TIME_WORD, frozenset({Sort.DURATION, Sort.COUNT})),
    ("time off", r"how much (?:of (?:the|his|her|their|our|my|a|each|every) (?:[\w-]+ ){0,2})?(?:week|day|month|year|work|holiday|leave|vacation|time off)\b|hur (?:mycket|stor del) (?:av )?(?:(?:sin|en|arbets)? ?)(?:veckan?|tiden|dagen|arbetet|jobbet|semester|ledigt|ledighet)|wie viel (?:von (?:der|seiner|ihrer) )?(?:woche|urlaub|ferien|frei(?:zeit)?|zeit|der arbeit)|combien de (?:congés?|vacances|repos)|quelle part (?:de )?(?:la|sa|son|du) (?:semaine|temps|travail)", frozenset({Sort.DURATION, Sort.COUNT, Sort.PERCENT})),
    ("often", r"how (?:often|many times|frequent)|hur (?:ofta|många gånger)|wie (?:oft|viele male)|combien de fois|tous les combien", frozenset({Sort.DURATION, Sort.COUNT})),
    ("day", r"\b(?:on )?(?:what|which) (?:date|day)\b|vilken dag|vilket datum|(?:an )?welche[mn]? (?:tag|datum)|(?:à )?quel(?:le)? (?:jour|date)|since when|(?:sedan|från) när|seit wann|ab wann|depuis quand", frozenset({Sort.DATE, Sort.DURATION})),
    ("length", r"how (?:long|soon|fast|quickly|early|late|far (?:ahead|in advance|into))|how much (?:notice|warning|time|longer|earlier)|what (?:period|notice|lead time|length)|hur (?:länge|lång \w*tid|snart|snabbt|fort|tidigt|sent|långt (?:i förväg|fram|innan|före))|vilken (?:tid|frist|uppsägningstid)|wie (?:lange?|schnell|früh|spät|weit (?:im voraus|voraus))|welche (?:frist|dauer|zeit)|combien de temps|quel(?:le)? (?:délai|durée|préavis)|sous quel délai|en combien", frozenset({Sort.DURATION, Sort.DATE})),
    ("when", r"^(?:and |so )?(?:when|by when|until when|till when)\b|^(?:när|till när|tills när)\b|^(?:wann|bis wann)\b|\bbis wann\b|^(?:quand|jusqu.à quand)\b|\bjusqu.à quand\b", frozenset({Sort.DATE, Sort.DURATION})),
    ("number", r"how many|(?:what|which) number|hur många|vilket antal|wie viele\b|combien de (?!temps|fois)\w+s\b", frozenset({Sort.COUNT})),
    ("size", r"(?:how (?:big|large)|hur stor\w*|wie groß\w*|quelle (?:taille|surface))\b(?=[^?]*\b(?:rooms?|premises|offices?|flat|shop|building|hall|area|lokal\w*|kontor\w*|yta\w*|rum\w*|butik\w*|lägenhet\w*|räum\w*|raum|büro\w*|laden|fläche|halle|wohnung|lager|locaux|local|bureaux?|surface)\b)", frozenset({Sort.COUNT})),
    ("what it is", r"\b(?:what|which) (?:is|are|was) (?:the|our|my|your|their|his|her) (?:[\w-]+ ){0,2}?(?:sum|amount|price|rent|salary|wage|deposit|fee|cost|charge)s?\b|\bvad är (?:[\w-]+ ){0,2}?\w*(?:hyran|priset|lönen|avgiften|depositionen|beloppet|kostnaden)\b|\bwas ist (?:die|der|das) (?:[\w-]+ ){0,2}?\w*(?:miete|preis|gehalt|lohn|gebühr|kaution|betrag)\b|\bquel(?:le)? est (?:le|la|notre|votre) (?:[\w-]+ ){0,1}?(?:loyer|prix|salaire|montant|redevance|dépôt)\b", frozenset({Sort.MONEY, Sort.PERCENT})),
    ("sum", r"\b(?:what|which) (?:sum|amount|price|budget|rent|salary|deposit|fee)|how (?:much|expensive|costly|high|big|large|steeply)|\b(?:cost|costs|charge|charges|earns?)\b|what (?:do|must|does|did) \w+ pay|vilke[nt] (?:summa|belopp|pris|hyra|lön|budget)|hur (?:mycket|dyr\w*|hög\w*|stor\w*)|vad (?:kostar|tjänar|betalar|får|tar)|welche[rnms]? (?:summe|betrag|preis|miete|budget)|wie (?:viel|teuer|hoch|groß)|was (?:bezahl|kostet|kosten|zahl|verdien|verlang|darf)|quel(?:le)? (?:somme|montant|prix|loyer|salaire|budget|est le loyer)|\bcombien\b|que payons|quelle indemnité", frozenset({Sort.MONEY, Sort.PERCENT})),
)  # fmt: skip


@cache
def _holds(sort: Sort) -> re.Pattern[str]:
    return re.compile(_HOLDS[sort])


_ASKED: Final = tuple((re.compile(pattern), sorts) for _, pattern, sorts in _ASKS)


def wanted(question: str) -> frozenset[Sort]:
    """The sorts of value of which an answer must hold one; none where the question leaves that open."""
    for pattern, sorts in _ASKED:
        if pattern.search(question):
            return sorts
    return frozenset()


def holds(sentence: str, sorts: frozenset[Sort]) -> bool:
    """Whether a sentence holds a value of one of these sorts; true where none is wanted."""
    return not sorts or any(_holds(sort).search(sentence) is not None for sort in sorts)


_PAID: Final = re.compile(
    r"\b(?:costs?|charges?|paid|pays?|paying|spend|earns?|price|sum|salary|wages?|kosta\w*|betala\w*|tjäna\w*|pris\w*|lön\w*|belopp\w*|summa|kostet|kosten|zahl\w+|bezahl\w+|verdien\w+|preis\w*|betrag\w*|summe|gehalt|lohn|co[uû]te\w*|pay(?:e|er|ons|ent)\b|gagn\w+|prix|montant|somme|salaire|verser)\b"
)


def of_money(question: str) -> bool:
    """Whether a question asks for what is paid, in words that leave nothing else open."""
    return Sort.MONEY in wanted(question) and _PAID.search(question) is not None


_COSTS: Final = re.compile(
    r"^(?:what (?:do|does|did|must)\b.*\b(?:costs?|pay|charge)\b|how much (?:do|does|must|is|are)\b.*\b(?:pay|cost|charge)\b|what (?:is|are) the (?:fee|price|charge|cost)"
    r"|vad (?:kostar|betalar|tar)\b|hur mycket (?:kostar|betalar)\b|was (?:kostet|kosten|zahlen|bezahlen)\b|wie teuer (?:ist|sind)\b|wie viel (?:kostet|kosten|zahlen|bezahlen)\b"
    r"|combien (?:coûte|payons|paie)|que (?:coûte|payons))"
)


def of_price(question: str) -> bool:
    """Whether a question asks what something costs, and no particular sum such as a deposit or a penalty."""
    return _COSTS.match(question) is not None


# What a rule settles is asked in the present; what happened, what is left, who it was by name is told by other papers.
_HAPPENED: Final = re.compile(
    r"\b(?:last|previous|next|coming) (?:year|month|week|quarter|spring|summer|autumn|winter)\b|\bthis (?:year|month|week|quarter)\b|\b(?:job|post|employer) before\b|\b(?:previous|former|old|last) (?:job|employer)\b|\bso far\b|\bhow (?:much|many)\b[^?]{0,60}\bleft\b|\b(?:is|are) (?:there )?(?:any|some|much|many|enough)\b[^?]{0,30}\bleft\b|\balready (?:used|taken|paid)\b|\bcurrently\b|\bright now\b"
    r"|\b(?:förra|nästa) (?:året|månaden|veckan|år|vår|sommar|höst|vinter)\b|\bi (?:år|vår|sommar|höst|vinter)\b|\b(?:förra|förut|tidigare) (?:jobbet|arbetet|arbetsgivaren)\b|\bhittills\b|\bhur (?:mycket|många)\b[^?]{0,60}\bkvar\b|\b(?:finns|har)\b[^?]{0,40}\bkvar\b|\bredan\b|\bjust nu\b"
    r"|\b(?:letzte[snr]?|vorige[snr]?|diese[snr]?|nächste[snrm]?|kommende[snrm]?) (?:jahr|monat|woche|frühjahr|frühling|sommer|herbst|winter|stelle|arbeitgeber)\b|\b(?:früheren?|alten) (?:stelle|arbeitgeber)\b|\bbisher\b|\bübrig\b|\bbereits\b|\bderzeit\b"
    r"|\b(?:an|mois|printemps|été) (?:dernier|prochain)\b|\bancien(?:ne)? (?:emploi|poste|employeur|place)\b|\bprécédente? (?:emploi|poste)\b|\bl.année dernière\b|\bcette année\b|\bjusqu.ici\b|\breste-t-il\b|\bdéjà\b"
)
_WHICH: Final = re.compile(
    r"\bweighs?\b|\bväger\b|\bwiegt\b|\bpèse\b|\bwhat is the name\b|\bvad heter\b|\bwie heißt\b|\bcomment s.appelle\b|"
    r"\b(?:which|what) (?!law|laws|country|state|notice|period|date|day|sum|amount|price|rate|share|part|percentage|interest|is\b|are\b|was\b|were\b|do\b|does\b|did\b|can\b|may\b|must\b|happens|if\b|we\b|they\b|discount|rebate|deposit|rent|salary|insurance is|insured|audit|licen|rights|restrictions|obligations|limits|remed)"
    r"(?:\w+ ){0,2}?(?:company|firm|bank|insurer|insurance company|brand|make|model|carrier|chains?|car|hotel|person|manager|colou?r|supplier|tool|software|targets?|provider)\b"
    r"|\bvilk(?:en|et|a) (?:\w+ ){0,1}?(?:\w*bolag|bank|märke|åkare|\w*kedjor|bil|person|chef|färg|\w*hanterare|verktyg|program|mål)\b"
    r"|\bwelche[nmrs]? (?:\w+ ){0,1}?(?:firma|gesellschaft|bank|versicherung|marke|spedition|\w*ketten?|auto|wagen|person|farbe|\w*verwalter|werkzeug|programm|ziele)\b"
    r"|\bquel(?:le)?s? (?:\w+ ){0,1}?(?:société|banque|assureur|compagnie|marque|transporteur|chaînes?|voiture|personne|couleur|logiciel|objectifs)\b"
)


def happened(question: str) -> bool:
    """Whether a question is about what has happened or is left over, not about what is agreed."""
    return _HAPPENED.search(question) is not None


def names_one(question: str) -> bool:
    """Whether a question asks which one of a sort of thing (which bank, which make): only a name answers it."""
    return _WHICH.search(question) is not None


def elsewhere(question: str) -> bool:
    """Whether what happened, or which one of a sort of thing it was, is asked: no clause tells, other papers do."""
    return happened(question) or names_one(question)
