"""Gives an example what was agreed: its baselines, and the decisions on its change requests.

Each program as it stands is taken back to its first day: without progress, without the changes that
were approved since, and without what slipped in. From there the approvals are made again, each on
its day, by the same functions that `fairlead baseline` and `fairlead request` use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from fairlead.analyses.quality import finishes
from fairlead.program.baselines import DECIDED
from fairlead.program.changes import Change, apply, invert
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.requests import ChangeRequest, ProposedEdit, Wording
from fairlead.sources.baselines import agree, note
from fairlead.sources.program_file.approval import decided, resolved
from fairlead.sources.program_file.request_words import change_of

__all__ = ["Story", "agree_again", "slipped"]


@dataclass(frozen=True, slots=True)
class Story:
    """What was agreed first, by whom and when, and what slipped in since without a request."""

    name: str
    by: str
    on: date
    because: str
    slips: tuple[ProposedEdit, ...] = ()


def slipped(row: str, field: str, before: str | None, after: str | None) -> ProposedEdit:
    """An edit that nobody asked for, in the words of the file."""
    return ProposedEdit(
        row=row,
        field=field,
        before=None if before is None else Wording(before),
        after=None if after is None else Wording(after),
    )


def agree_again(beside: Path, program: Program, story: Story) -> None:
    """Write the baselines of a program into `baselines` below the folder `beside`."""
    requests = sorted(
        ((key, row) for key, row in program.changes.items() if row.decided is not None),
        key=lambda pair: (_day(pair[1].decided), pair[0]),
    )
    agreed = _first(program, story, [key for key, row in requests if row.state == "approved"])
    agree(
        beside,
        agreed,
        name=story.name,
        by=story.by,
        at=_noon(story.on),
        because=story.because,
        dates=finishes,
    )
    for key, request in requests:
        by, at = request.decided_by or story.by, _noon(_day(request.decided))
        if request.state != "approved":
            content = {"request": key, "state": request.state, "because": request.because}
            note(beside, kind=DECIDED, by=by, at=at, content=content)
            continue
        agreed = _approved(agreed, program, key, request)
        because = request.because
        agree(
            beside,
            agreed,
            name=key,
            by=by,
            at=at,
            because=because,
            request=key,
            dates=finishes,
        )


def _first(program: Program, story: Story, approved: Iterable[str]) -> Program:
    """The program of its first day."""
    found = _without_past(program, story.on)
    change, wrong = change_of(story.slips, timezone=program.timezone, where="story")
    _right(wrong)
    found = apply(found, invert(change))
    for key in reversed(list(approved)):
        change, wrong = resolved(program, key)
        _right(wrong)
        found = apply(found, invert(_found_as_it_is(change, found)))
    return found


def _found_as_it_is(change: Change, program: Program) -> Change:
    """The change, with rows that it brought in as they stand today, progress taken off."""
    return Change(
        edits=tuple(
            replace(edit, after=program.section(edit.section)[edit.key or ""])
            if edit.section is not None and edit.field is None and edit.before is None
            else edit
            for edit in change.edits
        )
    )


def _approved(agreed: Program, program: Program, key: str, request: ChangeRequest) -> Program:
    asked = replace(request, state="proposed", decided_by=None, decided=None)
    then = replace(agreed, changes=Table({key: asked}))
    made = decided(
        then, key, verdict="approved", by=request.decided_by or "", on=_day(request.decided),
        agreed=agreed,
    )  # fmt: skip
    _right(made.findings)
    if made.baseline is None:
        raise ValueError(f"{program.id}: {key} cannot be approved again.")
    return made.baseline


def _without_past(program: Program, on: date) -> Program:
    """The plan without what happened: no progress, nothing that broke or came up on the way."""
    blank = {"started": None, "finished": None, "spent": None, "remaining": None}
    tasks = {key: replace(task, **blank) for key, task in program.tasks.items()}
    milestones = {key: replace(row, finished=None) for key, row in program.milestones.items()}
    return replace(
        program,
        as_of=on,
        tasks=Table(tasks),
        milestones=Table(milestones),
        sprints=Table(),
        incidents=Table(),
        issues=Table(),
        changes=Table(),
        scenarios=Table(),
    )


def _right(findings: Iterable[Finding]) -> None:
    wrong = [finding.message for finding in findings if finding.severity == "error"]
    if wrong:
        raise ValueError("; ".join(wrong))


def _day(moment: Moment | None) -> date:
    if moment is None:
        raise ValueError("A decision has its day.")
    return moment.date() if isinstance(moment, datetime) else moment


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
