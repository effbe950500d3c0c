"""The projects of an XER file: which are work and which are baselines, and their conventions."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.noun import Noun, replace
from fairlead.program.quantities import Span
from fairlead.program.scheduling import Scheduling
from fairlead.sources.ledger import Ledger
from fairlead.sources.xer.cells import Cells
from fairlead.sources.xer.tables import Tables

__all__ = ["ScheduleOptions", "XerProject", "conventions", "projects_of"]


class XerProject(Noun):
    """One project of the file. `baseline_of` is the key of the project whose baseline it is."""

    key: str
    name: str
    calendar: str | None = None
    start: datetime | None = None
    as_of: datetime | None = None
    finish_by: datetime | None = None
    critical_slack: Span | None = None
    longest_path: bool = False
    baseline_of: str | None = None
    chosen_baseline: str | None = None


def projects_of(tables: Tables, *, cells: Cells) -> list[XerProject]:
    """Every project that has activities, in the order of the file."""
    busy = {key for (key,) in tables["TASK"].pick("proj_id")}
    found: list[XerProject] = []
    rows = tables["PROJECT"].pick(
        "proj_id",
        "proj_short_name",
        "clndr_id",
        "plan_start_date",
        "last_recalc_date",
        "plan_end_date",
        "critical_drtn_hr_cnt",
        "critical_path_type",
        "orig_proj_id",
        "sum_base_proj_id",
    )
    for key, name, calendar, start, as_of, end, slack, path, original, chosen in rows:
        if key not in busy:
            continue
        busy.discard(key)
        where = f"PROJECT {name!r}"
        found.append(
            XerProject(
                key=key,
                name=name or key,
                calendar=calendar or None,
                start=cells.moment(start, "{}.plan_start_date", where),
                as_of=cells.moment(as_of, "{}.last_recalc_date", where),
                finish_by=cells.moment(end, "{}.plan_end_date", where),
                critical_slack=cells.hours(slack, "{}.critical_drtn_hr_cnt", where),
                longest_path=path == "CT_DrivPath",
                baseline_of=original or None,
                chosen_baseline=chosen or None,
            )
        )
    # Some exporters leave the table of projects out: their activities still are a project.
    found.extend(XerProject(key=key, name=key or "project") for key in sorted(busy))
    present = {project.key for project in found}
    return [
        project
        if project.baseline_of is None or project.baseline_of in present - {project.key}
        else replace(project, baseline_of=None)
        for project in found
    ]


_LAG_CALENDARS = {
    "rcal_Predecessor": "predecessor",
    "rcal_Successor": "successor",
    "rcal_ProjDefault": "program",
    "rcal_24Hour": "elapsed",
}
_SLACK = {"FT_FF": "finish", "FT_SS": "start", "FT_MIN": "smaller"}


class ScheduleOptions(Noun):
    """What of a project's schedule options bears on dates."""

    scheduling: Scheduling
    expected_finish: bool = True
    outside_links: bool = True


def conventions(
    project: XerProject, tables: Tables, *, calendar: str | None, several: bool, ledger: Ledger
) -> ScheduleOptions:
    """The scheduling conventions of a project; P6's own defaults where the file has no options."""
    rows = tables["SCHEDOPTIONS"].pick(
        "proj_id",
        "sched_calendar_on_relationship_lag",
        "sched_float_type",
        "sched_retained_logic",
        "sched_progress_override",
        "sched_open_critical_flag",
        "sched_lag_early_start_flag",
        "sched_use_expect_end_flag",
        "sched_use_project_end_date_for_float",
        "sched_outer_depend_type",
    )
    row = next((row for row in rows if row[0] == project.key), ("",) * 10)
    _, lag, slack, retained, override, open_ends, early, expected, own_finish, outside = row
    if lag and lag not in _LAG_CALENDARS:
        ledger.changed("SCHEDOPTIONS.sched_calendar_on_relationship_lag", f"{lag!r} is not known.")
    if slack and slack not in _SLACK:
        ledger.changed("SCHEDOPTIONS.sched_float_type", f"{slack!r} is not known.")
    slack_to = "program"
    if open_ends == "Y":
        slack_to = "open-ends"
    elif several and own_finish != "N":
        slack_to = "projects"
    progress = "retained-logic"
    if override == "Y":
        progress = "override"
    elif retained == "N":
        progress = "actual-dates"
    threshold = project.critical_slack
    scheduling = Scheduling(
        lag_calendar=_LAG_CALENDARS.get(lag, "predecessor"),  # type: ignore[arg-type]
        progress=progress,  # type: ignore[arg-type]
        unfinished="move",
        total_slack=_SLACK.get(slack, "finish"),  # type: ignore[arg-type]
        critical_slack=threshold if threshold is not None and threshold.amount else None,
        slack_to=slack_to,  # type: ignore[arg-type]
        critical_by="longest-path" if project.longest_path else "slack",
        limits="take-slack",
        lag_from="actual" if early == "N" else "early",
        calendar=calendar,
    )
    return ScheduleOptions(
        scheduling=scheduling,
        expected_finish=expected != "N",
        outside_links=outside != "SD_None",
    )
