"""Chains that drive a date: office hours of 8 h, from Monday, 2 March 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.plan.float_paths import Chains, longest_path
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need, Task


def task(amount: float, *needs: str, **fields: Any) -> Task:
    waits = tuple(Need(task=need) for need in needs)
    return Task(title="t", duration=Estimate.point(amount, "d"), needs=waits, **fields)


def program(tasks: dict[str, Task], **fields: Any) -> Program:
    return Program(id="p", start=date(2026, 3, 2), tasks=Table(tasks), **fields)


def path_of(tasks: dict[str, Task], **fields: Any) -> CriticalPath:
    found = critical_path(program(tasks, **fields))
    assert isinstance(found, CriticalPath)
    return found


def named(path: CriticalPath, places: Any) -> set[str]:
    return {path.network.keys[int(path.network.order[place])] for place in places}


def paths(path: CriticalPath, end: str, *, count: int) -> list[tuple[int, list[str]]]:
    network = path.network
    chains = Chains.of(network, start=path.early_start, finish=path.early_finish)
    place = int(network.place[network.keys.index(end)])
    return [
        (found.slack, [network.keys[int(network.order[step.place])] for step in found.steps])
        for found in chains.paths_to(place, count=count)
    ]


DIAMOND = {
    "a": task(1),
    "b": task(3, "a"),
    "c": task(1, "a"),
    "d": task(1, "b", "c"),
    "x": task(2, "c"),
}


def test_the_first_path_drives_and_the_next_hangs_on_it_by_its_slack() -> None:
    # b (3 d) drives d; c (1 d) may slip 2 d, 960 minutes, before it does
    assert paths(path_of(DIAMOND), "d", count=3) == [(0, ["a", "b", "d"]), (960, ["c"])]


def test_finished_work_ends_a_chain() -> None:
    done = {"started": date(2026, 3, 2), "finished": date(2026, 3, 2)}
    tasks = {"a": task(1, **done), "b": task(2, "a"), "c": task(1, "b")}
    assert paths(path_of(tasks, as_of=date(2026, 3, 3)), "c", count=1) == [(0, ["b", "c"])]


def test_the_longest_path_leads_to_the_last_finish() -> None:
    path = path_of(DIAMOND)
    assert named(path, longest_path(path)) == {"a", "b", "d"}


def test_the_longest_path_holds_all_chains_that_drive_alike() -> None:
    tasks = {"a": task(2), "b": task(2), "c": task(1, "a", "b"), "d": task(1)}
    path = path_of(tasks)
    assert named(path, longest_path(path)) == {"a", "b", "c"}


def test_the_longest_path_begins_where_a_date_holds_work() -> None:
    # b may not start before Mon 9: a, which ends Mon 2, does not drive it
    tasks = {"a": task(1), "b": task(1, "a", not_before=date(2026, 3, 9)), "c": task(2)}
    path = path_of(tasks)
    assert named(path, longest_path(path)) == {"b"}


def test_the_longest_path_is_empty_when_all_is_done() -> None:
    tasks = {"a": task(1, started=date(2026, 3, 2), finished=date(2026, 3, 2))}
    assert longest_path(path_of(tasks, as_of=date(2026, 3, 4))) == frozenset()


def test_critical_is_what_drives_or_what_has_no_slack_as_the_program_says() -> None:
    # c must end by Tue 3: no slack, but it drives nothing; a and b end last, with slack to Fri 13
    tasks = {"a": task(1), "b": task(4, "a"), "c": task(2, finish_by=date(2026, 3, 3))}
    by_slack = plan(program(tasks, finish_by=date(2026, 3, 13)))
    rules = Scheduling(critical_by="longest-path")
    by_path = plan(program(tasks, finish_by=date(2026, 3, 13), scheduling=rules))
    assert isinstance(by_slack, Plan)
    assert isinstance(by_path, Plan)
    assert {key for key, row in by_slack.activities.items() if row.critical} == {"c"}
    assert {key for key, row in by_path.activities.items() if row.critical} == {"a", "b"}
