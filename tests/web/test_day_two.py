"""Issues, escalations and duty on their pages: what is shown, and what somebody may do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.program.rotations import CoverRequest
from fairlead.web import records
from fairlead.web.access.letting_in import give_role
from fairlead.web.jobs.worker import work_once
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, ProgramLog, Role, User
from fairlead.web.pages.risks.duty_strip import strip
from tests.web.conftest import NOW
from tests.web.log.sample import after, log_with_everything, whole_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = log_with_everything()
    give_role(made, asha, Role.OWNER, at=NOW, person="asha")
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Client:
    return client_of(asha)


def here(log: ProgramLog) -> Any:
    log.refresh_from_db()
    return program_at(log, log.head)


def edit(client: Client, place: str, text: str, *, base: int = 1) -> Any:
    section, key, field = place.split(".")
    told = {"base": base, "section": section, "key": key, "field": field, "text": text}
    return client.post(
        "/p/checkout/register/edit/", json.dumps(told), content_type="application/json"
    )


def test_the_register_tells_age_and_names_instead_of_ids(owner: Client) -> None:
    page = owner.get("/p/checkout/register/").content.decode()
    assert "The vendor is silent" in page
    assert "10 days" in page
    assert "Payment API" in page
    assert "4 days over" in page


def test_a_cell_is_edited_in_the_words_of_the_file(owner: Client, log: ProgramLog) -> None:
    assert edit(owner, "issues.vendor.severity", "critical").status_code == 200
    assert edit(owner, "assumptions.traffic.status", "confirmed", base=2).status_code == 200
    assert edit(owner, "issues.vendor.owner", "ben", base=2).status_code == 200
    program = here(log)
    assert (program.issues["vendor"].severity, program.issues["vendor"].owner) == (
        "critical",
        "ben",
    )
    assert program.assumptions["traffic"].status == "confirmed"


def test_saying_how_settles_an_issue(owner: Client, log: ProgramLog) -> None:
    edit(owner, "issues.vendor.resolution", "They answered: yes")
    settled = here(log).issues["vendor"]
    assert settled.resolution == "They answered: yes"
    assert settled.resolved is not None
    edit(owner, "issues.vendor.resolution", "", base=2)
    assert here(log).issues["vendor"].resolved is None


@pytest.mark.parametrize(
    ("place", "text", "status"),
    [
        ("issues.vendor.severity", "dreadful", 422),
        ("issues.vendor.owner", "nobody-knows", 422),
        ("issues.gone.severity", "low", 422),
        ("issues.vendor.colour", "red", 422),
        ("tasks.api.estimate", "1d", 400),
    ],
)
def test_what_is_wrong_with_a_cell_is_said(
    owner: Client, log: ProgramLog, place: str, text: str, status: int
) -> None:
    assert edit(owner, place, text).status_code == status
    assert here(log) == whole_program()


def test_two_people_in_one_cell(owner: Client, log: ProgramLog) -> None:
    edit(owner, "issues.vendor.severity", "low")
    told = edit(owner, "issues.vendor.severity", "critical")
    assert told.status_code == 409
    assert "low" in told.json()["message"]


def test_a_contributor_raises_an_issue_and_edits_none(log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW)
    client = client_of(ben)
    told = {"section": "issues", "title": "No test cards!", "severity": "high", "owner": "asha"}
    client.post("/p/checkout/register/add/", told)
    client.post("/p/checkout/register/add/", told)
    issues = here(log).issues
    assert issues["no-test-cards"].owner == issues["no-test-cards-2"].owner == "asha"
    assert edit(client, "issues.vendor.severity", "low").status_code == 403
    client.post("/p/checkout/register/add/", {"section": "people", "title": "Me"})
    assert "me" not in here(log).people


# ---- escalations ---------------------------------------------------------------------------------


def act(client: Client, done: str, **more: str) -> Any:
    return client.post("/p/checkout/escalations/issues.vendor/act/", {"do": done, **more})


def raise_one(log: ProgramLog, minutes: int = 5) -> None:
    """Let the issue be five minutes old: its first level still has time."""
    program = here(log)
    at = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes)
    row = replace(program.issues["vendor"], raised=at)
    change = diff(program, replace(program, issues=program.issues.with_row("vendor", row)))
    append(log, change, base=log.head, at=after(1))


def test_whoever_is_asked_sees_it_first_and_takes_it_on(owner: Client, log: ProgramLog) -> None:
    raise_one(log)
    page = owner.get("/p/checkout/escalations/").content.decode()
    assert "waits for you" in page
    assert act(owner, "acknowledged").status_code == 302
    assert "Taken on" in owner.get("/p/checkout/escalations/issues.vendor/").content.decode()
    entry = records.entries(log, "escalations")[-1]
    assert (entry.kind, entry.who) == ("acknowledged", "asha")
    act(owner, "handed-back", level="1", why="Not mine")
    assert records.entries(log, "escalations")[-1].content["level"] == 1


def test_an_editor_who_settles_an_issue_settles_it_in_the_program(
    owner: Client, log: ProgramLog
) -> None:
    raise_one(log)
    act(owner, "resolved", why="They answered")
    assert here(log).issues["vendor"].resolution == "They answered"
    assert "Settled" in owner.get("/p/checkout/escalations/issues.vendor/").content.decode()


def test_who_was_not_asked_does_nothing(log: ProgramLog, ben: User) -> None:
    raise_one(log)
    give_role(log, ben, Role.BUSINESS, at=NOW, person="ben")
    client = client_of(ben)
    assert act(client, "acknowledged").status_code == 403
    raise_one(log, minutes=7 * 1440)  # whatever the hour, level two has come
    assert act(client, "acknowledged").status_code == 302
    assert act(client, "applauded").status_code == 422
    assert client.get("/p/checkout/escalations/issues.nothing/").status_code == 404


def test_the_packet_comes_when_it_is_computed(owner: Client, log: ProgramLog) -> None:
    raise_one(log)
    while work_once("w"):  # the clock takes down whom it tells, and a packet speaks of that
        pass
    part = "/p/checkout/escalations/issues.vendor/packet/"
    assert "Computing" in owner.get(part).content.decode()
    while Job.objects.filter(kind="packet", state="waiting").exists():
        assert work_once("w")
    told = owner.get(part).content.decode()
    assert "Each day of waiting costs" in told
    assert "Payment API" in told


def test_a_trigger_that_holds_stands_first_and_its_plan_is_asked_for(
    owner: Client, log: ProgramLog
) -> None:
    records.add(log, "escalations", at=NOW, kind="held", content={"trigger": "unsure"})
    page = owner.get("/p/checkout/escalations/").content.decode()
    assert "Beta is unsure" in page
    assert "Mon 2 Mar 2026" in page
    answer = owner.post("/p/checkout/plan-b/later/")
    assert answer["Location"] == "/p/checkout/request/fewer-tests/"
    edit = here(log).changes["fewer-tests"].edits[0]
    assert (edit.before, edit.after) == ("5d", "2d")
    assert owner.post("/p/checkout/plan-b/nothing/").status_code == 404


# ---- duty ----------------------------------------------------------------------------------------


def change(client: Client, **told: str) -> Any:
    return client.post("/p/checkout/on-call/support/change/", told)


def asked(log: ProgramLog) -> None:
    """Somebody asks to be stood in for tomorrow."""
    program = here(log)
    at = timezone.now().replace(second=0, microsecond=0)
    row = program.rotations["support"]
    wish = CoverRequest(who="asha", start=at, finish=at + timedelta(days=1))
    rows = program.rotations.with_row("support", replace(row, requests=(wish,)))
    append(log, diff(program, replace(program, rotations=rows)), base=log.head, at=after(1))


def test_who_answers_now_is_said_and_a_gap_is_not_hidden(owner: Client, log: ProgramLog) -> None:
    page = owner.get("/p/checkout/on-call/").content.decode()
    assert "answers now" in page
    assert "Somebody answers whenever it is needed" in page
    program = here(log)
    row = replace(program.rotations["support"], end=timezone.now().date())
    wider = replace(program, rotations=program.rotations.with_row("support", row))
    append(log, diff(program, wider), base=1, at=after(1))
    assert owner.get("/p/checkout/on-call/").status_code == 200


def test_a_contributor_takes_a_duty_for_themselves_alone(log: ProgramLog, ben: User) -> None:
    asked(log)
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="ben")
    client = client_of(ben)
    assert "asks to be stood in for" in client.get("/p/checkout/on-call/").content.decode()
    assert change(client, do="take", request="0", who="asha").status_code == 302
    assert here(log).rotations["support"].requests[0].taken_by is None
    assert change(client, do="take", request="0").status_code == 302
    assert here(log).rotations["support"].requests[0].taken_by == "ben"
    change(client, do="take", request="0")
    assert "has taken it already" in client.get("/p/checkout/on-call/").content.decode()


def test_a_contributor_asks_for_themselves_and_overrides_nobody(log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="ben")
    client = client_of(ben)
    when = {"start": "2027-03-04T18:00", "finish": "2027-03-05T09:00"}
    assert change(client, do="override", **when).status_code == 403
    assert change(client, do="cover", who="asha", **when).status_code == 403
    change(client, do="cover", **when)
    made = here(log).rotations["support"].requests[-1]
    assert (made.who, made.start) == ("ben", datetime(2027, 3, 4, 18, tzinfo=UTC))
    for wrong in ({**when, "finish": "2027-01-01T00:00"}, {**when, "start": "soon"}):
        head = log.head
        change(client, do="cover", **wrong)
        here(log)
        assert log.head == head


def test_an_override_holds_until_it_is_dropped(owner: Client, log: ProgramLog) -> None:
    change(owner, do="override", who="ben", start="2027-03-04T18:00", finish="2027-03-05T09:00")
    assert here(log).rotations["support"].overrides[0].who == "ben"
    change(owner, do="drop", override="0")
    assert here(log).rotations["support"].overrides == ()


def test_two_turns_are_swapped(owner: Client, log: ProgramLog) -> None:
    one = "asha|2027-03-01T09:00:00+00:00|2027-03-08T09:00:00+00:00"
    other = "ben|2027-03-08T09:00:00+00:00|2027-03-15T09:00:00+00:00"
    change(owner, do="swap", one=one, other=other)
    assert here(log).rotations["support"].swaps[0].other.who == "ben"
    change(owner, do="swap", one="nonsense", other=other)
    assert len(here(log).rotations["support"].swaps) == 1
    _, start, finish = one.split("|")
    stranger = f"ben|{start}|{finish}"
    change(owner, do="swap", one=stranger, other=one)
    assert len(here(log).rotations["support"].swaps) == 1


def test_duty_is_a_calendar(owner: Client) -> None:
    everybody = owner.get("/p/checkout/on-call.ics").content
    own = owner.get("/p/checkout/on-call.ics?mine").content
    assert everybody.startswith(b"BEGIN:VCALENDAR")
    assert 0 < own.count(b"BEGIN:VEVENT") < everybody.count(b"BEGIN:VEVENT")
    assert b"Ben" not in own
    assert owner.get("/calendar/nothing/checkout/on-call.ics").status_code == 404


def test_a_strip_escapes_what_people_are_called() -> None:
    first = datetime(2026, 3, 2, tzinfo=UTC)
    drawn = strip(
        [("On call", [("x", first, first + timedelta(days=7))])],
        gaps=[(first + timedelta(days=7), first + timedelta(days=8))],
        first=first,
        days=28,
        timezone="UTC",
        names={"x": "<b>"},
    )
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn
    assert 'class="gap"' in drawn


# ---- the board -----------------------------------------------------------------------------------


def move(client: Client, key: str, to: str, *, base: int = 1) -> Any:
    told = json.dumps({"base": base, "key": key, "to": to})
    return client.post("/p/checkout/board/move/", told, content_type="application/json")


def column(page: str, state: str) -> str:
    return page.split(f'data-state="{state}"')[1].split("</section>", maxsplit=1)[0]


def test_a_card_moves_through_the_columns_and_back(owner: Client, log: ProgramLog) -> None:
    page = owner.get("/p/checkout/board/").content.decode()
    assert "Specification" in column(page, "ready")
    assert "Payment API" in column(page, "waiting")
    assert move(owner, "spec", "running").status_code == 200
    assert here(log).tasks["spec"].started is not None
    assert move(owner, "spec", "done", base=2).status_code == 200
    page = owner.get("/p/checkout/board/").content.decode()
    assert "Specification" in column(page, "done")
    assert "Payment API" in column(page, "ready")
    assert move(owner, "spec", "ready", base=3).status_code == 200
    assert here(log) == whole_program()
    assert move(owner, "spec", "waiting", base=4).status_code == 422
    assert move(owner, "nothing", "done", base=4).status_code == 400


def test_only_own_cards_are_moved_by_a_contributor(log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="asha")
    client = client_of(ben)
    assert move(client, "api", "running").status_code == 403
    assert move(client, "spec", "running").status_code == 200
    page = client.get("/p/checkout/board/").content.decode()
    assert page.count('draggable="true"') == 1


def test_the_limit_of_a_team_is_shown_and_what_is_over_it(owner: Client, log: ProgramLog) -> None:
    program = here(log)
    core = replace(program.teams["core"], at_once=0)
    asha = replace(program.people["asha"], team="core")
    limited = replace(
        program,
        teams=program.teams.with_row("core", core),
        people=program.people.with_row("asha", asha),
    )
    append(log, diff(program, limited), base=1, at=after(1))
    move(owner, "spec", "running", base=2)
    page = owner.get("/p/checkout/board/?team=core").content.decode()
    assert "1 of 0, too many at once" in column(page, "running")
    assert "Specification" not in owner.get("/p/checkout/board/?words=api").content.decode()
