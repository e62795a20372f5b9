"""The keys this process works with: set once at start by whoever composes the process."""

from __future__ import annotations

from hemvist.domain.errors import ConfigurationRefused
from hemvist.vault.base import Keys
from hemvist.vault.sealing import InstallationVault, ProjectVault

_opened: list[Keys] = []


def use(keys: Keys) -> None:
    """Work with these keys from now on."""
    _opened[:] = [keys]


def keys() -> Keys:
    """The keys in use; refused when the process was started without any."""
    if not _opened:
        raise ConfigurationRefused(
            reason="no keys were opened for this process.", remedy="Start it with 'hemvist serve'."
        )
    return _opened[0]


def installation() -> InstallationVault:
    """The vault for what belongs to no project: agreements, names of projects, second factors."""
    return InstallationVault(keys())


def project(project: str) -> ProjectVault:
    """The vault of one project."""
    return ProjectVault(keys(), project)
