"""The Django app of this room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hemvist.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
