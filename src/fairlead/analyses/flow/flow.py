"""How work flows through a team: throughput, cycle time, work in progress, ages, and when next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil

import numpy as np
import numpy.typing as npt

from fairlead.analyses.flow.waits import LEVELS, MOST_ITEMS, Waits, waits
from fairlead.program.findings import Finding
from fairlead.program.flow import WorkItem, WorkRecord
from fairlead.program.noun import Noun

__all__ = ["EXPECTED", "Ageing", "ByDate", "CycleTime", "Flow", "Level", "Week", "When", "flow"]

EXPECTED = 0.85
"""The share of items that a service-level expectation speaks of (Vacanti 2015)."""

MOST_DAYS = 36_500
"""A hundred years: what may take longer than that at P95 is given no date."""


class Week(Noun):
    """Items completed in the seven days from `start` on."""

    start: date
    completed: int


class Level(Noun):
    """How many items had been asked for, begun and done at the end of a day."""

    day: date
    created: int
    started: int
    finished: int


class CycleTime(Noun):
    """Days from the start of an item to its end, both counted: begun and done on a day is 1.

    Of `items` that were done within the window and whose start is known. `expected` is the
    service-level expectation: 85 % take no longer.
    """

    items: int
    p50: int
    p70: int
    expected: int
    p95: int
    mean: float


class Ageing(Noun):
    """An item under way: days since its start, and the share of done items that took less."""

    key: str
    title: str
    started: date
    days: int
    share: float | None
    beyond: bool = False


class When(Noun):
    """When the next `items` are done: the day that is kept with each chance, the first one being 1.

    `curve` are the days of 1 to 99 %.
    """

    items: int
    p50: date
    p80: date
    p85: date
    p95: date
    curve: tuple[date, ...] = ()


class ByDate(Noun):
    """How many items are done by a day: so many at least with each chance."""

    day: date
    p50: int
    p80: int
    p90: int


class Flow(Noun):
    """The flow of a record up to the day before `first`.

    `window` is how many days before that throughput and cycle time are taken of. `wip` counts what
    is begun and not done, `waiting` what is asked for and not begun. `littles_law_days` is WIP over
    throughput: what the cycle time must become if both stay (Little 1961).
    """

    first: date
    items: int
    done: int
    window: int
    per_week: float
    weeks: tuple[Week, ...] = ()
    cycle_time: CycleTime | None = None
    scatter: tuple[tuple[date, int], ...] = ()
    wip: int = 0
    waiting: int = 0
    littles_law_days: float | None = None
    ageing: tuple[Ageing, ...] = ()
    cumulative: tuple[Level, ...] = ()
    when: When | None = None
    by: ByDate | None = None
    chance_by: float | None = None
    findings: tuple[Finding, ...] = ()


def flow(
    record: WorkRecord,
    *,
    items: int = 30,
    by: date | None = None,
    window: int = 182,
) -> Flow:
    """Measure a record, and say when its next `items` are done, and how many `by` a day.

    `window` is in days. Raises `ValueError` for no items, or a `by` that is not after the record.
    """
    if not 1 <= items <= MOST_ITEMS:
        raise ValueError(f"{items:,} items, expected 1 to {MOST_ITEMS:,}.")
    if by is not None and by < record.first:
        raise ValueError(
            f"{by} lies in the record, which goes up to the day before {record.first}."
        )
    known = [_known(item, record.first) for item in record.items if _heard_of(item, record.first)]
    done = sorted(item.finished for item in known if item.finished is not None)
    begin = record.first - timedelta(days=window)
    begin = max(begin, record.since or (done[0] if done else begin))
    days = max((record.first - begin).days, 1)
    recent = [i for i in known if i.finished is not None and i.finished >= begin]
    took = [_days(i.started, i.finished) for i in recent if i.started and i.finished]
    cycle = _cycle_time(took)
    wip = [i for i in known if i.finished is None and i.started is not None]
    pace = len(recent) / days
    when, by_date, chance, findings = _next(record, tuple(done), items, by)
    return Flow(
        first=record.first,
        items=len(known),
        done=len(done),
        window=days,
        per_week=7 * pace,
        weeks=tuple(_weeks(done, record.first, begin)),
        cycle_time=cycle,
        scatter=tuple(
            (i.finished, _days(i.started, i.finished)) for i in recent if i.started and i.finished
        ),
        wip=len(wip),
        waiting=sum(i.finished is None and i.started is None for i in known),
        littles_law_days=len(wip) / pace if wip and pace else None,
        ageing=tuple(_ageing(wip, took, cycle, record.first)),
        cumulative=tuple(_cumulative(known, record.first, begin)),
        when=when,
        by=by_date,
        chance_by=chance,
        findings=findings,
    )


def _heard_of(item: WorkItem, first: date) -> bool:
    """Whether it was there before `first`; of what has no day at all nothing else is known."""
    days = [day for day in (item.created, item.started, item.finished) if day is not None]
    return not days or min(days) < first


def _known(item: WorkItem, first: date) -> WorkItem:
    """What was known of an item on the day before `first`."""

    def seen(day: date | None) -> date | None:
        return day if day is not None and day < first else None

    return WorkItem(
        key=item.key, title=item.title, kind=item.kind,
        created=seen(item.created), started=seen(item.started), finished=seen(item.finished),
    )  # fmt: skip


def _days(begin: date, end: date) -> int:
    return (end - begin).days + 1


def _weeks(done: Sequence[date], first: date, begin: date) -> Iterator[Week]:
    """Whole weeks that end where the record does."""
    count = (first - begin).days // 7
    for number in range(count, 0, -1):
        start = first - timedelta(days=7 * number)
        end = start + timedelta(days=7)
        yield Week(start=start, completed=sum(start <= day < end for day in done))


def _cycle_time(took: Sequence[int]) -> CycleTime | None:
    if not took:
        return None
    ordered = sorted(took)

    def at(share: float) -> int:
        return ordered[min(max(ceil(share * len(ordered) - 1e-9), 1), len(ordered)) - 1]

    return CycleTime(
        items=len(ordered),
        p50=at(0.5),
        p70=at(0.7),
        expected=at(EXPECTED),
        p95=at(0.95),
        mean=sum(ordered) / len(ordered),
    )


def _ageing(
    wip: Sequence[WorkItem], took: Sequence[int], cycle: CycleTime | None, first: date
) -> Iterator[Ageing]:
    """Oldest first."""
    for item in sorted(wip, key=lambda i: (i.started or first, i.key)):
        started = item.started or first
        days = (first - started).days
        share = sum(one <= days for one in took) / len(took) if took else None
        yield Ageing(
            key=item.key,
            title=item.title,
            started=started,
            days=days,
            share=share,
            beyond=cycle is not None and days > cycle.expected,
        )


def _cumulative(known: Sequence[WorkItem], first: date, begin: date) -> Iterator[Level]:
    """Every day of the window; an item that is begun or done was asked for by then."""
    asked = _sorted(item.created or item.started or item.finished for item in known)
    begun = _sorted(item.started or item.finished for item in known)
    done = _sorted(item.finished for item in known)
    for day in range(begin.toordinal(), first.toordinal()):
        yield Level(
            day=date.fromordinal(day),
            created=int(np.searchsorted(asked, day, side="right")),
            started=int(np.searchsorted(begun, day, side="right")),
            finished=int(np.searchsorted(done, day, side="right")),
        )


def _sorted(days: Iterable[date | None]) -> npt.NDArray[np.int64]:
    return np.sort(np.array([day.toordinal() for day in days if day is not None], np.int64))


# ---- the next items ------------------------------------------------------------------------------


def _next(
    record: WorkRecord, done: tuple[date, ...], items: int, by: date | None
) -> tuple[When | None, ByDate | None, float | None, tuple[Finding, ...]]:
    try:
        ready = waits(done, first=record.first, since=record.since)
    except ValueError as error:
        return None, None, None, (_without_record(str(error)),)
    days = np.ceil(ready.days_until(items) - 1e-9)
    if days[94] > MOST_DAYS:
        return None, None, None, (_endless(items, ready),)
    curve = tuple(_day(record.first, day) for day in days.tolist())
    when = When(
        items=items, p50=curve[49], p80=curve[79], p85=curve[84], p95=curve[94], curve=curve
    )
    if by is None:
        return when, None, None, ()
    length = (by - record.first).days + 1
    chance = float(np.interp(length, days, LEVELS, left=0.0, right=1.0))
    counts = {share: ready.done_within(length, share) for share in (50, 80, 90)}
    told = ByDate(day=by, p50=counts[50], p80=counts[80], p90=counts[90])
    return when, told, chance, ()


def _day(first: date, days: float) -> date:
    limit = date.max.toordinal() - first.toordinal()
    return first + timedelta(days=min(int(days), limit) - 1)


def _without_record(why: str) -> Finding:
    return Finding(
        code="flow.no-record",
        severity="warning",
        message=f"When the next items are done cannot be said: {why}.",
        hint="Give a record of the last months, with the day on which each item was completed.",
    )


def _endless(items: int, ready: Waits) -> Finding:
    return Finding(
        code="flow.beyond-time",
        severity="warning",
        message=f"{items:,} items at {ready.per_week(items):.1f} a week may take more than a "
        "hundred years; no date is given.",
        hint="Ask for fewer items, or look for items counted in another size than the record's.",
    )
