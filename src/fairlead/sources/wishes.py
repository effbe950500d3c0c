"""What a user asks of an import where the file leaves something open."""

from __future__ import annotations

from typing import Literal

from fairlead.program.noun import Noun, Table
from fairlead.program.quantities import Unit

__all__ = ["Wishes"]


class Wishes(Noun):
    """Answers to what a table or tracker export does not say. None leaves it to the evidence.

    `columns` maps fields to headers of a table, `sheet` names one of a workbook, `unit` is what
    plain numbers count, `dates` which part of 03/04/2026 comes first. `hours_per_point` reads
    Jira's story points as effort; `label_estimates` gives the estimate that a GitHub label means.
    """

    columns: Table[str] = Table()
    sheet: str | None = None
    unit: Unit | None = None
    dates: Literal["day-first", "month-first"] | None = None
    hours_per_point: float | None = None
    label_estimates: Table[str] = Table()
