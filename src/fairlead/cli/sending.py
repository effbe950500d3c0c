"""Messages of an escalation as notices: into the outbox, then out by every channel that fits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import click

from fairlead.analyses.escalation.escalating import Escalation, Message
from fairlead.analyses.escalation.packet import Packet
from fairlead.notices.notice import Notice
from fairlead.notices.outbox import deliver, queue
from fairlead.notices.setting_up import channels_of
from fairlead.program.incidents import Severity
from fairlead.program.moments import in_zone
from fairlead.program.program import Program

__all__ = ["outbox_of", "send_due"]

_ORDER: tuple[Severity, ...] = ("low", "medium", "high", "critical")


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
        channels = channels_of(os.environ)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if not channels:
        raise click.ClickException(
            "No channel is set up: set FAIRLEAD_SMTP, FAIRLEAD_PAGERDUTY_KEY, FAIRLEAD_WEBHOOK or "
            "FAIRLEAD_CHANNEL_<NAME>."
        )
    outbox = outbox_of(path)
    for message in found.due:
        for notice in _notices(program, found, message, packets, tuple(channels), now=now):
            queue(outbox, notice, now=now)
    came = deliver(outbox, channels, now=now)
    yield f"{len(came.sent)} sent, {len(came.failed)} to be tried again."
    for key in came.given_up:
        yield f"Given up: {key}."


def _notices(
    program: Program,
    found: Escalation,
    message: Message,
    packets: Mapping[str, Packet],
    channels: tuple[str, ...],
    *,
    now: datetime,
) -> Iterator[Notice]:
    concerns = {each.concern.id: each.concern for each in found.climbs}
    matters = [concerns[step.concern] for step in message.steps]
    gravest = max((matter.severity for matter in matters), key=_ORDER.index)
    title = matters[0].title if len(matters) == 1 else f"{len(matters)} matters wait for you"
    person = program.people.get(message.to) or program.stakeholders.get(message.to)
    email = None if person is None else person.email
    for channel in channels:
        to = message.to
        if channel == "mail":
            if not email:
                continue
            to = email
        if channel == "pagerduty" and gravest not in {"high", "critical"}:
            continue
        yield Notice(
            key=f"{message.key}:{channel}",
            channel=channel,
            to=to,
            subject=f"{program.title or program.id}: {title}",
            body=_body(program, message, packets, {key: c.title for key, c in concerns.items()}),
            at=now,
            severity=gravest,
            thread=f"{program.id}:{message.steps[0].concern}",
        )


def _body(
    program: Program, message: Message, packets: Mapping[str, Packet], titles: Mapping[str, str]
) -> str:
    def at(moment: datetime) -> str:
        return f"{in_zone(moment, timezone=program.timezone):%a %Y-%m-%d %H:%M} {program.timezone}"

    lines: list[str] = []
    for step in message.steps:
        lines.append(f"{titles[step.concern]} ({step.concern}), level {step.level}")
        if step.acknowledge_by is not None:
            lines.append(f"  Acknowledge by {at(step.acknowledge_by)}.")
        if step.resolve_by is not None:
            lines.append(f"  Settle by {at(step.resolve_by)}.")
        packet = packets.get(step.concern)
        if packet is None:
            continue
        lines.append(f"  To decide: {packet.decide}")
        lines += [f"  - {prospect.title}: P80 {at(prospect.p80)}" for prospect in packet.prospects]
        if packet.waiting_minutes is not None:
            days = packet.waiting_minutes / 1440
            lines.append(f"  Each day of waiting costs {days:.1f} days of P80.")
    return "\n".join(lines) + "\n"
