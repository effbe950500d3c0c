"""Relationships of Primavera, with their kinds."""

from fairlead.program.work import Need
from tests.sources.xer.exports import reading_of


def test_a_link_of_no_known_kind_is_read_as_finish_to_start_and_told() -> None:
    link = {"task_id": "102", "pred_task_id": "101", "pred_type": "PR_XX"}
    reading = reading_of({}, {}, links=[link])
    assert reading.program is not None
    assert reading.program.tasks["A2"].needs == (Need(task="A1", link="FS"),)
    (finding,) = reading.findings
    assert (finding.code, finding.severity) == ("link.unknown-kind", "warning")
    assert finding.message == "'A2' needs 'A1' by 'PR_XX', expected PR_FS, PR_SS, PR_FF or PR_SF."
    assert finding.subjects == ("A2", "A1")


def test_every_kind_of_link_is_read() -> None:
    kinds = ["PR_FS", "PR_SS", "PR_FF", "PR_SF"]
    links = [{"task_id": "102", "pred_task_id": "101", "pred_type": kind} for kind in kinds]
    reading = reading_of({}, {}, links=links)
    assert reading.program is not None
    assert {n.link for n in reading.program.tasks["A2"].needs} == {"FS", "SS", "FF", "SF"}
    assert reading.findings == ()
