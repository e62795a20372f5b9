"""The frames between an embedder and who asks it."""

from __future__ import annotations

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.providers import wire
from hemvist.providers.base import LONGEST
from hemvist.providers.weights import identity
from hemvist.providers.wire import Kind, Malformed


@given(st.lists(st.text(), min_size=1, max_size=wire.TEXTS))
def test_texts_arrive_as_they_were_sent(texts: list[str]) -> None:
    assert wire.unpack_texts(wire.pack_texts(texts)) == texts


@given(st.binary(max_size=300))
def test_hostile_bodies_are_texts_or_malformed_and_nothing_else(body: bytes) -> None:
    try:
        texts = wire.unpack_texts(body)
    except Malformed:
        return
    assert wire.pack_texts(texts) == body


@given(st.binary(max_size=60))
def test_hostile_identities_are_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        wire.unpack_identity(body)


def test_an_identity_arrives_as_it_was_stated() -> None:
    assert wire.unpack_identity(wire.pack_identity(identity())) == identity()


def test_no_more_texts_than_agreed_are_taken() -> None:
    assert len(wire.unpack_texts(wire.pack_texts(["a"] * wire.TEXTS))) == wire.TEXTS
    with pytest.raises(Malformed):
        wire.unpack_texts(wire.pack_texts(["a"] * (wire.TEXTS + 1)))


def test_the_longest_texts_fit_into_a_frame() -> None:
    body = wire.pack_texts(["🙂" * (LONGEST + 5)] * wire.TEXTS)
    assert len(body) <= wire.FRAME
    assert wire.unpack_texts(body)[0] == "🙂" * LONGEST


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack(">IB", wire.FRAME + 1, Kind.PASSAGES),
        struct.pack(">IB", 0xFFFFFFFF, Kind.PASSAGES),
        struct.pack(">IB", 0, 99),
        struct.pack(">IB", 10, Kind.QUESTION) + b"short",
        b"\0\0",
    ],
)
def test_a_frame_that_lies_is_malformed(sent: bytes) -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(sent)
        one.shutdown(socket.SHUT_WR)
        with pytest.raises(Malformed):
            wire.receive(other)


def test_the_end_is_not_malformed() -> None:
    one, other = socket.socketpair()
    with other:
        wire.send(one, Kind.QUESTION, b"body")
        one.close()
        assert wire.receive(other) == (Kind.QUESTION, b"body")
        assert wire.receive(other) is None
