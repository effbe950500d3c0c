"""How fast changes are compared, applied and merged, and how fast their impact is known.

    python bench/scope.py [--tasks N] [--json] [--repeats N]

`diff`, `apply` and `merge` on a program of `--tasks` tasks with links, people and requirements.
`few` edits a task in a hundred, as a request does, and shares all other rows with the program, as
an edit leaves them; `read` compares with a copy that shares nothing, as after reading a file again;
`all` edits every task. The limit is 50 ms for each. Beside it the plain way: two programs as JSON,
compared by recursion.

`impact` is the whole answer of `fairlead impact` on 1,000 tasks with 10,000 trials, from two
programs to dates, cost, load and reach. The limit is 3 s on two cores; the time on the clock is
told beside the time of the processor, all threads together.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from fairlead.analyses.scope.impact import Impact, impact
from fairlead.program.changes import apply, diff, merge
from fairlead.program.fingerprint import canonical_bytes
from fairlead.program.goals import Requirement
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Money, Span
from fairlead.program.work import Milestone, Need, Task

LIMIT_MS = 50.0
IMPACT_LIMIT_S = 3.0


def estimate(low: int) -> Estimate:
    return Estimate(low=Span(amount=low, unit="d"), high=Span(amount=low + 3, unit="d"))


def program(size: int) -> Program:
    """`size` tasks in chains of 25, forty people, a milestone and a requirement for each chain."""
    people = {f"p{k}": Person(team="team", rate=Money(9_000 + k)) for k in range(40)}
    tasks = {}
    for k in range(size):
        needs = (Need(task=f"t{k - 1}"),) if k % 25 else ()
        tasks[f"t{k}"] = Task(
            title=f"Task {k}",
            estimate=estimate(k % 7 + 1),
            needs=needs,
            who=(Assignment(person=f"p{k % 40}"),),
            requirement=f"r{k // 25}",
        )
    chains = range(0, size, 25)
    return Program(
        id="bench",
        start=date(2026, 1, 5),
        teams=Table({"team": Team()}),
        people=Table(people),
        requirements=Table({f"r{k // 25}": Requirement(title=f"R {k}") for k in chains}),
        tasks=Table(tasks),
        milestones=Table(
            {
                f"m{k // 25}": Milestone(
                    title=f"M {k}",
                    needs=(Need(task=f"t{min(k + 24, size - 1)}"),),
                    due=date(2027, 6, 1),
                )
                for k in chains
            }
        ),
    )


def edited(base: Program, every: int, low: int) -> Program:
    rows = {
        key: replace(row, estimate=estimate(low)) if k % every == 0 else row
        for k, (key, row) in enumerate(base.tasks.items())
    }
    return replace(base, tasks=Table(rows))


def best(call: Callable[[], object], repeats: int) -> float:
    """Milliseconds of the processor, best of some."""
    gc.collect()
    found = []
    for _ in range(repeats):
        begin = time.process_time()
        call()
        found.append(time.process_time() - begin)
    return min(found) * 1000


def plain_diff(a: object, b: object, place: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    """What differs between two JSON values, by plain recursion."""
    if isinstance(a, dict) and isinstance(b, dict):
        found = []
        for key in a.keys() | b.keys():
            found += plain_diff(a.get(key), b.get(key), (*place, str(key)))
        return found
    return [] if a == b else [(place, a, b)]


def changes(size: int, repeats: int) -> dict[str, dict[str, float]]:
    base, copy = program(size), program(size)
    found: dict[str, dict[str, float]] = {}
    for name, new in {
        "few": edited(base, 100, 11),
        "read": edited(copy, 100, 11),
        "all": edited(copy, 1, 11),
    }.items():
        change = diff(base, new)
        other = diff(base, edited(base, 100 if name != "all" else 1, 12))
        assert apply(base, change) == new
        found[name] = {
            "edits": len(change),
            "diff_ms": best(lambda new=new: diff(base, new), repeats),  # type: ignore[misc]
            "apply_ms": best(lambda change=change: apply(base, change), repeats),  # type: ignore[misc]
            "merge_ms": best(lambda c=change, o=other: merge(c, o), repeats),  # type: ignore[misc]
        }
    trees: list[Any] = [
        msgspec.json.decode(canonical_bytes(one)) for one in (base, edited(copy, 100, 11))
    ]
    found["plain JSON"] = {"diff_ms": best(lambda: plain_diff(*trees), repeats)}
    return found


def impact_seconds(size: int, trials: int, repeats: int) -> dict[str, float]:
    walls, cpus = [], []
    before = program(size)
    for k in range(repeats):
        after = edited(before, 50, 12 + k)  # another one each time: nothing is kept between runs
        wall, cpu = time.perf_counter(), time.process_time()
        made = impact(before, after, trials=trials, seed=k + 1)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        assert isinstance(made, Impact)
        assert made.finish.moved
    return {"tasks": size, "trials": trials, "wall_s": min(walls), "processor_s": min(cpus)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--impact-tasks", type=int, default=1_000)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = changes(asked.tasks, asked.repeats)
    took = impact_seconds(asked.impact_tasks, asked.trials, min(asked.repeats, 3))
    machine = {"python": platform.python_version(), "cores": os.cpu_count() or 1}
    if asked.json:
        print(json.dumps({"machine": machine, "changes": rows, "impact": took}, indent=2))
        return
    print(f"{asked.tasks:,} tasks, ms of the processor (limit {LIMIT_MS:.0f})")
    print(f"{'':12}{'edits':>8}{'diff':>8}{'apply':>8}{'merge':>8}")
    for name, row in rows.items():
        cells = [f"{row.get('edits', 0):8,.0f}" if "edits" in row else " " * 8]
        cells += [f"{row[k]:8.1f}" if k in row else " " * 8
                  for k in ("diff_ms", "apply_ms", "merge_ms")]  # fmt: skip
        print(f"{name:12}{''.join(cells)}")
    print(
        f"impact, {took['tasks']:,.0f} tasks, {took['trials']:,.0f} trials: {took['wall_s']:.2f} s "
        f"on the clock, {took['processor_s']:.2f} s of the processor, {machine['cores']} cores "
        f"(limit {IMPACT_LIMIT_S:.0f} s on the clock of two free cores)"
    )


if __name__ == "__main__":
    main()
