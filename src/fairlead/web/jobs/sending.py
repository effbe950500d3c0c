"""Jobs that reach out: a report, a forecast for the ledger, a file that follows its program."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from fairlead.analyses.plan import Plan
from fairlead.web.jobs.queue import put
from fairlead.web.jobs.studies import study_of
from fairlead.web.log.shelf import program_at
from fairlead.web.models import Job, LinkedFile, ProgramLog
from fairlead.web.outward.ledger import issue
from fairlead.web.outward.linking import NotLinked, place_of, signature, synchronise
from fairlead.web.outward.reporting import send_report
from fairlead.web.versions import plan_of

__all__ = ["follow_file", "issue_forecast", "look_at_files", "report"]


def report(job: Job) -> None:
    """Send a report to those who were chosen."""
    send_report(job, at=datetime.now(UTC))


def issue_forecast(job: Job) -> None:
    """Keep the best forecast of a version in the ledger."""
    log = ProgramLog.objects.get(pk=job.log_id)
    asked = msgspec.json.decode(job.argument)
    plan = plan_of(log, asked["number"])
    if not isinstance(plan, Plan):
        return
    found = study_of(log, plan.fingerprint)
    if found is None:
        return
    issue(
        log,
        program_at(log, asked["number"]),
        plan,
        found[1].forecast,
        through="forecast",
        at=datetime.now(UTC),
        who=asked.get("by"),
    )


def follow_file(job: Job) -> None:
    """Bring a program and the file that it is linked to together."""
    synchronise(ProgramLog.objects.get(pk=job.log_id), at=datetime.now(UTC))


def look_at_files(seen: dict[int, tuple[int, str]], *, at: datetime) -> int:
    """Ask for every link of which a side moved since the last look; how many.

    `seen` is what a worker remembers: the entry and the mark of the file, by the link's number.
    """
    asked = 0
    for row in LinkedFile.objects.filter(log__archived=False).select_related("log"):
        try:
            mark = (row.log.head, signature(place_of(row.path)))
        except NotLinked:
            mark = (row.log.head, "")
        if seen.get(row.pk) != mark:
            seen[row.pk] = mark
            put("link", log=row.log, at=at)
            asked += 1
    return asked
