"""The same program without doubt: every amount exactly as stated, or exactly at its mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fairlead.analyses.chance import Certain, Judged, Judgement, Spread, spread_of
from fairlead.analyses.chance.normal import Floats
from fairlead.analyses.plan import Plan
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task

__all__ = ["NO_DOUBT", "as_stated", "at_means", "mean_of"]

_GRID: Floats = np.linspace(-6.4, 6.4, 2561)
_WEIGHT: Floats = np.exp(-0.5 * _GRID**2)
_WEIGHT /= _WEIGHT.sum()


@dataclass(frozen=True, slots=True)
class _NoDoubt:
    """The judgement that everything is as it is said."""

    def judge(self, program: Program, key: str) -> Judged:
        return Judged(Certain(1.0))


NO_DOUBT: Judgement = _NoDoubt()
"""The judgement that everything is as it is said."""


@lru_cache(maxsize=4096)
def mean_of(spread: Spread) -> float:
    """The mean of a spread, by the sum over its deviates."""
    return math.fsum((spread.at(_GRID) * _WEIGHT).tolist())


def as_stated(program: Program) -> Program:
    """Every estimate the one figure that the plan takes."""
    return _with_amounts(program, None, None)


def at_means(program: Program, plan: Plan, judgement: Judgement) -> Program:
    """Every estimate, and what is left of running work, its mean under the judgement."""
    return _with_amounts(program, plan, judgement)


def _with_amounts(program: Program, plan: Plan | None, judgement: Judgement | None) -> Program:
    changed: dict[str, Task] = {}
    for key, task in program.tasks.items():
        if task.finished is not None or (task.estimate is None and task.duration is None):
            continue
        ratio = None if judgement is None else judgement.judge(program, key).ratio
        day = 480
        if plan is not None and key in plan.activities:
            day = plan.activities[key].day_minutes
        changed[key] = replace(
            task,
            estimate=_settled(task.estimate, ratio, day),
            duration=_settled(task.duration, ratio, day),
            remaining=_left(task.remaining, ratio),
        )
    return replace(program, tasks=Table({**dict(program.tasks.items()), **changed}))


def _settled(estimate: Estimate | None, ratio: Spread | None, day: int) -> Estimate | None:
    if estimate is None:
        return None
    if ratio is None:
        if estimate.low is None:
            return estimate
        minutes = estimate.planned_minutes(day_minutes=day, week_minutes=5 * day)
        return _exactly(minutes)
    if estimate.low is None or estimate.high is None:
        return Estimate(likely=_times(estimate.likely, mean_of(ratio)))
    low, high = (_minutes(span, day) for span in (estimate.low, estimate.high))
    likely = None if estimate.likely is None else float(_minutes(estimate.likely, day))
    return _exactly(mean_of(spread_of(float(low), likely, float(high))))


def _exactly(minutes: float) -> Estimate:
    span = Span(amount=float(round(minutes)), unit="m")
    return Estimate(low=span, likely=span, high=span)


def _minutes(span: Span, day: int) -> int:
    return span.minutes(day_minutes=day, week_minutes=5 * day)


def _times(span: Span | None, factor: float) -> Span | None:
    return None if span is None else replace(span, amount=span.amount * factor)


def _left(span: Span | None, ratio: Spread | None) -> Span | None:
    return span if ratio is None else _times(span, mean_of(ratio))
