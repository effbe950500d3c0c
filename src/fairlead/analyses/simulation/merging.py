"""Parts of one run put together: the same as if nobody had cut it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fairlead.analyses.clock import Minutes
from fairlead.analyses.simulation.simulate import correlation
from fairlead.analyses.simulation.trials import Sums, Trials

__all__ = ["merged"]


def merged(parts: Sequence[Trials]) -> Trials:
    """The trials of several parts of a run as one, bit for bit as if it had been one.

    Raises `ValueError` when the parts do not follow upon each other, or are of different runs.
    """
    first = parts[0]
    at = first.first
    for part in parts:
        if part.first != at or (part.seed, part.targets, part.keys, part.risks) != (
            first.seed, first.targets, first.keys, first.risks,
        ):  # fmt: skip
            raise ValueError(f"Trials from number {part.first:,}: expected those from {at:,} on.")
        at += part.trials
    if len(parts) == 1:
        return first
    sums = _added([part.sums for part in parts])
    finish = np.concatenate([part.finish for part in parts], axis=1)
    happened = _total([part.happened for part in parts])
    whole = (finish[-1] - sums.base) >> sums.shift
    return replace(
        first,
        finish=finish,
        cost=np.concatenate([part.cost for part in parts]),
        critical=_total([part.critical for part in parts]),
        sensitivity=correlation(sums.draws, sums.squares, sums.products, whole),
        happened=happened,
        risk_sensitivity=correlation(happened, happened, sums.with_risk, whole),
        bottleneck=_total([part.bottleneck for part in parts]),
        team_bottleneck=_total([part.team_bottleneck for part in parts]),
        sums=sums,
    )


def _total(rows: list[Minutes]) -> Minutes:
    found: Minutes = np.sum(rows, axis=0)
    return found


def _added(rows: list[Sums]) -> Sums:
    return Sums(
        draws=_total([row.draws for row in rows]),
        squares=_total([row.squares for row in rows]),
        products=_total([row.products for row in rows]),
        with_risk=_total([row.with_risk for row in rows]),
        base=rows[0].base,
        shift=rows[0].shift,
    )
