"""Proofs by OR-Tools CP-SAT: the only module that imports it. Everything works without it."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairlead.analyses.optimiser.project import Project, Units

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["MOST_PROVED", "Prover", "available"]

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
