"""How often the dates that we compute are those that another tool stored in its file.

Reads every Primavera XER and Microsoft Project XML below a folder, computes the critical path, and
compares with the early and late dates and the total slack in the file, task by task, to the minute.
The stored values are read here on their own, without the readers of Fairlead. With `--mpxj` the
schedulers of MPXJ are held to the same values, if MPXJ and Java are installed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml.ElementTree import parse

from fairlead.analyses.critical_path import CriticalPath, critical_path
from fairlead.analyses.plan.level_of_effort import efforts
from fairlead.program.moments import instant
from fairlead.program.program import Program
from fairlead.sources.open import read

FIELDS = ("early start", "early finish", "late start", "late finish", "total slack")
Value = str | int
Row = dict[str, Value]
_XML = "{http://schemas.microsoft.com/project}"


@dataclass
class Agreement:
    """One file: values that agree and values compared, by field, and each that differs."""

    file: str
    agreed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    compared: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def share(self, name: str) -> float | None:
        """Part of the compared values of a field that agree; None when the file holds none."""
        return self.agreed[name] / self.compared[name] if self.compared[name] else None


def stored(path: Path) -> tuple[dict[str, Row], list[str]]:
    """What a file says of each task, by activity id or UID, and notes on what it does not."""
    return _stored_xer(path) if path.suffix == ".xer" else _stored_mspdi(path)


def _stored_xer(path: Path) -> tuple[dict[str, Row], list[str]]:
    found: dict[str, Row] = {}
    table, columns = "", [""]
    for line in path.read_text(encoding="cp1252").splitlines():
        mark, *cells = line.split("\t")
        if mark == "%T":
            table = cells[0]
        elif mark == "%F":
            columns = cells
        elif mark == "%R" and table == "TASK":
            row = dict(zip(columns, cells, strict=False))
            if row["task_type"] != "TT_WBS":
                found[row["task_code"]] = _xer_row(row)
    return found, []


def _xer_row(row: Mapping[str, str]) -> Row:
    names = ("early_start_date", "early_end_date", "late_start_date", "late_end_date")
    values: Row = {}
    for name, column in zip(FIELDS, names, strict=False):
        if row.get(column):
            values[name] = row[column][:16]
    if row.get("total_float_hr_cnt"):
        values["total slack"] = round(float(row["total_float_hr_cnt"]) * 60)
    return values


def _stored_mspdi(path: Path) -> tuple[dict[str, Row], list[str]]:
    found: dict[str, Row] = {}
    tasks = list(parse(path).iter(f"{_XML}Task"))
    levels = [int(task.findtext(f"{_XML}OutlineLevel") or 0) for task in tasks]
    for task, level, below in zip(tasks, levels, [*levels[1:], 0], strict=True):
        if below > level or task.findtext(f"{_XML}UID") == "0":
            continue  # a summary, whether it is marked as one or not
        values: Row = {}
        for name, tags in {
            "early start": ("EarlyStart", "Start"),
            "early finish": ("EarlyFinish", "Finish"),
            "late start": ("LateStart",),
            "late finish": ("LateFinish",),
        }.items():
            texts = [text for tag in tags if (text := task.findtext(f"{_XML}{tag}"))]
            if texts:
                values[name] = texts[0].replace("T", " ")[:16]
        slack = task.findtext(f"{_XML}TotalSlack")
        if slack:
            values["total slack"] = round(int(slack) / 10)  # tenths of a minute
        found[task.findtext(f"{_XML}UID") or ""] = values
    slacks = [row.get("total slack") for row in found.values() if "total slack" in row]
    if slacks and not any(slacks) and not any("late finish" in row for row in found.values()):
        for row in found.values():
            row.pop("total slack", None)
        note = (
            f"All {len(slacks)} values of TotalSlack are 0 and there is no late date: its writer "
            "put them there without computing them, and they are left out."
        )
        return found, [note]
    return found, []


def computed(program: Program) -> dict[str, Row]:
    """What Fairlead computes of each task, by the id it has in the file."""
    path = critical_path(program)
    if not isinstance(path, CriticalPath):
        raise TypeError(f"{program.id!r} has no plan: {path}.")
    network = path.network
    rows: dict[str, tuple[int, int, int, int, int]] = {}
    dates = (path.early_start, path.early_finish, path.late_start, path.late_finish)
    columns = [column.tolist() for column in (*dates, path.total_slack)]
    for key, place in zip(network.keys[: network.leaves], network.place.tolist(), strict=False):
        start, finish, late_start, late_finish, slack = (column[place] for column in columns)
        rows[key] = (start, finish, late_start, late_finish, slack)
    for key, effort in efforts(program, path).items():
        late = (effort.late_start, effort.late_finish, effort.slack)
        rows[key] = (effort.early_start, effort.early_finish, *late)
    found: dict[str, Row] = {}
    for key, (*instants, slack) in rows.items():
        texts = [f"{instant(minute):%Y-%m-%d %H:%M}" for minute in instants]
        source = program.activity(key).source_id or key
        found[source] = dict(zip(FIELDS, [*texts, slack], strict=True))
    return found


def agreement(path: Path, *, by: str = "fairlead") -> Agreement:
    """How the dates of `fairlead`, or of `mpxj`, agree with those stored in a file."""
    expected, notes = stored(path)
    if by == "mpxj":
        try:
            found = _computed_by_mpxj(path)
        except RuntimeError as error:
            return Agreement(path.name, notes=[*notes, f"MPXJ has no dates for it: {error}"])
    else:
        program = read(path).program
        if program is None:
            raise ValueError(f"{path.name} cannot be read.")
        found = computed(program)
    result = Agreement(path.name, notes=notes)
    for key, row in expected.items():
        if key not in found:
            result.notes.append(f"{key} is stored and not computed.")
            continue
        for name, value in row.items():
            result.compared[name] += 1
            if found[key].get(name) == value:
                result.agreed[name] += 1
            else:
                got = found[key].get(name)
                result.differences.append(f"{key} {name}: stored {value}, computed {got}")
    return result


def _computed_by_mpxj(path: Path) -> dict[str, Row]:
    import jpype  # optional dependency
    import jpype.imports  # optional dependency
    import mpxj  # noqa: F401  # optional dependency

    if not jpype.isJVMStarted():
        jpype.startJVM(convertStrings=True)
    from org.mpxj import TimeUnit  # type: ignore[import-not-found]  # optional dependency
    from org.mpxj.cpm import (  # type: ignore[import-not-found]  # optional dependency
        MicrosoftScheduler,
        PrimaveraScheduler,
    )
    from org.mpxj.reader import (  # type: ignore[import-not-found]  # optional dependency
        UniversalProjectReader,
    )

    project = UniversalProjectReader().read(str(path))
    said = project.getProjectProperties()
    primavera = path.suffix == ".xer"
    scheduler = PrimaveraScheduler() if primavera else MicrosoftScheduler()
    start = said.getStartDate()
    if primavera:
        start = said.getPlannedStart() or start or said.getStatusDate()
    try:
        scheduler.schedule(project, start)
    except jpype.JException as error:
        raise RuntimeError(str(error)) from error
    found: dict[str, Row] = {}
    for task in project.getTasks():
        key = task.getActivityID() if primavera else task.getUniqueID()
        if key is None or task.getSummary():
            continue
        dates = (
            task.getEarlyStart(), task.getEarlyFinish(), task.getLateStart(), task.getLateFinish(),
        )  # fmt: skip
        row: Row = {
            name: str(date).replace("T", " ")[:16]
            for name, date in zip(FIELDS, dates, strict=False)
            if date is not None
        }
        slack = task.getTotalSlack()
        if slack is not None:
            row["total slack"] = round(slack.convertUnits(TimeUnit.MINUTES, said).getDuration())
        found[str(key)] = row
    return found


def files_below(folder: Path) -> list[Path]:
    """Every XER and Microsoft Project XML in a folder and below it, by name."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".xer", ".xml"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=_corpus())
    parser.add_argument("--mpxj", action="store_true", help="measure MPXJ's schedulers as well")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engines = ["fairlead", *(["mpxj"] if options.mpxj else [])]
    paths = files_below(options.folder)
    if not paths:
        sys.exit(f"There is no .xer or .xml file in {options.folder}.")
    found = {(engine, path): agreement(path, by=engine) for engine in engines for path in paths}
    if options.json:
        rows = [
            {"engine": engine, "file": path.name, "agreed": a.agreed, "compared": a.compared}
            | {"differences": a.differences, "notes": a.notes}
            for (engine, path), a in found.items()
        ]
        print(json.dumps(rows, indent=2))
        return
    print(f"{'engine':<10}{'file':<22}" + "".join(f"{name:>20}" for name in FIELDS))
    for (engine, path), a in found.items():
        cells = [
            "-" if (share := a.share(name)) is None
            else f"{a.agreed[name]}/{a.compared[name]} {share:.1%}"
            for name in FIELDS
        ]  # fmt: skip
        print(f"{engine:<10}{path.name:<22}" + "".join(f"{cell:>20}" for cell in cells))
    for (engine, path), a in found.items():
        for line in [*a.notes, *a.differences]:
            print(f"{engine} {path.name}: {line}")


def _corpus() -> Path:
    return Path(__file__).parents[1] / "tests" / "corpus" / "stored-dates"


if __name__ == "__main__":
    main()
