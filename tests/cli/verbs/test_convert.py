"""`fairlead convert`: files of one kind into another, and the account of what that costs."""

import json
from pathlib import Path

import pytest

from fairlead.cli import exit_codes
from fairlead.cli.main import main
from fairlead.sources.open import read
from tests.sources.mspdi.documents import document
from tests.sources.xer.exports import export

TASKS: list[dict[str, str]] = [
    {
        "task_id": n,
        "proj_id": "1",
        "task_code": f"A{n}",
        "task_name": f"Task {n}",
        "task_type": "TT_Task",
        "target_drtn_hr_cnt": "16",
        "remain_drtn_hr_cnt": "16",
    }
    for n in "12"
]
PROJECT = {
    "proj_id": "1",
    "proj_short_name": "DEMO",
    "plan_start_date": "2026-01-05 08:00",
    "last_recalc_date": "2026-01-05 08:00",
}
STEPS = [{"proc_id": "1", "task_id": "1"}]


@pytest.fixture
def xer(tmp_path: Path) -> Path:
    path = tmp_path / "demo.xer"
    link = {"task_id": "2", "pred_task_id": "1", "pred_type": "PR_FS"}
    path.write_text(
        export({"PROJECT": [PROJECT], "TASK": TASKS, "TASKPRED": [link], "TASKPROC": STEPS})
    )
    return path


@pytest.fixture
def xml(tmp_path: Path) -> Path:
    path = tmp_path / "demo.xml"
    path.write_text(document("<Notes>Dig</Notes>"))
    return path


def test_primavera_becomes_microsoft_project_with_dates(
    xer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.xml"
    assert main(["convert", str(xer), str(target)]) == exit_codes.CLEAN
    shown = capsys.readouterr().out
    assert "left out  1 x TASKPROC: Steps of an activity." in shown
    assert shown.endswith(f"Wrote {target}.\n")
    program = read(target).program
    assert program is not None
    assert {key: task.title for key, task in program.tasks.items()} == {
        "A1": "Task 1",
        "A2": "Task 2",
    }
    assert [need.task for need in program.tasks["A2"].needs] == ["A1"]
    assert "<Finish>2026-01-06T" in target.read_text()


def test_microsoft_project_becomes_a_program_file_and_back(xml: Path, tmp_path: Path) -> None:
    middle, last = tmp_path / "out.yaml", tmp_path / "last.xml"
    assert main(["convert", str(xml), str(middle)]) == exit_codes.CLEAN
    assert main(["convert", str(middle), str(last)]) == exit_codes.CLEAN
    assert read(last).program == read(xml).program


def test_a_table_shows_how_its_columns_were_read_and_takes_another_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "plan.csv", tmp_path / "out.yaml"
    source.write_text("Key,Task,Headline,Days\na,Dig,Dig a hole,2\nb,Fill,Fill the hole,1\n")
    assert main(["convert", str(source), str(target)]) == exit_codes.CLEAN
    shown = " ".join(capsys.readouterr().out.split())
    assert "columns id from 'Key', title from 'Task', estimate from 'Days'." in shown
    assert "--column FIELD=HEADER reads another" in shown
    assert main(["convert", str(source), str(target), "--column", "title=Headline"]) == 0
    program = read(target).program
    assert program is not None
    assert [task.title for task in program.tasks.values()] == ["Dig a hole", "Fill the hole"]
    capsys.readouterr()
    main(["convert", str(source), str(target), "--column", "title=Headline", "--json"])
    assert json.loads(capsys.readouterr().out)["columns"]["title"] == "Headline"


@pytest.mark.parametrize(("name", "mark"), [("out.csv", ","), ("out.tsv", "\t")])
def test_a_table_is_written_with_the_dates_of_the_plan(
    xer: Path, tmp_path: Path, name: str, mark: str
) -> None:
    target = tmp_path / name
    assert main(["convert", str(xer), str(target)]) == exit_codes.CLEAN
    header, first, second = target.read_text(encoding="utf-8-sig").splitlines()
    rows = [
        dict(zip(header.split(mark), line.split(mark), strict=True)) for line in (first, second)
    ]
    assert [(row["id"], row["needs"]) for row in rows] == [("A1", ""), ("A2", "A1")]
    assert rows[1]["planned finish"] == "2026-01-08T17:00Z"
    again = read(target).program
    assert again is not None
    assert [need.task for need in again.tasks["A2"].needs] == ["A1"]


def test_a_program_without_a_plan_is_written_without_dates(tmp_path: Path) -> None:
    source, target = tmp_path / "loop.yaml", tmp_path / "out.csv"
    source.write_text(
        "fairlead: 1\nprogram: p\nstart: 2026-01-05\ntasks:\n"
        "  a: {title: A, estimate: 1d, needs: b}\n  b: {title: B, estimate: 1d, needs: a}\n"
    )
    assert main(["convert", str(source), str(target)]) == exit_codes.CLEAN
    header, *rows = target.read_text(encoding="utf-8-sig").splitlines()
    assert "planned start" not in header
    assert len(rows) == 2


def test_strict_writes_nothing_when_something_is_lost(xer: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    assert main(["convert", str(xer), str(target), "--strict"]) == exit_codes.FINDINGS
    assert not target.exists()


def test_strict_writes_when_nothing_is_lost(xml: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    assert main(["convert", str(xml), str(target), "--strict"]) == exit_codes.CLEAN
    assert target.exists()


def test_json_holds_the_whole_account(
    xer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["convert", str(xer), str(tmp_path / "out.xml"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["lossless"], told["findings"]) == (True, False, [])
    assert told["reading"]["carried"] == {"links": 1, "tasks": 2}
    assert [one["what"] for one in told["reading"]["left_out"]] == ["TASKPROC"]
    assert "scheduling.lag_calendar" in {one["what"] for one in told["writing"]["changed"]}


def test_a_zone_gives_wall_clock_times_their_meaning(xer: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    main(["convert", str(xer), str(target), "--timezone", "Asia/Kolkata"])
    assert "timezone: Asia/Kolkata" in target.read_text()


def test_a_file_cut_off_is_a_finding_and_misses_no_exit_code(
    xer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xer.write_text(xer.read_text().replace("%E\n", ""))
    target = tmp_path / "out.yaml"
    assert main(["convert", str(xer), str(target)]) == exit_codes.FINDINGS
    assert "does not end with %E" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{xer}", "{tmp}/out.doc"], "expected .xml (Microsoft Project), .yaml"),
        (["{xer}", "{tmp}/none/out.xml"], "there is no folder"),
        (["{xer}", "{tmp}/out.xml", "--timezone", "Mars/Base"], "is no IANA time zone"),
        (["{tmp}/gone.xer", "{tmp}/out.xml"], "No such file"),
        (["{xml}", "{xml}"], "it is IN itself"),
    ],
)
def test_misuse_is_answered_in_words(
    arguments: list[str], said: str, request: pytest.FixtureRequest
) -> None:
    places = {
        "xer": request.getfixturevalue("xer"),
        "xml": request.getfixturevalue("xml"),
        "tmp": request.getfixturevalue("tmp_path"),
    }
    given = [one.format(**places) for one in arguments]
    capsys: pytest.CaptureFixture[str] = request.getfixturevalue("capsys")
    assert main(["convert", *given]) == exit_codes.MISUSE
    assert said in " ".join(capsys.readouterr().err.split())
