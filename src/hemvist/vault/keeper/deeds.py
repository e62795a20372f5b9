"""What the keeper does when asked: one row per call of Keys, from the fields of a request to the value of its reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hemvist.domain.levels import RootKey
from hemvist.vault.base import Keys
from hemvist.vault.errors import KeeperFault
from hemvist.vault.keeper.frames import Message

Value = str | bool | list[str] | None


def answer(keys: Keys, request: Message) -> Value:
    """Do what a request says. Raises KeeperFault for a request that is none, and what the call of Keys raises."""
    deed = DEEDS.get(_text(request, "do"))
    if deed is None:
        raise KeeperFault(reason="it does not know what to do")
    return deed(keys, request)


def _text(request: Message, field: str) -> str:
    value = request.get(field)
    if not isinstance(value, str):
        raise KeeperFault(reason="a field is missing")
    return value


def _create(keys: Keys, request: Message) -> Value:
    root = _text(request, "root")
    if root not in tuple(RootKey):
        raise KeeperFault(reason="there is no such kind of root key")
    keys.create(_text(request, "scope"), RootKey(root))
    return None


def _new_data_key(keys: Keys, request: Message) -> Value:
    key = keys.new_data_key(_text(request, "scope"))
    return [key.plain.hex(), key.wrapped.hex()]


def _unwrap(keys: Keys, request: Message) -> Value:
    try:
        wrapped = bytes.fromhex(_text(request, "wrapped"))
    except ValueError:
        raise KeeperFault(reason="a field is not hexadecimal") from None
    return keys.unwrap(_text(request, "scope"), wrapped).hex()


DEEDS: Final[Mapping[str, Callable[[Keys, Message], Value]]] = {
    "create": _create,
    "root_of": lambda keys, request: keys.root_of(_text(request, "scope")),
    "new_data_key": _new_data_key,
    "unwrap": _unwrap,
    "destroy": lambda keys, request: keys.destroy(_text(request, "scope")),
    "locked": lambda keys, request: keys.locked(_text(request, "scope")),
    "set_passphrase": lambda keys, request: keys.set_passphrase(_text(request, "name"), _text(request, "passphrase")),
    "put_behind": lambda keys, request: keys.put_behind(_text(request, "scope"), _text(request, "passphrase")),
    "unlock": lambda keys, request: keys.unlock(_text(request, "name"), _text(request, "passphrase")),
    "lock": lambda keys, request: keys.lock(_text(request, "name")),
}
