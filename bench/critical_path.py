"""How fast the critical path is: the engine alone, and from a program in memory to its dates.

Programs of `--sizes` tasks with two links each of all four types, lags and leads, three calendars
in zones, and dates. `engine` is both passes, total and free slack over a compiled network. `dates`
is `critical_path(program)` of a table of tasks of which nothing is known, `edited` that of one in
which one estimate is another than before; `first` is the first such call in a new process, which
also tables the calendars. `networkx` is its longest-path pass over the same network, without
calendars, lags, late dates or slack: the least that a plan costs in plain Python. `memory` is what
`dates` takes at most.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random  # noqa: TID251  # a seeded stream is the input here
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta

import networkx as nx
import numpy as np

from fairlead.analyses.critical_path import CriticalPath, critical_path, passes
from fairlead.program.calendars import Calendar, Week
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Need, Task

SIZES = (100, 1_000, 10_000, 100_000)
LIMITS = {  # seconds, on the machine that the targets were set for
    ("engine", 10_000): 0.003,
    ("engine", 100_000): 0.050,
    ("dates", 10_000): 0.020,
}
_SPLIT: Week = (((480, 720), (780, 1020)),) * 5 + ((), ())
CALENDARS = {
    "berlin": Calendar(hours=_SPLIT, timezone="Europe/Berlin"),
    "bangalore": Calendar(hours=(((600, 1080),),) * 6 + ((),), timezone="Asia/Kolkata"),
    "new-york": Calendar(hours=(((540, 1020),),) * 5 + ((), ()), timezone="America/New_York"),
}


def program_of(size: int, *, seed: int) -> Program:
    """A program of that many tasks over about two years, each linked to up to two before it."""
    draw = random.Random(seed)
    tasks: dict[str, Task] = {}
    first = date(2026, 3, 2)
    for number in range(size):
        needs = []
        for other in {number - draw.randint(1, max(40, size // 25)) for _ in range(2)}:
            if other >= 0:
                lag = Span(amount=draw.choice((1, 2, -1)), unit="d")
                needs.append(
                    Need(
                        task=f"t{other}",
                        link=draw.choice(("FS", "FS", "FS", "SS", "FF", "SF")),
                        lag=lag if draw.random() < 0.2 else None,
                    )
                )
        dated = draw.random() < 0.05
        tasks[f"t{number}"] = Task(
            title=f"Task {number}",
            duration=Estimate.point(draw.choice((1, 2, 3, 5, 8)), "d"),
            calendar=draw.choice((None, *CALENDARS)),
            needs=tuple(needs),
            not_before=first + timedelta(days=number % 300) if dated else None,
        )
    return Program(id="bench", start=first, calendars=Table(CALENDARS), tasks=Table(tasks))


def best(
    call: Callable[[Program], object], *, repeats: int, of: Callable[[int], Program]
) -> tuple[float, float]:
    """The least and the median seconds of a call: other work on a machine only ever adds.

    `of` makes the program of each repeat, which is not counted.
    """
    found = []
    gc.collect()
    for turn in range(repeats):
        program = of(turn)
        begin = time.perf_counter()
        call(program)
        found.append(time.perf_counter() - begin)
    return min(found), statistics.median(found)


def longest_path(graph: nx.DiGraph, work: dict[str, int]) -> int:
    """The forward pass as it is usually written over a networkx graph."""
    finish: dict[str, int] = {}
    for node in nx.topological_sort(graph):
        start = max((finish[before] for before in graph.predecessors(node)), default=0)
        finish[node] = start + work[node]
    return max(finish.values())


def measure(size: int, *, seed: int, repeats: int) -> dict[str, float]:
    """Seconds by name, best of `repeats`; memory in bytes."""
    program = program_of(size, seed=seed)
    found = critical_path(program)
    assert isinstance(found, CriticalPath)
    network = found.network
    again = passes(network)
    assert again is not None
    assert np.array_equal(again.late_finish, found.late_finish)
    graph = nx.DiGraph()
    graph.add_nodes_from(program.tasks)
    graph.add_edges_from((n.task, key) for key, t in program.tasks.items() for n in t.needs)
    work = {key: int(network.work[network.place[i]]) for i, key in enumerate(network.keys)}
    last = list(program.tasks)[-1]

    def same(_: int) -> Program:
        return program

    def unknown(_: int) -> Program:
        return replace(program, tasks=Table(dict(program.tasks.items())))

    def edited(turn: int) -> Program:
        row = replace(program.tasks[last], estimate=Estimate.point(2 + turn, "d"), duration=None)
        return replace(program, tasks=program.tasks.with_row(last, row))

    engine, engine_median = best(lambda _: passes(network), repeats=repeats, of=same)
    dates, dates_median = best(critical_path, repeats=repeats, of=unknown)
    after_edit, _ = best(critical_path, repeats=repeats, of=edited)
    peer, _ = best(lambda _: longest_path(graph, work), repeats=min(repeats, 5), of=same)
    anew = unknown(0)
    tracemalloc.start()
    critical_path(anew)
    _, memory = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {
        "tasks": size,
        "links": len(network.incoming),
        "engine": engine,
        "engine_median": engine_median,
        "dates": dates,
        "dates_median": dates_median,
        "edited": after_edit,
        "first": _first(size, seed),
        "networkx": peer,
        "engine_ratio": peer / engine,
        "dates_ratio": peer / dates,
        "memory_bytes": memory,
    }


_FIRST = """
import sys, time
sys.path.insert(0, {folder!r})
from critical_path import critical_path, program_of
program = program_of({size}, seed={seed})
begin = time.perf_counter()
critical_path(program)
print(time.perf_counter() - begin)
"""


def _first(size: int, seed: int) -> float:
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    code = _FIRST.format(folder=folder, size=size, seed=seed)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            model = next(line for line in file if line.startswith("model name")).split(": ")[1]
    except (OSError, StopIteration):
        pass
    return {
        "processor": model.strip(),
        "processors": str(os.cpu_count()),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "networkx": nx.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [measure(n, seed=options.seed, repeats=options.repeats) for n in options.sizes]
    if options.json:
        print(json.dumps({"machine": machine(), "sizes": rows}, indent=2))
        return
    print("; ".join(f"{name} {value}" for name, value in machine().items()))
    print(
        f"{'tasks':>8}{'links':>9}{'engine ms':>11}{'dates ms':>10}{'median':>8}{'edited':>8}"
        f"{'first':>8}{'networkx':>10}{'engine x':>10}{'dates x':>9}{'memory MB':>11}  limits"
    )
    for row in rows:
        limits = [
            f"{name} {row[name] / limit:.2f}"
            for (name, size), limit in LIMITS.items()
            if size == row["tasks"]
        ]
        print(
            f"{row['tasks']:>8,.0f}{row['links']:>9,.0f}{row['engine'] * 1e3:>11.3f}"
            f"{row['dates'] * 1e3:>10.2f}{row['dates_median'] * 1e3:>8.2f}"
            f"{row['edited'] * 1e3:>8.2f}"
            f"{row['first'] * 1e3:>8.1f}{row['networkx'] * 1e3:>10.2f}{row['engine_ratio']:>10.0f}"
            f"{row['dates_ratio']:>9.1f}{row['memory_bytes'] / 1e6:>11.2f}  {', '.join(limits)}"
        )


if __name__ == "__main__":
    main()
