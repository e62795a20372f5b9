"""What a sentence says of a contract's renewal: that it goes on by itself, that somebody may have it so, or that it does not.

English, Swedish, German and French; conservative: what fits no form is unclear. Pure. A negation in a condition ("if not
terminated in time, it is extended") denies nothing.
"""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.says import Says


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


_STEM: Final = _any(
    r"\b(?:renew|prolong|roll(?:s|ed)?\s+over)",
    r"\bexten(?:d|sion)",
    r"förläng|förny",
    r"verläng",
    r"recondu|renouvel|prorog",
)
_CONTRACT: Final = _any(
    r"\b(?:agreement|contract|lease|tenancy|term|licen[cs]e)\b",
    r"\w*(?:avtal|kontrakt)|hyrestid",
    r"vertrag|mietverhältnis|mietzeit|laufzeit|\bcontrat|\bbail\b|convention|\bdurée",
)
_FOREIGN: Final = _any(
    r"\b(?:warrant\w+|guarantee|maintenance|insur\w+|cover|deadline|delivery|domain|trademark|patent|registration)\b",
    r"garanti|försäkring|frist(?:en)?\b|leverans|gewährleistung|versicherung|lieferfrist|assurance|délai\s+de\s+livraison",
)
"""What may go on by itself inside a contract that does not."""
_PROMISES: Final = re.compile(r"\bextends?\s+(?:no|any)\b", re.IGNORECASE)
"""So sellers extend warranties."""
_CURED: Final = re.compile(r"\b(?:breach\w*|cur(?:e|ed|able|ing)|delay\w*)\b", re.IGNORECASE)
"""Of what is extended so that something can be put right it is for the reader to tell."""
_DENIED: Final = _any(
    r"(?:shall|will|is|are|does|do)\s+not\s+(?:be\s+)?(?:automatically\s+)?(?:renew|exten|prolong)",
    r"\bno\s+(?:automatic|tacit)\s+(?:renewal|extension|prolongation)",
    r"without\s+(?:any\s+)?(?:automatic|tacit)\s+(?:renewal|extension)",
    r"\b(?:end|expire|terminate)s?\b[^.;]{0,60}\bwithout\s+(?:any\s+)?(?:prior\s+|further\s+)?notice",
    r"(?:förlängs|förnyas)\s+(?:(?:det|avtalet)\s+)?(?:inte|ej)\b|(?:inte|ej)\s+(?:automatiskt\s+)?(?:förläng|förny)(?:a?s|es)\b",
    r"(?:ingen|utan)\s+(?:automatisk\s+)?förlängning|upphör\b[^.;]{0,60}\butan\s+(?:föregående\s+)?uppsägning",
    r"verlängert\s+sich\s+(?:\w+\s+){0,2}nicht|nicht\s+(?:automatisch|stillschweigend)|kein\w*\s+(?:automatische|stillschweigende)\w*\s+verlängerung",
    r"ohne\s+(?:automatische|stillschweigende)\s+verlängerung|endet\b[^.;]{0,60}ohne\s+dass\s+es\s+einer\s+kündigung",
    r"n['’]est\s+pas\s+(?:\w+\s+){0,2}(?:recondu|renouvel|prorog)|ne\s+(?:sera|se)\s+(?:pas\s+)?(?:\w+\s+){0,2}(?:recondu|renouvel|prorog)",
    r"(?:sans|aucune|pas\s+de)\s+(?:tacite\s+)?(?:reconduction|renouvellement)|(?:reconduction|renouvellement)\s+(?:tacite\s+|automatique\s+)?est\s+exclue?|n['’]est\s+pas\s+renouvelable",
    r"\b(?:renewal|extension|prolongation)\s+(?:is|are|shall\s+be)\s+(?:hereby\s+)?excluded|\bwaives?\s+(?:any|the|all)\s+(?:automatic\s+)?(?:renewal|extension)|\bno\s+right\s+(?:of|to)\s+(?:any\s+)?(?:renewal|extension|renew|extend)",
    r"\b(?:end|expire|terminate)s?\b[^.;]{0,60}\bwithout\s+(?:any\s+)?(?:renewal|extension)",
    r"(?:automatisk\w*\s+)?förlängning\s+(?:sker|äger\s+rum|medges)\s+(?:inte|ej)\b",
    r"verlängerung\s+(?:ist|sind|wird)\s+ausgeschlossen|verlängerung\s+(?:findet\s+nicht\s+statt|erfolgt\s+nicht)|eine\s+verlängerung\s+ist\s+nicht\s+vorgesehen",
)
_IF: Final = _any(
    r"\b(?:unless|if|in\s+the\s+event|in\s+case|where|should|whether|notice|notif\w+|wish\w*|intend\w*|intent\w*|elect\w*|decid\w*|desir\w*)\b[^.;,]{0,80}$",
    r"\b(?:om|ifall|sägs|säger)\b[^.;,]{0,80}$|\b(?:wenn|falls|sofern|soweit)\b[^.;]{0,80}$|(?:\bsi\b|\bs['’]il)[^.;,]{0,80}$",
)
"""Stands before a negation that belongs to a condition."""
_BY_ITSELF: Final = _any(
    r"automatic(?:ally)?\W+(?:\w+\W+){0,3}(?:renew|exten|prolong|continu|roll)",
    r"\b(?:renew|exten|prolong|continu|roll)\w*\W+(?:\w+\W+){0,6}automatically",
    r"\b(?:renewed|extended|renews|extends)\b[^.;]{0,60}\bat\s+a\s+time\b|\b(?:successive|consecutive)\b[^.;]{0,60}\bunless\b",
    r"\b(?:förlängs|förnyas|förlängas|prolongeras)\b[^.;]{0,80}(?:automatiskt|i\s+taget|varje\s+gång|i\s+sänder)",
    r"automatisk\w*\s+(?:förläng|förny)",
    r"stillschweigend\w*\s+(?:\w+\s+){0,2}verläng|verläng[^.;]{0,60}stillschweigend|automatische\s+verlängerung",
    r"tacite\s+reconduction|tacitement|(?:recondu|renouvel|prorog)\w*[^.;]{0,60}(?:automatiquement|de\s+plein\s+droit)|automatiquement\s+(?:recondu|renouvel|prorog)",
)
_REFLEXIVE: Final = _any(r"\bverlänger(?:t|n)\b[^.;]{0,60}\bsich\b", r"\bsich\b[^.;]{0,100}\bverlänger(?:t|n)\b")
"""In German what prolongs itself does so without anybody's doing."""
_ELSE: Final = _any(
    r"\bunless\b(?!\s+(?:earlier|sooner))[^.;]{0,200},|\bif\b[^.;]{0,120}\b(?:not|no|neither)\b[^.;]{0,120},|\b(?:in\s+the\s+absence\s+of|absent|failing|otherwise|without\s+(?:such\s+)?(?:notice|termination))\b",
    r"\b(?:såvida|annars|i\s+annat\s+fall|utan\s+uppsägning)\b|\b(?:sägs|säger|sagts|sker|görs|uppsägs|lämnas|uppsagt)\b[^.;]{0,80}\b(?:inte|ej)\b|\b(?:inte|ej)\s+(?:har\s+)?(?:sägs|sagts|säger|sker|skett|görs|gjorts|uppsägs|lämnas)",
    r"défaut\b|\bfaute\s+de\b|\bsauf\s+(?:dénonciation|résiliation|préavis|notification|congé|si)|s['’]il\s+n['’]est\s+pas|si\b[^.;]{0,60}\b(?:ne|n['’])",
)
_GOES_ON: Final = _any(
    r"\b(?:shall|will)\s+(?:(?!not\b)\w+\s+){0,3}(?:renew|extend)(?:ed)?\b(?!\s+(?:until|to|through)\b)|\b(?:is|are)\s+(?:(?!not\b)\w+\s+){0,2}(?:renewed|extended|prolonged)\b|\b(?:renews|extends)\b",
    r"\b(?:förlängs|förnyas|förlängas|prolongeras)\b|löper\s+(?:\w+\s+){0,3}vidare",
    r"\b(?:est|sera|se)\s+(?:(?!pas\b)\w+\s+){0,2}(?:recondu|renouvel|prorog|prolong)",
)
_AFTER: Final = re.compile(
    r"(?:renewed|extended|renews|renew|extends|extend|prolonged)\b[^.;]{0,120}?\bunless\b"
    r"(?!\s+(?:it|this|the\s+\w+)?\s*(?:is\s+)?(?:renewed|extended)|[^.;]{0,60}\b(?:earlier|sooner)\b)",
    re.IGNORECASE,
)
_CHOSEN: Final = _any(
    r"\b(?:option|right|entitled|election)\b[^.;]{0,80}(?:renew|exten)",
    r"\b(?:may|can)\s+(?:\w+\s+){0,5}(?:renew|exten|prolong)",
    r"(?:renew|exten)\w*\b[^.;]{0,80}\b(?:by|upon|subject\s+to|with)\s+(?:\w+\s+){0,3}(?:agreement|consent)",
    r"(?:rätt|möjlighet|option)\w*\b[^.;]{0,60}förläng|\b(?:kan|får|äger)\s+(?:\w+\s+){0,5}förläng|förläng[^.;]{0,80}(?:överens|endast\s+(?:om|genom))|överens[^.;]{0,60}förläng",
    r"\boption|verläng[^.;]{0,80}(?:verlangen|vereinbar|einvernehm)|(?:kann|können)\b[^.;]{0,80}verläng|verlängert\s+werden|einvernehm[^.;]{0,60}verläng|nur\s+verläng",
    r"\b(?:peut|pourra|peuvent)\b[^.;]{0,80}(?:recondu|renouvel|prorog|prolong)|commun\s+accord|accord\s+(?:écrit|exprès)",
)


def says(sentence: str) -> Says | None:
    """What a sentence, its spaces single, says of renewal; None where it speaks of nothing of the kind."""
    if not _STEM.search(sentence) or _PROMISES.search(sentence):
        return None
    denied = _DENIED.search(sentence)
    if denied and not _IF.search(sentence[: denied.start()]):
        return Says.DENIED
    foreign = _FOREIGN.search(sentence) and not _CONTRACT.search(sentence)
    if goes_on(sentence):
        return Says.UNCLEAR if foreign or _CURED.search(sentence) else Says.SO
    if _CHOSEN.search(sentence) and not foreign:
        return Says.OTHERWISE
    return Says.UNCLEAR if _CONTRACT.search(sentence) else None


def _itself(sentence: str) -> bool:
    found = _REFLEXIVE.search(sentence)
    if found is None or "nicht" in found[0].lower():
        return False
    return not _IF.search(sentence[: found.start()])


def goes_on(sentence: str) -> bool:
    """Whether it says that something is prolonged without anybody's doing."""
    if _BY_ITSELF.search(sentence):
        return True
    if _CHOSEN.search(sentence):
        return False
    otherwise = _ELSE.search(sentence) and _GOES_ON.search(sentence)
    return bool(_itself(sentence) or _AFTER.search(sentence) or otherwise)
