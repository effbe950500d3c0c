"""What pages say and do beyond who may see them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairlead.web.access.letting_in import give_role
from fairlead.web.jobs.worker import work_once
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.log.verify import verify
from fairlead.web.models import Membership, ProgramLog, Role, User, Visit
from fairlead.web.pages import events
from tests.web.conftest import NOW
from tests.web.log.sample import after, changed, new_log, program, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = new_log()
    give_role(made, asha, Role.OWNER, at=NOW, person="asha")
    return made


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Client:
    client = Client()
    client.force_login(asha)
    return client


def text(client: Client, path: str, **what: Any) -> str:
    answer = client.get(path, **what)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_home_tells_what_others_changed_since_the_last_visit(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    assert "Since your last visit" not in text(owner, "/")
    text(owner, "/p/checkout/")
    assert Visit.objects.get().number == 1
    append(log, changed(program(), "api", title="API"), base=1, at=after(1), user=ben)
    page = text(owner, "/")
    assert "Since your last visit" in page
    assert "Ben: 1 edit" in page
    text(owner, "/p/checkout/")
    assert "Since your last visit" not in text(owner, "/")


def test_the_card_of_a_program_gives_the_three_answers(owner: Client) -> None:
    card = text(owner, "/p/checkout/card/")
    for question in ("Can we manage it?", "Will it land on time?", "Are we prepared for problems?"):
        assert question in card


def test_a_forecast_comes_by_itself_and_is_then_on_the_page(owner: Client) -> None:
    assert "being computed" in text(owner, "/p/checkout/forecast/")
    while work_once("w"):
        pass
    page = text(owner, "/p/checkout/forecast/")
    assert "being computed" not in page
    assert "P80" in page
    assert 'data-studied="' in page


def test_business_and_engineering_are_spoken_to_in_their_own_voice(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    give_role(log, ben, Role.BUSINESS, at=NOW)
    reader = Client()
    reader.force_login(ben)
    assert "What was promised" in text(reader, "/p/checkout/")
    assert "What was promised" not in text(owner, "/p/checkout/")
    assert "/plan/" not in text(reader, "/p/checkout/")


def test_a_program_without_a_plan_says_why_and_what_to_do(owner: Client, log: ProgramLog) -> None:
    here = program_at(log, 1)
    from fairlead.program.changes import diff  # slow import
    from fairlead.program.noun import replace  # slow import

    append(log, diff(here, replace(here, start=None, as_of=None)), base=1, at=after(1))
    page = text(owner, "/p/checkout/")
    assert "There is no plan yet" in page
    assert "start:" in page
    assert owner.get("/p/checkout/plan/rows/").status_code == 422
    owner.post("/p/checkout/settings/", {"base": "2", "start": "2026-01-12"})
    assert "There is no plan yet" not in text(owner, "/p/checkout/")


def test_history_shows_before_and_after_and_takes_back(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    change = changed(program(), "api", title="<b>API</b>")
    append(log, change, base=1, at=after(1), user=ben, why="Clearer")
    page = text(owner, "/p/checkout/history/")
    assert "Clearer" in page
    entry = text(owner, "/p/checkout/history/2/")
    assert "Payment API" in entry
    assert "&lt;b&gt;API&lt;/b&gt;" in entry
    assert "<b>API" not in entry
    assert "Entry 2" in text(owner, "/p/checkout/item/api/")
    owner.post("/p/checkout/history/2/back/")
    log.refresh_from_db()
    assert program_at(log, log.head).tasks["api"].title == "Payment API"
    owner.post("/p/checkout/history/2/back/")
    assert "taken back already" in text(owner, "/p/checkout/history/")


def test_a_deleted_row_still_has_its_history(owner: Client, log: ProgramLog) -> None:
    here = program()
    append(log, without(here, "spec"), base=1, at=after(1), checked=False)
    assert "deleted" in text(owner, "/p/checkout/item/spec/")


def test_rates_are_not_in_the_history_of_who_should_not_see_them(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    cell = {"section": "people", "key": "asha", "field": "rate", "text": "977"}
    owner.post(
        "/p/checkout/plan/edit/",
        json.dumps({"base": 1, "cells": [cell]}),
        content_type="application/json",
    )
    assert "977" in text(owner, "/p/checkout/history/2/")
    give_role(log, ben, Role.AUDITOR, at=NOW)
    auditor = Client()
    auditor.force_login(ben)
    assert "977" not in text(auditor, "/p/checkout/history/2/")
    assert auditor.get("/p/checkout/settings/file/").status_code == 403


def test_settings_are_in_the_words_of_the_program_file(owner: Client, log: ProgramLog) -> None:
    assert 'value="2026-01-12"' in text(owner, "/p/checkout/settings/")
    wrong = owner.post("/p/checkout/settings/", {"base": "1", "timezone": "Mars", "budget": "much"})
    assert wrong.status_code == 422
    assert "Mars" in wrong.content.decode()
    owner.post("/p/checkout/settings/", {"base": "1", "budget": "1000", "title": "New name"})
    log.refresh_from_db()
    assert (log.title, program_at(log, 2).budget) == ("New name", 100_000)
    assert "fairlead: 1" in text(owner, "/p/checkout/settings/file/")


def test_a_program_is_put_away_by_its_name(owner: Client, log: ProgramLog) -> None:
    owner.post("/p/checkout/settings/archive/", {"confirm": "something"})
    assert owner.get("/p/checkout/").status_code == 200
    owner.post("/p/checkout/settings/archive/", {"confirm": "checkout"})
    assert owner.get("/p/checkout/").status_code == 404


TABLE = b"Name,Duration,Predecessors\nDig,5d,\nPour,3d,1\n"


def test_an_import_shows_its_columns_before_it_is_kept(owner: Client) -> None:
    told = {"file": SimpleUploadedFile("plan.csv", TABLE), "do": "look"}
    page = owner.post("/import/", told).content.decode()
    assert "2 tasks" in page
    assert "Columns of the table" in page
    assert ProgramLog.objects.count() == 1
    told = {"file": SimpleUploadedFile("plan.csv", TABLE), "do": "keep"}
    assert owner.post("/import/", told).status_code == 302
    made = ProgramLog.objects.get(key="plan")
    assert [t.title for t in program_at(made, 1).tasks.values()] == ["Dig", "Pour"]
    assert Membership.objects.get(log=made).role == Role.OWNER


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xer", b"nothing"),
        ("../../x.yaml", b"tasks: ["),
        ("x", b"\0\1"),
        ("x.xml", b"<!DOCTYPE a>"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(owner: Client, name: str, content: bytes) -> None:
    told = {"file": SimpleUploadedFile(name, content), "do": "keep"}
    answer = owner.post("/import/", told)
    assert answer.status_code == 422
    assert "fairlead-import-" not in answer.content.decode()
    assert ProgramLog.objects.count() == 1


def test_the_same_title_gives_another_key(owner: Client) -> None:
    for _ in range(2):
        told = {"file": SimpleUploadedFile("plan.csv", TABLE), "do": "keep"}
        owner.post("/import/", told)
    assert set(ProgramLog.objects.values_list("key", flat=True)) == {"checkout", "plan", "plan-2"}


@pytest.mark.django_db(transaction=True)
def test_a_stream_tells_of_changes_and_studies(
    owner: Client, log: ProgramLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_LOOK_SECONDS", 0.0)
    answer = owner.get("/p/checkout/events/?after=1")
    parts: Iterator[bytes] = iter(answer.streaming_content)
    assert next(parts) == b"retry: 2000\n\n"
    append(log, changed(program(), "api", title="API"), base=1, at=after(1))
    assert next(parts) == b'id: 2\nevent: changed\ndata: {"number": 2}\n\n'
    owner.get("/p/checkout/forecast/")
    assert work_once("w")
    assert b"event: studied" in next(parts)
    answer.close()


def test_health_tells_machines_what_they_ask() -> None:
    assert Client().get("/health/live").json()["status"] == "live"
    assert Client().get("/health/ready").json()["status"] == "ready"
    assert 'fairlead_jobs{state="waiting"}' in Client().get("/metrics").content.decode()


def test_times_are_told_in_the_readers_zone(owner: Client, asha: User) -> None:
    assert "2 Mar 2026 09:00" in text(owner, "/p/checkout/history/")
    asha.timezone = "Asia/Tokyo"
    asha.save()
    assert "2 Mar 2026 18:00" in text(owner, "/p/checkout/history/")
    assert "18:00 JST" in text(owner, "/p/checkout/history/1/")
    asha.timezone = "Nowhere/None"
    asha.save()
    assert owner.get("/p/checkout/members/").status_code == 200


def test_history_names_what_few_edits_changed(owner: Client) -> None:
    owner.post("/p/checkout/settings/", {"base": "1", "budget": "1000"})
    assert "the program, budget" in text(owner, "/p/checkout/history/")


def test_the_program_is_seen_as_it_was_and_brought_back(owner: Client, log: ProgramLog) -> None:
    owner.post("/p/checkout/settings/", {"base": "1", "title": "Another name"})
    was = text(owner, "/p/checkout/history/1/then/")
    assert "One entry later" in was
    assert "with entry" in was
    assert "fairlead: 1" in text(owner, "/p/checkout/history/1/then/file/")
    assert owner.get("/p/checkout/history/99/then/").status_code == 404
    answer = owner.get("/p/checkout/history/at/", {"on": "2026-03-02"})
    assert answer.headers["Location"] == "/p/checkout/history/1/then/"
    early = owner.get("/p/checkout/history/at/", {"on": "2020-01-01"}, follow=True)
    assert "not there yet" in early.content.decode()
    assert owner.get("/p/checkout/history/at/", {"on": "soon"}).status_code == 302
    owner.post("/p/checkout/history/1/then/again/")
    log.refresh_from_db()
    assert program_at(log, log.head) == program_at(log, 1)
    assert "restored what was before" in text(owner, "/p/checkout/history/")
    assert verify(log) == ()
