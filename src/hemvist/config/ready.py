"""Django, set up in a process that serves no page."""

from __future__ import annotations

import os

import django


def ready() -> None:
    """Load the settings and the apps; models can be imported after this, and not before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemvist.config.settings")
    django.setup()
