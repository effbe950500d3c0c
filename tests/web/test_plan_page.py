import json
from typing import Any

import pytest
from django.test import Client

from fairlead.web import versions
from fairlead.web.access.letting_in import give_role
from fairlead.web.models import Job, LogEntry, ProgramLog, Role, User
from fairlead.web.pages.plan import plan_rows
from tests.web.conftest import NOW
from tests.web.log.sample import new_log

pytestmark = pytest.mark.django_db
PLAN = "/p/checkout/plan/"


@pytest.fixture
def log(asha: User, ben: User) -> ProgramLog:
    made = new_log()
    give_role(made, asha, Role.OWNER, at=NOW)
    give_role(made, ben, Role.CONTRIBUTOR, at=NOW, person="asha")
    return made


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Client:
    client = Client()
    client.force_login(asha)
    return client


@pytest.fixture
def contributor(ben: User, log: ProgramLog) -> Client:
    client = Client()
    client.force_login(ben)
    return client


def post(client: Client, where: str = "edit/", **what: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(PLAN + where, json.dumps(what), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def cell(key: str, field: str, text: str, section: str = "tasks") -> dict[str, str]:
    return {"section": section, "key": key, "field": field, "text": text}


def test_rows_are_those_of_the_plan_in_its_order(owner: Client) -> None:
    told = json.loads(owner.get(PLAN + "rows/").content)
    assert told["order"] == ["beta", "spec", "api", "test"]
    rows = {row["id"]: row for row in told["rows"]}
    assert rows["api"]["estimate"] == "4d..9d"
    assert rows["api"]["l"] == [["spec", "FS"]]
    assert rows["spec"]["by"] == "Asha"
    assert rows["beta"]["due"] > rows["beta"]["f"] - 60 * 24 * 365
    assert told["number"] == 1


def test_an_edit_answers_with_the_rows_that_it_moved(owner: Client) -> None:
    before = {r["id"]: r for r in json.loads(owner.get(PLAN + "rows/").content)["rows"]}
    status, told = post(owner, base=1, cells=[cell("api", "estimate", "20d")])
    assert status == 200
    assert [row["id"] for row in told["rows"]] == ["beta", "api", "test"]
    assert {r["id"]: r for r in told["rows"]}["api"]["f"] > before["api"]["f"]
    assert told["moved"] > 0
    assert "order" not in told
    assert Job.objects.get(kind="study").kind == "study"


def test_what_is_no_estimate_is_told_in_words(owner: Client) -> None:
    status, told = post(owner, base=1, cells=[cell("api", "estimate", "soon")])
    assert status == 422
    assert told["code"] == "span.grammar"
    assert LogEntry.objects.count() == 1


def test_work_that_would_wait_for_itself_is_refused(owner: Client) -> None:
    status, told = post(owner, base=1, cells=[cell("spec", "needs", "test")])
    assert (status, told["code"]) == (422, "links.circular")


def test_the_second_one_is_given_both_values(owner: Client) -> None:
    post(owner, base=1, cells=[cell("api", "title", "One")])
    status, told = post(owner, base=1, cells=[cell("api", "title", "Two")])
    assert status == 409
    assert told["conflicts"] == [
        {"place": "tasks.api.title", "was": "Payment API", "yours": "Two", "theirs": "One"}
    ]
    status, told = post(owner, base=told["number"], cells=[cell("api", "title", "Two")])
    assert status == 200


def test_a_new_task_stands_beside_the_chosen_one_and_may_go_again(owner: Client) -> None:
    status, told = post(owner, base=1, add="Write the guide", beside="api")
    assert (status, told["made"]) == (200, "write-the-guide")
    assert "write-the-guide" in told["order"]
    status, told = post(owner, base=2, delete="write-the-guide")
    assert status == 200
    assert "write-the-guide" not in told["order"]


def test_a_task_that_others_wait_for_goes_with_their_waiting(owner: Client) -> None:
    status, told = post(owner, base=1, delete="api")
    assert status == 200
    rows = {row["id"]: row for row in told["rows"]}
    assert "l" not in rows["test"]
    status, told = post(owner, "undo/", base=told["number"])
    assert status == 200
    assert {row["id"]: row for row in told["rows"]}["test"]["l"] == [["api", "FS"]]


def test_undo_and_redo_say_whether_there_is_more(owner: Client) -> None:
    _, told = post(owner, base=1, cells=[cell("api", "title", "One")])
    assert (told["undo"], told["redo"]) == (True, False)
    _, told = post(owner, "undo/", base=2)
    assert (told["undo"], told["redo"]) == (False, True)
    _, told = post(owner, "redo/", base=3)
    assert (told["undo"], told["redo"]) == (True, False)
    status, told = post(owner, "redo/", base=4)
    assert (status, told["message"]) == (422, "There is nothing to take back.")


def test_a_contributor_reports_progress_on_their_own_tasks_alone(contributor: Client) -> None:
    assert post(contributor, base=1, cells=[cell("spec", "started", "2026-02-20")])[0] == 200
    assert post(contributor, base=1, cells=[cell("spec", "estimate", "9d")])[0] == 403
    assert post(contributor, base=1, cells=[cell("api", "started", "2026-02-20")])[0] == 403
    assert post(contributor, base=1, add="More")[0] == 403
    assert post(contributor, base=1, delete="api")[0] == 403


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"base":0}', '{"base":99}', '{"base":1,"cells":5}']
)
def test_nonsense_is_refused(owner: Client, body: str) -> None:
    answer = owner.post(PLAN + "edit/", body, content_type="application/json")
    assert answer.status_code == 400


def test_many_cells_are_one_edit_that_is_taken_back_at_once(owner: Client) -> None:
    cells = [cell("api", "title", "A"), cell("test", "title", "T"), cell("spec", "estimate", "4d")]
    _, told = post(owner, base=1, cells=cells)
    assert told["number"] == 2
    _, told = post(owner, "undo/", base=2)
    titles = {r["id"]: r["t"] for r in told["rows"]}
    assert (titles["api"], titles["test"]) == ("Payment API", "Tests")


def test_pages_ask_the_database_no_more_often_for_more_tasks(
    owner: Client, django_assert_max_num_queries: Any
) -> None:
    owner.get(PLAN + "rows/")
    with django_assert_max_num_queries(8):
        owner.get(PLAN + "rows/")


def test_rows_that_are_used_again_are_those_that_would_be_made_anew(
    log: ProgramLog, owner: Client
) -> None:
    client, base = owner, log.head
    for cells in (
        [("tasks", "api", "estimate", "12d")],
        [("tasks", "spec", "title", "Another title")],
        [("people", "asha", "name", "Asha B.")],
        [("tasks", "test", "who", "asha"), ("tasks", "api", "needs", "")],
        [("milestones", "beta", "title", "The beta")],
    ):
        told = [{"section": s, "key": k, "field": f, "text": t} for s, k, f, t in cells]
        asked = {"base": base, "cells": told}
        answer = client.post("/p/checkout/plan/edit/", asked, content_type="application/json")
        assert answer.status_code == 200, answer.content
        base = answer.json()["number"]
        used = client.get("/p/checkout/plan/rows/").json()["rows"]
        versions.forget()
        plan_rows._newest.clear()
        assert client.get("/p/checkout/plan/rows/").json()["rows"] == used


def test_lines_beyond_the_last_row_become_tasks_in_the_same_edit(owner: Client) -> None:
    rows = [
        {"title": "Refunds", "estimate": "3d..6d", "who": "asha"},
        {"title": "Refunds", "estimate": "", "who": "Asha"},
    ]
    status, told = post(owner, base=1, cells=[cell("api", "estimate", "20d")], rows=rows)
    assert status == 200
    made = {row["id"]: row for row in told["rows"]}
    assert made["refunds"]["estimate"] == "3d..6d"
    assert made["refunds"]["by"] == made["refunds-2"]["by"] == "Asha"
    assert made["api"]["estimate"] == "20d"
    assert told["number"] == 2
    status, told = post(owner, "undo/", base=2)
    assert told["order"] == ["beta", "spec", "api", "test"]
    status, told = post(owner, base=1, rows=[{"title": "Odd", "estimate": "soon"}])
    assert status == 422
    assert "soon" in told["message"]


def test_people_are_known_by_their_names(owner: Client, contributor: Client) -> None:
    assert post(owner, base=1, cells=[cell("api", "who", "aSHA")])[0] == 200
    told = json.loads(owner.get(PLAN + "rows/").content)
    assert {row["id"]: row for row in told["rows"]}["api"]["who"] == "asha"
    assert post(owner, base=2, cells=[cell("api", "who", "Nobody Known")])[0] == 422
    assert post(contributor, base=2, rows=[{"title": "Mine"}])[0] == 403


def test_dates_are_cells_too(owner: Client) -> None:
    cells = [
        cell("api", "not_before", "2026-05-04"),
        cell("api", "deadline", "2026-05-29"),
        cell("beta", "due", "2026-06-30", section="milestones"),
    ]
    status, told = post(owner, base=1, cells=cells)
    assert status == 200
    row = {each["id"]: each for each in told["rows"]}["api"]
    assert (row["not_before"], row["deadline"]) == ("2026-05-04", "2026-05-29")


def test_an_empty_program_begins_with_what_is_pasted(asha: User) -> None:
    client = Client()
    client.force_login(asha)
    told = {"title": "All new", "start": "2026-03-02", "type": ""}
    assert client.post("/new/", told).headers["Location"] == "/p/all-new/plan/"
    rows = [{"title": "Dig", "estimate": "5d"}, {"title": "Pour", "estimate": "3d"}]
    answer = client.post(
        "/p/all-new/plan/edit/",
        json.dumps({"base": 1, "rows": rows}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert json.loads(answer.content)["order"] == ["dig", "pour"]
    assert client.post("/new/", {**told, "start": "soon"}).status_code == 422
    assert client.post("/new/", {**told, "type": "wizardry"}).status_code == 422
    kind = client.post("/new/", {**told, "type": "erp"}, follow=True)
    assert kind.status_code == 200
    assert ProgramLog.objects.get(key="all-new-2").title == "All new"


def test_the_palette_finds_all_that_has_a_name(owner: Client) -> None:
    found = json.loads(owner.get("/p/checkout/names/").content)["rows"]
    kinds = {row["kind"]: row for row in found}
    assert {"milestone", "task", "person"} <= set(kinds)
    assert kinds["person"]["address"] == "/p/checkout/row/people/asha/"


def test_a_page_that_is_not_there_says_so_in_the_applications_own_look(owner: Client) -> None:
    answer = owner.get("/p/nothing/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
