"""Activities of P6: their kinds, constraints, progress, links and what else is known of them."""

from datetime import UTC, datetime

import pytest

from fairlead.program.quantities import Span
from fairlead.program.references import check_references
from fairlead.program.work import Need
from tests.sources.xer.exports import program_of, reading_of

NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def hours(amount: float) -> Span:
    return Span(amount=amount, unit="h")


def test_an_activity_is_a_task_under_its_code() -> None:
    program = program_of({"task_code": "Süd / Los 1"})
    task = program.tasks["Sud-Los-1"]
    assert (task.title, task.source_id, str(task.duration)) == ("Activity 1", "Süd / Los 1", "40h")
    assert task.calendar == "Office"


@pytest.mark.parametrize(("kind", "opening"), [("TT_Mile", True), ("TT_FinMile", False)])
def test_milestones_stand_at_the_start_or_the_end_of_a_day(kind: str, opening: bool) -> None:
    program = program_of({"task_type": kind, "target_drtn_hr_cnt": "0"})
    assert program.milestones["A1"].opening is opening
    assert len(program.tasks) == 0


@pytest.mark.parametrize("kind", ["TT_LOE", "TT_WBS"])
def test_what_only_accompanies_other_work_moves_nothing(kind: str) -> None:
    assert program_of({"task_type": kind}).tasks["A1"].level_of_effort


def test_a_resource_dependent_activity_follows_its_people() -> None:
    assert program_of({"task_type": "TT_Rsrc"}).tasks["A1"].resource_dependent
    assert not program_of({"task_type": "TT_Task"}).tasks["A1"].resource_dependent


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("CS_MSO", {"not_before", "start_by"}),
        ("CS_MSOA", {"not_before"}),
        ("CS_MSOB", {"start_by"}),
        ("CS_MEO", {"finish_not_before", "finish_by"}),
        ("CS_MEOA", {"finish_not_before"}),
        ("CS_MEOB", {"finish_by"}),
        ("CS_MANDSTART", {"must_start"}),
        ("CS_MANDFIN", {"must_finish"}),
    ],
)
@pytest.mark.parametrize("place", ["", "2"])
def test_a_constraint_sets_its_fields_and_no_others(
    kind: str, fields: set[str], place: str
) -> None:
    task = program_of({f"cstr_type{place}": kind, f"cstr_date{place}": "2026-02-03 12:00"}).tasks[
        "A1"
    ]
    dated = [
        "not_before",
        "start_by",
        "finish_not_before",
        "finish_by",
        "must_start",
        "must_finish",
    ]
    assert {name: getattr(task, name) for name in dated} == {
        name: NOON if name in fields else None for name in dated
    }


def test_as_late_as_possible_needs_no_date() -> None:
    assert program_of({"cstr_type": "CS_ALAP"}).tasks["A1"].as_late_as_possible


def test_an_unknown_constraint_is_a_finding_and_left_out() -> None:
    reading = reading_of({"cstr_type": "CS_NEW", "cstr_date": "2026-02-03 12:00"})
    assert [f.code for f in reading.findings] == ["task.unknown-constraint"]
    assert reading.loss is not None
    assert [loss.what for loss in reading.loss.left_out] == ["TASK.cstr_type"]


def test_work_not_begun_has_no_remaining_of_its_own() -> None:
    assert program_of({}).tasks["A1"].remaining is None


def test_running_work_keeps_start_rest_and_part_done() -> None:
    task = program_of(
        {
            "status_code": "TK_Active",
            "act_start_date": "2026-02-03 12:00",
            "remain_drtn_hr_cnt": "30",
        }
    ).tasks["A1"]
    assert (task.started, task.remaining, task.complete) == (NOON, hours(30), 0.25)
    assert task.finished is None


def test_finished_work_is_history() -> None:
    task = program_of(
        {
            "status_code": "TK_Complete",
            "act_start_date": "2026-02-03 12:00",
            "act_end_date": "2026-02-04 17:00",
            "remain_drtn_hr_cnt": "0",
        }
    ).tasks["A1"]
    assert task.finished == datetime(2026, 2, 4, 17, 0, tzinfo=UTC)
    assert (task.remaining, task.complete) == (None, None)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"complete_pct_type": "CP_Phys", "phys_complete_pct": "60"}, 0.6),
        ({"complete_pct_type": "CP_Units", "act_work_qty": "1", "remain_work_qty": "3"}, 0.25),
        ({"complete_pct_type": "CP_Units"}, None),
    ],
)
def test_the_part_done_is_measured_as_the_activity_says(
    fields: dict[str, str], part: float | None
) -> None:
    assert program_of(fields).tasks["A1"].complete == part


@pytest.mark.parametrize(("flag", "expected"), [("Y", NOON), ("N", None)])
def test_an_expected_finish_counts_if_the_options_say_so(
    flag: str, expected: datetime | None
) -> None:
    program = program_of(
        {"expect_end_date": "2026-02-03 12:00"}, options={"sched_use_expect_end_flag": flag}
    )
    assert program.tasks["A1"].expected_finish == expected


def test_links_keep_their_kind_and_lag() -> None:
    program = program_of(
        {},
        {},
        links=[
            {"task_id": "102", "pred_task_id": "101", "pred_type": "PR_SS", "lag_hr_cnt": "16"},
            {"task_id": "102", "pred_task_id": "101", "pred_type": "PR_FF", "lag_hr_cnt": "-8"},
        ],
    )
    assert program.tasks["A2"].needs == (
        Need(task="A1", link="FF", lag=hours(-8)),
        Need(task="A1", link="SS", lag=hours(16)),
    )


def test_a_link_out_of_the_file_is_named_as_left_out() -> None:
    reading = reading_of({}, links=[{"task_id": "101", "pred_task_id": "999"}])
    assert reading.program is not None
    assert reading.program.tasks["A1"].needs == ()
    assert reading.loss is not None
    assert [(loss.what, loss.count) for loss in reading.loss.left_out] == [("TASKPRED", 1)]


def test_the_date_a_project_outside_imposes_holds_the_start() -> None:
    later = "2026-02-03 12:00"
    own = {"cstr_type": "CS_MSOA", "cstr_date": "2026-01-20 08:00"}
    outside = {"external_early_start_date": later}
    assert program_of({**own, **outside}).tasks["A1"].not_before == NOON
    ignored = program_of(outside, options={"sched_outer_depend_type": "SD_None"})
    assert ignored.tasks["A1"].not_before is None


def test_codes_fields_notes_and_expenses_come_along() -> None:
    more = {
        "ACTVTYPE": [{"actv_code_type_id": "1", "actv_code_type": "Area"}],
        "ACTVCODE": [{"actv_code_id": "2", "short_name": "N", "actv_code_name": "North"}],
        "TASKACTV": [{"task_id": "101", "actv_code_type_id": "1", "actv_code_id": "2"}],
        "UDFTYPE": [{"udf_type_id": "3", "table_name": "TASK", "udf_type_label": "Lot"}],
        "UDFVALUE": [{"udf_type_id": "3", "fk_id": "101", "udf_text": "L7"}],
        "TASKMEMO": [{"task_id": "101", "task_memo": "<P>A &amp; B</P>\x7f\x7f<P>C</P>"}],
        "PROJCOST": [
            {"task_id": "101", "target_cost": "10.25"},
            {"task_id": "101", "target_cost": "5"},
        ],
    }
    task = program_of({}, more=more).tasks["A1"]
    assert dict(task.custom) == {"Area": "N North", "Lot": "L7"}
    assert task.notes == "A & B\nC"
    assert task.cost is not None
    assert task.cost.likely == 1525


def test_what_cannot_be_read_in_a_cell_is_a_finding_not_a_crash() -> None:
    reading = reading_of(
        {"act_start_date": "yesterday", "target_drtn_hr_cnt": "long", "remain_drtn_hr_cnt": "nan"}
    )
    assert reading.program is not None
    assert reading.program.tasks["A1"].duration is None
    assert {f.code for f in reading.findings} == {"import.unreadable-value"}
    assert len(reading.findings) == 3


def test_a_program_of_any_export_has_no_loose_ends() -> None:
    program = program_of({"wbs_id": "404", "clndr_id": "404"}, {})
    assert check_references(program) == ()
