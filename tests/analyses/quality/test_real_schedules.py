"""Real Primavera schedules: the checks count what the raw tables hold."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.quality import check
from fairlead.sources.open import read
from tests.analyses.quality.plans import judged

FOLDER = os.environ.get("FAIRLEAD_DATA")
NAMES = ("bl54069.xer", "mdl4ra.xer", "up1121.xer", "wk2.xer")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="FAIRLEAD_DATA names no folder")

WORK = {"TT_Task", "TT_Rsrc"}
HARD = {"CS_MSO", "CS_MEO", "CS_MSOB", "CS_MEOB", "CS_MANDSTART", "CS_MANDFIN"}


def table(path: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one table of an XER file, by field name."""
    fields: list[str] = []
    here = ""
    for line in path.read_text("cp1252").splitlines():
        mark, *cells = line.split("\t")
        if mark == "%T":
            here = cells[0]
        elif mark == "%F":
            fields = cells
        elif mark == "%R" and here == name:
            yield dict(zip(fields, cells, strict=False))


@pytest.mark.parametrize("name", NAMES)
def test_checks_count_the_rows_of_the_file(name: str) -> None:
    path = Path(FOLDER or "") / "schedules" / name
    rows = {row["task_id"]: row for row in table(path, "TASK")}
    open_rows = {
        key: row
        for key, row in rows.items()
        if row["status_code"] != "TK_Complete" and row["task_type"] not in {"TT_LOE", "TT_WBS"}
    }
    open_tasks = {key for key, row in open_rows.items() if row["task_type"] in WORK}
    links = [
        row["pred_type"]
        for row in table(path, "TASKPRED")
        if row["task_id"] in open_rows and row["pred_task_id"] in rows
    ]
    hard = [
        key
        for key in open_tasks
        if HARD & {open_rows[key]["cstr_type"], open_rows[key].get("cstr_type2", "")}
    ]
    program = read(path).program
    assert program is not None
    made = plan(program)
    assert isinstance(made, Plan)
    report = check(program, made, families=["dcma"])
    kinds = judged(report, "relationship-types")
    assert kinds.denominator == len(links)
    assert kinds.numerator == links.count("PR_FS")
    constrained = judged(report, "hard-constraints")
    assert constrained.denominator == len(open_tasks)
    assert constrained.numerator == len(hard)
