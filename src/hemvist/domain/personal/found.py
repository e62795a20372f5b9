"""What is found: its kind, where it stands, and what exactly it is. Never the value itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of personal detail that are told apart; those that can be masked have the names of ``Mask``."""

    IDENTITY_NUMBER = "identity-number"
    IBAN = "iban"
    CARD = "card"
    PHONE = "phone"
    MAIL = "mail"
    SPECIAL = "special-category"
    WORD = "category-word"


class Category(StrEnum):
    """The special categories of GDPR Art. 9(1)."""

    HEALTH = "health"
    RELIGION = "religion"
    ORIGIN = "origin"
    POLITICS = "politics"
    UNION = "union"
    SEX_LIFE = "sex-life"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One find: its span of the text; ``what`` is the country of a number or an account, or the special category."""

    start: int
    end: int
    kind: Kind
    what: str = ""
