"""A stream of made-up work whose truth is known: people who differ, some tasks exact."""

from datetime import date, timedelta

import numpy as np

from fairlead.program.history import FinishedTask, History

__all__ = ["made_history"]


def made_history(tasks: int, *, seed: int, people: int = 6, drift: float = 0.0) -> History:
    """`drift` is how far the median log ratio moves from the first task to the last."""
    draws = np.random.default_rng(seed)
    bias = draws.normal(0, 0.4, people)
    made = []
    for n in range(tasks):
        person = int(draws.integers(people))
        estimate = float(draws.choice([0.5, 1, 2, 4, 8]))
        log_ratio = bias[person] + drift * n / tasks + draws.normal(0, 0.6)
        exact = draws.random() < 0.2
        day = date(2024, 1, 1) + timedelta(days=n // 8)
        made.append(
            FinishedTask(
                estimated=day,
                completed=day + timedelta(days=int(draws.integers(0, 9))),
                estimate=estimate,
                actual=estimate if exact else estimate * float(np.exp(log_ratio)),
                who=f"p{person}",
                groups=("core" if person % 2 else "edge",),
            )
        )
    return History(tasks=tuple(made), group_names=("team",))
