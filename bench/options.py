"""How long ways out take, and how many of the best a narrow search still finds.

    python bench/options.py [--program FILE] [--milestone ID] [--by DATE] [--most N] [--recall]
                            [--json]

Without `--program`, a program of 150 tasks that is made for it. Told are the combinations tried,
the seconds by the clock and of the processor for all of it, and their part of the limit of ten
seconds. With `--recall`, of the options of an exhaustive search over pairs, the share that a search
of a third of the tries finds too.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from fairlead.analyses.conflict import conflict
from fairlead.analyses.options import Options, options
from fairlead.program.goals import Requirement
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.preferences import Preference
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Money, Share, Span
from fairlead.program.risks import Risk, Treatment
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.open import read

LIMIT_SECONDS = 10.0


def made(tasks: int = 150) -> Program:
    """Ten people in two teams, ten requirements, a layered network, a promise that is too early."""
    people = {
        f"p{i}": Person(
            team="red" if i % 2 else "blue", rate=Money(8000 + 500 * i),
            availability=Share(0.6 if i % 3 else 1.0), skills=("code",),
        )
        for i in range(10)
    }  # fmt: skip
    rows = {}
    for i in range(tasks):
        low = 1 + i * 7 % 5
        rows[f"t{i}"] = Task(
            title=f"Task {i}",
            requirement=f"r{i % 10}" if i % 4 else None,
            estimate=Estimate(low=Span(amount=low, unit="d"), high=Span(amount=2 * low, unit="d")),
            who=(Assignment(person=f"p{i % 10}"),) if i % 3 else (),
            team=None if i % 3 else ("red" if i % 2 else "blue"),
            needs=tuple(
                Need(task=f"t{j}", soft=i % 15 == 0) for j in {i - 10, i - 7} if j >= 0
            ),
        )  # fmt: skip
    return Program(
        id="bench",
        start=date(2026, 3, 2),
        teams=Table({"red": Team(), "blue": Team()}),
        people=Table(people),
        requirements=Table({
            f"r{i}": Requirement(
                title=f"Requirement {i}", priority="must" if i < 6 else "should",
                value=Money(100_000 * i),
            )
            for i in range(10)
        }),
        tasks=Table(rows),
        milestones=Table({
            "live": Milestone(
                title="Live", needs=tuple(Need(task=f"t{i}") for i in range(tasks - 10, tasks)),
                due=date(2026, 11, 6),
            )
        }),
        risks=Table({
            f"risk{i}": Risk(
                event=f"Event {i}", probability=Chance(0.3),
                delay=Table({f"t{30 * i}": Estimate.point(5, "d")}),
                treated=Treatment(probability=Chance(0.1), cost_of_treatment=Money(50_000)),
            )
            for i in range(4)
        }),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--program", type=Path)
    parser.add_argument("--milestone", default="live")
    parser.add_argument("--by", type=date.fromisoformat)
    parser.add_argument("--most", type=int, default=260)
    parser.add_argument("--recall", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    program = made() if asked.program is None else read(asked.program).program
    if program is None:
        raise SystemExit(f"{asked.program} cannot be read.")
    clock, processor = time.perf_counter(), time.process_time()
    found = options(
        program, milestone=asked.milestone, by=asked.by, confidence=0.8, most=asked.most
    )
    took = time.perf_counter() - clock, time.process_time() - processor
    if not isinstance(found, Options):
        raise SystemExit("; ".join(finding.message for finding in found.findings))
    by = asked.by or program.milestones[asked.milestone].due
    if by is None:
        raise SystemExit(f"{asked.milestone} has no due date: say one with --by.")
    clock = time.process_time()
    conflict(program, milestone=asked.milestone, by=by, confidence=0.8)
    row = {
        "tasks": len(program.tasks),
        "levers": found.levers,
        "tried": found.tried,
        "front": found.front,
        "shown": len(found.options),
        "chance": found.chance,
        "best": None if found.best is None else found.best.chance,
        "seconds": round(took[0], 2),
        "processor_seconds": round(took[1], 2),
        "of_limit": round(took[0] / LIMIT_SECONDS, 2),
        "conflict_processor_seconds": round(time.process_time() - clock, 2),
    }
    if asked.recall:
        row["recall"] = recall(program, asked.milestone, asked.by)
    if asked.json:
        print(json.dumps(row))
    else:
        for name, value in row.items():
            print(f"{name:<28}{value}")


def recall(program: Program, milestone: str, by: date | None) -> float:
    """Of the options of all pairs, the share that a search of a third of the tries finds too."""
    rule = Preference(at_most=2)
    pairs = replace(program, preferences=program.preferences.with_row("bench", rule))
    every = options(pairs, milestone=milestone, by=by, confidence=0.8, most=100_000, trials=500,
                    shown=1000)  # fmt: skip
    assert isinstance(every, Options)
    part = options(pairs, milestone=milestone, by=by, confidence=0.8, most=every.tried // 3,
                   trials=500, shown=1000)  # fmt: skip
    assert isinstance(part, Options)
    known = {row.id for row in part.options}
    return sum(row.id in known for row in every.options) / max(len(every.options), 1)


if __name__ == "__main__":
    main()
