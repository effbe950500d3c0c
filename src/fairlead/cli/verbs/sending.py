"""Messages of an escalation as notices: into the outbox, then out by every channel that fits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from fairlead.analyses.escalation.escalating import Escalation
from fairlead.analyses.escalation.packet import Packet
from fairlead.notices.escalating import notices_of
from fairlead.notices.outbox import deliver, queue
from fairlead.notices.setting_up import channels_of
from fairlead.program.program import Program

__all__ = ["outbox_of", "send_due"]


def outbox_of(record: Path) -> Path:
    """The outbox beside a record of escalations."""
    return record.with_name(f"{record.name.removesuffix('.jsonl')}.outbox.jsonl")


def send_due(
    program: Program,
    found: Escalation,
    packets: Mapping[str, Packet],
    *,
    path: Path,
    now: datetime,
) -> Iterator[str]:
    """Queue what is due, send what waits, and tell what came of it.

    Raises `click.ClickException` where the environment sets up no channel, or a wrong one.
    """
    try:
        channels = channels_of(os.environ, clock=lambda: datetime.now(UTC))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if not channels:
        raise click.ClickException(
            "No channel is set up: set FAIRLEAD_SMTP, FAIRLEAD_PAGERDUTY_KEY, FAIRLEAD_WEBHOOK or "
            "FAIRLEAD_CHANNEL_<NAME>."
        )
    outbox = outbox_of(path)
    for message in found.due:
        for notice in notices_of(program, found, message, packets, tuple(channels), now=now):
            queue(outbox, notice, now=now)
    came = deliver(outbox, channels, now=now)
    yield f"{len(came.sent)} sent, {len(came.failed)} to be tried again."
    for key in came.given_up:
        yield f"Given up: {key}."
