"""How the server starts: with what is needed for the first page, and with its tables."""

import subprocess
import sys

import pytest
from django.db import connection
from django.urls import reverse

from fairlead.web.tables import bring_up_to_date, up_to_date

_LOADED = """
import sys
import django
django.setup()
from django.urls import reverse
assert reverse("plan", args=["x"]) == "/p/x/plan/"
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"ninja", "pydantic", "ortools", "vl_convert", "jinja2"}))
print("fairlead.analyses.options" in sys.modules)
assert reverse("api:openapi-json") == "/api/openapi.json"
"""


def test_what_no_page_needs_is_loaded_when_somebody_asks_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\nFalse\n", done.stderr


def test_the_interface_is_where_it_was() -> None:
    assert reverse("api:openapi-json") == "/api/openapi.json"


@pytest.mark.django_db
def test_open_migrations_are_seen() -> None:
    assert up_to_date()
    assert not bring_up_to_date()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web' AND name LIKE '0003%%'")
    assert not up_to_date()
