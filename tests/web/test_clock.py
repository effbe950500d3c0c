"""The clock of a program: who is told of what waits, once, whatever happens in between."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from fairlead.notices import escalating
from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.sources.program_file import parse_program
from fairlead.web import records
from fairlead.web.access.letting_in import give_role
from fairlead.web.jobs import clock
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.jobs.worker import carry_once, work_once
from fairlead.web.log.append import append, begin
from fairlead.web.models import Job, Notice, Outgoing, ProgramLog, Role, User
from fairlead.web.outward import channels
from fairlead.web.records import verify_records
from tests.notices.servers import mail_server

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """\
fairlead: 1
program: shop
title: Shop
timezone: Europe/Berlin
start: 2026-02-02
as_of: 2026-03-02
people:
  asha: {name: Asha, email: asha@shop.example}
  boss: {name: Boss, email: boss@shop.example}
tasks: {build: {title: Build it, estimate: 20d, who: asha}}
milestones: {beta: {title: Beta, needs: [build], due: 2026-03-06}}
issues:
  vendor: {title: The vendor has not answered, raised: 2026-03-02 09:00, severity: high}
triggers:
  late: {when: "chance(beta) < 50%", title: Beta is in danger, ladder: default}
escalation:
  default: {levels: [{who: asha, acknowledge: 4h, clock: wall}, {who: boss, clock: wall}]}
"""


def shop() -> ProgramLog:
    program = parse_program(TEXT).program
    assert program is not None
    return begin(program, key="shop", at=AT)


@pytest.fixture
def _by_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRLEAD_SMTP", "smtp://127.0.0.1:9")
    monkeypatch.setenv("FAIRLEAD_MAIL_FROM", "fairlead@shop.example")
    channels.people_channels.cache_clear()


@pytest.fixture(autouse=True)
def _channels_of_each_test() -> None:
    channels.people_channels.cache_clear()


def outgoing() -> list[str]:
    return [row.to for row in Outgoing.objects.order_by("pk")]


def kinds(log: ProgramLog) -> list[str]:
    return [entry.kind for entry in records.entries(log, "escalations")]


@pytest.mark.usefixtures("_by_mail")
def test_whoever_is_due_is_promised_a_mail_once_and_the_next_level_when_time_is_up() -> None:
    log = shop()
    again = clock.look_at(log, at=AT)
    assert outgoing() == ["asha@shop.example"]
    assert again is not None
    assert AT < again <= AT + clock.LOOK_AGAIN
    clock.look_at(log, at=AT + timedelta(minutes=1))
    assert outgoing() == ["asha@shop.example"]
    clock.look_at(log, at=AT + timedelta(hours=4, minutes=1))
    assert outgoing() == ["asha@shop.example", "boss@shop.example"]
    assert kinds(log) == ["told", "told"]
    assert list(verify_records(log)) == []


@pytest.mark.usefixtures("_by_mail")
def test_what_was_acknowledged_does_not_climb() -> None:
    log = shop()
    clock.look_at(log, at=AT)
    said = {"concern": "issues.vendor"}
    records.add(log, "escalations", at=AT + timedelta(hours=1), kind="acknowledged", content=said)
    clock.look_at(log, at=AT + timedelta(hours=5))
    assert outgoing() == ["asha@shop.example"]


def test_nobody_counts_as_told_whom_nothing_reaches(asha: User) -> None:
    log = shop()
    clock.look_at(log, at=AT)
    assert kinds(log) == []
    give_role(log, asha, Role.CONTRIBUTOR, at=AT, person="asha")
    clock.look_at(log, at=AT + timedelta(minutes=1))
    assert kinds(log) == ["told"]
    assert "vendor" in Notice.objects.get(user=asha).text


def test_who_has_no_time_limit_is_put_up_a_notice_without_one(asha: User) -> None:
    program = parse_program(TEXT.replace("acknowledge: 4h, ", "")).program
    assert program is not None
    log = begin(program, key="shop", at=AT)
    give_role(log, asha, Role.CONTRIBUTOR, at=AT, person="asha")
    clock.look_at(log, at=AT)
    text = Notice.objects.get(user=asha).text
    assert text.endswith("waits for you.")


@pytest.mark.usefixtures("_by_mail")
def test_a_trigger_is_held_against_the_study_and_recorded_when_it_turns() -> None:
    log = shop()
    clock.look_at(log, at=AT)
    assert "held" not in kinds(log)
    ask_for_study(log, at=AT)
    Job.objects.filter(kind="clock").delete()  # it would look at the time of this machine
    assert work_once("w")
    clock.look_at(log, at=AT + timedelta(minutes=2))
    assert kinds(log).count("held") == 1
    clock.look_at(log, at=AT + timedelta(minutes=3))
    assert kinds(log).count("held") == 1


def test_a_change_has_the_clock_looked_at() -> None:
    log = shop()
    Job.objects.all().delete()
    program = parse_program(TEXT).program
    assert program is not None
    other = replace(program, id="shop", title="Shop, again")
    append(log, diff(replace(program, id="shop"), other), base=1, at=AT)
    assert Job.objects.filter(kind="clock", state="waiting", log=log).count() == 1


def test_a_clock_that_was_lost_is_wound_up_again() -> None:
    log = shop()
    Job.objects.all().delete()
    assert clock.wind_up(at=AT) == 1
    assert clock.wind_up(at=AT) == 0
    assert Job.objects.get().log == log


@pytest.mark.usefixtures("_by_mail")
def test_what_was_computed_of_another_state_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = shop()
    real = escalating.packets_of

    def meanwhile(*given: object, **named: object) -> object:
        said = {"concern": "issues.vendor"}
        records.add(log, "escalations", at=AT, kind="resolved", content=said)
        return real(*given, **named)  # type: ignore[arg-type]  # whatever it is given

    monkeypatch.setattr(clock, "packets_of", meanwhile)
    assert clock.look_at(log, at=AT) == AT
    assert outgoing() == []
    assert kinds(log) == ["resolved"]


def test_a_mail_goes_out_once_and_is_tried_again_after_a_while() -> None:
    with mail_server() as server:
        os.environ["FAIRLEAD_SMTP"] = "smtp://127.0.0.1:9"
        os.environ["FAIRLEAD_MAIL_FROM"] = "fairlead@shop.example"
        try:
            clock.look_at(shop(), at=AT)
            assert carry_once(at=AT) == 0
            channels.people_channels.cache_clear()
            os.environ["FAIRLEAD_SMTP"] = server.url
            assert carry_once(at=AT + timedelta(seconds=30)) == 0
            assert carry_once(at=AT + timedelta(seconds=61)) == 1
            assert carry_once(at=AT + timedelta(hours=9)) == 0
        finally:
            del os.environ["FAIRLEAD_SMTP"], os.environ["FAIRLEAD_MAIL_FROM"]
            channels.people_channels.cache_clear()
    assert [mail["To"] for mail in server.mails] == ["asha@shop.example"]
    assert Outgoing.objects.get().state == "sent"


_KILLED = """
import os, sys
import django
django.setup()
from datetime import UTC, datetime
from fairlead.web.jobs import clock
from fairlead.web.models import ProgramLog
from fairlead.web import records
from fairlead.web.outward import outbox
step = sys.argv[1]
def die(*given, **named):
    os.kill(os.getpid(), 9)
if step == "before":
    clock.notices_of = die
if step == "promised":
    clock.told_of = die
if step == "recorded":
    clock.tell_hooks = die
clock.look_at(ProgramLog.objects.get(key="shop"), at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_by_mail")
@pytest.mark.parametrize("step", ["before", "promised", "recorded"])
def test_killed_between_any_two_steps_it_promised_and_recorded_or_neither(step: str) -> None:
    log = shop()
    name = connection.settings_dict["NAME"]
    server = os.environ.get("DATABASE_URL")
    here = f"sqlite:///{name}" if server is None else urlsplit(server)._replace(path=f"/{name}")
    told = {**os.environ, "DATABASE_URL": here if isinstance(here, str) else here.geturl()}
    ran = subprocess.run(
        [sys.executable, "-c", _KILLED, step], env=told, check=False, capture_output=True
    )
    assert ran.returncode == -9, ran.stderr.decode()
    assert (outgoing(), kinds(log)) == ([], [])
    clock.look_at(log, at=AT)
    assert (outgoing(), kinds(log)) == (["asha@shop.example"], ["told"])
