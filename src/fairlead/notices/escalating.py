"""What is due for escalation, as notices: the packet in words, and a notice for each channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from fairlead.analyses.escalation.escalating import Escalation, Message
from fairlead.analyses.escalation.packet import Packet, packet
from fairlead.notices.notice import Notice
from fairlead.program.incidents import Severity
from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.sources.program_file.prepared import prepared_options

__all__ = ["notices_of", "packets_of", "told_of"]

_ORDER: tuple[Severity, ...] = ("low", "medium", "high", "critical")


def packets_of(
    program: Program, found: Escalation, *, now: datetime, due: Iterable[Message] | None = None
) -> dict[str, Packet]:
    """What is needed to settle each matter that is to be told, by its concern.

    `due` are the messages in question, else all that are due.
    """
    messages = found.due if due is None else due
    wanted = {step.concern for message in messages for step in message.steps}
    packets: dict[str, Packet] = {}
    for climbed in found.climbs:
        if climbed.concern.id not in wanted:
            continue
        options = prepared_options(program, climbed.concern.decision)
        made = packet(program, climbed, now=now, options=options)
        if made is not None:
            packets[climbed.concern.id] = made
    return packets


def told_of(message: Message) -> Iterator[dict[str, object]]:
    """What the record of escalations says once somebody was told: an entry for each step."""
    for step in message.steps:
        yield {
            "concern": step.concern,
            "step": step.number,
            "level": step.level,
            "to": message.to,
        }


def notices_of(
    program: Program,
    found: Escalation,
    message: Message,
    packets: Mapping[str, Packet],
    channels: Collection[str],
    *,
    now: datetime,
) -> Iterator[Notice]:
    """A message in the form of every channel that fits it: one that fits none is not told.

    E-mail needs an address of whom it is for; PagerDuty is for what is high or critical.
    """
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
