"""Channels against servers on this machine; what comes in is checked before it is believed."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from time import time  # noqa: TID251 (the library looks at the clock itself)

import pytest

from fairlead.notices.mail import Mail
from fairlead.notices.many import SCHEMES, Many
from fairlead.notices.notice import Notice, Undelivered
from fairlead.notices.pagerduty import PagerDuty, received
from fairlead.notices.posting import post
from fairlead.notices.setting_up import channels_of
from fairlead.notices.webhook import Webhook, WrongSignature, verified
from fairlead.program.errors import UnreadableInput
from fairlead.program.noun import replace
from tests.notices.servers import mail_server, web

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two characters").decode()
NOTICE = Notice(
    key="shop:asha:issues.vendor#1",
    channel="mail",
    to="asha@shop.example",
    subject="The vendor has not answered",
    body="Decide by Friday.\n",
    at=NOW,
    severity="high",
    thread="shop:issues.vendor",
)


def test_pagerduty_gets_trigger_acknowledge_and_resolve_of_one_matter() -> None:
    with web() as server:
        channel = PagerDuty("R0UTING", url=f"{server.url}/v2/enqueue")
        channel.send(NOTICE)
        channel.send(replace(NOTICE, action="acknowledge", key="k2"))
        channel.send(replace(NOTICE, action="resolve", key="k3"))
    events = [json.loads(body) for _, _, body in server.seen]
    assert [path for path, _, _ in server.seen] == ["/v2/enqueue"] * 3
    assert [event["event_action"] for event in events] == ["trigger", "acknowledge", "resolve"]
    assert {event["dedup_key"] for event in events} == {"shop:issues.vendor"}
    assert events[0]["payload"]["severity"] == "error"
    assert events[0]["payload"]["summary"] == "The vendor has not answered"
    assert "payload" not in events[1]
    # What goes out is what we accept.
    back = [received(body) for _, _, body in server.seen]
    assert [(e.action, e.dedup_key) for e in back] == [
        (action, "shop:issues.vendor") for action in ("trigger", "acknowledge", "resolve")
    ]
    assert (back[0].severity, back[0].summary) == ("high", "The vendor has not answered")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Not an event"),
        (b"[]", "Not an event"),
        (b'{"routing_key": "x", "event_action": "explode"}', "Not an event"),
        (b'{"routing_key": "x", "event_action": "trigger"}', "no 'payload'"),
        (b'{"routing_key": "x", "event_action": "resolve"}', "no 'dedup_key'"),
        (
            b'{"routing_key": "x", "event_action": "trigger", "payload": {"severity": "worst"}}',
            "Not an event",
        ),
        (b"[" * 100_000, "Not an event"),
        (b" " * 600_000, "600,000 bytes"),
    ],
)
def test_an_event_that_is_none_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(UnreadableInput, match=message):
        received(body)


@pytest.mark.parametrize(
    ("status", "lasting"), [(500, False), (503, False), (429, False), (400, True), (302, False)]
)
def test_an_answer_that_is_no_yes_is_a_reason(status: int, lasting: bool) -> None:
    with web() as server:
        server.answers = [status]
        with pytest.raises(Undelivered, match=f"answered {status}") as caught:
            PagerDuty("R", url=server.url).send(NOTICE)
    assert caught.value.lasting is lasting
    assert len(server.seen) == 1


def test_what_does_not_answer_is_tried_again_and_what_is_open_to_all_never() -> None:
    with web() as server:
        url = server.url
    with pytest.raises(Undelivered) as caught:
        post(url, b"{}", headers={})
    assert not caught.value.lasting
    for wrong in ("http://shop.example/hook", "file:///etc/passwd", "gopher://x", "https://"):
        with pytest.raises(Undelivered) as caught:
            post(wrong, b"{}", headers={})
        assert caught.value.lasting


def test_a_webhook_is_signed_and_believed_only_as_it_was_signed() -> None:
    now = datetime.fromtimestamp(time(), UTC)
    with web() as server:
        Webhook(server.url, secret=SECRET).send(replace(NOTICE, at=now))
    ((_, headers, body),) = server.seen
    told = verified(body, headers, secret=SECRET)
    assert isinstance(told, dict)
    assert told["subject"] == "The vendor has not answered"
    other = "whsec_" + base64.b64encode(b"another secret of some characters").decode()
    with pytest.raises(WrongSignature, match="refused"):
        verified(body, headers, secret=other)
    with pytest.raises(WrongSignature, match="refused"):
        verified(body.replace(b"vendor", b"vandal"), headers, secret=SECRET)
    with pytest.raises(WrongSignature, match="refused"):
        verified(body, {}, secret=SECRET)


def test_a_webhook_that_is_old_is_refused() -> None:
    with web() as server:
        old = datetime.fromtimestamp(time(), UTC) - timedelta(minutes=6)
        Webhook(server.url, secret=SECRET).send(replace(NOTICE, at=old))
    ((_, headers, body),) = server.seen
    with pytest.raises(WrongSignature, match="refused"):
        verified(body, headers, secret=SECRET)


def test_a_mail_arrives_with_an_id_that_lasts_and_no_header_of_the_senders_making() -> None:
    sly = replace(NOTICE, subject="Late\r\nBcc: everybody@shop.example")
    with mail_server() as server:
        channel = Mail(server.url, sender="fairlead@shop.example")
        channel.send(NOTICE)
        channel.send(NOTICE)
        channel.send(sly)
    first, again, third = server.mails
    assert first["To"] == "asha@shop.example"
    assert first["Subject"] == "The vendor has not answered"
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_payload() == "Decide by Friday.\r\n"
    assert third["Bcc"] is None
    assert third["Subject"] == "Late Bcc: everybody@shop.example"


def test_a_mail_to_nobody_is_given_up_and_one_to_a_server_that_is_away_is_not() -> None:
    with mail_server() as server:
        server.refused = {"asha@shop.example"}
        channel = Mail(server.url, sender="fairlead@shop.example")
        with pytest.raises(Undelivered) as caught:
            channel.send(NOTICE)
        assert caught.value.lasting
        url = server.url
    with pytest.raises(Undelivered) as caught:
        Mail(url, sender="fairlead@shop.example").send(NOTICE)
    assert not caught.value.lasting


def test_a_password_is_never_sent_in_the_clear() -> None:
    with mail_server() as server:
        url = server.url.replace("smtp://", "smtp://asha:secret@")
        with pytest.raises(Undelivered, match="no password is sent") as caught:
            Mail(url, sender="fairlead@shop.example").send(NOTICE)
    assert caught.value.lasting


@pytest.mark.parametrize("scheme", ["file", "syslog", "json", "exec", "windows", "xml", "mailto"])
def test_channels_that_reach_this_machine_or_any_host_are_refused(scheme: str) -> None:
    assert scheme not in SCHEMES
    with pytest.raises(ValueError, match="no channel that may be used"):
        Many(f"{scheme}://localhost")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library's own imports
def test_every_scheme_of_the_list_is_known_to_the_library() -> None:
    from apprise import Apprise

    known = {
        scheme
        for service in Apprise().details()["schemas"]
        for name in ("protocols", "secure_protocols")
        for scheme in service[name] or ()
    }
    assert known >= SCHEMES


def test_channels_come_from_the_environment_and_secrets_stay_there() -> None:
    found = channels_of(
        {
            "FAIRLEAD_SMTP": "smtp://mail.shop.example",
            "FAIRLEAD_MAIL_FROM": "fairlead@shop.example",
            "FAIRLEAD_PAGERDUTY_KEY": "R0UTING",
            "FAIRLEAD_WEBHOOK": "https://hooks.shop.example",
            "FAIRLEAD_WEBHOOK_SECRET": SECRET,
            "FAIRLEAD_CHANNEL_TEAM": "slack://a/b/c",
            "PATH": "/bin",
        }
    )
    assert set(found) == {"mail", "pagerduty", "webhook", "team"}
    assert channels_of({}) == {}
    for wrong in (
        {"FAIRLEAD_SMTP": "smtp://mail"},
        {"FAIRLEAD_SMTP": "ftp://secret-host", "FAIRLEAD_MAIL_FROM": "a@b"},
        {"FAIRLEAD_WEBHOOK": "https://secret-host"},
        {"FAIRLEAD_CHANNEL_X": "file:///secret-host"},
    ):
        with pytest.raises(ValueError, match="FAIRLEAD_") as caught:
            channels_of(wrong)
        assert "secret-host" not in str(caught.value)
