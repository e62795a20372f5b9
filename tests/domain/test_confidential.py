"""Contents do not print themselves."""

from __future__ import annotations

import logging
import pickle

import pytest

from hemvist.domain.confidential import Confidential
from hemvist.domain.errors import HemvistError, NotFound, Refused

SECRET = Confidential("the rent is 12 000")


def test_no_way_of_printing_shows_the_value(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("asked %s and %r", SECRET, SECRET)
    for shown in (str(SECRET), repr(SECRET), f"{SECRET}", f"{SECRET:>40}", "%s" % SECRET, str([SECRET]), caplog.text):  # noqa: UP031
        assert "rent" not in shown
    assert SECRET.reveal() == "the rent is 12 000"


def test_it_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="seal them"):
        pickle.dumps(SECRET)


def test_it_compares_by_value() -> None:
    assert Confidential("the rent is 12 000") == SECRET
    assert SECRET != "the rent is 12 000"
    assert len({SECRET, Confidential("the rent is 12 000")}) == 1


def test_an_errors_docstring_is_its_message() -> None:
    class LampBroken(HemvistError):
        """The lamp in {room} is broken.

        What follows the first paragraph is for developers.
        """

        remedy = "Change the lamp in {room}."

    error = LampBroken(room="the hall")
    assert (error.code, str(error), error.help) == (
        "LampBroken", "The lamp in the hall is broken.", "Change the lamp in the hall.",
    )  # fmt: skip
    assert NotFound(thing="project").status == 404
    refused = Refused("It may not {leave} here.", "Agree on it.", "locations")
    assert (refused.message, refused.help, refused.clause) == ("It may not {leave} here.", "Agree on it.", "locations")
