"""Django for the tests of this folder: an own home, and SQLite or what DATABASE_URL names."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

_home = tempfile.TemporaryDirectory(prefix="fairlead-web-")
os.environ["FAIRLEAD_HOME"] = _home.name
os.environ["DJANGO_SETTINGS_MODULE"] = "fairlead.web.settings"
Path(_home.name, "static").mkdir()
os.environ.pop("FAIRLEAD_HTTPS", None)

import django  # noqa: E402 (its settings are read when it is imported)
from django.conf import settings  # noqa: E402

if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
    # Threads of one test must see one database, which one in memory would not give them.
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = str(Path(_home.name) / "test.sqlite3")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

from fairlead.web import versions  # noqa: E402 (tables exist once Django is set up)
from fairlead.web.log import shelf  # noqa: E402 (tables exist once Django is set up)
from fairlead.web.models import User  # noqa: E402

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    """Ids of rows begin anew in every test: what was at hand in the last one is of others."""
    shelf.forget()
    versions.forget()
    yield
    shelf.forget()
    versions.forget()


@pytest.fixture
def asha(db: None) -> User:
    return User.objects.create_user("asha", email="asha@fairlead.example", first_name="Asha")


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben", email="ben@fairlead.example", first_name="Ben")
