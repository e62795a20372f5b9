"""The table of who gets what at which address, and the project that it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hemvist.assistant import kept, runs
from hemvist.assistant.ask import ask
from hemvist.assistant.put import put
from hemvist.documents.models import Version
from hemvist.domain.expected import Expects
from hemvist.domain.levels import Factor, Role
from hemvist.people.models import Person, SignInLink, Token
from hemvist.projects.models import Membership, Project
from hemvist.projects.open import is_locked, unlock
from tests.house import LEASE, PASSPHRASE, House, visit

IN, ADD = "sign in first", "add a second factor first"


@dataclass
class Full:
    """Heron with a lease, a question of Ada's, a device of hers, and a curator."""

    house: House
    kim: Person
    lease: Version
    asked: str
    device: int = 0

    @property
    def heron(self) -> Project:
        return self.house.heron


@dataclass
class Row:
    """What one address answers: to people outside of any project, and to each role of Heron."""

    path: Callable[[Full], str]
    roles: tuple[int, int, int, int]
    post: Callable[[], dict[str, Any]] | None = None
    stranger: int = 404
    anonymous: int | str = IN
    one_factor: int | str = ADD


def at(tail: str) -> Callable[[Full], str]:
    return lambda full: f"/p/{full.heron.pk}/{tail}"


def own(path: str, status: int = 200, **more: Any) -> Row:
    """A page that everybody has for themselves."""
    return Row(lambda full: path, (status,) * 4, stranger=status, **more)


def everybody(path: str, status: int, **more: Any) -> Row:
    """A page that is the same for whoever asks."""
    return own(path, status, anonymous=status, one_factor=status, **more)


def document(full: Full) -> str:
    return full.house.receive(full.house.ada, full.heron, "another.txt").document_id


def lease(full: Full) -> str:
    return f"/p/{full.heron.pk}/documents/{full.lease.document_id}"


def question(full: Full) -> str:
    return f"/p/{full.heron.pk}/q/{full.asked}"


def new_question(full: Full) -> str:
    return f"/p/{full.heron.pk}/q/{ask(visit(full.house.ada), full.heron, 'What is the rent?').pk}/delete/"


def kept_question(full: Full) -> str:
    """A question that Ada keeps."""
    key = kept.keep(visit(full.house.ada), full.heron, kept.Wanted("Who pays?", Expects.NOTHING))
    return f"/p/{full.heron.pk}/kept/{key}"


def kept_run(full: Full) -> str:
    """A run of what Ada keeps."""
    kept_question(full)
    return f"/p/{full.heron.pk}/kept/run/{runs.begin(visit(full.house.ada), full.heron).pk}"


def survey(full: Full) -> str:
    """A question of Ada's to two documents."""
    full.house.receive(full.house.ada, full.heron, "second.txt", LEASE + "Second.")
    full.house.read()
    row = put(visit(full.house.ada), full.heron, "Which contracts are governed by Swedish law?")
    return f"/p/{full.heron.pk}/q/{row.pk}"


def fresh_link(full: Full) -> str:
    return f"/enter/{SignInLink.make(full.house.cleo)}/"


def a_file() -> dict[str, Any]:
    return {"files": SimpleUploadedFile("new.txt", b"The fee is EUR 5.")}


def nothing() -> dict[str, Any]:
    return {}


USING, KEEPING, SEEING = (200, 200, 200, 403), (403, 200, 200, 403), (200, 200, 200, 200)
AGREEING = (403, 403, 200, 403)
ONLY_WHO_ASKED = (404, 404, 200, 403)

ROWS: dict[str, list[Row]] = {
    "show-again": [Row(at(f"documents/{'0' * 32}/show-again/"), (403, 403, 404, 403), nothing)],
    "ask-grant": [Row(at("agreement/grants/"), (403, 403, 403, 403), lambda: {"minutes": "5"})],
    "grant": [Row(at(f"agreement/grants/{'0' * 32}/"), (403, 403, 404, 403), nothing)],
    "record-concern": [Row(at("agreement/concerns/"), (302, 302, 302, 302), lambda: {"kind": "incident"})],
    "settle-concern": [Row(at(f"agreement/concerns/{'0' * 32}/"), (403, 403, 404, 403), nothing)],
    "people": [Row(at("people/"), (403, 403, 200, 403))],
    "remove-person": [
        Row(at("people/0/remove/"), (403, 403, 404, 403)),
        Row(at("people/0/remove/"), (403, 403, 404, 403), nothing),
    ],
    "person-again": [Row(at("people/0/again/"), (403, 403, 404, 403), nothing)],
    "home": [own("/")],
    "account": [own("/account/")],
    "second-factors": [own("/account/2fa/", 302)],
    "passkeys": [own("/account/2fa/webauthn/", 302)],
    "sign-out-device": [Row(lambda full: f"/account/devices/{full.device}/sign-out/", (404, 404, 302, 404), nothing)],
    "device": [own("/device/"), own("/device/", 404, post=lambda: {"code": "BCDF-GHJK"})],
    "new-project": [
        own("/projects/new/"),
        own("/projects/new/", 400, post=lambda: {"name": "x", "passphrase": "short", "again": "short"}),
    ],
    # Ada and Cleo have a project each: neither decides for the other's.
    "models": [own("/models/", 404)],
    "choose-embedder": [own("/models/embedder/multilingual-e5-small/", 404)],
    "choose-model": [
        own("/models/none/", 404),
        own("/models/none/", 404, post=nothing),
        own("/models/smollm2-135m/", 404, post=nothing),
    ],
    "intake": [everybody("/intake/", 404)],
    "sign-in": [own("/sign-in/", 302, anonymous=200, one_factor=302)],
    "enter": [Row(fresh_link, SEEING, stranger=200, anonymous=200, one_factor=200), everybody("/enter/unknown/", 410)],
    "closed": [
        everybody(f"/account/{tail}", 404)
        for tail in (
            "signup/",
            "email/",
            "confirm-email/",
            "confirm-email/abc/",
            "password/reset/",
            "password/reset/done/",
            "password/reset/key/done/",
            "password/reset/key/1-x/",
            "login/code/confirm/",
            "inactive/",
        )
    ],
    "ask": [Row(at(""), USING)],
    "unlock": [Row(at("unlock/"), (302,) * 4), Row(at("unlock/"), (302,) * 4, lambda: {"passphrase": PASSPHRASE})],
    "put": [Row(at("ask/"), (302, 302, 302, 403), lambda: {"question": "What is the rent?"})],
    "export": [Row(at("questions.json"), USING)],
    "answer": [Row(lambda full: question(full) + "/", ONLY_WHO_ASKED)],
    "sentences": [Row(lambda full: question(full) + "/sentences/", ONLY_WHO_ASKED)],
    "phrasing": [
        Row(at("phrasing/"), (403, 403, 200, 403)),
        # 409 for the owner: no language model is in use here.
        Row(at("phrasing/"), (403, 403, 409, 403), lambda: {"on": "1"}),
    ],
    "delete-question": [
        Row(lambda full: question(full) + "/delete/", ONLY_WHO_ASKED),
        Row(new_question, (404, 404, 302, 403), nothing),
    ],
    "kept": [Row(at("kept/"), KEEPING)],
    "add-kept": [Row(at("kept/add/"), (403, 302, 302, 403), lambda: {"question": "Who?", "expects": "nothing"})],
    "bring-kept": [Row(at("kept/bring/"), (403, 400, 400, 403), nothing)],
    "follow": [Row(at("kept/follow/"), (403, 302, 302, 403), lambda: {"on": "1"})],
    "run": [Row(at("kept/run/"), (403, 302, 302, 403), nothing)],
    "go-on-run": [
        # One that is not theirs, or that another page has begun anew, leads back to the page as it stands.
        Row(at("kept/run/unknown/on/"), (403, 302, 302, 403), nothing),
        Row(lambda full: kept_run(full) + "/on/", (403, 302, 302, 403), nothing),
    ],
    "stop-run": [
        Row(at("kept/run/unknown/stop/"), (403, 302, 302, 403), nothing),
        Row(lambda full: kept_run(full) + "/stop/", (403, 302, 302, 403), nothing),
    ],
    **{f"kept-{form}": [Row(at(f"kept/questions.{end}"), USING)] for form, end in (("table", "csv"), ("json", "json"))},
    **{
        f"results-{form}": [Row(at(f"kept/results.{end}"), USING)] for form, end in (("table", "csv"), ("json", "json"))
    },
    "change-kept": [
        Row(lambda full: kept_question(full) + "/", (403, 404, 200, 403)),
        Row(
            lambda full: kept_question(full) + "/",
            (403, 404, 409, 403),  # a form that does not tell what it showed overwrites nothing
            lambda: {"question": "Who?", "expects": "nothing"},
        ),
    ],
    "remove-kept": [
        Row(lambda full: kept_question(full) + "/remove/", (403, 404, 200, 403)),
        Row(lambda full: kept_question(full) + "/remove/", (403, 404, 302, 403), nothing),
    ],
    "keep-answer": [Row(lambda full: question(full) + "/keep/", (404, 404, 302, 403), lambda: {"number": "0"})],
    "go-on": [Row(lambda full: question(full) + "/on/", (404, 404, 302, 403), nothing)],
    "survey-table": [
        Row(lambda full: question(full) + "/documents.csv", (404, 404, 404, 403)),
        Row(lambda full: survey(full) + "/documents.csv", ONLY_WHO_ASKED),
    ],
    "quote-picture": [Row(lambda full: question(full) + "/c/1/page.png", (404, 404, 404, 403))],
    "documents": [Row(at("documents/"), USING)],
    "states": [Row(at("documents/states/"), USING)],
    "standing": [Row(at("documents/standing/"), KEEPING, lambda: {"path": ["Leases/lease.txt"]})],
    "preview": [
        Row(at("documents/preview/"), KEEPING),
        Row(at("documents/preview/"), KEEPING, a_file),
    ],
    "add": [Row(at("documents/add/"), (403, 302, 302, 403), a_file)],
    # The lease is not due: its bytes are handed out to nobody.
    "take-out": [Row(lambda full: at(f"documents/due/{full.lease.pk}/")(full), (403, 403, 404, 403))],
    "document": [Row(lambda full: lease(full) + "/", USING), Row(at("documents/unknown/"), (404, 404, 404, 403))],
    "report": [Row(at("documents/report.csv"), USING)],
    "document-state": [Row(lambda full: lease(full) + "/state/", USING)],
    "hidden": [Row(lambda full: lease(full) + "/hidden/", USING)],
    "reading": [
        Row(lambda full: at(f"documents/{document(full)}/reading/")(full), (403, 302, 302, 403), lambda: {"do": "stop"})
    ],
    "confirm": [Row(at("documents/confirm/"), (403, 409, 409, 403), dict)],
    "audience": [
        Row(lambda full: f"{lease(full)}/audience/", (403, 302, 302, 403), lambda: {"who": "everyone"}),
        Row(lambda full: f"{lease(full)}/audience/", (403, 302, 302, 403), lambda: {"who": "named"}),
    ],
    "allow": [
        Row(
            lambda full: at(f"documents/{document(full)}/allow/")(full),
            (403, 403, 409, 403),
            lambda: {"reason": "None."},
        )
    ],
    "join": [
        Row(
            lambda full: at(f"documents/{document(full)}/join/")(full),
            (403, 302, 302, 403),
            lambda: {"of": Version.objects.earliest("received").document_id, "is": "apart"},
        )
    ],
    "replace": [Row(lambda full: at(f"documents/{document(full)}/replace/")(full), (403, 302, 302, 403), a_file)],
    "delete": [
        Row(lambda full: lease(full) + "/delete/", KEEPING),
        Row(lambda full: at(f"documents/{document(full)}/delete/")(full), (403, 302, 302, 403), nothing),
    ],
    "page-picture": [Row(lambda full: f"{lease(full)}/{full.lease.pk}/1.png", (404, 404, 404, 403))],
    "relations": [Row(at("relations/"), (403, 302, 302, 403), lambda: {"do": "look"})],
    "agreement": [Row(at("agreement/"), SEEING)],
    "new-agreement": [
        own("/agreements/new/"),
        own("/agreements/new/", 422, post=lambda: {"title": "x", "needs": "own"}),
    ],
    "join-project": [everybody("/join/unknown/", 410)],
    "draft": [
        Row(at("agreement/draft/"), AGREEING),
        Row(at("agreement/draft/"), (403, 403, 422, 403), lambda: {"text": "x", "seen": "y"}),
    ],
    "discard-draft": [
        Row(at("agreement/discard/"), (403,) * 4),  # there is none
        Row(at("agreement/discard/"), (403,) * 4, nothing),
    ],
    "invite": [Row(at("agreement/invite/"), (403, 403, 422, 403), lambda: {"name": "", "email": ""})],
    "choose-passkey": [Row(at("agreement/passkey/"), (403,) * 4, lambda: {"key": "a" * 64})],
    "propose": [Row(at("agreement/propose/"), (403,) * 4, nothing)],
    "live": [Row(at("agreement/live/"), (403,) * 4)],
    "version": [Row(at("agreement/1/"), SEEING), Row(at("agreement/2/"), (404,) * 4)],
    "signed-file": [Row(at("agreement/1/agreement.toml"), SEEING), Row(at("agreement/2/agreement.toml"), (404,) * 4)],
    "papers": [Row(at("agreement/1/papers/"), SEEING), Row(at("agreement/2/papers/"), (404,) * 4)],
    "paper": [
        Row(at("agreement/1/papers/annex-3/"), SEEING),
        Row(at("agreement/2/papers/annex-3/"), (404,) * 4),
        Row(at("agreement/1/papers/annex-5/"), (404,) * 4),
    ],
    "paper-file": [
        Row(at("agreement/1/papers/plain/sv.html"), SEEING),
        Row(at("agreement/1/papers/plain/sv.doc"), (404,) * 4),
        Row(at("agreement/1/papers/plain/xx.pdf"), (404,) * 4),
    ],
    "sign": [Row(at("agreement/1/sign/"), (403,) * 4, nothing)],
    "withdraw": [Row(at("agreement/1/withdraw/"), (403,) * 4, nothing)],
    "log": [Row(at("audit/"), (403, 403, 200, 200))],
    # Heron's key is behind a passphrase already: the owner is led back.
    "guard": [Row(at("guard/"), (403, 403, 302, 403)), Row(at("guard/"), (403, 403, 302, 403), nothing)],
    # Last of the project's rows: the owner's own turn locks it.
    "lock": [Row(at("lock/"), (403, 403, 302, 403), nothing)],
    # The sign-in library's pages. None of them belongs to a project.
    "account_login": [own("/account/login/", 302, anonymous=200, one_factor=302)],
    "account_logout": [own("/account/logout/", one_factor=200)],
    "account_reauthenticate": [own("/account/reauthenticate/", 403, one_factor=403)],
    "account_change_password": [own("/account/password/change/", 302)],
    "account_set_password": [own("/account/password/set/")],
    "mfa_authenticate": [own("/account/2fa/authenticate/", 302, anonymous=302, one_factor=302)],
    "mfa_reauthenticate": [own("/account/2fa/reauthenticate/", 403)],
    "mfa_activate_totp": [own("/account/2fa/totp/activate/", one_factor=200)],
    "mfa_deactivate_totp": [own("/account/2fa/totp/deactivate/", 404)],
    "mfa_view_recovery_codes": [own("/account/2fa/recovery-codes/", 404)],
    "mfa_generate_recovery_codes": [own("/account/2fa/recovery-codes/generate/")],
    "mfa_download_recovery_codes": [own("/account/2fa/recovery-codes/download/", 404)],
    "mfa_add_webauthn": [own("/account/2fa/webauthn/add/", one_factor=200)],
    "mfa_reauthenticate_webauthn": [own("/account/2fa/webauthn/reauthenticate/", 403)],
    "mfa_remove_webauthn": [own("/account/2fa/webauthn/keys/1/remove/", 404)],
    "mfa_edit_webauthn": [own("/account/2fa/webauthn/keys/1/edit/", 404)],
    "mfa_login_webauthn": [own("/account/2fa/webauthn/login/", 302, anonymous=302, one_factor=302)],
    "usersessions_list": [own("/account/sessions/")],
}


@pytest.fixture
def full(house: House) -> Full:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    lease = house.with_lease()
    return Full(house, kim, lease, ask(visit(house.ada), house.heron, "When does the lease end?").pk)


def prepare(full: Full) -> None:
    """Let the next one ask: no limit reached, Heron open, and a device of Ada's that is signed in."""
    cache.clear()  # the limits of tries, which nine hundred requests from one address exceed
    if is_locked(full.heron):
        unlock(visit(full.house.ada), full.heron, PASSPHRASE)
    expires = timezone.now() + timedelta(hours=1)
    full.device = Token.objects.create(person=full.house.ada, factor=Factor.TOTP, expires=expires).pk
