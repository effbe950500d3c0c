"""Baselines beside a program: named once, immutable, tampering found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.program.baselines import as_agreed
from fairlead.program.errors import UnreadableInput
from fairlead.program.program import Program
from fairlead.sources.baselines import agree, baseline_named, baselines_of, folder_of, program_of
from fairlead.sources.program_file.reader import parse_program
from fairlead.sources.requests import settle

TEXT = """\
fairlead: 1
program: small
tasks:
  api: {title: Interface, estimate: 3d}   # by hand
changes:
  more:
    title: More
    edits: [{row: tasks.api, field: estimate, from: 3d, to: 6d}]
"""
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "small.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def held(path: Path) -> Program:
    found = parse_program(path.read_text(encoding="utf-8")).program
    assert found is not None
    return found


def test_what_was_agreed_is_read_back(path: Path) -> None:
    made = agree(path, held(path), name="first", by="boss", at=AT, because="Go")
    shelf = baselines_of(path)
    assert shelf.findings == ()
    assert shelf.baselines == (made,)
    assert (made.agreed_by, made.agreed_at, made.because) == ("boss", AT, "Go")
    assert program_of(path, made) == as_agreed(held(path))


def test_a_name_is_given_once(path: Path) -> None:
    agree(path, held(path), name="first", by="boss", at=AT)
    with pytest.raises(UnreadableInput, match="'first' already"):
        agree(path, held(path), name="first", by="boss", at=AT)
    assert len(baselines_of(path).baselines) == 1


def test_a_changed_program_is_found(path: Path) -> None:
    made = agree(path, held(path), name="first", by="boss", at=AT)
    stored = folder_of(path) / f"{made.digest}.yaml"
    stored.write_text(stored.read_text().replace("3d", "2d"))
    assert [f.code for f in baselines_of(path).findings] == ["baseline.tampered"]
    with pytest.raises(UnreadableInput, match="changed after it was agreed"):
        program_of(path, made)
    with pytest.raises(UnreadableInput, match="changed after it was agreed"):
        agree(path, held(path), name="second", by="boss", at=AT)


def test_a_program_that_is_gone_is_found(path: Path) -> None:
    made = agree(path, held(path), name="first", by="boss", at=AT)
    (folder_of(path) / f"{made.digest}.yaml").unlink()
    assert [f.code for f in baselines_of(path).findings] == ["baseline.missing"]


def test_a_changed_journal_is_found(path: Path) -> None:
    agree(path, held(path), name="first", by="boss", at=AT)
    agree(path, held(path), name="second", by="boss", at=AT + timedelta(days=1))
    journal = folder_of(path) / "journal.jsonl"
    journal.write_text(journal.read_text().replace("first", "other"))
    assert "record.broken" in [f.code for f in baselines_of(path).findings]


def test_a_baseline_is_found_by_name_or_is_the_latest(path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no baseline yet"):
        baseline_named(baselines_of(path), None)
    for name in ("first", "second"):
        agree(path, held(path), name=name, by="boss", at=AT)
    shelf = baselines_of(path)
    assert baseline_named(shelf, None).name == "second"
    assert baseline_named(shelf, "first").number == 1
    with pytest.raises(UnreadableInput, match="Did you mean 'first'"):
        baseline_named(shelf, "frist")


def test_approval_writes_the_file_and_a_baseline(path: Path) -> None:
    agree(path, held(path), name="first", by="boss", at=AT)
    done = settle(
        path, held(path), "more", verdict="approved", by="boss", at=AT, on=AT.date(), because="Yes"
    )
    assert done.baseline is not None
    assert (done.baseline.name, done.baseline.request) == ("more", "more")
    text = path.read_text(encoding="utf-8")
    assert "api: {title: Interface, estimate: 6d}   # by hand" in text
    assert str(program_of(path, done.baseline).tasks["api"].estimate) == "6d"


def test_an_approval_that_was_cut_off_is_finished(path: Path) -> None:
    agree(path, held(path), name="first", by="boss", at=AT)
    settle(path, held(path), "more", verdict="approved", by="boss", at=AT, on=AT.date())
    journal = folder_of(path) / "journal.jsonl"
    journal.write_text(journal.read_text().splitlines(keepends=True)[0])
    written = path.read_text(encoding="utf-8")
    again = settle(path, held(path), "more", verdict="approved", by="boss", at=AT, on=AT.date())
    assert again.baseline is not None
    assert str(program_of(path, again.baseline).tasks["api"].estimate) == "6d"
    assert path.read_text(encoding="utf-8") == written


def test_a_refused_request_leaves_everything_as_it_was(path: Path) -> None:
    agree(path, held(path), name="first", by="boss", at=AT)
    path.write_text(TEXT.replace("estimate: 3d}", "estimate: 5d}"), encoding="utf-8")
    before = path.read_bytes()
    done = settle(path, held(path), "more", verdict="approved", by="boss", at=AT, on=AT.date())
    assert [f.code for f in done.approval.findings] == ["change.conflict"]
    assert done.written == ()
    assert path.read_bytes() == before
    assert len(baselines_of(path).baselines) == 1
