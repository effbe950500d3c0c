"""What a forecast says: when, how sure, what drives it, what each risk and treatment is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from fairlead.analyses.chance.judgement import RecordUsed
from fairlead.program.findings import Finding
from fairlead.program.issued import AS_DRAWN, Widening
from fairlead.program.noun import Noun, Table
from fairlead.program.quantities import Money

__all__ = [
    "SECTION_OF",
    "WHOLE",
    "Bin",
    "Bottleneck",
    "CostForecast",
    "Driver",
    "DriverKind",
    "Forecast",
    "JointConfidence",
    "MergeBias",
    "RiskPrice",
    "TargetForecast",
    "TargetKind",
    "ThroughputForecast",
    "TreatmentPrice",
]

TargetKind = Literal["whole", "milestone", "backlog", "launch", "sprint"]
"""What may be forecast. Whatever else gets a date joins here: it needs a finish in every trial."""

SECTION_OF: Mapping[TargetKind, str] = {
    "milestone": "milestones",
    "backlog": "backlogs",
    "launch": "launches",
    "sprint": "sprints",
}
"""The section of the program that a target stands in; the whole stands in none."""

DriverKind = Literal["task", "summary", "backlog", "risk"]

WHOLE = ""
"""The key of the whole program among the targets."""


class Bin(Noun):
    """One bar of a histogram: trials that end after `start` and not after `finish`."""

    start: datetime
    finish: datetime
    trials: int


class MergeBias(Noun):
    """Why the middle of the forecast is not the plan's date: parts in minutes that add up exactly.

    `dispatch` is what comes of taking work up as it falls due instead of by the plan's order;
    `estimates` is what the plan gains when every task takes its mean instead of its stated figure;
    `merging` what is added when paths that meet, and people who are wanted twice, wait for whoever
    is last that time, nights and weekends included; `risks` what risk events add to the mean;
    `skew` leads from the mean to P50.
    """

    dispatch_minutes: int
    estimates_minutes: int
    merging_minutes: int
    risks_minutes: int
    skew_minutes: int

    @property
    def minutes(self) -> int:
        """From the planned date to P50."""
        return (
            self.dispatch_minutes
            + self.estimates_minutes
            + self.merging_minutes
            + self.risks_minutes
            + self.skew_minutes
        )


class TargetForecast(Noun):
    """When one target is reached: a milestone, a backlog, a launch, a sprint, or the whole.

    A launch is reached when all of its gates are passed; a sprint when all of its tasks are done,
    and is due at its end.

    `p80` is the first minute by which at least 80 % of the trials have reached it. Errors are half
    the width of the interval that holds the true value with 95 % chance. `chance` is that of being
    reached no later than `due`; `at_confidence` is the date that the wanted confidence asks for.
    `curve` holds the quantiles of 1 % to 99 %.
    """

    id: str
    title: str
    kind: TargetKind
    p10: datetime
    p50: datetime
    p80: datetime
    p90: datetime
    mean: datetime
    p50_error_minutes: int
    p80_error_minutes: int
    reached: bool = False
    planned: datetime | None = None
    due: datetime | None = None
    chance: float | None = None
    chance_error: float | None = None
    confidence: float | None = None
    at_confidence: datetime | None = None
    bias: MergeBias | None = None
    curve: tuple[datetime, ...] = ()
    bins: tuple[Bin, ...] = ()


class ThroughputForecast(Noun):
    """What else is known of a backlog: its pace, and how many items are done by its due date.

    `done_p80` is the number that is reached with a chance of at least 80 %. `per_week` is the mean
    of the last `weeks` of the record, `spread` the standard deviation of the logarithm of the days.
    """

    id: str
    items: int
    per_week: float
    weeks: int
    spread: float
    done_p50: int | None = None
    done_p80: int | None = None
    done_p90: int | None = None


class TaskChance(Noun):
    """A task of a sprint and its chance to be done by the sprint's end."""

    id: str
    chance: float


class SprintOutlook(Noun):
    """What of a sprint is likely to be done by its end.

    `done_p80` tasks are done by then with a chance of at least 80 %, those that are finished
    already (`finished`) included; `chances` holds the chance of each that is not.
    """

    id: str
    tasks: int
    finished: int
    done_p50: int
    done_p80: int
    done_p90: int
    chances: tuple[TaskChance, ...] = ()


class SprintItems(Noun):
    """How many items of the backlog that a sprint draws from are done by its end.

    Of the `items` that there are at the status time; `done_p80` are done by its `end` with a chance
    of at least 80 %.
    """

    id: str
    backlog: str
    end: datetime
    items: int
    done_p50: int
    done_p80: int
    done_p90: int


class Driver(Noun):
    """How much a task or a risk moves the finish of the whole.

    `critical` is the part of the trials in which a task was on the driving chain, people's time
    considered (None for a risk); of a summary it is the most of any task in it. `sensitivity` is
    the correlation of what was drawn for it with the finish; `swing_minutes` that part of the
    stretch from P10 to P90 of the finish: how far it moves with this one, as far as the two move in
    a straight line.
    """

    id: str
    kind: DriverKind
    critical: float | None = None
    sensitivity: float = 0.0
    swing_minutes: int = 0


class Bottleneck(Noun):
    """In what part of the trials work on the driving chain waited for a person, or a team."""

    id: str
    kind: Literal["person", "team"]
    share: float


class TreatmentPrice(Noun):
    """What a treatment buys. `p80_minutes` and `saved` are what it takes off; money in hundredths.

    `net` is what is saved less what the treatment costs; `pays_back` is saved by cost, None for a
    treatment that costs nothing.
    """

    p80_minutes: int
    p80_working_minutes: int
    saved: Money
    cost_of_treatment: Money = Money(0)

    @property
    def net(self) -> Money:
        """Saved less spent on the treatment."""
        return Money(self.saved - self.cost_of_treatment)

    @property
    def pays_back(self) -> float | None:
        """Money saved for every unit of money spent on the treatment."""
        return None if self.cost_of_treatment <= 0 else self.saved / self.cost_of_treatment


class RiskPrice(Noun):
    """What one risk costs, by the same trials with and without it.

    `p80_minutes` is how much later P80 of the whole is for it, in minutes of the clock, and
    `p80_working_minutes` in working time of the program's calendar; `cost` is the mean cost with it
    less that without it, people's time included. Both are below zero for an opportunity. `happened`
    is the part of the trials in which it did.
    """

    id: str
    kind: Literal["threat", "opportunity"]
    happened: float
    p80_minutes: int
    p80_working_minutes: int
    p80_error_minutes: int
    cost: Money
    cost_error: Money
    treatment: TreatmentPrice | None = None


class CostForecast(Noun):
    """Cost of the whole, in hundredths of the program's currency; its chance to keep the budget."""

    p10: Money
    p50: Money
    p80: Money
    p90: Money
    mean: Money
    budget: Money | None = None
    chance: float | None = None


class JointConfidence(Noun):
    """The joint confidence level: the chance to be in time and in budget at once.

    `target` is whose finish is meant, empty for the whole.

    `pairs` are (finish, cost) of some trials, taken at equal steps. `frontier` are dates with the
    cost that, together, 70 % of the trials keep: what NASA budgets to (NPR 7120.5).
    """

    target: str
    pairs: tuple[tuple[datetime, Money], ...]
    due: datetime | None = None
    budget: Money | None = None
    chance: float | None = None
    chance_error: float | None = None
    frontier: tuple[tuple[datetime, Money], ...] = ()


class Forecast(Noun):
    """What `forecast` says of a program. Same program, seed and trials: the same values.

    `precision_minutes` is the wanted half width of P80's interval, if one was asked for, and
    `precise` whether it was reached. `record` is the finished work that estimates were judged by,
    None where there was none: then the documented prior holds. `widening` is what the score of past
    forecasts made of the dates and chances; prices of risks, drivers and cost are those of the
    trials.
    """

    fingerprint: str
    version: str
    seed: int
    trials: int
    as_of: datetime
    people: bool
    finish: TargetForecast
    milestones: Table[TargetForecast] = Table()
    backlogs: Table[TargetForecast] = Table()
    throughput: Table[ThroughputForecast] = Table()
    launches: Table[TargetForecast] = Table()
    sprints: Table[TargetForecast] = Table()
    outlooks: Table[SprintOutlook] = Table()
    sprint_items: Table[SprintItems] = Table()
    drivers: Table[Driver] = Table()
    bottlenecks: tuple[Bottleneck, ...] = ()
    risks: Table[RiskPrice] = Table()
    cost: CostForecast | None = None
    joint: JointConfidence | None = None
    day_minutes: int = 480
    precision_minutes: int | None = None
    precise: bool | None = None
    widening: Widening = AS_DRAWN
    findings: tuple[Finding, ...] = ()
    record: RecordUsed | None = None

    @property
    def targets(self) -> tuple[TargetForecast, ...]:
        """Everything that gets a date, the whole last."""
        return (
            *self.milestones.values(),
            *self.launches.values(),
            *self.sprints.values(),
            *self.backlogs.values(),
            self.finish,
        )

    def driver(self, key: str, kind: DriverKind = "task") -> Driver | None:
        """The driver of that id, if it is one."""
        return self.drivers.get(f"{kind}:{key}")
