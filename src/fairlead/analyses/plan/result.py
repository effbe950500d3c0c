"""What a plan says: the dates of every task and milestone, what drives them, who is on what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table

__all__ = [
    "ChainStep",
    "FloatPath",
    "Handoff",
    "Overload",
    "PersonWeek",
    "Plan",
    "PlannedActivity",
    "PlannedGate",
    "PlannedLaunch",
    "PlannedMilestone",
    "PlannedSprint",
    "Unplannable",
]


class PlannedActivity(Noun):
    """One task, summary or milestone with its dates. All times are instants in UTC.

    `start` and `finish` are those of the resource-feasible plan. Early and late dates, total and
    free slack and `critical` are of the network alone, as every scheduler states them. The
    `..._after_levelling` fields are recomputed with finite people: how far the task can slip
    before, given who does what in which order, the program (or a fixed date) would move.
    Slack is in working minutes of the activity's own calendar; it is negative when a fixed date
    cannot be met. Finished work has no slack (None).
    """

    id: str
    title: str
    kind: Literal["task", "milestone", "summary"]
    state: Literal["waiting", "running", "finished"]
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    source_id: str | None = None
    parent: str | None = None
    total_slack_minutes: int | None = None
    free_slack_minutes: int | None = None
    critical: bool = False
    slack_after_levelling_minutes: int | None = None
    free_slack_after_levelling_minutes: int | None = None
    critical_after_levelling: bool = False
    who: tuple[str, ...] = ()
    work_minutes: int = 0  # effort still to do, all people together
    day_minutes: int = 480  # what 1d of this activity is
    timezone: str = "UTC"  # of its calendar


class ChainStep(Noun):
    """One activity on a chain, and why it could not start (or finish) earlier than it does.

    `because` is `link` (it waits for `of`, by `link`), `person` (somebody on it was busy with
    `of`), `date` (a constraint), `status` (the status time), or `start` (the program's start).
    """

    id: str
    because: Literal["link", "person", "date", "status", "start"]
    of: str | None = None
    link: str | None = None
    person: str | None = None


class FloatPath(Noun):
    """A chain that ends in a milestone, first step first, and how much it may slip in minutes.

    Path 1 drives the milestone: its slack is zero. The next paths have the next least slack.
    """

    number: int
    slack_minutes: int
    steps: tuple[ChainStep, ...]


class PlannedMilestone(Noun):
    """A milestone against its promise. `margin_minutes` is working time from planned to due."""

    id: str
    title: str
    planned: datetime
    due: datetime | None = None
    margin_minutes: int | None = None
    met: bool | None = None  # None when nothing was promised
    paths: tuple[FloatPath, ...] = ()


class PlannedGate(Noun):
    """A gate of a launch: whether it is passed, and when the plan has it so.

    `waits_for` are activities still to be done; `undated` says what else it waits for that has no
    date, in words.
    """

    id: str
    title: str
    passed: bool = False
    planned: datetime | None = None
    waits_for: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class PlannedLaunch(Noun):
    """A launch against its promise; `planned` is None while one of its gates has no date."""

    id: str
    title: str
    planned: datetime | None = None
    due: datetime | None = None
    met: bool | None = None  # None when nothing was promised, or it has no date
    launched: bool = False
    gates: Table[PlannedGate] = Table()


class PlannedSprint(Noun):
    """A sprint as the plan has it: what is `late` is done only after its `finish`.

    `planned` is when the last of its tasks is done. `work_minutes` is effort still to do on them,
    `capacity_minutes` what the team has from the status time to its end, if that is known.
    """

    id: str
    title: str
    start: datetime
    finish: datetime
    state: Literal["waiting", "running", "over"]
    planned: datetime | None = None
    tasks: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    work_minutes: int = 0
    capacity_minutes: int | None = None
    day_minutes: int = 480


class Overload(Noun):
    """A stretch in which the early dates ask more of a person than there is, before levelling."""

    person: str
    start: datetime
    finish: datetime
    wanted: float  # parts of a full day, all tasks together
    available: float
    tasks: tuple[str, ...]


class PersonWeek(Noun):
    """A person's planned work and capacity in one week, in working minutes of the levelled plan."""

    person: str
    monday: date
    capacity_minutes: int
    planned_minutes: int
    tasks: tuple[str, ...] = ()


class Handoff(Noun):
    """Work that passes between people: how long it lies, and how much of that is nobody's hours."""

    before: str
    after: str
    giver: tuple[str, ...]
    taker: tuple[str, ...]
    handed: datetime
    taken: datetime
    crosses_zones: bool = False


class Plan(Noun):
    """What `plan` says of a program. Everything in it is a function of the program alone."""

    fingerprint: str
    as_of: datetime
    start: datetime
    finish: datetime
    activities: Table[PlannedActivity]
    milestones: Table[PlannedMilestone] = Table()
    launches: Table[PlannedLaunch] = Table()
    sprints: Table[PlannedSprint] = Table()
    critical_chain: tuple[ChainStep, ...] = ()  # of the whole, after levelling
    overloads: tuple[Overload, ...] = ()
    load: tuple[PersonWeek, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    lower_bound: datetime | None = None  # no plan with these people can finish before it
    proven_optimal: bool = False
    findings: tuple[Finding, ...] = ()


class Unplannable(Noun):
    """There is no plan, because. The findings name what stands against each other."""

    fingerprint: str
    findings: tuple[Finding, ...]
