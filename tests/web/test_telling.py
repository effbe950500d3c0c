"""What is told on standard error can be read by machines, and holds no secret."""

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from fairlead.web.telling import Structured, without_secrets


def test_a_message_stays_one_line_whatever_it_holds() -> None:
    trouble: Any = None
    try:
        int('a "quote"')
    except ValueError:
        trouble = sys.exc_info()
    told = 'two\nlines {"level": "info"}'
    record = logging.LogRecord("fairlead.worker", 40, "x.py", 1, told, None, trouble)
    line = Structured().format(record)
    assert "\n" not in line
    read = json.loads(line)
    assert (read["level"], read["from"], read["told"]) == ("error", "fairlead.worker", told)
    assert 'a "quote"' in read["trouble"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/sign-in/secret/", "/sign-in/.../"),
        ("/calendar/secret/shop.ics", "/calendar/.../shop.ics"),
        ("/in/webhook/secret/", "/in/webhook/.../"),
        ("/p/shop/plan/", "/p/shop/plan/"),
    ],
)
def test_secrets_of_addresses_are_not_told(path: str, told: str) -> None:
    assert without_secrets(path) == told


@pytest.mark.django_db
def test_every_request_is_told_where_that_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "fairlead.requests"):
        Client().get("/health/live")
    (record,) = [r for r in caplog.records if r.name == "fairlead.requests"]
    facts = record.__dict__["facts"]
    assert (facts["method"], facts["path"], facts["status"]) == ("GET", "/health/live", 200)
