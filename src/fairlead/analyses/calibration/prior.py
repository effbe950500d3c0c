"""What is believed of a team that has no record yet, and how soon its own record outweighs it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fairlead.analyses.calibration.grid import ATOM, EDGES
from fairlead.program.noun import Noun

__all__ = ["PRIOR", "Prior"]


class Prior(Noun):
    """Actual over estimate of a task before anything is known about who does it.

    With chance `exact` the work takes just what was said; else the ratio is lognormal with median
    `exp(location)` and standard deviation `spread` of its logarithm. `weight` is how many finished
    tasks a wider group counts as when shares of a narrower one are counted.

    The figures are round numbers that published collections of industrial tasks agree on: a
    quarter of tasks exact and a spread of 0.8 (Jones and Cullum 2019, SiP; Jones and Nichols 2021,
    CESAW). Halkjelsvik and Jørgensen 2012 find a mean overrun of 20 to 30 %: a location of -0.1
    and the skew of the lognormal give 19 % in all.
    """

    exact: float = 0.25
    location: float = -0.1
    spread: float = 0.8
    weight: float = 8.0

    def shares(self) -> NDArray[np.float64]:
        """The chance of each bin of the grid, adding up to one."""
        ends = [_normal((edge - self.location) / self.spread) for edge in EDGES]
        ends[0], ends[-1] = 0.0, 1.0
        shares: NDArray[np.float64] = np.diff(np.array(ends)) * (1 - self.exact)
        shares[ATOM] += self.exact
        shares /= shares.sum()
        return shares


def _normal(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


PRIOR = Prior()
"""The prior that is used unless another is given."""
