"""How many of a question's content words stand in the clause that answers it, compared by their stems."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import snowballstemmer

from hemvist.documents.made.archive.tongue import words

MOST: Final = 0.3
"""A question shares fewer of its content words with the clause than this."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_NAMES: Final = {"en": "english", "sv": "swedish", "de": "german", "fr": "french"}


def share(question: str, clause: str, language: str) -> float:
    """The share (0 to 1) of the question's different content words whose stem is also one of the clause's."""
    asked = stems(question, language)
    return len(asked & stems(clause, language)) / (len(asked) or 1)


def stems(text: str, language: str) -> set[str]:
    """The stems (Snowball, M. F. Porter) of all words that are no stop words."""
    return {_stem(word, language) for word in _words(text) if word not in _stop(language)}


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text.replace("’", " ").replace("'", " "))]


@cache
def _stop(language: str) -> frozenset[str]:
    return frozenset(words(language)["stop"].split())


@cache
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_NAMES[language])
