"""Registers: every section is filled in by table, every row by form, and nobody sees too much."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from fairlead.program.program import SECTIONS
from fairlead.sources.program_file.rows import fields_of
from fairlead.web.access.letting_in import give_role
from fairlead.web.log.shelf import program_at
from fairlead.web.models import ProgramLog, Role, User
from fairlead.web.pages.registers.contents import REGISTERS
from fairlead.web.pages.registers.fields import choices_of
from tests.web.conftest import NOW
from tests.web.log.sample import log_with_everything

pytestmark = pytest.mark.django_db

ROW = "/p/checkout/row"
EDITS = "[{row: tasks.api, field: estimate, to: 3d}]"
TURNS = "[{people: [asha, ben], turn: weekly}]"


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


def add(client: Client, section: str, **told: str) -> str:
    told["section"] = section
    answer = client.post("/p/checkout/register/add/", told, follow=True)
    return str(answer.content.decode())


def form(client: Client, place: str) -> dict[str, str]:
    """The fields of a row's page as a browser would send them back."""
    page = client.get(f"{ROW}/{place}/").content.decode()
    found = dict(re.findall(r'<input[^>]*? name="(\w+)" value="([^"]*)"', page))
    found.pop("csrfmiddlewaretoken", None)
    found |= dict(re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select[^>]*? name="(\w+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'value="([^"]*)" selected', options)
        assert chosen is not None, name
        found[name] = chosen[1]
    return {name: html.unescape(text) for name, text in found.items()}


def test_every_section_but_tasks_and_requests_is_in_one_register() -> None:
    shown = [each.id for register in REGISTERS.values() for each in register.sections]
    assert sorted(shown) == sorted(set(SECTIONS) - {"tasks", "changes"})


def test_every_column_and_question_is_a_field() -> None:
    for register in REGISTERS.values():
        for each in register.sections:
            fields = {field.key for field in fields_of(SECTIONS[each.id])}
            assert {name for name, _ in each.columns} <= fields, each.id
            assert {*each.ask} <= fields, each.id
            needed = {field.key for field in fields_of(SECTIONS[each.id]) if field.required} - {
                "raised",
                "opened",
            }
            assert needed <= {each.columns[0][0], *each.ask}, each.id


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_shows_its_tables(name: str, owner: Client) -> None:
    page = owner.get(f"/p/checkout/registers/{name}/").content.decode()
    for each in REGISTERS[name].sections:
        assert f'id="{each.id}"' in page


@pytest.mark.parametrize(
    ("section", "told", "key"),
    [
        ("goals", {"title": "Fewer calls", "due": "2026-06-30", "owner": "asha"}, "fewer-calls"),
        ("requirements", {"title": "Pay later", "priority": "should"}, "pay-later"),
        ("components", {"title": "Ledger"}, "ledger"),
        ("risks", {"event": "A strike", "probability": "20%"}, "a-strike"),
        ("triggers", {"when": "budget() > 90%", "severity": "high"}, "budget-90"),
        ("contingencies", {"title": "Buy it", "edits": EDITS}, "buy-it"),
        ("milestones", {"title": "Go live", "due": "2026-06-30", "needs": "api"}, "go-live"),
        ("launches", {"title": "Beta", "due": "2026-06-30"}, "beta"),
        ("sprints", {"title": "Sprint 9", "start": "2026-03-02", "length": "2w"}, "sprint-9"),
        ("backlogs", {"title": "Bugs", "items": "30"}, "bugs"),
        ("people", {"name": "Chen Li"}, "chen-li"),
        ("teams", {"title": "Data"}, "data"),
        ("stakeholders", {"name": "Head of Law", "side": "business"}, "head-of-law"),
        ("calendars", {"title": "Kyoto", "timezone": "Asia/Tokyo"}, "kyoto"),
        ("decisions", {"title": "Which bank"}, "which-bank"),
        ("reviews", {"title": "The ledger"}, "the-ledger"),
        ("preferences", {"title": "No weekends"}, "no-weekends"),
        ("scenarios", {"title": "One more", "edits": EDITS}, "one-more"),
        ("incidents", {"title": "All is down", "severity": "critical"}, "all-is-down"),
        ("escalation", {"title": "Fast", "levels": "[{who: asha, acknowledge: 4h}]"}, "fast"),
        ("rotations", {"title": "Nights", "start": "2026-03-02", "layers": TURNS}, "nights"),
    ],
)  # fmt: skip
def test_a_row_is_added_to_a_section(
    section: str, told: dict[str, str], key: str, owner: Client, log: ProgramLog
) -> None:
    assert "is added" in add(owner, section, **told)
    assert key in here(log).section(section)
    page = owner.get(f"{ROW}/{section}/{key}/")
    assert page.status_code == 200


def test_hours_in_which_somebody_is_needed_are_no_date(owner: Client, log: ProgramLog) -> None:
    add(owner, "rotations", title="Nights", start="2026-03-02", layers=TURNS)
    told = form(owner, "rotations/nights") | {"needed": "Mon-Fri 09:00-17:00"}
    assert owner.post(f"{ROW}/rotations/nights/", told).status_code == 302
    page = owner.get("/p/checkout/registers/duty/").content.decode()
    assert "Mon-Fri 09:00-17:00" in page
    assert " over</span>" not in page


def test_what_a_new_row_lacks_is_said(owner: Client, log: ProgramLog) -> None:
    assert "is added" not in add(owner, "backlogs", title="Bugs")
    assert "is added" not in add(owner, "goals", title="Fewer calls", owner="nobody-knows")
    assert log.head == 1
    log.refresh_from_db()
    assert log.head == 1


def test_a_form_that_nobody_touched_changes_nothing(owner: Client, log: ProgramLog) -> None:
    before = here(log)
    sent = 0
    for section in SECTIONS:
        for key in before.section(section):
            told = form(owner, f"{section}/{key}")
            answer = owner.post(f"{ROW}/{section}/{key}/", told)
            assert answer.status_code == 302, (section, key, answer.content.decode())
            sent += 1
    assert sent > 10
    assert log.head == 1
    assert here(log) == before


def test_fields_of_a_row_are_kept_and_what_is_wrong_is_said_beside_them(
    owner: Client, log: ProgramLog
) -> None:
    told = form(owner, "issues/vendor")
    assert owner.post(f"{ROW}/issues/vendor/", {**told, "notes": "Call them"}).status_code == 302
    assert here(log).issues["vendor"].notes == "Call them"
    answer = owner.post(f"{ROW}/issues/vendor/", {**told, "base": "2", "due": "tomorrow-ish"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "tomorrow-ish" in page
    assert 'role="alert"' in page
    other = owner.post(f"{ROW}/issues/vendor/", {**told, "base": "1", "notes": "Write to them"})
    assert other.status_code == 409
    assert "Call them" in other.content.decode()
    assert here(log).issues["vendor"].notes == "Call them"


def test_a_row_is_deleted_with_what_names_it_and_brought_back(
    owner: Client, log: ProgramLog
) -> None:
    before = here(log)
    answer = owner.post(f"{ROW}/issues/vendor/delete/", follow=True)
    assert "is deleted" in answer.content.decode()
    assert "vendor" not in here(log).issues
    owner.post(f"/p/checkout/history/{log.head}/back/")
    assert here(log) == before


def test_who_may_not_edit_neither_adds_nor_opens_rows(log: ProgramLog, ben: User) -> None:
    give_role(log, ben, Role.CONTRIBUTOR, at=NOW)
    client = client_of(ben)
    told = {"section": "goals", "title": "Mine"}
    assert client.post("/p/checkout/register/add/", told).status_code == 403
    assert client.get(f"{ROW}/issues/vendor/").status_code == 403
    assert client.post(f"{ROW}/issues/vendor/delete/").status_code == 403
    assert log.head == 1
    assert "An hour costs" not in client.get("/p/checkout/registers/people/").content.decode()
    give_role(log, ben, Role.BUSINESS, at=NOW)
    assert client.get("/p/checkout/registers/people/").status_code == 403
    assert client.get("/p/checkout/registers/milestones/").status_code == 403
    assert client.get("/p/checkout/registers/goals/").status_code == 200


def test_rows_are_found_by_a_word(owner: Client) -> None:
    page = owner.get("/p/checkout/registers/issues/?find=vendor").content.decode()
    assert "The vendor is silent" in page
    page = owner.get("/p/checkout/registers/issues/?find=zebra").content.decode()
    assert "The vendor is silent" not in page
    assert "zebra" in page


def test_a_cell_of_any_register_is_edited(owner: Client, log: ProgramLog) -> None:
    told = {"base": 1, "section": "people", "key": "ben", "field": "rate", "text": "95"}
    answer = owner.post(
        "/p/checkout/register/edit/", json.dumps(told), content_type="application/json"
    )
    assert answer.status_code == 200
    assert here(log).people["ben"].rate == 9500  # cents


def test_what_a_field_holds_is_told_in_names(owner: Client) -> None:
    add(owner, "rotations", title="Nights", start="2026-03-02", layers=TURNS)
    add(owner, "scenarios", title="One more", edits=EDITS)
    duty = owner.get("/p/checkout/registers/duty/").content.decode()
    assert "<div>Asha, Ben, weekly</div>" in duty
    ifs = owner.get("/p/checkout/registers/what-ifs/").content.decode()
    assert "<div>Payment API estimate: 3d</div>" in ifs


def test_choices_come_from_the_nouns() -> None:
    assert choices_of(SECTIONS["requirements"], "priority") == ("must", "should", "could", "wont")
    assert choices_of(SECTIONS["stakeholders"], "wants")[0] == ""
    assert choices_of(SECTIONS["tasks"], "inactive") == ("false", "true")
    assert choices_of(SECTIONS["tasks"], "title") == ()
