"""On which days a recurring calendar exception of Microsoft Project falls.

| type | recurs                 | said by                                |
|------|------------------------|----------------------------------------|
| 1    | every day of a period  |                                        |
| 2    | yearly, by date        | Month, MonthDay                        |
| 3    | yearly, by position    | Month, MonthPosition, MonthItem        |
| 4    | monthly, by date       | Period, MonthDay                       |
| 5    | monthly, by position   | Period, MonthPosition, MonthItem       |
| 6    | weekly                 | Period, DaysOfWeek (1 Sunday ... 64)   |
| 7    | every so many days     | Period                                 |
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

from fairlead.program.noun import Noun

__all__ = ["Recurrence", "days_of"]


class Recurrence(Noun):
    """A rule. `month` counts from 0, `position` is 0 to 3 for first to fourth and 4 for last."""

    kind: int
    first: date
    last: date
    occurrences: int | None = None
    period: int = 1
    weekdays: int = 0
    month: int = 0
    month_day: int = 1
    position: int = 0
    item: int = 0


def days_of(rule: Recurrence) -> Iterator[date]:
    """The days of a rule in order, none before its first or after its last."""
    days = {
        2: _yearly_by_date,
        3: _yearly_by_position,
        4: _monthly_by_date,
        5: _monthly_by_position,
        6: _weekly,
        7: _every,
    }.get(rule.kind, _daily)(rule)
    within = (day for day in days if rule.first <= day <= rule.last)
    return within if rule.occurrences is None else islice(within, rule.occurrences)


def _daily(rule: Recurrence) -> Iterator[date]:
    return _stepping(rule.first, rule.last, 1)


def _every(rule: Recurrence) -> Iterator[date]:
    return _stepping(rule.first, rule.last, rule.period)


def _stepping(first: date, last: date, step: int) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1, max(step, 1)):
        yield date.fromordinal(ordinal)


def _weekly(rule: Recurrence) -> Iterator[date]:
    # Weeks are counted from the one the first day lies in, Sunday first as in the mask.
    sunday = rule.first - timedelta(days=(rule.first.weekday() + 1) % 7)
    for day in _stepping(rule.first, rule.last, 1):
        week = (day - sunday).days // 7
        if week % max(rule.period, 1) == 0 and rule.weekdays >> ((day.weekday() + 1) % 7) & 1:
            yield day


def _monthly(
    rule: Recurrence, in_month: Callable[[int, int, Recurrence], Iterator[date]]
) -> Iterator[date]:
    """Every `period` months, counted from the first month with a day on or after the first."""
    month = rule.first.year * 12 + rule.first.month - 1
    end = rule.last.year * 12 + rule.last.month - 1
    if all(day < rule.first for day in in_month(month // 12, month % 12 + 1, rule)):
        month += 1
    while month <= end:
        yield from in_month(month // 12, month % 12 + 1, rule)
        month += max(rule.period, 1)


def _monthly_by_date(rule: Recurrence) -> Iterator[date]:
    return _monthly(rule, _at_date)


def _monthly_by_position(rule: Recurrence) -> Iterator[date]:
    return _monthly(rule, _at_position)


def _at_date(year: int, month: int, rule: Recurrence) -> Iterator[date]:
    if 1 <= rule.month_day <= monthrange(year, month)[1]:
        yield date(year, month, rule.month_day)


def _yearly_by_date(rule: Recurrence) -> Iterator[date]:
    for year in range(rule.first.year, rule.last.year + 1):
        yield from _at_date(year, rule.month % 12 + 1, rule)


def _yearly_by_position(rule: Recurrence) -> Iterator[date]:
    for year in range(rule.first.year, rule.last.year + 1):
        yield from _at_position(year, rule.month % 12 + 1, rule)


def _at_position(year: int, month: int, rule: Recurrence) -> Iterator[date]:
    """The first to fourth or last day of a month that is what `item` names."""
    of_the_kind = [
        day
        for number in range(1, monthrange(year, month)[1] + 1)
        if _is_item(day := date(year, month, number), rule.item)
    ]
    place = -1 if rule.position == 4 else rule.position
    if -1 <= place < len(of_the_kind):
        yield of_the_kind[place]


def _is_item(day: date, item: int) -> bool:
    """0 is any day, 1 a weekday, 2 a day of the weekend, 3 to 9 Sunday to Saturday."""
    if item == 0:
        return True
    if item == 1:
        return day.weekday() < 5
    if item == 2:
        return day.weekday() >= 5
    return (day.weekday() + 1) % 7 == item - 3
