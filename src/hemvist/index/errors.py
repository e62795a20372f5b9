"""What can be wrong with an index. It is derived from the sealed texts, so it can always be built again."""

from __future__ import annotations

from hemvist.domain.errors import ConfigurationRefused, HemvistError

_REBUILD = "The index is derived from your documents and can be built again: hemvist project reindex {project}"


class EncryptionMissing(ConfigurationRefused):
    """Hemvist does not start: the SQLite module it finds cannot encrypt.

    ``apsw`` and ``apsw-sqlite3mc`` install the same module; whichever came last is there.
    """

    remedy = "Uninstall the package apsw, then install apsw-sqlite3mc again."


class OtherEmbedder(HemvistError):
    """This index was made with the embedder {recorded}; the one at hand is {present}. Their numbers do not compare."""

    exit_code = 6
    status = 409
    remedy = "Embed the project's documents again: hemvist project reindex {project}"


class IndexUnreadable(HemvistError):
    """The project's index cannot be read: it is damaged, or another key or another program wrote it."""

    exit_code = 6
    status = 500
    remedy = _REBUILD


class IndexOutdated(HemvistError):
    """The project's index has the layout {recorded}; this version of Hemvist writes {present}."""

    exit_code = 6
    status = 409
    remedy = _REBUILD


class IndexClosed(HemvistError):
    """The project's index was closed while it was in use."""

    exit_code = 1
    status = 409
    remedy = "Do it again: nothing was changed."


class NotRemoved(HemvistError):
    """{rows} rows of a document are still in the index after its removal. Nothing was removed."""

    exit_code = 70
    status = 500
    remedy = _REBUILD
