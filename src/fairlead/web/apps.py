"""The one Django application of the project."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["Web"]


class Web(AppConfig):
    """Tables, pages, interface and worker of the web application."""

    name = "fairlead.web"
    label = "web"
    verbose_name = "Fairlead"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what listens."""
        from fairlead.web.access.letting_in import note_coming_and_going  # slow import

        note_coming_and_going()
