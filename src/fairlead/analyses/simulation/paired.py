"""The same trials with one risk left out, or treated: run again only where that changes them."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fairlead.analyses._kernel.library import library
from fairlead.analyses.clock import Minutes
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.simulation.binding import Bound
from fairlead.analyses.simulation.effects import RiskRows, threshold
from fairlead.analyses.simulation.model import LONGEST, Model, lengthened
from fairlead.analyses.simulation.pieces import Piece, Run, over_pieces
from fairlead.analyses.simulation.simulate import CannotSimulate, checked
from fairlead.analyses.simulation.structs import CASE, SETBACK, Array, CasesStruct, filled

__all__ = ["Paired", "joined", "paired"]

_NEVER = RiskRows(0.0, (), None, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Trials `first` to `first + trials` in other cases of one risk each.

    `without` and `treated` name the risk of each row: first those that are left out, then those
    that are treated. `finish` (rows, trials) of the whole in UTC minutes and `cost` (rows, trials)
    in hundredths are those that `simulate` gives with the same risk left out or treated. `again`
    is how many trials were lived through for it, the plain ones among them.
    """

    first: int
    without: tuple[str, ...]
    treated: tuple[str, ...]
    finish: Minutes
    cost: Minutes
    again: int


def paired(
    model: Model,
    *,
    seed: int,
    trials: int,
    first: int = 0,
    people: bool = True,
    without: Sequence[str] = (),
    treated: Sequence[str] = (),
    threads: int | None = None,
) -> Paired:
    """Live through the trials of a model once more for every risk that is left out or treated.

    All else is drawn as it is. Raises `CannotSimulate`, and `ValueError` for arguments out of range
    or risks that the model does not draw.
    """
    checked(trials, first)
    unknown = {*without, *treated} - set(model.dice.keys)
    if unknown:
        raise ValueError(f"No such open risks: {', '.join(sorted(unknown))}.")
    none: frozenset[str] = frozenset()
    run = Run(seed, trials, first, none, none, threads or os.cpu_count() or 1)
    asked: Model | None = model
    while asked is not None:
        found = _paired(asked, run, tuple(without), tuple(treated), people=people)
        if found is not None:
            return found
        asked = lengthened(asked)
    raise CannotSimulate(BeyondTime(LONGEST))


def _paired(
    model: Model, run: Run, without: tuple[str, ...], treated: tuple[str, ...], *, people: bool
) -> Paired | None:
    bound = Bound(model, run, people=people)
    cases, setbacks = _cases(model, without, treated)
    rows = len(without) + len(treated)
    finish = np.empty((rows, run.trials), np.int64)
    cost = np.empty((rows, run.trials), np.int64)

    def price(pieces: Iterator[Piece]) -> CasesStruct:
        struct = CasesStruct()
        filled(
            struct,
            {
                "cases": len(cases),
                "of": cases,
                "setbacks": setbacks,
                "stride": run.trials,
                "finish": finish,
                "cost": cost,
                "again": 0,
                "beyond": 0,
            },
        )
        for begin, count in pieces:
            wrong = library().fl_price_risks(
                ctypes.byref(bound.network),
                ctypes.byref(bound.struct),
                None if bound.dispatch is None else ctypes.byref(bound.dispatch),
                ctypes.c_int64(begin),
                ctypes.c_int64(count),
                ctypes.c_int64(begin - run.first),
                ctypes.byref(struct),
            )
            if wrong:
                raise MemoryError(f"No memory to simulate {model.network.n:,} tasks.")
        return struct

    done = over_pieces(run, price)
    if any(struct.beyond for struct in done):
        return None
    again = sum(int(struct.again) for struct in done)
    return Paired(run.first, without, treated, finish, cost, again)


def _cases(model: Model, without: tuple[str, ...], treated: tuple[str, ...]) -> tuple[Array, Array]:
    """Arrays of `fl_case` and `fl_setback`: of each risk the case as it is, then the others."""
    rows: list[tuple[float, int, int, int, int, int, int, int, int]] = []
    setbacks: list[tuple[int, int, float, int]] = []

    def add(number: int, case: RiskRows, row: int) -> None:
        begin = len(setbacks)
        setbacks.extend((place, table, scale, 0) for place, table, scale in case.effects)
        table, scale = (-1, 0.0) if case.price is None else case.price
        chance = threshold(case.chance)
        end = len(setbacks)
        rows.append((scale, chance, case.treatment, begin, end, number, table, row, 0))

    dice = model.dice
    for number, key in enumerate(dice.keys):
        others = [(row, _NEVER) for row, one in enumerate(without) if one == key]
        others += [
            (len(without) + row, dice.treated[number])
            for row, one in enumerate(treated)
            if one == key
        ]
        if others:
            add(number, dice.as_is[number], -1)
        for row, case in others:
            add(number, case, row)
    return np.array(rows, CASE), np.array(setbacks, SETBACK)


def joined(parts: Sequence[Paired]) -> Paired:
    """Parts that follow upon each other as one. Raises `ValueError` where they do not."""
    first = parts[0]
    at = first.first
    for part in parts:
        if part.first != at or (part.without, part.treated) != (first.without, first.treated):
            raise ValueError(f"Trials from number {part.first:,}: expected those from {at:,} on.")
        at += part.finish.shape[1]
    return replace(
        first,
        finish=np.concatenate([part.finish for part in parts], axis=1),
        cost=np.concatenate([part.cost for part in parts], axis=1),
        again=sum(part.again for part in parts),
    )
