"""Who is acting: a person with the session or device they act through, in the terms that a decision looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as Row
from django.http import HttpRequest
from django.utils import timezone

from hemvist.domain.levels import Factor
from hemvist.domain.permit import Session
from hemvist.people.models import Person, Token

METHODS_KEY = "account_authentication_methods"
SEEN_KEY = "hemvist_seen"
UNUSED_KEY = "hemvist_unused"
_OFTEN = 30.0
_PAGE, _DEVICE = "page-", "device-"
_FACTORS = {"totp": Factor.TOTP, "webauthn": Factor.PASSKEY, "recovery_codes": Factor.RECOVERY_CODE}
_STRENGTH = [Factor.RECOVERY_CODE, Factor.TOTP, Factor.PASSKEY]


@dataclass(frozen=True)
class Visit:
    """A person acting now, through one session."""

    person: Person
    session: Session | None


def of_request(request: HttpRequest) -> Visit | None:
    """The visit behind a page request; ``None`` where nobody has signed in."""
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return None
    return Visit(person, _session(request))


def of_token(token: Token, address: str = "") -> Visit:
    """The visit behind an admitted device that calls from this address."""
    used = _used(token.used, token.unused)
    return Visit(token.person, Session(f"{_DEVICE}{token.pk}", Factor(token.factor), token.began, used, address))


def stands(person: str, session: Session) -> bool:
    """Whether the sign-in behind a session is still there: neither signed out nor ended, and this active person's.

    A session that came neither from a page nor from a device is the process's own, and stands as long as that runs.
    """
    if session.id.startswith(_DEVICE):
        row = Token.objects.select_related("person").filter(pk=session.id.removeprefix(_DEVICE), person=person).first()
        return row is not None and row.alive
    if session.id.startswith(_PAGE):
        rows = Row.objects.filter(
            session_key__startswith=session.id.removeprefix(_PAGE), expire_date__gt=timezone.now()
        )
        active = Person.objects.filter(pk=person, is_active=True).exists()
        return active and any(row.get_decoded().get(SESSION_KEY) == person for row in rows)
    return True


def address_of(request: HttpRequest) -> str:
    """The address at the other end of the connection. What a header says of it is not looked at: anybody can write one."""
    address: str = request.META.get("REMOTE_ADDR") or ""
    return address


def factor_of(request: HttpRequest) -> Factor | None:
    """The strongest second factor this session was opened with; ``None`` when there was none."""
    methods = request.session.get(METHODS_KEY, [])
    factors = [_FACTORS[row["type"]] for row in methods if row.get("method") == "mfa" and row.get("type") in _FACTORS]
    return max(factors, key=_STRENGTH.index, default=None)


def note_use(request: HttpRequest) -> None:
    """Keep when the session was last used, at most twice a minute, and how long it lay unused at most."""
    now = timezone.now().timestamp()
    last = _seen(request)
    if last is None or now - last > _OFTEN:
        request.session[UNUSED_KEY] = max(now - (last or now), request.session.get(UNUSED_KEY, 0))
        request.session[SEEN_KEY] = now


def _session(request: HttpRequest) -> Session | None:
    methods = request.session.get(METHODS_KEY, [])
    times = [row["at"] for row in methods if "at" in row]
    seen = _seen(request)
    if not times or seen is None or request.session.session_key is None:
        return None
    began = datetime.fromtimestamp(min(times), UTC)
    used = _used(datetime.fromtimestamp(seen, UTC), request.session.get(UNUSED_KEY, 0))
    key = f"{_PAGE}{request.session.session_key[:8]}"  # so much of it as tells it from the person's others
    return Session(key, factor_of(request), began, used, address_of(request))


def _seen(request: HttpRequest) -> float | None:
    """When the session was last used; at first when it was last signed in to."""
    times = [row["at"] for row in request.session.get(METHODS_KEY, []) if "at" in row]
    seen: float | None = request.session.get(SEEN_KEY, max(times, default=None))
    return seen


def _used(last: datetime, unused: float) -> datetime:
    """When it counts as last used: as long ago as it ever lay unused (seconds), so that no use makes that undone."""
    return min(last, timezone.now() - timedelta(seconds=unused))
