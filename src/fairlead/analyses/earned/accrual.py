"""Value that rises evenly over working time, item by item: planned, earned, and spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from fairlead.program.moments import in_zone, instant, minute_of
from fairlead.program.program import Program
from fairlead.program.working_time import resolve, spells

__all__ = ["WEEK", "Accrual"]

WEEK = 7 * 1440
"""Minutes of a week of the calendar."""


class Accrual:
    """Each item rises evenly over the working time of the program's calendar between its dates.

    `sizes` holds, by name, what every item comes to when it is done. `begin` and `end` are the
    first start and the last finish, in minutes since 1970.
    """

    def __init__(
        self,
        program: Program,
        dates: Sequence[tuple[datetime, datetime]],
        sizes: Mapping[str, Sequence[int]],
    ) -> None:
        start = np.array([minute_of(first) for first, _ in dates], np.int64)
        finish = np.array([minute_of(last) for _, last in dates], np.int64)
        self.begin, self.end = int(start.min()), int(finish.max())
        self._marks, self._worked = _working(program, self.begin, self.end)
        self._from = self._clock(start)
        self._until = self._clock(finish)
        self._finish = finish
        self._sizes = {name: np.array(rows, np.float64) for name, rows in sizes.items()}

    def _clock(self, minutes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.interp(minutes, self._marks, self._worked)

    def value(self, name: str, at: int) -> float:
        """What all items together have come to at a minute."""
        here = float(self._clock(np.array([at], np.int64))[0])
        length = self._until - self._from
        part = np.where(
            length > 0,
            np.clip((here - self._from) / np.where(length > 0, length, 1.0), 0.0, 1.0),
            (at >= self._finish).astype(np.float64),
        )
        return float(np.dot(part, self._sizes[name]))

    def weeks(self, *, until: int | None = None) -> list[int]:
        """The end of each week from the first start on; the last one is cut short."""
        end = self.end if until is None else until
        count = max(-(-(end - self.begin) // WEEK), 1)
        return [min(self.begin + (k + 1) * WEEK, end) for k in range(count)]


def _working(
    program: Program, begin: int, end: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Marks in time, and working minutes of the program's calendar passed at each."""
    working = resolve(program, None)
    first, last = (
        in_zone(instant(at), timezone=working.timezone).date() + timedelta(days=shift)
        for at, shift in ((begin, -1), (end, 1))
    )
    marks, worked, total = [float(begin)], [0.0], 0.0
    for opens, closes in spells(working, first, last):
        low, high = max(opens, begin), min(closes, end)
        if high > low:
            marks += [float(low), float(high)]
            worked += [total, total + high - low]
            total += high - low
    marks.append(float(end))
    worked.append(total)
    return np.array(marks), np.array(worked)
