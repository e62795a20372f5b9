"""Countries by their two letters (ISO 3166-1, 2024), those of the European Union, and what people call them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hemvist.domain.levels import Place

EU: Final = frozenset(
    """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK""".split()  # noqa: SIM905  # read as a list of countries, not of quotes
)  # fmt: skip
"""The 27 members. Norway, Iceland and Liechtenstein are in the EEA and not in the EU: they count as elsewhere."""

COUNTRIES: Final = EU | frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AU AW AX AZ BA BB BD BF BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF
    CG CH CI CK CL CM CN CO CR CU CV CW CX DJ DM DO DZ EC EG EH ER ET FJ FK FM FO GA GB GD GE GF GG GH GI GL GM GN GP GQ
    GS GT GU GW GY HK HM HN HT ID IL IM IN IO IQ IR IS JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
    LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MU MV MW MX MY MZ NA NC NE NF NG NI NO NP NR NU NZ OM PA PE PF PG PH
    PK PM PN PR PS PW PY QA RE RS RU RW SA SB SC SD SG SH SJ SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()  # noqa: SIM905  # read as a list of countries, not of quotes
)  # fmt: skip


def place_of(country: str) -> Place:
    """The place of the level table that a country is in, as seen from another one's premises."""
    if country in EU:
        return Place.EU
    return Place.US if country == "US" else Place.ELSEWHERE


NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        line.split()[0]: tuple(name.strip() for name in line.strip()[2:].split("|"))
        for line in """
        AT Austria|Österrike|Österreich|Autriche
        BE Belgium|Belgien|Belgique
        BG Bulgaria|Bulgarien|Bulgarie
        CY Cyprus|Cypern|Zypern|Chypre
        CZ Czechia|Czech Republic|Tjeckien|Tschechien|Tchéquie|République tchèque
        DE Germany|Tyskland|Deutschland|Allemagne
        DK Denmark|Danmark|Dänemark|Danemark
        EE Estonia|Estland|Estonie
        ES Spain|Spanien|Espagne|España
        FI Finland|Finnland|Finlande|Suomi
        FR France|Frankrike|Frankreich
        GR Greece|Grekland|Griechenland|Grèce|EL
        HR Croatia|Kroatien|Croatie|Hrvatska
        HU Hungary|Ungern|Ungarn|Hongrie
        IE Ireland|Irland|Irlande
        IT Italy|Italien|Italie|Italia
        LT Lithuania|Litauen|Lituanie
        LU Luxembourg|Luxemburg
        LV Latvia|Lettland|Lettonie
        MT Malta|Malte
        NL Netherlands|The Netherlands|Nederländerna|Niederlande|Pays-Bas|Nederland|Holland
        PL Poland|Polen|Pologne|Polska
        PT Portugal
        RO Romania|Rumänien|Roumanie
        SE Sweden|Sverige|Schweden|Suède
        SI Slovenia|Slovenien|Slowenien|Slovénie
        SK Slovakia|Slovakien|Slowakei|Slovaquie
        IS Iceland|Island|Islande
        LI Liechtenstein
        NO Norway|Norge|Norwegen|Norvège|Noreg
        CH Switzerland|Schweiz|Suisse
        GB United Kingdom|The United Kingdom|Storbritannien|Vereinigtes Königreich|Royaume-Uni|Great Britain|UK
        US United States|The United States|USA|Förenta staterna|Vereinigte Staaten|États-Unis
        """.strip().split("\n")
    }
)
"""The countries of the EU and the EEA, and those mostly taken for one of them: English first, then Swedish, German, French."""
_NOT_IN_THE_EU: Final[Mapping[str, str]] = MappingProxyType(
    {country: f"{NAMES[country][0]} is in the EEA, not in the EU" for country in ("IS", "LI", "NO")}
    | {
        "CH": "Switzerland is neither in the EU nor in the EEA",
        "GB": "The United Kingdom has left the EU",
        "US": "The United States are outside the EU",
    }
)


def country_of(told: str) -> str:
    """The two letters of a country that is told by them, in any case, or by its name; empty where it is none."""
    if told.upper() in COUNTRIES and told.isascii():
        return told.upper()
    return _CODES.get(_bare(told), "")


def not_in_the_eu(country: str) -> str:
    """Why a country that may be taken for one of the EU is none, as a sentence without its full stop."""
    return _NOT_IN_THE_EU.get(country, f"{country} is not in the EU")


def _bare(name: str) -> str:
    """Without case and accents, so that Österreich is found as Osterreich too."""
    parts = unicodedata.normalize("NFKD", name[:60].casefold())
    return " ".join("".join(char for char in parts if not unicodedata.combining(char)).split())


_CODES: Final = {_bare(name): code for code, names in NAMES.items() for name in names}
