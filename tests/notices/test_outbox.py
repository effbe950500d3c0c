"""Nothing that was promised is lost, and nothing that was recorded is sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.notices.notice import Notice, Undelivered
from fairlead.notices.outbox import BACK_OFF, deliver, queue, waiting
from fairlead.sources import journal

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def notice(key: str = "a", channel: str = "mail") -> Notice:
    return Notice(key=key, channel=channel, to="asha@shop.example", subject="S", body="B", at=NOW)


class Crash(BaseException):
    """The power goes."""


class Recorder:
    """Keeps what it was sent; fails, or crashes after sending, where it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.fails: list[Undelivered] = []
        self.crash_after: str | None = None

    def send(self, notice: Notice) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(notice.key)
        if notice.key == self.crash_after:
            raise Crash


def test_a_notice_is_promised_once_and_sent_once(tmp_path: Path) -> None:
    path, channel = tmp_path / "outbox.jsonl", Recorder()
    assert queue(path, notice(), now=NOW)
    assert not queue(path, notice(), now=NOW)
    assert [each.notice for each in waiting(journal.read(path).entries)] == [notice()]
    assert deliver(path, {"mail": channel}, now=NOW).sent == ("a",)
    assert deliver(path, {"mail": channel}, now=NOW).sent == ()
    assert not queue(path, notice(), now=NOW)  # sent is promised, too
    assert channel.sent == ["a"]


@pytest.mark.parametrize("victim", ["a", "b", "c"])
def test_a_crash_while_sending_repeats_at_most_what_was_not_recorded(
    tmp_path: Path, victim: str
) -> None:
    path, channel = tmp_path / "outbox.jsonl", Recorder()
    for key in "abc":
        queue(path, notice(key), now=NOW)
    channel.crash_after = victim
    with pytest.raises(Crash):
        deliver(path, {"mail": channel}, now=NOW)
    channel.crash_after = None
    deliver(path, {"mail": channel}, now=NOW)
    assert [channel.sent.count(key) for key in "abc"] == [1 + (key == victim) for key in "abc"]
    assert waiting(journal.read(path).entries) == ()


def test_a_crash_while_writing_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    path, channel = tmp_path / "outbox.jsonl", Recorder()
    queue(path, notice("a"), now=NOW)
    whole = path.read_bytes()
    queue(path, notice("b"), now=NOW)
    for cut in range(len(whole), len(path.read_bytes()), 37):
        path.write_bytes(path.read_bytes()[: max(cut, len(whole))])
        assert [each.notice.key for each in waiting(journal.read(path).entries)] == ["a"]
    assert queue(path, notice("b"), now=NOW)
    assert deliver(path, {"mail": channel}, now=NOW).sent == ("a", "b")


def test_attempts_are_spaced_and_end(tmp_path: Path) -> None:
    path, channel = tmp_path / "outbox.jsonl", Recorder()
    queue(path, notice(), now=NOW)
    channel.fails = [Undelivered("busy") for _ in range(len(BACK_OFF) + 1)]
    now = NOW
    for wait in BACK_OFF:
        assert deliver(path, {"mail": channel}, now=now).failed == ("a",)
        early = deliver(path, {"mail": channel}, now=now + wait - timedelta(seconds=1))
        assert (early.sent, early.failed) == ((), ())
        now += wait
    assert deliver(path, {"mail": channel}, now=now).given_up == ("a",)
    (left,) = waiting(journal.read(path).entries)
    assert (left.given_up, left.error, left.next_at) == (True, "busy", None)
    assert deliver(path, {"mail": channel}, now=now + timedelta(days=9)).sent == ()


def test_what_will_never_work_is_given_up_at_once_and_others_go_on(tmp_path: Path) -> None:
    path, channel = tmp_path / "outbox.jsonl", Recorder()
    queue(path, notice("a"), now=NOW)
    queue(path, notice("b"), now=NOW)
    queue(path, notice("c", channel="chat"), now=NOW)
    channel.fails = [Undelivered("nobody of that name", lasting=True)]
    found = deliver(path, {"mail": channel}, now=NOW)
    assert (found.given_up, found.sent, found.failed) == (("a",), ("b",), ("c",))
    later = NOW + BACK_OFF[0]
    assert deliver(path, {"mail": channel, "chat": channel}, now=later).sent == ("c",)
