"""Tasks of Microsoft Project: outline, links, constraints, progress, people, custom fields."""

from datetime import UTC, datetime

import pytest

from fairlead.program.quantities import Span
from fairlead.program.references import check_references
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Need
from tests.sources.mspdi.documents import program_of, reading_of

NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def hours(amount: float, *, elapsed: bool = False) -> Span:
    return Span(amount=amount, unit="h", elapsed=elapsed)


def test_a_task_is_named_for_its_uid() -> None:
    task = program_of("<UID>17</UID><Name>Dig</Name>").tasks["t17"]
    assert (task.title, task.source_id, str(task.duration)) == ("Dig", "17", "40h")


def test_levels_make_summaries_whatever_the_flag_says() -> None:
    program = program_of(
        "<UID>0</UID><OutlineLevel>0</OutlineLevel><Name>All</Name><Notes>Why</Notes>",
        "<UID>1</UID><Summary>0</Summary>",
        "<UID>2</UID><OutlineLevel>2</OutlineLevel>",
        "<UID>3</UID><OutlineLevel>3</OutlineLevel>",
        "<UID>4</UID><OutlineLevel>2</OutlineLevel>",
        "<UID>5</UID><Summary>1</Summary>",
    )
    assert {key: task.parent for key, task in program.tasks.items()} == {
        "t1": None,
        "t2": "t1",
        "t3": "t2",
        "t4": "t1",
        "t5": None,
    }
    assert program.tasks["t1"].duration is None
    assert (program.title, program.description) == ("All", "Why")


def test_blank_rows_are_passed_over() -> None:
    reading = reading_of("", "<IsNull>1</IsNull>")
    assert reading.program is not None
    assert list(reading.program.tasks) == ["t1"]
    assert reading.loss is not None
    assert [loss.what for loss in reading.loss.set_aside] == ["Task.IsNull"]


def test_a_uid_that_comes_twice_is_a_finding() -> None:
    reading = reading_of("<UID>1</UID>", "<UID>1</UID>")
    assert [f.code for f in reading.findings] == ["task.id-twice"]


def test_a_task_without_length_is_a_milestone_with_its_deadline() -> None:
    program = program_of(
        "<Duration>PT0H0M0S</Duration><Deadline>2026-02-03T12:00:00</Deadline>"
        "<PercentComplete>100</PercentComplete><ActualFinish>2026-02-03T12:00:00</ActualFinish>"
    )
    milestone = program.milestones["t1"]
    assert (milestone.due, milestone.finished) == (NOON, NOON)
    assert len(program.tasks) == 0


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (2, "must_start"),
        (3, "must_finish"),
        (4, "not_before"),
        (5, "start_by"),
        (6, "finish_not_before"),
        (7, "finish_by"),
    ],
)
def test_a_constraint_sets_one_field(kind: int, field: str) -> None:
    task = program_of(
        f"<ConstraintType>{kind}</ConstraintType>"
        "<ConstraintDate>2026-02-03T12:00:00</ConstraintDate>"
    ).tasks["t1"]
    names = [
        "must_start",
        "must_finish",
        "not_before",
        "start_by",
        "finish_not_before",
        "finish_by",
        "deadline",
    ]
    assert {name: getattr(task, name) for name in names} == {
        name: NOON if name == field else None for name in names
    }


def test_a_date_without_a_constraint_means_nothing() -> None:
    task = program_of("<ConstraintDate>1970-01-01T01:00:00</ConstraintDate>").tasks["t1"]
    assert (task.not_before, task.must_start) == (None, None)


def test_as_late_as_possible() -> None:
    assert program_of("<ConstraintType>1</ConstraintType>").tasks["t1"].as_late_as_possible


def test_a_constraint_without_its_date_is_a_finding() -> None:
    reading = reading_of("<ConstraintType>4</ConstraintType>")
    assert [f.code for f in reading.findings] == ["task.unknown-constraint"]


def link(kind: int, lag: int = 0, form: int = 7, uid: int = 1) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>"
    )


@pytest.mark.parametrize(("number", "kind"), [(0, "FF"), (1, "FS"), (2, "SF"), (3, "SS")])
def test_links_have_four_kinds(number: int, kind: str) -> None:
    (need,) = program_of("", link(number)).tasks["t2"].needs
    assert (need.task, need.link, need.lag) == ("t1", kind, None)


@pytest.mark.parametrize(
    ("lag", "form", "need"),
    [
        (4800, 7, Need(task="t1", lag=hours(8))),
        (-4800, 5, Need(task="t1", lag=hours(-8))),
        (14400, 8, Need(task="t1", lag=hours(24, elapsed=True))),
        (50, 19, Need(task="t1", lag_share=0.5)),
        (-25, 51, Need(task="t1", lag_share=-0.25)),
        (50, 20, Need(task="t1", lag=hours(20, elapsed=True))),
        (70, 3, Need(task="t1", lag=Span(amount=7.0, unit="m"))),
    ],
)
def test_a_lag_counts_in_tenths_of_minutes_around_the_clock_or_in_per_cent(
    lag: int, form: int, need: Need
) -> None:
    assert program_of("", link(1, lag, form)).tasks["t2"].needs == (need,)


def test_a_link_out_of_the_file_is_named_as_left_out() -> None:
    reading = reading_of("", link(1, uid=99))
    assert reading.program is not None
    assert reading.program.tasks["t2"].needs == ()
    assert reading.loss is not None
    assert [loss.what for loss in reading.loss.left_out] == ["Task.PredecessorLink"]


def test_an_elapsed_duration_counts_around_the_clock() -> None:
    task = program_of("<Duration>PT48H0M0S</Duration><DurationFormat>8</DurationFormat>")
    duration = task.tasks["t1"].duration
    assert duration is not None
    assert duration.likely == hours(48, elapsed=True)


def test_running_work_keeps_what_is_done_left_and_when_it_goes_on() -> None:
    task = program_of(
        "<PercentComplete>25</PercentComplete><ActualStart>2026-02-03T12:00:00</ActualStart>"
        "<ActualDuration>PT10H0M0S</ActualDuration><RemainingDuration>PT30H0M0S</RemainingDuration>"
        "<Stop>2026-02-04T12:00:00</Stop><Resume>2026-02-09T08:00:00</Resume>"
    ).tasks["t1"]
    assert (task.started, task.spent, task.remaining) == (NOON, hours(10), hours(30))
    assert task.complete == 0.25
    assert task.resumes == datetime(2026, 2, 9, 8, 0, tzinfo=UTC)


def test_work_that_was_not_interrupted_resumes_nowhere() -> None:
    task = program_of(
        "<ActualStart>2026-02-03T12:00:00</ActualStart>"
        "<Stop>2026-02-04T12:00:00</Stop><Resume>2026-02-04T12:00:00</Resume>"
    ).tasks["t1"]
    assert task.resumes is None


def test_a_task_placed_by_hand_stays_where_it_is() -> None:
    task = program_of("<Manual>1</Manual><Start>2026-02-03T12:00:00</Start>").tasks["t1"]
    assert (task.must_start, task.custom["msp.Manual"]) == (NOON, "1")


def test_an_inactive_task_is_kept_for_the_record() -> None:
    assert program_of("<Active>0</Active>").tasks["t1"].inactive
    assert not program_of("<Active>1</Active>").tasks["t1"].inactive


def test_a_levelling_delay_is_elapsed_unless_it_says_otherwise() -> None:
    delay = "<LevelingDelay>4800</LevelingDelay>"
    assert program_of(delay).tasks["t1"].delay == hours(8, elapsed=True)
    working = f"{delay}<LevelingDelayFormat>7</LevelingDelayFormat>"
    assert program_of(working).tasks["t1"].delay == hours(8)


def test_baselines_keep_their_number_dates_and_cost() -> None:
    (baseline,) = (
        program_of(
            "<Duration>PT40H0M0S</Duration><Baseline><Number>3</Number><Start>2026-02-03T12:00:00</Start>"
            "<Duration>PT8H0M0S</Duration><Work>PT16H0M0S</Work><Cost>12550</Cost></Baseline>"
        )
        .tasks["t1"]
        .baselines
    )
    assert (baseline.number, baseline.start, baseline.finish) == (3, NOON, None)
    assert (baseline.duration, baseline.work, baseline.cost) == (hours(8), hours(16), 12550)


def test_custom_fields_go_by_their_alias_else_their_name() -> None:
    fields = (
        "<ExtendedAttributes>"
        "<ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName>"
        "<Alias>Area</Alias></ExtendedAttribute></ExtendedAttributes>"
        "<OutlineCodes><OutlineCode><FieldID>188744096</FieldID><Alias>Code</Alias><Values>"
        "<Value><ValueID>1</ValueID><Value>A</Value></Value>"
        "<Value><ValueID>2</ValueID><ParentValueID>1</ParentValueID><Value>7</Value></Value>"
        "</Values></OutlineCode></OutlineCodes>"
    )
    task = program_of(
        "<ExtendedAttribute><FieldID>188743731</FieldID><Value>North</Value></ExtendedAttribute>"
        "<ExtendedAttribute><FieldID>188743767</FieldID><Value>4</Value></ExtendedAttribute>"
        "<OutlineCode><FieldID>188744096</FieldID><ValueID>2</ValueID></OutlineCode>",
        project=fields,
    ).tasks["t1"]
    assert dict(task.custom) == {"Area": "North", "Number1": "4", "Code": "A.7"}


RESOURCES = (
    "<Resource><UID>0</UID></Resource>"
    "<Resource><UID>3</UID><Name>Asha K</Name><Type>1</Type><MaxUnits>0.5</MaxUnits>"
    "<Group>Core</Group><StandardRate>90.5</StandardRate></Resource>"
    "<Resource><UID>4</UID><Name>Crew</Name><Type>1</Type><MaxUnits>3</MaxUnits></Resource>"
    "<Resource><UID>5</UID><Name>Steel</Name><Type>0</Type></Resource>"
    "<Resource><UID>6</UID><Name>Travel</Name><Type>2</Type></Resource>"
)
ASSIGNED = (
    "<Assignment><UID>9</UID><TaskUID>1</TaskUID><ResourceUID>3</ResourceUID><Units>0.5</Units>"
    "<Work>PT20H0M0S</Work><ActualWork>PT5H0M0S</ActualWork>"
    "<RemainingWork>PT15H0M0S</RemainingWork></Assignment>"
    "<Assignment><UID>10</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment>"
)


def test_people_are_named_and_of_their_kind() -> None:
    people = program_of("", resources=RESOURCES).people
    assert {key: person.kind for key, person in people.items()} == {
        "Asha-K": "person",
        "Crew": "pool",
        "Steel": "material",
        "Travel": "cost",
    }
    asha = people["Asha-K"]
    assert (asha.name, asha.team, asha.availability) == ("Asha K", "Core", 0.5)
    assert (asha.rate, asha.source_id) == (9050, "3")


def test_an_assignment_keeps_its_work_and_nobody_is_set_aside() -> None:
    reading = reading_of("", resources=RESOURCES, assignments=ASSIGNED)
    assert reading.program is not None
    task = reading.program.tasks["t1"]
    (one,) = task.who
    assert (one.person, one.units, one.work, one.spent, one.remaining) == (
        "Asha-K",
        0.5,
        hours(20),
        hours(5),
        hours(15),
    )
    assert task.resource_dependent
    assert reading.loss is not None
    assert "Assignment of nobody" in {loss.what for loss in reading.loss.set_aside}


def test_a_task_calendar_may_stand_over_those_of_its_people() -> None:
    own = "<CalendarUID>1</CalendarUID><IgnoreResourceCalendar>1</IgnoreResourceCalendar>"
    program = program_of(own, resources=RESOURCES, assignments=ASSIGNED)
    assert not program.tasks["t1"].resource_dependent
    assert program.tasks["t1"].calendar == "Standard"


@pytest.mark.parametrize(
    ("said", "different"),
    [
        ("<HonorConstraints>0</HonorConstraints>", {"must_finish", "limits"}),
        ("<SplitsInProgressTasks>0</SplitsInProgressTasks>", {"progress"}),
        ("<MultipleCriticalPaths>1</MultipleCriticalPaths>", {"slack_to"}),
        ("<CriticalSlackLimit>2</CriticalSlackLimit>", {"critical_slack"}),
        ("<ScheduleFromStart>0</ScheduleFromStart>", {"direction"}),
    ],
)
def test_a_setting_changes_its_convention_and_no_other(said: str, different: set[str]) -> None:
    usual: Scheduling = program_of("").scheduling
    changed = program_of("", project=said).scheduling
    names = usual.__struct_fields__
    assert {n for n in names if getattr(usual, n) != getattr(changed, n)} == different


def test_a_project_scheduled_from_its_finish_must_be_finished_then() -> None:
    back = "<ScheduleFromStart>0</ScheduleFromStart><FinishDate>2026-02-03T12:00:00</FinishDate>"
    assert program_of("", project=back).finish_by == NOON
    assert program_of("", project=back.replace(">0<", ">1<")).finish_by is None


def test_every_element_is_carried_set_aside_or_left_out() -> None:
    reading = reading_of(
        "<TotalSlack>4800</TotalSlack><FreeSlack>0</FreeSlack><NewElement>x</NewElement>",
        project="<WeekStartDay>1</WeekStartDay><Author>Ann</Author>",
        assignments="",
    )
    assert reading.loss is not None
    assert {loss.what for loss in reading.loss.left_out} == {"Task.NewElement", "Project.Author"}
    assert {loss.what for loss in reading.loss.set_aside} == {
        "Task.TotalSlack",
        "Project.WeekStartDay",
    }


def test_what_cannot_be_read_is_a_finding_not_a_crash() -> None:
    reading = reading_of(
        "<Duration>long</Duration><ActualStart>soon</ActualStart><Priority>high</Priority>",
        f"{link(1).replace('<LinkLag>0', '<LinkLag>much')}",
    )
    assert {f.code for f in reading.findings} == {"import.unreadable-value"}
    assert len(reading.findings) == 4


def test_wall_clock_times_are_those_of_the_zone_that_is_asked_for() -> None:
    reading = reading_of("<Deadline>2026-07-01T12:00:00</Deadline>", timezone="America/New_York")
    assert reading.program is not None
    assert reading.program.tasks["t1"].deadline == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


def test_a_program_of_any_document_has_no_loose_ends() -> None:
    program = program_of(
        "<CalendarUID>77</CalendarUID>",
        link(1, uid=8),
        resources=RESOURCES,
        assignments=ASSIGNED.replace("<TaskUID>1<", "<TaskUID>8<"),
    )
    assert check_references(program) == ()
