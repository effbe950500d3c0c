"""A small program to change, and the changes that tests make to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fairlead.program.changes import Change, diff
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program
from fairlead.web.log.agreed import agree
from fairlead.web.log.append import begin
from fairlead.web.models import ProgramLog, User

__all__ = [
    "NOW",
    "after",
    "changed",
    "log_with_everything",
    "new_log",
    "program",
    "whole_program",
    "without",
]

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


_MORE = """\
  ben: {name: Ben, rate: 90}
teams:
  core: {title: Core, lead: asha}
changes:
  api:
    title: A longer API
    requester: asha
    edits: [{row: tasks.api, field: estimate, from: 4d..9d, to: 8d..16d}]
issues:
  vendor: {title: The vendor is silent, raised: 2026-02-20, severity: high, affects: api}
assumptions:
  traffic: {title: Traffic stays as it is, owner: asha}
dependencies:
  keys: {title: Keys of the bank, of: The bank, needed: 2026-02-26, tasks: api}
decisions:
  store: {title: Where tokens are stored, status: proposed, owner: asha, due: 2026-02-27}
triggers:
  unsure: {title: Beta is unsure, when: "chance(beta) < 99%", owner: ben, propose: later}
contingencies:
  later: {title: Fewer tests, edits: [{row: tasks.test, field: estimate, to: 2d}]}
escalation:
  usual: {levels: [{who: asha, acknowledge: 4h, clock: wall}, {who: ben}]}
rotations:
  support:
    start: 2026-02-02
    team: core
    layers: [{people: [asha, ben]}]
    requests: [{who: asha, start: "2026-03-04 09:00", finish: "2026-03-05 09:00"}]
"""


def whole_program() -> Program:
    """The program with a row of everything that pages speak of."""
    text = _TEXT.replace("tasks:\n", f"{_MORE}tasks:\n", 1)
    read = parse_program(text)
    assert read.program is not None, read.findings
    return read.program


def log_with_everything(user: User | None = None) -> ProgramLog:
    """A log of that program, with a baseline where somebody agrees."""
    log = begin(whole_program(), key="checkout", at=NOW)
    if user is not None:
        agree(log, name="kick-off", seen=1, at=NOW, user=user)
    return log


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
