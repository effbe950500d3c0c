"""A small program to change, and the changes that tests make to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fairlead.program.changes import Change, diff
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program
from fairlead.web.log.append import begin
from fairlead.web.models import ProgramLog

__all__ = ["NOW", "after", "changed", "new_log", "program", "without"]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_TEXT = """\
fairlead: 1
program: checkout
title: Checkout re-platform
start: 2026-01-12
as_of: 2026-03-02
people:
  asha: {name: Asha}
tasks:
  spec: {title: Specification, estimate: 3d, who: asha}
  api: {title: Payment API, estimate: 4d..9d, needs: spec}
  test: {title: Tests, estimate: 5d, needs: api}
milestones:
  beta: {title: Beta, needs: test, due: 2026-04-30}
"""


def program() -> Program:
    read = parse_program(_TEXT).program
    assert read is not None
    return read


def new_log(key: str = "checkout") -> ProgramLog:
    return begin(program(), key=key, at=NOW)


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def changed(before: Program, key: str, **fields: Any) -> Change:
    """The change that gives a task other values."""
    tasks = before.tasks.with_row(key, replace(before.tasks[key], **fields))
    return diff(before, replace(before, tasks=tasks))


def without(before: Program, *keys: str) -> Change:
    """The change that takes tasks away."""
    tasks = before.tasks
    for key in keys:
        tasks = tasks.without(key)
    return diff(before, replace(before, tasks=tasks))
