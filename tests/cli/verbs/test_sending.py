"""`fairlead escalate --send`: by the channels of the environment, each message once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairlead.cli.verbs.escalate import command
from tests.notices.servers import mail_server, web

TEXT = """\
fairlead: 1
program: shop
timezone: Europe/Berlin
people: {asha: {name: Asha, email: asha@shop.example}}
issues:
  vendor: {title: The vendor has not answered, raised: 2026-03-02 09:00, severity: high}
  heat: {title: The room is hot, raised: 2026-03-02 09:30}
escalation: {default: {levels: [{who: asha, acknowledge: 4h, clock: wall}]}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    return path


def send(shop: Path, now: str, code: int, **environment: str) -> str:
    options = [str(shop), "--now", now, "--send", "--no-packets"]
    ran = CliRunner().invoke(command, options, env={**environment})
    assert ran.exit_code == code, ran.output
    return ran.output


def test_a_mail_and_a_page_go_out_once(shop: Path) -> None:
    with mail_server() as post, web() as pager:
        setting = {
            "FAIRLEAD_SMTP": post.url,
            "FAIRLEAD_MAIL_FROM": "fairlead@shop.example",
            "FAIRLEAD_PAGERDUTY_KEY": "R0UTING",
            "FAIRLEAD_PAGERDUTY_URL": pager.url,
        }
        assert "2 sent, 0 to be tried again" in send(shop, "2026-03-02 10:00", 1, **setting)
        assert "0 sent" in send(shop, "2026-03-02 10:05", 0, **setting)
    (mail,) = post.mails
    assert mail["To"] == "asha@shop.example"
    assert mail["Subject"] == "shop: 2 matters wait for you"
    assert "Acknowledge by Mon 2026-03-02 13:00 Europe/Berlin." in str(mail.get_payload())
    ((_, _, body),) = pager.seen
    assert json.loads(body)["dedup_key"] == "shop:issues.vendor"


def test_what_fails_stays_in_the_outbox_until_it_works(shop: Path) -> None:
    with web() as pager:
        setting = {"FAIRLEAD_PAGERDUTY_KEY": "R", "FAIRLEAD_PAGERDUTY_URL": pager.url}
        pager.answers = [503]
        assert "0 sent, 1 to be tried again" in send(shop, "2026-03-02 10:00", 1, **setting)
        assert "1 sent, 0 to be tried again" in send(shop, "2026-03-02 10:01", 0, **setting)
        bodies = [json.loads(body) for _, _, body in pager.seen]
    assert bodies[0] == bodies[1]


def test_without_a_channel_nothing_counts_as_told(shop: Path) -> None:
    assert "No channel is set up" in send(shop, "2026-03-02 10:00", 1)
    assert not shop.with_name("shop.escalations.jsonl").exists()
