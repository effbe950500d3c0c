"""How the work flows: each task from its goal by requirement and component to a milestone."""

from __future__ import annotations

from collections import Counter

from fairlead.analyses.plan import Plan
from fairlead.analyses.trace import Trace
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.reports.fact import Recorder

__all__ = [
    "COLUMNS",
    "MOST_NODES",
    "NONE",
    "OTHERS",
    "FlowNode",
    "Flows",
    "Ribbon",
    "flows",
    "record_flows",
]

COLUMNS = ("goals", "requirements", "components", "milestones")
MOST_NODES = 14
"""Most nodes of one column; the ones with the least work are then drawn as one."""

NONE = ""
"""Key of the node for work that serves nothing in a column."""

OTHERS = "\N{HORIZONTAL ELLIPSIS}"
"""Key of the node that stands for all that are not drawn one by one."""


class FlowNode(Noun):
    """One goal, requirement, component or milestone, and how many tasks pass through it.

    `members` are the keys it stands for: one, or several for the others.
    """

    column: int
    key: str
    tasks: int
    members: tuple[str, ...] = ()


class Ribbon(Noun):
    """Tasks that pass from one node to one of the next column."""

    column: int
    left: str
    right: str
    tasks: int


class Flows(Noun):
    """Every task of the program once, on its way from left to right."""

    nodes: tuple[FlowNode, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()

    def column(self, column: int) -> tuple[FlowNode, ...]:
        """The nodes of one column, from the top."""
        return tuple(node for node in self.nodes if node.column == column)


def flows(program: Program, plan: Plan, *, trace: Trace) -> Flows:
    """Count the tasks on every way. A task belongs to the first milestone that waits for it."""
    first_of: dict[str, str] = {}
    by_date = sorted(plan.milestones.values(), key=lambda m: (m.planned, m.id))
    for milestone in by_date:
        for task in trace.tasks_before.get(milestone.id, ()):
            first_of.setdefault(task, milestone.id)
    ways: list[tuple[str, str, str, str]] = []
    for key, activity in plan.activities.items():
        if activity.kind != "task" or key not in program.tasks:
            continue
        requirement = trace.requirement_of.get(key, NONE)
        milestone_key = first_of.get(key, NONE)
        goal = program.requirements[requirement].goal if requirement else None
        if goal is None and milestone_key:
            goal = program.milestones[milestone_key].goal
        goal = goal if goal in program.goals else NONE
        ways.append((goal or NONE, requirement, trace.component_of.get(key, NONE), milestone_key))
    folded, nodes = _fold(program, ways, [m.id for m in by_date])
    pairs = Counter((n, way[n], way[n + 1]) for way in folded for n in range(3))
    place = {(node.column, node.key): p for p, node in enumerate(nodes)}
    return Flows(
        nodes=tuple(nodes),
        ribbons=tuple(
            Ribbon(column=n, left=left, right=right, tasks=count)
            for (n, left, right), count in sorted(
                pairs.items(), key=lambda i: (i[0][0], place[i[0][:2]], place[i[0][0] + 1, i[0][2]])
            )
        ),
    )


def _fold(
    program: Program, ways: list[tuple[str, str, str, str]], milestones: list[str]
) -> tuple[list[tuple[str, ...]], list[FlowNode]]:
    """The ways with the smallest nodes of each full column made one, and the nodes in order."""
    tables = (program.goals, program.requirements, program.components, milestones)
    columns: list[dict[str, str]] = []
    nodes: list[FlowNode] = []
    for n, table in enumerate(tables):
        counts = Counter(way[n] for way in ways)
        keys = [k for k in table if n != 1 or program.requirements[k].status != "dropped"]
        if n == 1:
            keys = _by_goal(program, keys)
        kept = set(sorted(keys, key=lambda k: -counts[k])[:MOST_NODES])
        others = tuple(k for k in keys if k not in kept)
        columns.append(dict.fromkeys(others, OTHERS))
        rows = [FlowNode(column=n, key=k, tasks=counts[k], members=(k,)) for k in keys if k in kept]
        if others:
            total = sum(counts[k] for k in others)
            rows.append(FlowNode(column=n, key=OTHERS, tasks=total, members=others))
        if counts[NONE] or (n == 1 and any(counts[k] for k in counts if k not in keys)):
            rows.append(FlowNode(column=n, key=NONE, tasks=counts[NONE]))
        nodes.extend(rows)
    known = {(node.column, node.key) for node in nodes}
    folded: list[tuple[str, ...]] = []
    for way in ways:
        mapped = tuple(columns[n].get(key, key) for n, key in enumerate(way))
        folded.append(tuple(k if (n, k) in known else NONE for n, k in enumerate(mapped)))
    return folded, nodes


def _by_goal(program: Program, keys: list[str]) -> list[str]:
    order = {key: place for place, key in enumerate(program.goals)}
    last = len(order)
    return sorted(keys, key=lambda k: order.get(program.requirements[k].goal or "", last))


def record_flows(recorder: Recorder, flow: Flows) -> None:
    """Take down how many tasks pass through each node, and how many things one stands for."""
    for node in flow.nodes:
        place = f"map.{COLUMNS[node.column]}.{node.key or 'none'}"
        source = "Trace: tasks on their way from goal to milestone."
        recorder.record(f"{place}.tasks", "count", node.tasks, source, about=node.members)
        recorder.record(
            f"{place}.members", "count", len(node.members), "Trace: what it stands for."
        )
