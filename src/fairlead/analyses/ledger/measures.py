"""The measures of a set of dates: coverage, chances, losses, by horizon, in time, against others.

Every target counts once, however often it was spoken of: a milestone forecast each week for a year
is one piece of evidence, not fifty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt

from fairlead.analyses.ledger.bands import honest_band
from fairlead.analyses.ledger.held import Held
from fairlead.analyses.ledger.losses import crps_days, pinball_days, point_days
from fairlead.program.moments import instant
from fairlead.program.noun import Noun, Table

__all__ = ["Chances", "Coverage", "Given", "Measures", "Miss", "Reference", "Slice", "measures"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_MISSES = 20
"""Of dates that were not kept, so many are named; `Measures.missed` counts all of them."""

_LEVELS = (10, 20, 30, 40, 50, 60, 70, 80, 90)
_HORIZONS = (("under a week", 7), ("1 to 4 weeks", 28), ("1 to 3 months", 91), ("longer", None))
_BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class Coverage(Noun):
    """How often dates of one level were kept: of `targets`, those whose date has come.

    `low` and `high` enclose `share` 95 times in 100 where the level is honest.
    """

    level: float
    targets: int
    share: float
    low: float
    high: float

    @property
    def honest(self) -> bool:
        """Whether the share is one that an honest level may well have."""
        return self.low <= self.share <= self.high


class Given(Noun):
    """The first date at P80 that was given of each target: how many have come, and were kept."""

    come: int
    kept: int


class Chances(Noun):
    """The chances that were given for promised dates which have come, of so many promises.

    `brier` is the mean square of chance less outcome, `plan` the same of saying 1 where the plan
    keeps the promise and else 0, `even` of always saying one half. `bins` are (mean chance, share
    that was kept, targets).
    """

    targets: int
    brier: float
    plan: float | None
    even: float = 0.25
    bins: tuple[tuple[float, float, int], ...] = ()


class Reference(Noun):
    """A simple way to say when, on the same targets: its losses in days beside ours.

    `kept` is how often what was done was done by its date.
    """

    targets: int
    pinball: float
    crps: float
    our_pinball: float
    our_crps: float
    kept: float | None = None


class Slice(Noun):
    """Some of the dates: `p80` is how often P80 was kept, None where none has come."""

    name: str
    targets: int
    p80: float | None
    p80_targets: int
    done: int
    crps: float | None
    width_days: float


class Miss(Noun):
    """A date at P80 that was not kept, by `days` so far; `done` is None as long as it is open."""

    id: str
    title: str
    said: datetime
    p80: datetime
    done: datetime | None
    days: float


class Measures(Noun):
    """All that is measured of a set of dates. Losses are means in days of the clock.

    `targets` were spoken of `said` times; of them `done` are done, `open` are not, and `gone` are
    no longer in the program. `overdue` are open ones whose last P90 has passed. `within` is how
    often what happened lay in the middle 50, 80 and 90 %. `pit` is the share of targets done in
    each tenth of the chance that was given, a tenth each if it was honest; `width_days` is the
    mean from P10 to P90.
    """

    targets: int = 0
    said: int = 0
    done: int = 0
    open: int = 0
    gone: int = 0
    overdue: int = 0
    given: Given = Given(come=0, kept=0)
    coverage: tuple[Coverage, ...] = ()
    within: tuple[Coverage, ...] = ()
    chances: Chances | None = None
    pinball: float | None = None
    crps: float | None = None
    width_days: float | None = None
    pit: tuple[float, ...] = ()
    pit_targets: int = 0
    references: Table[Reference] = Table()
    by_horizon: tuple[Slice, ...] = ()
    trend: tuple[Slice, ...] = ()
    missed: int = 0
    misses: tuple[Miss, ...] = ()


def measures(held: Held, rows: Flags, *, titles: Mapping[str, str]) -> Measures:
    """Measure the dates of some rows."""
    part = held.of(rows)
    if not len(part):
        return Measures()
    done = part.of(part.done)
    targets = np.unique(part.target)
    state = {int(n): _state(part, int(n)) for n in targets}
    kept, missed = _first_given(part)
    pit, of_pit = _pit(part)
    return Measures(
        targets=len(targets),
        said=len(part),
        done=sum(s == "done" for s in state.values()),
        open=sum(s in ("open", "overdue") for s in state.values()),
        gone=sum(s == "gone" for s in state.values()),
        overdue=sum(s == "overdue" for s in state.values()),
        given=Given(come=kept + len(missed), kept=kept),
        coverage=tuple(_coverage(part)),
        within=tuple(_within(part)),
        chances=_chances(part),
        pinball=_mean(done, pinball_days(done)),
        crps=_mean(done, crps_days(done)),
        width_days=_mean(part, _width(part)),
        pit=pit,
        pit_targets=of_pit,
        references=Table(_references(held, rows)),
        by_horizon=tuple(_by_horizon(part)),
        trend=tuple(_trend(part)),
        missed=len(missed),
        misses=tuple(_misses(part, missed, titles)),
    )


def _state(part: Held, number: int) -> str:
    rows = np.flatnonzero(part.target == number)
    last = rows[-1]
    if part.done[last]:
        return "done"
    if not part.known[last]:
        return "gone"
    return "overdue" if part.quantile(90)[last] <= part.now else "open"


def _mean(part: Held, values: Floats) -> float | None:
    """The mean over targets of the mean of each."""
    if not len(part):
        return None
    weight = part.weights()
    return float((values * weight).sum() / weight.sum())


def _width(part: Held) -> Floats:
    found: Floats = (part.quantile(90) - part.quantile(10)) / 1440
    return found


def _covered(part: Held, dates: Ints, shares: float) -> tuple[float, int]:
    """How often what happened lay within a level, and of how many targets that have come.

    What is known to the day counts by the part of that day's chance that lies within the level:
    the mean of the randomised probability integral transform.
    """
    cohort = part.of(part.come(dates))
    if not len(cohort):
        return 0.0, 0
    share = _mean(cohort, _below(cohort, shares)) or 0.0
    return share, len(np.unique(cohort.target))


def _below(cohort: Held, share: float) -> Floats:
    """The part of each outcome's chance that lies below a level; nothing of what is open."""
    low, high = cohort.level(cohort.begin), cohort.level(cohort.end)
    part = np.clip((share - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    exact = high - low < 1e-9
    found: Floats = np.where(exact, (high <= share).astype(float), part)
    return np.where(cohort.done, found, 0.0)


def _coverage(part: Held) -> Iterator[Coverage]:
    for level in _LEVELS:
        share, targets = _covered(part, part.quantile(level), level / 100)
        if targets:
            low, high = honest_band(level / 100, targets)
            yield Coverage(level=level / 100, targets=targets, share=share, low=low, high=high)


def _within(part: Held) -> Iterator[Coverage]:
    for low, high in ((25, 75), (10, 90), (5, 95)):
        cohort = part.of(part.come(part.quantile(high)))
        if not len(cohort):
            continue
        inside = _below(cohort, high / 100) - _below(cohort, low / 100)
        targets = len(np.unique(cohort.target))
        level = (high - low) / 100
        least, most = honest_band(level, targets)
        share = _mean(cohort, inside) or 0.0
        yield Coverage(level=level, targets=targets, share=share, low=least, high=most)


def _pit(part: Held) -> tuple[tuple[float, ...], int]:
    """The share of each tenth; what is done after P90, or open, is in the last."""
    cohort = part.of(part.come(part.quantile(90)))
    if not len(cohort):
        return (), 0
    upto = [0.0, *(_mean(cohort, _below(cohort, n / 10)) or 0.0 for n in range(1, 10)), 1.0]
    return tuple(float(s) for s in np.diff(upto)), len(np.unique(cohort.target))


def _chances(part: Held) -> Chances | None:
    cohort = part.of(part.come(part.due) & ~np.isnan(part.chance))
    if not len(cohort):
        return None
    kept = (cohort.done & cohort.kept(cohort.due)).astype(float)
    plan = None
    planned = cohort.planned < Held.no_date
    if planned.any():
        told = cohort.of(planned)
        says = (told.planned <= told.due).astype(float)
        plan = _mean(told, (says - kept[planned]) ** 2)
    place = np.clip(np.searchsorted(_BANDS, cohort.chance, side="right") - 1, 0, len(_BANDS) - 2)
    bins = []
    for number in range(len(_BANDS) - 1):
        some = place == number
        if some.any():
            inner = cohort.of(some)
            bins.append(
                (
                    _mean(inner, inner.chance) or 0.0,
                    _mean(inner, kept[some]) or 0.0,
                    len(np.unique(inner.target)),
                )
            )
    return Chances(
        targets=len(np.unique(cohort.target)),
        brier=_mean(cohort, (cohort.chance - kept) ** 2) or 0.0,
        plan=plan,
        bins=tuple(bins),
    )


def _references(held: Held, rows: Flags) -> Iterator[tuple[str, Reference]]:
    """The plan's own date, the promised date, and what the forecast before had said."""
    for name, dates in (("plan", held.planned), ("promise", held.due)):
        some = rows & held.done & (dates < Held.no_date)
        if some.any():
            part = held.of(some)
            pinball, crps = point_days(part, dates[some])
            kept = _mean(part, part.kept(dates[some]).astype(float))
            yield name, _beside(part, pinball, crps, kept)
    some = rows & held.done & (held.before >= 0)
    if some.any():
        part = held.of(some)
        stale = _as_said(held, part, held.before[some])
        kept = _mean(part, part.kept(stale.quantile(80)).astype(float))
        yield "forecast before", _beside(part, pinball_days(stale), crps_days(stale), kept)


def _as_said(held: Held, part: Held, order: Ints) -> Held:
    """The same outcomes with the dates that other rows gave them."""
    return Held(
        names=part.names, target=part.target, issue=part.issue, at=part.at,
        quantiles=held.quantiles[order], planned=part.planned, due=part.due, chance=part.chance,
        begin=part.begin, end=part.end, known=part.known, before=part.before, now=part.now,
    )  # fmt: skip


def _beside(part: Held, pinball: Floats, crps: Floats, kept: float | None) -> Reference:
    return Reference(
        targets=len(np.unique(part.target)),
        pinball=_mean(part, pinball) or 0.0,
        crps=_mean(part, crps) or 0.0,
        our_pinball=_mean(part, pinball_days(part)) or 0.0,
        our_crps=_mean(part, crps_days(part)) or 0.0,
        kept=kept,
    )


def _slice(name: str, part: Held) -> Slice:
    share, come = _covered(part, part.quantile(80), 0.8)
    done = part.of(part.done)
    return Slice(
        name=name,
        targets=len(np.unique(part.target)),
        p80=share if come else None,
        p80_targets=come,
        done=len(np.unique(done.target)),
        crps=_mean(done, crps_days(done)),
        width_days=_mean(part, _width(part)) or 0.0,
    )


def _by_horizon(part: Held) -> Iterator[Slice]:
    """By how far away the middle of the forecast was when it was issued."""
    days = (part.quantile(50) - part.at) / 1440
    least = -np.inf
    for name, most in _HORIZONS:
        upto = np.inf if most is None else float(most)
        some = (days >= least) & (days < upto)
        least = upto
        if some.any():
            yield _slice(name, part.of(some))


def _trend(part: Held) -> Iterator[Slice]:
    """By the month in which they were issued; where there are more than twelve, by the quarter."""
    months = [instant(int(at)) for at in part.at]
    spans = {(at.year, at.month) for at in months}
    if len(spans) <= 12:
        names = np.array([f"{at:%Y-%m}" for at in months])
    else:
        names = np.array([f"{at.year} Q{(at.month + 2) // 3}" for at in months])
    for name in np.unique(names).tolist():
        yield _slice(name, part.of(names == name))


def _first_given(part: Held) -> tuple[int, list[int]]:
    """Of the first date at P80 of each target that has come: how many were kept, and the others."""
    _, first = np.unique(part.target, return_index=True)
    come = first[part.come(part.quantile(80))[first]]
    kept = (part.done & part.kept(part.quantile(80)))[come]
    return int(kept.sum()), come[~kept].tolist()


def _misses(part: Held, rows: list[int], titles: Mapping[str, str]) -> Iterator[Miss]:
    """Those that were missed by most."""
    p80 = part.quantile(80)

    def late(row: int) -> float:
        return float((min(int(part.end[row]), part.now) - int(p80[row])) / 1440)

    for row in sorted(rows, key=lambda row: (-late(row), row))[:MOST_MISSES]:
        name = part.names[part.target[row]]
        kind, _, key = name.partition(":")
        done = int(part.end[row])
        yield Miss(
            id=key or kind,
            title=titles.get(name, "") or key,
            said=instant(int(part.at[row])),
            p80=instant(int(p80[row])),
            done=instant(done - 1) if done < Held.no_date else None,
            days=late(row),
        )
