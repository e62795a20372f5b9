"""The assistant app."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "hemvist.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"
