"""The forecast of `trueppm-scheduler` on the network of `bench/forecast.py`, for comparison.

Run by the interpreter in whose environment that package is installed:
`python bench/peer_trueppm.py < network.json` with rows of low, likely and high days and
predecessors, as `bench/forecast.py --peer PYTHON` writes them. Prints seconds.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from datetime import date, timedelta


def main() -> None:
    peer = importlib.import_module("trueppm_scheduler")
    given = json.load(sys.stdin)
    rows, runs = given["rows"], given["runs"]
    tasks = [
        peer.Task(
            id=str(k),
            name=str(k),
            duration=timedelta(days=likely),
            optimistic_duration=timedelta(days=low),
            most_likely_duration=timedelta(days=likely),
            pessimistic_duration=timedelta(days=high),
        )
        for k, (low, likely, high, _, _) in enumerate(rows)
    ]
    links = [
        peer.Dependency(predecessor_id=str(other), successor_id=str(k))
        for k, (_, _, _, before, _) in enumerate(rows)
        for other in before
    ]
    project = peer.Project(
        id="p", name="p", start_date=date(2026, 3, 2), tasks=tasks, dependencies=links
    )
    begin = time.perf_counter()
    peer.monte_carlo(project, runs=runs, seed=1, max_runs=runs, max_tasks=len(tasks))
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
