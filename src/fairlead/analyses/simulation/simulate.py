"""Run a program many times: the same seed gives the same numbers, however the work is cut."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.chance.judgement import Judgement
from fairlead.analyses.chance.prior import PRIOR
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.network import Circular
from fairlead.analyses.simulation.binding import Bound
from fairlead.analyses.simulation.model import LONGEST, Model, compile_model, lengthened
from fairlead.analyses.simulation.pieces import Piece, Run, over_pieces
from fairlead.analyses.simulation.structs import CountsStruct, filled
from fairlead.analyses.simulation.trials import Sums, Trials
from fairlead.program.program import Program

__all__ = ["MOST_TRIALS", "CannotSimulate", "checked", "correlation", "drawn", "simulate"]

MOST_TRIALS = 4_000_000
"""Of one call, so that sums stay exact in 64 bits. More: several calls, each from its `first`."""


class CannotSimulate(ValueError):
    """There are no trials of this program: `reason` is why it has no dates at all."""

    def __init__(self, reason: Circular | BeyondTime) -> None:
        told = (
            f"It would take more than {reason.years:,} years."
            if isinstance(reason, BeyondTime)
            else f"Each waits for the one before it, the first for the last: {reason.keys}."
        )
        super().__init__(told)
        self.reason = reason


def simulate(
    program: Program,
    *,
    seed: int,
    trials: int,
    first: int = 0,
    people: bool = True,
    without: frozenset[str] = frozenset(),
    treated: frozenset[str] = frozenset(),
    judgement: Judgement = PRIOR,
    threads: int | None = None,
    compiled: Model | None = None,
) -> Trials:
    """Live through a program `trials` times, from trial number `first` on.

    With `people`, whoever is short is dispatched anew in every trial; without, everybody is always
    free. Risks of `without` never happen, those of `treated` are as their treatment makes them; all
    other draws stay the same. `compiled` is what `compile_model` made of the program and judgement.

    Raises `CannotSimulate` for a program without dates, `ValueError` for arguments out of range.
    """
    checked(trials, first)
    found = compiled
    if found is None or (people and found.queues is None):
        made = compile_model(program, judgement, people=people)
        if not isinstance(made, Model):
            raise CannotSimulate(made)
        found = made
    unknown = (without | treated) - set(program.risks)
    if unknown:
        raise ValueError(f"No such risks: {', '.join(sorted(unknown))}.")
    run = Run(seed, trials, first, without, treated, threads or os.cpu_count() or 1)
    model: Model | None = found
    while model is not None:
        done = _run(model, run, people=people)
        if done is not None:
            return done
        model = lengthened(model)
    raise CannotSimulate(BeyondTime(LONGEST))


def checked(trials: int, first: int) -> None:
    """Raise `ValueError` for trials that no run has."""
    if not 1 <= trials <= MOST_TRIALS or first < 0 or first + trials > 1 << 31:
        raise ValueError(
            f"{trials:,} trials from number {first:,}: expected 1 to {MOST_TRIALS:,} trials."
        )


def _run(model: Model, run: Run, *, people: bool) -> Trials | None:
    """All trials; None when one ran out of the tabled calendars."""
    bound = Bound(model, run, people=people)
    finish = np.empty((len(model.targets), run.trials), np.int64)
    cost = np.empty(run.trials, np.int64)
    counts = over_pieces(run, lambda pieces: _count(bound, finish, cost, pieces))
    if any(count["beyond"][0] for count in counts):
        return None
    sums = {name: sum(count[name] for count in counts) for name in counts[0]}
    return _told(bound, finish, cost, sums)  # type: ignore[arg-type]


def _count(
    bound: Bound, finish: Minutes, cost: Minutes, pieces: Iterator[Piece]
) -> dict[str, Minutes]:
    """Trials of pieces: dates and money in their place, and sums of these pieces alone."""
    n, risks = bound.model.network.n, len(bound.model.dice.keys)
    found = bound.model.queues
    counted = 0 if found is None else len(bound.model.staffing.people) + len(found.teams)
    sizes = {
        "critical": n, "sum": n, "square": n, "product": n,
        "happened": risks, "with": risks, "waited": counted,
    }  # fmt: skip
    sums = {name: np.zeros(size, np.int64) for name, size in sizes.items()}
    struct = CountsStruct()
    filled(
        struct,
        {
            **sums,
            "finish": finish,
            "cost": cost,
            "stride": bound.run.trials,
            "beyond": 0,
        },
    )
    for begin, count in pieces:
        wrong = library().fl_simulate(
            ctypes.byref(bound.network),
            ctypes.byref(bound.struct),
            None if bound.dispatch is None else ctypes.byref(bound.dispatch),
            ctypes.c_int64(begin),
            ctypes.c_int64(count),
            ctypes.c_int64(begin - bound.run.first),
            ctypes.byref(struct),
        )
        if wrong:
            raise MemoryError(f"No memory to simulate {n:,} tasks.")
    sums["beyond"] = np.array([struct.beyond], np.int64)
    return sums


def _told(bound: Bound, finish: Minutes, cost: Minutes, sums: dict[str, Minutes]) -> Trials:
    """The result, keys at its border."""
    model, network = bound.model, bound.model.network
    leaves = network.place[: network.leaves]
    whole = (finish[-1] - bound.base) >> bound.base_shift
    staffing, people = model.staffing, len(model.staffing.people)
    teams = model.queues.teams if bound.people and model.queues is not None else ()
    waited = sums["waited"] if bound.people else np.zeros(people, np.int64)
    return Trials(
        seed=bound.run.seed,
        first=bound.run.first,
        targets=model.targets,
        finish=finish,
        cost=cost,
        keys=network.keys[: network.leaves],
        critical=sums["critical"][leaves],
        sensitivity=correlation(sums["sum"], sums["square"], sums["product"], whole)[leaves],
        risks=model.dice.keys,
        happened=sums["happened"],
        risk_sensitivity=correlation(sums["happened"], sums["happened"], sums["with"], whole),
        people=staffing.people,
        bottleneck=waited[:people],
        teams=teams,
        team_bottleneck=waited[people:],
        sums=Sums(
            draws=sums["sum"][leaves],
            squares=sums["square"][leaves],
            products=sums["product"][leaves],
            with_risk=sums["with"],
            base=bound.base,
            shift=bound.base_shift,
        ),
    )


def correlation(
    of: Minutes, squares: Minutes, products: Minutes, whole: Minutes
) -> npt.NDArray[np.float64]:
    """Pearson's correlation from sums; 0 where either never changes."""
    n = len(whole)
    total = int(whole.sum())
    middle = total // n
    own = whole - middle
    variance = float(np.dot(own, own)) - float(own.sum()) ** 2 / n
    # about whole numbers near their means sums are exact, and small enough to divide
    near = of // n
    rest = (of - n * near).astype(np.float64)
    mine = (squares - 2 * near * of + n * near * near).astype(np.float64) - rest * rest / n
    both = (products - near * total - middle * of + n * near * middle).astype(np.float64)
    both -= rest * float(total - n * middle) / n
    varied = (mine > 0) & (variance > 0)
    found = np.zeros(len(of))
    found[varied] = both[varied] / np.sqrt(mine[varied] * variance)
    return found


def drawn(
    model: Model, *, seed: int, trials: int, first: int = 0
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """What trials draw: amounts and delays (places, trials), and thousandths kept (people, trials).

    For whoever wants to follow a trial by hand; `simulate` never stores them.
    """
    none: frozenset[str] = frozenset()
    bound = Bound(model, Run(seed, trials, first, none, none, 1), people=False)
    n, people = model.network.n, len(model.staffing.people)
    amount, delay = np.empty((n, trials), np.int32), np.empty((n, trials), np.int32)
    kept = np.empty((people, trials), np.int32)
    wrong = library().fl_drawn(
        ctypes.byref(bound.network),
        ctypes.byref(bound.struct),
        ctypes.c_int64(first),
        ctypes.c_int64(trials),
        *(ctypes.c_void_p(array.ctypes.data) for array in (amount, delay, kept)),
    )
    if wrong:
        raise MemoryError(f"No memory to draw for {n:,} tasks.")
    return amount, delay, kept
