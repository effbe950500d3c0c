"""What came out of the trials, before anything is said about it: arrays by target, counts by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fairlead.analyses.forecast.result import WHOLE

__all__ = ["Outcomes", "with_target"]

Values = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Trials number 0 to `trials` of a seed.

    `finish` (targets, trials) is in UTC minutes, `cost` (trials) in hundredths. Keys of targets
    are those of milestones, `backlog:ID`, `launch:ID`, `sprint:ID`, and `WHOLE`.

    Counts are of trials: in which a task was on the driving chain, a risk happened, a person or
    team (`person:ID`, `team:ID`) kept that chain waiting. Tasks are counted as `task:ID`, backlogs
    as `backlog:ID`. `sensitivity` is the correlation with the finish of the whole, by these and
    `risk:ID`.
    """

    seed: int
    trials: int
    targets: tuple[str, ...]
    finish: Values
    cost: Values
    critical: Mapping[str, int] = field(default_factory=dict)
    sensitivity: Mapping[str, float] = field(default_factory=dict)
    happened: Mapping[str, int] = field(default_factory=dict)
    bottleneck: Mapping[str, int] = field(default_factory=dict)

    def of(self, target: str) -> Values:
        """The finish of a target in every trial."""
        row: Values = self.finish[self.targets.index(target)]
        return row

    @property
    def whole(self) -> Values:
        """The finish of the whole in every trial."""
        return self.of(WHOLE)


def with_target(outcomes: Outcomes, key: str, finish: Values) -> Outcomes:
    """The same with one more target, for which the whole waits too."""
    rows = np.vstack([outcomes.finish, finish[None, :]])
    place = outcomes.targets.index(WHOLE)
    rows[place] = np.maximum(rows[place], finish)
    return Outcomes(
        seed=outcomes.seed,
        trials=outcomes.trials,
        targets=(*outcomes.targets, key),
        finish=rows,
        cost=outcomes.cost,
        critical=outcomes.critical,
        sensitivity=outcomes.sensitivity,
        happened=outcomes.happened,
        bottleneck=outcomes.bottleneck,
    )
