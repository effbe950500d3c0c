"""Tasks and milestones of a program -> MSPDI, in outline order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from fairlead.program.moments import Moment
from fairlead.program.noun import Table
from fairlead.program.people import Assignment
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.work import Activity, Milestone, Need, Task
from fairlead.program.working_time import calendar_of_activity, resolve
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.fields import (
    FAIRLEAD_ID,
    FAIRLEAD_KIND,
    SOURCE_ID,
    TASK_FIELDS,
    FieldPlan,
)
from fairlead.sources.mspdi.markup import Markup
from fairlead.sources.mspdi.numbers import Numbers
from fairlead.sources.mspdi.tasks import KEPT_FLAGS, PREFIX
from fairlead.sources.mspdi.values import iso_duration, wall_clock
from fairlead.sources.mspdi.write_calendars import CalendarNumbers

__all__ = ["PlannedDates", "TaskWriter", "outline_order"]

_LINKS = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
_CONSTRAINTS = (
    ("must_start", 2),
    ("must_finish", 3),
    ("not_before", 4),
    ("finish_not_before", 6),
    ("start_by", 5),
    ("finish_by", 7),
)
_FINISHES = frozenset({"must_finish", "finish_by", "deadline", "due", "finished"})


class PlannedDates:
    """Dates of a plan for one activity, to be shown by who opens the file before recalculating."""

    __slots__ = ("critical", "finish", "free", "start", "total")

    def __init__(
        self,
        *,
        start: datetime,
        finish: datetime,
        total: int | None = None,
        free: int | None = None,
        critical: bool = False,
    ) -> None:
        self.start = start
        self.finish = finish
        self.total = total
        self.free = free
        self.critical = critical


def outline_order(program: Program) -> Iterator[tuple[str, Activity, str, int]]:
    """Each activity after its parent, with its outline number and level.

    Tasks of one parent stand in the order of the program; a milestone stands behind the last of
    its siblings that it waits for.
    """
    children: dict[str | None, list[str]] = {}
    rows: dict[str, Activity] = {**program.tasks, **program.milestones}
    for key, activity in program.tasks.items():
        children.setdefault(_parent(program, activity), []).append(key)
    for key, milestone in program.milestones.items():
        siblings = children.setdefault(_parent(program, milestone), [])
        waits = {need.task for need in milestone.needs}
        place = max((at for at, one in enumerate(siblings) if one in waits), default=-1)
        siblings.insert(place + 1 if place >= 0 else len(siblings), key)
    waiting: list[tuple[str, str, int]] = [
        (key, str(number), 1) for number, key in _counted_back(children.get(None, []))
    ]
    while waiting:
        key, number, level = waiting.pop()
        yield key, rows[key], number, level
        waiting.extend(
            (child, f"{number}.{place}", level + 1)
            for place, child in _counted_back(children.get(key, []))
        )


def _parent(program: Program, activity: Activity) -> str | None:
    return activity.parent if activity.parent in program.tasks else None


def _counted_back(keys: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(keys, 1))[::-1]


class TaskWriter:
    """Writes rows; what a row cannot say goes into the ledger."""

    def __init__(
        self,
        out: Markup,
        program: Program,
        *,
        calendars: CalendarNumbers,
        ledger: Ledger,
        planned: dict[str, PlannedDates],
    ) -> None:
        self.out = out
        self.program = program
        self.calendars = calendars
        self.ledger = ledger
        self.planned = planned
        self.summaries = program.summaries()
        rows: dict[str, Activity] = {**program.tasks, **program.milestones}
        numbers = Numbers(row.source_id for row in rows.values())
        self.uids = {key: numbers.give(row.source_id) for key, row in rows.items()}
        self.extra = {key: self._extra_fields(key, row) for key, row in rows.items()}
        titles = sorted({title for extra in self.extra.values() for title in extra})
        self.fields = FieldPlan(titles, known=TASK_FIELDS)
        for title in self.fields.homeless:
            ledger.left_out("tasks.custom", "Project has thirty custom texts.", subject=title)
        self._days: dict[str, tuple[int, int]] = {}

    def _extra_fields(self, key: str, row: Activity) -> dict[str, str]:
        """What goes into custom fields: own ones, and the ids where Project's would not do."""
        extra = {title: text for title, text in row.custom.items() if not title.startswith(PREFIX)}
        uid = str(self.uids[key])
        if key != f"t{uid}" or row.source_id != uid:
            extra[FAIRLEAD_ID] = key
            if row.source_id is not None:
                extra[SOURCE_ID] = row.source_id
        if isinstance(row, Milestone):
            if row.opening:
                extra[FAIRLEAD_KIND] = "opening"
        elif isinstance(row, Task) and not row.who and key not in self.summaries:
            said = row.duration or row.estimate
            if said is None or said.planned_minutes(day_minutes=480, week_minutes=2400) == 0:
                extra[FAIRLEAD_KIND] = "task"
        return extra

    def day_and_week(self, key: str) -> tuple[int, int]:
        """What `1d` and `1w` of an activity are, in minutes."""
        activity = self.program.activity(key)
        team = getattr(activity, "team", None)
        name = activity.calendar or (f"team {team}" if team is not None else "")
        if name not in self._days:
            working = calendar_of_activity(self.program, key)
            self._days[name] = working.day_minutes, working.week_minutes
        return self._days[name]

    def minutes(self, key: str, span: Span) -> int:
        """The minutes of a span of an activity."""
        day, week = self.day_and_week(key)
        return span.minutes(day_minutes=day, week_minutes=week)

    def moment(self, moment: Moment | None, *, closing: bool = False, what: str = "") -> str | None:
        """A wall-clock time of the program's zone; a day becomes its first or last minute."""
        if moment is None:
            return None
        if isinstance(moment, datetime):
            return wall_clock(moment, timezone=self.program.timezone)
        self.ledger.changed(what or "a day", "A day became its first or last minute.")
        return _edge(moment, closing=closing)

    def write(self, key: str, row: Activity, *, number: str, level: int, place: int) -> None:
        """One Task element, in the order of Project's schema."""
        summary = key in self.summaries
        duration = self._duration(key, row if isinstance(row, Task) else None, summary=summary)
        manual = row.custom.get(PREFIX + "Manual") == "1" and row.must_start is not None
        with self.out.element("Task"):
            self._write_name(key, row, number=number, level=level, place=place, manual=manual)
            self._write_timing(key, row, duration, manual=manual)
            self._write_slack_and_cost(key, row)
            self._write_progress(key, row, duration)
            self._write_constraint(key, row, manual=manual)
            self._write_rest(key, row)
            for need in row.needs:
                self._write_link(key, need)
            self._write_custom(key)
            self._write_baselines(key, row)

    def _write_name(
        self, key: str, row: Activity, *, number: str, level: int, place: int, manual: bool
    ) -> None:
        out, flags = self.out, row.custom
        out.leaf("UID", self.uids[key])
        out.leaf("ID", place)
        out.leaf("Name", row.title)
        out.leaf("Active", 0 if row.inactive else 1)
        out.leaf("Manual", 1 if manual else 0)
        self._flag("Type", flags)
        out.leaf("IsNull", 0)
        self._flag("Contact", flags, always=False)
        out.leaf("WBS", flags.get(PREFIX + "WBS") or number)
        out.leaf("OutlineNumber", number)
        out.leaf("OutlineLevel", level)
        priority = row.priority if isinstance(row, Task) else None
        out.leaf("Priority", 500 if priority is None else priority)

    def _write_timing(self, key: str, row: Activity, duration: int, *, manual: bool) -> None:
        out, flags = self.out, row.custom
        task = row if isinstance(row, Task) else None
        summary = key in self.summaries
        self._write_dates(row, self.planned.get(key))
        if not summary:
            out.leaf("Duration", iso_duration(duration))
            if manual:
                out.leaf("ManualStart", self.moment(row.must_start, what="must_start"))
            out.leaf("DurationFormat", 6 if self._is_elapsed(task) else 5)
        if task is not None:
            out.leaf("Resume", self.moment(task.resumes, what="tasks.resumes"))
        for tag in ("EffortDriven", "Recurring", "Estimated"):
            self._flag(tag, flags)
        marked = task is None or flags.get(PREFIX + "Milestone") == "1"
        out.leaf("Milestone", 1 if marked else 0)
        out.leaf("Summary", 1 if summary else 0)

    def _write_slack_and_cost(self, key: str, row: Activity) -> None:
        planned = self.planned.get(key)
        if planned is not None:
            self.out.leaf("Critical", 1 if planned.critical else 0)
        self._flag("ExternalTask", row.custom)
        if planned is not None and planned.free is not None:
            self.out.leaf("FreeSlack", planned.free * 10)
        if planned is not None and planned.total is not None:
            self.out.leaf("TotalSlack", planned.total * 10)
        if isinstance(row, Task) and row.cost is not None:
            self.out.leaf("FixedCost", row.cost.planned)
            if row.cost.low is not None:
                self.ledger.changed("tasks.cost", "A range became one amount.", subject=key)
        self._flag("FixedCostAccrual", row.custom)

    def _write_rest(self, key: str, row: Activity) -> None:
        out, flags = self.out, row.custom
        out.leaf("LevelAssignments", 1)
        out.leaf("LevelingCanSplit", 1)
        if isinstance(row, Task) and row.delay is not None:
            out.leaf("LevelingDelay", self.minutes(key, row.delay) * 10)
            out.leaf("LevelingDelayFormat", 8 if row.delay.elapsed else 7)
        self._flag("Hyperlink", flags, always=False)
        out.leaf("HyperlinkAddress", row.url)
        self._flag("HyperlinkSubAddress", flags, always=False)
        self._write_whose_calendar(key, row)
        out.leaf("Notes", row.notes)
        for tag in ("PhysicalPercentComplete", "EarnedValueMethod"):
            self._flag(tag, flags)

    def _flag(self, tag: str, custom: Table[str], *, always: bool = True) -> None:
        """An element without a counterpart, as it was imported, else as it usually is."""
        kept = custom.get(PREFIX + tag)
        self.out.leaf(tag, kept if kept is not None else KEPT_FLAGS[tag] if always else None)

    def _is_elapsed(self, task: Task | None) -> bool:
        likely = task.duration.likely if task is not None and task.duration is not None else None
        return likely is not None and likely.elapsed

    def _duration(self, key: str, task: Task | None, *, summary: bool) -> int:
        """Working minutes of a task: its duration, else its effort by all who are on it."""
        if task is None:
            return 0
        day, week = self.day_and_week(key)
        said = task.duration if task.duration is not None else task.estimate
        if summary:
            if said is not None:
                self.ledger.left_out(
                    "tasks.duration, tasks.estimate",
                    "The length of a summary is computed in Project.",
                    subject=key,
                )
            return 0
        if said is None:
            self.ledger.changed("tasks.duration", "None was said: it is 0 there.", subject=key)
            return 0
        if not said.is_point:
            self.ledger.changed(
                "tasks.duration, tasks.estimate", "A range became one figure.", subject=key
            )
        minutes = said.planned_minutes(day_minutes=day, week_minutes=week)
        if task.duration is None:
            self.ledger.changed(
                "tasks.estimate", "Effort became a duration, by who is on it.", subject=key
            )
            units = sum(self._units(assignment) for assignment in task.who) or 1.0
            minutes = round(minutes / units)
        elif task.estimate is not None:
            self.ledger.left_out("tasks.estimate", "The duration was written.", subject=key)
        return minutes

    def _units(self, assignment: Assignment) -> float:
        if assignment.units is not None:
            return assignment.units
        person = self.program.people.get(assignment.person)
        return person.availability if person is not None else 1.0

    def _write_dates(self, row: Activity, planned: PlannedDates | None) -> None:
        """Start and finish: those of the plan, else what is known without one."""
        zone = self.program.timezone
        if planned is not None:
            self.out.leaf("Start", wall_clock(planned.start, timezone=zone))
            self.out.leaf("Finish", wall_clock(planned.finish, timezone=zone))
            return
        started = row.started if isinstance(row, Task) else row.finished
        start = started or row.must_start or row.not_before or self.program.start
        if isinstance(start, datetime):
            self.out.leaf("Start", wall_clock(start, timezone=zone))
        if isinstance(row.finished, datetime):
            self.out.leaf("Finish", wall_clock(row.finished, timezone=zone))

    def _write_progress(self, key: str, row: Activity, duration: int) -> None:
        out = self.out
        if isinstance(row, Milestone):
            if row.finished is not None:
                out.leaf("PercentComplete", 100)
                at = self.moment(row.finished, closing=True, what="milestones.finished")
                out.leaf("ActualStart", at)
                out.leaf("ActualFinish", at)
            return
        if not isinstance(row, Task) or key in self.summaries:
            return
        if row.finished is not None:
            out.leaf("PercentComplete", 100)
        elif row.complete is not None:
            percent = round(row.complete * 100)
            if percent / 100 != row.complete:
                self.ledger.changed("tasks.complete", "Rounded to whole per cent.", subject=key)
            out.leaf("PercentComplete", percent)
        out.leaf("ActualStart", self.moment(row.started, what="tasks.started"))
        out.leaf("ActualFinish", self.moment(row.finished, closing=True, what="tasks.finished"))
        if row.spent is not None:
            out.leaf("ActualDuration", iso_duration(self.minutes(key, row.spent)))
        elif row.finished is not None:
            out.leaf("ActualDuration", iso_duration(duration))
        if row.remaining is not None:
            out.leaf("RemainingDuration", iso_duration(self.minutes(key, row.remaining)))

    def _write_constraint(self, key: str, row: Activity, *, manual: bool) -> None:
        """One constraint and a deadline are all that Project has; more are named."""
        said = [(name, kind) for name, kind in _CONSTRAINTS if getattr(row, name) is not None]
        deadline: Moment | None = row.deadline if isinstance(row, Task) else None
        if isinstance(row, Milestone):
            deadline = row.due
        if manual or row.custom.get(PREFIX + "ExternalTask") == "1":
            said = [pair for pair in said if pair[0] != "must_start"]
        chosen = said[0] if said else None
        for name, _ in said[1:]:
            if name == "finish_by" and deadline is None:
                deadline = row.finish_by
                self.ledger.changed(name, "It became the deadline.", subject=key)
            else:
                self.ledger.left_out(
                    name, f"Project has one constraint: `{said[0][0]}` was written.", subject=key
                )
        late = 1 if row.as_late_as_possible and chosen is None else 0
        if row.as_late_as_possible and chosen is not None:
            self.ledger.left_out(
                "as_late_as_possible", f"`{chosen[0]}` was written instead.", subject=key
            )
        self.out.leaf("ConstraintType", chosen[1] if chosen is not None else late)
        self.out.leaf("CalendarUID", self._calendar_uid(key, row))
        if chosen is not None:
            name = chosen[0]
            when: Moment = getattr(row, name)
            self.out.leaf("ConstraintDate", self.moment(when, closing=name in _FINISHES, what=name))
        self.out.leaf("Deadline", self.moment(deadline, closing=True, what="deadline, due"))

    def _calendar_uid(self, key: str, row: Activity) -> int:
        if row.calendar is not None:
            return self.calendars.uids[row.calendar]
        team = self.program.teams.get(row.team or "") if isinstance(row, Task) else None
        of_team = team.calendar if team is not None else None
        if of_team is not None:
            self.ledger.changed("tasks.team", "Its calendar became that of the task.", subject=key)
            return self.calendars.uids[of_team]
        return -1

    def _write_whose_calendar(self, key: str, row: Activity) -> None:
        """Whether the calendars of the people count, or that of the task alone."""
        ignores = False
        if isinstance(row, Task) and row.who and key not in self.summaries:
            ignores = not row.resource_dependent and row.calendar is not None
            if not row.resource_dependent and row.calendar is None:
                self.ledger.changed(
                    "tasks.resource_dependent",
                    "A task without calendar follows its people in Project.",
                    subject=key,
                )
        kept = row.custom.get(PREFIX + "IgnoreResourceCalendar")
        self.out.leaf("IgnoreResourceCalendar", 1 if ignores or kept == "1" else 0)

    def _write_link(self, key: str, need: Need) -> None:
        out = self.out
        with out.element("PredecessorLink"):
            out.leaf("PredecessorUID", self.uids[need.task])
            out.leaf("Type", _LINKS[need.link])
            out.leaf("CrossProject", 0)
            if need.lag_share is not None:
                out.leaf("LinkLag", round(need.lag_share * 100))
                out.leaf("LagFormat", 19)
            elif need.lag is not None:
                out.leaf("LinkLag", self.minutes(key, need.lag) * 10)
                out.leaf("LagFormat", 6 if need.lag.elapsed else 5)
            else:
                out.leaf("LinkLag", 0)
                out.leaf("LagFormat", 7)

    def _write_custom(self, key: str) -> None:
        for title, text in sorted(self.extra[key].items()):
            number = self.fields.fields.get(title)
            if number is not None and text:
                with self.out.element("ExtendedAttribute"):
                    self.out.leaf("FieldID", number)
                    self.out.leaf("Value", text)

    def _write_baselines(self, key: str, row: Activity) -> None:
        out, zone = self.out, self.program.timezone
        for baseline in row.baselines:
            with out.element("Baseline"):
                out.leaf("Number", baseline.number)
                if baseline.start is not None:
                    out.leaf("Start", wall_clock(baseline.start, timezone=zone))
                if baseline.finish is not None:
                    out.leaf("Finish", wall_clock(baseline.finish, timezone=zone))
                if baseline.duration is not None:
                    out.leaf("Duration", iso_duration(self.minutes(key, baseline.duration)))
                    out.leaf("DurationFormat", 6 if baseline.duration.elapsed else 5)
                if baseline.work is not None:
                    out.leaf("Work", iso_duration(self.minutes(key, baseline.work)))
                out.leaf("Cost", baseline.cost)


def _edge(day: date, *, closing: bool) -> str:
    return datetime.combine(day, time(23, 59) if closing else time(0)).isoformat(timespec="seconds")


def default_day(program: Program) -> tuple[int, int]:
    """Minutes of `1d` and `1w` by the calendar that holds for all work."""
    working = resolve(program, None)
    return working.day_minutes, working.week_minutes
