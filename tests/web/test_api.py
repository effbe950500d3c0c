import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fairlead.web.access.letting_in import digest, give_role
from fairlead.web.api.tokens import too_often
from fairlead.web.jobs.worker import work_once
from fairlead.web.models import ApiToken, LogEntry, ProgramLog, Role, User
from tests.web.conftest import NOW
from tests.web.log.sample import new_log

pytestmark = pytest.mark.django_db


class Caller:
    """A program that calls with a token."""

    def __init__(self, user: User, *, scopes: str = "read write") -> None:
        self.secret = f"fl_{user.username}_{scopes}"
        ApiToken.objects.create(
            user=user,
            name="test",
            digest=digest(self.secret),
            scopes=scopes,
            created=NOW,
            expires=NOW + timedelta(days=3650),
        )
        self.client = Client()

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        text = "" if body is None else json.dumps(body)
        told = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        told["HTTP_AUTHORIZATION"] = f"Bearer {self.secret}"
        return self.client.generic(
            method, f"/api{path}", text, content_type="application/json", **told
        )


@pytest.fixture
def log(asha: User, ben: User) -> ProgramLog:
    made = new_log()
    give_role(made, asha, Role.OWNER, at=NOW)
    give_role(made, ben, Role.CONTRIBUTOR, at=NOW, person="asha")
    return made


@pytest.fixture
def owner(asha: User, log: ProgramLog) -> Caller:
    return Caller(asha)


@pytest.fixture
def contributor(ben: User, log: ProgramLog) -> Caller:
    return Caller(ben)


API = "/programs/checkout/rows/tasks/api"


def test_rows_speak_the_words_of_the_program_file(owner: Caller) -> None:
    told = owner("GET", API).json()
    assert told == {"id": "api", "title": "Payment API", "needs": "spec", "estimate": "4d..9d"}
    assert owner("GET", "/programs").json()["items"][0]["key"] == "checkout"
    page = owner("GET", "/programs/checkout/rows/tasks?limit=2&offset=1").json()
    assert [row["id"] for row in page["items"]] == ["api", "test"]
    assert page["total"] == 3


def test_a_change_is_an_entry_with_its_reason(owner: Caller, log: ProgramLog) -> None:
    answer = owner("PATCH", f"{API}?why=Smaller", {"estimate": "2d", "needs": ["spec"]})
    assert answer.json() == {"number": 2, "changed": True}
    entry = LogEntry.objects.get(log=log, number=2)
    assert '"why":"Smaller"' in entry.content
    assert owner("GET", API).json()["estimate"] == "2d"
    assert owner("PATCH", API, {"estimate": None}).json()["number"] == 3
    assert "estimate" not in owner("GET", API).json()
    assert owner("GET", "/programs/checkout/history").json()["items"][1]["why"] == "Smaller"


def test_rows_come_and_go(owner: Caller) -> None:
    path = "/programs/checkout/rows/risks/late"
    assert owner("PUT", path, {"event": "Late", "delay": {"api": "3d..5d"}}).status_code == 200
    assert owner("PUT", path, {"event": "Late"}).status_code == 412
    assert owner("GET", path).json()["delay"] == {"api": "3d..5d"}
    assert owner("DELETE", API).status_code == 200
    assert owner("GET", API).status_code == 404
    assert "delay" not in owner("GET", path).json()


def test_the_same_field_answers_with_both_values(owner: Caller) -> None:
    tag = owner("GET", API)["ETag"]
    owner("PATCH", API, {"title": "One"})
    clash = owner("PATCH", API, {"title": "Two"}, if_match=tag)
    assert clash.status_code == 409
    assert clash.json()["conflicts"][0] == {
        "place": "tasks.api.title", "yours": "Two", "theirs": "One",
    }  # fmt: skip
    assert owner("PATCH", API, {"priority": 700}, if_match=tag).status_code == 200
    assert owner("PATCH", API, {"title": "Two"}, if_match='"999"').status_code == 412


def test_what_is_known_is_not_sent_again(owner: Caller) -> None:
    tag = owner("GET", API)["ETag"]
    again = owner("GET", API, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    owner("PATCH", API, {"title": "One"})
    assert owner("GET", API, if_none_match=tag).status_code == 200


def test_a_call_with_a_key_is_done_once(owner: Caller) -> None:
    path = "/programs/checkout/rows/tasks/more"
    first = owner("PUT", path, {"title": "More"}, idempotency_key="a-1")
    again = owner("PUT", path, {"title": "More"}, idempotency_key="a-1")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert LogEntry.objects.count() == 2
    assert owner("PUT", path, {"title": "Other"}, idempotency_key="a-1").status_code == 422


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"estimate": "soon"}, "span.grammar"),
        ({"colour": "red"}, "key.unknown"),
        ({"component": "nowhere"}, "reference.unknown"),
        ({"title": ""}, "field.missing"),
    ],
)
def test_what_is_wrong_has_a_code(owner: Caller, fields: dict[str, str], code: str) -> None:
    answer = owner("PATCH", API, fields)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_plan_and_the_forecast_are_those_of_the_commands(owner: Caller) -> None:
    plan = owner("GET", "/programs/checkout/plan")
    assert plan.json()["tasks"]["api"]["total_slack_minutes"] >= 0
    waiting = owner("GET", "/programs/checkout/forecast")
    assert waiting.status_code == 202
    assert work_once("test")
    forecast = owner("GET", "/programs/checkout/forecast").json()
    assert forecast["fingerprint"] == plan.json()["fingerprint"]
    assert forecast["milestones"]["beta"]["p80"]


def test_scopes_and_roles_hold_for_tokens(
    owner: Caller, contributor: Caller, asha: User, log: ProgramLog
) -> None:
    reader = Caller(asha, scopes="read")
    assert reader("GET", API).status_code == 200
    assert reader("PATCH", API, {"title": "No"}).status_code == 401
    assert (
        contributor("PATCH", "/programs/checkout/rows/tasks/spec", {"spent": "1d"}).status_code
        == 200
    )
    assert contributor("PATCH", API, {"spent": "1d"}).status_code == 403
    assert contributor("DELETE", API).status_code == 403
    stranger = Caller(User.objects.create_user("carl"))
    assert stranger("GET", API).status_code == 404
    assert Client().get(f"/api{API}").status_code == 401


def test_rates_are_hidden_from_who_should_not_see_them(owner: Caller, contributor: Caller) -> None:
    path = "/programs/checkout/rows/people/asha"
    assert owner("PATCH", path, {"rate": "90"}).status_code == 200
    assert owner("GET", path).json()["rate"] == "90"
    assert contributor("GET", path).json() == {"id": "asha", "name": "Asha"}


def test_a_calendar_can_be_subscribed_to(owner: Caller, log: ProgramLog) -> None:
    from icalendar import Calendar  # optional dependency

    address = f"/calendar/{owner.secret}/checkout.ics"
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Beta"
    assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    ApiToken.objects.all().delete()
    assert Client().get(address).status_code == 404


def test_a_token_has_so_many_calls_in_a_minute(
    owner: Caller, contributor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRLEAD_API_PER_MINUTE", "3")
    token = ApiToken.objects.get(digest=digest(owner.secret))
    assert [too_often(token, at=NOW) for _ in range(3)] == [0, 0, 0]
    assert too_often(token, at=NOW + timedelta(seconds=18)) == 42
    assert too_often(token, at=NOW + timedelta(seconds=60)) == 0
    answers = [owner("GET", API) for _ in range(5)]
    late = answers[-1]
    assert late.status_code == 429
    assert 0 < int(late["Retry-After"]) <= 60
    assert contributor("GET", API).status_code == 200


def test_an_assistant_reads_what_the_tokens_user_may_see(
    owner: Caller, asha: User, ben: User, log: ProgramLog
) -> None:
    def say(caller: Caller | None, **told: object) -> Any:
        headers = {"Accept": "application/json, text/event-stream"}
        if caller is not None:
            headers["Authorization"] = f"Bearer {caller.secret}"
        body = json.dumps({"jsonrpc": "2.0", "id": 1, **told})
        return Client().post(
            "/mcp/checkout/", body, content_type="application/json", headers=headers
        )

    assert say(None, method="ping").status_code == 401
    assert say(owner, method="ping").json()["result"] == {}
    asked = {"name": "plan", "arguments": {"tasks": ["api"]}}
    told = say(owner, method="tools/call", params=asked).json()["result"]
    assert not told["isError"]
    give_role(log, ben, Role.BUSINESS, at=NOW)
    reader = Caller(ben, scopes="read")
    assert say(reader, method="tools/call", params=asked).json()["result"]["isError"]
    stranger = Caller(User.objects.create_user("eve"))
    assert say(stranger, method="ping").status_code == 404
    note = Client().post(
        "/mcp/checkout/",
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        content_type="application/json",
        headers={
            "Accept": "application/json, text/event-stream",
            "Authorization": f"Bearer {owner.secret}",
        },
    )
    assert note.status_code == 202
