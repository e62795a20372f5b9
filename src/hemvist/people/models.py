"""A person, the one-time link that begins a sign-in, and the devices admitted by a signed-in person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone

LINK_LASTS = timedelta(minutes=30)
CODE_LASTS = timedelta(minutes=10)


def new_id() -> str:
    """128 random bits in hexadecimal: names nothing, counts nothing."""
    return secrets.token_hex(16)


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PersonManager(BaseUserManager["Person"]):
    """Makes people; none has a usable password unless one is set."""

    def admit(self, email: str, name: str) -> Person:
        """A new person, known by this address."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> Person:
        """What Django's own tools call."""
        person = self.admit(email, str(extra.get("name", "")))
        if password:
            person.set_password(password)
            person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A named person. Always behind a second factor; nobody is anybody's superuser."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class SignInLink(models.Model):
    """A one-time link: the first factor. It is never enough alone; only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    @classmethod
    def make(cls, person: Person) -> str:
        """A new link's secret, shown once; earlier unused links of the person stop working."""
        cls.objects.filter(person=person, used=None).delete()
        secret = secrets.token_urlsafe(32)
        cls.objects.create(digest=digest(secret), person=person, expires=timezone.now() + LINK_LASTS)
        return secret

    @classmethod
    def waiting(cls, secret: str) -> SignInLink | None:
        """The unused, unexpired link of this secret."""
        return cls.objects.filter(digest=digest(secret), used=None, expires__gt=timezone.now()).first()

    def use(self) -> bool:
        """Spend the link; False when somebody else just did."""
        return bool(SignInLink.objects.filter(pk=self.pk, used=None).update(used=timezone.now()))


class DeviceCode(models.Model):
    """A command line that waits to be admitted by a signed-in person (the device flow of RFC 8628)."""

    digest = models.CharField(max_length=64, unique=True)
    user_code = models.CharField(max_length=9, unique=True)
    expires = models.DateTimeField()
    token = models.OneToOneField("Token", null=True, on_delete=models.CASCADE)
    denied = models.BooleanField(default=False)


class Token(models.Model):
    """An admitted device: acts with one person's rights until it expires or is signed out."""

    digest = models.CharField(max_length=64, unique=True, null=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    factor = models.CharField(max_length=20)
    began = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(default=timezone.now)
    unused = models.PositiveIntegerField(default=0)
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    @property
    def alive(self) -> bool:
        """Whether it still opens anything now."""
        return self.ended is None and self.person.is_active and self.expires > timezone.now()

    def touch(self, now: datetime) -> None:
        """Note its use, at most twice a minute, and for how many seconds it lay unused at most."""
        unused = now - self.used
        if unused > timedelta(seconds=30):
            longest = Greatest(models.F("unused"), int(unused.total_seconds()))
            Token.objects.filter(pk=self.pk).update(used=now, unused=longest)
