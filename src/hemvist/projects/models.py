"""A project, the versions of its agreement, and who belongs to it as what. Names and texts are sealed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import NotFound
from hemvist.domain.levels import Role, RootKey
from hemvist.domain.permit import State
from hemvist.people.models import Person, new_id
from hemvist.projects import paper
from hemvist.vault.opened import installation


class ProjectQuerySet(models.QuerySet["Project"]):
    """Lists of projects start here: at one person's own."""

    def of(self, person: Person) -> ProjectQuerySet:
        """The projects this person belongs to now, newest last."""
        return self.filter(membership__person=person, membership__ended=None).order_by("created")

    def named(self, person: Person, name: str) -> Project:
        """One of the person's projects by id, start of id, or name; :class:`NotFound` when none or several match."""
        mine = list(self.of(person))
        found = [row for row in mine if row.id == name or row.name.casefold() == name.casefold()]
        found = found or [row for row in mine if len(name) >= 4 and row.id.startswith(name)]
        if len(found) != 1:
            raise NotFound(thing="project")
        return found[0]


class Project(models.Model):
    """One engagement: one client, one purpose, one agreement in force, one key, one index."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    hash_in_force = models.CharField(max_length=64, null=True)
    root_key = models.CharField(max_length=12, choices=[(k.value, k.value) for k in RootKey])
    made_up = models.BooleanField(default=False)
    sealed_name = models.BinaryField()
    created = models.DateTimeField(default=timezone.now)

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id

    @property
    def name(self) -> str:
        """What people call it."""
        return installation().open_bytes(bytes(self.sealed_name), self._about("name")).decode()

    def rename(self, name: str) -> None:
        """Seal a new name; the caller saves."""
        self.sealed_name = installation().seal_bytes(name.encode(), self._about("name"))

    def _about(self, part: str) -> bytes:
        return f"project:{self.pk}:{part}".encode()

    @property
    def agreement(self) -> Agreement:
        """The agreement in force; the newest version where none is in force yet."""
        versions = AgreementVersion.objects.filter(project=self)
        row = versions.filter(hash=self.hash_in_force).first() or versions.latest("number")
        return row.agreement


class AgreementVersion(models.Model):
    """One version of a project's agreement, sealed whole. Versions never change."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    sealed = models.BinaryField()
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_agreement_per_number")]

    @classmethod
    def keep(cls, project: Project, agreement: Agreement) -> AgreementVersion:
        """Seal and store a version."""
        about = f"agreement:{project.pk}:{agreement.version}".encode()
        sealed = installation().seal_bytes(paper.to_json(agreement), about)
        return cls.objects.create(project=project, number=agreement.version, hash=agreement.hash, sealed=sealed)

    @property
    def agreement(self) -> Agreement:
        """The agreement, whose hash must be the row's."""
        about = f"agreement:{self.project_id}:{self.number}".encode()
        agreement = paper.from_json(installation().open_bytes(bytes(self.sealed), about))
        if agreement.hash != self.hash:
            raise ValueError("The stored agreement does not have the hash it was stored under.")
        return agreement


class Membership(models.Model):
    """Who belongs to a project, as what, from when to when."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Role])
    began = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"], condition=models.Q(ended=None), name="one_role_per_person"
            )
        ]

    @property
    def audience(self) -> frozenset[str]:
        """The labels by which this person may see documents."""
        return frozenset({"everyone", f"role:{self.role}", f"person:{self.person_id}"})
