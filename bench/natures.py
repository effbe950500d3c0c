"""Made-up organisations of one nature each: where something simple could be better.

Each is a plain case that real records only mix: no differences at all, one person, thousands of
people, heavy tails, people who learn, drift, a change of regime or of unit, a hundred kinds of work
that mean nothing, estimates that are all alike, or mostly met. None is fitted to a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fairlead.program.history import FinishedTask, History

__all__ = ["NATURES", "Nature", "drawn"]

_ROUND = (0.5, 1.0, 2.0, 3.0, 4.0, 8.0, 16.0, 24.0, 40.0)


@dataclass(frozen=True)
class Nature:
    """What sets an organisation apart; spreads are those of log ratios."""

    tasks: int = 2000
    people: int = 20
    kinds: int = 4
    noise: float = 0.6
    exact: float = 0.15
    middle: float = 0.1
    of_people: float = 0.0
    of_people_noise: float = 0.0
    of_kinds: float = 0.0
    of_size: float = 0.0
    tail: float = 30.0
    learning: float = 0.0
    drift: float = 0.0
    jump: float = 0.0
    wave: float = 0.0
    sizes: tuple[float, ...] = _ROUND
    skew: float = 0.0
    days: float = 700.0


NATURES: Mapping[str, Nature] = {
    "all alike": Nature(),
    "all alike, no estimate met": Nature(exact=0.0),
    "all alike, most met": Nature(exact=0.7),
    "one estimate for all": Nature(sizes=(8.0,), exact=0.05),
    "one person": Nature(people=1),
    "a thousand people": Nature(people=1000),
    "people differ": Nature(of_people=0.4, of_people_noise=0.3),
    "people differ, few tasks": Nature(tasks=300, people=6, of_people=0.4),
    "kinds differ": Nature(of_kinds=0.4),
    "a hundred kinds of nothing": Nature(kinds=100),
    "sizes differ": Nature(of_size=-0.25),
    "heavy tails": Nature(tail=2.2),
    "skewed": Nature(skew=0.8),
    "people learn": Nature(learning=0.6, of_people=0.2),
    "steady drift": Nature(drift=1.0),
    "seasons": Nature(wave=0.35),
    "change of regime": Nature(jump=0.7),
    "change of unit": Nature(jump=2.08, tasks=3000),
    "tiny": Nature(tasks=160, people=4),
    "tiny, all differ": Nature(tasks=160, people=4, of_people=0.4, of_kinds=0.3),
    "precise": Nature(noise=0.12, exact=0.3),
    "wild": Nature(noise=1.5, exact=0.02),
    "everything": Nature(
        of_people=0.3, of_kinds=0.2, of_size=-0.1, tail=5, drift=0.4, learning=0.2, wave=0.1
    ),
}


def drawn(nature: Nature, *, seed: int) -> History:
    """One organisation of that nature."""
    draw = np.random.default_rng(seed)
    people = draw.normal(0, nature.of_people, nature.people)
    noises = nature.noise * np.exp(draw.normal(0, nature.of_people_noise, nature.people))
    kinds = draw.normal(0, nature.of_kinds, nature.kinds)
    done = np.zeros(nature.people)
    teams = max(1, nature.people // 6)
    found = []
    for at in np.sort(draw.uniform(0, 1, nature.tasks)).tolist():
        who, kind = int(draw.integers(nature.people)), int(draw.integers(nature.kinds))
        estimate = float(draw.choice(nature.sizes))
        middle = (
            nature.middle + people[who] + kinds[kind] + nature.of_size * (np.log(estimate) - 1.2)
            + nature.learning * np.exp(-done[who] / 25) + nature.drift * at
            + nature.jump * (at > 0.5) + nature.wave * np.sin(2 * np.pi * nature.days * at / 180)
        )  # fmt: skip
        done[who] += 1
        deviate = float(draw.standard_t(nature.tail))
        deviate += nature.skew * (float(draw.exponential()) - 1) * 2
        log_ratio = float(np.clip(middle + noises[who] * deviate, -5, 5))
        actual = estimate * float(np.exp(log_ratio))
        if draw.random() < nature.exact:
            actual = estimate
        begun = date(2020, 1, 6) + timedelta(days=int(at * nature.days))
        found.append(
            FinishedTask(
                estimated=begun,
                completed=begun + timedelta(days=int(draw.exponential(5) + actual / 8)),
                estimate=estimate,
                actual=actual,
                who=f"p{who}",
                groups=(f"t{who % teams}", f"k{kind}"),
            )
        )
    return History(tasks=tuple(found), group_names=("team", "kind"))
