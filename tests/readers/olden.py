"""Old Office files made for the tests: compound files, Word documents of runs and paragraphs, Outlook messages of properties."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALL = 4096

Run = tuple[str, bytes]
Paragraph = tuple[Sequence[Run], bytes]


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams; "/" in a name parts folders."""
    entries: list[tuple[str, int, bytes]] = [("Root Entry", 5, b"")]
    below: dict[int, list[int]] = {0: []}
    known = {"": 0}
    for path, data in streams.items():
        folder = ""
        for name in path.split("/")[:-1]:
            inner = f"{folder}/{name}"
            if inner not in known:
                known[inner] = _added(entries, below, known[folder], (name, 1, b""))
            folder = inner
        _added(entries, below, known[folder], (path.split("/")[-1], 2, data))
    return _file(entries, below)


def _added(
    entries: list[tuple[str, int, bytes]], below: dict[int, list[int]], at: int, one: tuple[str, int, bytes]
) -> int:
    entries.append(one)
    below.setdefault(at, []).append(len(entries) - 1)
    below.setdefault(len(entries) - 1, [])
    return len(entries) - 1


def _file(entries: list[tuple[str, int, bytes]], below: dict[int, list[int]]) -> bytes:
    sectors = bytearray()
    fat: list[int] = []

    def put(data: bytes) -> int:
        start, count = len(fat), -(-len(data) // 512)
        sectors.extend(data.ljust(count * 512, b"\0"))
        fat.extend([*range(start + 1, start + count), _END] if count else [])
        return start if count else _END

    small, mini = bytearray(), list[int]()
    starts = []
    for _, kind, data in entries:
        if kind == 2 and 0 < len(data) < _SMALL:
            count = -(-len(data) // 64)
            starts.append(len(mini))
            mini += [*range(len(mini) + 1, len(mini) + count), _END]
            small += data.ljust(count * 64, b"\0")
        else:
            starts.append(put(data) if kind == 2 else 0)
    starts[0] = put(bytes(small))
    mini_start = put(struct.pack(f"<{len(mini)}I", *mini).ljust(-(-len(mini) // 128) * 512, b"\xff"))
    folder = put(b"".join(_entry(entries, below, starts, len(small), at) for at in range(len(entries))))
    count = next(n for n in range(1, 109) if n * 128 >= len(fat) + n)
    first = len(fat)
    table = [*fat, *[_FAT] * count]
    sectors += struct.pack(f"<{len(table)}I", *table).ljust(count * 512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, count, folder, 0, _SMALL, mini_start, -(-len(mini) // 128), _END, 0, first)[
        :36
    ]
    places = [*range(first, first + count)]
    return head + struct.pack("<109I", *places, *[_FREE] * (109 - count)) + bytes(sectors)


def _entry(
    entries: Sequence[tuple[str, int, bytes]], below: Mapping[int, list[int]], starts: list[int], small: int, at: int
) -> bytes:
    name, kind, data = entries[at]
    beside = next((kids[kids.index(at) + 1] for kids in below.values() if at in kids[:-1]), _FREE)
    coded = name.encode("utf-16-le") + b"\0\0"
    kids = below.get(at, [])
    size = small if kind == 5 else len(data)
    tail = struct.pack("<BBIII", kind, 1, _FREE, beside, kids[0] if kids else _FREE) + bytes(36)
    return coded.ljust(64, b"\0") + struct.pack("<H", len(coded)) + tail + struct.pack("<IQ", starts[at], size)


def change(order: int, operand: int, size: int = 1) -> bytes:
    """One property of characters or of a paragraph."""
    return struct.pack("<H", order) + operand.to_bytes(size, "little")


def said(*runs: Run | str, shape: bytes = b"", end: Run = ("\r", b"")) -> Paragraph:
    """A paragraph of runs, and the properties of its mark."""
    return [*((run, b"") if isinstance(run, str) else run for run in runs), end], shape


def word(
    *paragraphs: Paragraph,
    counts: Sequence[int] = (),
    told: Mapping[int, bytes] | None = None,
    behind: Mapping[int, bytes] | None = None,
    prm: int = 0,
    changes: bytes = b"",
    **streams: bytes,
) -> bytes:
    """A DOC file of these paragraphs, in one piece; ``told`` are parts of its table by number, ``behind`` what follows them, ``prm`` what changes the piece."""
    runs = [run for paragraph, _ in paragraphs for run in paragraph]
    text = "".join(words for words, _ in runs)
    main = bytearray(0x600) + text.encode("utf-16-le")
    main += bytes(-len(main) % 512)
    table, places = bytearray(8), {}
    parts = dict(told or {})
    parts[33] = changes + b"\x02" + struct.pack("<I", 16) + struct.pack("<IIHIH", 0, len(text), 0, 0x600, prm)
    parts[12] = _pages(main, [(len(words), looks) for words, looks in runs], 1)
    parts[13] = _pages(main, [(sum(len(words) for words, _ in one), shape) for one, shape in paragraphs], 13)
    for number, part in parts.items():
        places[number] = len(table), len(part)
        table += part + (behind or {}).get(number, b"")
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<8i", main, 0x4C, *(counts or (len(text),)), *[0] * (8 - len(counts or (0,))))
    for number, place in places.items():
        struct.pack_into("<II", main, 0x9A + 8 * number, *place)
    more = {name.replace("__", "/"): data for name, data in streams.items()}
    return compound({"WordDocument": bytes(main), "1Table": bytes(table), **more})


def _pages(main: bytearray, runs: Sequence[tuple[int, bytes]], each: int) -> bytes:
    """A page of properties for each run, at the end of the main stream, and the part of the table that lists the pages."""
    place, starts, numbers = 0x600, [], []
    for length, told in runs:
        page = bytearray(512)
        struct.pack_into("<II", page, 0, place, place + 2 * length)
        body = bytes([len(told)]) + told if each == 1 else b"\0" + bytes([(len(told) + 3) // 2]) + b"\0\0" + told
        at = 510 - len(body) - len(body) % 2
        page[8], page[511] = at // 2, 1
        page[at : at + len(body)] = body
        starts.append(place)
        numbers.append(len(main) // 512)
        main += page
        place += 2 * length
    return struct.pack(f"<{len(starts) + 1}I", *starts, place) + struct.pack(f"<{len(numbers)}I", *numbers)


def message(
    *, fixed: Mapping[int, tuple[int, int]] | None = None, under: str = "", head: int = 32, **texts: str | bytes
) -> dict[str, bytes]:
    """The streams of an Outlook message, or of what lies in one: texts by the property's number in hex (``p0037``)."""
    streams = {}
    for name, value in texts.items():
        kind = "001F" if isinstance(value, str) else "0102"
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"{under}__substg1.0_{name[1:].upper()}{kind}"] = data
    rows = (struct.pack("<HHIQ", kind, number, 6, value) for number, (kind, value) in (fixed or {}).items())
    return {f"{under}__properties_version1.0": bytes(head) + b"".join(rows), **streams}
