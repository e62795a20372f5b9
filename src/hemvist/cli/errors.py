"""What can go wrong between the command line and the server, each with its exit code."""

from __future__ import annotations

from typing import ClassVar

from hemvist.domain.errors import HemvistError


class ServerUnreachable(HemvistError):
    """No Hemvist answers at {url}."""

    exit_code: ClassVar[int] = 11
    remedy: ClassVar[str] = "Start it with 'make demo' or 'hemvist serve', or set HEMVIST_URL to where it runs."


class ServerUnknown(HemvistError):
    """The server at {url} does not prove to be ours: {why}."""

    exit_code: ClassVar[int] = 11
    remedy: ClassVar[str] = (
        "Set HEMVIST_AUTHORITY to the file of its certificate authority (tls/authority.pem in its HOME)."
    )


class SignInNeeded(HemvistError):
    """This command line is not signed in."""

    exit_code: ClassVar[int] = 10
    remedy: ClassVar[str] = "Run 'hemvist sign-in' and admit it on the page; it then acts with your rights."


class SignInNotAdmitted(HemvistError):
    """Nobody admitted this command line within ten minutes."""

    exit_code: ClassVar[int] = 10
    remedy: ClassVar[str] = "Run 'hemvist sign-in' again and open the address that it prints."


class FolderUnusable(HemvistError):
    """There is nothing to read at {path}."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "Name a file, or a folder with files in it."


class FileUnreadable(HemvistError):
    """{path} cannot be read: {why}. It was not sent."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Check your rights to it, and send it again."


class PathTaken(HemvistError):
    """Another file has the path {path} as well, or one that differs only in how its characters are written. It was not sent."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Rename one of the two, or its folder, and send it again."


class FolderTaken(HemvistError):
    """Another folder may have been sent under the name {name} before: {why}. Nothing of this one was sent."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = (
        "Add --as NAME to send it under another name; or --same if it is that folder: what changed in it is then taken "
        "as new versions."
    )


class FolderUnmarked(HemvistError):
    """Where {name} was sent from cannot be remembered in {folder}: {why}. What was sent stays."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "Make that folder writable for you, or name another one in XDG_STATE_HOME."


class FolderNameUnusable(HemvistError):
    """The name {name} cannot be given with --as: {why}. Nothing was sent."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "Name one folder, and one name with letters or digits."


class DeletedMeanwhile(HemvistError):
    """The document was deleted meanwhile."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Send the file again if it should be there."


class DocumentUnclear(HemvistError):
    """{count} documents match. Nothing was changed."""

    exit_code: ClassVar[int] = 4
    remedy: ClassVar[str] = "Name one document by its id: hemvist project documents PROJECT lists them."


class ReportUnusable(HemvistError):
    """The report cannot be written to {path}: {why}."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "Name a file that ends in .csv, .json or .html, in a folder that you may write to."


class TableUnwritten(HemvistError):
    """The questions cannot be written to {path}: {why}. What stood there still does."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "Name a file that ends in .csv or .json, in a folder that you may write to."


class WatchUnusable(HemvistError):
    """The folder cannot be watched like this: {why}. Nothing was changed."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "See: hemvist watch --help"


class RemoteUnusable(HemvistError):
    """The folder at {host} cannot be used: {why}. Nothing was sent."""

    exit_code: ClassVar[int] = 5
    remedy: ClassVar[str] = "{remedy}"


class SomeRefused(HemvistError):
    """{refused} of {all} files were refused; the rest is taken in."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Each refusal is listed above with its cause and what to do."


class ServerRefused(HemvistError):
    """{message}"""

    def __init__(self, told: dict[str, object], answered: int = 400, wait: int | None = None) -> None:
        self._told, self.answered, self.wait = told, answered, wait
        super().__init__(message=told.get("message", "The server could not do this."))

    @property
    def code(self) -> str:
        return str(self._told.get("error", "ServerRefused"))

    @property
    def exit(self) -> int:
        """The exit code that the error has on the server."""
        value = self._told.get("exit_code", 1)
        return value if isinstance(value, int) else 1

    @property
    def help(self) -> str:
        return str(self._told.get("remedy", ""))

    @property
    def told(self) -> dict[str, object]:
        """What the server told, all of it: a refusal's clause, too."""
        return self._told | {"error": self.code, "message": self.message, "remedy": self.help, "exit_code": self.exit}
