"""What a file is shows in its content first, in its name second."""

from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.program.noun import Table
from fairlead.program.quantities import Span
from fairlead.sources.open import kind_of, read
from fairlead.sources.reading import Reading
from fairlead.sources.wishes import Wishes
from tests.sources.mspdi.documents import document
from tests.sources.xer.exports import export

XER = export({"TASK": [{"task_id": "1", "proj_id": "1", "task_code": "A"}]})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xer", XER.encode(), "xer"),
        ("a.txt", XER.encode(), "xer"),
        ("a.xml", document("").encode(), "mspdi"),
        ("a.xml", document("").replace("UTF-8", "UTF-16").encode("utf-16"), "mspdi"),
        ("a", document("").encode(), "mspdi"),
        ("a.xml", b"<APIBusinessObjects/>", "mpxj"),
        ("a.gan", b"<project/>", "mpxj"),
        ("a.mpp", b"\xd0\xcf\x11\xe0", "mpxj"),
        ("a.mpx", b"MPX,Microsoft Project,4.0", "mpxj"),
        ("a.yaml", b"fairlead: 1\nprogram: a\n", "program"),
        ("a", b"# mine\nfairlead: 1\n", "program"),
        ("a.xlsx", b"PK\x03\x04", "table"),
        ("a.csv", b"Task,Start\na,2026-01-05\n", "table"),
        ("a.json", b'{"issues": [{"key": "A-1", "fields": {"summary": "x"}}]}', "jira"),
        ("a.json", b'[{"number": 1, "title": "x", "state": "open"}]', "github"),
    ],
)
def test_the_kind_of_a_file(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert kind_of(path) == kind


def test_a_folder_is_a_program(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "program"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xer", b"PROJECT", "does not begin with ERMHDR"),
        ("a.xml", b"<html/>", "XML of no known kind"),
        ("a.bin", b"\x00\x01", "of no kind that is known"),
    ],
)
def test_what_is_of_no_kind_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=said):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="No such file"):
        read(tmp_path / "gone.xer")


def test_a_time_zone_goes_to_the_formats_that_name_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xer"
    path.write_text(XER)
    program = read(path, timezone="Asia/Kolkata").program
    assert program is not None
    assert program.timezone == "Asia/Kolkata"


TABLE = b"Name,Short,Effort,Deadline\nDig a hole,Dig,16,03/04/2026\n"
JIRA = (
    b'{"issues": [{"key": "A-1", "fields": {"summary": "x", "customfield_10016": 3}}],'
    b' "names": {"customfield_10016": "Story Points"}}'
)
GITHUB = b'[{"number": 1, "title": "x", "state": "open", "labels": [{"name": "size/M"}]}]'


def read_as(tmp_path: Path, name: str, content: bytes, wishes: Wishes) -> Reading:
    path = tmp_path / name
    path.write_bytes(content)
    return read(path, wishes=wishes)


def test_wishes_reach_the_reader_of_tables(tmp_path: Path) -> None:
    wishes = Wishes(columns=Table({"title": "Short"}), unit="h", dates="month-first")
    reading = read_as(tmp_path, "a.csv", TABLE, wishes)
    assert reading.program is not None
    (task,) = reading.program.tasks.values()
    assert (task.title, str(task.deadline)) == ("Dig", "2026-03-04")
    assert task.estimate is not None
    assert task.estimate.likely == Span(amount=16, unit="h")
    assert reading.findings == ()


def test_wishes_reach_the_reader_of_jira(tmp_path: Path) -> None:
    reading = read_as(tmp_path, "a.json", JIRA, Wishes(hours_per_point=4))
    assert reading.program is not None
    assert reading.program.tasks["A-1"].estimate is not None


def test_wishes_reach_the_reader_of_github(tmp_path: Path) -> None:
    wishes = Wishes(label_estimates=Table({"size/M": "2d"}))
    reading = read_as(tmp_path, "a.json", GITHUB, wishes)
    assert reading.program is not None
    assert reading.program.tasks["1"].estimate is not None


def test_a_wish_that_a_file_has_no_use_for_is_told(tmp_path: Path) -> None:
    wishes = Wishes(columns=Table({"title": "Summary"}), hours_per_point=4)
    (finding,) = read_as(tmp_path, "a.json", JIRA, wishes).findings
    assert (finding.code, finding.severity) == ("import.no-use", "note")
    assert finding.message == ("What was asked of columns has no effect: this is a Jira export.")
