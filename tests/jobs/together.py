"""Many at once on the same documents: what each does over and over, and what came of it. For PostgreSQL, which can deadlock."""

from __future__ import annotations

import io
import random
import threading
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from django.db import connection

from hemvist.assistant import ask
from hemvist.assistant.models import Question
from hemvist.closing.forget import finish_forgetting, forget_document
from hemvist.closing.succeed import separate, succeed, tell_apart
from hemvist.documents import again, places, read
from hemvist.documents.models import Document
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.domain.errors import HemvistError
from hemvist.jobs import kinds
from hemvist.jobs.work import run_next
from hemvist.people.visit import Visit
from tests.index.hashed import HashedEmbedder
from tests.jobs.office import Office, visit

WORDS = "The rent of hall {} is EUR {} a month, payable in advance. The law of Sweden governs this lease."


@dataclass
class Together:
    """What several threads do to one project, until told to stop."""

    office: Office
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def ada(self) -> Visit:
        """Whoever does it."""
        return visit(self.office.ada)

    @property
    def deeds(self) -> dict[str, Callable[[], object]]:
        """By name: what is done over and over, each by a thread of its own."""
        return {
            "work": self.work, "work too": self.work, "send": self.send, "replace": self.replace, "delete": self.delete,
            "delete too": self.delete, "join": self.join, "separate": self.separate, "ask": self.ask, "ask too": self.ask,
            "forget": self.forget, "stop": self.stop, "retry": self.retry, "finish": finish_forgetting,
            "anew": self.anew,
        }  # fmt: skip

    def prepare(self) -> None:
        """The real kind of job, with an embedder that is quick."""
        places.use_embedder(HashedEmbedder())
        kinds.register(read.READING)
        for _ in range(4):
            self.send()
        while run_next():
            pass

    def run(self, seconds: float) -> None:
        """All of it at once for so long; then whatever waits is finished."""
        threads = [threading.Thread(target=self._over_and_over, args=one) for one in self.deeds.items()]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.over.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), f"{thread.name} hangs"
        while run_next():
            pass

    def _over_and_over(self, name: str, deed: Callable[[], object]) -> None:
        while not self.over.is_set():
            with closing(connection):
                self._tried(name, deed)
            time.sleep(random.random() / 50)

    def _tried(self, name: str, deed: Callable[[], object]) -> None:
        try:
            deed()
            self.done[name] += 1
        except HemvistError as error:
            self.done[f"{name}: {error.code}"] += 1
            if error.status >= 500:
                self.faults.append(f"{name}: {error.code}")
        except IndexError:
            self.done[f"{name}: nothing there"] += 1
        except Exception:
            self.faults.append(f"{name}: {traceback.format_exc()}")

    def work(self) -> None:
        for _ in range(5):
            run_next()

    def send(self) -> None:
        """Two plain files that look alike, and an archive of three."""
        number = random.randrange(1000)
        self._receive(f"lease {number}.txt", _text(number).encode())
        self._receive(f"lease {number} new.txt", _text(number, 1).encode())
        self._receive(f"{number}.zip", _archive(number))

    def replace(self) -> None:
        row = self._one(Document.objects.filter(parent=None, members__isnull=False))
        self._receive("replaced.zip", _archive(random.randrange(1000)), row.pk)

    def delete(self) -> None:
        if Document.objects.filter(deleting=None).count() > 12:
            forget_document(self.ada, self.office.heron, self._one(Document.objects.all()).pk)

    def join(self) -> None:
        alone = Document.objects.filter(parent=None, members=None)
        one, other = self._one(alone).pk, self._one(alone).pk
        how = random.choice((succeed, succeed, tell_apart))
        how(self.ada, self.office.heron, one, other)

    def separate(self) -> None:
        alone = Document.objects.filter(parent=None, members=None, version__number__gt=1)
        separate(self.ada, self.office.heron, self._one(alone).pk)

    def ask(self) -> None:
        ask.ask(self.ada, self.office.heron, "What is the rent of the hall a month?")

    def forget(self) -> None:
        if Question.objects.count() > 5:
            row = random.choice(Question.objects.values_list("pk", flat=True))
            ask.forget_question(self.ada, self.office.heron, row)

    def stop(self) -> None:
        again.stop(self.ada, self.office.heron, self._one(Document.objects.all()).pk)

    def retry(self) -> None:
        again.read_again(self.ada, self.office.heron, self._one(Document.objects.all()).pk)

    def anew(self) -> None:
        """The whole index, now and then."""
        if random.random() < 0.02:
            reindex(self.ada, self.office.heron)

    def _one(self, rows: object) -> Document:
        return random.choice(list(rows))  # type: ignore[call-overload, no-any-return]

    def _receive(self, name: str, data: bytes, replacing: str | None = None) -> None:
        receive(self.ada, self.office.heron, name, [data], replacing)


def _text(number: int, more: int = 0) -> str:
    return "\n\n".join(f"{at}. {WORDS.format(number, number + more)}" for at in range(1, 6))


def _archive(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for at in range(3):
            packed.writestr(f"{at}.txt", _text(number + at))
    return out.getvalue()


@contextmanager
def deadlocks() -> Iterator[Callable[[], int]]:
    """How many the server has met since, by its own count: those that were tried again without a word are in it."""

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_force_next_flush()")
            cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
            return int(cursor.fetchone()[0])

    before = count()
    yield lambda: count() - before
