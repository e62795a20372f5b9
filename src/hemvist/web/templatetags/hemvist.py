"""Filters for the templates: values for scripts' data attributes, and small words."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON for a ``data-`` attribute; the template escapes it like any other text."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def called(row: Any) -> str:
    """What a document or quotation is called: its title, else its file name."""
    told = row if isinstance(row, dict) else {"title": row.title, "document": row.name}
    return str(told.get("title") or told.get("document") or "")


@register.filter
def file_name(row: Any) -> str:
    """The file name, where the title does not already say it; else nothing."""
    told = row if isinstance(row, dict) else {"title": row.title, "document": row.name}
    return str(told["document"]) if told.get("title") and told["title"] != told["document"] else ""
