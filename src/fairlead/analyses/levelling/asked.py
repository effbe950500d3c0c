"""What tasks ask for: people by name, or anyone of a team with a skill; by column, known once."""

from __future__ import annotations

from operator import is_

import msgspec
import numpy as np

from fairlead.analyses.clock import Minutes
from fairlead.analyses.network import Places
from fairlead.program.noun import Table
from fairlead.program.work import Task

__all__ = ["USUAL_PRIORITY", "Asked", "Group", "asked_of"]

Group = tuple[str | None, tuple[str, ...], bool]
"""Team, skills, and whether the task lasts as long as it does whoever is on it."""

_AT_ONCE = 256
"""Tasks looked at together; of a table that was edited, only the pieces that changed."""

USUAL_PRIORITY = 500
_MOST_PRIORITY = 10**9


class Asked(msgspec.Struct, frozen=True, eq=False):
    """Columns by task, in the order of the table; `groups` are numbered, -1 is none.

    `named` are the numbers of the tasks that name people.
    """

    pieces: list[_Piece]
    group: Places
    groups: list[Group]
    priority: Minutes
    named: list[int]


class _Piece(msgspec.Struct, frozen=True, eq=False):
    """A few tasks, one after the other. Numbers count from the first of them."""

    tasks: list[Task]
    groups: list[Group]
    priority: list[int]
    named: list[int]


def asked_of(table: Table[Task], before: Asked | None) -> Asked:
    """What every task of a table asks for. For `Table.derived`."""
    tasks = list(table.values())
    pieces: list[_Piece] = []
    for number, first in enumerate(range(0, len(tasks), _AT_ONCE)):
        some = tasks[first : first + _AT_ONCE]
        known = None
        if before is not None and number < len(before.pieces):
            known = before.pieces[number]
        if known is None or len(known.tasks) != len(some) or not all(map(is_, known.tasks, some)):
            known = _piece(some)
        pieces.append(known)
    keys = [key for piece in pieces for key in piece.groups]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    group = np.array(list(map(numbers.__getitem__, keys)), np.int32)
    needless = [
        number
        for (team, skill, lasts), number in numbers.items()
        if not skill and (team is None or lasts)
    ]
    group[np.isin(group, needless)] = -1
    return Asked(
        pieces=pieces,
        group=group,
        groups=list(numbers),
        priority=np.array([one for piece in pieces for one in piece.priority], np.int64),
        named=[k * _AT_ONCE + i for k, piece in enumerate(pieces) for i in piece.named],
    )


def _piece(tasks: list[Task]) -> _Piece:
    priority = [USUAL_PRIORITY if task.priority is None else task.priority for task in tasks]
    return _Piece(
        tasks=tasks,
        groups=[(task.team, task.skill, task.duration is not None) for task in tasks],
        priority=[max(min(one, _MOST_PRIORITY), -_MOST_PRIORITY) for one in priority],
        named=[i for i, task in enumerate(tasks) if task.who],
    )
