"""Made-up histories: programs of milestones, what was said of them, and when they were done."""

from datetime import UTC, date, datetime, timedelta
from statistics import NormalDist

import numpy as np

from fairlead.program.issued import AS_DRAWN, LEVELS, IssuedForecast, Said, Widening
from fairlead.program.moments import EPOCH
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.work import Milestone

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
DAY = 1440


def program(finished: dict[str, date | datetime | None], *, as_of: date | datetime) -> Program:
    rows = {key: Milestone(title=key.upper(), finished=at) for key, at in finished.items()}
    return Program(id="made-up", as_of=as_of, milestones=Table(rows))


def said(
    key: str,
    *,
    middle: float,
    spread: float,
    widening: Widening = AS_DRAWN,
    due: float | None = None,
    chance: float | None = None,
    planned: float | None = None,
) -> Said:
    """Normal quantiles around `middle` days from the status time, widened as a forecast's are."""
    days = []
    for level in LEVELS:
        z = NormalDist().inv_cdf(level / 100)
        days.append(middle + spread * z * (widening.later if z > 0 else widening.earlier))
    return Said(
        id=key,
        kind="milestone",
        title=key.upper(),
        minutes=tuple(round(day * DAY) for day in days),
        due=None if due is None else round(due * DAY),
        planned=None if planned is None else round(planned * DAY),
        chance=chance,
    )


def issue(*rows: Said, week: int = 0, widening: Widening = AS_DRAWN) -> IssuedForecast:
    return IssuedForecast(
        program="made-up",
        as_of=BEGIN + timedelta(weeks=week),
        fingerprint=f"{week:032x}",
        version="1",
        seed=1,
        trials=1000,
        widening=widening,
        said=rows,
    )


def after(days: float, *, week: int = 0) -> datetime:
    """An instant so many days after a forecast, to the minute."""
    minutes = round((BEGIN - EPOCH) / timedelta(minutes=1) + (7 * week + days) * DAY)
    return EPOCH + timedelta(minutes=minutes)


def overconfident(
    count: int, *, truth: float, seed: int, widening: Widening = AS_DRAWN
) -> tuple[Program, list[IssuedForecast]]:
    """`count` milestones, said with a spread of ten days, done with `truth` times that spread."""
    draw = np.random.default_rng(seed)
    rows: dict[str, date | datetime | None] = {}
    forecasts = []
    for number in range(count):
        key, week = f"m{number}", number // 20
        rows[key] = after(40 + float(draw.normal(0, 10 * truth)), week=week)
        forecasts.append(
            issue(said(key, middle=40, spread=10, widening=widening), week=week, widening=widening)
        )
    return program(rows, as_of=after(150, week=count // 20)), forecasts
