"""The date columns of one file, read together: what one leaves open, another may decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairlead.program.findings import Finding
from fairlead.program.moments import Moment
from fairlead.program.noun import replace
from fairlead.sources.tabular.cells import DateManner, as_moment, date_manner, is_blank
from fairlead.sources.tabular.grid import Cell, shown

__all__ = ["DateColumns"]


class DateColumns:
    """Reads cells as dates, each column in its own manner; `findings` tell what could not be.

    A column whose days and months could be either way round takes the order of the columns that
    are sure; where none is, the assumed order is a finding. `day_first` settles it.
    """

    def __init__(
        self,
        columns: Mapping[str, Iterable[Cell]],
        *,
        timezone: str,
        where: str,
        day_first: bool | None = None,
    ) -> None:
        self.findings: list[Finding] = []
        self._timezone = timezone
        self._manners = {name: date_manner(cells) for name, cells in columns.items()}
        self._read: dict[str, dict[Cell, Moment | None]] = {name: {} for name in columns}
        decided = [m for m in self._manners.values() if m.day_first + m.month_first > 0]
        for name, manner in self._manners.items():
            if day_first is not None:
                order = "day-first" if day_first else "month-first"
                self._manners[name] = replace(manner, order=order, sure=True)
            elif manner.day_first and manner.month_first:
                self.findings.append(_mixed(name, manner, where))
            elif not manner.sure and decided:
                order = max(decided, key=lambda m: m.day_first + m.month_first).order
                self._manners[name] = replace(manner, order=order, sure=True)
            elif not manner.sure:
                self.findings.append(_assumed(name, manner, where))

    def read(self, column: str, cell: Cell, *, where: str) -> Moment | None:
        """The day or instant in a cell; None when it is blank, or unreadable with a finding."""
        known = self._read[column]
        if cell in known:
            moment = known[cell]
        else:
            moment = as_moment(cell, manner=self._manners[column], timezone=self._timezone)
            known[cell] = moment
        if moment is None and not is_blank(cell):
            order = self._manners[column].order
            self.findings.append(
                Finding(
                    code="table.date",
                    severity="warning",
                    message=f"{column}: {shown(cell)} is not a date; expected one as 2026-03-31, "
                    f"or {order} as the rest of the column. Left empty.",
                    where=where,
                )
            )
        return moment


def _assumed(name: str, manner: DateManner, where: str) -> Finding:
    example = "2026-04-03" if manner.order == "day-first" else "2026-03-04"
    return Finding(
        code="table.date-order-assumed",
        severity="warning",
        message=f"{name}: all {manner.undecided} dates can be read day first or month first; "
        f"{manner.order} was assumed, so that 03/04/2026 is {example}.",
        where=where,
        hint="Export dates as 2026-04-03, or say which comes first (--dates day-first).",
    )


def _mixed(name: str, manner: DateManner, where: str) -> Finding:
    return Finding(
        code="table.date-order-mixed",
        severity="warning",
        message=f"{name}: {manner.day_first} date(s) can only be day first, "
        f"{manner.month_first} only month first; all were read {manner.order}.",
        where=where,
        hint="Write all dates of the column in one way.",
    )
