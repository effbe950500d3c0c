"""The outbox: notices that were promised, on disk before anything is sent, until they are.

At least once: a notice is queued, then sent, then recorded as sent. A crash before the last step
sends it again, with the same key; nothing is ever lost, and what was recorded is never repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from fairlead.notices.notice import Channel, Notice, Undelivered
from fairlead.program.chain import Entry
from fairlead.program.noun import Noun
from fairlead.sources import journal

__all__ = ["BACK_OFF", "Delivery", "Waiting", "deliver", "queue", "waiting"]

BACK_OFF: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 120, 240, 480)
)
"""How long after each failed attempt the next one is made; after the last one it is given up."""


class Waiting(Noun):
    """A notice that was not sent yet: how often it was tried, and when it is tried next.

    `given_up` says that it never will be, and `error` why.
    """

    notice: Notice
    attempts: int = 0
    next_at: datetime | None = None
    given_up: bool = False
    error: str | None = None


class Delivery(Noun):
    """What one round of sending came to, by key."""

    sent: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


def queue(path: Path, notice: Notice, *, now: datetime) -> bool:
    """Promise to send a notice; False where one of that key was promised before.

    When this returns, it is on the disk.
    """
    known = {key_of(entry) for entry in journal.read(path).entries if entry.kind == "queued"}
    if notice.key in known:
        return False
    journal.append(path, at=now, kind="queued", content=msgspec.to_builtins(notice))
    return True


def key_of(entry: Entry) -> str | None:
    """The key of the notice that an entry of an outbox is about."""
    content = entry.content if isinstance(entry.content, dict) else {}
    key = content.get("key")
    return key if isinstance(key, str) else None


def waiting(entries: Iterable[Entry]) -> tuple[Waiting, ...]:
    """Every notice that was promised and not sent, in the order of their promises."""
    found: dict[str, Waiting] = {}
    for entry in entries:
        key = key_of(entry)
        if key is None:
            continue
        if entry.kind == "queued":
            found[key] = Waiting(notice=msgspec.convert(entry.content, Notice))
        elif key in found and entry.kind == "sent":
            del found[key]
        elif key in found and entry.kind == "failed":
            found[key] = _failed(found[key], entry)
    return tuple(found.values())


def _failed(before: Waiting, entry: Entry) -> Waiting:
    attempts = before.attempts + 1
    lasting = bool(entry.content.get("lasting"))
    over = lasting or attempts > len(BACK_OFF)
    return Waiting(
        notice=before.notice,
        attempts=attempts,
        next_at=None if over else entry.at + BACK_OFF[attempts - 1],
        given_up=over,
        error=str(entry.content.get("error", "")),
    )


def deliver(path: Path, channels: Mapping[str, Channel], *, now: datetime) -> Delivery:
    """Try to send everything that is due, and record what came of each before the next.

    A channel that is not there fails as one that does not answer: it may be set up later.
    """
    sent: list[str] = []
    failed: list[str] = []
    given_up: list[str] = []
    for each in waiting(journal.read(path).entries):
        if each.given_up or (each.next_at is not None and each.next_at > now):
            continue
        key = each.notice.key
        try:
            _channel(channels, each.notice).send(each.notice)
        except Undelivered as error:
            content = {"key": key, "error": str(error)[:500], "lasting": error.lasting}
            journal.append(path, at=now, kind="failed", content=content)
            over = error.lasting or each.attempts >= len(BACK_OFF)
            (given_up if over else failed).append(key)
        else:
            journal.append(path, at=now, kind="sent", content={"key": key})
            sent.append(key)
    return Delivery(sent=tuple(sent), failed=tuple(failed), given_up=tuple(given_up))


def _channel(channels: Mapping[str, Channel], notice: Notice) -> Channel:
    if notice.channel not in channels:
        raise Undelivered(f"There is no channel {notice.channel!r}.")
    return channels[notice.channel]
