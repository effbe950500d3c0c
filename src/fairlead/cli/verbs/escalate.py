"""`fairlead escalate`: what is due now, to whom, with the packet; and the record of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fairlead.cli import exit_codes
from fairlead.cli.amounts import aligned, length, money, share, signed
from fairlead.cli.import_options import import_options
from fairlead.cli.shared_options import escalation_record_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fairlead.analyses.escalation.climb import Climb
    from fairlead.analyses.escalation.escalating import Escalation
    from fairlead.analyses.escalation.packet import Packet
    from fairlead.program.program import Program
    from fairlead.sources.wishes import Wishes

__all__ = ["command", "record_of"]


_WHY: Final = {
    "raised": "came up",
    "not-acknowledged": "nobody acknowledged it",
    "not-resolved": "it was not settled in time",
    "handed-back": "handed back",
}


def record_of(program: Path) -> Path:
    """The file beside a program that keeps its escalations."""
    if program.is_dir():
        return program / "escalations.jsonl"
    return program.with_name(f"{program.stem}.escalations.jsonl")


@click.command("escalate")
@click.argument("program", type=click.Path(path_type=Path))
@escalation_record_options
@click.option("--acknowledge", metavar="CONCERN", help="Record that --who has taken it on.")
@click.option("--hand-back", metavar="CONCERN", help="Record that it goes back to a level.")
@click.option("--resolve", metavar="CONCERN", help="Record that it is settled.")
@click.option("--who", metavar="PERSON", help="Who acknowledges, hands back or resolves.")
@click.option(
    "--level", type=click.IntRange(1, 100), default=1, help="The level it is handed back to."
)
@click.option("--told", is_flag=True, help="Record that all that is due was told.")
@click.option("--send", is_flag=True, help="Send what is due by the channels of the environment.")
@click.option("--no-packets", is_flag=True, help="Leave out what is needed to settle it: quicker.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@import_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    program: Path,
    now: str | None,
    record: Path | None,
    acknowledge: str | None,
    hand_back: str | None,
    resolve: str | None,
    who: str | None,
    level: int,
    told: bool,
    send: bool,
    no_packets: bool,
    as_json: bool,
    wishes: Wishes,
) -> None:
    """Tell what is due for escalation now, to whom, with what they need to settle it.

    The answer depends on PROGRAM, its record and --now alone, so that it can be asked again. A
    concern is named by its place, such as issues.vendor. --send first puts every message into an
    outbox beside the record, then sends it; what could not be sent is tried again the next time.
    Channels and their secrets come from variables of the environment (docs/methods/escalation.md).
    The exit code is 1 when something is due.
    """
    from fairlead.analyses.escalation.escalating import escalate  # slow import
    from fairlead.analyses.triggers.watching import held_since  # slow import
    from fairlead.cli.clock import moment_asked  # slow import
    from fairlead.cli.opening import opened, read_whole, show_findings  # slow import
    from fairlead.sources import journal  # slow import

    reading = opened(program, wishes=wishes)
    value = read_whole(reading)
    at = moment_asked(now, value, option="--now")
    path = record or record_of(program)
    said = {"acknowledged": acknowledge, "handed-back": hand_back, "resolved": resolve}
    for kind, concern in said.items():
        if concern is not None:
            _known(value, concern)
            content: dict[str, object] = {"concern": concern}
            if kind == "handed-back":
                content["level"] = level
            journal.append(path, at=at, kind=kind, content=content, who=who)
    kept = journal.read(path)
    if any(finding.severity == "error" for finding in kept.findings):
        show_findings(kept.findings, err=True)
        raise click.ClickException(f"{path}: the record is not what was written.")
    since = held_since(kept.entries, now=at)
    found = escalate(value, now=at, record=kept.entries, held=since)
    packets = {} if no_packets else _packets(value, found, now=at)
    if send:
        from fairlead.cli.verbs.sending import send_due  # slow import

        for line in send_due(value, found, packets, path=path, now=at):
            click.echo(line, err=True)
    if told or send:
        _record_told(path, found, who=who)
    if as_json:
        click.echo(_json(found, packets, findings=(*reading.findings, *kept.findings)))
    else:
        _print(value, found, packets)
        if kept.findings:
            show_findings(kept.findings)
    ctx.exit(exit_codes.FINDINGS if found.due else exit_codes.CLEAN)


def _known(program: Program, concern: str) -> None:
    section, _, key = concern.partition(".")
    sections = ("issues", "incidents", "decisions", "dependencies", "triggers")
    if section not in sections or key not in program.section(section):
        raise click.BadParameter(
            f"{concern!r} is no concern, expected such as issues.vendor, of {', '.join(sections)}."
        )


def _packets(program: Program, found: Escalation, *, now: datetime) -> dict[str, Packet]:
    from fairlead.notices.escalating import packets_of  # slow import

    return packets_of(program, found, now=now)


def _record_told(path: Path, found: Escalation, *, who: str | None) -> None:
    from fairlead.notices.escalating import told_of  # slow import
    from fairlead.sources import journal  # slow import

    for message in found.due:
        for content in told_of(message):
            journal.append(path, at=found.now, kind="told", content=content, who=who)


def _json(found: Escalation, packets: dict[str, Packet], *, findings: object) -> str:
    from fairlead.cli.answer_json import answer_json  # slow import

    answer = {
        "now": found.now,
        "due": list(found.due),
        "held": list(found.held),
        "next_at": found.next_at,
        "concerns": {
            each.concern.id: {
                "title": each.concern.title,
                "kind": each.concern.kind,
                "severity": each.concern.severity,
                "since": each.concern.since,
                "ladder": each.ladder,
                "state": each.state,
                "steps": list(each.steps),
                "next_at": each.next_at,
            }
            for each in found.climbs
        },
        "packets": packets,
        "findings": findings,
    }
    return answer_json(answer)


def _print(program: Program, found: Escalation, packets: dict[str, Packet]) -> None:
    from fairlead.program.moments import in_zone  # slow import

    def at(moment: datetime | None) -> str:
        if moment is None:
            return "never"
        return f"{in_zone(moment, timezone=program.timezone):%a %Y-%m-%d %H:%M}"

    titles = {each.concern.id: each.concern.title for each in found.climbs}
    click.echo(f"{program.title or program.id}, {at(found.now)} {program.timezone}")
    click.echo("\nDue now" if found.due else "\nNothing is due now.")
    for message in found.due:
        click.echo(f"  to {_name(program, message.to)}")
        for step in message.steps:
            click.echo(
                f"    {step.concern}: {titles[step.concern]} (level {step.level}, "
                f"{_WHY[step.because]}, {at(step.at)})"
            )
            limits = (("acknowledge", step.acknowledge_by), ("settle", step.resolve_by))
            told = [f"{verb} by {at(moment)}" for verb, moment in limits if moment is not None]
            if told:
                click.echo(f"      {', '.join(told)}")
    for message in found.held:
        names = ", ".join(step.concern for step in message.steps)
        to = _name(program, message.to)
        click.echo(f"  held back for {to} until {at(message.not_before)}: {names}")
    for packet in packets.values():
        _print_packet(program, packet, at)
    waiting = [each for each in found.climbs if each.state != "resolved"]
    if waiting:
        click.echo("\nOpen")
    for each in waiting:
        click.echo(f"  {each.concern.id}: {each.concern.title}, {_state(each, at)}")


def _state(each: Climb, at: Callable[[datetime | None], str]) -> str:
    words = {
        "waiting": "nobody told yet", "told": "told", "acknowledged": "acknowledged",
        "resolved": "settled", "top": "the last level ran out", "nobody": "no ladder fits it",
    }  # fmt: skip
    level = f", level {each.steps[-1].level}" if each.steps else ""
    then = f", next at {at(each.next_at)}" if each.next_at is not None else ""
    return f"{each.concern.severity}, {words[each.state]}{level}{then}"


def _print_packet(program: Program, packet: Packet, at: Callable[[datetime | None], str]) -> None:
    currency = program.currency
    click.echo(f"\nTo decide: {packet.decide} ({packet.concern})")
    if packet.by is not None:
        click.echo(f"  by {at(packet.by)}")
    if packet.prospects:
        promised = tuple({key: None for each in packet.prospects for key in each.chances})
        rows: list[tuple[str, ...]] = [("", "", "P80", "moves", currency, *promised)]
        rows += [
            (
                each.option,
                each.title,
                at(each.p80),
                signed(each.p80_minutes),
                "" if each.cost is None else money(each.cost),
                *(share(each.chances[key]) if key in each.chances else "-" for key in promised),
            )
            for each in packet.prospects
        ]
        click.echo("\n".join(aligned(rows, right=frozenset(range(3, 5 + len(promised))))))
    if packet.waiting_minutes is not None:
        cost = packet.waiting_cost
        told = "" if not cost else f" and {money(cost)} {currency}"
        if packet.waiting_minutes or cost:
            click.echo(f"  each day of waiting costs {length(packet.waiting_minutes)} of P80{told}")
        else:
            click.echo("  a day of waiting moves no date and costs nothing, as planned")
    for word, keys in (
        ("holds up", packet.tasks),
        ("moves", packet.milestones),
        ("touches", (*packet.people, *packet.stakeholders)),
    ):
        if keys:
            click.echo(f"  {word} {', '.join(keys)}")


def _name(program: Program, who: str) -> str:
    person = program.people.get(who) or program.stakeholders.get(who)
    return (person.name if person is not None else None) or who
