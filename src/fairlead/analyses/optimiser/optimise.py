"""A better plan of a program: the same people, calendars and links in a better order."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.critical_path import passes
from fairlead.analyses.levelling import Levelled, level
from fairlead.analyses.levelling import assembled as levelled_as
from fairlead.analyses.levelling.energy import least_dates
from fairlead.analyses.levelling.serial import Score, Serial
from fairlead.analyses.optimiser import cpsat
from fairlead.analyses.optimiser.aims import FULL, Agreed, Aim, Objective, aim_of, held
from fairlead.analyses.optimiser.grid_proof import GridProof
from fairlead.analyses.optimiser.optimised import Optimised, Step
from fairlead.analyses.optimiser.plans import Plans, Worth, population_for
from fairlead.analyses.optimiser.promises import out_of_reach
from fairlead.analyses.optimiser.time_grid import Promise
from fairlead.analyses.plan import Unplannable
from fairlead.analyses.plan.making import assembled, network_dates
from fairlead.program.moments import instant
from fairlead.program.noun import replace as changed
from fairlead.program.program import Program

__all__ = ["optimise"]

_SECONDS_PLANNED_FOR = 5.0
"""For which populations are made where slices are counted and no time is given."""

_ALONE = 0.1, 0.2
"""Part of the time, and most seconds, in which the search goes on alone before a proof begins."""


def optimise(
    program: Program,
    *,
    seconds: float | None = None,
    slices: int | None = None,
    objective: Objective = "finish",
    baseline: Agreed | None = None,
    seed: int = 0,
    workers: int = 2,
    paths: int = 3,
    prove: bool = True,
    progress: Callable[[Step, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Optimised | Unplannable:
    """The best plan that is found in a time, or in a number of slices, by one objective.

    `finish` is the earliest end at which promises are missed by no more than in the levelled plan;
    `lateness` the fewest minutes after promised dates, by the value of their goals, then the
    earliest end; `stability` the fewest minutes away from the dates of `baseline`, nothing before
    its agreed start. `seconds` are of the whole call by the wall clock; with `slices` instead the
    answer is the same everywhere, and nothing is proved but by simple bounds. `progress` hears each
    improvement with the bound then, `stop` is asked every few hundredths of a second. Raises
    ValueError without a time or a number, or for stability without a baseline.
    """
    if seconds is None and slices is None:
        raise ValueError("Expected a time in seconds or a number of slices to search for.")
    if objective == "stability" and not baseline:
        raise ValueError("Stability is against a baseline: expected the dates of one.")
    begun = time.monotonic()
    path = network_dates(program)
    if isinstance(path, Unplannable):
        return path
    search = _Search(level(path), objective, baseline, begun=begun, progress=progress)
    search.run(
        seconds=seconds, slices=slices, seed=seed, workers=max(workers, 1), prove=prove, stop=stop
    )
    return search.answer(program, paths=paths, seed=seed)


class _Search:
    def __init__(
        self,
        levelled: Levelled,
        objective: Objective,
        baseline: Agreed | None,
        *,
        begun: float,
        progress: Callable[[Step, int], None] | None,
    ) -> None:
        self.levelled, self.begun, self.progress = levelled, begun, progress
        network = levelled.path.network
        self.aim: Aim = aim_of(network, objective, baseline)
        self.path, self.staffing = levelled.path, levelled.staffing
        if objective == "stability" and baseline is not None:
            network = held(network, baseline)
            later = passes(network)
            if later is not None:
                self.path = later
                self.staffing = replace(levelled.staffing, network=later.network)
        self.dates = Serial(
            start=levelled.start,
            finish=levelled.finish,
            work=levelled.work,
            clock=levelled.work_clock,
            chosen=levelled.chosen,
            lost=levelled.lost,
        )
        self.finish_bound = levelled.lower_bound
        self.late_bound = 0
        self.bound = self._bound()
        self.history: list[Step] = []
        self.stopped = self.asked_solver = False
        self.slices = 0

    def run(
        self,
        *,
        seconds: float | None,
        slices: int | None,
        seed: int,
        workers: int,
        prove: bool,
        stop: Callable[[], bool] | None,
    ) -> None:
        n = self.path.network.n
        network = self.levelled.path.network
        planned_for = _SECONDS_PLANNED_FOR if seconds is None else seconds
        with Plans(
            self.path,
            self.staffing,
            self.aim,
            late_allowed=self.aim.lateness(network, self.levelled.finish),
            seed=seed,
            count=workers,
            population=population_for(n, seconds=planned_for),
        ) as plans:
            self.worth = self.first = plans.worth(self.dates)
            if self._settled():
                return
            plans.offer(self.levelled.start, self.levelled.chosen)
            if self.aim.objective == "stability":
                agreed = np.where(self.aim.agreed < TOO_LATE, self.aim.agreed, self.levelled.start)
                plans.offer(agreed, self.levelled.chosen)
            proof: GridProof | None = None
            alone = 0.0 if seconds is None else min(_ALONE[0] * seconds, _ALONE[1])
            prove = prove and seconds is not None and slices is None and cpsat.available()
            prove = prove and self.aim.objective != "stability"
            try:
                while not self._settled():
                    self.stopped = stop is not None and stop()
                    timed_out = seconds is not None and time.monotonic() - self.begun >= seconds
                    if self.stopped or timed_out or (slices is not None and plans.slices >= slices):
                        break
                    past = time.monotonic() - self.begun
                    if prove and proof is None and seconds is not None and past >= alone:
                        proof = GridProof(
                            self.levelled,
                            finish=self.worth.finish,
                            low=self.finish_bound,
                            seconds=seconds - past,
                            seed=seed,
                            promises=self._promises(),
                            late=self.worth.late,
                        )
                    proving = proof is not None and proof.running and workers > 1
                    dates, worth = plans.run(enough=self._enough(), count=workers - proving)
                    if worth.rank < self.worth.rank:
                        self._take(dates, worth)
                    if proof is not None:
                        proof.finish, proof.late = self.worth.finish, self.worth.late
                        self._hear(proof, plans)
            finally:
                if proof is not None:
                    proof.close()
            if proof is not None:
                self._hear(proof, plans)
                self.asked_solver = proof.asked
                dates, worth = plans.best()
                if worth.rank < self.worth.rank:
                    self._take(dates, worth)
            self.slices = plans.slices

    def _hear(self, proof: GridProof, plans: Plans) -> None:
        """Take over what a proof has found: a bound, or an order to plan by to the minute."""
        if proof.bound > self.finish_bound:
            self.finish_bound = proof.bound
            self.bound = self._bound()
        if proof.late_bound > self.late_bound:
            self.late_bound = proof.late_bound
            self.bound = self._bound()
        order = proof.news()
        if order is not None:
            plans.offer(*order)

    def _promises(self) -> tuple[Promise, ...] | None:
        """What is promised and not finished, where lateness is what counts."""
        if self.aim.objective != "lateness":
            return None
        network = self.levelled.path.network
        until = network.bounds[3]
        places = np.flatnonzero((until < TOO_LATE) & (network.actual_finish == TOO_LATE))
        return tuple(
            Promise(place, int(until[place]), int(self.aim.weight[place]))
            for place in places.tolist()
        )

    def _take(self, dates: Serial, worth: Worth) -> None:
        self.dates, self.worth = dates, worth
        step = Step(
            seconds=round(time.monotonic() - self.begun, 3),
            value=self._value(worth),
            finish=instant(worth.finish),
        )
        self.history.append(step)
        if self.progress is not None:
            self.progress(step, self.bound)

    # ---- in minutes of the objective -------------------------------------------------------------

    def _value(self, worth: Worth) -> int:
        if self.aim.objective == "finish":
            return worth.finish - self.path.network.status
        return -(-worth.late // FULL) if self.aim.objective == "lateness" else worth.moved

    def _bound(self) -> int:
        """The least value that any plan can have."""
        network = self.levelled.path.network
        if self.aim.objective == "finish":
            return self.finish_bound - network.status
        _, least, beyond = least_dates(self.levelled.staffing, self.levelled.lost)
        if beyond:
            return 0
        if self.aim.objective == "stability":
            return self.aim.later(least)
        return -(-max(self.aim.lateness(network, least), self.late_bound) // FULL)

    def _enough(self) -> tuple[int, int, int]:
        """Worth that cannot be bettered."""
        if self.aim.objective == "finish":
            return 0, self.finish_bound, 0
        if self.aim.objective == "lateness":
            return self.bound * FULL, self.finish_bound, 0
        return 0, self.bound, 0

    def _settled(self) -> bool:
        """Whether no other plan can be better, by what comes second neither."""
        if self.worth.beyond or self.worth.lost:
            return False
        if self._value(self.worth) > self.bound:
            return False
        return self.aim.objective != "lateness" or self.worth.finish <= self.finish_bound

    # ---- the answer ------------------------------------------------------------------------------

    def answer(self, program: Program, *, paths: int, seed: int) -> Optimised:
        levelled, worth = self.levelled, self.worth
        network = levelled.path.network
        late = int(np.maximum(self.dates.finish - network.bounds[3], 0).sum())
        made = levelled_as(
            levelled.path,
            levelled.staffing,
            self.dates,
            Score(bool(worth.beyond), worth.lost, late, worth.finish),
            Score(beyond=False, lost=0, late=0, finish=self.finish_bound),
        )
        plan = assembled(program, made, paths=paths)
        findings = (*plan.findings, *out_of_reach(levelled))
        value, bound = self._value(worth), min(self.bound, self._value(worth))
        proved = value <= bound
        gap = 0.0 if proved else (100 * (value - bound) / bound if bound > 0 else None)
        return Optimised(
            plan=changed(plan, findings=findings),
            objective=self.aim.objective,
            value=value,
            bound=bound,
            levelled_value=self._value(self.first),
            levelled_finish=instant(int(levelled.finish.max(initial=network.begin))),
            gap_percent=gap,
            proved_optimal=proved,
            asked_solver=self.asked_solver,
            has_solver=cpsat.available(),
            seconds=round(time.monotonic() - self.begun, 3),
            slices=self.slices,
            seed=seed,
            stopped=self.stopped,
            history=tuple(self.history),
        )
