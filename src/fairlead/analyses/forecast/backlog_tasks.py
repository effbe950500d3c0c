"""Backlogs among the tasks: each as one task whose length is drawn from what `flow` says of it.

So a backlog is a target of the same trials, whatever waits for it waits in each of them, and it can
be critical.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fairlead.analyses.chance import Judged, Judgement, Quantiles
from fairlead.analyses.flow.backlog import WorkedOff, worked_off
from fairlead.analyses.flow.flow import MOST_DAYS
from fairlead.analyses.flow.waits import DEVIATES
from fairlead.analyses.forecast.result import ThroughputForecast
from fairlead.program.calendars import Calendar
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_minute, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task

__all__ = ["Expanded", "with_backlogs"]

_END = 6.4
_EVENING = 120  # minutes before midnight: a change of the clock must not carry a day into the next


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
    for key, backlog in program.backlogs.items():
        worked = worked_off(program, key, status=status)
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
            not_before=worked.first,
        )
        milestones[end] = Milestone(title=backlog.title, needs=(Need(task=name),))
        judged[name] = Judged(_minutes(worked, program.timezone))
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


def _minutes(worked: WorkedOff, timezone: str) -> Quantiles:
    """Minutes from the first day to the evening on which the last item is done, as quantiles."""
    begin = opening_minute(worked.first, timezone=timezone)
    most = min(10 * MOST_DAYS, date.max.toordinal() - worked.first.toordinal())
    days = [min(int(day), most) for day in worked.days.tolist()]
    last = {day: worked.first + timedelta(days=day - 1) for day in set(days)}
    ends = {day: closing_minute(end, timezone=timezone) for day, end in last.items()}
    values = tuple(float(max(ends[day] - begin - _EVENING, 1)) for day in days)
    # level beyond: draws go to 6.4 deviations, where a steep end would leave 32 bits of minutes
    z = (-_END, *DEVIATES.tolist(), _END)
    return Quantiles(z, (values[0], *values, values[-1]))


def _told(key: str, items: int, worked: WorkedOff) -> ThroughputForecast:
    done = (None, None, None) if worked.done is None else worked.done
    return ThroughputForecast(
        id=key,
        items=items,
        per_week=worked.per_week,
        weeks=worked.weeks,
        spread=worked.spread,
        done_p50=done[0],
        done_p80=done[1],
        done_p90=done[2],
    )


def _free(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name += "_"
    return name
