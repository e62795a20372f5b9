"""Lines of the log, the head of each chain, and the pseudonyms that stand for people in it."""

from __future__ import annotations

import secrets

from django.db import models

INSTALLATION = "installation"
"""The chain for what concerns no project: sign-ins, devices."""


def new_pseudonym() -> str:
    """Random, so that nothing can be computed back once its row is deleted."""
    return f"p-{secrets.token_hex(8)}"


class Event(models.Model):
    """One line of a project's log, exactly as it was hashed. Rows are never changed, and deleted under an anchor only.

    Triggers refuse anything else.
    """

    project = models.CharField(max_length=32)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    name = models.CharField(max_length=40)
    line = models.BinaryField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "sequence"], name="one_line_per_number")]
        ordering = ["project", "sequence"]


class Head(models.Model):
    """Where a project's chain stands: locked while a line is added, so that numbers have no gap and no double."""

    project = models.CharField(max_length=32, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class Anchor(models.Model):
    """Up to which line a project's log was deleted because its agreed days were over, and the hash of that last line.

    The first line that is left follows from it. Rows are never changed, and lines are deleted under one only: triggers
    see to both.
    """

    project = models.CharField(max_length=32)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "sequence"], name="one_anchor_per_number")]
        ordering = ["project", "sequence"]


class Pseudonym(models.Model):
    """Who a pseudonym stands for. Deleting the row unlinks the person from the log, for good."""

    project = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    name = models.CharField(max_length=20, unique=True, default=new_pseudonym)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "person"], name="one_pseudonym_per_project")]
