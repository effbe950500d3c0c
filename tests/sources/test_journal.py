import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.program.errors import UnreadableInput
from fairlead.sources.journal import append, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def told(path: Path, *contents: object) -> None:
    for content in contents:
        append(path, at=NOON, kind="told", content=content, who="asha")


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    assert read(path).last is None
    told(path, {"p80": "2026-04-30", "chance": 0.8}, ["é", None], "x" * 200_000)
    journal = read(path)
    assert journal.findings == ()
    assert [entry.content for entry in journal.entries] == [
        {"p80": "2026-04-30", "chance": 0.8},
        ["é", None],
        "x" * 200_000,
    ]
    assert journal.last is not None
    assert (journal.last.number, journal.last.at, journal.last.who) == (3, NOON, "asha")


@pytest.mark.parametrize("kept", [0, 1, 60, -1])
def test_a_line_that_a_crash_cut_off_is_told_and_replaced(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "journal"
    told(path, "first")
    whole = path.read_bytes()
    told(path, "second")
    line = path.read_bytes()[len(whole) :]
    path.write_bytes(whole + line[:kept])
    journal = read(path)
    assert [entry.content for entry in journal.entries] == ["first"]
    assert [finding.code for finding in journal.findings] == (["record.cut-off"] if kept else [])
    told(path, "again")
    assert [entry.content for entry in read(path).entries] == ["first", "again"]
    assert read(path).findings == ()


def test_tampering_is_named_with_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    told(path, "one", "two", "three")
    path.write_bytes(path.read_bytes().replace(b'"two"', b'"2"'))
    (finding,) = read(path).findings
    assert finding.code == "record.broken"
    assert finding.where == "journal:2"


def test_nothing_is_put_after_a_last_entry_that_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    told(path, "one")
    path.write_bytes(path.read_bytes().replace(b'"one"', b'"1"'))
    before = path.read_bytes()
    with pytest.raises(UnreadableInput, match="changed"):
        told(path, "two")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no journal\n", b"{}\n", b"[" * 5000 + b"\n", b"\xff\xfe\n"])
def test_what_is_no_journal_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match="journal"):
        read(path)
    with pytest.raises(UnreadableInput, match="journal"):
        told(path, "one")
    assert path.read_bytes() == content


def test_several_processes_append_to_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=told, args=(path, *[f"{w}-{k}" for k in range(10)])) for w in "abc"
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    journal = read(path)
    assert journal.findings == ()
    assert len({entry.content for entry in journal.entries}) == 30
