"""What one sentence says to what a list asks of each document."""

from __future__ import annotations

from enum import StrEnum


class Says(StrEnum):
    """``SO``: it says what is asked for; ``OTHERWISE``: what is near to it and something else; ``DENIED``: that it is not so."""

    SO = "so"
    OTHERWISE = "otherwise"
    DENIED = "denied"
    UNCLEAR = "unclear"
