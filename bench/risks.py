"""How long duty, triggers and the prices of risks take, against what they may take.

    python bench/risks.py [--trials N] [--json]

Prints a table: what was done, processor time in milliseconds (best of several), the limit.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.on_call.coverage import coverage
from fairlead.analyses.on_call.roster import on_call
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.simulation import Model, compile_model, paired
from fairlead.analyses.triggers.facts import Facts
from fairlead.analyses.triggers.watching import _parsed, watch
from fairlead.program.calendars import OFFICE_WEEK
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Span
from fairlead.program.register import Issue, Trigger
from fairlead.program.risks import Risk, Treatment
from fairlead.program.rotations import Layer, Rotation
from fairlead.program.work import Milestone, Need, Task

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def days(low: float, high: float) -> Estimate:
    return Estimate(low=Span(amount=low, unit="d"), high=Span(amount=high, unit="d"))


def program(*, tasks: int, risks: int) -> Program:
    """Chains of ten tasks that meet, by fifty people; a milestone for every hundredth task."""
    people = {f"p{n}": Person(rate=Money(9000)) for n in range(50)}
    work = {
        f"t{n}": Task(
            title=f"Task {n}",
            estimate=days(2 + n % 5, 5 + n % 7),
            who=(Assignment(person=f"p{n % 50}"),),
            needs=tuple(
                Need(task=f"t{m}") for m in ({n - 1, n - 37} if n % 10 else {n - 53}) if m >= 0
            ),
        )
        for n in range(tasks)
    }
    dates = {
        f"m{n}": Milestone(title=f"M{n}", needs=(Need(task=f"t{n}"),), due=date(2026, 9, 1))
        for n in range(9, tasks, 100)
    }
    register = {
        f"r{n}": Risk(
            event=f"Event {n}",
            probability=Chance(0.1 + 0.01 * (n % 40)),
            delay=Table({f"t{(n * 19) % tasks}": days(3, 10), f"t{(n * 7) % tasks}": days(1, 4)}),
            cost=CostEstimate(low=Money(100_000), high=Money(900_000)),
            treated=Treatment(probability=Chance(0.05), cost_of_treatment=Money(50_000)),
        )
        for n in range(risks)
    }
    return Program(
        id="bench",
        start=date(2026, 3, 2),
        as_of=NOW,
        people=Table(people),
        tasks=Table(work),
        milestones=Table(dates),
        risks=Table(register),
    )


def lived_again(trials: int) -> float:
    """The share of the trials of all runs that pricing lives through, the plain run among them."""
    whole = program(tasks=1000, risks=50)
    model = compile_model(whole)
    assert isinstance(model, Model)
    keys = model.dice.keys
    found = paired(model, seed=0, trials=trials, without=keys, treated=keys)
    return found.again / (trials * (1 + 2 * len(keys)))


def best(work: Callable[[], object], *, times: int) -> float:
    """Processor time of the quickest of several runs, in milliseconds."""
    found = []
    for _ in range(times):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found) * 1000


def rows(trials: int) -> list[tuple[str, float, float | None]]:
    found: list[tuple[str, float, float | None]] = []
    whole = program(tasks=1000, risks=50)
    made = plan(whole)
    assert isinstance(made, Plan)
    begin, spent = time.perf_counter(), time.process_time()
    told = forecast(whole, plan=made, trials=trials)
    wall = (time.perf_counter() - begin) * 1000
    processor = (time.process_time() - spent) * 1000
    assert isinstance(told, Forecast)
    assert len(told.risks) == 50
    what = f"price 50 risks and 50 treatments, 1,000 tasks, {trials:,} trials (wall)"
    found.append((what, wall, 10_000 if trials == 10_000 else None))
    found.append(("the same, processor time of all threads", processor, None))
    tasks, targets = [*whole.tasks], [*whole.milestones]
    texts = (
        "chance({m}) < {n}%", "p80({m}) > 2026-09-{d:02d} and slack({t}) < {n}h",
        "age(issue) > {n}h or coverage gap", "price({r}) > {n}h", "not margin({m}) > {n}h",
    )  # fmt: skip
    triggers = {
        f"w{n}": Trigger(
            when=texts[n % 5].format(
                m=targets[n % len(targets)],
                t=tasks[n % 1000],
                r=f"r{n % 50}",
                n=n % 100,
                d=n % 28 + 1,
            )
        )
        for n in range(1000)
    }
    rotation = Rotation(
        start=date(2026, 1, 5),
        timezone="Europe/Berlin",
        layers=(
            Layer(people=tuple(f"p{n}" for n in range(12))),
            Layer(people=tuple(f"p{n}" for n in range(6)), turn="daily", hours=OFFICE_WEEK),
            Layer(people=("p20", "p21"), hours=OFFICE_WEEK, timezone="Asia/Kolkata"),
            Layer(people=("p30",), hours=OFFICE_WEEK, timezone="America/New_York"),
        ),
    )
    watched = replace(
        whole,
        triggers=Table(triggers),
        issues=Table({f"i{n}": Issue(title="x", raised=date(2026, 2, 1)) for n in range(100)}),
        rotations=Table({"r": rotation}),
    )

    def look() -> None:
        _parsed.cache_clear()
        watch(Facts(watched, now=NOW, plan=made, forecast=told))

    found.append(("evaluate 1,000 triggers, conditions parsed anew", best(look, times=7), 50))
    found.append(
        (
            "who is on call, 12 people, 4 layers",
            best(lambda: on_call(watched, "r", at=NOW), times=20),
            1,
        )
    )
    ends = NOW.replace(year=NOW.year + 1)
    proof = best(lambda: coverage(watched, "r", first=NOW, last=ends), times=5)
    found.append(("prove a year of coverage", proof, None))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--trials", type=int, default=10_000)
    asked = parser.parse_args()
    measured = rows(asked.trials)
    share = lived_again(min(asked.trials, 1_000))
    if asked.json:
        told_rows = [{"what": w, "milliseconds": ms, "limit": limit} for w, ms, limit in measured]
        print(json.dumps({"rows": told_rows, "lived_through": share}))
        return
    for what, ms, limit in measured:
        told = "" if limit is None else f"of {limit:,.0f} ms"
        print(f"{what:<70} {ms:>10,.2f} ms  {told}")
    print(f"pricing lives through {100 * share:.0f} % of the trials of all its runs")


if __name__ == "__main__":
    main()
