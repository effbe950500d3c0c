"""What waits for somebody on their home page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.program.rotations import CoverRequest
from fairlead.web.access.letting_in import give_role
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.models import ProgramLog, Role, User
from tests.web.conftest import NOW
from tests.web.log.sample import after, log_with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = log_with_everything()
    give_role(made, asha, Role.OWNER, at=NOW, person="asha")
    return made


def card(user: User) -> str:
    client = Client()
    client.force_login(user)
    page: Any = client.get("/p/checkout/card/")
    assert page.status_code == 200
    return str(page.content.decode())


def put_in(log: ProgramLog, **tables: Any) -> None:
    """Change rows of the program: the section, then its table."""
    log.refresh_from_db()
    program = program_at(log, log.head)
    append(log, diff(program, replace(program, **tables)), base=log.head, at=after(1))


def test_an_editor_decides_on_requests_and_an_owner_on_decisions(
    asha: User, log: ProgramLog
) -> None:
    told = card(asha)
    assert 'Decide: <a href="/p/checkout/request/api/">A longer API</a>' in told
    assert "Where tokens are stored" in told


def test_what_has_climbed_to_somebody_is_theirs_to_take_on(
    asha: User, ben: User, log: ProgramLog
) -> None:
    program = program_at(log, 1)
    now = timezone.now().replace(second=0, microsecond=0)
    for minutes, asked, spared in ((5, asha, ben), (7 * 1440, ben, asha)):
        raised = replace(program.issues["vendor"], raised=now - timedelta(minutes=minutes))
        put_in(log, issues=program.issues.with_row("vendor", raised))
        give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="ben")
        assert "/escalations/issues.vendor/" in card(asked)
        assert "/escalations/issues.vendor/" not in card(spared)


def test_who_takes_turns_is_asked_to_stand_in(asha: User, ben: User, log: ProgramLog) -> None:
    program = program_at(log, 1)
    now = timezone.now().replace(second=0, microsecond=0)
    asked = CoverRequest(who="asha", start=now, finish=now + timedelta(days=1))
    row = replace(program.rotations["support"], requests=(asked,))
    put_in(log, rotations=program.rotations.with_row("support", row))
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="ben")
    assert "Stand in for" in card(ben)
    assert "Stand in for" not in card(asha)


def test_own_work_is_asked_about(asha: User, log: ProgramLog) -> None:
    assert "Begin: " in card(asha)
    program = program_at(log, 1)
    started = replace(program.tasks["spec"], started=NOW)
    put_in(log, tasks=program.tasks.with_row("spec", started))
    assert "Report progress on" in card(asha)


def test_a_reader_is_not_asked_to_decide(ben: User, log: ProgramLog) -> None:
    give_role(log, ben, Role.BUSINESS, at=NOW)
    assert "Waits for you" not in card(ben)
