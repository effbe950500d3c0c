"""What trials have shown: dates and money of each, and counts over all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import Minutes

__all__ = ["Sums", "Trials"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What correlations are made of, in whole numbers: so that parts of a run add up exactly.

    By key: sums of draws, of their squares, and of draws times the finish of the whole, which
    counts from `base` in steps of 2**`shift` minutes; by risk: sums of that finish where it
    happened.
    """

    draws: Minutes
    squares: Minutes
    products: Minutes
    with_risk: Minutes
    base: int
    shift: int


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Trials `first` to `first + trials` of a program under a seed.

    - `targets`: ids of milestones and of tasks that are watched, and "" for the whole;
      `finish` (targets, trials), UTC minutes.
    - `cost` (trials), hundredths of the program's currency.
    - `keys`: ids of tasks and milestones; `critical` (keys), trials in which each was on what drove
      the finish of the whole; `sensitivity` (keys), linear correlation of what it took with that
      finish, 0 where it is certain.
    - `risks`: ids of open risks; `happened` (risks), trials in which each did;
      `risk_sensitivity` (risks), correlation of its happening with the finish.
    - `people` and `teams`: ids; `bottleneck` (people), trials in which work that drove the finish
      had to wait for that person; `team_bottleneck` (teams) for anybody of several of the team.
      Work that anybody with a skill could do, of no team, counts for the team "".
    - `sums` is what sensitivities are made of, so that `merged` may put parts of a run together.
    """

    seed: int
    first: int
    targets: tuple[str, ...]
    finish: Minutes
    cost: Minutes
    keys: tuple[str, ...]
    critical: Minutes
    sensitivity: Floats
    risks: tuple[str, ...]
    happened: Minutes
    risk_sensitivity: Floats
    people: tuple[str, ...]
    bottleneck: Minutes
    teams: tuple[str, ...]
    team_bottleneck: Minutes
    sums: Sums

    @property
    def trials(self) -> int:
        """How many there are."""
        return len(self.cost)

    def finish_of(self, target: str) -> Minutes:
        """The finishes of a milestone or, "", of the whole. Raises `KeyError` for any other."""
        if target not in self.targets:
            raise KeyError(f"No target {target!r}; targets are {', '.join(self.targets)}.")
        found: Minutes = self.finish[self.targets.index(target)]
        return found
