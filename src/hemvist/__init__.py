"""Hemvist: answers questions from an organisation's own documents, under an agreement that the software obeys."""

import os

# The runtime of the models reports its use to its maker unless told otherwise before it is imported. Nothing of ours does.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
