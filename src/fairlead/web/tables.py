"""The tables as this version wants them: brought up to date where they are not."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection

__all__ = ["bring_up_to_date", "up_to_date"]


def bring_up_to_date() -> bool:
    """Run the migrations that are open; whether there were any.

    Where none is, not even what runs them is loaded. Raises `django.db.OperationalError` where the
    database cannot be reached.
    """
    if up_to_date():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def up_to_date() -> bool:
    """Whether every migration that an application brings was run."""
    connection.ensure_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            run = set(cursor.fetchall())
    except DatabaseError:
        return False  # the first day: there are no tables at all
    return all(
        (config.label, name) in run
        for config in apps.get_app_configs()
        for name in _brought(f"{config.name}.migrations")
    )


def _brought(module: str) -> list[str]:
    """The names of the migrations of an application."""
    if find_spec(module) is None:
        return []
    found = pkgutil.iter_modules(import_module(module).__path__)
    return [each.name for each in found if not each.ispkg and each.name[0] not in "_~"]
