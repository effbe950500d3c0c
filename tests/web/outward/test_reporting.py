"""Reports that are sent: once, in the reader's own voice, by their own clock, and on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.sources.program_file import parse_program
from fairlead.web import records
from fairlead.web.access.letting_in import give_role, put_out
from fairlead.web.jobs.sending import issue_forecast
from fairlead.web.jobs.studies import ask_for_study
from fairlead.web.jobs.worker import carry_once, work_once
from fairlead.web.keeping import verify_all
from fairlead.web.log.append import append, begin
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, Outgoing, ProgramLog, Role, Subscription, User
from fairlead.web.outward import channels
from fairlead.web.outward.ledger import forecasts_of
from fairlead.web.outward.readers import readers_of
from fairlead.web.outward.reporting import ask_to_send, send_report
from fairlead.web.outward.subscribing import next_time, send_due_reports, subscribe
from fairlead.web.outward.tables import Cadence
from tests.notices.servers import Post, mail_server

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = """\
fairlead: 1
program: shop
title: Shop
timezone: Europe/Berlin
start: 2026-02-02
as_of: 2026-03-02
stakeholders: {sales: {name: Head of Sales, side: business, email: sales@shop.example}}
people: {asha: {name: Asha}}
tasks: {build: {title: Build the till, estimate: 20d, who: asha}}
milestones: {beta: {title: Beta, needs: [build], due: 2026-04-06}}
"""


@pytest.fixture
def shop(asha: User, ben: User) -> ProgramLog:
    program = parse_program(TEXT).program
    assert program is not None
    log = begin(program, key="shop", at=AT)
    give_role(log, asha, Role.OWNER, at=AT)
    give_role(log, ben, Role.BUSINESS, at=AT)
    ask_for_study(log, at=AT)
    Job.objects.exclude(kind="study").delete()
    assert work_once("w")
    Job.objects.all().delete()
    return log


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with mail_server() as server:
        monkeypatch.setenv("FAIRLEAD_SMTP", server.url)
        monkeypatch.setenv("FAIRLEAD_MAIL_FROM", "fairlead@shop.example")
        channels.people_channels.cache_clear()
        yield server
    channels.people_channels.cache_clear()


def work(*, at: datetime) -> None:
    """Do the jobs that tell people, at a time of the test's own."""
    for job in Job.objects.filter(kind="report", state="waiting", not_before__lte=at):
        send_report(job, at=at)
        Job.objects.filter(pk=job.pk).update(state="done")


def test_each_reader_hears_their_own_voice(shop: ProgramLog) -> None:
    readers = {r.name: r.voices for r in readers_of(shop, program_at(shop, shop.head))}
    assert readers == {
        "Asha": ("engineering", "business"),
        "Ben": ("business",),
        "Head of Sales": ("business",),
    }


@pytest.mark.parametrize(
    ("kind", "begins", "type_"),
    [
        ("html", b"<!doctype html>", "text/html"),
        ("md", b"# Shop", "text/markdown"),
        ("pdf", b"%PDF-", "application/pdf"),
    ],
)
def test_a_briefing_is_saved_as_a_file_of_each_kind(
    kind: str, begins: bytes, type_: str, shop: ProgramLog, ben: User
) -> None:
    client = Client()
    client.force_login(ben)
    answer = client.get(f"/p/shop/reports/business.{kind}?download")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer["Content-Type"].startswith(type_)
    assert answer["Content-Disposition"] == f'attachment; filename="shop-business.{kind}"'
    assert f"business.{kind}?download" in client.get("/p/shop/reports/").content.decode()
    assert client.get(f"/p/shop/reports/engineering.{kind}").status_code == 403


def test_what_is_sent_arrives_is_on_record_and_its_forecast_is_issued(
    shop: ProgramLog, asha: User, post: Post
) -> None:
    client = Client()
    client.force_login(asha)
    answer = client.post(
        "/p/shop/reports/send/",
        {
            "to": ["stakeholders.sales"],
            "voice-stakeholders.sales": "business",
            "why": "Steering on Monday",
        },
    )
    assert answer.status_code == 302
    work(at=datetime.now(UTC))
    assert carry_once(at=datetime.now(UTC)) == 1
    (mail,) = post.mails
    assert mail["To"] == "sales@shop.example"
    assert mail["Subject"] == "Shop: business briefing, 2026-03-02"
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/mixed", "text/plain", "text/html"]
    (entry,) = records.entries(shop, "told")
    assert entry.who == "asha"
    assert entry.content["to"] == "sales@shop.example"
    assert entry.content["why"] == "Steering on Monday"
    (issued,) = forecasts_of(shop)
    assert issued.through == "report"
    assert "sales@shop.example" in client.get("/p/shop/reports/").content.decode()
    page = client.get("/p/shop/forecast/").content.decode()
    assert "2026-03-02" in page
    assert "report" in page
    assert verify_all() == 0


def test_a_job_that_is_done_again_tells_nobody_twice(shop: ProgramLog) -> None:
    job = ask_to_send(shop, [("stakeholders.sales", "business")], once="x", at=AT)
    assert send_report(job, at=AT) == 1
    assert send_report(job, at=AT) == 0
    assert Outgoing.objects.count() == len(records.entries(shop, "told")) == 1
    assert len(forecasts_of(shop)) == 1


def test_nobody_is_sent_a_voice_that_their_role_does_not_hear(shop: ProgramLog, ben: User) -> None:
    member = shop.members.get(user=ben)
    job = ask_to_send(shop, [(f"member:{member.pk}", "engineering")], once="x", at=AT)
    assert send_report(job, at=AT) == 0


def test_a_report_waits_for_the_study_of_its_version(shop: ProgramLog) -> None:
    program = program_at(shop, shop.head)
    append(shop, diff(program, replace(program, title="New shop")), base=shop.head, at=AT)
    tasks = program.tasks.without("build")
    other = replace(program, tasks=tasks, milestones=type(program.milestones)())
    assert other.tasks == tasks
    longer = parse_program(TEXT.replace("20d", "30d")).program
    assert longer is not None
    now = program_at(shop, shop.head)
    append(shop, diff(now, replace(now, tasks=longer.tasks)), base=shop.head, at=AT)
    job = ask_to_send(shop, [("stakeholders.sales", "business")], once="x", at=AT)
    assert send_report(job, at=AT) == 0
    again = Job.objects.get(kind="report", subject="x:1")
    Job.objects.exclude(kind="study").delete()
    assert work_once("w")
    assert send_report(again, at=AT) == 1


@pytest.mark.parametrize(
    ("after", "cadence", "expected"),
    [
        ("2026-03-02T06:59:00+00:00", "weekly", "2026-03-02T07:00:00+00:00"),
        ("2026-03-02T07:00:00+00:00", "weekly", "2026-03-09T07:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "weekly", "2026-03-30T06:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "daily", "2026-03-29T06:00:00+00:00"),
    ],
    ids=["this morning", "next week", "summer time begins before", "on the day it begins"],
)
def test_a_subscription_comes_at_the_hour_of_the_readers_clock(
    after: str, cadence: str, expected: str
) -> None:
    moment = next_time(
        Cadence(cadence),
        weekday=0,
        hour=8,
        timezone="Europe/Berlin",
        after=datetime.fromisoformat(after),
    )
    assert moment == datetime.fromisoformat(expected)


def test_a_weekly_report_is_asked_for_once_and_comes_after_a_night_without_a_server(
    shop: ProgramLog, ben: User
) -> None:
    row = subscribe(
        shop,
        ben,
        "business",
        cadence=Cadence.WEEKLY,
        weekday=0,
        hour=8,
        timezone="Europe/Berlin",
        at=AT,
    )
    assert row.next_at == datetime(2026, 3, 9, 7, tzinfo=UTC)
    late = row.next_at + timedelta(days=1)
    assert send_due_reports(at=row.next_at - timedelta(minutes=1)) == 0
    assert send_due_reports(at=late) == 1
    assert send_due_reports(at=late) == 0
    assert Subscription.objects.get().next_at == datetime(2026, 3, 16, 7, tzinfo=UTC)
    work(at=late)
    assert [row.to for row in Outgoing.objects.all()] == ["ben@fairlead.example"]


def test_a_report_at_change_comes_when_something_changed(shop: ProgramLog, ben: User) -> None:
    now = {"weekday": 0, "hour": 8, "timezone": "Europe/Berlin", "at": AT}
    subscribe(shop, ben, "business", cadence=Cadence.CHANGE, **now)  # type: ignore[arg-type]  # mixed
    later = AT + timedelta(minutes=1)
    assert send_due_reports(at=later) == 0
    program = program_at(shop, shop.head)
    append(shop, diff(program, replace(program, title="New shop")), base=shop.head, at=later)
    assert send_due_reports(at=later + timedelta(hours=1)) == 1
    assert send_due_reports(at=later + timedelta(hours=3)) == 0


def test_whoever_is_put_out_is_sent_nothing_more(shop: ProgramLog, asha: User, ben: User) -> None:
    now = {"weekday": 0, "hour": 8, "timezone": "Europe/Berlin", "at": AT}
    subscribe(shop, ben, "business", cadence=Cadence.DAILY, **now)  # type: ignore[arg-type]  # mixed
    put_out(shop, ben, by=asha, at=AT)
    assert send_due_reports(at=AT + timedelta(days=2)) == 0
    assert not Subscription.objects.exists()


def test_one_subscribes_and_ends_it_on_the_page(shop: ProgramLog, ben: User) -> None:
    client = Client()
    client.force_login(ben)
    told = {"voice": "business", "cadence": "weekly", "weekday": "4", "hour": "15"}
    client.post("/p/shop/reports/subscribe/", told)
    assert Subscription.objects.get().weekday == 4
    assert "Fridays at 15:00" in client.get("/p/shop/reports/").content.decode()
    client.post("/p/shop/reports/subscribe/", {**told, "voice": "engineering"})
    assert Subscription.objects.count() == 1
    client.post("/p/shop/reports/subscribe/", {"voice": "business", "cadence": "never"})
    assert not Subscription.objects.exists()


def test_a_forecast_is_kept_when_somebody_asks(shop: ProgramLog, asha: User) -> None:
    client = Client()
    client.force_login(asha)
    client.post("/p/shop/forecast/keep/")
    issue_forecast(Job.objects.get(kind="issue"))
    (issued,) = forecasts_of(shop)
    assert issued.through == "forecast"
    assert records.entries(shop, "forecasts")[0].who == "asha"
