"""A whole export: projects, baselines, the outline, people, conventions, the account of losses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.program.quantities import Share
from fairlead.program.scheduling import Scheduling
from fairlead.sources.xer import parse_xer, read_xer
from tests.sources.xer.exports import export, program_of, reading_of


def test_dates_of_the_project_are_those_of_the_program() -> None:
    program = program_of({}, project={"plan_end_date": "2026-06-30 17:00"})
    assert program.id == "DEMO"
    assert program.start == program.as_of == datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    assert program.finish_by == datetime(2026, 6, 30, 17, 0, tzinfo=UTC)
    assert program.currency == "USD"


def test_wall_clock_times_are_those_of_the_zone_that_is_asked_for() -> None:
    text = export(
        {
            "PROJECT": [{"proj_id": "1", "last_recalc_date": "2026-07-01 08:00"}],
            "TASK": [{"task_id": "1", "proj_id": "1", "task_code": "A"}],
        }
    )
    program = parse_xer(text, name="x.xer", timezone="Europe/Berlin").program
    assert program is not None
    assert program.as_of == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert program.timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        ({"sched_calendar_on_relationship_lag": "rcal_Successor"}, "lag_calendar", "successor"),
        ({"sched_calendar_on_relationship_lag": "rcal_24Hour"}, "lag_calendar", "elapsed"),
        ({"sched_calendar_on_relationship_lag": "rcal_ProjDefault"}, "lag_calendar", "program"),
        ({"sched_progress_override": "Y", "sched_retained_logic": "N"}, "progress", "override"),
        (
            {"sched_progress_override": "N", "sched_retained_logic": "N"},
            "progress",
            "actual-dates",
        ),
        ({"sched_float_type": "FT_SS"}, "total_slack", "start"),
        ({"sched_float_type": "FT_MIN"}, "total_slack", "smaller"),
        ({"sched_open_critical_flag": "Y"}, "slack_to", "open-ends"),
        ({"sched_lag_early_start_flag": "N"}, "lag_from", "actual"),
    ],
)
def test_an_option_sets_its_convention_and_no_other(
    options: dict[str, str], field: str, value: str
) -> None:
    usual = Scheduling(calendar="Office")
    said = program_of({}, options=options).scheduling
    differs = {n for n in said.__struct_fields__ if getattr(said, n) != getattr(usual, n)}
    assert differs == {field}
    assert getattr(said, field) == value


def test_what_is_critical_is_said_by_the_project() -> None:
    said = program_of(
        {}, project={"critical_drtn_hr_cnt": "24", "critical_path_type": "CT_DrivPath"}
    ).scheduling
    assert (str(said.critical_slack), said.critical_by) == ("24h", "longest-path")


def test_nodes_become_summaries_in_order_and_empty_ones_are_named() -> None:
    nodes = [
        {"wbs_id": "1", "wbs_short_name": "DEMO", "wbs_name": "Demo", "proj_node_flag": "Y"},
        {"wbs_id": "2", "parent_wbs_id": "1", "wbs_short_name": "B", "seq_num": "2"},
        {"wbs_id": "3", "parent_wbs_id": "1", "wbs_short_name": "A", "seq_num": "1"},
        {"wbs_id": "4", "parent_wbs_id": "3", "wbs_short_name": "1", "wbs_name": "Deep"},
        {"wbs_id": "5", "parent_wbs_id": "1", "wbs_short_name": "Z", "wbs_name": "Bare"},
    ]
    reading = reading_of(
        {"wbs_id": "4"},
        {"wbs_id": "2"},
        {"wbs_id": "1"},
        more={"PROJWBS": [{"proj_id": "1", **node} for node in nodes]},
    )
    program = reading.program
    assert program is not None
    assert {key: task.parent for key, task in program.tasks.items()} == {
        "wbs-A": None,
        "wbs-A.1": "wbs-A",
        "wbs-B": None,
        "A1": "wbs-A.1",
        "A2": "wbs-B",
        "A3": None,
    }
    assert list(program.tasks)[:3] == ["wbs-A", "wbs-A.1", "wbs-B"]
    assert program.title == "Demo"
    assert reading.loss is not None
    assert [(loss.what, loss.subjects) for loss in reading.loss.left_out] == [
        ("PROJWBS", ("Bare",))
    ]


def test_a_circle_of_nodes_is_a_finding() -> None:
    nodes = [
        {"wbs_id": "1", "proj_id": "1", "parent_wbs_id": "2", "wbs_short_name": "A"},
        {"wbs_id": "2", "proj_id": "1", "parent_wbs_id": "1", "wbs_short_name": "B"},
    ]
    reading = reading_of({"wbs_id": "1"}, more={"PROJWBS": nodes})
    assert [f.code for f in reading.findings] == ["outline.circular"]
    assert reading.program is not None
    assert "A1" in reading.program.tasks


def two_projects(**second: str) -> dict[str, list[dict[str, str]]]:
    return {
        "PROJECT": [
            {"proj_id": "1", "proj_short_name": "P1", "last_recalc_date": "2026-01-05 08:00"},
            {
                "proj_id": "2",
                "proj_short_name": "P2",
                "last_recalc_date": "2026-02-02 08:00",
                **second,
            },
        ],
        "TASK": [
            {
                "task_id": project + "0",
                "proj_id": project,
                "task_code": "A",
                "target_start_date": f"2026-0{project}-10 08:00",
            }
            for project in "12"
        ],
        "TASKPRED": [{"task_id": "20", "pred_task_id": "10", "pred_type": "PR_FS"}],
    }


def test_projects_of_one_file_stand_side_by_side_and_may_be_linked() -> None:
    reading = parse_xer(export(two_projects(plan_end_date="2026-09-30 17:00")), name="two.xer")
    program = reading.program
    assert program is not None
    assert {key: task.parent for key, task in program.tasks.items()} == {
        "wbs-P1": None,
        "wbs-P2": None,
        "P1.A": "wbs-P1",
        "P2.A": "wbs-P2",
    }
    assert [need.task for need in program.tasks["P2.A"].needs] == ["P1.A"]
    assert program.tasks["P2.A"].source_id == "A"
    assert program.scheduling.slack_to == "projects"
    assert program.as_of == datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    assert program.tasks["wbs-P2"].not_before == datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
    assert program.tasks["wbs-P2"].finish_by == datetime(2026, 9, 30, 17, 0, tzinfo=UTC)


def test_a_baseline_project_becomes_a_baseline_of_the_work() -> None:
    reading = parse_xer(export(two_projects(orig_proj_id="1")), name="two.xer")
    program = reading.program
    assert program is not None
    assert list(program.tasks) == ["A"]
    baseline = program.tasks["A"].baselines[0]
    assert (baseline.number, baseline.start) == (1, datetime(2026, 2, 10, 8, 0, tzinfo=UTC))


def test_people_have_their_rate_of_the_data_date_their_group_and_calendar() -> None:
    more = {
        "RSRC": [
            {"rsrc_id": "1", "rsrc_short_name": "DEV", "rsrc_name": "Developers"},
            {
                "rsrc_id": "2",
                "parent_rsrc_id": "1",
                "clndr_id": "7",
                "rsrc_short_name": "asha",
                "rsrc_name": "Asha",
                "rsrc_type": "RT_Labor",
            },
            {"rsrc_id": "3", "rsrc_short_name": "steel", "rsrc_type": "RT_Mat"},
        ],
        "RSRCRATE": [
            {"rsrc_id": "2", "max_qty_per_hr": "0.5", "cost_per_qty": "90", "start_date": d} | extra
            for d, extra in (
                ("2020-01-01 00:00", {}),
                ("2027-01-01 00:00", {"cost_per_qty": "95"}),
            )
        ],
        "ROLES": [{"role_id": "9", "role_short_name": "QA", "role_name": "Tester"}],
        "TASKRSRC": [
            {
                "taskrsrc_id": "1",
                "task_id": "101",
                "rsrc_id": "2",
                "target_qty_per_hr": "0.5",
                "target_qty": "20",
                "remain_qty": "15",
                "act_reg_qty": "4",
                "act_ot_qty": "1",
            },
            {"taskrsrc_id": "2", "task_id": "101", "rsrc_id": "3", "target_qty": "12"},
            {"taskrsrc_id": "3", "task_id": "101", "role_id": "9", "target_qty_per_hr": "1"},
        ],
    }
    reading = reading_of({}, more=more)
    program = reading.program
    assert program is not None
    asha = program.people["asha"]
    assert (asha.team, asha.calendar, asha.availability, asha.rate) == ("DEV", "Office", 0.5, 9000)
    assert program.people["QA"].kind == "pool"
    assert program.people["steel"].kind == "material"
    who = {one.person: one for one in program.tasks["A1"].who}
    assert (str(who["asha"].work), str(who["asha"].spent)) == ("20h", "5h")
    assert (str(who["asha"].remaining), who["asha"].units) == ("15h", 0.5)
    assert who["steel"].units == Share(12.0)
    assert who["steel"].work is None
    assert reading.loss is not None
    assert {loss.what for loss in reading.loss.changed} == {"RSRCRATE", "TASKRSRC of a material"}


def test_two_assignments_of_one_person_are_added_up_and_named() -> None:
    more = {
        "RSRC": [{"rsrc_id": "2", "rsrc_short_name": "asha", "rsrc_type": "RT_Labor"}],
        "TASKRSRC": [
            {"taskrsrc_id": n, "task_id": "101", "rsrc_id": "2", "target_qty": q}
            | {"remain_qty": q, "target_qty_per_hr": "0.5"}
            for n, q in (("1", "20"), ("2", "10"))
        ],
    }
    reading = reading_of({}, more=more)
    assert reading.program is not None
    (one,) = reading.program.tasks["A1"].who
    assert (str(one.work), one.units, one.remaining) == ("30h", 1.0, None)


def test_every_column_is_carried_set_aside_or_left_out() -> None:
    reading = reading_of(
        {"total_float_hr_cnt": "16", "new_p6_column": "x", "guid": ""},
        more={"TASKPROC": [{"proc_id": "1"}, {"proc_id": "2"}], "CURRTYPE": [{"curr_id": "1"}]},
    )
    assert reading.loss is not None
    assert {(loss.what, loss.count) for loss in reading.loss.left_out} == {
        ("TASK.new_p6_column", 1),
        ("TASKPROC", 2),
    }
    assert {(loss.what, loss.count) for loss in reading.loss.set_aside} == {
        ("TASK.total_float_hr_cnt", 1),
        ("CURRTYPE", 1),
    }


def test_an_export_without_activities_gives_no_program() -> None:
    reading = parse_xer(export({"PROJECT": [{"proj_id": "1"}]}), name="x.xer")
    assert reading.program is None
    assert [f.code for f in reading.findings] == ["import.no-tasks"]


def test_signs_of_an_old_code_page_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.xer"
    row = {"task_id": "1", "proj_id": "1", "task_code": "A", "task_name": "Prüfung § Los"}
    path.write_bytes(export({"TASK": [row]}).encode("cp1252"))
    program = read_xer(path).program
    assert program is not None
    assert program.tasks["A"].title == "Prüfung § Los"
