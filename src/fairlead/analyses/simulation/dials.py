"""People's hours as the dispatch reads them: those of their calendar, and when they are away.

Hundreds of people go by a few calendars. Tables of these stay in the processor's cache; of a person
there is only what they miss.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fairlead.analyses.clock import ClockSet, ClockTable, Minutes, compile_clock
from fairlead.analyses.levelling.staffing import Staffing
from fairlead.analyses.network import Places
from fairlead.program.noun import replace
from fairlead.program.working_time import calendars_of_people

__all__ = ["Dials", "dials_of"]

SOUGHT_BITS = 8
"""Work is looked up in steps of 2**8 minutes, as kernel.h has it."""

NEVER = np.iinfo(np.int32).max
"""In place of an instant or an amount of work that does not come."""

BEYOND = 1 << 30
"""The start of a spell after the last, as abreast.c has it."""

GAP = np.dtype([("begin", np.int32), ("end", np.int32), ("back", np.int32), ("unused", np.int32)])
DIAL = np.dtype(
    [
        ("spells", np.int64),
        ("spells_end", np.int64),
        ("first_bucket", np.int64),
        ("buckets", np.int64),
        ("buckets_end", np.int64),
        ("sought", np.int64),
        ("sought_end", np.int64),
    ]
)

_Rows = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class Dials:
    """Arrays of `fl_dispatch`: calendars by number, that of each person, and their absences."""

    dials: _Rows
    spells: Places
    buckets: Places
    sought: Places
    dial: Places
    gap_ptr: Minutes
    gaps: _Rows


def dials_of(staffing: Staffing) -> Dials:
    """The calendars that people share, and the gaps of each person."""
    program, (first, last) = staffing.network.program, staffing.tabled
    numbers: dict[int, int] = {}
    tables: list[ClockTable] = []
    dial: list[int] = []
    gaps: list[_Rows] = []
    known: dict[int, tuple[int, _Rows]] = {}
    working = calendars_of_people(program, staffing.people)
    for one, clock in zip(working, staffing.person_clock.tolist(), strict=True):
        found = known.get(clock)
        if found is None:
            own = staffing.clocks.tables[clock]
            shared = compile_clock(replace(one, away=()), first, last) if one.away else own
            away = _gaps(own, shared)
            if away is None:  # not a part of what is shared
                shared, away = own, _NO_GAPS
            number = numbers.setdefault(id(shared), len(tables))
            if number == len(tables):
                tables.append(shared)
            found = known[clock] = (number, away)
        dial.append(found[0])
        gaps.append(found[1])
    parts = [_parts(table) for table in tables]
    ends = [np.cumsum([0, *(len(part[k]) for part in parts)]) for k in range(3)]
    rows = np.zeros(len(tables), DIAL)
    for k, (begin, end) in enumerate(
        (("spells", "spells_end"), ("buckets", "buckets_end"), ("sought", "sought_end"))
    ):
        rows[begin], rows[end] = ends[k][:-1], ends[k][1:]
    rows["spells_end"] -= 1  # that which is beyond all
    rows["first_bucket"] = [table.first_bucket for table in tables]
    spells, buckets, sought = (
        np.concatenate([*(part[k] for part in parts), np.zeros_like(_EMPTY[k])]) for k in range(3)
    )
    return Dials(
        dials=rows,
        spells=spells,
        buckets=buckets,
        sought=sought,
        dial=np.array(dial, np.int32),
        gap_ptr=np.concatenate(([0], np.cumsum([len(row) for row in gaps]))).astype(np.int64),
        gaps=np.concatenate([*gaps, _NO_GAPS]),
    )


_EMPTY = (np.zeros((1, 4), np.int32), np.zeros(1, np.int32), np.zeros(1, np.int32))
_NO_GAPS = np.array([(NEVER, NEVER, NEVER, 0)], GAP)


@lru_cache(maxsize=256)
def _parts(table: ClockTable) -> tuple[Places, Places, Places]:
    """(spells + 1, 4) start, end, work done before and next start; by day; by work done."""
    n = len(table.start)
    rows = np.zeros((n + 1, 4), np.int32)
    rows[:n, 0], rows[:n, 1], rows[:, 2] = table.start, table.end, table.done
    rows[: n - 1, 3] = table.start[1:]
    rows[n - 1 : n, 3] = table.end[-1:]
    rows[n, [0, 1, 3]] = BEYOND, NEVER, NEVER  # whoever walks over the last spell stops here
    wanted = np.arange(0, int(table.done[-1]) + 1 if n else 0, 1 << SOUGHT_BITS)
    sought = np.searchsorted(table.done[1:], wanted, side="right").astype(np.int32)
    return rows, table.bucket, sought


@lru_cache(maxsize=4096)
def _gaps(own: ClockTable, shared: ClockTable) -> _Rows | None:
    """What a person misses of what they share, in its work; None where they do more than that.

    `back` is the instant at which they work again.
    """
    if own is shared:
        return _NO_GAPS
    clocks = ClockSet((shared,))
    here = np.zeros(len(own.start), np.int32)
    begin, end = clocks.work_before(here, own.start), clocks.work_before(here, own.end)
    if not np.array_equal(end - begin, own.end - own.start):
        return None
    total = int(shared.done[-1])
    before = np.concatenate(([0], end))
    after = np.concatenate((begin, [total]))
    back = np.concatenate((own.start, [NEVER]))
    missed = before < after
    rows = np.zeros(int(missed.sum()) + 1, GAP)
    rows["begin"][:-1], rows["end"][:-1] = before[missed], after[missed]
    rows["back"][:-1] = back[missed]
    rows["end"][:-1][rows["back"][:-1] == NEVER] = NEVER
    rows[-1] = _NO_GAPS[0]
    return rows
