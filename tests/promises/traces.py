"""Looking for a marker in whatever lies on a disk: plain, in other encodings, and inside compressed streams."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_STREAMS = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
_MOST = 1 << 20
_LOCAL_HEADER = 30


def forms(marker: str) -> dict[str, bytes]:
    """The marker's bytes in each way it could stand on a disk."""
    plain = marker.encode()
    coded = {f"base64, shifted by {shift}": _inner_base64(plain, shift) for shift in range(3)}
    return {
        "plain": plain, "UTF-16 LE": marker.encode("utf-16-le"), "UTF-16 BE": marker.encode("utf-16-be"),
        "UTF-32": marker.encode("utf-32-le"), "hexadecimal": plain.hex().encode(), "reversed": plain[::-1], **coded,
    }  # fmt: skip


def found(places: Iterable[Path], marker: str) -> list[str]:
    """Where the marker stands, each as ``file: form``."""
    wanted = forms(marker)
    return [f"{file}: {how}" for file in _files(places) for how in _in_bytes(file.read_bytes(), wanted)]


def in_bytes(data: bytes, marker: str) -> list[str]:
    """In which forms the marker stands in these bytes."""
    return list(_in_bytes(data, forms(marker)))


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from (file for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file())


def _in_bytes(data: bytes, wanted: dict[str, bytes]) -> Iterator[str]:
    yield from (how for how, form in wanted.items() if form in data)
    for stream in _inflated(data):
        yield from (f"{how}, compressed" for how, form in wanted.items() if form in stream)


def _inflated(data: bytes) -> Iterator[bytes]:
    """What every place that may begin a zlib, gzip or ZIP stream unpacks to, as far as it does."""
    for match in _STREAMS.finditer(data):
        start = match.start()
        if match[0] == b"PK\x03\x04":
            sizes = data[start + 26 : start + _LOCAL_HEADER]
            start += _LOCAL_HEADER + int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little")
        yield _unpacked(data[start : start + _MOST], -15 if match[0] == b"PK\x03\x04" else 47)


def _unpacked(data: bytes, window: int) -> bytes:
    unpacker, out = zlib.decompressobj(window), b""
    try:
        for start in range(0, len(data), 4096):
            out += unpacker.decompress(data[start : start + 4096], _MOST)
    except zlib.error:
        pass
    return out


def _inner_base64(plain: bytes, shift: int) -> bytes:
    """The part of the base64 form that does not depend on what stands before or after."""
    coded = base64.b64encode(b"\0" * shift + plain)
    return coded[4 if shift else 0 : len(plain) // 3 * 4 - 4]
