import pytest

from fairlead.web.log.append import append
from fairlead.web.log.shelf import packed, program_at, write_snapshot
from fairlead.web.log.verify import verify
from fairlead.web.models import LogEntry, ProgramLog, Snapshot
from tests.web.log.sample import after, changed, new_log, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> ProgramLog:
    made = new_log()
    for step in range(1, 4):
        here = program_at(made, made.head)
        append(made, changed(here, "api", priority=step), base=made.head, at=after(step))
    return made


def test_a_log_that_nobody_touched_is_whole(log: ProgramLog) -> None:
    assert verify(log) == ()


@pytest.mark.parametrize(
    "lie",
    [
        {"content": '{"edits":[]}'},
        {"who": "somebody else"},
        {"at": after(99)},
        {"kind": "undo"},
        {"before": "f" * 64},
    ],
)
def test_an_entry_that_was_changed_is_found(log: ProgramLog, lie: dict[str, str]) -> None:
    LogEntry.objects.filter(log=log, number=2).update(**lie)
    assert {f.code for f in verify(log)} == {"record.broken"}


def test_an_entry_that_is_gone_is_found(log: ProgramLog) -> None:
    LogEntry.objects.filter(log=log, number=2).delete()
    assert "record.broken" in {f.code for f in verify(log)}


def test_a_log_that_lost_its_end_is_found(log: ProgramLog) -> None:
    LogEntry.objects.filter(log=log, number=4).delete()
    assert "record.broken" in {f.code for f in verify(log)}


def test_a_false_snapshot_is_found(log: ProgramLog) -> None:
    write_snapshot(log, 2, program_at(log, 2))
    assert verify(log) == ()
    Snapshot.objects.update(content=packed(program()), fingerprint="0" * 32)
    (found,) = verify(log)
    assert "snapshot" in found.message
