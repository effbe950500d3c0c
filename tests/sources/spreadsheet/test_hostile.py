"""Tables and tracker exports that are broken, huge, or meant to do harm.

Each must end in findings or in a clear error, soon, and without taking the memory of the machine.
"""

import io
import json
import random  # noqa: TID251  # one seeded stream of mutants, drawn in order
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.references import check_references
from fairlead.sources.github import read_github
from fairlead.sources.jira import read_jira
from fairlead.sources.reading import Reading
from fairlead.sources.spreadsheet import read_table
from fairlead.sources.tabular import grid
from fairlead.sources.tracker import json_input
from tests.sources.spreadsheet.workbooks import sheet_xml, write_workbook

Reader = Callable[[Path], Reading]

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = "</sheetData></worksheet>"
MUTANTS = 200
PATIENCE_SECONDS = 20  # of processor time; what is asserted is that it ends, on a busy machine
MEGABYTE = 1024 * 1024


@contextmanager
def bounded(*, megabytes: int = 1500) -> Iterator[None]:
    """Fails when the block takes too long, or the process has grown beyond `megabytes`."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < PATIENCE_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < megabytes * 1024


def outcome(read: Reader, path: Path) -> tuple[Finding, ...] | UnreadableInput:
    """The findings of a reading whose program, if there is one, holds together; or the refusal."""
    try:
        reading = read(path)
    except UnreadableInput as refusal:
        return refusal
    if reading.program is not None:
        assert check_references(reading.program) == ()
    else:
        assert any(f.severity == "error" for f in reading.findings)
    return reading.findings


TABLE = (
    "ID;Vorgangsname;Dauer;Aufwand (h);Anfang;Ende;Vorgänger;Ressourcennamen;% Abgeschlossen\n"
    '1;"Spezifikation; Entwurf";3 Tage;12,5;02.03.2026;04.03.2026;;Jürgen[50%];100%\n'
    "2;API;2 Wochen;80;05.03.2026;18.03.2026;1EA+2t;Asha, Ben;25%\n"
    "3;Beta;0 Tage;;30.04.2026;30.04.2026;2;;0\n"
).encode()

JIRA_TEXT = (
    b"Summary,Issue key,Issue id,Parent id,Issue Type,Status,Assignee,Created,Resolved,Due date,"
    b"Fix Version/s,Labels,Labels,Original Estimate,Outward issue link (Blocks),"
    b"Custom field (Story Points),Custom field (Epic Link)\n"
    b"Platform,GNT-1,100,,Epic,In Progress,,01/Feb/26 8:00 AM,,,R1,,,,,,\n"
    b'"Design, ""v2""",GNT-2,101,,Task,Done,Priya,02/Feb/26 9:14 AM,03/Mar/26 5:00 PM,'
    b"06/Mar/26 12:00 AM,R1,api,db,28800,GNT-3,3,GNT-1\n"
    b"Build,GNT-3,102,101,Sub-task,To Do,Lena,02/Feb/26 9:14 AM,,,,,,3600,GNT-9,,\n"
)

JIRA_JSON = json.dumps(
    {
        "total": 2,
        "names": {"customfield_7": "Story Points"},
        "issues": [
            {
                "id": "1",
                "key": "A-1",
                "self": "https://jira.example.com/rest/api/2/issue/1",
                "fields": {
                    "summary": "Epic",
                    "status": {"id": "3", "name": "Done", "statusCategory": {"key": "done"}},
                    "created": "2026-03-01T09:00:00.000+0100",
                    "fixVersions": [{"name": "1.0", "releaseDate": "2026-05-01"}],
                    "customfield_7": 3.5,
                },
                "changelog": {
                    "histories": [
                        {
                            "created": "2026-03-03T10:00:00.000+0100",
                            "items": [{"field": "status", "to": "3", "toString": "Done"}],
                        }
                    ]
                },
            },
            {
                "id": "2",
                "key": "A-2",
                "fields": {
                    "summary": "Part",
                    "parent": {"key": "A-1"},
                    "assignee": {"displayName": "Asha", "accountId": "u"},
                    "timeoriginalestimate": 7200,
                    "issuelinks": [
                        {"type": {"inward": "is blocked by"}, "inwardIssue": {"key": "A-3"}}
                    ],
                },
            },
        ],
    }
).encode()

GITHUB_JSON = json.dumps(
    [
        {
            "number": 1,
            "title": "Epic",
            "state": "OPEN",
            "body": "- [ ] #2\n- [x] text",
            "labels": [{"name": "estimate: 3d"}],
            "milestone": {"title": "v1", "dueOn": "2026-04-30T07:00:00Z"},
            "createdAt": "2026-03-01T09:00:00Z",
            "url": "https://github.com/acme/pay/issues/1",
        },
        {
            "number": 2,
            "title": "Part",
            "state": "CLOSED",
            "assignees": [{"login": "asha"}],
            "closedAt": "2026-03-02T09:00:00Z",
            "body": "blocked by #1 and #7",
            "url": "https://github.com/acme/pay/issues/2",
        },
    ]
).encode()


def workbook_bytes() -> bytes:
    made = io.BytesIO()
    rows: list[list[object]] = [
        ["ID", "Task", "Estimate (h)", "Start"],
        [1, "Spec", 8, (46083,)],
        [2, "API", 1.5, "x"],
    ]
    write_workbook(made, {"Plan": sheet_xml(rows)})
    return made.getvalue()


FORMATS: dict[str, tuple[str, bytes, Reader]] = {
    "table": ("plan.csv", TABLE, read_table),
    "workbook": ("plan.xlsx", workbook_bytes(), read_table),
    "jira text": ("jira.csv", JIRA_TEXT, read_jira),
    "jira json": ("jira.json", JIRA_JSON, read_jira),
    "github": ("issues.json", GITHUB_JSON, read_github),
}

_SIGNS = (b"\0", b'"', b"\xff", b"\n", b"\r", b",", b";", b"\t", b"{", b"}", b"[", b"]", b"%", b"'")
_WORDS = (b"null", b"-1", b"1e308", b"\xef\xbb\xbf", b"\\ud800", b"=1+1", b"9999-99-99", b"NaN")
_SPICE = (*_SIGNS, *_WORDS)


def mutant(content: bytes, draws: random.Random) -> bytes:
    """`content` after one to four cuts, doublings, swaps, insertions or flipped bits."""
    changed = bytearray(content)
    for _ in range(draws.randint(1, 4)):
        at = draws.randrange(len(changed) + 1)
        to = min(len(changed), at + draws.randrange(1, 40))
        match draws.randrange(6):
            case 0:
                del changed[at:to]
            case 1:
                changed[at:at] = changed[at:to] * draws.randrange(1, 4)
            case 2:
                changed[at:at] = draws.choice(_SPICE)
            case 3 if changed and at < len(changed):
                changed[at] ^= 1 << draws.randrange(8)
            case 4:
                lines = changed.split(b"\n")
                draws.shuffle(lines)
                changed = bytearray(b"\n".join(lines))
            case _:
                del changed[max(1, at) :]
    return bytes(changed)


@pytest.mark.parametrize("format_", FORMATS)
def test_mutants_end_in_findings_or_a_clear_refusal(tmp_path: Path, format_: str) -> None:
    name, content, read = FORMATS[format_]
    draws = random.Random(20261123)
    path = tmp_path / name
    told = refused = 0
    with bounded():
        for _ in range(MUTANTS):
            path.write_bytes(mutant(content, draws))
            ending = outcome(read, path)
            refused += isinstance(ending, UnreadableInput)
            told += not isinstance(ending, UnreadableInput) and bool(ending)
    assert told + refused > MUTANTS // 10  # the mutants do harm that is noticed


_ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\u0000",
    "A-1",
    "9" * 400,
    [],
    {},
    [[]],
    {"key": 3},
)


def reshaped(value: object, draws: random.Random) -> object:
    """A JSON value in which one place, drawn at random, holds something of another sort."""
    if isinstance(value, dict) and value and draws.random() < 0.9:
        key = draws.choice(sorted(value))
        return {**value, key: reshaped(value[key], draws)}
    if isinstance(value, list) and value and draws.random() < 0.9:
        at = draws.randrange(len(value))
        return [*value[:at], reshaped(value[at], draws), *value[at + 1 :]]
    return draws.choice(_ODD)


@pytest.mark.parametrize("format_", ["jira json", "github"])
def test_json_of_odd_shapes_ends_in_findings_or_a_clear_refusal(
    tmp_path: Path, format_: str
) -> None:
    name, content, read = FORMATS[format_]
    draws = random.Random(7)
    path = tmp_path / name
    with bounded():
        for _ in range(2 * MUTANTS):
            value = json.loads(content)
            for _ in range(draws.randint(1, 4)):
                value = reshaped(value, draws)
            path.write_text(json.dumps(value))
            outcome(read, path)


def test_sheets_of_odd_content_end_in_findings_or_a_clear_refusal(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ID", "Task", "Estimate (h)"], [1, "Spec", 8], [2, "API", "x"]]
    content = sheet_xml(rows).encode()
    draws = random.Random(11)
    with bounded():
        for _ in range(MUTANTS):
            changed = mutant(content, draws).decode("utf-8", "replace")
            path = write_workbook(tmp_path / "plan.xlsx", {"Plan": changed})
            outcome(read_table, path)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_files_that_mutants_are_made_of_are_read(tmp_path: Path, format_: str) -> None:
    name, content, read = FORMATS[format_]
    path = tmp_path / name
    path.write_bytes(content)
    reading = read(path)
    assert reading.program is not None
    assert reading.program.tasks


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_cut_anywhere_is_never_taken_for_whole(tmp_path: Path, format_: str) -> None:
    name, content, read = FORMATS[format_]
    path = tmp_path / name
    for end in range(8, len(content), max(1, len(content) // 60)):
        path.write_bytes(content[:end])
        ending = outcome(read, path)
        if "json" in name or name.endswith("xlsx"):
            assert isinstance(ending, UnreadableInput)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"fields":', '{"issues":['])
@pytest.mark.parametrize("read", [read_jira, read_github])
def test_json_nested_without_end_is_refused(tmp_path: Path, opening: str, read: Reader) -> None:
    path = tmp_path / "deep.json"
    path.write_text(opening * 100_000)
    with bounded():
        assert isinstance(outcome(read, path), UnreadableInput)


def test_an_atlassian_document_nested_deeply_is_read(tmp_path: Path) -> None:
    document: dict[str, object] = {"type": "text", "text": "inside"}
    for _ in range(200):
        document = {"type": "blockquote", "content": [document]}
    path = tmp_path / "jira.json"
    path.write_text(json.dumps([{"key": "A-1", "fields": {"description": document}}]))
    program = read_jira(path).program
    assert program is not None
    assert program.tasks["A-1"].notes == "inside"


def test_json_above_the_bound_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "issues.json"
    path.write_bytes(GITHUB_JSON)
    monkeypatch.setattr(json_input, "MAX_JSON", len(GITHUB_JSON) - 1)
    with pytest.raises(TooLarge):
        read_github(path)


def test_a_million_columns_are_too_large(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("Task" + "," * 1_000_000 + "x\nSpec\n")
    with bounded(), pytest.raises(TooLarge, match=r":1: 1,000,001 cells in one row"):
        read_table(path)


def test_as_many_columns_as_a_sheet_has_are_read(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header = ",".join(["Task", *(f"x{n}" for n in range(16_000))])
    path.write_text(f"{header}\nSpec\n")
    with bounded():
        program = read_table(path).program
    assert program is not None
    assert list(program.tasks) == ["spec"]


def test_more_than_a_million_rows_are_too_large(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Task\n" + "a\n" * 1_000_001)
    with bounded(), pytest.raises(TooLarge, match="more than 1,000,000 rows"):
        read_table(path)


def test_many_rows_of_many_cells_are_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 1000)
    path = tmp_path / "plan.csv"
    path.write_text("Task,a,b,c\n" + "x,,,\n" * 300)
    with pytest.raises(TooLarge, match="1,000 cells"):
        read_table(path)


def test_a_giant_cell_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("ID,Task\n1,a\n2," + "x" * 200_000 + "\n")
    with pytest.raises(TooLarge, match=r":3: a cell of more than 131,072 characters"):
        read_table(path)


def test_a_nul_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"ID,Task\n1,Sp\0ec\n")
    with pytest.raises(UnreadableInput, match=":2: a NUL byte"):
        read_table(path)


def test_a_quote_that_never_closes_is_an_error_and_the_rows_before_it_are_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text('ID,Task\n1,Spec\n2,"API\n3,Test\n')
    reading = read_table(path)
    assert reading.program is not None
    assert list(reading.program.tasks) == ["1"]
    (finding,) = reading.findings
    assert (finding.code, finding.where) == ("table.unclosed-quote", f"{path}:3")


def test_a_stray_quote_is_a_warning_and_all_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text('ID,Task\n1,"Spec "new" page"\n2,API\n')
    reading = read_table(path)
    assert reading.program is not None
    assert list(reading.program.tasks) == ["1", "2"]
    assert [(f.code, f.where) for f in reading.findings] == [("table.stray-quote", f"{path}:2")]


def test_control_signs_do_not_reach_the_program(tmp_path: Path) -> None:
    path = tmp_path / "issues.json"
    path.write_text(
        json.dumps([{"number": 1, "title": "a\u0000b\u001b[31m\nc", "body": "x\u0007"}])
    )
    program = read_github(path).program
    assert program is not None
    assert (program.tasks["1"].title, program.tasks["1"].notes) == ("ab[31m c", "x")


@pytest.mark.parametrize("read", [read_table, read_jira, read_github])
def test_a_file_that_is_not_there_or_a_folder_is_unreadable(tmp_path: Path, read: Reader) -> None:
    for path in (tmp_path, tmp_path / "missing.csv"):
        assert isinstance(outcome(read, path), UnreadableInput)


def test_thousands_of_wrong_links_are_told_in_time(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    rows = "".join(f"{n},Task number {n},missing-{n}\n" for n in range(20_000))
    path.write_text(f"ID,Task,Needs\n{rows}")
    with bounded():
        findings = read_table(path).findings
    assert [f.code for f in findings] == ["table.needs-unknown"] * 20_000


# Workbooks


def sheet(rows: str) -> str:
    return f"{SHEET}{rows}{SHEET_END}"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "bomb.xlsx",
        {"Plan": sheet_xml([["Task"], ["Spec"]])},
        members={"xl/media/image1.bin": b"\0" * (257 * MEGABYTE)},
    )
    assert path.stat().st_size < MEGABYTE
    with bounded(), pytest.raises(TooLarge, match="unpacks to more than 268,435,456 bytes"):
        read_table(path)


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "bomb.xlsx",
        {"Plan": sheet_xml([["Task"], ["Spec"]])},
        members={"xl/media/image1.bin": b"\0" * (257 * MEGABYTE)},
    )
    true_size, false_size = (257 * MEGABYTE).to_bytes(4, "little"), (10).to_bytes(4, "little")
    content = path.read_bytes()
    assert content.count(true_size) == 2  # in its own header, and in the directory
    path.write_bytes(content.replace(true_size, false_size))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/image1.bin").file_size == 10
    with bounded(), pytest.raises(UnreadableInput):
        read_table(path)


def test_a_cell_far_off_is_refused_before_the_sheet_is_laid_out(tmp_path: Path) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    cells = near + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = write_workbook(tmp_path / "far.xlsx", {"Plan": sheet(cells)})
    with bounded(), pytest.raises(TooLarge, match="1,048,576 rows of 16,384 columns"):
        read_table(path)


def test_a_long_row_without_places_counts_like_one_with_them(tmp_path: Path) -> None:
    long = '<row r="1">' + "<c><v>1</v></c>" * 16_000 + "</row>"
    cells = f'{long}<row r="1048576"><c><v>1</v></c></row>'
    path = write_workbook(tmp_path / "far.xlsx", {"Plan": sheet(cells)})
    with bounded(), pytest.raises(TooLarge, match="16,000 columns"):
        read_table(path)


def test_a_far_cell_that_only_has_a_format_does_no_harm(tmp_path: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Task</t></is></c><c r="XFD1" s="1"/></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Spec</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    path = write_workbook(tmp_path / "far.xlsx", {"Plan": sheet(cells)})
    with bounded():
        program = read_table(path).program
    assert program is not None
    assert list(program.tasks) == ["spec"]


def test_a_long_text_used_in_every_cell_is_refused(tmp_path: Path) -> None:
    text = f"<sst><si><t>{'A' * 32_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    path = write_workbook(
        tmp_path / "loud.xlsx", {"Plan": sheet(rows)}, members={"xl/sharedStrings.xml": text}
    )
    with bounded(), pytest.raises(TooLarge, match="its cells hold 640,"):
        read_table(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Task &b;</t></is></c></row>'
    path = write_workbook(tmp_path / "entities.xlsx", {"Plan": doctype + sheet(row)})
    with bounded():
        ending = outcome(read_table, path)
    assert "aaaa" not in repr(ending)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 and then nothing", "a damaged archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx without a password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=message):
        read_table(path)


def test_another_archive_is_not_taken_for_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableInput, match="an archive, but not an Excel workbook"):
        read_table(path)
