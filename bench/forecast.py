"""How fast a forecast is, how much memory it takes, and how near 10,000 trials are to the truth.

Programs of `--sizes` tasks with two links each. `network`: nobody is ever short. `people`: finite
people, some named and some of a team, dispatched anew in every trial. `everything`: three calendars
in zones, leave, interruptions, risks and common causes on top. Each is timed from a compiled model
to finish, cost, criticality and sensitivity of all trials, best of `--repeats`; `compile` is what
comes before, of a program that was not seen before. `fresh` is both in a new process, with the
peak of that process's own memory. `edit` changes one task of 1,000 and forecasts again.

What is asked of each is its limit; of `everything` 2.5 times that of `people`. `of it` and
`of numpy` are parts of the limit and of the numpy pass: below 1 is better.

Beside it: (a) drawing as many normal deviates with numpy and nothing else, (b) the network pass of
plain numpy, one vector of trials per task, and (c) with `--peer PYTHON`, `trueppm-scheduler` in the
environment of that interpreter, and with `--mcprojsim PYTHON`, `mcprojsim`, which wants Python 3.13
or newer.

`--reference N` holds P50, P80 and P95 of 10,000 trials against N of plain numpy, with its own
generator: the distance in parts of the time from the start to that quantile.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import random  # noqa: TID251  # a seeded stream is the input here
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance import Prior
from fairlead.analyses.chance.spread import TENTH
from fairlead.analyses.simulation import Model, Trials, compile_model, simulate
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Money, Share, Span
from fairlead.program.risks import Risk
from fairlead.program.work import Need, Task

SIZES = (120, 1_000, 10_000)
KINDS = ("network", "people", "everything")
TRIALS = 10_000
LIMITS = {  # seconds, two processors
    ("network", 120): 0.004,
    ("network", 1_000): 0.030,
    ("network", 10_000): 0.250,
    ("people", 120): 0.060,
    ("people", 1_000): 0.250,
    ("people", 10_000): 4.0,
    ("everything", 120): 0.150,
    ("everything", 1_000): 0.625,
    ("everything", 10_000): 10.0,
}
EDIT_LIMIT = 0.3
START = date(2026, 3, 2)
_Plain = list[tuple[float, float, list[int]]]
"""Median, sigma and predecessors, by number, of each task."""

ALONE = Prior(person=0.0, team=0.0, program=0.0)
"""No common causes: for the rows that go without."""


def program_of(size: int, *, kind: str, seed: int) -> Program:
    """A program of that many tasks, each with two links to some of the forty before it."""
    draw = random.Random(seed)
    crowd = max(size // 12, 4)
    teams = max(crowd // 8, 1)
    tasks: dict[str, Task] = {}
    for number in range(size):
        reach = max(40, size // 25)
        low = draw.choice((1, 2, 3, 5))
        estimate = Estimate(
            low=Span(amount=low, unit="d"), high=Span(amount=low * draw.choice((2, 3)), unit="d")
        )
        others = {number - draw.randint(1, reach) for _ in range(2)}
        needs = tuple(Need(task=f"t{other}") for other in others if other >= 0)
        if kind == "network":
            tasks[f"t{number}"] = Task(title="T", duration=estimate, needs=needs)
        elif draw.random() < 0.5:
            who = (Assignment(person=f"p{draw.randrange(crowd)}"),)
            tasks[f"t{number}"] = Task(title="T", estimate=estimate, needs=needs, who=who)
        else:
            team = f"team{draw.randrange(teams)}"
            tasks[f"t{number}"] = Task(title="T", estimate=estimate, needs=needs, team=team)
    program = Program(id="bench", start=START, tasks=Table(tasks))
    if kind == "network":
        return program
    people = {f"p{k}": Person(team=f"team{k % teams}", rate=Money(9_000)) for k in range(crowd)}
    program = replace(
        program,
        people=Table(people),
        teams=Table({f"team{k}": Team() for k in range(teams)}),
    )
    return program if kind == "people" else _with_everything(program, draw)


def _with_everything(program: Program, draw: random.Random) -> Program:
    calendars = {
        "berlin": Calendar(timezone="Europe/Berlin", holidays=("DE-BE",)),
        "bangalore": Calendar(timezone="Asia/Kolkata", holidays=("IN-KA",)),
        "new-york": Calendar(timezone="America/New_York", holidays=("US",)),
    }
    people = {}
    for number, (key, person) in enumerate(program.people.items()):
        off = START + timedelta(days=draw.randrange(200))
        people[key] = replace(
            person,
            calendar=list(calendars)[number % 3],
            interrupts=Share(0.1),
            leave=(DateRange(first=off, last=off + timedelta(days=11)),),
        )
    keys = list(program.tasks)
    risks = {
        f"r{k}": Risk(
            probability=Chance(0.3),
            delay=Table(
                {
                    key: Estimate(low=Span(amount=3, unit="d"), high=Span(amount=10, unit="d"))
                    for key in draw.sample(keys, 3)
                }
            ),
        )
        for k in range(20)
    }
    return replace(program, calendars=Table(calendars), people=Table(people), risks=Table(risks))


def best(call: Callable[[], object], *, repeats: int) -> float:
    """The least seconds of a call: other work on a machine only ever adds."""
    found = []
    gc.collect()
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        found.append(time.perf_counter() - begin)
    return min(found)


def compiled(program: Program, *, kind: str) -> Model:
    model = compile_model(
        program, Prior() if kind == "everything" else ALONE, people=kind != "network"
    )
    assert isinstance(model, Model)
    return model


def run(program: Program, model: Model, *, kind: str, trials: int = TRIALS) -> Trials:
    return simulate(program, seed=1, trials=trials, people=kind != "network", compiled=model)


def only_draws(size: int) -> None:
    """As many deviates as a forecast draws, and nothing else."""
    generator = np.random.default_rng(1)
    for _ in range(size):
        generator.standard_normal(TRIALS, dtype=np.float32)


def numpy_pass(
    network: _Plain, *, trials: int, generator: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Finishes of the whole in working minutes: one vector of trials per task."""
    finish: list[npt.NDArray[np.float64]] = []
    end = np.zeros(trials)
    for scale, sigma, before in network:
        work = np.rint(scale * np.exp(sigma * generator.standard_normal(trials)))
        start = np.zeros(trials)
        for other in before:
            np.maximum(start, finish[other], out=start)
        finish.append(start + work)
        np.maximum(end, finish[-1], out=end)
    return end


def plain_network(program: Program) -> _Plain:
    """Median, sigma and predecessors of each task, from the program alone."""
    number = {key: k for k, key in enumerate(program.tasks)}
    rows: _Plain = []
    for task in program.tasks.values():
        amount = task.duration
        assert amount is not None
        assert amount.low is not None
        assert amount.high is not None
        low, high = amount.low.amount * 480, amount.high.amount * 480
        sigma = math.log(high / low) / (2 * TENTH)
        rows.append((math.sqrt(low * high), sigma, [number[need.task] for need in task.needs]))
    return rows


def working_minutes(finish: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Office minutes (Monday to Friday, 9 to 17, UTC) from the start to each finish."""
    begin = int((date(2026, 3, 2) - date(1970, 1, 1)).days) * 1440
    days, rest = np.divmod(finish - begin, 1440)
    weeks, day = np.divmod(days, 7)
    inside = np.clip(rest - 540, 0, 480)
    found: npt.NDArray[np.float64] = (weeks * 5 + np.minimum(day, 5)) * 480.0 + np.where(
        day < 5, inside, 0
    )
    return found


def accuracy(size: int, *, seed: int, reference: int) -> dict[str, float]:
    """Relative distance of P50, P80 and P95 of 10,000 trials to a long plain run."""
    program = program_of(size, kind="network", seed=seed)
    model = compiled(program, kind="network")
    rows, generator = plain_network(program), np.random.default_rng(seed)
    chunk = max(min(reference, 20_000_000 // size), 1_000)
    long = np.concatenate(
        [
            numpy_pass(rows, trials=min(chunk, reference - done), generator=generator)
            for done in range(0, reference, chunk)
        ]
    )
    ours = working_minutes(run(program, model, kind="network").finish_of(""))
    found = {}
    for level in (50, 80, 95):
        truth = float(np.percentile(long, level))
        found[f"p{level}"] = float(np.percentile(ours, level)) / truth - 1
    return found


def afresh(program: Program) -> Program:
    """The same rows as if they had just been read: nothing is known of them."""
    return replace(program, tasks=Table(dict(program.tasks.items())))


_FIRST = """
import sys, time
try:  # a process begins with the high-water mark of the one that started it
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
except OSError:
    pass
sys.path.insert(0, {folder!r})
import forecast
program = forecast.program_of({size}, kind={kind!r}, seed=1)
begin = time.perf_counter()
forecast.simulate(program, seed=1, trials=10_000)
print(time.perf_counter() - begin)
print(forecast.peak_memory())
"""


def peak_memory() -> int:
    """Bytes that this process has held at most, since its mark was last set back."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123
            line = next(line for line in file if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def fresh(size: int, kind: str) -> tuple[float, float]:
    """Seconds from a program in memory to a forecast in a new process, and its peak of memory."""
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    code = _FIRST.format(folder=folder, size=size, kind=kind)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = map(float, ran.stdout.split())
    return seconds, memory


def measure(size: int, kind: str, *, repeats: int) -> dict[str, float | str]:
    """Seconds and bytes of one size and kind."""
    program = program_of(size, kind=kind, seed=1)
    model = compiled(program, kind=kind)
    few = repeats if size < 10_000 else min(repeats, 3)
    seconds = best(lambda: run(program, model, kind=kind), repeats=few)
    found: dict[str, float | str] = {
        "tasks": size,
        "kind": kind,
        "seconds": seconds,
        "compile": best(lambda: compiled(afresh(program), kind=kind), repeats=few),
        "per_task_trial_ns": seconds / size / TRIALS * 1e9,
        "draws": best(lambda: only_draws(size), repeats=min(few, 3)),
    }
    if kind == "network":
        rows = plain_network(program)
        found["numpy"] = best(
            lambda: numpy_pass(rows, trials=TRIALS, generator=np.random.default_rng(1)),
            repeats=min(few, 3),
        )
        found["numpy_ratio"] = seconds / float(found["numpy"])
    found["fresh"], found["memory_bytes"] = fresh(size, kind)
    key = (kind, size)
    if key in LIMITS:
        found["limit"] = LIMITS[key]
        found["limit_ratio"] = seconds / LIMITS[key]
    return found


def edit(size: int, kind: str, *, repeats: int) -> dict[str, float]:
    """One task edited: seconds to compile the new program, the same afresh, and with all trials."""
    program = program_of(size, kind=kind, seed=1)
    compiled(program, kind=kind)
    first = next(iter(program.tasks))
    days = iter(range(1, 1_000))

    def edited() -> Program:
        field = "duration" if kind == "network" else "estimate"
        changed = replace(program.tasks[first], **{field: Estimate.point(next(days), "d")})
        return replace(program, tasks=program.tasks.with_row(first, changed))

    def forecast_it() -> None:
        value = edited()
        run(value, compiled(value, kind=kind), kind=kind)

    return {
        "compile_edited": best(lambda: compiled(edited(), kind=kind), repeats=repeats),
        "compile_afresh": best(lambda: compiled(afresh(edited()), kind=kind), repeats=repeats),
        "forecast_edited": best(forecast_it, repeats=repeats),
    }


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
    }


def peer(script: str, python: str, size: int, kind: str) -> float | None:
    """Seconds of another product for that program; None when it does not answer in ten minutes."""
    program = program_of(size, kind=kind, seed=1)
    number = {key: k for k, key in enumerate(program.tasks)}
    rows = []
    for task in program.tasks.values():
        amount = task.duration or task.estimate
        assert isinstance(amount, Estimate)
        assert amount.low is not None
        assert amount.high is not None
        low, high = amount.low.amount, amount.high.amount
        before = [number[need.task] for need in task.needs]
        likely = round(math.sqrt(low * high))  # one of them takes whole days only
        who = [assignment.person for assignment in task.who] or [
            key for key, person in program.people.items() if task.team == person.team
        ]
        rows.append((low, likely, high, before, who))
    given = {"rows": rows, "people": list(program.people), "runs": TRIALS}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), script)  # noqa: PTH100, PTH118, PTH120
    try:
        ran = subprocess.run(
            [python, path],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    except subprocess.TimeoutExpired:
        return None
    return float(ran.stdout.split()[-1]) if ran.returncode == 0 else None


def peers(options: argparse.Namespace) -> dict[str, dict[str, float | None]]:
    """Seconds by product and row, of those that are named."""
    found: dict[str, dict[str, float | None]] = {}
    for size in options.sizes:
        if options.peer:
            seconds = peer("peer_trueppm.py", options.peer, size, "network")
            found.setdefault("trueppm-scheduler", {})[f"{size:,} network"] = seconds
        for kind in ("network", "people"):
            if options.mcprojsim and kind in options.kinds:
                seconds = peer("peer_mcprojsim.py", options.mcprojsim, size, kind)
                found.setdefault("mcprojsim", {})[f"{size:,} {kind}"] = seconds
    return found


_COLUMNS: tuple[tuple[str, str, float, str], ...] = (
    ("tasks", "tasks", 1, "8,.0f"),
    ("kind", "kind", 1, "<11"),
    ("ms", "seconds", 1e3, "8.1f"),
    ("asked", "limit", 1e3, "8.0f"),
    ("of it", "limit_ratio", 1, "7.2f"),
    ("numpy", "numpy", 1e3, "8.0f"),
    ("of numpy", "numpy_ratio", 1, "10.2f"),
    ("drawing", "draws", 1e3, "9.0f"),
    ("ns each", "per_task_trial_ns", 1, "9.2f"),
    ("compile", "compile", 1e3, "9.1f"),
    ("fresh", "fresh", 1e3, "9.0f"),
    ("MB", "memory_bytes", 1e-6, "7.0f"),
)
"""Heading, key, factor and format."""


def table(rows: list[dict[str, float | str]]) -> list[str]:
    """The rows as lines; times in milliseconds. What was not measured is a dash."""
    lines = []
    for row in [None, *rows]:
        line = ""
        for heading, key, factor, form in _COLUMNS:
            value = heading if row is None else row.get(key, "-")
            width = form.lstrip("<").partition(",")[0].partition(".")[0]
            if form.startswith("<"):
                line += f" {value:{form}}"
            elif isinstance(value, str):
                line += f"{value:>{width}}"
            else:
                line += f"{value * factor:{form}}"
        lines.append(line)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--reference", type=int, default=0, help="trials of the accuracy check")
    parser.add_argument("--peer", help="interpreter of an environment with trueppm-scheduler")
    parser.add_argument("--mcprojsim", help="interpreter of an environment with mcprojsim")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        for kind in options.kinds:
            print(f"{size:,} tasks, {kind} ...", file=sys.stderr, flush=True)
            rows.append(measure(size, kind, repeats=options.repeats))
    exact = {
        size: accuracy(size, seed=3, reference=options.reference)
        for size in options.sizes
        if options.reference
    }
    others = peers(options)
    edited = {
        kind: edit(1_000, kind, repeats=3) for kind in options.kinds if 1_000 in options.sizes
    }
    if options.json:
        print(
            json.dumps(
                {
                    "machine": machine(),
                    "peers_seconds": others,
                    "sizes": rows,
                    "accuracy": exact,
                    "edits": edited,
                },
                indent=2,
            )
        )
        return
    print("; ".join(f"{name} {value}" for name, value in machine().items()))
    for line in table(rows):
        print(line)
    for size, found in exact.items():
        print(f"{size:>8,} accuracy", {k: f"{v:+.4%}" for k, v in found.items()})
    for name, times in others.items():
        for row, taken in times.items():
            told = "no answer" if taken is None else f"{taken * 1e3:,.0f} ms"
            print(f"   {name}, {row}: {told}")
    for kind, seconds in edited.items():
        whole = seconds["forecast_edited"]
        print(
            f"   1,000 {kind:<12}one task edited: compiled "
            f"{seconds['compile_edited'] * 1e3:.0f} ms (afresh "
            f"{seconds['compile_afresh'] * 1e3:.0f}), and all trials {whole * 1e3:.0f} ms, "
            f"{whole / EDIT_LIMIT:.2f} of the {EDIT_LIMIT * 1e3:.0f} asked"
        )


if __name__ == "__main__":
    main()
