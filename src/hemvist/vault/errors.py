"""What can go wrong with keys and sealed bytes. Facts are scopes and paths, never contents, keys or passphrases."""

from __future__ import annotations

from hemvist.domain.errors import HemvistError


class VaultLocked(HemvistError):
    """The vault of {scope} is locked: its passphrase has not been given since the keys were last started."""

    exit_code = 8
    status = 423
    remedy = "Unlock it on its page, or with: hemvist project unlock {scope}"


class WrongPassphrase(HemvistError):
    """That is not the passphrase."""

    exit_code = 3
    status = 403
    remedy = "Try again: capitals and spaces count. Nobody can reset it, and without it the contents stay sealed."


class WeakPassphrase(HemvistError):
    """A passphrase has at least {least} characters and at most {most}."""

    exit_code = 5
    remedy = "Take five or six words that do not belong together; spaces are welcome."


class AlreadyBehind(HemvistError):
    """The key of {scope} is behind a passphrase already. Nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Unlock it with that passphrase."


class PassphraseMissing(HemvistError):
    """No passphrase has been set."""

    exit_code = 4
    status = 404
    remedy = "Set one when the project is made."


class NotSealedByUs(HemvistError):
    """These bytes were not sealed for {scope}: {reason}."""

    exit_code = 65
    status = 500
    remedy = "Restore the thing from a backup of the same project, or give the document again."


class Tampered(HemvistError):
    """Sealed bytes of {scope} were changed, cut short or put in another's place since they were sealed."""

    exit_code = 65
    status = 500
    remedy = "Restore the thing from a backup, and find out what else writes into the data folder."


class KeyDamaged(Tampered):
    """The wrapped key of {scope} does not open: it was changed, or the root key is another than the one that wrapped it."""

    remedy = "Restore the key folder, and the root key that belongs to it, from their own backup."


class KeyDestroyed(HemvistError):
    """The key of {scope} was destroyed. What it sealed can never be opened again."""

    exit_code = 65
    status = 410
    remedy = "This is final and was asked for. A new project has a new key."


class KeyMissing(HemvistError):
    """There is no key for {scope}."""

    exit_code = 4
    status = 404
    remedy = "Check that the key folder is the one that belongs to this data folder."


class KeyExists(HemvistError):
    """There is a key for {scope} already, and it was left as it is."""

    exit_code = 1
    status = 409
    remedy = "Use the key there is: another would make what is sealed unreadable."


class KeyExposed(HemvistError):
    """The key at {path} is not used: {reason}."""

    exit_code = 78
    status = 500
    remedy = "{remedy}"


class RootMissing(HemvistError):
    """There is no root key of the kind “{root}” at hand."""

    exit_code = 78
    status = 500
    remedy = "Provide it: a root key file, the systemd credential hemvist-root-key, or a passphrase."


class VaultUnreachable(HemvistError):
    """The keeper of the keys does not answer: {reason}."""

    exit_code = 69
    status = 503
    remedy = "Start the keeper; nothing was lost, and nothing was sealed or opened in the meantime."


class KeeperRunning(HemvistError):
    """Another keeper serves {path} already."""

    exit_code = 1
    status = 500
    remedy = "Stop it first, or give this one another socket."


class KeeperFault(HemvistError):
    """The keeper refused the request: {reason}."""

    exit_code = 70
    status = 500
    remedy = "This is a fault of the software. Please report it with what you did."
