"""Chance: streams of random numbers by entity, spreads of estimates, and what is judged of them."""

from fairlead.analyses.chance.judgement import Judged, Judgement
from fairlead.analyses.chance.prior import PRIOR, Prior
from fairlead.analyses.chance.spread import (
    After,
    Certain,
    Lognormal,
    Modal,
    Quantiles,
    Spread,
    TwoPiece,
    spread_of,
)

__all__ = [
    "PRIOR",
    "After",
    "Certain",
    "Judged",
    "Judgement",
    "Lognormal",
    "Modal",
    "Prior",
    "Quantiles",
    "Spread",
    "TwoPiece",
    "spread_of",
]
