"""The trials of a program that differs from another in something: quick, and on the same draws.

What a change, a cause or a way out does to a date is told by living through both programs with the
same seed: what they have in common drops out (common random numbers: Law 2015, section 11.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses.chance import PRIOR, Judgement
from fairlead.analyses.forecast.backlog_tasks import Expanded, with_backlogs
from fairlead.analyses.forecast.compound import compound_of
from fairlead.analyses.forecast.free_dates import without_fixed_dates
from fairlead.analyses.forecast.met import with_history
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.forecast.summary import BACKLOG
from fairlead.analyses.network.compile import begin_and_status
from fairlead.analyses.simulation import CannotSimulate, Model, compile_model, simulate
from fairlead.program.moments import instant
from fairlead.program.program import Program

__all__ = ["Order", "Variant", "lived_rows", "order_of", "variant"]

Values = npt.NDArray[np.int64]

Order = Mapping[str, int]
"""When each task begins in a levelled plan, in minutes: people take work in this order."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What trials of a program gave: finishes in order for each target, and the costs.

    `finish` and `cost` are minutes since 1970 and hundredths of money, each row sorted.
    """

    targets: tuple[str, ...]
    finish: npt.NDArray[np.int64]
    cost: npt.NDArray[np.int64]

    def at(self, target: str, share: float) -> int | None:
        """The minute that a share of trials does not exceed; None if there is no such target."""
        if target not in self.targets:
            return None
        return quantile(self.finish[self.targets.index(target)], share)

    def chance(self, target: str, until: int) -> float | None:
        """The share of trials in which a target is reached by a minute."""
        if target not in self.targets:
            return None
        row = self.finish[self.targets.index(target)]
        return int(np.searchsorted(row, until, side="right")) / len(row)


def variant(
    program: Program,
    *,
    seed: int,
    trials: int,
    judgement: Judgement | None = None,
    order: Order | None = None,
    threads: int | None = None,
) -> Variant:
    """Live through a program; see `lived_rows`. What is kept is sorted."""
    rows, cost = lived_rows(
        program, seed=seed, trials=trials, judgement=judgement, order=order, threads=threads
    )
    return Variant(
        targets=tuple(rows),
        finish=np.sort(np.vstack([*rows.values()]), axis=1),
        cost=np.sort(cost),
    )


def lived_rows(
    program: Program,
    *,
    seed: int,
    trials: int,
    judgement: Judgement | None = None,
    order: Order | None = None,
    threads: int | None = None,
) -> tuple[dict[str, Values], Values]:
    """Finish by target, under the keys that the forecast has, and cost, trial by trial.

    With the same seed and trials, and without `order`, these are the trials of its forecast. With
    `order` nothing is levelled, which takes most of the time of a small program. Raises
    `CannotSimulate` where there are no dates.
    """
    expanded = _expanded(program, judgement)
    compound = compound_of(program, status=begin_and_status(program)[1])
    model = compile_model(
        expanded.program, expanded.judgement, order=order, watched=compound.watched
    )
    if not isinstance(model, Model):
        raise CannotSimulate(model)
    lived = simulate(
        expanded.program,
        seed=seed,
        trials=trials,
        judgement=expanded.judgement,
        compiled=model,
        threads=threads,
    )
    renamed = {end: BACKLOG + key for key, end in expanded.milestones.items()}
    own = {*program.milestones, *expanded.milestones.values(), WHOLE}
    rows = {renamed.get(key, key): lived.finish_of(key) for key in lived.targets if key in own}
    return {**with_history(program, rows), **compound.rows(lived)}, lived.cost


def _expanded(program: Program, judgement: Judgement | None) -> Expanded:
    status = instant(begin_and_status(program)[1])
    return with_backlogs(without_fixed_dates(program), judgement or PRIOR, status=status)


def order_of(program: Program, *, judgement: Judgement | None = None) -> Order:
    """The order in which the forecast of a program takes its work. Raises `CannotSimulate`."""
    expanded = _expanded(program, judgement)
    model = compile_model(expanded.program, expanded.judgement)
    if not isinstance(model, Model):
        raise CannotSimulate(model)
    network, planned = model.network, model.planned_start
    if planned is None:
        return {}
    return dict(zip(network.keys, planned[network.place].tolist(), strict=True))
