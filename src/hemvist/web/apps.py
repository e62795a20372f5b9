"""The web app: it owns no table, only pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hemvist.web"
    label = "web"

    def ready(self) -> None:
        from hemvist.web import signed_in

        signed_in.listen()
