"""Hemvist: answers questions from an organisation's own documents, under an agreement that the software obeys."""

__version__ = "0.1.0"
