"""Tasks of MSPDI -> tasks and milestones: outline, links, constraints, progress, baselines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.program.errors import TooLarge
from fairlead.program.findings import Finding
from fairlead.program.noun import Table
from fairlead.program.people import Assignment
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Span
from fairlead.program.work import Baseline, Link, Milestone, Need, Task
from fairlead.sources.bounds import MAX_DEPTH
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.document import Element
from fairlead.sources.mspdi.fields import (
    FAIRLEAD_ID,
    FAIRLEAD_KIND,
    SOURCE_ID,
    CustomFields,
    custom_values,
)
from fairlead.sources.mspdi.values import Values, minutes_span
from fairlead.sources.naming import Names

__all__ = ["KEPT_FLAGS", "PREFIX", "Rows", "is_elapsed", "outline_of", "tasks_of"]

PREFIX = "msp."
"""Before the names of what is kept in `custom` only so that an export can write it again."""

KEPT_FLAGS: dict[str, str] = {
    "Type": "0",
    "EffortDriven": "0",
    "Estimated": "0",
    "Recurring": "0",
    "ExternalTask": "0",
    "FixedCostAccrual": "3",
    "PhysicalPercentComplete": "0",
    "EarnedValueMethod": "0",
    "IgnoreResourceCalendar": "0",
    "Contact": "",
    "HyperlinkSubAddress": "",
    "Hyperlink": "",
}
"""Elements of a task with no counterpart that are kept when they differ from these values."""

_LINKS: dict[str, Link] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS", "": "FS"}
_ELAPSED = frozenset({"4", "6", "8", "10", "12", "20", "36", "38", "40", "42", "44", "52"})
_NUMBERED = re.compile(r"[\d.]*")
_SHARES = frozenset({"19", "51"})
_ELAPSED_SHARES = frozenset({"20", "52"})
_CONSTRAINTS = {
    "2": "must_start",
    "3": "must_finish",
    "4": "not_before",
    "5": "start_by",
    "6": "finish_not_before",
    "7": "finish_by",
}


def is_elapsed(duration_format: str) -> bool:
    """Whether a duration or lag of that format counts around the clock."""
    return duration_format in _ELAPSED


class Rows:
    """The rows of the outline: elements with a task in them, by UID, and where each stands."""

    def __init__(self) -> None:
        self.elements: dict[str, Element] = {}
        self.parents: dict[str, str | None] = {}
        self.summaries: set[str] = set()
        self.ids: dict[str, str] = {}
        self.project: Element | None = None


def outline_of(
    elements: list[Element],
    *,
    values: Values,
    fields: CustomFields,
    ledger: Ledger,
    findings: list[Finding],
) -> Rows:
    """Who stands under whom, by the outline levels and the order of the file.

    Blank rows are passed over. The row of the whole project (UID 0) is the program itself.
    """
    rows = Rows()
    names = Names()
    above: list[tuple[int, str]] = []
    for element in elements:
        uid = element.text("UID")
        if element.text("IsNull") == "1":
            ledger.set_aside("Task.IsNull", "Blank rows between tasks.")
            continue
        if uid in rows.elements or not uid:
            findings.append(
                Finding(
                    code="task.id-twice",
                    severity="error",
                    message=(
                        f"Task {element.text('Name')!r} has the UID {uid!r}, expected its own."
                    ),
                    hint="It was left out, with its links.",
                )
            )
            ledger.left_out("Task", "Its UID is missing, or another's.", subject=uid)
            continue
        level = values.whole(
            element.text("OutlineLevel"), where=f"Task {uid}.OutlineLevel", default=1
        )
        if uid == "0" and level == 0:
            rows.project = element
            continue
        if level > MAX_DEPTH:
            raise TooLarge(f"Task {uid}: outline level {level}, at most {MAX_DEPTH} are read.")
        while above and above[-1][0] >= level:
            above.pop()
        parent = above[-1][1] if above else None
        above.append((level, uid))
        rows.elements[uid] = element
        rows.parents[uid] = parent
        if parent is not None:
            rows.summaries.add(parent)
    for uid, element in rows.elements.items():
        own = custom_values(element, fields).get(FAIRLEAD_ID)
        rows.ids[uid] = names.give(own or f"t{uid}", f"t{uid}")
    return rows


def tasks_of(
    rows: Rows,
    *,
    calendars: Mapping[str, str],
    who: Mapping[str, list[Assignment]],
    fields: CustomFields,
    values: Values,
    ledger: Ledger,
    findings: list[Finding],
) -> tuple[dict[str, Task], dict[str, Milestone]]:
    """Tasks and milestones by id. Without length, work or anything below it, it is a milestone."""
    reader = _TaskReader(
        rows=rows,
        calendars=calendars,
        fields=fields,
        values=values,
        ledger=ledger,
        findings=findings,
    )
    tasks: dict[str, Task] = {}
    milestones: dict[str, Milestone] = {}
    for uid, element in rows.elements.items():
        key = rows.ids[uid]
        shared = reader.shared(uid, element)
        people = tuple(who.get(uid, ()))
        if uid in rows.summaries:
            tasks[key] = reader.summary(uid, element, shared, people)
        elif not people and reader.is_milestone(uid, element):
            milestones[key] = reader.milestone(uid, element, shared)
        else:
            tasks[key] = reader.task(uid, element, shared, people)
    ledger.carried("summary tasks", len(rows.summaries))
    ledger.carried("tasks", len(tasks) - len(rows.summaries))
    ledger.carried("milestones", len(milestones))
    return tasks, milestones


class _TaskReader:
    """One task at a time."""

    def __init__(
        self,
        *,
        rows: Rows,
        calendars: Mapping[str, str],
        fields: CustomFields,
        values: Values,
        ledger: Ledger,
        findings: list[Finding],
    ) -> None:
        self.rows = rows
        self.calendars = calendars
        self.fields = fields
        self.values = values
        self.ledger = ledger
        self.findings = findings

    def shared(self, uid: str, element: Element) -> dict[str, Any]:
        """What tasks and milestones have in common."""
        custom = custom_values(element, self.fields)
        own_id = custom.pop(FAIRLEAD_ID, None)
        source = custom.pop(SOURCE_ID, None)
        custom.pop(FAIRLEAD_KIND, None)
        self.ledger.carried("custom field values", len(custom))
        for tag, usual in KEPT_FLAGS.items():
            text = element.text(tag)
            if tag == "IgnoreResourceCalendar" and element.text("CalendarUID") in self.calendars:
                continue  # `resource_dependent` says it
            if text not in {"", usual} and not (usual == "" and text == "0"):
                custom[PREFIX + tag] = text
        wbs = element.text("WBS")
        if wbs and not _NUMBERED.fullmatch(wbs):  # a code of one's own, not the outline's
            custom[PREFIX + "WBS"] = wbs
        parent = self.rows.parents[uid]
        result: dict[str, Any] = {
            "title": element.text("Name") or f"Task {uid}",
            "parent": self.rows.ids[parent] if parent is not None else None,
            "needs": self._needs(uid, element),
            "calendar": self.calendars.get(element.text("CalendarUID")),
            "inactive": element.text("Active") == "0",
            "baselines": self._baselines(uid, element),
            "notes": element.text("Notes").strip() or None,
            "url": element.text("HyperlinkAddress") or None,
            "source_id": uid if own_id is None and source is None else source,
        }
        self._constrain(uid, element, result)
        if element.text("Manual") == "1":
            self._fix(uid, element, result)
            custom[PREFIX + "Manual"] = "1"
        if element.text("ExternalTask") == "1":
            self._fix(uid, element, result)
        result["custom"] = Table(custom) if custom else Table()
        return result

    def _needs(self, uid: str, element: Element) -> tuple[Need, ...]:
        found: list[Need] = []
        for link in element.groups.get("PredecessorLink", ()):
            before = self.rows.ids.get(link.text("PredecessorUID"))
            if before is None or link.text("CrossProject") == "1":
                self.ledger.left_out(
                    "Task.PredecessorLink",
                    "The task at its other end is not in the file.",
                    subject=uid,
                )
                continue
            kind = _LINKS.get(link.text("Type"), "FS")
            lag, share = self._lag(uid, link)
            found.append(Need(task=before, link=kind, lag=lag, lag_share=share))
        self.ledger.carried("links", len(found))
        return tuple(found)

    def _lag(self, uid: str, link: Element) -> tuple[Span | None, float | None]:
        """A lag as a span, or as a part of the predecessor's duration."""
        amount = self.values.amount(link.text("LinkLag"), where=f"Task {uid}.LinkLag")
        if not amount:
            return None, None
        form = link.text("LagFormat")
        if form in _SHARES:
            return None, amount / 100
        if form in _ELAPSED_SHARES:
            before = self.rows.elements[link.text("PredecessorUID")]
            minutes = self.values.minutes(before.text("Duration"), where=f"Task {uid}.LinkLag") or 0
            self.ledger.changed(
                "PredecessorLink.LinkLag in elapsed percent",
                "It became the elapsed time it comes to today.",
                subject=uid,
            )
            return minutes_span(round(minutes * amount / 100), elapsed=True), None
        return minutes_span(round(amount / 10), elapsed=is_elapsed(form)), None

    def _constrain(self, uid: str, element: Element, fields: dict[str, Any]) -> None:
        kind = element.text("ConstraintType")
        if kind == "1":
            fields["as_late_as_possible"] = True
        if kind in {"", "0", "1"}:
            return
        name = _CONSTRAINTS.get(kind)
        when = self.values.moment(
            element.text("ConstraintDate"), where=f"Task {uid}.ConstraintDate"
        )
        if name is None or when is None:
            self.findings.append(
                Finding(
                    code="task.unknown-constraint",
                    severity="warning",
                    message=(
                        f"Task {uid}: constraint type {kind!r} with date "
                        f"{element.text('ConstraintDate')!r}, expected 0 to 7 with its date; "
                        "it was left out."
                    ),
                    subjects=(self.rows.ids[uid],),
                )
            )
            self.ledger.left_out("Task.ConstraintType", "Unknown, or without date.", subject=uid)
            return
        fields[name] = when

    def _fix(self, uid: str, element: Element, fields: dict[str, Any]) -> None:
        """Hold a task where its dates are: it was placed by hand, or from outside."""
        if uid in self.rows.summaries or element.text("ActualStart"):
            return
        start = element.text("ManualStart") or element.text("Start")
        for name in _CONSTRAINTS.values():
            fields.pop(name, None)
        fields["must_start"] = self.values.moment(start, where=f"Task {uid}.Start")
        self.ledger.changed(
            "Task.Manual, Task.ExternalTask", "Its stored start became `must_start`.", subject=uid
        )

    def _baselines(self, uid: str, element: Element) -> tuple[Baseline, ...]:
        found: list[Baseline] = []
        for one in element.groups.get("Baseline", ()):
            where = f"Task {uid}.Baseline"
            elapsed = is_elapsed(one.text("DurationFormat"))
            number = self.values.whole(one.text("Number"), where=f"{where}.Number")
            if not 0 <= number <= 10:
                self.ledger.left_out("Task.Baseline", "Its number is not 0 to 10.", subject=uid)
                continue
            found.append(
                Baseline(
                    number=number,
                    start=self.values.moment(one.text("Start"), where=f"{where}.Start"),
                    finish=self.values.moment(one.text("Finish"), where=f"{where}.Finish"),
                    duration=self.values.span(
                        one.text("Duration"), where=f"{where}.Duration", elapsed=elapsed
                    ),
                    work=self.values.span(one.text("Work"), where=f"{where}.Work"),
                    cost=self.values.cents(one.text("Cost"), where=f"{where}.Cost"),
                )
            )
        self.ledger.carried("baselines", len(found))
        return tuple(found)

    def _moment(self, uid: str, element: Element, tag: str) -> Any:
        return self.values.moment(element.text(tag), where=f"Task {uid}.{tag}")

    def _priority(self, uid: str, element: Element) -> int | None:
        priority = self.values.whole(
            element.text("Priority"), where=f"Task {uid}.Priority", default=500
        )
        return None if priority == 500 else priority

    def _delay(self, uid: str, element: Element) -> Span | None:
        tenths = self.values.amount(
            element.text("LevelingDelay"), where=f"Task {uid}.LevelingDelay"
        )
        if not tenths:
            return None
        form = element.text("LevelingDelayFormat") or "8"
        return minutes_span(round(tenths / 10), elapsed=is_elapsed(form))

    def _cost(self, uid: str, element: Element) -> CostEstimate | None:
        cents: Money | None = self.values.cents(
            element.text("FixedCost"), where=f"Task {uid}.FixedCost"
        )
        return None if cents is None else CostEstimate(likely=cents)

    def summary(
        self, uid: str, element: Element, shared: dict[str, Any], people: tuple[Assignment, ...]
    ) -> Task:
        """A summary; its dates, durations and progress are those of what stands in it."""
        return Task(
            who=people,
            priority=self._priority(uid, element),
            deadline=self._moment(uid, element, "Deadline"),
            cost=self._cost(uid, element),
            **shared,
        )

    def is_milestone(self, uid: str, element: Element) -> bool:
        """Whether it has no length; a task of ours may have none either, and says so."""
        length = self.values.minutes(element.text("Duration"), where=f"Task {uid}.Duration")
        if length is None:
            return element.text("Milestone") == "1"
        return length == 0 and custom_values(element, self.fields).get(FAIRLEAD_KIND) != "task"

    def milestone(self, uid: str, element: Element, shared: dict[str, Any]) -> Milestone:
        """A task without length."""
        finished = self._moment(uid, element, "ActualFinish")
        if finished is None and element.text("PercentComplete") == "100":
            finished = self._moment(uid, element, "Finish")
        for tag, why in (("LevelingDelay", "delay"), ("FixedCost", "cost")):
            if element.text(tag) not in {"", "0", "0.0"}:
                self.ledger.left_out(f"Task.{tag}", f"A milestone has no {why}.", subject=uid)
        opening = custom_values(element, self.fields).get(FAIRLEAD_KIND) == "opening"
        return Milestone(
            finished=finished,
            due=self._moment(uid, element, "Deadline"),
            opening=opening,
            **shared,
        )

    def task(
        self, uid: str, element: Element, shared: dict[str, Any], people: tuple[Assignment, ...]
    ) -> Task:
        """A task that is done by somebody, or takes time."""
        elapsed = is_elapsed(element.text("DurationFormat"))
        duration = self.values.span(
            element.text("Duration"), where=f"Task {uid}.Duration", elapsed=elapsed
        )
        started = self._moment(uid, element, "ActualStart")
        finished = self._moment(uid, element, "ActualFinish")
        percent = self.values.whole(
            element.text("PercentComplete"), where=f"Task {uid}.PercentComplete"
        )
        running = started is not None and finished is None
        spent = left = None
        if running or element.text("ActualDuration") != element.text("Duration"):
            spent = self.values.span(
                element.text("ActualDuration"), where=f"Task {uid}.ActualDuration", elapsed=elapsed
            )
        if running:
            left = self.values.span(
                element.text("RemainingDuration"),
                where=f"Task {uid}.RemainingDuration",
                elapsed=elapsed,
            )
        if element.text("Milestone") == "1":
            shared["custom"] = Table({**shared["custom"], PREFIX + "Milestone": "1"})
        return Task(
            duration=None if duration is None else Estimate(likely=duration),
            who=people,
            priority=self._priority(uid, element),
            deadline=self._moment(uid, element, "Deadline"),
            started=started,
            finished=finished,
            spent=spent if spent is not None and spent.amount else None,
            remaining=left,
            complete=Chance(percent / 100) if running and 0 < percent <= 100 else None,
            resumes=self._resumes(uid, element) if running else None,
            delay=self._delay(uid, element),
            cost=self._cost(uid, element),
            resource_dependent=self._follows_people(element, people),
            **shared,
        )

    def _resumes(self, uid: str, element: Element) -> Any:
        """When the rest goes on, if that is not where the first part stopped."""
        stop, resume = self._moment(uid, element, "Stop"), self._moment(uid, element, "Resume")
        return resume if resume is not None and resume != stop else None

    def _follows_people(self, element: Element, people: tuple[Assignment, ...]) -> bool:
        """Project schedules work by the calendars of its people, unless the task says otherwise."""
        ignores = element.text("IgnoreResourceCalendar") == "1"
        own = element.text("CalendarUID") in self.calendars
        return bool(people) and not (ignores and own)
