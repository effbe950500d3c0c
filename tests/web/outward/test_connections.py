"""Webhooks out and in: signed, tried again, told once; wrong signatures and addresses refused."""

import base64
import hashlib
import hmac
import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook as Signer

from fairlead.notices.notice import Undelivered
from fairlead.notices.posting import post, public_address
from fairlead.program.changes import diff
from fairlead.program.noun import replace
from fairlead.web import records
from fairlead.web.access.letting_in import give_role
from fairlead.web.jobs.worker import carry_once
from fairlead.web.log.append import append
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Gate, Outgoing, ProgramLog, Role, User, Webhook
from fairlead.web.outward.hooks import is_address
from tests.notices.servers import Web, web
from tests.web.conftest import NOW
from tests.web.log.sample import new_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = new_log()
    give_role(made, asha, Role.OWNER, at=NOW)
    return made


@pytest.fixture
def owner(log: ProgramLog, asha: User) -> Client:
    client = Client()
    client.force_login(asha)
    return client


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("FAIRLEAD_WEBHOOKS_PRIVATE", "1")
    with web() as kept:
        yield kept


def shown(client: Client, address: str, told: dict[str, Any]) -> str:
    answer = client.post(address, told, follow=True)
    return str(answer.content.decode())


def rename(log: ProgramLog, title: str, *, at: datetime) -> None:
    log.refresh_from_db()
    program = program_at(log, log.head)
    append(log, diff(program, replace(program, title=title)), base=log.head, at=at)


def secret_in(page: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.replace("&#x2B;", "+"))
    assert found is not None
    return found[0]


def test_a_change_is_told_signed_with_the_secret_that_was_shown_once(
    owner: Client, log: ProgramLog, server: Web
) -> None:
    told = {"url": f"{server.url}/hook", "events": ["program.changed"]}
    secret = secret_in(shown(owner, "/p/checkout/connections/webhook/", told))
    assert "whsec_" not in owner.get("/p/checkout/connections/").content.decode()
    rename(log, "Again", at=datetime.now(UTC))
    assert carry_once(at=datetime.now(UTC)) == 1
    ((path, headers, body),) = server.seen
    assert path == "/hook"
    content = Signer(secret).verify(body.decode(), {k.lower(): v for k, v in headers.items()})
    assert content is None or content["type"] == "program.changed"
    data = json.loads(body)["data"]
    assert (data["program"], data["number"]) == ("checkout", 2)
    page = owner.get("/p/checkout/connections/").content.decode()
    assert "<td>sent</td>" in page


def test_what_fails_is_tried_again_later_with_the_same_id_and_a_new_signature(
    owner: Client, log: ProgramLog, server: Web
) -> None:
    shown(
        owner,
        "/p/checkout/connections/webhook/",
        {"url": f"{server.url}/hook", "events": ["program.changed"]},
    )
    now = datetime.now(UTC)
    rename(log, "Again", at=now)
    server.answers = [500, 410]
    assert carry_once(at=now) == 0
    row = Outgoing.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.next_at == now + timedelta(minutes=1)
    assert carry_once(at=now + timedelta(seconds=59)) == 0
    assert carry_once(at=now + timedelta(seconds=61)) == 0
    assert Outgoing.objects.get().state == "given up"
    shown(owner, f"/p/checkout/connections/{Webhook.objects.get().pk}/", {"do": "again"})
    assert carry_once(at=datetime.now(UTC)) == 1
    ids = {headers["webhook-id"] for _, headers, _ in server.seen}
    assert (len(server.seen), len(ids)) == (3, 1)


def test_one_that_wants_other_events_or_is_stopped_hears_nothing(
    owner: Client, log: ProgramLog, server: Web
) -> None:
    shown(
        owner,
        "/p/checkout/connections/webhook/",
        {"url": f"{server.url}/a", "events": ["report.sent"]},
    )
    shown(
        owner,
        "/p/checkout/connections/webhook/",
        {"url": f"{server.url}/b", "events": ["program.changed"]},
    )
    shown(owner, f"/p/checkout/connections/{Webhook.objects.last().pk}/", {"do": "stop"})
    rename(log, "Again", at=NOW)
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    "url", ["http://hooks.example/", "ftp://hooks.example/", "https://", "https://me:it@a.example/"]
)
def test_an_address_that_is_not_safe_is_not_taken(url: str, owner: Client) -> None:
    assert not is_address(url)
    owner.post("/p/checkout/connections/webhook/", {"url": url, "events": ["program.changed"]})
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:192.168.0.1",
        "192.0.0.1",
    ],
)
def test_nothing_is_posted_into_the_own_network(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(*_: object, **__: object) -> list[tuple[Any, ...]]:
        return [(0, 0, 0, "", ("203.0.114.9", 443)), (0, 0, 0, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", named)
    with pytest.raises(Undelivered, match="no address of the public network") as caught:
        post("https://hooks.example/", b"{}", headers={}, public=True)
    assert caught.value.lasting


def test_a_public_address_is_the_one_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 443))]
    )
    assert public_address("hooks.example", 443) == "93.184.215.14"


def gate(owner: Client) -> tuple[str, str]:
    page = shown(owner, "/p/checkout/connections/gate/", {"name": "Monitoring"})
    key = re.search(r"routing key ([0-9a-f]{32})", page)
    assert key is not None
    return key[1], secret_in(page)


def event(key: str, action: str, **payload: str) -> dict[str, Any]:
    told: dict[str, Any] = {"routing_key": key, "event_action": action, "dedup_key": "db down"}
    if action == "trigger":
        told["payload"] = {"summary": "The database is down", "source": "db1", **payload}
    return told


def test_events_open_acknowledge_and_resolve_an_incident(owner: Client, log: ProgramLog) -> None:
    key, _ = gate(owner)

    def say(action: str, **payload: str) -> Any:
        answer = Client().post(
            "/in/events/v2/enqueue", event(key, action, **payload), content_type="application/json"
        )
        assert answer.status_code == 202
        assert answer.json()["dedup_key"] == "db down"
        log.refresh_from_db()
        return program_at(log, log.head).incidents

    opened = say("trigger", severity="critical")
    ((name, row),) = opened.items()
    assert name.startswith("db-down-")
    assert (row.title, row.severity, row.acknowledged) == ("The database is down", "critical", None)
    assert say("trigger", severity="critical") == opened
    assert say("acknowledge")[name].acknowledged is not None
    assert say("resolve")[name].resolved is not None
    assert len(say("trigger", severity="info")) == 2
    assert [e.kind for e in records.entries(log, "arrivals")] == [
        "trigger", "trigger", "acknowledge", "resolve", "trigger",
    ]  # fmt: skip


def test_a_wrong_key_or_no_event_is_refused(owner: Client) -> None:
    key, _ = gate(owner)
    for told, message in (
        (event("0" * 32, "trigger", severity="info"), "Invalid routing key."),
        (event(key, "trigger", severity="mild"), "Invalid enum value"),
        ({"routing_key": key, "event_action": "resolve"}, "dedup_key"),
    ):
        answer = Client().post("/in/events/v2/enqueue", told, content_type="application/json")
        assert answer.status_code == 400
        assert message in answer.json()["message"]


def signed(secret: str, body: str, *, at: datetime, message: str = "msg_1") -> dict[str, str]:
    """Signed by the text of the specification alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{message}.{int(at.timestamp())}.{body}".encode()
    made = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v1,{made}",
    }


def test_a_signed_webhook_is_believed_once_and_a_wrong_one_never(
    owner: Client, log: ProgramLog
) -> None:
    key, secret = gate(owner)
    body = json.dumps({"type": "incident.opened", "data": {"key": "x", "title": "It broke"}})
    now = datetime.now(UTC)

    def send(headers: dict[str, str], *, text: str = body) -> int:
        answer = Client().post(
            f"/in/webhook/{key}/", text, content_type="application/json", headers=headers
        )
        return int(answer.status_code)

    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    assert send(signed(other, body, at=now)) == 401
    assert send(signed(secret, body, at=now - timedelta(minutes=6))) == 401
    assert send(signed(secret, body, at=now), text=body.replace("broke", "melted")) == 401
    assert send({}) == 401
    log.refresh_from_db()
    assert log.head == 1
    assert send(signed(secret, body, at=now)) == 202
    close = json.dumps({"type": "incident.resolved", "data": {"key": "x"}})
    assert send(signed(secret, close, at=now, message="msg_2"), text=close) == 202
    assert send(signed(secret, body, at=now)) == 202  # the first one, played again
    log.refresh_from_db()
    assert len(program_at(log, log.head).incidents) == 1


def test_many_wrong_keys_must_wait(owner: Client) -> None:
    key, _ = gate(owner)
    for number in range(10):
        told = event(f"{number:032d}", "resolve")
        Client().post("/in/events/v2/enqueue", told, content_type="application/json")
    answer = Client().post(
        "/in/events/v2/enqueue", event(key, "resolve"), content_type="application/json"
    )
    assert answer.status_code == 429


def test_a_gate_that_was_dropped_lets_nothing_in(owner: Client) -> None:
    key, _ = gate(owner)
    owner.post(f"/p/checkout/connections/gate/{Gate.objects.get().pk}/")
    answer = Client().post(
        "/in/events/v2/enqueue", event(key, "resolve"), content_type="application/json"
    )
    assert answer.status_code == 400
