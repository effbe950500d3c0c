"""Task lists as people keep them, in text and in workbooks, and written out again."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Share, Span, Unit
from fairlead.program.references import check_references
from fairlead.program.risks import Risk
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.reading import Reading
from fairlead.sources.spreadsheet import read_table
from fairlead.sources.spreadsheet.rows import unescaped
from fairlead.sources.spreadsheet.write import safe_cell, write_table
from fairlead.sources.tabular.grid import delimiter_of
from tests.sources.spreadsheet.workbooks import sheet_xml, write_workbook


@pytest.fixture
def table(tmp_path: Path) -> "Table_":
    return Table_(tmp_path)


class Table_:  # noqa: N801  # a table on disk, not the noun
    def __init__(self, folder: Path) -> None:
        self.path = folder / "plan.csv"

    def read(self, text: str | bytes, **options: object) -> Reading:
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(self.path, **options)  # type: ignore[arg-type]

    def program(self, text: str | bytes, **options: object) -> Program:
        program = self.read(text, **options).program
        assert program is not None
        return program

    def codes(self, text: str | bytes, **options: object) -> list[tuple[str, str | None]]:
        found = self.read(text, **options).findings
        return [(f.code, (f.where or "").rpartition(":")[2]) for f in found]


def days(amount: float) -> Estimate:
    return Estimate.point(amount, "d")


def test_a_plain_list_becomes_tasks_with_links_people_and_estimates(table: Table_) -> None:
    program = table.program(
        "ID,Task,Estimate (d),Who,Predecessors,Deadline,Team\n"
        "1,Spec,3,Asha Rao,,,Payments\n"
        '2,API,5.5,"Asha Rao[50%], Ben",1FS+2d,2026-04-30,Payments\n'
    )
    assert program.tasks["2"] == Task(
        title="API",
        estimate=days(5.5),
        who=(Assignment(person="asha-rao", units=Share(0.5)), Assignment(person="ben")),
        needs=(Need(task="1", lag=Span(amount=2, unit="d")),),
        deadline=date(2026, 4, 30),
        team="payments",
        source_id="2",
    )
    assert program.people["asha-rao"] == Person(name="Asha Rao")
    assert program.teams["payments"].title == "Payments"
    assert check_references(program) == ()


def test_the_column_map_is_shown(table: Table_) -> None:
    reading = table.read("Nr;Vorgangsname;Dauer\n1;Spezifikation;3 Tage\n")
    assert reading.columns == (("id", "Nr"), ("title", "Vorgangsname"), ("duration", "Dauer"))


def test_the_column_map_can_be_overridden(table: Table_) -> None:
    program = table.program("Task,Summary\nx,Spec\n", columns={"title": "Summary", "id": "Task"})
    assert program.tasks["x"].title == "Spec"


def test_wishes_that_cannot_be_met_are_findings_all_at_once(table: Table_) -> None:
    assert table.codes("Task\nSpec\n", columns={"who": "Ownr", "titel": "Task"}) == [
        ("columns.unknown-column", "1"),
        ("columns.unknown-field", "1"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(table: Table_, encoding: str, delimiter: str) -> None:
    text = "ID,Aufgabe,Verantwortlich\n1,Prüfung,Jürgen Groß\n2,Abnahme,Zoë\n"
    program = table.program(text.replace(",", delimiter).encode(encoding))
    assert program.tasks["1"].title == "Prüfung"
    assert [p.name for p in program.people.values()] == ["Jürgen Groß", "Zoë"]


def test_excels_own_line_names_the_delimiter(table: Table_) -> None:
    program = table.program("sep=;\nTask;Estimate (d)\nA, B and C;2,5\n")
    assert program.tasks["a-b-and-c"].estimate == days(2.5)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a;b;c\n1,5;2,5;3,5\n", ";"), ("a\tb, c\n1\t2, 3\n", "\t"), ("one\ntwo\n", ",")],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_lines_above_the_header_are_passed_over(table: Table_) -> None:
    program = table.program("Checkout plan,,\nas of March,,\n\nID,Task,Owner\n7,Spec,Asha\n")
    assert list(program.tasks) == ["7"]


def test_findings_name_the_line_even_after_cells_of_several_lines(table: Table_) -> None:
    text = 'ID,Task,Estimate\n1,"Spec\nof the API",3d\n\n2,API,soon\n3,,2d\n4,Test,4d,x\n'
    assert sorted(table.codes(text)) == [
        ("table.estimate", "5"),
        ("table.extra-cells", "7"),
        ("table.untitled-row", "6"),
    ]


@pytest.mark.parametrize(
    ("column", "cells", "parents"),
    [
        ("Parent", ("", "1", "2"), (None, "1", "2")),
        ("Parent", ("", "Build", "API"), (None, "1", "2")),
        ("Outline level", ("1", "2", "2"), (None, "1", "1")),
        ("WBS", ("1", "1.1", "1.1.1"), (None, "1", "2")),
    ],
)
def test_the_outline_is_read(
    table: Table_, column: str, cells: tuple[str, ...], parents: tuple[str | None, ...]
) -> None:
    rows = zip(("1", "2", "3"), ("Build", "API", "Docs"), cells, strict=True)
    program = table.program(f"ID,Task,{column}\n" + "".join(f"{','.join(r)}\n" for r in rows))
    assert tuple(task.parent for task in program.tasks.values()) == parents


def test_indented_titles_are_an_outline(table: Table_) -> None:
    program = table.program("Task,Estimate\nBuild,\n  API,3d\n    Docs,1d\nLaunch,1d\n")
    parents = [(key, task.parent) for key, task in program.tasks.items()]
    assert parents == [("build", None), ("api", "build"), ("docs", "api"), ("launch", None)]


def test_a_circle_of_parents_is_broken_and_told(table: Table_) -> None:
    reading = table.read("ID,Task,Parent\n1,A,2\n2,B,1\n")
    assert [f.code for f in reading.findings] == ["table.circular"]
    assert reading.program is not None
    assert [t.parent for t in reading.program.tasks.values()] == [None, "1"]


def test_an_outline_deeper_than_the_bound_is_too_large(table: Table_) -> None:
    rows = "".join(f"{n},T{n},{n}\n" for n in range(1, 102))
    with pytest.raises(TooLarge, match="101 levels deep, at most 100"):
        table.read("ID,Task,Level\n" + rows)


def test_rows_without_ids_are_named_by_title_and_found_by_number(table: Table_) -> None:
    program = table.program("Task,Predecessors\nSpec the API,\nBuild,1\nSpec the API,Build\n")
    assert [(key, [n.task for n in t.needs]) for key, t in program.tasks.items()] == [
        ("spec-the-api", []),
        ("build", ["spec-the-api"]),
        ("spec-the-api-2", ["build"]),
    ]


def test_ids_that_no_file_can_hold_are_made_safe_and_kept_as_source(table: Table_) -> None:
    program = table.program("ID,Task,Needs\nT 1/a,Spec,\nT-2,API,T 1/a\n")
    assert list(program.tasks) == ["T-1-a", "T-2"]
    assert program.tasks["T-1-a"].source_id == "T 1/a"
    assert program.tasks["T-2"].needs == (Need(task="T-1-a"),)


def test_an_id_given_twice_is_an_error_and_no_row_is_lost(table: Table_) -> None:
    reading = table.read("ID,Task\n1,A\n1,B\n")
    assert [f.code for f in reading.findings] == ["table.id-twice"]
    assert reading.program is not None
    assert [t.title for t in reading.program.tasks.values()] == ["A", "B"]


def test_links_to_no_row_and_to_oneself_are_told(table: Table_) -> None:
    text = "ID,Task,Parent,Needs\n1,Build,,\n2,API,1,1;2;7\n"
    assert table.codes(text) == [
        ("table.needs-unknown", "3"),
        ("table.needs-own", "3"),
        ("table.needs-own", "3"),
    ]


def test_milestones_are_known_by_flag_type_or_no_duration(table: Table_) -> None:
    program = table.program(
        "ID,Task,Milestone,Type,Duration,Finish,Needs\n"
        "1,Build,,,3d,,\n"
        "2,Alpha,yes,,,2026-04-01,1\n"
        "3,Beta,,Milestone,,2026-05-01,1\n"
        "4,Launch,,,0d,2026-06-01,1\n"
    )
    assert {key: m.due for key, m in program.milestones.items()} == {
        "2": date(2026, 4, 1),
        "3": date(2026, 5, 1),
        "4": date(2026, 6, 1),
    }
    assert list(program.tasks) == ["1"]


def test_a_start_binds_only_what_waits_for_nothing(table: Table_) -> None:
    program = table.program(
        "ID,Task,Duration,Start,Needs\n1,A,2d,2026-03-02,\n2,B,2d,2026-03-09,1\n"
    )
    assert program.start == date(2026, 3, 2)
    assert program.tasks["1"].not_before == date(2026, 3, 2)
    assert program.tasks["2"].not_before is None
    assert program.tasks["2"].custom == Table({"Start": "2026-03-09"})


def test_start_and_finish_make_a_duration_of_working_days(table: Table_) -> None:
    program = table.program("Task,Start,Finish\nSpec,2026-03-05,2026-03-10\n")
    assert program.tasks["spec"].duration == days(4)  # Thursday, Friday, Monday, Tuesday


def test_a_finish_before_the_start_is_an_error(table: Table_) -> None:
    assert ("table.finish-before-start", "2") in table.codes(
        "Task,Start,Finish\nSpec,2026-03-10,2026-03-05\n"
    )


def test_what_is_done_or_begun_has_its_dates(table: Table_) -> None:
    program = table.program(
        "ID,Task,Duration,Start,Finish,% Complete\n"
        "1,A,2d,2026-03-02,2026-03-03,100%\n"
        "2,B,4d,2026-03-04,2026-03-09,25%\n"
    )
    first, second = program.tasks["1"], program.tasks["2"]
    assert (first.started, first.finished) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (second.started, second.finished) == (date(2026, 3, 4), None)
    assert second.complete == 0.25


def test_done_without_a_date_is_told(table: Table_) -> None:
    assert table.codes("Task,Status\nSpec,Done\n") == [("table.done-without-date", "2")]


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (("50%", "100%"), (0.5, 1.0)),
        (("0.5", "1"), (0.5, 1.0)),
        (("50", "1"), (0.5, 0.01)),
    ],
)
def test_completion_is_a_share_or_per_cent_by_the_whole_column(
    table: Table_, cells: tuple[str, str], shares: tuple[float, float]
) -> None:
    program = table.program(f"ID,Task,% Complete\n1,A,{cells[0]}\n2,B,{cells[1]}\n")
    assert tuple(t.complete for t in program.tasks.values()) == shares


def test_numbers_without_unit_are_assumed_with_a_finding(table: Table_) -> None:
    reading = table.read("Task,Estimate\nA,3\nB,5\n")
    assert reading.program is not None
    assert reading.program.tasks["a"].estimate == days(3)
    (finding,) = reading.findings
    assert finding.code == "table.unit-assumed"
    assert finding.message == "Estimate: its numbers have no unit; days were assumed."


def test_large_round_numbers_without_unit_are_hours(table: Table_) -> None:
    program = table.program("Task,Estimate\nA,8\nB,16\nC,40\n")
    assert program.tasks["c"].estimate == Estimate.point(40, "h")


def test_the_unit_can_be_stated(table: Table_) -> None:
    reading = table.read("Task,Estimate\nA,8\n", unit="h")
    assert reading.findings == ()
    assert reading.program is not None
    assert reading.program.tasks["a"].estimate == Estimate.point(8, "h")


def test_three_columns_make_a_three_point_estimate(table: Table_) -> None:
    program = table.program("Task,Optimistic (d),Most likely (d),Pessimistic (d)\nA,2,3,8\n")
    assert str(program.tasks["a"].estimate) == "2d/3d/8d"


def test_three_points_out_of_order_are_told(table: Table_) -> None:
    assert table.codes("Task,Low (d),Likely (d),High (d)\nA,9,3,8\n") == [("table.estimate", "2")]


@pytest.mark.parametrize(
    ("column", "cells", "code"),
    [
        ("Outline level", ("1", "deep"), "table.level"),
        ("Time spent (h)", ("3", "-4"), "table.time"),
        ("% Complete", ("50%", "150%"), "table.complete"),
        ("Priority", ("high", "purple"), "table.priority"),
        ("Parent", ("", "nobody"), "table.parent-unknown"),
        ("Deadline", ("2026-04-30", "2026-02-30"), "table.date"),
        ("Estimate (h)", ("3", "8..3"), "table.estimate"),
    ],
)
def test_a_cell_that_does_not_fit_its_column_is_told_with_its_line(
    table: Table_, column: str, cells: tuple[str, str], code: str
) -> None:
    text = f"ID,Task,{column}\n1,A,{cells[0]}\n2,B,{cells[1]}\n"
    assert table.codes(text) == [(code, "3")]


def test_columns_without_counterpart_are_kept_and_counted(table: Table_) -> None:
    reading = table.read("Task,Budget code\nA,X1\nB,\nC,X2\n")
    assert reading.program is not None
    assert reading.program.tasks["a"].custom == Table({"Budget code": "X1"})
    assert reading.loss is not None
    assert [(x.what, x.count) for x in reading.loss.changed] == [("Budget code", 2)]
    assert reading.loss.carried == Table({"tasks": 3})


def test_a_cell_too_long_to_keep_is_left_out_and_counted(table: Table_) -> None:
    reading = table.read(f"Task,Log\nA,{'x' * 1001}\n")
    assert reading.loss is not None
    assert [(x.what, x.count) for x in reading.loss.left_out] == [("Log", 1)]


def test_the_order_of_ambiguous_dates_is_stated(table: Table_) -> None:
    text = "Task,Deadline\nA,03/04/2026\n"
    assert table.codes(text) == [("table.date-order-assumed", "1")]
    assert table.codes(text, day_first=True) == []
    assert table.program(text, day_first=False).tasks["a"].deadline == date(2026, 3, 4)


def test_without_a_title_there_is_no_program_but_the_columns_are_named(table: Table_) -> None:
    reading = table.read("Colour,Size\nred,3\n")
    assert reading.program is None
    (finding,) = reading.findings
    assert finding.code == "table.no-title"
    assert "the columns are 'Colour', 'Size'" in finding.message


@pytest.mark.parametrize("text", ["", "\n\n", "Task,Owner\n"])
def test_an_empty_table_is_a_finding(table: Table_, text: str) -> None:
    reading = table.read(text)
    assert reading.program is None
    assert [f.code for f in reading.findings] == ["table.empty"]


def test_formulas_in_titles_stay_text(table: Table_) -> None:
    program = table.program('ID,Task\n1,"=HYPERLINK(""x"",""y"")"\n2,@SUM(A1)\n')
    assert program.tasks["1"].title == '=HYPERLINK("x","y")'
    assert program.tasks["2"].title == "@SUM(A1)"


# Workbooks


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Checkout plan"],
        [],
        ["ID", "Task", "Estimate (h)", "Deadline", "Predecessors", "% complete"],
        [1, "Spec", 8, (46083,), None, 0.5],
        [2, "API", 12.5, (46090.5,), 1, 0],
    ]
    path = write_workbook(tmp_path / "plan.xlsx", {"Plan": sheet_xml(rows)})
    program = read_table(path).program
    assert program is not None
    assert program.tasks["1"] == Task(
        title="Spec",
        estimate=Estimate.point(8, "h"),
        deadline=date(2026, 3, 2),
        complete=Chance(0.5),
        source_id="1",
    )
    assert program.tasks["2"].needs == (Need(task="1"),)
    assert program.tasks["2"].deadline == datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


def test_the_sheet_that_is_a_task_list_is_read_and_the_others_named(tmp_path: Path) -> None:
    sheets = {
        "Notes": sheet_xml([["hello"], ["world"]]),
        "Plan": sheet_xml([["ID", "Task"], [1, "Spec"]]),
    }
    path = write_workbook(tmp_path / "plan.xlsx", sheets)
    reading = read_table(path)
    assert reading.program is not None
    assert list(reading.program.tasks) == ["1"]
    assert reading.loss is not None
    assert [x.what for x in reading.loss.left_out] == ["sheet 'Notes'"]


def test_a_sheet_can_be_named_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    sheets = {
        "A": sheet_xml([["ID", "Task"], [1, "Spec"]]),
        "B": sheet_xml([["ID", "Task"], [2, "API"]]),
    }
    path = write_workbook(tmp_path / "plan.xlsx", sheets)
    program = read_table(path, sheet="B").program
    assert program is not None
    assert list(program.tasks) == ["2"]
    with pytest.raises(UnreadableInput, match="no sheet 'C'; there are A, B"):
        read_table(path, sheet="C")


def test_findings_in_a_workbook_name_sheet_and_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ID", "Task", "Estimate"], [], [1, "Spec", "soon"]]
    path = write_workbook(tmp_path / "plan.xlsx", {"Plan": sheet_xml(rows)})
    (finding,) = read_table(path, columns={"estimate": "Estimate"}).findings
    assert (finding.code, finding.where) == ("table.estimate", f"{path}!Plan:3")


# Out, and in again


def test_a_title_that_looks_like_a_formula_is_quoted_on_export(tmp_path: Path) -> None:
    tasks = {"a": Task(title="=1+1"), "b": Task(title="-2"), "c": Task(title="'=x")}
    path = tmp_path / "plan.csv"
    write_table(Program(id="p", tasks=Table(tasks)), path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["title"] for row in csv.DictReader(stream)] == ["'=1+1", "-2", "''=x"]
    again = read_table(path).program
    assert again is not None
    assert [t.title for t in again.tasks.values()] == ["=1+1", "-2", "'=x"]


@given(st.text())
def test_quoting_a_cell_can_be_undone(text: str) -> None:
    assert unescaped(safe_cell(text)) == text
    assert not safe_cell(text).startswith(("=", "@", "\t", "\r"))


def test_the_report_of_an_export_names_what_a_table_cannot_hold(tmp_path: Path) -> None:
    program = Program(
        id="p",
        tasks=Table({"a": Task(title="A", must_start=date(2026, 1, 5))}),
        risks=Table({"r": Risk(event="It rains")}),
    )
    loss = write_table(program, tmp_path / "plan.csv")
    assert [(x.what, x.count) for x in loss.left_out] == [("must_start of tasks", 1), ("risks", 1)]


def test_an_export_with_tabs(tmp_path: Path) -> None:
    path = tmp_path / "plan.tsv"
    write_table(Program(id="p", tasks=Table({"a": Task(title="A, b")})), path)
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("a\tA, b\ttask\t")


def test_a_failed_export_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("before")
    unwritable = Program(id="p", tasks=Table({"a": Task(title="\ud800")}))
    with pytest.raises(UnicodeEncodeError):
        write_table(unwritable, path)
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.csv"]


_KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,6}", fullmatch=True)
_AMOUNTS = st.floats(0.25, 400, allow_nan=False).map(lambda x: round(x, 3))
_EACH_UNIT: tuple[Unit, ...] = ("m", "h", "d", "w")
_UNITS = st.sampled_from(_EACH_UNIT)
_SPANS = st.builds(Span, amount=_AMOUNTS, unit=_UNITS, elapsed=st.booleans())


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    unit = draw(_UNITS)
    low, likely, high = sorted(draw(st.tuples(_AMOUNTS, _AMOUNTS, _AMOUNTS)))
    spans = [Span(amount=amount, unit=unit) for amount in (low, likely, high)]
    form = draw(st.sampled_from(["point", "range", "three"]))
    if form == "point":
        return Estimate(likely=spans[1])
    return Estimate(low=spans[0], high=spans[2], likely=spans[1] if form == "three" else None)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    keys = draw(st.lists(_KEYS, min_size=1, max_size=8, unique=True))
    split = draw(st.integers(1, len(keys)))
    tasks: dict[str, Task] = {}
    milestones: dict[str, Milestone] = {}
    for number, key in enumerate(keys):
        title = draw(st.text(min_size=1, max_size=12).filter(str.isprintable)).strip() or "t"
        needs = (
            tuple(
                Need(
                    task=other,
                    link=draw(st.sampled_from(["FS", "SS", "FF", "SF"])),
                    lag=draw(st.none() | _SPANS),
                )
                for other in draw(st.lists(st.sampled_from(keys[:number]), max_size=3, unique=True))
            )
            if number
            else ()
        )
        if number < split:
            tasks[key] = Task(
                title=title,
                needs=needs,
                estimate=draw(st.none() | estimates()),
                duration=draw(st.none() | estimates()),
            )
        else:
            milestones[key] = Milestone(title=title, needs=needs)
    return Program(id="p", tasks=Table(tasks), milestones=Table(milestones))


@given(programs())
def test_ids_links_and_estimates_survive_a_table(
    tmp_path_factory: pytest.TempPathFactory, program: Program
) -> None:
    path = tmp_path_factory.mktemp("tables") / "plan.csv"
    write_table(program, path)
    reading = read_table(path)
    again = reading.program
    assert again is not None
    assert {k: (t.needs, t.estimate, t.duration) for k, t in again.tasks.items()} == {
        k: (t.needs, t.estimate, t.duration) for k, t in program.tasks.items()
    }
    assert {k: m.needs for k, m in again.milestones.items()} == {
        k: m.needs for k, m in program.milestones.items()
    }
    assert [f.code for f in reading.findings] == []


def test_row_with_an_id_may_be_titled_by_a_dash(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("ID,Title,Estimate\n1,-,2d\n-,-,-\n", encoding="utf-8")
    reading = read_table(path)
    assert reading.program is not None
    assert {key: task.title for key, task in reading.program.tasks.items()} == {"1": "-"}
    assert [finding.code for finding in reading.findings] == ["table.untitled-row"]
