"""The tables of an XER: rows, line breaks inside texts, and files that are not what they seem."""

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.sources.xer.tables import parse_tables

GOOD = "ERMHDR\t1\t2\n%T\tTASK\n%F\ta\tb\tc\n%R\t1\t2\t3\n%R\t4\t5\t6\n%E\n"


def test_a_table_gives_its_columns_in_the_order_asked_for() -> None:
    tables, findings = parse_tables(GOOD, name="x.xer")
    assert list(tables["TASK"].pick("c", "a")) == [("3", "1"), ("6", "4")]
    assert findings == []


def test_a_column_that_the_file_lacks_is_empty() -> None:
    tables, _ = parse_tables(GOOD, name="x.xer")
    assert list(tables["TASK"].pick("a", "missing")) == [("1", ""), ("4", "")]


def test_a_table_that_the_file_lacks_has_no_rows() -> None:
    tables, _ = parse_tables(GOOD, name="x.xer")
    assert list(tables["RSRC"].pick("rsrc_id", "rsrc_name")) == []


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_line_break_inside_a_text_does_not_end_the_row(ending: str) -> None:
    text = "ERMHDR\t1\n%T\tMEMO\n%F\tid\ttext\tend\n%R\t1\tfirst\n\nsecond\tz\n%R\t2\tb\ty\n%E\n"
    tables, findings = parse_tables(text.replace("\n", ending), name="x.xer")
    assert list(tables["MEMO"].pick("text", "end")) == [("first\n\nsecond", "z"), ("b", "y")]
    assert findings == []


def test_a_short_row_ends_in_empty_cells() -> None:
    tables, findings = parse_tables(GOOD.replace("\t5\t6", "\t5"), name="x.xer")
    assert list(tables["TASK"].pick("b", "c")) == [("2", "3"), ("5", "")]
    assert findings == []


def test_a_long_row_is_cut_and_named_with_its_line() -> None:
    tables, findings = parse_tables(GOOD.replace("\t5\t6", "\t5\t6\t7"), name="x.xer")
    assert list(tables["TASK"].pick("b", "c")) == [("2", "3"), ("5", "6")]
    assert [(f.code, f.where) for f in findings] == [("xer.row-too-long", "x.xer:5")]


def test_without_its_end_mark_rows_may_be_missing() -> None:
    tables, findings = parse_tables(GOOD.removesuffix("%E\n"), name="x.xer")
    assert [(f.code, f.severity) for f in findings] == [("xer.no-end", "error")]
    assert len(tables["TASK"].rows) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.xer:1: begins with ''"),
        ("PK\x03\x04", "expected ERMHDR"),
        ("ERMHDR\t1\nrubbish\n%E", "x.xer:2: begins with 'rubbish'"),
        ("ERMHDR\t1\n%T\tTASK\n%R\t1\n%E", "x.xer:3: a row"),
        ("ERMHDR\t1\n%T\tTASK\nrubbish\n%E", "x.xer:3: begins with 'rubbish'"),
        ("ERMHDR\t1\n%T\tT\n%F\ta\tb\n%R\t1\t2\n%Rx\t2\n%E", "x.xer:5: 'x"),
        ("ERMHDR\t1\n%T\tT\n%F\ta\n%R\t1\n%T\tT\n%F\tb\n%R\t1\n%E", "x.xer:5: table T"),
        ("ERMHDR\t1\n%T\tT\n%F\ta\tb\tc\n%R\t1\t2\t3\n%R\t4", "x.xer:5: the file ends inside"),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said.replace("'", ".")):
        parse_tables(text, name="x.xer")
