"""How long levelling takes, and how near its finish comes to what is possible at all.

Programs of 100 to 10,000 tasks: teams of five with two skills each, calendars in three zones with
holidays, leave and part time, links of all kinds; nine tasks in ten go to a team by skill, the
rest to a named person. `ratio` is the time against a plain longest-path pass by networkx over the
same links in the same run, on plain minutes: no calendars, no people. `gap` is how far the finish
is above the stated lower bound, of the whole time planned.
"""

from __future__ import annotations

import argparse
import json
import random  # noqa: TID251  # a seeded stream is the input here
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import networkx as nx

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.levelling import level
from fairlead.program.calendars import Calendar, DateRange
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.work import Link, Milestone, Need, Task

SIZES = (100, 1_000, 5_000, 10_000)
ZONES = (("Europe/Berlin", "DE-BE"), ("Asia/Kolkata", "IN-KA"), ("America/New_York", "US-NY"))
SKILLS = ("api", "data", "mobile", "test", "web")


@dataclass(frozen=True)
class Row:
    """What was measured of one program: best of the repeats, in milliseconds."""

    tasks: int
    people: int
    cold_ms: float
    warm_ms: float
    networkx_ms: float
    ratio: float
    gap_percent: float
    longer_than_network_percent: float
    people_links: int


def random_program(tasks: int, *, people: int, seed: int) -> Program:
    """A program in feature streams: tasks of a stream wait for one or two shortly before them."""
    draw = random.Random(seed)
    teams = max(people // 5, 1)
    calendars = {name: Calendar(timezone=name, holidays=(code,)) for name, code in ZONES}
    staff = {}
    for k in range(people):
        off = date(2026, 1, 5) + timedelta(days=draw.randrange(500))
        staff[f"p{k:04}"] = Person(
            team=f"team{k % teams:02}",
            availability=Share(draw.choice([1.0, 1.0, 1.0, 0.8, 0.5])),
            skills=tuple({SKILLS[k // teams % 5], draw.choice(SKILLS)}),
            leave=(DateRange(first=off, last=off + timedelta(days=draw.choice([4, 9, 13]))),),
        )
    streams = max(tasks // 25, 1)
    rows: dict[str, Task] = {}
    last: list[list[str]] = [[] for _ in range(streams)]
    for k in range(tasks):
        stream = draw.randrange(streams)
        before = last[stream][-4:]
        needs = [_need(draw, key) for key in draw.sample(before, min(len(before), 1 + k % 2))]
        if draw.random() < 0.05:
            other = last[draw.randrange(streams)]
            needs += [Need(task=key) for key in other[-1:] if key not in {n.task for n in needs}]
        key = f"t{k:05}"
        hours = draw.choice([4, 8, 12, 16, 24, 32, 40])
        estimate = Estimate.point(hours, "h")
        if draw.random() < 0.1:
            who = (Assignment(person=f"p{7 * k % people:04}"),)
            rows[key] = Task(title=key, estimate=estimate, who=who, needs=tuple(needs))
        else:
            team = f"team{k % teams:02}"
            able = sorted({s for p in staff.values() if p.team == team for s in p.skills})
            skill = (draw.choice(able),)
            rows[key] = Task(
                title=key, estimate=estimate, team=team, skill=skill, needs=tuple(needs)
            )
        last[stream].append(key)
    ends = tuple(Need(task=keys[-1]) for keys in last if keys)
    return Program(
        id="bench",
        start=date(2026, 1, 5),
        timezone="Europe/Berlin",
        calendars=Table(calendars),
        teams=Table({f"team{k:02}": Team(calendar=ZONES[k % 3][0]) for k in range(teams)}),
        people=Table(staff),
        tasks=Table(rows),
        milestones=Table({"end": Milestone(title="End", needs=ends)}),
    )


def _need(draw: random.Random, key: str) -> Need:
    kind: Link = draw.choice(["FS", "FS", "FS", "FS", "SS", "FF"])
    lag = Span(amount=draw.choice([4, 8]), unit="h") if draw.random() < 0.1 else None
    return Need(task=key, link=kind, lag=lag)


def measured(tasks: int, *, repeats: int, seed: int) -> Row:
    people = max(tasks // 40, 5)
    program = random_program(tasks, people=people, seed=seed)
    path = critical_path(program)
    assert isinstance(path, CriticalPath)
    began = time.perf_counter()
    levelled = level(path)
    cold = time.perf_counter() - began
    warm = []
    for _ in range(repeats):
        began = time.perf_counter()
        levelled = level(path)
        warm.append(time.perf_counter() - began)
    peer = _networkx_seconds(program, path)
    begin = path.network.begin
    finish, bound = int(levelled.finish.max()), levelled.lower_bound
    best = min(warm)
    return Row(
        tasks=tasks,
        people=people,
        cold_ms=round(cold * 1000, 1),
        warm_ms=round(best * 1000, 1),
        networkx_ms=round(peer * 1000, 1),
        ratio=round(best / peer, 2),
        gap_percent=round(100 * (finish - bound) / (bound - begin), 2),
        longer_than_network_percent=round(100 * (finish - path.finish) / (path.finish - begin), 1),
        people_links=len(levelled.links),
    )


def _networkx_seconds(program: Program, path: CriticalPath) -> float:
    network = path.network
    lasts = (path.early_finish - path.early_start)[network.place].tolist()
    minutes = dict(zip(network.keys, lasts, strict=True))
    graph = nx.DiGraph()
    graph.add_nodes_from(path.network.keys)
    for table in (program.tasks, program.milestones):
        for key, row in table.items():
            graph.add_edges_from((need.task, key) for need in row.needs)
    times = []
    for _ in range(3):
        began = time.perf_counter()
        early: dict[str, int] = {}
        for key in nx.topological_sort(graph):
            start = max((early[before] for before in graph.predecessors(key)), default=0)
            early[key] = start + minutes[key]
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options = parser.parse_args()
    rows = [measured(n, repeats=options.repeats, seed=options.seed) for n in options.sizes]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{'tasks':>7}{'people':>8}{'cold ms':>10}{'warm ms':>10}{'networkx':>10}{'ratio':>8}"
          f"{'gap %':>8}{'+network %':>12}{'links':>8}")  # fmt: skip
    for row in rows:
        print(f"{row.tasks:>7,}{row.people:>8}{row.cold_ms:>10.1f}{row.warm_ms:>10.1f}"
              f"{row.networkx_ms:>10.1f}{row.ratio:>8.2f}{row.gap_percent:>8.2f}"
              f"{row.longer_than_network_percent:>12.1f}{row.people_links:>8,}")  # fmt: skip


if __name__ == "__main__":
    main()
