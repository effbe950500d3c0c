"""What of each task is drawn: its estimate as a spread, less what is done, and what it shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fairlead.analyses.chance.judgement import Judgement
from fairlead.analyses.chance.spread import After, Certain, Scaled, Spread, spread_of
from fairlead.analyses.clock import TOO_LATE
from fairlead.analyses.network import DONE, POINT, RECORDED, Network
from fairlead.analyses.network.crews import crew_rate
from fairlead.program.moments import opening_minute
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Task
from fairlead.program.working_time import calendar_of_activity

__all__ = ["Amount", "amounts", "day_of", "is_open"]

AS_DRAWN, BY_RATE, POOLED, IN_PARTS, GIVEN = range(5)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a place of the network draws, in minutes of effort or duration.

    `turns` is how it becomes the work of the node (kernel.h), `rate` that of a crew in thousandths.
    `since` is the instant from which recorded work counts, where its finish is drawn.
    """

    place: int
    key: str
    spread: Spread
    turns: int
    rate: int
    loadings: tuple[tuple[str, float], ...] = ()
    since: int | None = None


def amounts(network: Network, judgement: Judgement) -> Iterator[Amount]:
    """What every unfinished task draws."""
    program = network.program
    places = network.place.tolist()
    kinds = network.kind.tolist()
    for index, key in enumerate(network.keys[: network.leaves]):
        task = program.tasks.get(key)
        place = places[index]
        kind = kinds[place]
        if task is None or kind in {DONE, POINT}:
            continue
        if int(network.expected[place]) != TOO_LATE:
            continue
        found = _amount(network, place, key, task, judgement)
        if found is not None:
            yield found


def _amount(
    network: Network, place: int, key: str, task: Task, judgement: Judgement
) -> Amount | None:
    turns, rate = _turns(network, place, task)
    estimate = task.estimate or task.duration
    left = int(network.work[place])
    whole = _effort(left, turns, rate)
    recorded = int(network.kind[place]) == RECORDED
    if estimate is None or (left == 0 and not recorded):
        return None
    lengths = day_of(network, place, key, task)
    judged = judgement.judge(network.program, key)
    if turns == IN_PARTS:
        # its parts are as long as its people's own amounts say; how far off, the estimate says
        spread = _in_parts(estimate, lengths, judged.ratio, left)
    else:
        spread = _spread(estimate, lengths, judged.ratio)
    if isinstance(spread, Certain):
        return Amount(place, key, Certain(whole), turns, rate)
    since = None
    if task.started is not None and turns != IN_PARTS:
        began = int(network.actual_start[place])
        stated = task.remaining is not None or task.complete is not None
        if recorded:
            since = began
            if task.resumes is not None:
                since = opening_minute(task.resumes, timezone=network.program.timezone)
        if stated and (not recorded or task.resumes is not None):
            spread = Scaled(judged.ratio, float(whole))
        else:
            spent = _spent(network, place, task, lengths, rate if turns == BY_RATE else 1000)
            spread = After(spread, spent, whole=recorded and task.resumes is None)
    return Amount(place, key, spread, turns, rate, judged.loadings, since)


def is_open(task: Task) -> bool:
    """Whether its estimate leaves open how long it takes."""
    estimate = task.estimate or task.duration
    if estimate is None:
        return False
    if estimate.low is None or estimate.high is None:
        return estimate.likely is not None and estimate.likely.amount > 0
    return estimate.low != estimate.high


def _turns(network: Network, place: int, task: Task) -> tuple[int, int]:
    """How the task's minutes become its work, and the rate of its crew."""
    if network.part_ptr[place + 1] > network.part_ptr[place] or (
        task.resource_dependent and task.who
    ):
        return IN_PARTS, 1000
    if task.duration is not None or not task.who:
        return AS_DRAWN, 1000
    rate = crew_rate(network.program, task.who)
    if rate == 0:
        return AS_DRAWN, 1000
    pooled = network.clocks.tables[int(network.clock[place])].rates is not None
    return (POOLED if pooled else BY_RATE), rate


def _effort(work: int, turns: int, rate: int) -> int:
    """The minutes of effort that make this work."""
    if turns == BY_RATE:
        return work * rate // 1000
    return work // 1000 if turns == POOLED else work


def day_of(network: Network, place: int, key: str, task: Task | None) -> tuple[int, int]:
    """What 1d and 1w of its estimate are, in minutes."""
    if task is not None and task.calendar is not None and task.who:
        working = calendar_of_activity(network.program, key)
        return working.day_minutes, working.week_minutes
    return network.lengths[int(network.slack_clock[place])]


def _minutes(span: Span, lengths: tuple[int, int]) -> int:
    return span.minutes(day_minutes=lengths[0], week_minutes=lengths[1])


def _spread(estimate: Estimate, lengths: tuple[int, int], ratio: Spread) -> Spread:
    if estimate.low is None or estimate.high is None:
        amount = 0 if estimate.likely is None else _minutes(estimate.likely, lengths)
        return Scaled(ratio, float(amount)) if amount > 0 else Certain(0.0)
    likely = None if estimate.likely is None else float(_minutes(estimate.likely, lengths))
    low, high = _minutes(estimate.low, lengths), _minutes(estimate.high, lengths)
    return spread_of(float(low), likely, float(high))


def _in_parts(estimate: Estimate, lengths: tuple[int, int], ratio: Spread, left: int) -> Spread:
    """The spread of the estimate, in parts of what is planned, times the work of the first part."""
    planned = estimate.planned_minutes(day_minutes=lengths[0], week_minutes=lengths[1])
    spread = _spread(estimate, lengths, ratio)
    if isinstance(spread, Certain) or planned <= 0:
        return Certain(left)
    return Scaled(spread, left / planned)


def _spent(network: Network, place: int, task: Task, lengths: tuple[int, int], rate: int) -> float:
    """Minutes that went into it: as stated, else the working time since it began."""
    if task.spent is not None:
        return float(_minutes(task.spent, lengths))
    program: Program = network.program
    now = network.status
    if program.as_of is not None:
        now = max(now, opening_minute(program.as_of, timezone=program.timezone))
    number = int(network.slack_clock[place])
    worked = network.clocks.between(number, int(network.actual_start[place]), now)
    return max(worked, 0) * rate / 1000


def shares_of(amounts: list[Amount]) -> tuple[list[str], dict[tuple[tuple[str, float], ...], int]]:
    """The common causes by name, and each distinct mix of them by number."""
    mixes: dict[tuple[tuple[str, float], ...], int] = {}
    names: dict[str, int] = {}
    for amount in amounts:
        if amount.loadings and amount.loadings not in mixes:
            mixes[amount.loadings] = len(mixes)
            for name, _ in amount.loadings:
                names.setdefault(name, len(names))
    return list(names), mixes


def own_weight(loadings: tuple[tuple[str, float], ...]) -> float:
    """What is left to the task itself: weights and this one squared add up to 1."""
    rest = 1.0 - sum(weight * weight for _, weight in loadings)
    if rest < -1e-9:
        raise ValueError(f"Loadings {loadings}: expected squares that add up to 1 at most.")
    return float(np.sqrt(max(rest, 0.0)))
