"""The agreement: one object, one hash; every value counts."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from hemvist.domain.agreement import Agreement, Metadata, OnFile, Provider, Side, Signature, Signer, prototype, toml
from hemvist.domain.levels import Place
from hemvist.projects import paper
from tests import cast

ON_FILE = OnFile("Processing agreement", "ab" * 32, date(2026, 1, 1))
FULL = dataclasses.replace(
    cast.AGREEMENT,
    providers=(Provider("Model AB", "phrasing", Place.EU, Place.EU, Place.EU, Place.EU, False, False, None, "SE"),),
    processing_agreement=ON_FILE,
    signers=(Signer(Side.CLIENT, "Ada", "cd" * 32),),
    signatures=(Signature(Side.CLIENT, "Ada", datetime(2026, 11, 1, 9, tzinfo=UTC), "AQ", "pQ", "SZ", "ey", "ME"),),
)
VECTORS = Path(__file__).parents[1] / "data" / "agreements"
FIRST_FORM = json.loads((VECTORS / "first-form.json").read_text("utf-8"))


def test_the_same_values_have_the_same_hash() -> None:
    assert cast.agreement().hash == cast.agreement().hash


def test_the_canonical_bytes_are_sorted_json_without_signatures() -> None:
    told = json.loads(FULL.canonical)
    assert "signatures" not in told
    assert json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == FULL.canonical


@pytest.mark.parametrize(
    "field", [f.name for f in dataclasses.fields(Agreement) if f.name not in ("signatures", "form")]
)
def test_changing_any_field_changes_the_hash(field: str) -> None:
    changed = dataclasses.replace(FULL, **{field: _other(getattr(FULL, field))})
    assert changed.hash != FULL.hash


def test_signing_does_not_change_what_is_signed() -> None:
    assert dataclasses.replace(FULL, signatures=()).hash == FULL.hash


def test_an_agreement_survives_its_paper() -> None:
    for agreement in (FULL, prototype("p9", cast.ADA, cast.START)):
        again = paper.from_json(paper.to_json(agreement))
        assert again == agreement
        assert again.hash == agreement.hash
        assert again.signatures == agreement.signatures


def test_an_unknown_field_is_refused() -> None:
    told = json.loads(paper.to_json(FULL)) | {"surprise": 1}
    with pytest.raises(ValueError, match="surprise"):
        paper.from_json(json.dumps(told).encode())


def test_a_level_outside_the_table_and_an_end_before_the_start_are_refused() -> None:
    with pytest.raises(ValueError, match="no level 4"):
        dataclasses.replace(FULL, level=4)
    with pytest.raises(ValueError, match="before it starts"):
        dataclasses.replace(FULL, ends_on=FULL.starts_on - timedelta(days=1))


@pytest.mark.parametrize("row", FIRST_FORM, ids=lambda row: row["hash"][:8])
def test_what_the_first_release_stored_still_opens_under_the_hash_it_was_stored_under(row: dict[str, Any]) -> None:
    agreement = paper.from_json(json.dumps(row["stored"]).encode())
    assert agreement.hash == row["hash"]
    assert agreement.form == 1
    again = paper.from_json(paper.to_json(agreement))
    assert (again, again.hash) == (agreement, row["hash"])


def test_the_published_vector_is_read_as_the_bytes_that_stand_beside_it() -> None:
    agreement, problems = toml.read((VECTORS / "signed.toml").read_bytes())
    assert problems == []
    assert agreement is not None
    assert agreement.canonical == (VECTORS / "signed.canonical.json").read_bytes()
    assert agreement.hash == "4da60f1e6b601a9ca8796e92d79524a10a233846e58bd3125fa4434b0a990115"


def test_a_document_on_file_counts_with_its_hash_and_date_only() -> None:
    assert ON_FILE.recorded
    assert not dataclasses.replace(ON_FILE, sha256="").recorded
    assert not dataclasses.replace(ON_FILE, dated=None).recorded


def _other(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        return next(one for one in type(value) if one != value)
    if isinstance(value, int):
        return (value + 1) % 4
    if isinstance(value, date):
        return value + timedelta(days=1) if value != cast.START else value - timedelta(days=1)
    if isinstance(value, str):
        return value + "x"
    if value is None:
        return ON_FILE
    if isinstance(value, tuple):
        return (*value, *value[:1]) if value else ("x",)
    return dataclasses.replace(value, **{(f := dataclasses.fields(value)[0]).name: _other(getattr(value, f.name))})


def test_that_properties_are_taken_out_is_in_the_bytes_only_where_it_is_not_so() -> None:
    keeping = dataclasses.replace(
        FULL, data=(dataclasses.replace(FULL.data[0], metadata=Metadata.KEEP), *FULL.data[1:])
    )
    assert b"metadata" not in FULL.canonical
    assert b'"metadata":"keep"' in keeping.canonical
    assert keeping.hash != FULL.hash
    again = paper.from_json(paper.to_json(keeping))
    assert (again, again.hash) == (keeping, keeping.hash)
