"""Contents that never print themselves: the wrapper for document text, questions, answers, names of files."""

from __future__ import annotations

from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Confidential(Generic[T]):
    """Holds a value that must be asked for by name. Printing, formatting, logging and pickling do not show it."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself: call it only where the value is shown, sealed or computed with."""
        return self._value

    def __repr__(self) -> str:
        return "Confidential(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("Confidential values are not pickled: seal them instead.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Confidential) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)
