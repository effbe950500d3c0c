"""Fixed dates that stand against the work before them: kept in a plan, and never in secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.analyses.plan.result import PlannedActivity
from fairlead.program.findings import Finding
from fairlead.program.moments import closing_day, in_zone
from fairlead.program.program import Program
from fairlead.program.work import Need

__all__ = ["dates_against_links"]

_ENDS = {"FS": ("finish", "start"), "SS": ("start", "start"), "FF": ("finish", "finish"),
         "SF": ("start", "finish")}  # fmt: skip


def dates_against_links(
    program: Program, activities: Mapping[str, PlannedActivity]
) -> Iterator[Finding]:
    """A warning for each fixed date that the plan keeps although what it waits for comes later.

    Mandatory dates hold a task in its place against its links, as in Primavera and Microsoft
    Project: everything after it is then planned as if the work before it were done.
    """
    for section, table in (("tasks", program.tasks), ("milestones", program.milestones)):
        for key, row in table.items():
            field = "must_start" if row.must_start is not None else "must_finish"
            wanted = row.must_start or row.must_finish
            here = activities.get(key)
            if wanted is None or here is None or here.state != "waiting":
                continue
            late = [need for need in row.needs if _broken(need, here, activities)]
            if not late:
                continue
            last = max(late, key=lambda need: activities[need.task].finish)
            other = activities[last.task]
            ends = _ENDS[last.link][0] == "finish"
            zone = program.timezone
            day = closing_day(other.finish, timezone=zone)
            if not ends:
                day = in_zone(other.start, timezone=zone).date()
            verb = "finishes" if ends else "starts"
            more = f", and for {len(late) - 1} more" if len(late) > 1 else ""
            yield Finding(
                code="plan.date-against-link",
                severity="warning",
                message=f"{row.title!r} is held to {wanted:%Y-%m-%d} by `{field}`, and waits for "
                f"{other.title!r}, which {verb} only on "
                f"{day:%Y-%m-%d}{more}: it is planned as if that were done.",
                where=f"{section}.{key}.{field}",
                hint="Move the date, or what stands before it; the forecast does not hold it.",
                subjects=(key, *(need.task for need in late)),
            )


def _broken(need: Need, here: PlannedActivity, activities: Mapping[str, PlannedActivity]) -> bool:
    """Whether a link is not kept; one with a lead allows to overlap, and counts as kept."""
    there = activities.get(need.task)
    lead = (need.lag is not None and need.lag.amount < 0) or (need.lag_share or 0) < 0
    if there is None or lead:
        return False
    before, after = _ENDS[need.link]
    return bool(getattr(there, before) > getattr(here, after))
