"""How a concern climbs its ladder: each level once, at the minute at which the one before ran out.

Nothing is remembered but the record: the climb is computed anew from program, record and time, so
that a server which was down for a night fires in the morning exactly what it should have fired.
What is said in the minute in which a limit runs out comes too late for it: the next level was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal

from fairlead.analyses.escalation.concerns import Concern, ladder_of
from fairlead.analyses.escalation.patience import Patience, asked_of
from fairlead.program.chain import Entry
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["KINDS", "Climb", "Step", "climb"]

KINDS: Final = ("acknowledged", "handed-back", "resolved", "told")
"""The kinds of entries of the record of escalations. Each names its `concern`; `handed-back` may
name the `level` it goes back to, `told` names `level`, `step` and whom (`to`)."""

_MOST_STEPS: Final = 1000

State = Literal["waiting", "told", "acknowledged", "resolved", "top", "nobody"]


class Step(Noun):
    """One level is asked. `number` counts from 1 through all that a concern climbs."""

    concern: str
    number: int
    level: int
    at: datetime
    who: tuple[str, ...]
    because: Literal["raised", "not-acknowledged", "not-resolved", "handed-back"]
    acknowledge_by: datetime | None = None
    resolve_by: datetime | None = None


class Climb(Noun):
    """What became of a concern by now, and when the next level is asked if nothing happens.

    `state` is `waiting` (for a minute at which the first may be told), `told`, `acknowledged`,
    `resolved`, `top` (the last level ran out, nobody is above it) or `nobody` (no ladder fits).
    """

    concern: Concern
    ladder: str | None
    state: State
    steps: tuple[Step, ...] = ()
    next_at: datetime | None = None


class _Said(Noun):
    """One thing that somebody did about a concern."""

    at: int
    kind: str
    level: int = 1


def climb(program: Program, concern: Concern, *, record: Iterable[Entry], now: datetime) -> Climb:
    """The steps of a concern up to `now`, from what is on record up to then."""
    key = ladder_of(program, concern)
    if key is None:
        return Climb(concern=concern, ladder=None, state="nobody")
    said = _said(concern, record, now)
    ends = [one.at for one in said if one.kind == "resolved"]
    limit = min(ends, default=None)
    if limit is not None and limit <= minute_of(concern.since):
        return Climb(concern=concern, ladder=key, state="resolved")
    return _Climbing(program, concern, key, said).climb(minute_of(now), limit)


def _said(concern: Concern, record: Iterable[Entry], now: datetime) -> list[_Said]:
    found = list(_entries(concern, record, now))
    if concern.acknowledged is not None and concern.acknowledged <= now:
        found.append(_Said(at=minute_of(concern.acknowledged), kind="acknowledged"))
    if concern.settled is not None and concern.settled <= now:
        found.append(_Said(at=minute_of(concern.settled), kind="resolved"))
    return sorted(found, key=lambda one: one.at)


def _entries(concern: Concern, record: Iterable[Entry], now: datetime) -> Iterator[_Said]:
    for entry in record:
        content = entry.content if isinstance(entry.content, dict) else {}
        if entry.kind in KINDS[:3] and content.get("concern") == concern.id and entry.at <= now:
            level = content.get("level", 1)
            yield _Said(
                at=minute_of(entry.at),
                kind=entry.kind,
                level=level if isinstance(level, int) and level > 0 else 1,
            )


class _Climbing:
    """A concern on its way up."""

    def __init__(self, program: Program, concern: Concern, key: str, said: list[_Said]) -> None:
        self.program, self.concern, self.key, self.said = program, concern, key, said
        self.levels = program.escalation[key].levels
        self.steps: list[Step] = []

    def climb(self, now: int, limit: int | None) -> Climb:
        level, at = 0, minute_of(self.concern.since)
        because: Literal["raised", "not-acknowledged", "not-resolved", "handed-back"] = "raised"
        while len(self.steps) < _MOST_STEPS:
            who, told = self._told(level, at)
            back = self._back(at, told if told is not None else now)
            if back is not None and back.at <= now:
                level, at, because = min(back.level, len(self.levels)) - 1, back.at, "handed-back"
                continue
            ended = limit is not None and (told is None or limit < told)
            if ended:
                return self._ended("resolved")
            if told is None or told > now:
                return self._ended(
                    self._state(now), next_at=None if told is None else instant(told)
                )
            patience = Patience(self.program, self.levels[level], who=who[0] if who else None)
            step, runs_out, why = self._step(level, told, who, because, patience)
            self.steps.append(step)
            back = self._back(told, runs_out if runs_out is not None else now)
            if back is not None and back.at <= now and (limit is None or back.at < limit):
                level, at, because = min(back.level, len(self.levels)) - 1, back.at, "handed-back"
                continue
            if limit is not None and (runs_out is None or limit < runs_out):
                return self._ended("resolved")
            if runs_out is None or runs_out > now:
                last = runs_out is not None and level + 1 < len(self.levels)
                return self._ended(
                    self._state(now), next_at=instant(runs_out or 0) if last else None
                )
            if level + 1 == len(self.levels):
                return self._ended("top")
            level, at, because = level + 1, runs_out, why
        return self._ended(self._state(now))

    def _told(self, level: int, at: int) -> tuple[tuple[str, ...], int | None]:
        """Whom a level asks, and from when: their night or day off may hold it back.

        Whoever is on call may be another by then, so it is asked again until it settles.
        """
        minute = at
        who = asked_of(self.program, self.levels[level], minute=minute)
        for _ in range(8):
            clock = Patience(self.program, self.levels[level], who=who[0] if who else None)
            told = clock.told(minute)
            if told is None:
                return who, None
            then = asked_of(self.program, self.levels[level], minute=told)
            if then == who:
                return who, told
            minute, who = told, then
        return who, minute

    def _step(
        self,
        level: int,
        told: int,
        who: tuple[str, ...],
        because: Literal["raised", "not-acknowledged", "not-resolved", "handed-back"],
        patience: Patience,
    ) -> tuple[Step, int | None, Literal["not-acknowledged", "not-resolved"]]:
        """The step, and when and why it runs out."""
        limits = self.levels[level]
        by_ack, by_end = (
            None if span is None else patience.until(told, span)
            for span in (limits.acknowledge, limits.resolve)
        )
        step = Step(
            concern=self.concern.id,
            number=len(self.steps) + 1,
            level=level + 1,
            at=instant(told),
            who=who,
            because=because,
            acknowledge_by=None if by_ack is None else instant(by_ack),
            resolve_by=None if by_end is None else instant(by_end),
        )
        first = by_ack is not None and (by_end is None or by_ack <= by_end)
        if by_ack is not None and first and not self._acknowledged(told, by_ack):
            return step, by_ack, "not-acknowledged"
        return step, by_end, "not-resolved"

    def _acknowledged(self, told: int, until: int) -> bool:
        """Whether somebody took it on in time. A limit is over at its minute, not before."""
        return any(one.kind == "acknowledged" and told <= one.at < until for one in self.said)

    def _back(self, first: int, last: int) -> _Said | None:
        return next(
            (o for o in self.said if o.kind == "handed-back" and first < o.at <= last), None
        )

    def _state(self, now: int) -> State:
        if not self.steps:
            return "waiting"
        told = minute_of(self.steps[-1].at)
        return "acknowledged" if self._acknowledged(told, now + 1) else "told"

    def _ended(self, state: State, *, next_at: datetime | None = None) -> Climb:
        return Climb(
            concern=self.concern,
            ladder=self.key,
            state=state,
            steps=tuple(self.steps),
            next_at=next_at,
        )
