"""Why dates moved: the time that it takes with eight causes at once, beside one forecast.

`python bench/why.py [--program PATH] [--trials N] [--repeats N] [--json]`. Without a program it is
`examples/datacenter-move`, of which a few tasks, people, dates and risks are edited.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.why import Why, why
from fairlead.program.calendars import DateRange
from fairlead.program.moments import in_zone, instant, opening_minute
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate
from fairlead.program.work import Need, Task
from fairlead.sources.open import read

EXAMPLE = Path(__file__).parent.parent / "examples" / "datacenter-move"


def moved_on(program: Program) -> Program:
    """A week later: something done, added, judged anew, linked, away, postponed, and riskier."""
    if program.as_of is None:
        raise SystemExit("The program has no `as_of`: nothing can have happened since.")
    now = in_zone(
        instant(opening_minute(program.as_of, timezone=program.timezone)),
        timezone=program.timezone,
    ).date()
    summaries = program.summaries()
    tasks = dict(program.tasks.items())
    leaves = [key for key, task in tasks.items() if key not in summaries]
    waiting = [key for key in leaves if tasks[key].started is None and tasks[key].estimate]
    running = [key for key in leaves if tasks[key].started and not tasks[key].finished]
    for key in running[:3]:
        tasks[key] = replace(tasks[key], finished=now + timedelta(days=5))
    for key in waiting[:3]:
        tasks[key] = replace(tasks[key], estimate=Estimate.point(12, "d"))
    tasks["added"] = Task(title="Added", estimate=Estimate.point(6, "d"), team=_team(program))
    last, before = waiting[-1], waiting[0]
    tasks[last] = replace(
        tasks[last], needs=(*tasks[last].needs, Need(task="added"), Need(task=before))
    )
    tasks[waiting[4]] = replace(tasks[waiting[4]], not_before=now + timedelta(days=60))
    away = DateRange(first=now + timedelta(days=14), last=now + timedelta(days=28))
    people = {
        key: replace(row, leave=(*row.leave, away)) if place < 2 else row
        for place, (key, row) in enumerate(program.people.items())
    }
    risks = {
        key: replace(row, probability=Chance(0.7)) if place < 2 else row
        for place, (key, row) in enumerate(program.risks.items())
    }
    return replace(
        program,
        as_of=now + timedelta(days=7),
        tasks=Table(tasks),
        people=Table(people),
        risks=Table(risks),
    )


def _team(program: Program) -> str | None:
    return next(iter(program.teams), None)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--program", type=Path, default=EXAMPLE)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    old = read(asked.program).program
    if old is None:
        raise SystemExit(f"{asked.program} cannot be read.")
    new = moved_on(old)
    one, clock = [], []
    found: Why | None = None
    for _ in range(asked.repeats):
        begin = time.perf_counter()
        if not isinstance(forecast(new, trials=asked.trials, prices=False), Forecast):
            raise SystemExit("The edited program has no plan.")
        one.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        found = why(old, new, trials=asked.trials)
        clock.append(time.perf_counter() - begin)
    if found is None:
        raise SystemExit("--repeats must be one or more.")
    causes = [part.cause for part in found.finish.causes]
    row = {
        "tasks": len(old.tasks),
        "causes": causes,
        "changes": sum(len(part.changes) for part in found.finish.causes),
        "trials": found.trials,
        "trials_between": found.trials_between,
        "why_seconds": min(clock),
        "forecast_seconds": min(one),
        "ratio": min(clock) / min(one),
    }
    if asked.json:
        print(json.dumps(row))
        return
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, ",
        end="",
    )
    print(f"numpy {np.__version__}; best of {asked.repeats}")
    print(f"{row['tasks']} tasks, {row['changes']} changes, causes: {', '.join(causes)}")
    print(f"{found.trials:,} trials of either version, {found.trials_between:,} between")
    print(f"why        {row['why_seconds']:8.2f} s")
    print(f"forecast   {row['forecast_seconds']:8.2f} s   ratio {row['ratio']:.1f}")


if __name__ == "__main__":
    main()
