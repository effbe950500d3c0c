"""The work breakdown of P6: nodes become summary tasks, in the order that P6 shows them."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.program.errors import TooLarge
from fairlead.program.findings import Finding
from fairlead.program.work import Task
from fairlead.sources.bounds import MAX_DEPTH
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names, safe
from fairlead.sources.xer.cells import number
from fairlead.sources.xer.projects import XerProject
from fairlead.sources.xer.tables import Tables

__all__ = ["Outline", "outline_of"]


class Outline:
    """The summary tasks by id, the id for each P6 node, and each node's place in the order.

    A node that is a whole project has no summary of its own when the file holds only one.
    """

    def __init__(self) -> None:
        self.summaries: dict[str, Task] = {}
        self.ids: dict[str, str | None] = {}
        self.places: dict[str, int] = {}
        self.project_ids: dict[str, str] = {}
        self.title: str | None = None


class _Node:
    __slots__ = ("children", "key", "parent", "project", "rank", "root", "short", "title", "used")

    def __init__(self, row: tuple[str, ...]) -> None:
        self.key, self.project, parent, self.short, self.title, rank, root = row
        self.parent = parent
        self.root = root == "Y"
        self.rank = (number(rank) if rank else None) or 0.0
        self.children: list[_Node] = []
        self.used = False


def outline_of(
    tables: Tables,
    *,
    projects: list[XerProject],
    names: Names,
    ledger: Ledger,
    findings: list[Finding],
) -> Outline:
    """The outline of the projects that are work. Nodes with no activity below are left out."""
    wanted = {project.key: project for project in projects}
    several = len(projects) > 1
    nodes: dict[str, _Node] = {}
    for row in tables["PROJWBS"].pick(
        "wbs_id",
        "proj_id",
        "parent_wbs_id",
        "wbs_short_name",
        "wbs_name",
        "seq_num",
        "proj_node_flag",
    ):
        if row[1] in wanted:
            nodes[row[0]] = _Node(row)
    outline = Outline()
    tops = _hang(nodes, findings)
    _mark_used(tables, nodes, wanted)
    if several:
        _add_project_summaries(outline, projects, nodes, names)
    _walk(outline, tops, several=several, names=names, ledger=ledger)
    ledger.carried("summary tasks", len(outline.summaries))
    return outline


def _hang(nodes: dict[str, _Node], findings: list[Finding]) -> list[_Node]:
    """Hang every node below its parent; return the tops. A circle is cut where it was entered."""
    clear: set[str] = set()
    for node in nodes.values():
        path: list[_Node] = []
        here: _Node | None = node
        seen: set[str] = set()
        while here is not None and here.key not in clear and here.key not in seen:
            seen.add(here.key)
            path.append(here)
            here = nodes.get(here.parent)
        if here is not None and here.key in seen:
            findings.append(
                Finding(
                    code="outline.circular",
                    severity="error",
                    message=f"PROJWBS {here.title!r} is its own parent; it was moved to the top.",
                    where=f"PROJWBS.{here.key}",
                )
            )
            here.parent = ""
        clear.update(seen)
    tops: list[_Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent)
        (above.children if above is not None else tops).append(node)
    for node in nodes.values():
        node.children.sort(key=lambda child: child.rank)
    # Where the flag is missing, the only top of a project is the project itself.
    flagged = {node.project for node in nodes.values() if node.root}
    for project in {node.project for node in tops} - flagged:
        own = [node for node in tops if node.project == project]
        own[0].root = len(own) == 1
    return tops


def _mark_used(tables: Tables, nodes: dict[str, _Node], wanted: dict[str, XerProject]) -> None:
    for project, key in tables["TASK"].pick("proj_id", "wbs_id"):
        node = nodes.get(key) if project in wanted else None
        while node is not None and not node.used:
            node.used = True
            node = nodes.get(node.parent)


def _add_project_summaries(
    outline: Outline, projects: list[XerProject], nodes: dict[str, _Node], names: Names
) -> None:
    titles = {node.project: node.title for node in nodes.values() if node.root}
    for project in projects:
        key = names.give(f"wbs-{safe(project.name)}")
        outline.project_ids[project.key] = key
        outline.summaries[key] = Task(
            title=titles.get(project.key) or project.name, source_id=project.name
        )


def _walk(
    outline: Outline, tops: list[_Node], *, several: bool, names: Names, ledger: Ledger
) -> None:
    for node, path, parent in _in_order(outline, tops, several=several):
        outline.places[node.key] = len(outline.places)
        if node.root or len(path) == 0:
            outline.ids[node.key] = outline.project_ids.get(node.project)
            if not several:
                outline.title = node.title or None
            continue
        if not node.used:
            ledger.left_out(
                "PROJWBS", "A node with no activity below it has no dates.", subject=node.title
            )
            continue
        key = names.give(f"wbs-{safe('.'.join(path))}", f"wbs-{node.key}")
        outline.ids[node.key] = key
        outline.summaries[key] = Task(
            title=node.title or node.short, parent=parent, source_id=".".join(path)
        )


def _in_order(
    outline: Outline, tops: list[_Node], *, several: bool
) -> Iterator[tuple[_Node, tuple[str, ...], str | None]]:
    """Each node with the path of short names to it, parents first, and its parent's id."""
    waiting: list[tuple[_Node, tuple[str, ...]]] = [(node, ()) for node in reversed(tops)]
    while waiting:
        node, above = waiting.pop()
        if len(above) > MAX_DEPTH:
            raise TooLarge(f"PROJWBS {node.title!r} lies more than {MAX_DEPTH} levels deep.")
        path = (*above, node.short or node.key)
        if node.root:
            path = (node.short or node.key,) if several else ()
        parent = outline.ids.get(node.parent) or outline.project_ids.get(node.project)
        yield node, path, parent
        waiting.extend((child, path) for child in reversed(node.children))
