"""The map of the big picture: goals, what they require, the parts that carry it, the milestones."""

from __future__ import annotations

from fairlead.analyses.answers.status import Rag, shown_rag
from fairlead.program.noun import Noun
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.facts.flows import COLUMNS, NONE, OTHERS, FlowNode, Flows
from fairlead.reports.names import name_of
from fairlead.reports.picture import Picture
from fairlead.reports.text import Quote, Words

__all__ = ["TraceMap", "TraceNode", "trace_map"]

_MISSING = ("No goal", "No requirement", "No component", "No milestone")


class TraceNode(Noun):
    """A box of the map. `missing` marks what stands for a gap: work that serves nothing there."""

    column: int
    key: str
    title: Quote | Words
    tasks: Fact
    others: Fact | None = None
    rag: Rag | None = None
    missing: bool = False


class TraceMap(Noun):
    """The map, ready to be drawn."""

    nodes: tuple[TraceNode, ...]
    flow: Flows
    headings: tuple[Words, ...] = tuple(
        Words(text=text) for text in ("Goal", "Requirement", "Component", "Milestone")
    )


def trace_map(seen: Picture, base: FactBase, *, flow: Flows) -> TraceMap | None:
    """The map; None when nothing but tasks is there, since it would show nothing."""
    if not any(node.members for node in flow.nodes):
        return None
    return TraceMap(nodes=tuple(_node(seen, base, node) for node in flow.nodes), flow=flow)


def _node(seen: Picture, base: FactBase, node: FlowNode) -> TraceNode:
    section = COLUMNS[node.column]
    place = f"map.{section}.{node.key or 'none'}"
    title: Quote | Words
    if node.key == NONE:
        title = Words(text=_MISSING[node.column])
    elif node.key == OTHERS:
        title = Words(text="others")
    else:
        title = name_of(seen.program, node.key, section)
    judged = {
        "goals": seen.statuses.goals,
        "components": seen.statuses.components,
        "milestones": seen.statuses.milestones,
    }.get(section)
    status = None if judged is None else judged.get(node.key)
    return TraceNode(
        column=node.column,
        key=node.key,
        title=title,
        tasks=base[f"{place}.tasks"],
        others=base[f"{place}.members"] if node.key == OTHERS else None,
        rag=None if status is None else shown_rag(status),
        missing=node.key == NONE or node.tasks == 0,
    )
