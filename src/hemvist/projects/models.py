"""A project, the versions of its agreement, and who belongs to it as what. Names and texts are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from hemvist.domain.agreement import FORM, Agreement, Side, Signature, toml
from hemvist.domain.agreement.problems import Unsound
from hemvist.domain.concern import Kind
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.grant import Grant as GrantHeld
from hemvist.domain.levels import Role, RootKey
from hemvist.domain.permit import State
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person, new_id
from hemvist.projects import paper
from hemvist.vault.errors import NotSealedByUs, Tampered
from hemvist.vault.opened import installation

ALTERED = Refusal(
    "signatures",
    "What is stored of this project's agreement is not what was kept: it was changed outside Hemvist, or is damaged.",
    "Whoever runs this installation brings the database back from a backup; the other projects go on meanwhile.",
)


class AgreementAltered(Refused):
    """What is stored of this project's agreement is not what was kept: it was changed outside Hemvist, or is damaged."""

    remedy = ALTERED.remedy

    def __init__(self, deed: str = "") -> None:
        super().__init__(ALTERED.reason, ALTERED.remedy, ALTERED.clause, deed)


class ProjectQuerySet(models.QuerySet["Project"]):
    """Lists of projects start here: at one person's own."""

    def of(self, person: Person) -> ProjectQuerySet:
        """The projects this person belongs to now, newest last."""
        return self.filter(membership__person=person, membership__ended=None).order_by("created")

    def hold(self, key: str) -> Project:
        """A project's own row, held until the transaction ends: by whoever changes its agreement, before anything else.

        See decision 0012. ``no_key``: what only refers to the project waits for nobody. :class:`NotFound` where its
        draft was discarded in this moment.
        """
        row = self.select_for_update(no_key=True).filter(pk=key).first()
        if row is None:
            raise NotFound(thing="project")
        return row

    def named(self, person: Person, name: str) -> Project:
        """One of the person's projects by id, start of id, or name; :class:`NotFound` when none or several match."""
        mine = list(self.of(person))
        found = [row for row in mine if row.id == name or row.name.casefold() == name.casefold()]
        found = found or [row for row in mine if len(name) >= 4 and row.id.startswith(name)]
        if len(found) != 1:
            raise NotFound(thing="project")
        return found[0]


class Project(models.Model):
    """One engagement: one client, one purpose, one agreement in force, one key, one index.

    ``unkept``: the clause that this installation was last seen not to keep, so that its log is told of changes only.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    hash_in_force = models.CharField(max_length=64, null=True)
    root_key = models.CharField(max_length=12, choices=[(k.value, k.value) for k in RootKey])
    made_up = models.BooleanField(default=False)
    unkept = models.CharField(max_length=40, blank=True, default="")
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
        """The agreement in force; where none is yet, what is proposed, or else the draft.

        :class:`AgreementAltered` where it is not what was kept.
        """
        versions = AgreementVersion.objects.filter(project=self)
        try:
            return self._stored(versions)
        except (Tampered, NotSealedByUs, ValueError) as error:
            raise AgreementAltered from error

    def _stored(self, versions: VersionQuerySet) -> Agreement:
        if self.hash_in_force is None:
            waiting = versions.waiting().first()
            return waiting.agreement if waiting else Draft.objects.get(project=self).agreement
        # A hash that no version has: the newest stands in, and decide() refuses everything under it.
        return versions.told(self.hash_in_force) or versions.latest("number").agreement


class VersionQuerySet(models.QuerySet["AgreementVersion"]):
    """The versions of agreements by how far they have come."""

    def waiting(self) -> VersionQuerySet:
        """Proposed, and not yet signed by all sides."""
        return self.filter(agreed=None, withdrawn=None)

    def agreed_ones(self) -> VersionQuerySet:
        """Signed by all sides, the newest first."""
        return self.exclude(agreed=None).order_by("-number")

    def told(self, hash_: str) -> Agreement | None:
        """The agreement of this hash with the signatures made so far, by one question to the database; None if none has it."""
        columns = "project", "number", "sealed", "signed__side", "signed__sealed"
        rows = list(self.filter(hash=hash_).order_by("number", "signed__side").values_list(*columns))
        if not rows:
            return None
        project, number, sealed, _, _ = rows[0]
        version = AgreementVersion(project_id=project, number=number, hash=hash_, sealed=sealed)
        signed = [Signed(version=version, side=row[3], sealed=row[4]) for row in rows if row[1] == number and row[3]]
        return version.signed_by(signed)


class AgreementVersion(models.Model):
    """One version of a project's agreement, sealed whole. Versions never change; their signatures stand beside them."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    sealed = models.BinaryField()
    sealed_text = models.BinaryField(null=True)
    created = models.DateTimeField(default=timezone.now)
    agreed = models.DateTimeField(null=True)
    in_force_from = models.DateField(null=True)
    withdrawn = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_agreement_per_number")]

    @classmethod
    def keep(
        cls, project: Project, agreement: Agreement, text: str = "", **stands: datetime | date
    ) -> AgreementVersion:
        """Seal and store a version, and the text that it was written in, comments and all, where there is one."""
        about = f"agreement:{project.pk}:{agreement.version}".encode()
        sealed = installation().seal_bytes(paper.to_json(agreement), about)
        words = installation().seal_bytes(text.encode(), about + b":text") if text else None
        return cls.objects.create(
            project=project, number=agreement.version, hash=agreement.hash, sealed=sealed, sealed_text=words, **stands
        )

    @property
    def text(self) -> str:
        """The text that it was written in; of one that nobody wrote, the text that is written for it."""
        if self.sealed_text is None:
            return toml.write(replace(self.agreement, signatures=(), form=FORM))
        about = f"agreement:{self.project_id}:{self.number}:text".encode()
        words = installation().open_bytes(bytes(self.sealed_text), about).decode()
        return toml.change(toml.change(words, "project", self.project_id), "version", self.number)

    @property
    def agreement(self) -> Agreement:
        """The agreement with the signatures made so far; its hash must be the row's."""
        return self.signed_by(self.signed_set.order_by("side"))

    def signed_by(self, signed: Iterable[Signed]) -> Agreement:
        """The agreement with these signatures; its hash must be the row's."""
        about = f"agreement:{self.project_id}:{self.number}".encode()
        agreement = paper.from_json(installation().open_bytes(bytes(self.sealed), about))
        if agreement.hash != self.hash:
            raise ValueError("The stored agreement does not have the hash it was stored under.")
        return agreement.signed_by(tuple(row.signature for row in signed))


class Signed(models.Model):
    """One side's signature under a version, sealed whole."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE)
    side = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Side])
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "side"], name="one_signature_per_side"),
            models.UniqueConstraint(fields=["version", "person"], name="one_signature_per_person"),
        ]

    @classmethod
    def keep(cls, version: AgreementVersion, person: Person, signature: Signature) -> Signed:
        """Seal and store a signature; an :class:`IntegrityError` where the side or the person has signed already."""
        sealed = installation().seal_bytes(paper.signature_to_json(signature), cls._about(version, signature.side))
        return cls.objects.create(version=version, side=signature.side, person=person, sealed=sealed)

    @property
    def signature(self) -> Signature:
        """The signature."""
        about = self._about(self.version, Side(self.side))
        return paper.signature_from_json(installation().open_bytes(bytes(self.sealed), about))

    @staticmethod
    def _about(version: AgreementVersion, side: Side) -> bytes:
        return f"signature:{version.project_id}:{version.number}:{side}".encode()


class Draft(models.Model):
    """What is being drawn up: the text as it was written, comments and all, sealed. It can always be read as an agreement."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True)
    sealed = models.BinaryField()
    changed = models.DateTimeField(default=timezone.now)

    @classmethod
    def keep(cls, project: Project, text: str) -> None:
        """Seal and store the text in place of what stood there."""
        sealed = installation().seal_bytes(text.encode(), cls._about(project.pk))
        cls.objects.update_or_create(project=project, defaults={"sealed": sealed, "changed": timezone.now()})

    @property
    def text(self) -> str:
        """The text."""
        return installation().open_bytes(bytes(self.sealed), self._about(self.project_id)).decode()

    @property
    def agreement(self) -> Agreement:
        """The agreement it would be."""
        agreement, problems = toml.read(self.text.encode())
        if agreement is None:
            raise Unsound(problems)
        return replace(agreement, project=self.project_id, signatures=())

    @staticmethod
    def _about(project: str) -> bytes:
        return f"draft:{project}".encode()


class Signatory(models.Model):
    """Who signs for a side of a project, and with which of their passkeys once they have chosen one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    side = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Side])
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "side"], name="one_signatory_per_side"),
            models.UniqueConstraint(fields=["project", "person"], name="one_side_per_signatory"),
        ]


class Invitation(models.Model):
    """A single-use invitation of the other side's signatory; only the hash of its secret is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    side = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Side])
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    by = models.ForeignKey(Person, on_delete=models.CASCADE)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Concern(models.Model):
    """An incident, or a request of somebody whose data it is: when it became known, by when it is due, when it was settled."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in Kind])
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    known = models.DateTimeField()
    due = models.DateTimeField()
    settled = models.DateTimeField(null=True)

    @property
    def late(self) -> bool:
        """Whether it was settled after it was due, or is open and over it now."""
        return (self.settled or timezone.now()) > self.due


class Grant(models.Model):
    """What the operator asked for: to see contents, for some minutes; by whom and from when it was given, if it was."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()
    asked = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    began = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=models.Q(ended=None, began=None),
                name="one_question_for_a_grant",
            )
        ]

    @property
    def waits(self) -> bool:
        """Whether the client has yet to say."""
        return self.began is None and self.ended is None

    @property
    def lives(self) -> bool:
        """Whether it holds now, as far as rows can tell."""
        now = timezone.now()
        return (
            self.ended is None and self.began is not None and self.until is not None and self.began <= now < self.until
        )

    @classmethod
    def living(cls, project: Project, person: str) -> GrantHeld | None:
        """The grant that somebody holds now."""
        rows = cls.objects.filter(project=project, person=person, ended=None, until__gt=timezone.now())
        row = rows.order_by("-until").first()
        return GrantHeld(row.pk, row.began, row.until) if row and row.began and row.until else None


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

    @classmethod
    def now_in(cls, project: Project) -> models.QuerySet[Membership]:
        """Those who belong to a project now."""
        return cls.objects.filter(project=project, ended=None)

    @property
    def audience(self) -> frozenset[str]:
        """The labels by which this person may see documents."""
        return frozenset({"everyone", f"role:{self.role}", f"person:{self.person_id}"})
