"""The keeper: a small process that alone holds the root keys and serves Keys over a private socket."""

from hemvist.vault.keeper.client import KeeperKeys

__all__ = ["KeeperKeys"]
