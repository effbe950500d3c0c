"""Proofs by OR-Tools CP-SAT: the only module that imports it. Everything works without it."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairlead.analyses.optimiser.passing import Passing, Run
from fairlead.analyses.optimiser.project import Project, Units
from fairlead.analyses.optimiser.time_grid import GridPromise, GridTask, TimeGrid

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["MOST_PROVED", "GridProver", "Prover", "available"]

MOST_PROVED = 3_000
"""Activities beyond which no model is built: it would use the time and prove nothing."""

_MOST_PAIRS = 30_000
"""Pairs that exclude each other, for each of which the model has a choice of its own."""


def available() -> bool:
    """Whether OR-Tools is installed: without it nothing can be proved but by simple bounds."""
    return find_spec("ortools") is not None


class Prover:
    """Looks for schedules shorter than `high`, or shows that there is none.

    Of every pair that cannot run together one goes first: as a choice of its own this makes proofs
    several times quicker than the solver's cumulative constraints alone.
    """

    def __init__(self, project: Project, *, head: Units, tail: Units, low: int, high: int) -> None:
        from ortools.sat.python import cp_model  # optional dependency

        self._cp = cp_model
        self.high = high
        self._model = cp_model.CpModel()
        self._starts = self._build(project, head=head, tail=tail, low=low)
        self._solver = cp_model.CpSolver()

    def _build(
        self, project: Project, *, head: Units, tail: Units, low: int
    ) -> list[cp_model.IntVar]:
        model, last = self._model, self.high - 1
        length = project.duration.tolist()
        earliest, rest = head.tolist(), tail.tolist()
        starts = [
            model.new_int_var(earliest[i], max(last - rest[i], earliest[i]), "")
            for i in range(project.n)
        ]
        end = model.new_int_var(min(low, last), last, "")
        for i in range(project.n):
            if rest[i] == length[i]:
                model.add(end >= starts[i] + length[i])
        ptr, before, gap = project.in_ptr.tolist(), project.before.tolist(), project.in_lag.tolist()
        for i in range(project.n):
            for e in range(ptr[i], ptr[i + 1]):
                model.add(starts[i] >= starts[before[e]] + gap[e])
        intervals = [
            model.new_fixed_size_interval_var(starts[i], length[i], "") for i in range(project.n)
        ]
        for r in range(project.demand.shape[1]):
            users = np.flatnonzero(project.demand[:, r]).tolist()
            needs = project.demand[users, r].tolist()
            model.add_cumulative([intervals[i] for i in users], needs, int(project.capacity[r]))
        for i, j in _excluding(project):
            first = model.new_bool_var("")
            model.add(starts[j] >= starts[i] + length[i]).only_enforce_if(first)
            model.add(starts[i] >= starts[j] + length[j]).only_enforce_if(~first)
        model.minimize(end)
        return starts

    def run(
        self,
        *,
        seconds: float,
        seed: int,
        variant: int,
        improved: Callable[[Units, int], None],
        bounded: Callable[[int], None],
    ) -> None:
        """Search in this thread until it is settled, time is up, or `stop` is called from another.

        Schedules and bounds are told as they are found. Variants differ in how they go about it.
        """
        solver, starts, high = self._solver, self._starts, self.high
        solver.parameters.max_time_in_seconds = max(min(seconds, 1e6), 0.001)
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = (seed + 7 * variant) % 2**31
        solver.parameters.linearization_level = 0
        solver.parameters.use_dynamic_precedence_in_disjunctive = True
        solver.parameters.use_strong_propagation_in_disjunctive = True
        if variant % 2 == 1:
            solver.parameters.cp_model_probing_level = 0
            solver.parameters.symmetry_level = 0
        solver.best_bound_callback = lambda bound: bounded(min(math.ceil(bound - 1e-6), high))

        class _Found(self._cp.CpSolverSolutionCallback):  # type: ignore[misc,name-defined]
            def on_solution_callback(self) -> None:
                found = np.array([self.value(one) for one in starts], np.int32)
                improved(found, int(self.objective_value))

        status = solver.solve(self._model, _Found())
        if status == self._cp.INFEASIBLE:
            bounded(high)
        elif status == self._cp.OPTIMAL:
            bounded(int(solver.objective_value))

    def stop(self) -> None:
        """End the search soon."""
        self._solver.stop_search()


def _excluding(project: Project) -> list[tuple[int, int]]:
    """Pairs that some resource does not suffice for together, and that no link orders."""
    n = project.n
    if n * n > 40 * _MOST_PAIRS:
        return []
    both: npt.NDArray[np.bool_] = np.zeros((n, n), bool)
    for r in range(project.demand.shape[1]):
        need = project.demand[:, r]
        both |= need[:, None] + need[None, :] > project.capacity[r]
    ordered = np.zeros((n, n), bool)
    for i in range(n):
        for e in range(int(project.in_ptr[i]), int(project.in_ptr[i + 1])):
            before = int(project.before[e])
            if project.in_lag[e] >= project.duration[before]:
                ordered[:, i] |= ordered[:, before]
                ordered[before, i] = True
    both &= ~ordered & ~ordered.T
    pairs = np.argwhere(np.triu(both, 1))
    return [] if len(pairs) > _MOST_PAIRS else [(int(i), int(j)) for i, j in pairs]


class GridProver:
    """Looks for plans on a time grid that end in an early slot, or shows that there is none.

    With promises on the grid it looks for plans that break them less; `low`, and what `bounded` is
    told, are then minutes times weights.

    `found` is told the start slot of every place and the candidate who does it, -1 for none, of
    each better plan: an order to plan by to the minute. `bounded` is told the slot before which no
    plan ends, None where there is none up to `high`.
    """

    def __init__(
        self,
        grid: TimeGrid,
        *,
        low: int,
        high: int,
        bounded: Callable[[int | None], None],
        found: Callable[[npt.NDArray[np.int64], npt.NDArray[np.int32]], None],
    ) -> None:
        from ortools.sat.python import cp_model  # optional dependency

        self._low, self._high = low, high
        self._bounded, self._found = bounded, found
        self._cp = cp_model
        self._model = cp_model.CpModel()
        self._solver = cp_model.CpSolver()
        self._stopped = False
        self._starts: list[cp_model.IntVar] = []
        self._ends: list[cp_model.LinearExpr] = []
        self._chosen: list[list[tuple[int, cp_model.IntVar]]] = []
        self._uses: dict[int, list[tuple[cp_model.IntervalVar, int]]] = {}
        self._grid = grid

    def _build(self) -> None:
        model, grid, high = self._model, self._grid, self._high
        for task in grid.tasks:
            if self._stopped:
                return
            self._task(task)
        for link in grid.links:
            if self._stopped:
                return
            at = (self._ends if link.from_finish else self._starts)[link.before]
            after = (self._ends if link.to_finish else self._starts)[link.after]
            if link.lag is None:
                model.add(after >= at)
            else:
                self._behind(after, at, link.lag, None)
        for person, uses in self._uses.items():
            intervals, units = zip(*uses, strict=True)
            if 2 * min(units) > int(grid.capacity[person]):
                model.add_no_overlap(intervals)
            else:
                model.add_cumulative(intervals, units, int(grid.capacity[person]))
        if grid.promises:
            model.minimize(sum(one.weight * self._late(one) for one in grid.promises))
            return
        end = model.new_int_var(min(self._low, high), high, "")
        for one in self._ends:
            model.add(end >= one)
        model.minimize(end)

    def _late(self, promise: GridPromise) -> cp_model.IntVar:
        """By how many minutes a promise is broken, or somewhat less."""
        model, end = self._model, self._ends[promise.place]
        late = model.new_int_var(0, max((m for _, m in promise.late), default=0), "")
        for slot, minutes in promise.late:
            behind = model.new_bool_var("")
            model.add(end < slot).only_enforce_if(~behind)
            model.add(late >= minutes).only_enforce_if(behind)
        return late

    def _task(self, task: GridTask) -> None:
        model, high = self._model, self._high
        first = min(task.start_from, high)
        start = model.new_int_var(first, high, "")
        self._starts.append(start)
        known = [way.ends for way in task.ways]
        (only,) = known if len(known) == 1 else (None,)
        if only is not None and not task.yielding and not _near(only, first, high):
            end: cp_model.LinearExpr = start + only.least
            span = model.new_fixed_size_interval_var(start, only.least, "")
            here = model.new_constant(1)
            for person, units in task.ways[0].people:
                self._uses.setdefault(person, []).append((span, units))
            self._ends.append(end)
            self._chosen.append([(task.ways[0].number, here)])
            model.add(end <= high)
            return
        end = model.new_int_var(min(task.finish_from, high), high, "")
        model.add(end >= start)
        self._ends.append(end)
        self._chosen.append([])
        size = model.new_int_var(0, high, "")
        for way in task.ways:
            here = model.new_constant(1) if only is not None else model.new_bool_var("")
            self._chosen[-1].append((way.number, here))
            if way.ends is None or _near(way.ends, first, high) or task.yielding:
                span = model.new_optional_interval_var(start, size, end, here, "")
            else:
                span = model.new_optional_fixed_size_interval_var(start, way.ends.least, here, "")
            if way.ends is not None:
                self._behind(end, start, way.ends, None if only is not None else here)
            for person, units in way.people:
                self._uses.setdefault(person, []).append((span, units))
        if len(task.ways) > 1:
            model.add_exactly_one([here for _, here in self._chosen[-1]])

    def _behind(
        self,
        end: cp_model.LinearExprT,
        start: cp_model.LinearExprT,
        passing: Passing,
        here: cp_model.IntVar | None,
    ) -> None:
        """What starts then ends no earlier than its table says, if it is done in this way."""
        model, high = self._model, self._high
        when = [] if here is None else [here]
        model.add(end >= start + passing.least).only_enforce_if(*when)
        model.add(start <= passing.last).only_enforce_if(*when)
        for run in _near(passing, 0, high):
            begun, over = model.new_bool_var(""), model.new_bool_var("")
            model.add(start < run.first).only_enforce_if(~begun, *when)
            model.add(start >= run.until).only_enforce_if(over)
            model.add(end >= run.end).only_enforce_if(begun, *when)
            model.add(end >= start + run.length).only_enforce_if(begun, ~over, *when)

    def run(self, *, seconds: float, seed: int) -> bool:
        """Search in this thread until time is up or `stop` is called; whether it was settled."""
        self._build()
        if self._stopped:  # from another thread, perhaps before there was a search to end
            return False
        solver = self._solver
        solver.parameters.max_time_in_seconds = max(min(seconds, 1e6), 0.001)
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.linearization_level = 0
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.use_dynamic_precedence_in_disjunctive = True
        solver.parameters.use_strong_propagation_in_disjunctive = True
        solver.best_bound_callback = self._hear
        prover = self

        class _Found(self._cp.CpSolverSolutionCallback):  # type: ignore[misc,name-defined]
            def on_solution_callback(self) -> None:
                prover._found(
                    np.array([self.value(one) for one in prover._starts], np.int64),
                    np.array([self._way(some) for some in prover._chosen], np.int32),
                )
                if prover._stopped:
                    self.stop_search()

            def _way(self, some: list[tuple[int, cp_model.IntVar]]) -> int:
                return next((number for number, here in some if self.value(here)), -1)

        status = solver.solve(self._model, _Found())
        if status == self._cp.INFEASIBLE:
            self._bounded(None)
        elif status == self._cp.OPTIMAL:
            self._hear(solver.objective_value)
        return bool(status in {self._cp.INFEASIBLE, self._cp.OPTIMAL})

    def _hear(self, bound: float) -> None:
        self._bounded(math.ceil(bound - 1e-6))

    def stop(self) -> None:
        """End the search soon."""
        self._stopped = True
        self._solver.stop_search()


def _near(passing: Passing, first: int, high: int) -> list[Run]:
    """The runs of a table that starts between two slots, and ends up to the last, can meet."""
    return [run for run in passing.runs if run.until > first and run.end <= high]
