"""What charts of past forecasts show: dates that held or did not, levels against shares."""

from __future__ import annotations

from fairlead.program.noun import Noun
from fairlead.reports.text import Words

__all__ = ["KeptChart", "LevelPoint", "ReliabilityChart"]


class KeptChart(Noun):
    """One mark for each date that was given at four in five and has come, those that held first."""

    kept: int
    missed: int
    held: Words
    not_held: Words


class LevelPoint(Noun):
    """How often dates of a level held, and the band in which an honest level falls."""

    level: float
    share: float
    low: float
    high: float


class ReliabilityChart(Noun):
    """Levels against the shares that held; beside it, what was done in each tenth of the chance.

    `pit` holds ten shares that add up to one, a tenth each if the chances were honest; `pit_low`
    and `pit_high` enclose one of them 95 times in 100 then.
    """

    points: tuple[LevelPoint, ...]
    pit: tuple[float, ...]
    pit_low: float
    pit_high: float
    said: Words
    came: Words
    tenths: Words
