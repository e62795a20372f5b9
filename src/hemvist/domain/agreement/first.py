"""The form that agreements had in Hemvist 0.1.0: stored ones still open, and keep the hash they were stored under."""

from __future__ import annotations

from typing import Any

FORM = 1
Values = dict[str, Any]
_PLACES = ("storage", "backup", "inference", "support")
_NEW = ("operator_access", "network", "notice_days", "signed_at", "signers", "form")


def from_stored(old: Values) -> Values:
    """The values of today's fields from an agreement as 0.1.0 stored it. What it did not say is left out."""
    new = {name: value for name, value in old.items() if name not in ("signatures", "locations", "access", "keys")}
    access = dict(old["access"])
    approver, minutes = access.pop("approver"), access.pop("operator_minutes")
    return new | {
        "form": FORM,
        "locations": {name: {"place": old["locations"][name]} for name in _PLACES},
        "access": access,
        "operator_access": {"approver": approver, "longest_minutes": minutes},
        "keys": {"held_by": "client", "words": old["keys"]},
        "processing_agreement": {"name": old["processing_agreement"]} if old["processing_agreement"] else None,
        "providers": [_provider(row) for row in old["providers"]],
    }


def as_written(new: Values) -> Values:
    """The other way: the values that 0.1.0 hashed. The inverse of :func:`from_stored`."""
    told = {name: value for name, value in new.items() if name not in _NEW}
    told["locations"] = {name: new["locations"][name]["place"] for name in _PLACES}
    told["access"] = {name: new["access"][name] for name in ("roles", "most_people", "operator_people")} | {
        "approver": new["operator_access"]["approver"],
        "operator_minutes": new["operator_access"]["longest_minutes"],
    }
    told["keys"] = new["keys"]["words"]
    told["processing_agreement"] = _title(new["processing_agreement"]) or ""
    told["providers"] = [_old_provider(row) for row in new["providers"]]
    told["data"] = [
        {name: row[name] for name in ("name", "category", "fields_kept", "why", "personal")} for row in new["data"]
    ]
    return told


def _provider(old: Values) -> Values:
    title = old["agreement_on_file"]
    return {
        "name": old["name"], "task": old["task"], "seat": old["place"], "region": old["place"],
        "parent": old["parent_place"], "sub_processors": None, "trains_on_data": old["trains_on_data"],
        "keeps_data": old["keeps_data"], "agreement_on_file": None if title is None else {"name": title},
    }  # fmt: skip


def _old_provider(new: Values) -> Values:
    return {
        "name": new["name"], "task": new["task"], "place": new["seat"], "parent_place": new["parent"],
        "trains_on_data": new["trains_on_data"], "keeps_data": new["keeps_data"],
        "agreement_on_file": _title(new["agreement_on_file"]),
    }  # fmt: skip


def _title(on_file: Values | None) -> str | None:
    return None if on_file is None else on_file["name"]
