"""Backlogs among the tasks: each as one task whose length is drawn from its team's pace.

So a backlog is a target of the same trials, whatever waits for it waits in each of them, and it can
be critical.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from fairlead.analyses.chance import Judged, Judgement, Quantiles
from fairlead.analyses.chance.normal import lower
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import ThroughputForecast
from fairlead.analyses.throughput import Trial, Worked, first_day, worked_off
from fairlead.program.calendars import Calendar
from fairlead.program.findings import Finding
from fairlead.program.moments import opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task

__all__ = ["Expanded", "with_backlogs"]

_SHAPE_TRIALS = 50_000
_SHAPE_SEED = 20_000
_EVENING = 120  # minutes before midnight: a change of the clock must not carry a day into the next
_Z = np.linspace(-4.0, 4.0, 641)


@dataclass(frozen=True, slots=True)
class _Paced:
    """A judgement that knows the backlogs, and asks another one about everything else."""

    of: Judgement
    backlogs: Mapping[str, Judged]

    def judge(self, program: Program, key: str) -> Judged:
        return self.backlogs[key] if key in self.backlogs else self.of.judge(program, key)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A program with its backlogs as tasks. `names` is the task, and milestone, of each of them."""

    program: Program
    judgement: Judgement
    tasks: Mapping[str, str] = field(default_factory=dict)
    milestones: Mapping[str, str] = field(default_factory=dict)
    throughput: Mapping[str, ThroughputForecast] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def with_backlogs(program: Program, judgement: Judgement, *, status: datetime) -> Expanded:
    """Put a task and a milestone for every backlog that can be forecast into the program."""
    if not program.backlogs:
        return Expanded(program, judgement)
    tasks, milestones = dict(program.tasks.items()), dict(program.milestones.items())
    names: dict[str, str] = {}
    ends: dict[str, str] = {}
    judged: dict[str, Judged] = {}
    throughput: dict[str, ThroughputForecast] = {}
    findings: list[Finding] = []
    always = _free("backlog.always", program.calendars)
    first = first_day(status, timezone=program.timezone)
    for key, backlog in program.backlogs.items():
        shape = Trial(_SHAPE_SEED, 0, _SHAPE_TRIALS)
        worked = worked_off(program, key, status=status, trial=shape)
        if isinstance(worked, Finding):
            findings.append(worked)
            continue
        throughput[key] = _told(key, backlog.items, worked)
        name, end = _free(f"backlog.{key}", tasks), _free(f"backlog.{key}.done", milestones)
        names[key], ends[key] = name, end
        tasks[name] = Task(
            title=backlog.title,
            duration=Estimate.point(1, "m"),
            calendar=always,
            not_before=first,
        )
        milestones[end] = Milestone(title=backlog.title, needs=(Need(task=name),))
        begin = opening_minute(first, timezone=program.timezone)
        judged[name] = Judged(_minutes(worked, begin))
        waiting = milestones.get(backlog.milestone or "")
        if backlog.milestone is not None and waiting is not None:
            needs = (*waiting.needs, Need(task=name))
            milestones[backlog.milestone] = replace(waiting, needs=needs)
    if not names:
        return Expanded(program, judgement, findings=tuple(findings))
    round_the_clock = Calendar(hours=(((0, 1440),),) * 7, timezone=program.timezone)
    grown = replace(
        program,
        tasks=Table(tasks),
        milestones=Table(milestones),
        calendars=program.calendars.with_row(always, round_the_clock),
    )
    return Expanded(grown, _Paced(judgement, judged), names, ends, throughput, tuple(findings))


def _minutes(worked: Worked, begin: int) -> Quantiles:
    """Minutes from the first day to the evening on which the last item is done, as quantiles."""
    ordered = np.sort(worked.finish)
    shares = np.clip(lower(_Z), 0.5 / len(ordered), 1.0)
    values = [max(quantile(ordered, float(share)) - begin - _EVENING, 1) for share in shares]
    return Quantiles(tuple(_Z.tolist()), tuple(float(value) for value in values))


def _told(key: str, items: int, worked: Worked) -> ThroughputForecast:
    done = {}
    if worked.done_by_due is not None:
        # at least so many with that chance: the quantile from the other end
        falling = np.sort(-worked.done_by_due)
        done = {
            f"done_p{share}": min(-quantile(falling, share / 100), items) for share in (50, 80, 90)
        }
    return ThroughputForecast(
        id=key,
        items=items,
        per_week=worked.pace.per_week,
        weeks=len(worked.pace.weeks),
        drift=worked.pace.drift,
        **done,
    )


def _free(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name += "_"
    return name
