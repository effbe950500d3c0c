"""Made-up organisations: records of finished work whose makers differ in ways that real ones do.

Every constant of an organisation is drawn from the ranges below, which are guesses wider than any
single record; none is fitted to one. So constants of the learner can be chosen on these records and
measured on real ones. Teams and people come and go; estimates are round numbers or not; what is
written down may have a step (then short tasks are met exactly), or be copied from the estimate; how
long tasks take drifts by the quarter, jumps once, and shares the weather of a team's fortnight.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from fairlead.program.history import FinishedTask, History

__all__ = ["organisation", "organisations", "trackers"]

_ROUND = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 8.0, 12.0, 16.0, 24.0, 40.0)


def organisations(count: int, *, seed: int = 1) -> list[History]:
    """So many, each another one."""
    return [organisation(seed=1000 * seed + number) for number in range(count)]


def organisation(*, seed: int) -> History:
    """One: 600 to 2,600 tasks of two to seven teams."""
    draw = np.random.default_rng(seed)
    tasks, teams, kinds = (int(draw.integers(*r)) for r in ((600, 2600), (2, 8), (2, 6)))
    length = float(draw.uniform(250, 1200))  # days
    # teams begin one after the other; shares of the work differ
    begins = np.sort(draw.uniform(0, 0.6, teams) * (np.arange(teams) > 0))
    share = draw.dirichlet(np.full(teams, 0.8))
    people = [int(draw.integers(2, 9)) for _ in range(teams)]
    overall = draw.normal(-0.1, 0.15)
    of_team = draw.normal(0, draw.uniform(0.03, 0.3), teams)
    wide = np.exp(draw.normal(0, 0.2, teams)) * draw.uniform(0.45, 0.9)
    of_kind = draw.normal(0, draw.uniform(0.03, 0.3), kinds)
    kind_wide = np.exp(draw.normal(0, 0.2, kinds))
    kind_size = draw.normal(0, 0.5, kinds)
    of_size = draw.uniform(-0.15, 0.1)
    person_spread, drift = draw.uniform(0.05, 0.35), draw.uniform(0, 0.12)
    jump_at, jump = draw.uniform(0.2, 0.9), draw.choice([0.0, 0.0, draw.normal(0, 0.4)])
    weather = draw.uniform(0.0, 0.25)
    rounded, step = draw.uniform(0.3, 1.0), float(draw.choice([0.0, 0.0, 0.25, 0.5]))
    copied = np.minimum(draw.uniform(0, 0.3) * np.exp(draw.normal(0, 0.7, teams)), 0.7)
    tail, wait = draw.uniform(4, 12), draw.uniform(0, 12)
    quarters = int(length // 91) + 2
    walk = np.cumsum(draw.normal(0, drift, (quarters, teams)), axis=0)
    sky = draw.normal(0, weather, (int(length // 14) + 2, teams))
    ability = {
        (t, p): (draw.normal(0, person_spread), np.exp(draw.normal(0, 0.15)))
        for t in range(teams)
        for p in range(people[t])
    }
    found = []
    for at in np.sort(draw.uniform(0, 1, tasks)).tolist():
        weight = share * (begins <= at)
        team = int(draw.choice(teams, p=weight / weight.sum()))
        # those with low numbers leave, those with high ones come
        middle = people[team] * (0.2 + 0.6 * at)
        person = int(np.clip(np.round(middle + 1.5 * draw.normal()), 0, people[team] - 1))
        kind = int(draw.integers(kinds))
        hours = float(np.exp(draw.normal(1.2 + kind_size[kind], 1.1)))
        estimate = float(np.clip(hours, 0.1, 200))
        if draw.random() < rounded:
            estimate = min(_ROUND, key=lambda r: abs(np.log(r / hours)))
        day = at * length
        bias, own = ability[team, person]
        middle_of = (
            overall + of_team[team] + of_kind[kind] + bias + of_size * (np.log(estimate) - 1)
            + walk[int(day // 91), team] + sky[int(day // 14), team] + jump * (at > jump_at)
        )  # fmt: skip
        deviate = float(draw.standard_t(tail)) * np.sqrt((tail - 2) / tail)
        log_ratio = middle_of + wide[team] * kind_wide[kind] * own * deviate
        actual = estimate * float(np.exp(np.clip(log_ratio, -4, 4)))
        if draw.random() < copied[team]:
            actual = estimate
        elif step:
            actual = max(round(actual / step), 1) * step
        begun = date(2020, 1, 6) + timedelta(days=int(day))
        lasted = draw.exponential(wait) * (draw.random() < 0.7) + actual / draw.uniform(2, 7)
        found.append(
            FinishedTask(
                estimated=begun,
                completed=begun + timedelta(days=int(lasted)),
                estimate=estimate,
                actual=actual,
                who=f"p{team}.{person}",
                groups=(f"t{team}", f"k{kind}"),
            )
        )
    return History(tasks=tuple(found), group_names=("team", "kind"))


def trackers(count: int, *, seed: int = 1) -> list[tuple[date, ...]]:
    """Days of completions of so many trackers, 80 to 500 weeks each.

    The logarithm of the pace returns to its mean, wanders, jumps and rises or falls; weeks scatter
    more than chance has it, some are bursts, and the last two of a year are slow.
    """
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        weeks, middle = int(draw.integers(80, 500)), np.log(draw.choice([1.5, 4, 10, 25]))
        step, jumps = draw.uniform(0.02, 0.15), draw.uniform(0, 0.02)
        trend, shape = draw.normal(-0.001, 0.002), draw.uniform(0.5, 5)
        bursts, level, days = draw.uniform(0, 0.02), 0.0, list[int]()
        for week in range(weeks):
            level = level * 0.99 + step * draw.normal() + trend
            level += (draw.random() < jumps) * draw.normal() * 0.8
            mean = np.exp(middle + level) * draw.gamma(shape) / shape
            mean *= 0.4 if week % 52 in {50, 51} else 1.0
            if draw.random() < bursts:
                mean *= draw.integers(4, 15)
            of_week = draw.choice([0, 1, 2, 3, 4, 4, 5], draw.poisson(min(mean, 500)))
            days += [date(2010, 1, 4).toordinal() + 7 * week + int(day) for day in of_week]
        found.append(tuple(date.fromordinal(day) for day in sorted(days)))
    return found
