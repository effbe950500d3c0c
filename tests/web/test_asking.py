"""Change requests on the server: drafts are read, decisions are one entry, and come back whole."""

import json
from typing import Any

import pytest
from django.test import Client

from fairlead.program.baselines import as_agreed
from fairlead.web.access.letting_in import give_role
from fairlead.web.asking import Wish, drafted
from fairlead.web.jobs.worker import work_once
from fairlead.web.log.agreed import agree, agreed_in, free_name
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import redo, undo
from fairlead.web.log.verify import verify
from fairlead.web.models import Job, LogEntry, ProgramLog, Role, User
from tests.web.conftest import NOW
from tests.web.log.sample import after, changed, log_with_everything, whole_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = log_with_everything()
    give_role(made, asha, Role.OWNER, at=NOW, person="asha")
    return made


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Client:
    client = Client()
    client.force_login(asha)
    return client


def decide(client: Client, verdict: str, **more: Any) -> Any:
    told = {"verdict": verdict, "base": "1", **more}
    return client.post("/p/checkout/request/api/decide/", told)


def here(log: ProgramLog) -> Any:
    log.refresh_from_db()
    return program_at(log, log.head)


@pytest.mark.parametrize(
    ("wish", "place", "after_"),
    [
        (Wish(row="tasks.api", field="estimate", value="8d"), "tasks.api.estimate", "8d"),
        (Wish(row="tasks.api", field="title", value="A: b"), "tasks.api.title", '"A: b"'),
        (Wish(row="tasks.test", field="needs", value="api, spec"), "tasks.test.needs",
         "[api, spec]"),
        (Wish(row="budget", value="5000"), "budget", "5000"),
    ],
)  # fmt: skip
def test_a_line_of_a_draft_is_an_edit(wish: Wish, place: str, after_: str) -> None:
    made = drafted(whole_program(), [wish], rates=False)
    assert made.problems == ()
    assert [(edit.place, edit.after) for edit in made.edits] == [(place, after_)]
    assert made.program is not None


def test_a_new_task_is_waited_for() -> None:
    wish = Wish(what="task", row="Legal look", value="2d..4d", who="asha", field="milestones.beta")
    made = drafted(whole_program(), [wish], rates=False)
    assert made.program is not None
    assert made.program.tasks["legal-look"].who[0].person == "asha"
    assert {need.task for need in made.program.milestones["beta"].needs} == {"test", "legal-look"}


def test_a_later_line_may_speak_of_a_new_task() -> None:
    wishes = [
        Wish(what="task", row="Legal look", value="2d"),
        Wish(row="tasks.api", field="needs", value="spec, legal-look"),
    ]
    made = drafted(whole_program(), wishes, rates=False)
    assert made.program is not None
    assert {need.task for need in made.program.tasks["api"].needs} == {"spec", "legal-look"}


def test_what_is_removed_is_named_nowhere_any_more() -> None:
    made = drafted(whole_program(), [Wish(what="remove", row="tasks.test")], rates=False)
    assert made.program is not None
    assert "test" not in made.program.tasks
    assert made.program.milestones["beta"].needs == ()


@pytest.mark.parametrize(
    "wish",
    [
        Wish(row="tasks.api", field="estimate", value="soon"),
        Wish(row="tasks.nothing", field="estimate", value="3d"),
        Wish(row="tasks.api", field="colour", value="red"),
        Wish(row="tasks.api", field="estimate", value="4d..9d"),
        Wish(what="remove", row="tasks.nothing"),
        Wish(what="task", row="New", value="2d", field="milestones.nothing"),
        Wish(row="tasks.api", field="needs", value="nobody-knows"),
        Wish(row="changes.api", field="title", value="Mine"),
        Wish(row="people.ben", field="rate", value="1"),
        Wish(row="tasks.api", field="estimate", value="{" * 400),
    ],
)
def test_what_is_wrong_with_a_line_is_said(wish: Wish) -> None:
    made = drafted(whole_program(), [wish], rates=False)
    assert made.program is None
    assert len(made.problems) == 1
    assert "90" not in made.problems[0].message


def test_a_draft_tells_its_impact_while_it_is_typed(owner: Client) -> None:
    wish = {"row": "tasks.api", "field": "estimate", "value": "20d..30d"}
    told = owner.post(
        "/p/checkout/requests/draft/",
        json.dumps({"base": 1, "wishes": [wish, {"row": ""}]}),
        content_type="application/json",
    ).json()
    assert told["problems"] == []
    assert told["now"] == ["4d..9d", None]
    job = f"/p/checkout/requests/draft/{told['job']}/"
    assert owner.get(job).status_code == 202
    while Job.objects.filter(kind="impact", state="waiting").exists():
        assert work_once("w")
    page = owner.get(job)
    assert page.status_code == 200
    assert "later" in page.content.decode()
    again = owner.post(
        "/p/checkout/requests/draft/",
        json.dumps({"base": 1, "wishes": [wish]}),
        content_type="application/json",
    ).json()
    assert again["job"] == told["job"]


def test_what_people_cost_is_not_read_by_asking(owner: Client, log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW)
    client = Client()
    client.force_login(ben)
    wish = {"row": "people.ben", "field": "rate", "value": "1"}
    body = json.dumps({"base": 1, "wishes": [wish]})
    for asker, known in ((owner, True), (client, False)):
        told = asker.post("/p/checkout/requests/draft/", body, content_type="application/json")
        assert (b'"90"' in told.content) is known


def test_a_request_is_asked_for_by_a_form(owner: Client, log: ProgramLog) -> None:
    form = {
        "title": "More time!", "reason": "It is hard", "cause": "technical", "base": "1",
        "wish-what": "set", "wish-row": "tasks.api", "wish-field": "estimate",
        "wish-value": "9d", "wish-who": "",
    }  # fmt: skip
    answer = owner.post("/p/checkout/requests/new/", form)
    assert answer["Location"] == "/p/checkout/request/more-time/"
    made = here(log).changes["more-time"]
    assert (made.requester, made.cause, made.state) == ("asha", "technical", "proposed")
    assert made.edits[0].place == "tasks.api.estimate"
    empty = owner.post("/p/checkout/requests/new/", {**form, "wish-value": ""})
    assert empty.status_code in {302, 422}
    wrong = owner.post("/p/checkout/requests/new/", {**form, "wish-value": "soon"})
    assert wrong.status_code == 422
    assert "soon" in wrong.content.decode()


def test_an_approval_is_one_entry_and_comes_back_whole(
    owner: Client, log: ProgramLog, asha: User
) -> None:
    agree(log, name="kick-off", seen=1, at=NOW, user=asha)
    assert decide(owner, "approve", base="2", because="Worth it").status_code == 302
    program = here(log)
    assert (log.head, LogEntry.objects.get(log=log, number=3).kind) == (3, "approve")
    assert program.changes["api"].state == "approved"
    assert program.tasks["api"].estimate.high.amount == 16
    names = [each.baseline.name for each in agreed_in(log)]
    assert names == ["kick-off", "api"]
    assert agreed_in(log)[-1].program == as_agreed(program)
    assert "Approved" in owner.get("/p/checkout/request/api/").content.decode()
    owner.post("/p/checkout/history/3/back/", {"next": "/p/checkout/request/api/"})
    assert here(log) == whole_program()
    assert [each.baseline.name for each in agreed_in(log)] == ["kick-off"]
    assert verify(log) == ()


def test_an_agreement_is_undone_and_done_again(log: ProgramLog, asha: User) -> None:
    agree(log, name="kick-off", seen=1, at=after(1), user=asha)
    for turn, names in ((undo, []), (redo, ["kick-off"]), (undo, [])):
        turn(log, asha, at=after(2))
        assert [each.baseline.name for each in agreed_in(log)] == names
    assert undo(log, asha, at=after(3)) is None
    assert free_name(log, "kick-off") == "kick-off-2"


def test_what_slipped_in_is_not_agreed_by_an_approval(
    owner: Client, log: ProgramLog, asha: User, ben: User
) -> None:
    agree(log, name="kick-off", seen=1, at=NOW, user=asha)
    append(log, changed(whole_program(), "test", title="More tests"), base=2, at=after(1), user=ben)
    decide(owner, "approve", base="3")
    latest = agreed_in(log)[-1]
    assert latest.program.tasks["test"].title == "Tests"
    assert latest.program.tasks["api"] == here(log).tasks["api"]
    assert "More tests" in owner.get("/p/checkout/scope/").content.decode()


def test_what_was_seen_is_what_is_agreed(log: ProgramLog, asha: User, ben: User) -> None:
    append(log, changed(whole_program(), "test", title="More tests"), base=1, at=after(1), user=ben)
    agree(log, name="kick-off", seen=1, at=after(2), user=asha)
    assert agreed_in(log)[0].program == as_agreed(whole_program())


def test_a_stale_request_names_its_conflict_and_is_not_merged(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    from fairlead.program.quantities import Estimate, Span  # slow import

    longer = Estimate(low=Span(amount=5, unit="d"), high=Span(amount=6, unit="d"))
    append(log, changed(whole_program(), "api", estimate=longer), base=1, at=after(1), user=ben)
    page = owner.get("/p/checkout/request/api/").content.decode()
    assert "cannot be merged" in page
    assert "Now 5d..6d" in page
    assert "Conflicts" in owner.get("/p/checkout/requests/").content.decode()
    answer = decide(owner, "approve", base="2")
    assert answer.status_code == 422
    assert here(log).changes["api"].state == "proposed"


def test_a_decision_on_what_others_decided_meanwhile_is_refused(
    owner: Client, log: ProgramLog
) -> None:
    decide(owner, "reject")
    assert decide(owner, "approve").status_code == 409
    assert decide(owner, "approve", base="2").status_code == 422
    assert here(log).changes["api"].state == "rejected"


@pytest.mark.parametrize(
    ("verdict", "state"), [("reject", "rejected"), ("defer", "deferred"), ("withdraw", "withdrawn")]
)
def test_other_decisions_change_nothing_else(
    owner: Client, log: ProgramLog, verdict: str, state: str
) -> None:
    decide(owner, verdict, until="2026-04-01", because="Not now")
    made = here(log)
    assert made.changes["api"].state == state
    assert (made.changes["api"].look_again is not None) is (state == "deferred")
    assert as_agreed(made) == as_agreed(whole_program())
    assert agreed_in(log) == ()


def test_who_asked_may_withdraw_and_no_more(log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW, person="asha")
    client = Client()
    client.force_login(ben)
    assert decide(client, "approve").status_code == 403
    assert decide(client, "withdraw").status_code == 302
    assert here(log).changes["api"].state == "withdrawn"


def test_a_request_tells_what_it_would_do(owner: Client) -> None:
    part = "/p/checkout/request/api/impact/"
    assert "Computing" in owner.get(part).content.decode()
    while Job.objects.filter(kind="impact", state="waiting").exists():
        assert work_once("w")
    told = owner.get(part).content.decode()
    assert "Dates and chances" in told
    assert "Whom to ask first" in told


def test_what_a_change_costs_is_not_told_to_who_should_not_see_rates(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    part = "/p/checkout/request/api/impact/"
    owner.get(part)
    while Job.objects.filter(kind="impact", state="waiting").exists():
        assert work_once("w")
    assert "Planned cost" in owner.get(part).content.decode()
    client = Client()
    client.force_login(ben)
    for role, told in ((Role.CONTRIBUTOR, False), (Role.ENGINEERING, False), (Role.BUSINESS, True)):
        give_role(log, ben, role, at=NOW)
        page = client.get(part).content.decode()
        assert ("cost" in page) is told, role
