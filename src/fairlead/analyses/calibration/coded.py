"""A history as columns of numbers: days, log ratios, and which effects and shares a task has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

import msgspec
import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.grid import bins_of
from fairlead.program.history import FinishedTask, History

__all__ = ["Code", "Coded", "Subject", "coded", "days", "matrix", "subject_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EXACT = 1e-9
_SIZE_STEP = 0.7  # a size is twice the one below it
_VALUE_STEP = 0.05  # estimates closer than five per cent are the same number
_MOST_NODES = 200_000  # of 0.7 KB each; what comes later is told by the wider groups
_EVERYBODY: tuple[tuple[int, ...], ...] = ((),)
_PLAIN: tuple[tuple[int, ...], ...] = ((), (-1,))
_PAIRED = 3  # groups that are paired with the person; more would only repeat each other


class Subject(msgspec.Struct, frozen=True):
    """What is known of a task before it is begun: its size in hours, who, and its groups."""

    hours: float
    who: str
    groups: tuple[str, ...]


class Family(msgspec.Struct, frozen=True):
    """Effects of one sort: which columns make its key, its variance, and what multiplies it.

    `parts` are positions of groups, -1 the person, -2 the estimate as a number; `slope` names the
    basis that multiplies the effect: 0 is the constant one.
    """

    parts: tuple[int, ...]
    variance: float
    slope: int = 0


class Code:
    """Gives every effect and every node of shares a number, the same for the same words.

    Effects of a family that were never seen have the number of the family itself, which nothing
    is ever learned for: it stays at the prior.
    """

    def __init__(self, *, people: bool, groups: int) -> None:
        self.families = _families(people=people, groups=groups)
        self.chains = _chains(people=people, groups=groups)
        everybody = self.chains.index(_EVERYBODY)
        self.plain = self.chains.index(_PLAIN) if people else everybody, everybody
        """Which of the chains are a record as it is: that of each person, and of everybody."""
        self.levels = tuple(dict.fromkeys(level for chain in self.chains for level in chain))
        self.variances: list[float] = [family.variance for family in self.families]
        self.slopes = np.array([family.slope for family in self.families])
        self._effect_keys = [_picked(family.parts) for family in self.families]
        self._node_keys = [_picked(level) for level in self.levels]
        self._effects: list[dict[object, int]] = [{} for _ in self.families]
        self._nodes: list[dict[object, int]] = [{} for _ in self.levels]
        self.node_count = 1  # node 0 is empty for ever

    def effects(self, fields: Sequence[_Fields], *, grow: bool) -> list[list[int]]:
        """The number of the effect that each family has on each task, family by family."""
        found = []
        for number, (picked, numbers) in enumerate(
            zip(self._effect_keys, self._effects, strict=True)
        ):
            keys = list(map(picked, fields))
            if grow:
                new = [key for key in dict.fromkeys(keys) if key not in numbers]
                numbers.update(zip(new, range(len(self.variances), 10**9), strict=False))
                self.variances += [self.families[number].variance] * len(new)
            found.append([numbers.get(key, number) for key in keys])
        return found

    def nodes(self, fields: Sequence[_Fields], *, grow: bool) -> list[list[int]]:
        """The number of the node that each level of shares counts each task in, level by level."""
        found = []
        for picked, numbers in zip(self._node_keys, self._nodes, strict=True):
            keys = list(map(picked, fields))
            if grow:
                new = [key for key in dict.fromkeys(keys) if key not in numbers]
                numbers.update(zip(new, range(self.node_count, _MOST_NODES), strict=False))
                self.node_count = min(self.node_count + len(new), _MOST_NODES)
            found.append([numbers.get(key, 0) for key in keys])
        return found


def _families(*, people: bool, groups: int) -> tuple[Family, ...]:
    """Variances are those of log ratios, of main effects about 0.17 squared, of pairs less."""
    shrink = 0.6
    families = [
        Family((), 0.1 * shrink),
        Family((), 0.1 * shrink, 1),
        Family((), 0.05 * shrink, 2),
        Family((), 0.05 * shrink, 3),
        Family((), 0.05 * shrink, 4),
        Family((-2,), 0.03 * shrink),
    ]
    families += [Family((g,), 0.07 * shrink) for g in range(groups)]
    families += [Family((g,), 0.03 * shrink, 1) for g in range(min(groups, _PAIRED))]
    if people:
        families += [
            Family((-1,), 0.08 * shrink),
            Family((-1,), 0.03 * shrink, 1),
            Family((-1, -2), 0.03 * shrink),
        ]
        families += [Family((-1, g), 0.055 * shrink) for g in range(min(groups, _PAIRED))]
    if groups > 1:
        families.append(Family((0, 1), 0.05 * shrink))
    return tuple(families)


def _chains(*, people: bool, groups: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """From the widest to the narrowest: each level is pulled towards the one before it.

    -3 stands for the size, -1 the person, -2 the estimate as a number.
    """
    who = (-1,) if people else ()
    kind = (1,) if groups > 1 else ((0,) if groups else ())
    by_kind = [(), who, (*who, *kind), (*who, *kind, -3)]
    by_value = [(), (-2,), (*kind, -2), (*who, *kind, -2)]
    chains = [by_kind, by_value]
    if people:
        if kind:
            chains.append([(), kind, (*kind, -3), (*who, *kind, -3)])
        chains.append([*_PLAIN])  # hard to beat where people differ most, or nothing else does
    if groups > 1:
        chains.append([(), (0,), (*who, 0), (*who, 0, 1), (*who, 0, 1, -3)])
    chains.append([*_EVERYBODY])
    return tuple(dict.fromkeys(tuple(dict.fromkeys(chain)) for chain in chains))


_Fields = tuple[object, ...]


def _fields(subject: Subject) -> _Fields:
    """What parts of keys stand for: groups from the front, from the end who, number and size."""
    size = math.log(subject.hours)
    return (*subject.groups, round(size / _SIZE_STEP), round(size / _VALUE_STEP), subject.who)


def _picked(parts: tuple[int, ...]) -> Callable[[tuple[object, ...]], object]:
    return itemgetter(*parts) if parts else type  # one key for all: they are all tuples


def basis(log_hours: Floats) -> Floats:
    """What slopes multiply: one, the log size, and bends at about 20 minutes, 1 and 4.5 hours."""
    return np.stack(
        [
            np.ones_like(log_hours),
            log_hours - 0.5,
            np.maximum(log_hours, 0.0),
            np.maximum(log_hours - 1.5, 0.0),
            np.maximum(log_hours + 1.0, 0.0),
        ],
        axis=-1,
    )


class Coded(msgspec.Struct, frozen=True):
    """Columns of one stream, in the order of the day of the estimate, then of the source.

    Days are ordinals; `effects` and `multipliers` are (tasks, families), `nodes` (tasks, levels).
    """

    history: History
    tasks: tuple[FinishedTask, ...]
    code: Code
    estimated: Ints
    completed: Ints
    log_ratio: Floats
    bin: Ints
    exact: NDArray[np.bool_]
    effects: Ints
    multipliers: Floats
    nodes: Ints
    variances: Floats

    def __len__(self) -> int:
        return len(self.tasks)


def subject_of(task: FinishedTask, history: History) -> Subject:
    """What was known of a finished task when it was estimated."""
    return Subject(task.estimate * history.hours_per_unit, task.who, task.groups)


def matrix(code: Code, subjects: Sequence[Subject], *, grow: bool) -> tuple[Ints, Floats, Ints]:
    """Effects, their multipliers, and nodes of tasks."""
    fields = [_fields(subject) for subject in subjects]
    effects = np.array(code.effects(fields, grow=grow), np.int64).T
    nodes = np.array(code.nodes(fields, grow=grow), np.int64).T
    log_hours = np.log(np.array([s.hours for s in subjects], np.float64))
    shape = (len(subjects), len(code.families))
    multipliers = basis(log_hours)[:, code.slopes].reshape(shape)
    by_task = np.ascontiguousarray(effects.reshape(shape))
    of_levels = np.ascontiguousarray(nodes.reshape(len(subjects), len(code.levels)))
    return by_task, multipliers, of_levels


def coded(history: History) -> Coded:
    """The columns of a history. Every estimate and actual must be above zero."""
    tasks = tuple(sorted(history.tasks, key=lambda task: task.estimated))
    people = len({task.who for task in tasks}) > 1
    code = Code(people=people, groups=len(history.group_names))
    effects, multipliers, nodes = matrix(
        code, [subject_of(task, history) for task in tasks], grow=True
    )
    ratios = np.array([task.actual / task.estimate for task in tasks], np.float64)
    log_ratio = np.log(ratios)
    log_ratio[np.abs(log_ratio) < _EXACT] = 0.0
    return Coded(
        history=history,
        tasks=tasks,
        code=code,
        estimated=np.array([task.estimated.toordinal() for task in tasks], np.int64),
        completed=np.array([task.completed.toordinal() for task in tasks], np.int64),
        log_ratio=log_ratio,
        bin=bins_of(log_ratio),
        exact=log_ratio == 0.0,
        effects=effects,
        multipliers=multipliers,
        nodes=nodes,
        variances=np.array(code.variances, np.float64),
    )


def days(stream: Coded) -> Iterator[tuple[list[int], Ints, int]]:
    """For each day of estimates: what is newly completed, its tasks, how many are known."""
    order = np.lexsort((np.arange(len(stream)), stream.completed))
    done = stream.completed[order]
    at = known = 0
    while at < len(stream):
        day = stream.estimated[at]
        end = int(np.searchsorted(stream.estimated, day, side="right"))
        now = int(np.searchsorted(done, day, side="left"))
        yield order[known:now].tolist(), np.arange(at, end), now
        at, known = end, now
