"""Values of a document: what cannot be read is told, up to a number."""

from collections import Counter

from tests.sources.mspdi.documents import reading_of


def test_above_a_hundred_unreadable_values_only_that_there_are_more_is_told() -> None:
    reading = reading_of(*("<Priority>high</Priority>" for _ in range(130)))
    assert Counter(f.code for f in reading.findings) == {
        "import.unreadable-value": 100,
        "import.more": 1,
    }
    assert reading.program is not None
    assert len(reading.program.tasks) == 130


def test_a_document_without_tasks_is_a_program_and_a_warning() -> None:
    reading = reading_of()
    assert [(f.code, f.severity) for f in reading.findings] == [("import.no-tasks", "warning")]
    assert reading.program is not None
