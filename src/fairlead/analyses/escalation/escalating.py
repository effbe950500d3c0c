"""What is due for escalation now: messages to people, grouped, deduplicated, and with restraint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from fairlead.analyses.escalation.climb import Climb, Step, climb
from fairlead.analyses.escalation.concerns import Concern, concerns
from fairlead.program.chain import Entry
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Escalation", "Message", "escalate"]


class Message(Noun):
    """What one person is told at once: all steps that have come to them and were not yet told.

    `not_before` is later than now where the person was told something less than the ladder's
    `quiet` ago; a critical matter is never held back. `key` is the same for the same content, so
    that a message that is sent twice is known to be one.
    """

    to: str
    steps: tuple[Step, ...]
    not_before: datetime
    key: str


class Escalation(Noun):
    """Everything open with where it stands, what is to be sent now, and what is held back."""

    now: datetime
    climbs: tuple[Climb, ...] = ()
    due: tuple[Message, ...] = ()
    held: tuple[Message, ...] = ()
    next_at: datetime | None = None


def escalate(
    program: Program,
    *,
    now: datetime,
    record: Iterable[Entry] = (),
    held: Mapping[str, datetime] | None = None,
) -> Escalation:
    """The state of every concern at `now`: a pure function of program, record and time.

    `held` are triggers that hold and since when. A step is due for each of its people until an
    entry `told` names its concern, step and person. Nobody is told twice of one matter, unless it
    was handed back in between.
    """
    entries = [entry for entry in record if entry.at <= now]
    climbs = tuple(
        climb(program, concern, record=entries, now=now)
        for concern in concerns(program, now=now, held=held)
    )
    told, last = _told(entries)
    open_steps: dict[str, list[tuple[Step, Concern, str | None]]] = defaultdict(list)
    for one in climbs:
        if one.state == "resolved":
            continue
        for step, who in _to_tell(one):
            if (one.concern.id, step.number, who) not in told:
                open_steps[who].append((step, one.concern, one.ladder))
    messages = [
        _message(program, who, steps, last=last.get(who), now=now)
        for who, steps in sorted(open_steps.items())
    ]
    coming = [one.next_at for one in climbs if one.next_at is not None]
    coming += [message.not_before for message in messages if message.not_before > now]
    return Escalation(
        now=now,
        climbs=climbs,
        due=tuple(m for m in messages if m.not_before <= now),
        held=tuple(m for m in messages if m.not_before > now),
        next_at=min(coming, default=None),
    )


def _to_tell(one: Climb) -> Iterable[tuple[Step, str]]:
    """Each step with those whom it is news to."""
    heard: set[str] = set()
    for step in one.steps:
        if step.because == "handed-back":
            heard.clear()
        for who in step.who:
            if who not in heard:
                heard.add(who)
                yield step, who


def _told(entries: Iterable[Entry]) -> tuple[set[tuple[str, int, str]], dict[str, datetime]]:
    """What each person has been told, and when each was told last."""
    told: set[tuple[str, int, str]] = set()
    last: dict[str, datetime] = {}
    for entry in entries:
        content = entry.content if isinstance(entry.content, dict) else {}
        if entry.kind != "told":
            continue
        concern, step, to = content.get("concern"), content.get("step"), content.get("to")
        if isinstance(concern, str) and isinstance(step, int) and isinstance(to, str):
            told.add((concern, step, to))
            last[to] = max(entry.at, last.get(to, entry.at))
    return told, last


def _message(
    program: Program,
    who: str,
    steps: list[tuple[Step, Concern, str | None]],
    *,
    last: datetime | None,
    now: datetime,
) -> Message:
    ordered = sorted(steps, key=lambda one: (one[0].at, one[0].concern, one[0].number))
    free = [_free(program, concern, ladder, last=last, now=now) for _, concern, ladder in ordered]
    names = "+".join(f"{step.concern}#{step.number}" for step, _, _ in ordered)
    return Message(
        to=who,
        steps=tuple(step for step, _, _ in ordered),
        not_before=min(free),
        key=f"{program.id}:{who}:{names}",
    )


def _free(
    program: Program,
    concern: Concern,
    ladder: str | None,
    *,
    last: datetime | None,
    now: datetime,
) -> datetime:
    """From when the person may be told of this one."""
    quiet = None if ladder is None else program.escalation[ladder].quiet
    if last is None or quiet is None or concern.severity == "critical":
        return now
    minutes = quiet.minutes(day_minutes=1440, week_minutes=10080)
    return max(now, last + timedelta(minutes=minutes))
