"""Small Primavera exports, built row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.program.program import Program
from fairlead.sources.reading import Reading
from fairlead.sources.xer import parse_xer

__all__ = ["OFFICE", "export", "program_of", "reading_of"]

OFFICE = (
    "(0||CalendarData()((0||DaysOfWeek()((0||1()())"
    + "".join(
        f"(0||{day}()((0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())))" for day in range(2, 7)
    )
    + "(0||7()()))(0||VIEW(ShowTotal|N)())(0||Exceptions()((0||0(d|46023)())"
    "(0||1(d|46024)((0||0(s|08:00|f|12:00)())))))))"
)
"""Monday to Friday 08-12, 13-17; 2026-01-01 closed, 2026-01-02 in the morning only."""

Row = Mapping[str, str]


def export(tables: Mapping[str, Sequence[Row]], *, header: str = "20.12\t2026-01-05\tUSD") -> str:
    """The text of an export; columns are those that any row of a table has."""
    lines = [f"ERMHDR\t{header}"]
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines += [f"%T\t{name}", "%F\t" + "\t".join(columns)]
        lines += ["%R\t" + "\t".join(row.get(column, "") for column in columns) for row in rows]
    return "\r\n".join([*lines, "%E", ""])


def reading_of(
    *tasks: Row,
    links: Sequence[Row] | None = None,
    project: Row | None = None,
    options: Row | None = None,
    more: Mapping[str, Sequence[Row]] | None = None,
) -> Reading:
    """The reading of one project with an office calendar and these activities."""
    rows: dict[str, Sequence[Row]] = {
        "PROJECT": [
            {
                "proj_id": "1",
                "proj_short_name": "DEMO",
                "clndr_id": "7",
                "plan_start_date": "2026-01-05 08:00",
                "last_recalc_date": "2026-01-05 08:00",
                **(project or {}),
            }
        ],
        "CALENDAR": [
            {
                "clndr_id": "7",
                "clndr_name": "Office",
                "day_hr_cnt": "8",
                "week_hr_cnt": "40",
                "clndr_data": OFFICE,
            }
        ],
        "SCHEDOPTIONS": [{"proj_id": "1", **(options or {})}],
        "TASK": [
            {
                "task_id": f"10{number}",
                "proj_id": "1",
                "clndr_id": "7",
                "task_code": f"A{number}",
                "task_name": f"Activity {number}",
                "task_type": "TT_Task",
                "status_code": "TK_NotStart",
                "complete_pct_type": "CP_Drtn",
                "target_drtn_hr_cnt": "40",
                "remain_drtn_hr_cnt": "40",
                **task,
            }
            for number, task in enumerate(tasks, 1)
        ],
        "TASKPRED": links or [],
        **(more or {}),
    }
    return parse_xer(export(rows), name="demo.xer")


def program_of(*tasks: Row, **options: Any) -> Program:
    """The program of such an export."""
    program = reading_of(*tasks, **options).program
    assert program is not None
    return program
