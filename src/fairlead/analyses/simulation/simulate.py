"""Run a program many times: the same seed gives the same numbers, however the work is cut."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses._kernel.library import library
from fairlead.analyses.chance.judgement import Judgement
from fairlead.analyses.chance.normal import deviate_table
from fairlead.analyses.chance.prior import PRIOR
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.levelling.serial import network_struct, staff_struct
from fairlead.analyses.network import Circular
from fairlead.analyses.simulation.effects import effect_arrays
from fairlead.analyses.simulation.model import LONGEST, Model, compile_model, lengthened
from fairlead.analyses.simulation.queues import Queues
from fairlead.analyses.simulation.structs import (
    PRICE,
    Array,
    CountsStruct,
    DispatchStruct,
    ModelStruct,
    filled,
)
from fairlead.analyses.simulation.trials import Sums, Trials
from fairlead.program.program import Program

__all__ = ["MOST_TRIALS", "CannotSimulate", "correlation", "drawn", "simulate"]

MOST_TRIALS = 4_000_000
"""Of one call, so that sums stay exact in 64 bits. More: several calls, each from its `first`."""

_MASK = (1 << 64) - 1
_PIECE = 512  # trials that a thread takes at once, or a multiple
_TURNS = 4  # pieces per thread: one that is held up does not hold up the others for long
_SUMMED = 20  # bits of a finish in sums


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


@dataclass(frozen=True, slots=True)
class _Run:
    seed: int
    trials: int
    first: int
    without: frozenset[str]
    treated: frozenset[str]
    threads: int


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
    if not 1 <= trials <= MOST_TRIALS or first < 0 or first + trials > 1 << 31:
        raise ValueError(
            f"{trials:,} trials from number {first:,}: expected 1 to {MOST_TRIALS:,} trials."
        )
    found = compiled
    if found is None or (people and found.queues is None):
        made = compile_model(program, judgement, people=people)
        if not isinstance(made, Model):
            raise CannotSimulate(made)
        found = made
    unknown = (without | treated) - set(program.risks)
    if unknown:
        raise ValueError(f"No such risks: {', '.join(sorted(unknown))}.")
    run = _Run(seed, trials, first, without, treated, threads or os.cpu_count() or 1)
    model: Model | None = found
    while model is not None:
        done = _run(model, run, people=people)
        if done is not None:
            return done
        model = lengthened(model)
    raise CannotSimulate(BeyondTime(LONGEST))


def _run(model: Model, run: _Run, *, people: bool) -> Trials | None:
    """All trials; None when one ran out of the tabled calendars."""
    bound = _Bound(model, run, people=people)
    pieces = list(_pieces(run))
    threads = min(run.threads, len(pieces))
    if threads == 1:
        counts = [bound.count(piece) for piece in pieces]
    else:
        with ThreadPoolExecutor(threads) as pool:
            counts = list(pool.map(bound.count, pieces))
    if any(count["beyond"][0] for count in counts):
        return None
    return bound.trials({name: sum(count[name] for count in counts) for name in counts[0]})  # type: ignore[misc]


def _pieces(run: _Run) -> Iterator[tuple[int, int]]:
    """First trial and count of each piece: any cut gives the same numbers."""
    size = max(run.trials // (_TURNS * run.threads * _PIECE), 1) * _PIECE
    at, end = run.first, run.first + run.trials
    while at < end:
        until = min((at // size + 1) * size, end)
        yield at, until - at
        at = until


class _Bound:
    """A model bound to one run: the structs that the kernel takes, and what holds their arrays."""

    def __init__(self, model: Model, run: _Run, *, people: bool) -> None:
        self.model, self.run, self.people = model, run, people
        network, staffing = model.network, model.staffing
        self.work = network.work.copy()
        self.network = network_struct(staffing, self.work)
        self.finish = np.empty((len(model.targets), run.trials), np.int64)
        self.cost = np.empty(run.trials, np.int64)
        self.arrays = dict(model.arrays)
        ptr, effects = effect_arrays(model.dice, network.n, run.treated, run.without)
        prices, treatments = _risk_prices(model, run)
        self.arrays |= {
            "effect_ptr": ptr,
            "effects": effects,
            "threshold": model.dice.thresholds(run.without, run.treated),
            "priced": prices,
            "normal": deviate_table(),
        }
        late = max(int(model.path.finish) - network.begin, 1)
        self.base, self.base_shift = network.begin, max((8 * late).bit_length() - _SUMMED, 0)
        self.struct = ModelStruct()
        filled(
            self.struct,
            {
                **self.arrays,
                "seed": run.seed & _MASK,
                "factors": len(self.arrays["factor_key"]),
                "mixes": len(self.arrays["mix_ptr"]) - 1,
                "risks": len(model.dice.keys),
                "prices": len(prices),
                "fixed_cost": model.fixed_cost + treatments,
                "people": len(staffing.people),
                "targets": len(model.targets),
                "base": self.base,
                "base_shift": self.base_shift,
                "any_price": int(np.asarray(self.arrays["price"]).any()),
                "one_by_one": int(model.one_by_one),
            },
        )
        self.dispatch = None if not people or model.queues is None else self._dispatch(model.queues)

    def _dispatch(self, queues: Queues) -> DispatchStruct:
        staffing = self.model.staffing
        self.staff = staff_struct(staffing)
        struct = DispatchStruct()
        filled(
            struct,
            {
                "staff": ctypes.addressof(self.staff),
                "rank": queues.rank,
                "queue_ptr": queues.queue_ptr,
                "queued": queues.queued,
                "crew_slot": queues.crew_slot,
                "group_slot": queues.group_slot,
                "member_ptr": queues.member_ptr,
                "member_of": queues.member_of,
                "groups": queues.groups,
                "ends": self.model.ends,
                "stay": self.model.stays,
                "plain": staffing.plain.view(np.uint8),
                "spells": queues.spells,
                "spell_ptr": queues.spell_ptr,
                "begin": self._begin(),
                "counts_as": queues.counts_as,
                "counted": len(staffing.people) + len(queues.teams),
            },
        )
        return struct

    def _begin(self) -> int:
        """Before it nobody is looked for: the status time, or a date that does not yield."""
        network = self.model.network
        held = self.model.staffing.held.astype(bool)
        begun = np.concatenate((self.model.path.early_start[held], network.actual_start))
        return min(network.begin, network.status, int(begun.min(initial=network.begin)))

    def count(self, piece: tuple[int, int]) -> dict[str, Minutes]:
        """Trials of one piece: dates and money in their place, and sums of it alone."""
        begin, count = piece
        n, risks = self.model.network.n, len(self.model.dice.keys)
        found = self.model.queues
        counted = 0 if found is None else len(self.model.staffing.people) + len(found.teams)
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
                "finish": self.finish,
                "cost": self.cost,
                "stride": self.run.trials,
                "beyond": 0,
            },
        )
        wrong = library().fl_simulate(
            ctypes.byref(self.network),
            ctypes.byref(self.struct),
            None if self.dispatch is None else ctypes.byref(self.dispatch),
            ctypes.c_int64(begin),
            ctypes.c_int64(count),
            ctypes.c_int64(begin - self.run.first),
            ctypes.byref(struct),
        )
        if wrong:
            raise MemoryError(f"No memory to simulate {n:,} tasks.")
        sums["beyond"] = np.array([struct.beyond], np.int64)
        return sums

    def trials(self, sums: dict[str, Minutes]) -> Trials:
        """The result, keys at its border."""
        model, network = self.model, self.model.network
        leaves = network.place[: network.leaves]
        whole = (self.finish[-1] - self.base) >> self.base_shift
        staffing, people = model.staffing, len(model.staffing.people)
        teams = model.queues.teams if self.people and model.queues is not None else ()
        waited = sums["waited"] if self.people else np.zeros(people, np.int64)
        return Trials(
            seed=self.run.seed,
            first=self.run.first,
            targets=model.targets,
            finish=self.finish,
            cost=self.cost,
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
                base=self.base,
                shift=self.base_shift,
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


def _risk_prices(model: Model, run: _Run) -> tuple[Array, int]:
    rows = [(key, scale, table, -1) for key, table, scale in model.prices]
    treatments = 0
    chosen = zip(model.dice.keys, model.dice.chosen(run.treated), strict=True)
    for number, (key, risk) in enumerate(chosen):
        treatments += risk.treatment
        if risk.price is not None and key not in run.without:
            table, scale = risk.price
            rows.append((0, scale, table, number))
    return np.array(rows, PRICE), treatments


def drawn(
    model: Model, *, seed: int, trials: int, first: int = 0
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """What trials draw: amounts and delays (places, trials), and thousandths kept (people, trials).

    For whoever wants to follow a trial by hand; `simulate` never stores them.
    """
    none: frozenset[str] = frozenset()
    bound = _Bound(model, _Run(seed, trials, first, none, none, 1), people=False)
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
