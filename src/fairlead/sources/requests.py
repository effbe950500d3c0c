"""Change requests carried out in the files beside each other: the program, and its baselines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from fairlead.program.baselines import DECIDED, AgreedBaseline
from fairlead.program.changes import Change, Edit, apply, diff
from fairlead.program.errors import UnreadableInput
from fairlead.program.moments import Moment
from fairlead.program.noun import Noun, replace
from fairlead.program.program import Program
from fairlead.program.requests import ChangeRequest
from fairlead.sources.baselines import Dates, agree, baselines_of, note, program_of
from fairlead.sources.program_file.approval import Approval, Verdict, decided
from fairlead.sources.program_file.editing import edit_program_file
from fairlead.sources.program_file.reader import read_program_file

__all__ = ["Outcome", "ask", "settle"]


class Outcome(Noun):
    """What came of a decision: the files that were written, and the baseline that was agreed.

    Where `approval` is not possible, nothing was written.
    """

    approval: Approval
    written: tuple[str, ...] = ()
    baseline: AgreedBaseline | None = None


def ask(path: Path, key: str, request: ChangeRequest) -> tuple[Path, ...]:
    """Write a new change request into a program file, and return the files that were written.

    Raises `ChangeConflict` and `UnreadableInput` as `edit_program_file` does.
    """
    edit = Edit(section="changes", key=key, after=request)
    return edit_program_file(path, Change(edits=(edit,)))


def settle(
    path: Path,
    program: Program,
    key: str,
    *,
    verdict: Verdict,
    by: str,
    at: datetime,
    on: Moment,
    because: str | None = None,
    look_again: Moment | None = None,
    dates: Dates | None = None,
) -> Outcome:
    """Decide on a change request of the program at `path`: all of it, or nothing.

    An approval is written into the program file, comments kept, and makes a new agreed baseline,
    named after the request, with the planned finishes that `dates` says. Every decision is taken
    down in the journal of the baselines. Raises `UnreadableInput` when the baselines are damaged,
    and as `edit_program_file` does.
    """
    shelf = baselines_of(path)
    wrong = [finding for finding in shelf.findings if finding.severity == "error"]
    if wrong:
        raise UnreadableInput(wrong[0].message)
    agreed = None if shelf.latest is None else program_of(path, shelf.latest)
    if verdict == "approved" and _cut_off(program, key, shelf.baselines):
        # The program was written and then something failed: what is missing is done now.
        request = program.changes[key]
        program = replace(program, changes=program.changes.with_row(key, _asked(request)))
    approval = decided(
        program,
        key,
        verdict=verdict,
        by=by,
        on=on,
        because=because,
        look_again=look_again,
        agreed=agreed,
    )
    if not approval.possible:
        return Outcome(approval=approval)
    now = _program_at(path)
    change = diff(now, apply(program, approval.program))
    written = edit_program_file(path, change) if change else ()
    baseline = None
    if approval.baseline is not None:
        baseline = agree(
            path,
            approval.baseline,
            name=_free(key, {each.name for each in shelf.baselines}),
            by=by,
            at=at,
            because=because,
            request=key,
            dates=dates,
        )
    else:
        content: dict[str, Any] = {"request": key, "state": verdict}
        if because is not None:
            content["because"] = because
        note(path, kind=DECIDED, by=by, at=at, content=content)
    return Outcome(
        approval=approval, written=tuple(str(part) for part in written), baseline=baseline
    )


def _cut_off(program: Program, key: str, baselines: tuple[AgreedBaseline, ...]) -> bool:
    """Whether the program says that a request is approved, and no baseline was made of it."""
    made = any(baseline.request == key for baseline in baselines)
    return program.changes[key].state == "approved" and not made


def _asked(request: ChangeRequest) -> ChangeRequest:
    return replace(request, state="proposed", decided_by=None, decided=None, because=None)


def _program_at(path: Path) -> Program:
    found = read_program_file(path).program
    if found is None:
        raise UnreadableInput(f"{path}: holds no program.")
    return found


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
