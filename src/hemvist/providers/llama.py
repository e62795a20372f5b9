"""The language model in this process, run by llama.cpp: one completion at a time, and nothing kept but fixed prompts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import xllamacpp

from hemvist.providers.catalogue import Entry
from hemvist.providers.model import Prompt
from hemvist.providers.speech import Order, Spoken

KEPT: Final = 3
"""How many fixed prompts are kept computed at once, each in a slot of its own."""
_ROOM: Final = 2048  # tokens of context beyond one order's: for the fixed prompts that wait
_BATCH: Final = 128  # tokens read at a time: so often is it asked whether to go on
_SAMPLE: Final = "The Tenant shall pay the rent in advance, on the first day of each month, to the Landlord. " * 5
_SAID: Final = 8  # tokens
_TOO_LONG: Final = "exceed_context_size_error"

Piece = Callable[[str], None]
GoOn = Callable[[], bool]


class Unspeakable(Exception):
    """The order cannot be carried out as it is: its grammar has no meaning, say."""


class TooLong(Exception):
    """The prompt and what it may say exceed the context."""


class TooSlow(Exception):
    """The time that the order allows is over."""


@dataclass
class _Run:
    """One completion as its pieces arrive; called from within llama.cpp, where no exception may pass."""

    order: Order
    context: int
    piece: Piece
    go_on: GoOn
    end: float
    failed: Exception | None = None
    timings: dict[str, float] = field(default_factory=dict)

    def __call__(self, chunk: dict[str, Any]) -> bool:
        """Take one chunk; True stops the model."""
        try:
            return self._take(chunk)
        except Exception as error:
            self.failed = error
            return True

    def _take(self, chunk: dict[str, Any]) -> bool:
        if "error" in chunk:
            raise TooLong if chunk["error"].get("type") == _TOO_LONG else Unspeakable
        if chunk.get("prompt_progress", {}).get("total", 0) + self.order.most > self.context:
            raise TooLong
        self.timings = chunk.get("timings") or self.timings
        text = "".join(choice.get("text") or "" for choice in chunk.get("choices", ()))
        if text:
            self.piece(text)
        if time.monotonic() > self.end:
            raise TooSlow
        return not self.go_on()

    @property
    def spoken(self) -> Spoken:
        told = self.timings
        kept, read, said = (int(told.get(name, 0)) for name in ("cache_n", "prompt_n", "predicted_n"))
        return Spoken(kept + read, kept, said, told.get("prompt_ms", 0) / 1000, told.get("predicted_ms", 0) / 1000)


class Engine:
    """Weights and working memory. Not for two threads at once. It knows no permits: what is around it asks for them."""

    def __init__(self, entry: Entry, weights: Path, threads: int, inner: Path) -> None:
        """Load the weights. ``inner`` is where llama.cpp's own socket may be, in a folder that only this user can enter.

        llama.cpp cannot be had without a listener. Its socket has no name any more when this returns, so nobody can
        reach it, and it asks for a key that nobody knows.
        """
        self._entry = entry
        self._held: dict[str, int] = {}  # fixed prompt to slot, the one used longest ago first
        inner.unlink(missing_ok=True)  # of one that was killed: it would not start beside it
        try:
            self._server = xllamacpp.Server(_settings(entry, weights, threads, inner))
        finally:
            inner.unlink(missing_ok=True)

    def complete(self, order: Order, piece: Piece, go_on: GoOn) -> Spoken:
        """Continue the order's prompt, telling each ``piece`` and asking after each whether to ``go_on``.

        Raises :class:`TooLong`, :class:`TooSlow` or :class:`Unspeakable`; whatever happens, :meth:`forget` follows.
        """
        slot = self._hold(self._entry.fixed(order.prompt))
        run = _Run(order, self._entry.context, piece, go_on, time.monotonic() + order.seconds)
        wish = {"n_predict": order.most, "grammar": order.grammar} if order.grammar else {"n_predict": order.most}
        self._run(self._entry.whole(order.prompt), slot, wish, run)
        if run.failed is not None:
            raise run.failed
        return run.spoken

    def measure(self) -> Spoken:
        """How fast it reads and speaks here, by a short passage of its own; nothing of it is kept."""
        order = Order(Prompt("", _SAMPLE), _SAID, "", float("inf"))
        try:
            return self.complete(order, lambda text: None, lambda: True)
        finally:
            self.forget(order)
            self._held.clear()

    def forget(self, order: Order) -> None:
        """Bring the order's slot back to its fixed prompt: what was asked and said is cut off.

        Raises RuntimeError where that cannot be shown to have happened; the process must not go on then.
        """
        fixed = self._entry.fixed(order.prompt)
        if fixed in self._held:
            self._read(fixed, self._held[fixed])

    def _hold(self, fixed: str) -> int:
        """The slot that holds this fixed prompt and nothing else."""
        slot = self._held.pop(fixed, None)
        if slot is None:
            slot = self._held.pop(next(iter(self._held))) if len(self._held) == KEPT else _first_free(self._held)
            # Twice: the second time leaves the last token as every `forget` does, so that the same prompt gives the same text.
            self._read(fixed, slot)
            self._read(fixed, slot)
        self._held[fixed] = slot
        return slot

    def _read(self, fixed: str, slot: int) -> None:
        order = Order(Prompt("", ""), 1, "", 0)
        run = _Run(order, self._entry.context, lambda text: None, lambda: True, float("inf"))
        self._run(fixed, slot, {"n_predict": 0}, run)
        if run.failed is not None:
            self._held = {one: place for one, place in self._held.items() if place != slot}
            raise run.failed
        if not run.timings:
            raise RuntimeError

    def _run(self, text: str, slot: int, wish: dict[str, Any], run: _Run) -> None:
        always = {"temperature": 0, "cache_prompt": True, "stream": True, "return_progress": True, "id_slot": slot}
        self._server.handle_completions({"prompt": text, **always, **wish}, run)


def _first_free(held: dict[str, int]) -> int:
    return next(slot for slot in range(KEPT) if slot not in held.values())


def _settings(entry: Entry, weights: Path, threads: int, inner: Path) -> Any:
    asked = xllamacpp.CommonParams()
    asked.model.path = str(weights)
    asked.n_ctx, asked.n_parallel, asked.kv_unified = entry.context + _ROOM, KEPT, True
    asked.n_batch = asked.n_ubatch = _BATCH
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = threads
    asked.n_gpu_layers, asked.fit_params, asked.warmup = 0, False, True
    # Every cache but the slots': those would keep what was asked.
    asked.cache_ram_mib, asked.cache_idle_slots, asked.n_cache_reuse, asked.n_ctx_checkpoints = 0, False, 0, 0
    asked.slot_prompt_similarity = 0.0
    asked.endpoint_slots = asked.endpoint_props = asked.endpoint_metrics = asked.ui = False
    asked.n_threads_http, asked.offline, asked.verbosity = 1, True, -1
    asked.hostnames, asked.api_keys = [str(inner)], [os.urandom(32).hex()]
    return asked
