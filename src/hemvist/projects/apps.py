"""The projects app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "hemvist.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
