"""Baselines, why the date moved, and ways out, on their pages."""

import html
import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.test import Client

from fairlead.program.quantities import Estimate, Span
from fairlead.sources.baselines import baselines_of
from fairlead.web.access.letting_in import give_role
from fairlead.web.first_day import load_examples
from fairlead.web.jobs.worker import work_once
from fairlead.web.log.agreed import agree, agreed_in
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.log.verify import verify
from fairlead.web.models import Job, ProgramLog, Role, User
from tests.web.conftest import NOW
from tests.web.log.sample import after, changed, log_with_everything, whole_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = log_with_everything(asha)
    give_role(made, asha, Role.OWNER, at=NOW, person="asha")
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Client:
    return client_of(asha)


def text(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def worked(kind: str) -> None:
    while Job.objects.filter(kind=kind, state="waiting").exists():
        assert work_once("w")


def slower(log: ProgramLog) -> None:
    """Make the longest task take longer, after the baseline."""
    size = Estimate(low=Span(amount=20, unit="d"), high=Span(amount=30, unit="d"))
    change = changed(whole_program(), "api", estimate=size)
    append(log, change, base=log.head, at=after(2))


def test_agreeing_tells_who_and_when_and_names_never_twice(owner: Client, log: ProgramLog) -> None:
    owner.post("/p/checkout/baselines/add/", {"base": "2", "name": "kick-off", "because": "Again"})
    page = text(owner, "/p/checkout/baselines/")
    assert "kick-off-2" in page
    assert "Again" in page
    assert "Asha" in page


def test_a_baseline_stands_beside_what_is_there_now(
    owner: Client, log: ProgramLog, ben: User
) -> None:
    assert "Nothing differs" in text(owner, "/p/checkout/baselines/1/")
    slower(log)
    page = text(owner, "/p/checkout/baselines/1/")
    assert "Payment API" in page
    assert "later" in page
    give_role(log, ben, Role.BUSINESS, at=NOW)
    page = text(client_of(ben), "/p/checkout/baselines/1/")
    assert "Payment API" not in page
    assert "Beta" in page
    assert owner.get("/p/checkout/baselines/9/").status_code == 404


def test_the_plan_shows_what_was_agreed(owner: Client, log: ProgramLog) -> None:
    slower(log)
    told = owner.get("/p/checkout/plan/agreed/1/").json()
    assert told["name"] == "kick-off"
    now = {row["id"]: row for row in owner.get("/p/checkout/plan/rows/").json()["rows"]}
    assert told["rows"]["api"][1] < now["api"]["f"]
    assert told["rows"]["spec"] == [now["spec"]["s"], now["spec"]["f"]]
    assert 'id="beside"' in text(owner, "/p/checkout/plan/")


def test_the_ledger_accounts_from_the_baseline(owner: Client, log: ProgramLog, ben: User) -> None:
    slower(log)
    assert "Agreed first" in text(owner, "/p/checkout/scope/")
    assert "Not approved by anybody" in text(owner, "/p/checkout/scope/")
    log2 = ProgramLog.objects.get(pk=log.pk)
    give_role(log2, ben, Role.AUDITOR, at=NOW)
    assert "Agreed first" in text(client_of(ben), "/p/checkout/scope/")


def test_two_baselines_are_set_beside_each_other(
    owner: Client, log: ProgramLog, asha: User
) -> None:
    slower(log)
    agree(log, name="second", seen=log.head, at=after(3), user=asha)
    change = changed(program_at(log, log.head), "api", estimate=None)
    append(log, change, base=log.head, at=after(4))
    now = text(owner, "/p/checkout/baselines/1/")
    assert "kick-off, and now" in now
    both = text(owner, "/p/checkout/baselines/1/?beside=2")
    assert "kick-off, and second" in both
    assert "later" in both
    assert "second, and now" in text(owner, "/p/checkout/baselines/2/?beside=nothing")
    back = text(owner, "/p/checkout/baselines/2/?beside=1")
    assert "earlier" in back


def test_a_link_whose_text_changed_is_confirmed_and_taken_back(
    owner: Client, log: ProgramLog, asha: User, ben: User
) -> None:
    page = "/p/checkout/trace/"
    assert "Every link means what it meant" in text(owner, page)
    append(log, changed(whole_program(), "api", title="Payment API v3"), base=1, at=after(2))
    shown = text(owner, page)
    assert "Payment API v3" in shown
    names = re.findall(r'name="link" value="([^"]+)"', shown)
    assert names
    told = {"base": str(log.head), "link": [html.unescape(name) for name in names]}
    answer: Any = owner.post(f"{page}confirm/", told, follow=True)
    assert "Every link means what it meant" in answer.content.decode()
    number = ProgramLog.objects.get(pk=log.pk).head
    assert verify(ProgramLog.objects.get(pk=log.pk)) == ()
    assert "confirmed links of the trace" in text(owner, "/p/checkout/history/")
    owner.post(f"/p/checkout/history/{number}/back/")
    assert "Payment API v3" in text(owner, page)
    # Whoever may not edit looks at it, and what was seen before a later change stays suspect.
    give_role(log, ben, Role.ENGINEERING, at=NOW)
    assert "Confirm what is ticked" not in text(client_of(ben), page)
    assert client_of(ben).post(f"{page}confirm/", told).status_code == 403
    fresh = ProgramLog.objects.get(pk=log.pk)
    again = changed(program_at(fresh, fresh.head), "api", title="Payment API v4")
    append(fresh, again, base=fresh.head, at=after(5))
    owner.post(f"{page}confirm/", {**told, "base": "3"})
    assert "Payment API v4" in text(owner, page)


@pytest.mark.parametrize("asked", ["", "?from=agreed-1", "?from=begin&until=2027-01-01"])
def test_why_it_moved_is_told_in_the_readers_voice(
    owner: Client, log: ProgramLog, ben: User, asked: str
) -> None:
    assert "Nothing changed between" in text(owner, f"/p/checkout/why/{asked}")
    slower(log)
    assert "why/told/" in text(owner, f"/p/checkout/why/{asked}")
    part = f"/p/checkout/why/told/{asked}"
    assert "Computing" in text(owner, part)
    worked("why")
    told = text(owner, part)
    assert "Movement by cause" in told
    assert "<svg" in told
    give_role(log, ben, Role.BUSINESS, at=NOW)
    assert "Why the date moved" in text(client_of(ben), part)


def test_a_day_must_be_a_day(owner: Client) -> None:
    assert "Which day?" in text(owner, "/p/checkout/why/?from=day&since=soon")
    assert "There is no answer" in text(owner, "/p/checkout/why/told/?from=day")


def test_a_way_out_becomes_a_request(owner: Client, log: ProgramLog) -> None:
    asked = "?milestone=beta&by=2026-03-06&confidence=90"
    assert "options/told/" in text(owner, f"/p/checkout/options/{asked}")
    part = f"/p/checkout/options/told/{asked}"
    assert "Computing" in text(owner, part)
    worked("options")
    told = text(owner, part)
    assert "90% is wanted" in told
    assert "Make it a change request" in told
    job = Job.objects.get(kind="options").pk
    answer = owner.post("/p/checkout/options/ask/", {"job": str(job), "option": "0"})
    assert "/request/" in answer["Location"]
    log.refresh_from_db()
    asked_for = [r for r in program_at(log, log.head).changes.values() if r.requester == "asha"]
    assert len(asked_for) == 2
    for wrong in ({"job": str(job), "option": "999"}, {"job": "x", "option": "0"}, {}):
        assert owner.post("/p/checkout/options/ask/", wrong)["Location"].endswith("/options/")


def test_what_cannot_be_answered_says_why(owner: Client) -> None:
    part = "/p/checkout/options/told/?milestone=nothing"
    text(owner, part)
    worked("options")
    told = text(owner, part)
    assert "There is no answer" in told
    assert "nothing" in told


def test_what_failed_can_be_asked_again(owner: Client) -> None:
    part = "/p/checkout/options/told/?milestone=beta"
    text(owner, part)
    Job.objects.filter(kind="options").update(state="failed")
    assert "Try again" in text(owner, part)
    assert "Computing" in text(owner, f"{part}&again=1")
    assert Job.objects.filter(kind="options").count() == 2


def test_what_was_agreed_beside_a_file_comes_along(asha: User, tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "checkout"
    copytree(example, tmp_path / "checkout")
    load_examples(tmp_path, asha)
    log = ProgramLog.objects.get(key="checkout-re-platform")
    agreed = agreed_in(log)
    beside = baselines_of(example).baselines
    assert beside
    told = [(a.baseline.name, a.baseline.agreed_by, a.baseline.agreed_at) for a in agreed]
    assert told == [(each.name, each.agreed_by, each.agreed_at) for each in beside]
    assert [a.baseline.request for a in agreed] == [each.request for each in beside]
    assert verify(log) == ()
    page = text(client_of(asha), f"/p/{log.key}/baselines/")
    assert agreed[-1].baseline.name in page
