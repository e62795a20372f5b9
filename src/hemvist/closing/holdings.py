"""The list of who holds what: every table and every file place, what stands in it, and what ends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What kind of thing stands there."""

    CONTENTS_SEALED = "contents, sealed"
    KEYS = "keys"
    PEOPLE = "people"
    STATES = "ids, states and times"
    NOTHING_KEPT = "nothing of a project"


@dataclass(frozen=True)
class Holding:
    """One table (``app.Model``) or file place (a pattern, below HOME unless absolute), what it holds and what removes it."""

    where: str
    holds: Holds
    ends: str


TABLES = (
    Holding(
        "audit.Event", Holds.STATES, "after the log's agreed days, from the oldest on; those of a discarded draft stay"
    ),
    Holding("audit.Anchor", Holds.STATES, "kept: the hash from which the lines left follow, and days"),
    Holding("audit.Head", Holds.STATES, "with the last event"),
    Holding("audit.Pseudonym", Holds.PEOPLE, "row by row, when a person is unlinked"),
    Holding("people.Person", Holds.PEOPLE, "when the person leaves the installation"),
    Holding(
        "people.SignInLink", Holds.PEOPLE, "after 30 minutes or one use it opens nothing; removed with the next link"
    ),
    Holding("people.DeviceCode", Holds.PEOPLE, "after 10 minutes it admits nothing; removed with its token"),
    Holding("people.Token", Holds.PEOPLE, "on sign-out or expiry it opens nothing; removed with its person"),
    Holding("projects.Project", Holds.CONTENTS_SEALED, "name sealed for the installation; ends with the project"),
    Holding("projects.AgreementVersion", Holds.CONTENTS_SEALED, "sealed for the installation; kept after the end"),
    Holding(
        "projects.Draft",
        Holds.CONTENTS_SEALED,
        "sealed for the installation; when what is drawn up is agreed or discarded",
    ),
    Holding(
        "projects.Signed", Holds.CONTENTS_SEALED, "sealed for the installation; kept after the end, with its version"
    ),
    Holding("projects.Signatory", Holds.PEOPLE, "ends with the project"),
    Holding("projects.Invitation", Holds.PEOPLE, "after 7 days or one use it opens nothing; removed with the next one"),
    Holding("projects.Grant", Holds.PEOPLE, "ends with the project, or with the person of the operator"),
    Holding("projects.Concern", Holds.STATES, "ends with the project; who recorded it is forgotten with that person"),
    Holding("projects.Membership", Holds.PEOPLE, "ends with the project"),
    Holding("documents.Document", Holds.STATES, "deletion of the document"),
    Holding("documents.Version", Holds.CONTENTS_SEALED, "deletion of the document"),
    Holding("documents.Allowed", Holds.CONTENTS_SEALED, "deletion of the refused document that it is about"),
    Holding("documents.Indexed", Holds.STATES, "with the project: which embedder's index answers, and which is coming"),
    Holding("documents.Removed", Holds.STATES, "deletion of the mail or archive that a deleted file lay in"),
    Holding("documents.Relation", Holds.STATES, "deletion of either document; a person's name in it with that person"),
    Holding("jobs.Job", Holds.STATES, "with its document; a finished one after 30 days"),
    Holding("jobs.Turn", Holds.STATES, "with the installation: when a project's work was last taken up"),
    Holding("jobs.Clock", Holds.STATES, "with the installation: what the machine's clock said last"),
    Holding("jobs.Slot", Holds.STATES, "after 30 days"),
    Holding(
        "assistant.Question",
        Holds.CONTENTS_SEALED,
        "deletion of the question, with its words in follow-ups; quotes go with their document",
    ),
    Holding("assistant.PhrasingChoice", Holds.STATES, "when phrasing is switched off; ends with the project"),
    Holding(
        "assistant.KeptQuestion",
        Holds.CONTENTS_SEALED,
        "when its person removes it; expected words go with their document",
    ),
    Holding("assistant.Run", Holds.STATES, "after twenty later ones; ends with its person or the project"),
    Holding("assistant.Quoted", Holds.STATES, "deletion of the question or of the document"),
    Holding("account.EmailAddress", Holds.PEOPLE, "with its person"),
    Holding("account.EmailConfirmation", Holds.PEOPLE, "with its person"),
    Holding("mfa.Authenticator", Holds.KEYS, "with its person; secrets sealed for the installation"),
    Holding("usersessions.UserSession", Holds.PEOPLE, "on sign-out"),
    Holding("sessions.Session", Holds.PEOPLE, "on sign-out or expiry"),
    Holding("auth.Permission", Holds.NOTHING_KEPT, "never: the framework's own names, not used here"),
    Holding("auth.Group", Holds.NOTHING_KEPT, "never: the framework's own, not used here and empty"),
    Holding("contenttypes.ContentType", Holds.NOTHING_KEPT, "never: names of tables"),
)

FILES = (
    Holding("data/hemvist.sqlite3*", Holds.STATES, "rows, with sealed contents in them; see the tables"),
    Holding("data/projects/*/*.original", Holds.CONTENTS_SEALED, "deletion of the document"),
    Holding("data/projects/*/*.text", Holds.CONTENTS_SEALED, "deletion of the document"),
    Holding(
        "data/projects/*/*.shown-*",
        Holds.CONTENTS_SEALED,
        "deletion of the document; of a reading that came to no end, when the version is read, refused or deleted",
    ),
    Holding("data/projects/*/*.draft-*", Holds.CONTENTS_SEALED, "when the version is read, refused or deleted"),
    Holding("data/projects/*/*.page-*", Holds.CONTENTS_SEALED, "when the version is read, refused or deleted"),
    Holding("data/projects/*/*.vectors-*", Holds.CONTENTS_SEALED, "when the version is read, refused or deleted"),
    Holding(
        "data/projects/*/*.anew-*", Holds.CONTENTS_SEALED, "when the coming index holds the version, or is given up"
    ),
    Holding("data/projects/*/marks.key", Holds.KEYS, "with the project; sealed by the project's key"),
    Holding(
        "data/projects/*/index*.sqlite*",
        Holds.CONTENTS_SEALED,
        "row by row with documents; whole with the project, or when another embedder's takes its place",
    ),
    Holding("data/projects/*/index*.key", Holds.KEYS, "with its index; sealed by the project's key"),
    Holding(
        "data/language-model", Holds.NOTHING_KEPT, "the name of the language model to be run, until another is chosen"
    ),
    Holding("data/embedder", Holds.NOTHING_KEPT, "the name of the embedder of new indexes, until another is chosen"),
    Holding("data/django.secret", Holds.KEYS, "sealed for the installation"),
    Holding("keys/*", Holds.KEYS, "root key, and project keys wrapped by it: the end of a project destroys its own"),
    Holding("models/*", Holds.NOTHING_KEPT, "weights"),
    Holding("tls/*", Holds.KEYS, "the local authority's and the server's keys"),
    Holding("run/*", Holds.NOTHING_KEPT, "sockets, the address it runs at, the supervisor's lock: new at every start"),
    Holding("/dev/shm/hemvist-*", Holds.NOTHING_KEPT, "temporary files in memory; removed at the stop"),  # noqa: S108
)
