"""How near the optimiser comes to the best known makespans of PSPLIB instances.

    python bench/psplib.py DIR [--seconds 1 5 20] [--limit N] [--peers none|cpsat|all] [--json]

DIR holds `.sm` files, in folders for each set if there are several, and `best_known.csv` beside
them (`problem,best_known`; an open `lower..upper` is measured against the upper value). An instance
that is not in it is measured against the bound of its own run, and said so. Every schedule is
checked by a checker that shares nothing with the search. Seconds are wall-clock time of a whole
call, model building included, each with `--workers` threads. Peers solve the same instance at once
after: a plain CP-SAT model (interval variables and cumulative constraints), and PyJobShop where it
is installed. `--limit` takes one instance of each group in turn, groups in a seeded random order:
instances come in groups of ten per parameter setting, of which most are easy.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random  # noqa: TID251  # a seeded stream is the input here
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fairlead.analyses.optimiser.project import Impossible, Link, project_of
from fairlead.analyses.optimiser.shortest import shortest


@dataclass(frozen=True)
class Instance:
    """A project as its file has it; successors by number from 0."""

    name: str
    group: str
    durations: list[int]
    successors: list[list[int]]
    demands: list[list[int]]
    capacities: list[int]


@dataclass(frozen=True)
class Answer:
    """What a solver said: starts, None without a schedule; and what it proved."""

    start: Sequence[int] | None
    bound: int
    proved: bool
    seconds: float


def read_sm(path: Path) -> Instance:
    """Read a single-mode instance in the format of ProGen."""
    lines = path.read_text("ascii", errors="replace").splitlines()
    jobs = next(int(line.split(":")[1]) for line in lines if line.startswith("jobs"))
    tables = [k for k, line in enumerate(lines) if line.startswith("jobnr.")]
    amounts = next(k for k, line in enumerate(lines) if line.startswith("RESOURCEAVAIL"))
    links = [[int(cell) for cell in lines[tables[0] + 1 + k].split()] for k in range(jobs)]
    modes = [[int(cell) for cell in lines[tables[1] + 2 + k].split()] for k in range(jobs)]
    return Instance(
        name=path.stem,
        group=path.stem.rpartition("_")[0] or path.stem,
        durations=[row[2] for row in modes],
        successors=[[number - 1 for number in row[3:]] for row in links],
        demands=[row[3:] for row in modes],
        capacities=[int(cell) for cell in lines[amounts + 2].split()],
    )


def makespan_of(instance: Instance, start: Sequence[int]) -> int:
    """The makespan of a schedule that keeps every rule; AssertionError for one that does not."""
    assert len(start) == len(instance.durations), f"{instance.name}: not one start for each job"
    ends = [s + d for s, d in zip(start, instance.durations, strict=True)]
    for job, after in enumerate(instance.successors):
        assert start[job] >= 0, f"{instance.name}: job {job + 1} begins before 0"
        for other in after:
            assert start[other] >= ends[job], f"{instance.name}: {job + 1} -> {other + 1} is broken"
    for resource, capacity in enumerate(instance.capacities):
        for moment in set(start):
            used = sum(
                row[resource]
                for row, s, e in zip(instance.demands, start, ends, strict=True)
                if s <= moment < e
            )
            assert used <= capacity, f"{instance.name}: R{resource + 1} overloaded at {moment}"
    return max(ends)


def best_known(folder: Path) -> dict[str, int]:
    """By problem, the smallest makespan that anybody has published."""
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {Path(row["problem"]).stem: int(row["best_known"].split("..")[-1]) for row in rows}


# ---- solvers -------------------------------------------------------------------------------------


def fairlead(instance: Instance, *, seconds: float, workers: int, seed: int) -> Answer:
    begun = time.perf_counter()
    project = project_of(
        durations=instance.durations,
        links=[Link(i, j) for i, after in enumerate(instance.successors) for j in after],
        demands=instance.demands,
        capacities=instance.capacities,
    )
    assert not isinstance(project, Impossible), project
    left = seconds - (time.perf_counter() - begun)
    found = shortest(project, seconds=left, workers=workers, seed=seed)
    return Answer(found.start, found.bound, found.proved, time.perf_counter() - begun)


def plain_cpsat(instance: Instance, *, seconds: float, workers: int, seed: int) -> Answer:
    from ortools.sat.python import cp_model

    begun = time.perf_counter()
    model = cp_model.CpModel()
    horizon = sum(instance.durations)
    starts = [model.new_int_var(0, horizon, "") for _ in instance.durations]
    end = model.new_int_var(0, horizon, "")
    spans = [
        model.new_fixed_size_interval_var(s, d, "")
        for s, d in zip(starts, instance.durations, strict=True)
    ]
    for i, after in enumerate(instance.successors):
        model.add(end >= starts[i] + instance.durations[i])
        for j in after:
            model.add(starts[j] >= starts[i] + instance.durations[i])
    for r, capacity in enumerate(instance.capacities):
        model.add_cumulative(spans, [row[r] for row in instance.demands], capacity)
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds - (time.perf_counter() - begun), 0.001)
    status = solver.solve(model)
    spent = time.perf_counter() - begun
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(None, 0, proved=False, seconds=spent)
    found = [solver.value(one) for one in starts]
    return Answer(found, int(solver.best_objective_bound), status == cp_model.OPTIMAL, spent)


def pyjobshop(instance: Instance, *, seconds: float, workers: int, seed: int) -> Answer:
    from pyjobshop import Model

    begun = time.perf_counter()
    model = Model()
    resources = [model.add_renewable(capacity) for capacity in instance.capacities]
    tasks = [model.add_task() for _ in instance.durations]
    for task, length, needs in zip(tasks, instance.durations, instance.demands, strict=True):
        model.add_mode(task, resources, length, demands=needs)
    for i, after in enumerate(instance.successors):
        for j in after:
            model.add_end_before_start(tasks[i], tasks[j])
    left = max(seconds - (time.perf_counter() - begun), 0.001)
    found = model.solve(time_limit=left, display=False, num_workers=workers, random_seed=seed)
    spent = time.perf_counter() - begun
    if not found.best.tasks:
        return Answer(None, 0, proved=False, seconds=spent)
    start = [task.start for task in found.best.tasks]
    return Answer(start, int(found.lower_bound), found.status.value == "Optimal", spent)


SOLVERS = {"fairlead": fairlead, "cpsat": plain_cpsat, "pyjobshop": pyjobshop}


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def solvers(peers: str) -> tuple[list[str], list[str]]:
    """Who runs, and what is said of those who cannot."""
    wanted = {"none": [], "cpsat": ["cpsat"], "all": ["cpsat", "pyjobshop"]}[peers]
    package = {"cpsat": "ortools", "pyjobshop": "pyjobshop"}
    missing = [name for name in wanted if installed(package[name]) is None]
    notes = [f"{package[name]} is not installed: no column for it." for name in missing]
    if installed("ortools") is None:
        notes.append("Without ortools, Fairlead proves only what simple bounds show.")
    return ["fairlead", *(name for name in wanted if name not in missing)], notes


# ---- the run -------------------------------------------------------------------------------------


def sample(instances: list[Instance], *, limit: int | None, seed: int) -> list[Instance]:
    """One of each group, then another of each, until there are enough."""
    draw = random.Random(seed)
    groups: dict[str, list[Instance]] = {}
    for one in sorted(instances, key=lambda one: one.name):
        groups.setdefault(one.group, []).append(one)
    names = sorted(groups)
    draw.shuffle(names)
    for some in groups.values():
        draw.shuffle(some)
    rounds = max(map(len, groups.values()), default=0)
    chosen = [groups[g][k] for k in range(rounds) for g in names if k < len(groups[g])]
    return sorted(chosen[:limit], key=lambda one: one.name)


def measured(
    instance: Instance,
    known: int | None,
    *,
    who: list[str],
    seconds: float,
    workers: int,
    seed: int,
) -> dict[str, object]:
    row: dict[str, object] = {"name": instance.name, "best_known": known}
    for name in who:
        answer = SOLVERS[name](instance, seconds=seconds, workers=workers, seed=seed)
        made = None if answer.start is None else makespan_of(instance, answer.start)
        if known is not None and answer.proved:
            assert answer.bound <= known, f"{name}: {instance.name} 'proved' above {known}"
        against = known if known is not None else answer.bound
        row[name] = {
            "makespan": made,
            "bound": answer.bound,
            "proved_optimal": answer.proved,
            "gap_percent": None if made is None else 100 * (made - against) / max(against, 1),
            "seconds": round(answer.seconds, 3),
        }
    return row


def summary(rows: list[dict[str, object]], name: str) -> dict[str, object]:
    """Of one solver over all instances; one without any schedule counts as unsolved, not as 0."""
    answers = [row[name] for row in rows]
    gaps = [a["gap_percent"] for a in answers if a["gap_percent"] is not None]  # type: ignore[index]
    return {
        "instances": len(rows),
        "unsolved": len(rows) - len(gaps),
        "mean_gap_percent": sum(gaps) / len(gaps) if gaps else None,
        "proved_optimal": sum(a["proved_optimal"] for a in answers),  # type: ignore[index]
        "longest_call_seconds": max((a["seconds"] for a in answers), default=0),  # type: ignore[index]
    }


def machine() -> dict[str, object]:
    told: dict[str, object] = {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    return told | {name: installed(name) for name in ("fairlead", "ortools", "pyjobshop")}


def show(sets: dict[str, list[dict[str, object]]], who: list[str], seconds: float) -> None:
    for name, rows in sets.items():
        base = summary(rows, "fairlead")["mean_gap_percent"]
        for solver in who:
            told = summary(rows, solver)
            gap = told["mean_gap_percent"]
            ratio = f"{base / gap:.2f}" if gap and isinstance(base, float) else ""  # type: ignore[operator]
            shown = "" if gap is None else f"{gap:.3f}"
            print(f"{name:<8}{seconds:>8g}  {solver:<11}{len(rows):>6}{told['unsolved']:>10}"
                  f"{shown:>10}{told['proved_optimal']:>8}{ratio:>9}"
                  f"{told['longest_call_seconds']:>10.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="DIR", nargs="?")
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0])
    parser.add_argument("--limit", type=int, help="at most so many instances of each set")
    parser.add_argument("--peers", choices=("none", "cpsat", "all"), default="all")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.folder is None:
        print("No instances: give a folder of PSPLIB files (.sm) with best_known.csv.")
        return
    paths = sorted(options.folder.rglob("*.sm"))
    if not paths:
        sys.exit(f"No .sm files in {options.folder}.")
    # PyJobShop imports a package of the name of this file
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).parent]
    who, notes = solvers(options.peers)
    if installed("ortools") is not None:
        import ortools.sat.python.cp_model  # noqa: F401  # so that no call pays for the import
    by_set: dict[Path, list[Instance]] = {}
    for path in paths:
        by_set.setdefault(path.parent, []).append(read_sm(path))
    where = machine()
    runs = []
    if not options.json:
        print(", ".join(f"{name} {value}" for name, value in where.items()))
        print(*notes, sep="\n", end="\n" if notes else "")
        print(f"{'set':<8}{'seconds':>8}  {'solver':<11}{'count':>6}{'unsolved':>10}{'gap %':>10}"
              f"{'proved':>8}{'x gap':>9}{'longest s':>10}")  # fmt: skip
    for seconds in options.seconds:
        every: list[dict[str, object]] = []
        for folder, instances in by_set.items():
            known = best_known(folder)
            rows = [
                measured(
                    one, known.get(one.name), who=who, seconds=seconds, workers=options.workers,
                    seed=options.seed,
                )
                for one in sample(instances, limit=options.limit, seed=options.seed)
            ]  # fmt: skip
            every += [{"set": folder.name, **row} for row in rows]
            if not options.json:
                show({folder.name: rows}, who, seconds)
        of_fairlead = summary(every, "fairlead")
        runs.append(
            {
                "seconds": seconds,
                "mean_gap_percent": of_fairlead["mean_gap_percent"],
                "proved_optimal": of_fairlead["proved_optimal"],
                "solvers": {name: summary(every, name) for name in who},
                "instances": every,
            }
        )
    if options.json:
        told = {"workers": options.workers, "seed": options.seed, "measured_on": where}
        print(json.dumps({**told, "notes": notes, **runs[-1], "runs": runs}, indent=2))


if __name__ == "__main__":
    main()
