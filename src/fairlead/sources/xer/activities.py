"""Activities of P6 -> tasks and milestones, with their constraints, progress and baselines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead.program.findings import Finding
from fairlead.program.noun import Table
from fairlead.program.people import Assignment
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Span
from fairlead.program.work import Baseline, Milestone, Need, Task
from fairlead.sources.ledger import Ledger
from fairlead.sources.xer.cells import Cells, number
from fairlead.sources.xer.projects import ScheduleOptions
from fairlead.sources.xer.tables import Tables

__all__ = ["ActivityExtras", "activities_of", "baselines_of", "constraint_fields"]

MILESTONES = frozenset({"TT_Mile", "TT_FinMile"})
_PRIORITIES = {"PT_Top": 900, "PT_High": 700, "PT_Low": 300, "PT_Lowest": 100}
_COLUMNS = (
    "task_id",
    "proj_id",
    "wbs_id",
    "clndr_id",
    "task_code",
    "task_name",
    "task_type",
    "status_code",
    "complete_pct_type",
    "phys_complete_pct",
    "target_drtn_hr_cnt",
    "remain_drtn_hr_cnt",
    "act_start_date",
    "act_end_date",
    "cstr_type",
    "cstr_date",
    "cstr_type2",
    "cstr_date2",
    "expect_end_date",
    "suspend_date",
    "resume_date",
    "priority_type",
    "act_work_qty",
    "remain_work_qty",
    "external_early_start_date",
    "external_late_end_date",
    "target_work_qty",
)
_NO_CUSTOM: Table[str] = Table()


class ActivityExtras:
    """What other tables hold of activities, by P6 key: links, people, codes, notes, costs."""

    def __init__(self) -> None:
        self.needs: Mapping[str, list[Need]] = {}
        self.who: Mapping[str, list[Assignment]] = {}
        self.custom: Mapping[str, dict[str, str]] = {}
        self.notes: Mapping[str, str] = {}
        self.costs: Mapping[str, CostEstimate] = {}
        self.baselines: Mapping[str, list[Baseline]] = {}


def constraint_fields(kind: str, when: datetime | None) -> dict[str, Any] | None:
    """The fields of a task that say what a P6 constraint does, None for an unknown one.

    | P6            | in P6's words         | here                            |
    |---------------|-----------------------|---------------------------------|
    | CS_MSO        | start on              | not_before, start_by            |
    | CS_MSOA       | start on or after     | not_before                      |
    | CS_MSOB       | start on or before    | start_by                        |
    | CS_MEO        | finish on             | finish_not_before, finish_by    |
    | CS_MEOA       | finish on or after    | finish_not_before               |
    | CS_MEOB       | finish on or before   | finish_by                       |
    | CS_MANDSTART  | mandatory start       | must_start                      |
    | CS_MANDFIN    | mandatory finish      | must_finish                     |
    | CS_ALAP       | as late as possible   | as_late_as_possible             |
    """
    if kind == "CS_ALAP":
        return {"as_late_as_possible": True}
    fields = {
        "CS_MSO": ("not_before", "start_by"),
        "CS_MSOA": ("not_before",),
        "CS_MSOB": ("start_by",),
        "CS_MEO": ("finish_not_before", "finish_by"),
        "CS_MEOA": ("finish_not_before",),
        "CS_MEOB": ("finish_by",),
        "CS_MANDSTART": ("must_start",),
        "CS_MANDFIN": ("must_finish",),
    }.get(kind)
    if fields is None or when is None:
        return None
    return dict.fromkeys(fields, when)


def activities_of(
    tables: Tables,
    *,
    ids: Mapping[str, str],
    parents: Mapping[str, str | None],
    calendars: Mapping[str, str],
    options: Mapping[str, ScheduleOptions],
    extras: ActivityExtras,
    cells: Cells,
    ledger: Ledger,
    findings: list[Finding],
) -> tuple[dict[str, Task], dict[str, Milestone]]:
    """Tasks and milestones by id, of the activities that `ids` names, in the order of the file.

    Activities without length that P6 calls milestones are milestones, a start milestone one that
    opens. Levels of effort and summaries of a WBS node are tasks that move nothing.
    """
    tasks: dict[str, Task] = {}
    milestones: dict[str, Milestone] = {}
    reader = _ActivityReader(cells, ledger, findings)
    for row in tables["TASK"].pick(*_COLUMNS):
        key = row[0]
        name = ids.get(key)
        if name is None or name in tasks or name in milestones:
            continue
        (_, project, wbs, calendar, code, title, kind, *_rest) = row
        shared: dict[str, Any] = {
            "title": title or code,
            "parent": parents.get(wbs) or parents.get(project),
            "calendar": calendars.get(calendar),
            "needs": tuple(extras.needs.get(key, ())),
            "source_id": code,
            "notes": extras.notes.get(key),
            "baselines": tuple(extras.baselines.get(code, ())),
        }
        custom = extras.custom.get(key)
        shared["custom"] = Table(custom) if custom else _NO_CUSTOM
        reader.constrain(shared, row, options.get(project))
        if kind in MILESTONES:
            milestones[name] = reader.milestone(shared, row)
            if key in extras.who or key in extras.costs:
                ledger.left_out(
                    "TASKRSRC, PROJCOST", "A milestone has neither people nor cost.", subject=code
                )
        else:
            tasks[name] = reader.task(shared, row, extras, options.get(project))
    ledger.carried("tasks", len(tasks))
    ledger.carried("milestones", len(milestones))
    return tasks, milestones


class _ActivityReader:
    """One row of TASK at a time."""

    def __init__(self, cells: Cells, ledger: Ledger, findings: list[Finding]) -> None:
        self.cells = cells
        self.ledger = ledger
        self.findings = findings

    def constrain(
        self, fields: dict[str, Any], row: tuple[str, ...], options: ScheduleOptions | None
    ) -> None:
        code = row[4]
        for kind, when in ((row[14], row[15]), (row[16], row[17])):
            if not kind:
                continue
            date = self.cells.moment(when, "TASK {}.cstr_date", code)
            found = constraint_fields(kind, date)
            if found is None:
                self.findings.append(
                    Finding(
                        code="task.unknown-constraint",
                        severity="warning",
                        message=(
                            f"Task {code!r}: constraint {kind!r} with date {when!r}, expected one "
                            "that P6 knows, with its date; it was left out."
                        ),
                        subjects=(code,),
                    )
                )
                self.ledger.left_out("TASK.cstr_type", "Unknown, or without date.", subject=code)
            else:
                fields.update(found)
        outside = row[24] if options is None or options.outside_links else ""
        if outside:
            arrives = self.cells.moment(outside, "TASK {}.external_early_start_date", code)
            if arrives is not None:
                before = fields.get("not_before")
                fields["not_before"] = arrives if before is None else max(before, arrives)
                self.ledger.changed(
                    "TASK.external_early_start_date",
                    "The date that a project outside the file imposes became `not_before`.",
                    subject=code,
                )
        if row[25]:
            self.ledger.left_out(
                "TASK.external_late_end_date",
                "A latest date from a project outside the file.",
                subject=code,
            )

    def milestone(self, fields: dict[str, Any], row: tuple[str, ...]) -> Milestone:
        code, opening = row[4], row[6] == "TT_Mile"
        began = self.cells.moment(row[12], "TASK {}.act_start_date", code)
        ended = self.cells.moment(row[13], "TASK {}.act_end_date", code)
        first, second = (began, ended) if opening else (ended, began)
        return Milestone(finished=first or second, opening=opening, **fields)

    def task(
        self,
        fields: dict[str, Any],
        row: tuple[str, ...],
        extras: ActivityExtras,
        options: ScheduleOptions | None,
    ) -> Task:
        key, code, kind, status = row[0], row[4], row[6], row[7]
        target = self.cells.hours(row[10], "TASK {}.target_drtn_hr_cnt", code)
        left = self.cells.hours(row[11], "TASK {}.remain_drtn_hr_cnt", code)
        started = self.cells.moment(row[12], "TASK {}.act_start_date", code)
        finished = self.cells.moment(row[13], "TASK {}.act_end_date", code)
        duration = target if target is not None else left
        if duration is not None and duration.amount < 0:
            duration = Span(amount=0.0, unit="h")
        if finished is not None:
            started = started or finished
            fields["finished"] = finished
            left = None
        elif started is None and status != "TK_Active" and left == duration:
            left = None
        expected = row[18]
        if expected and finished is None:
            if options is None or options.expected_finish:
                fields["expected_finish"] = self.cells.moment(
                    expected, "TASK {}.expect_end_date", code
                )
            else:
                self.ledger.left_out(
                    "TASK.expect_end_date", "The schedule options switch it off.", subject=code
                )
        if row[20] and finished is None:
            fields["resumes"] = self.cells.moment(row[20], "TASK {}.resume_date", code)
        if row[19] and finished is None:
            self.ledger.left_out(
                "TASK.suspend_date", "Only when work resumes bears on dates.", subject=code
            )
        if kind in {"TT_LOE", "TT_WBS"}:
            fields["level_of_effort"] = True
        if key not in extras.who and (number(row[26] or "0") or 0) > 0:
            self.ledger.left_out(
                "TASK.target_work_qty", "Work of nobody: no resource is assigned.", subject=code
            )
        return Task(
            duration=_ESTIMATES.get(duration) or _estimate(duration) if duration else None,
            who=tuple(extras.who.get(key, ())),
            priority=_PRIORITIES.get(row[21]),
            started=started,
            remaining=left,
            complete=self._complete(row, target, left, done=finished is not None),
            cost=extras.costs.get(key),
            resource_dependent=kind == "TT_Rsrc",
            **fields,
        )

    def _complete(
        self, row: tuple[str, ...], target: Span | None, left: Span | None, *, done: bool
    ) -> Chance | None:
        if done:
            return None
        if row[8] == "CP_Phys":
            part = (number(row[9] or "0") or 0.0) / 100
        elif row[8] == "CP_Units":
            actual, rest = number(row[22] or "0") or 0.0, number(row[23] or "0") or 0.0
            part = actual / (actual + rest) if actual + rest > 0 else 0.0
        elif target is not None and left is not None and target.amount > 0:
            part = 1 - left.amount / target.amount
        else:
            return None
        return Chance(min(max(part, 0.0), 1.0)) if part > 0 else None


_ESTIMATES: dict[Span | None, Estimate] = {}


def _estimate(duration: Span) -> Estimate:
    if len(_ESTIMATES) > 10_000:
        _ESTIMATES.clear()
    found = _ESTIMATES[duration] = Estimate(likely=duration)
    return found


def baselines_of(
    tables: Tables, *, numbers: Mapping[str, int], cells: Cells, ledger: Ledger
) -> dict[str, list[Baseline]]:
    """Baselines by activity code, of the projects that are baselines, numbered by project key."""
    found: dict[str, list[Baseline]] = {}
    if not numbers:
        return found
    for project, code, start, end, length in tables["TASK"].pick(
        "proj_id", "task_code", "target_start_date", "target_end_date", "target_drtn_hr_cnt"
    ):
        place = numbers.get(project)
        if place is None:
            continue
        where = f"baseline TASK {code}"
        found.setdefault(code, []).append(
            Baseline(
                number=place,
                start=cells.moment(start, "{}.target_start_date", where),
                finish=cells.moment(end, "{}.target_end_date", where),
                duration=cells.hours(length, "{}.target_drtn_hr_cnt", where),
            )
        )
    ledger.carried("baselines", sum(map(len, found.values())))
    return found
