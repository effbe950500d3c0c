"""One tiny program per rule of the critical path, with the arithmetic beside it.

Unless a test says otherwise hours are Monday to Friday, 09:00 to 17:00 UTC, a day is 8 hours, and
the program starts on Monday, 2 March 2026. Expected dates are written by hand.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from fairlead.analyses.critical_path import BeyondTime, CriticalPath, critical_path
from fairlead.analyses.network import Circular
from fairlead.program.calendars import Calendar, CalendarException, Week
from fairlead.program.moments import instant
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate, Share, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Milestone, Need, Task

Rows = dict[str, Task | Milestone]
MONDAY = date(2026, 3, 2)


class Shown(NamedTuple):
    """Dates of one activity as `02 Mar 09:00`, in UTC, and slack in minutes."""

    early_start: str
    early_finish: str
    late_start: str
    late_finish: str
    slack: int
    free: int


def days(amount: float) -> Estimate:
    return Estimate.point(amount, "d")


def span(amount: float, unit: Any = "d", *, elapsed: bool = False) -> Span:
    return Span(amount=amount, unit=unit, elapsed=elapsed)


def on(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def task(amount: float | None, *needs: Need | str, **fields: Any) -> Task:
    """A task of so many days' duration; a need that is a text is finish to start."""
    return Task(
        title="t",
        duration=None if amount is None else days(amount),
        needs=tuple(need if isinstance(need, Need) else Need(task=need) for need in needs),
        **fields,
    )


def milestone(*needs: Need | str, **fields: Any) -> Milestone:
    return Milestone(
        title="m",
        needs=tuple(need if isinstance(need, Need) else Need(task=need) for need in needs),
        **fields,
    )


def program(rows: Mapping[str, Task | Milestone], **fields: Any) -> Program:
    fields.setdefault("start", MONDAY)
    tasks = {key: row for key, row in rows.items() if isinstance(row, Task)}
    milestones = {key: row for key, row in rows.items() if isinstance(row, Milestone)}
    for name in ("calendars", "people"):
        fields[name] = Table(fields.get(name, {}))
    return Program(id="p", tasks=Table(tasks), milestones=Table(milestones), **fields)


def path_of(rows: Mapping[str, Task | Milestone], **fields: Any) -> CriticalPath:
    found = critical_path(program(rows, **fields))
    assert isinstance(found, CriticalPath)
    return found


def planned(rows: Mapping[str, Task | Milestone], **fields: Any) -> dict[str, Shown]:
    found = path_of(rows, **fields)
    network = found.network
    columns = (found.early_start, found.early_finish, found.late_start, found.late_finish)
    shown = {}
    for key, at in zip(network.keys, network.place.tolist(), strict=True):
        early_start, early_finish, late_start, late_finish = (
            f"{instant(int(column[at])):%d %b %H:%M}" for column in columns
        )
        slack, free = int(found.total_slack[at]), int(found.free_slack[at])
        shown[key] = Shown(early_start, early_finish, late_start, late_finish, slack, free)
    return shown


# ---- links ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "lag", "start", "finish"),
    [
        # a is 3 days: Mon 2 09:00 to Wed 4 17:00; b is 2 days
        ("FS", None, "05 Mar 09:00", "06 Mar 17:00"),
        ("FS", span(1), "06 Mar 09:00", "09 Mar 17:00"),  # Thu is the lag; Fri and Mon
        ("FS", span(-1), "04 Mar 09:00", "05 Mar 17:00"),  # Wed 17:00 less 8 h is Wed 09:00
        ("SS", None, "02 Mar 09:00", "03 Mar 17:00"),
        ("SS", span(1), "03 Mar 09:00", "04 Mar 17:00"),
        ("SS", span(-1), "02 Mar 09:00", "03 Mar 17:00"),  # never before the start
        ("FF", None, "03 Mar 09:00", "04 Mar 17:00"),  # ends with a, begins 16 h before
        ("FF", span(4, "h"), "03 Mar 13:00", "05 Mar 13:00"),
        # Wed 17:00 less 8 h is Wed 09:00, and that instant is the finish, as P6 has it: 16 h before
        ("FF", span(-1), "02 Mar 09:00", "04 Mar 09:00"),
        ("SF", None, "02 Mar 09:00", "03 Mar 17:00"),  # to end from Mon 09:00 on asks for nothing
        ("SF", span(4), "04 Mar 09:00", "05 Mar 17:00"),  # Mon 09:00 + 32 h is Thu 17:00
        ("FS", span(2, elapsed=True), "06 Mar 17:00", None),  # Wed 17:00 + 48 h is Fri 17:00
    ],
)
def test_each_link_type_with_lag_and_lead(
    link: Any, lag: Span | None, start: str, finish: str | None
) -> None:
    found = planned({"a": task(3), "b": task(2, Need(task="a", link=link, lag=lag))})
    if finish is None:  # Fri 17:00 is over: Mon 9 09:00, and 16 h from there
        start, finish = "09 Mar 09:00", "10 Mar 17:00"
    assert found["b"][:2] == (start, finish)


def test_a_lag_as_a_share_is_a_share_of_the_whole_duration() -> None:
    # half of 3 d is 12 h: Wed 17:00 + 8 h Thu + 4 h Fri is Fri 13:00
    found = planned({"a": task(3), "b": task(1, Need(task="a", lag_share=0.5))})
    assert found["b"][:2] == ("06 Mar 13:00", "09 Mar 13:00")


def test_a_lag_as_a_share_does_not_shrink_with_what_is_left_of_the_other() -> None:
    # a of 4 d began Mon, 1 d is left on Thu 5: it ends Thu 17:00; the lag is 2 d of 4, not of 1
    rows: Rows = {
        "a": task(4, started=MONDAY, remaining=span(1)),
        "b": task(1, Need(task="a", lag_share=0.5)),
    }
    found = planned(rows, as_of=date(2026, 3, 5))
    assert found["b"][:2] == ("10 Mar 09:00", "10 Mar 17:00")


@pytest.mark.parametrize(
    ("by", "start"),
    [
        # a, on the week with Saturday, ends Fri 6 17:00; the lag is 2 d
        ("predecessor", "10 Mar 09:00"),  # Sat and Mon: Tue
        ("successor", "11 Mar 09:00"),  # Mon and Tue: Wed
        ("program", "11 Mar 09:00"),
        ("elapsed", "09 Mar 09:00"),  # 16 h of the program's 2 d: Sat 09:00, so Mon
    ],
)
def test_lag_counts_in_the_calendar_that_the_program_names(by: Any, start: str) -> None:
    six: Week = (((540, 1020),),) * 6 + ((),)
    rows: Rows = {
        "a": task(5, calendar="six"),
        "b": task(1, Need(task="a", lag=span(2))),
    }
    calendars = {"six": Calendar(hours=six)}
    found = planned(rows, calendars=calendars, scheduling=Scheduling(lag_calendar=by))
    assert found["b"].early_start == start


def test_a_lag_after_a_summary_counts_in_working_time() -> None:
    # the summary ends Tue 3 17:00; 3 d later is Fri 6 17:00, so Mon 9
    rows: Rows = {
        "s": task(None),
        "a": task(2, parent="s"),
        "b": task(1, Need(task="s", lag=span(3))),
    }
    assert planned(rows)["b"].early_start == "09 Mar 09:00"


def test_a_working_lag_after_an_elapsed_duration_counts_in_working_time() -> None:
    # a runs Mon 00:00 + 48 h, to Wed 4 00:00; one day later is Wed 17:00, so Thu
    rows: Rows = {
        "a": Task(title="t", duration=Estimate(likely=span(2, elapsed=True))),
        "b": task(1, Need(task="a", lag=span(1))),
    }
    found = planned(rows)
    assert found["a"][:2] == ("02 Mar 00:00", "04 Mar 00:00")
    assert found["b"].early_start == "05 Mar 09:00"


# ---- slack ---------------------------------------------------------------------------------


def test_slack_of_a_diamond() -> None:
    # a 1 d; b 3 d and c 1 d after it; d 1 d after both: a Mon, b Tue-Thu, c Tue, d Fri
    found = planned({"a": task(1), "b": task(3, "a"), "c": task(1, "a"), "d": task(1, "b", "c")})
    assert found == {
        "a": Shown("02 Mar 09:00", "02 Mar 17:00", "02 Mar 09:00", "02 Mar 17:00", 0, 0),
        "b": Shown("03 Mar 09:00", "05 Mar 17:00", "03 Mar 09:00", "05 Mar 17:00", 0, 0),
        # c may end with b: two days, 960 minutes, of both kinds
        "c": Shown("03 Mar 09:00", "03 Mar 17:00", "05 Mar 09:00", "05 Mar 17:00", 960, 960),
        "d": Shown("06 Mar 09:00", "06 Mar 17:00", "06 Mar 09:00", "06 Mar 17:00", 0, 0),
    }


def test_free_slack_is_what_moves_nothing_and_total_what_moves_not_the_end() -> None:
    # a 1 d then b 1 d, beside c of 5 d: a has no free slack, for it would push b; both have 3 d
    found = planned({"a": task(1), "b": task(1, "a"), "c": task(5)})
    assert (found["a"].slack, found["a"].free) == (1440, 0)
    assert (found["b"].slack, found["b"].free) == (1440, 1440)


@pytest.mark.parametrize(("by", "slack"), [("start", 0), ("finish", 960), ("smaller", 0)])
def test_total_slack_at_start_finish_or_the_smaller(by: Any, slack: int) -> None:
    # x began Mon 2 and runs 3 d, to Wed 4 17:00; y of 5 d ends the program on Fri 6 17:00.
    # x may end two days later, but its start has happened and cannot move.
    rows: Rows = {"x": task(3, started=MONDAY), "y": task(5)}
    rules = Scheduling(unfinished="keep", total_slack=by)
    assert planned(rows, scheduling=rules)["x"].slack == slack


def test_slack_counts_back_from_the_date_that_the_program_must_meet() -> None:
    # a ends Wed 4 17:00; the program must end on Tue 3: one day too late
    found = planned({"a": task(3)}, finish_by=date(2026, 3, 3))
    assert found["a"] == Shown(
        "02 Mar 09:00", "04 Mar 17:00", "27 Feb 09:00", "03 Mar 17:00", -480, 0
    )


@pytest.mark.parametrize(
    ("to", "slack"),
    [
        ("program", {"a": 1920, "b": 0, "c": 1440}),  # all to Fri 6, the end of b
        ("projects", {"a": 480, "b": 0, "c": 0}),  # a and c to Tue 3, the end of c
        ("open-ends", {"a": 0, "b": 0, "c": 0}),
    ],
)
def test_slack_counts_to_the_program_to_each_project_or_to_each_open_end(
    to: Any, slack: dict[str, int]
) -> None:
    rows: Rows = {
        "one": task(None),
        "two": task(None),
        "a": task(1, parent="one"),
        "c": task(2, parent="one"),
        "b": task(5, parent="two"),
    }
    found = planned(rows, scheduling=Scheduling(slack_to=to))
    assert {key: found[key].slack for key in slack} == slack


def test_edges_of_a_summary_count_to_their_own_project() -> None:
    # p ends Mon 2; in q, the summary s holds x (2 d), and y (1 d) waits for s: Wed 4. No slack.
    rows: Rows = {
        "p": task(None),
        "a": task(1, parent="p"),
        "q": task(None),
        "s": task(None, parent="q"),
        "x": task(2, parent="s"),
        "y": task(1, "s", parent="q"),
    }
    found = planned(rows, scheduling=Scheduling(slack_to="projects"))
    assert {key: found[key].slack for key in "axy"} == {"a": 0, "x": 0, "y": 0}


def test_free_slack_of_people_with_different_hours_is_in_minutes() -> None:
    # two people, one of them with Saturdays, do 4 d of effort by Tue 3 17:00; b ends Fri 6 17:00
    six: Week = (((540, 1020),),) * 6 + ((),)
    both = (Assignment(person="x"), Assignment(person="y"))
    rows: Rows = {
        "a": Task(title="a", estimate=days(4), who=both),
        "b": task(5),
    }
    people = {"x": Person(), "y": Person(calendar="six")}
    found = planned(rows, calendars={"six": Calendar(hours=six)}, people=people)
    assert found["a"].early_finish == "03 Mar 17:00"
    assert (found["a"].slack, found["a"].free) == (1440, 1440)


# ---- dates ---------------------------------------------------------------------------------

# a (1 d, Mon 2), then b of 1 d with the date, free to be Tue 3; c of 10 d, to Fri 13. Expected of
# b: its early day and its late day (each from 09:00 to 17:00), total and free slack.


@pytest.mark.parametrize(
    ("field", "day", "early", "late", "slack", "free"),
    [
        ("not_before", 5, 5, 13, 2880, 2880),  # Thu; to Fri 13 are 6 d
        ("start_by", 4, 3, 4, 480, 3840),  # at the latest Wed; links alone allow Fri 13
        ("finish_not_before", 5, 5, 13, 2880, 2880),  # to end Thu 17:00 it begins Thu
        ("finish_by", 2, 3, 2, -480, 3840),  # a day late, and the task does not move
        ("deadline", 2, 3, 2, -480, 3840),
        ("must_start", 2, 2, 2, 0, 4320),  # though it waits for a: the date stands over the link
        ("must_start", 9, 9, 9, 0, 1920),
        ("must_finish", 9, 9, 9, 0, 1920),
    ],
)
def test_each_kind_of_date(  # noqa: PLR0917  # a row of the table above
    field: str, day: int, early: int, late: int, slack: int, free: int
) -> None:
    rows = {"a": task(1), "b": task(1, "a", **{field: date(2026, 3, day)}), "c": task(10)}
    assert planned(rows)["b"] == Shown(
        f"{early:02} Mar 09:00",
        f"{early:02} Mar 17:00",
        f"{late:02} Mar 09:00",
        f"{late:02} Mar 17:00",
        slack,
        free,
    )


def test_a_date_that_must_be_met_takes_the_slack_of_what_it_waits_for() -> None:
    # b must start Mon 2, a ends Mon 17:00: a is one day late
    found = planned({"a": task(1), "b": task(1, "a", must_start=MONDAY)})
    assert found["a"].slack == -480


def test_a_date_that_must_be_met_yields_to_links_where_links_are_honoured() -> None:
    # b waits for a, Mon 2: Tue 3, a day after it must start
    rows: Rows = {"a": task(1), "b": task(1, "a", must_start=MONDAY)}
    found = planned(rows, scheduling=Scheduling(must_finish="honour-links"))
    assert found["b"][:2] == ("03 Mar 09:00", "03 Mar 17:00")
    assert found["b"].slack == -480


def test_a_limit_holds_a_task_against_its_links_where_the_program_says_so() -> None:
    # b waits for a of 3 d, Wed 4 17:00, but is held to end by Tue 3: it begins Tue 09:00
    rows: Rows = {
        "a": task(3),
        "b": task(1, "a", finish_by=date(2026, 3, 3)),
    }
    found = planned(rows, scheduling=Scheduling(limits="hold"))
    assert found["b"][:2] == ("03 Mar 09:00", "03 Mar 17:00")
    # a may end when b starts: Mon 2 17:00, two days before it does
    assert found["a"].slack == -960


def test_as_late_as_possible_moves_nothing_after_it() -> None:
    # a (1 d) before b, which waits for c of 5 d too: a goes to Fri 6
    rows: Rows = {
        "a": task(1, as_late_as_possible=True),
        "b": task(1, "a", "c"),
        "c": task(5),
    }
    found = planned(rows)
    assert found["a"] == Shown("06 Mar 09:00", "06 Mar 17:00", "06 Mar 09:00", "06 Mar 17:00", 0, 0)
    assert found["b"].early_start == "09 Mar 09:00"


def test_a_milestone_as_late_as_possible_keeps_no_hours() -> None:
    # b starts Mon 9 09:00, after c of 5 d: m may be reached at that very instant, and no later
    rows: Rows = {
        "a": task(1),
        "m": milestone("a", as_late_as_possible=True),
        "b": task(1, "m", "c"),
        "c": task(5),
    }
    found = planned(rows)
    assert found["m"] == Shown("09 Mar 09:00", "09 Mar 09:00", "09 Mar 09:00", "09 Mar 09:00", 0, 0)
    assert found["b"].early_start == "09 Mar 09:00"


def test_a_date_that_must_be_met_stands_over_as_late_as_possible() -> None:
    rows: Rows = {
        "a": task(1, as_late_as_possible=True, must_start=date(2026, 3, 3)),
        "c": task(5),
    }
    assert planned(rows)["a"][:2] == ("03 Mar 09:00", "03 Mar 17:00")


def test_a_program_planned_from_its_finish_places_all_as_late_as_it_can_be() -> None:
    # to end Fri 13 17:00: b (2 d) is Thu and Fri, a (1 d) before it Wed 11
    rules = Scheduling(direction="backward")
    found = planned(
        {"a": task(1), "b": task(2, "a")}, finish_by=date(2026, 3, 13), scheduling=rules
    )
    assert found["a"][:2] == ("11 Mar 09:00", "11 Mar 17:00")
    assert found["b"][:2] == ("12 Mar 09:00", "13 Mar 17:00")


def test_a_delay_counts_after_all_else() -> None:
    # b waits for a, Mon 17:00; not before Tue 12:00; and 1 d more: Wed 12:00 to Thu 12:00
    rows: Rows = {
        "a": task(1),
        "b": task(1, "a", not_before=on(3, 3, 12), delay=span(1)),
    }
    assert planned(rows)["b"][:2] == ("04 Mar 12:00", "05 Mar 12:00")


def test_dates_of_a_summary_bound_all_it_holds() -> None:
    rows: Rows = {
        "s": task(None, not_before=date(2026, 3, 4), finish_by=date(2026, 3, 5)),
        "a": task(1, parent="s"),
        "c": task(10),
    }
    # Wed 4, by Thu 5 24:00, the last working minute before which is Thu 17:00
    assert planned(rows)["a"][:5] == (
        "04 Mar 09:00", "04 Mar 17:00", "05 Mar 09:00", "05 Mar 17:00", 480,
    )  # fmt: skip


# ---- progress ------------------------------------------------------------------------------


def test_unfinished_work_is_moved_to_the_status_time() -> None:
    # told on Wed 4 at 11:00, in the middle of the shift: 8 h to Thu 5 11:00
    found = planned({"a": task(1)}, as_of=on(3, 4, 11))
    assert found["a"][:2] == ("04 Mar 11:00", "05 Mar 11:00")


def test_a_status_time_on_a_weekend_means_the_next_working_hour() -> None:
    found = planned({"a": task(1)}, as_of=date(2026, 3, 7))  # a Saturday
    assert found["a"][:2] == ("09 Mar 09:00", "09 Mar 17:00")


def test_what_is_left_of_running_work_begins_at_the_status_time() -> None:
    # 5 d began Mon 2; on Wed 4, 1.5 d are left: 12 h, to Thu 5 13:00
    rows: Rows = {"a": task(5, started=MONDAY, remaining=span(1.5))}
    assert planned(rows, as_of=date(2026, 3, 4))["a"][:2] == ("04 Mar 09:00", "05 Mar 13:00")


def test_finished_work_holds_nothing_up() -> None:
    # a was done Tue 3; on Wed 4, b may start
    rows: Rows = {
        "a": task(5, started=MONDAY, finished=date(2026, 3, 3)),
        "b": task(1, "a"),
    }
    assert planned(rows, as_of=date(2026, 3, 4))["b"][:2] == ("04 Mar 09:00", "04 Mar 17:00")


def test_a_lag_after_finished_work_has_partly_passed() -> None:
    # a was done Tue 3 17:00, the lag is 3 d: of Wed, Thu, Fri, one has passed on Thu 5
    rows: Rows = {
        "a": task(2, started=MONDAY, finished=date(2026, 3, 3)),
        "b": task(1, Need(task="a", lag=span(3))),
    }
    assert planned(rows, as_of=date(2026, 3, 5))["b"].early_start == "09 Mar 09:00"


@pytest.mark.parametrize("origin", ["early", "actual"])
def test_a_lag_after_the_start_of_running_work_counts_from_its_actual_start(origin: Any) -> None:
    # a began Mon 2; b may start 3 d later. On Wed 4 two of these have passed: Thu 5
    rows: Rows = {
        "a": task(5, started=MONDAY, remaining=span(4)),
        "b": task(1, Need(task="a", link="SS", lag=span(3))),
    }
    rules = Scheduling(lag_from=origin)
    assert (
        planned(rows, as_of=date(2026, 3, 4), scheduling=rules)["b"].early_start == "05 Mar 09:00"
    )


@pytest.mark.parametrize(
    ("rule", "finish"),
    [
        ("retained-logic", "11 Mar 17:00"),  # a ends Tue 10 17:00, the last day of b after it: Wed
        ("override", "04 Mar 17:00"),  # b goes on at once: Wed 4
        ("actual-dates", "04 Mar 17:00"),
    ],
)
def test_work_that_began_out_of_sequence(rule: Any, finish: str) -> None:
    # b began before a, for which it waits, was done; on Wed 4, 5 d of a and 1 d of b are left
    rows: Rows = {
        "a": task(5),
        "b": task(2, "a", started=MONDAY, remaining=span(1)),
    }
    found = planned(rows, as_of=date(2026, 3, 4), scheduling=Scheduling(progress=rule))
    assert found["b"].early_finish == finish


def test_unfinished_work_stays_where_it_was_recorded_where_the_program_says_so() -> None:
    # Microsoft Project: 3 d that began Mon 2 end Wed 4, whatever day it is
    rows: Rows = {"a": task(3, started=MONDAY), "b": task(1, "a")}
    rules = Scheduling(unfinished="keep")
    found = planned(rows, as_of=date(2026, 3, 20), scheduling=rules)
    assert found["a"][:2] == ("02 Mar 09:00", "04 Mar 17:00")
    assert found["b"][:2] == ("05 Mar 09:00", "05 Mar 17:00")


def test_a_deadline_takes_slack_of_running_work_that_is_kept_where_it_was() -> None:
    # 3 d from Mon 2 end Wed 4; the deadline is Tue 3: a day late
    rows: Rows = {
        "a": task(3, started=MONDAY, deadline=date(2026, 3, 3)),
        "b": task(9),
    }
    assert planned(rows, scheduling=Scheduling(unfinished="keep"))["a"].slack == -480


def test_interrupted_work_goes_on_when_it_resumes() -> None:
    # on Tue 3, 2 d are left, not before Fri 6: Fri and Mon 9
    rows: Rows = {"a": task(3, started=MONDAY, remaining=span(2), resumes=date(2026, 3, 6))}
    assert planned(rows, as_of=date(2026, 3, 3))["a"][:2] == ("06 Mar 09:00", "09 Mar 17:00")


def test_an_expected_finish_sets_what_is_left() -> None:
    # on Tue 3 it is said to end Thu 5 12:00, whatever is left: 8 + 8 + 3 h
    rows: Rows = {"a": task(3, started=MONDAY, remaining=span(9), expected_finish=on(3, 5, 12))}
    assert planned(rows, as_of=date(2026, 3, 3))["a"][:2] == ("03 Mar 09:00", "05 Mar 12:00")


def test_an_expected_finish_sets_the_length_of_work_that_has_not_begun() -> None:
    # b waits for a, Mon 2, and is said to end Thu 5: three days, whatever was estimated
    rows: Rows = {"a": task(1), "b": task(1, "a", expected_finish=date(2026, 3, 5))}
    assert planned(rows)["b"][:2] == ("03 Mar 09:00", "05 Mar 17:00")


def test_an_expected_finish_before_the_start_leaves_nothing_to_do() -> None:
    rows: Rows = {"a": task(2), "b": task(1, "a", expected_finish=MONDAY)}
    assert planned(rows)["b"][:2] == ("04 Mar 09:00", "04 Mar 09:00")


# ---- calendars -----------------------------------------------------------------------------

BERLIN = Calendar(hours=(((540, 1020),),) * 7, timezone="Europe/Berlin")
NIGHT = Calendar(hours=(((1320, 1800),),) * 5 + ((), ()), timezone="Europe/Berlin")
BANGALORE = Calendar(hours=(((600, 1080),),) * 5 + ((), ()), timezone="Asia/Kolkata")


def test_office_hours_keep_their_wall_clock_when_the_clock_is_put_forward() -> None:
    # Sat 28 March: 09:00-17:00 is 08:00-16:00 UTC; from Sun 29 on, 07:00-15:00 UTC
    rows: Rows = {"a": task(2, calendar="berlin")}
    found = planned(rows, start=date(2026, 3, 28), calendars={"berlin": BERLIN})
    assert found["a"][:2] == ("28 Mar 08:00", "29 Mar 15:00")


def test_office_hours_keep_their_wall_clock_when_the_clock_is_put_back() -> None:
    # Sat 24 October: 07:00-15:00 UTC; from Sun 25 on, 08:00-16:00 UTC
    rows: Rows = {"a": task(2, calendar="berlin")}
    found = planned(rows, start=date(2026, 10, 24), calendars={"berlin": BERLIN})
    assert found["a"][:2] == ("24 Oct 07:00", "25 Oct 16:00")


@pytest.mark.parametrize(
    ("begin", "left"),
    [
        # Friday 27 March has an ordinary night: 8 h from 22:00, 21:00 UTC
        (on(3, 27, 21), "28 Mar 05:00"),
    ],
)
def test_a_night_shift_crosses_midnight(begin: datetime, left: str) -> None:
    rows: Rows = {"a": task(1, calendar="night")}
    found = planned(rows, start=begin, calendars={"night": NIGHT})
    assert found["a"].early_finish == left


def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clock_changes() -> None:
    # Sat 28 March 22:00 to Sun 06:00 is 7 h; 8 h of work take one hour of the next night
    calendar = Calendar(hours=(((1320, 1800),),) * 7, timezone="Europe/Berlin")
    rows: Rows = {"a": task(1, calendar="night")}
    spring = planned(rows, start=on(3, 28, 21), calendars={"night": calendar})
    # Sun 29 at 22:00 is 20:00 UTC: an hour later, 21:00 UTC
    assert spring["a"][:2] == ("28 Mar 21:00", "29 Mar 21:00")
    # Sat 24 October 22:00 is 20:00 UTC; 8 h later it is Sun 04:00 UTC, an hour before its end
    autumn = planned(rows, start=on(10, 24, 20), calendars={"night": calendar})
    assert autumn["a"][:2] == ("24 Oct 20:00", "25 Oct 04:00")


def test_a_hand_off_from_berlin_to_bangalore_loses_the_night() -> None:
    # Berlin ends Mon 2 17:00, 16:00 UTC, when it is 21:30 in Bangalore: it goes on Tue 10:00 IST,
    # 04:30 UTC, and ends 18:00 IST, 12:30 UTC; back in Berlin at 13:30, it goes on at once
    rows: Rows = {
        "a": task(1, calendar="berlin"),
        "b": task(1, "a", calendar="bangalore"),
        "c": task(0.5, "b", calendar="berlin"),
    }
    calendars = {"berlin": BERLIN, "bangalore": BANGALORE}
    found = planned(rows, calendars=calendars, timezone="Europe/Berlin")
    assert found["a"][:2] == ("02 Mar 08:00", "02 Mar 16:00")
    assert found["b"][:2] == ("03 Mar 04:30", "03 Mar 12:30")
    # 4 h from 12:30 UTC: 3.5 h to 16:00 UTC, half an hour on Wed from 08:00 UTC
    assert found["c"][:2] == ("03 Mar 12:30", "04 Mar 08:30")


def test_an_elapsed_duration_runs_through_nights_and_weekends() -> None:
    # from Fri 6 17:00, 48 h: Sun 8 17:00; what follows begins Mon 9
    rows: Rows = {
        "a": task(5),
        "b": Task(
            title="b", duration=Estimate(likely=span(2, elapsed=True)), needs=(Need(task="a"),)
        ),
        "c": task(1, "b"),
    }
    found = planned(rows)
    assert found["b"][:2] == ("06 Mar 17:00", "08 Mar 17:00")
    assert found["c"].early_start == "09 Mar 09:00"


def test_half_of_a_person_takes_twice_as_long() -> None:
    rows: Rows = {"a": Task(title="a", estimate=days(1), who=(Assignment(person="x"),))}
    found = planned(rows, people={"x": Person(availability=Share(0.5))})
    assert found["a"][:2] == ("02 Mar 09:00", "03 Mar 17:00")


def test_material_on_a_task_leaves_it_its_calendar() -> None:
    # Saturday 7 March is worked by the task's calendar, whatever the material is
    six: Week = (((540, 1020),),) * 6 + ((),)
    rows: Rows = {
        "a": Task(title="a", estimate=days(6), who=(Assignment(person="x"),), calendar="six")
    }
    calendars = {"six": Calendar(hours=six)}
    found = planned(rows, calendars=calendars, people={"x": Person(kind="material")})
    assert found["a"].early_finish == "07 Mar 17:00"


def test_a_deadline_before_the_person_joins_leaves_the_plan_standing() -> None:
    # x joins Mon 9; the deadline is Wed 4: its last possible finish is the first hour of x
    rows: Rows = {
        "a": Task(
            title="a",
            estimate=days(1),
            who=(Assignment(person="x"),),
            deadline=date(2026, 3, 4),
        )
    }
    found = planned(rows, people={"x": Person(joins=date(2026, 3, 9))})
    assert found["a"] == Shown(
        "09 Mar 09:00", "09 Mar 17:00", "09 Mar 09:00", "09 Mar 09:00", -480, 0
    )


# ---- milestones and work of no length ------------------------------------------------------


def test_a_milestone_stands_at_the_end_of_what_it_waits_for() -> None:
    found = planned({"a": task(1), "m": milestone("a"), "b": task(1, "m")})
    assert found["m"][:2] == ("02 Mar 17:00", "02 Mar 17:00")
    assert found["b"].early_start == "03 Mar 09:00"


def test_an_opening_milestone_stands_at_the_next_start_of_work() -> None:
    found = planned({"a": task(1), "m": milestone("a", opening=True)})
    assert found["m"][:2] == ("03 Mar 09:00", "03 Mar 09:00")


def test_work_of_no_length_stands_at_the_next_start_of_work() -> None:
    found = planned({"a": task(1), "z": task(0, "a")})
    assert found["z"][:2] == ("03 Mar 09:00", "03 Mar 09:00")


def test_work_of_no_length_is_a_milestone_in_a_program_of_microsoft_project() -> None:
    rows: Rows = {"a": task(1), "z": task(0, "a")}
    found = planned(rows, scheduling=Scheduling(unfinished="keep"))
    assert found["z"][:2] == ("02 Mar 17:00", "02 Mar 17:00")


def test_a_promise_takes_the_slack_of_what_leads_to_it() -> None:
    # a ends Wed 4 17:00, the launch was promised for Mon 2: two days late
    found = planned({"a": task(3), "m": milestone("a", due=MONDAY)})
    assert (found["a"].slack, found["m"].slack) == (-960, -960)


# ---- outlines ------------------------------------------------------------------------------


def test_a_summary_waits_and_is_waited_for_with_all_it_holds() -> None:
    # a Mon; then x (1 d, Tue) and y (2 d, Tue and Wed) of s; then b, Thu
    rows: Rows = {
        "a": task(1),
        "s": task(None, "a"),
        "x": task(1, parent="s"),
        "y": task(2, parent="s"),
        "b": task(1, "s"),
    }
    found = planned(rows)
    assert found["x"][:2] == ("03 Mar 09:00", "03 Mar 17:00")
    assert found["y"][:2] == ("03 Mar 09:00", "04 Mar 17:00")
    assert found["b"].early_start == "05 Mar 09:00"
    assert found["x"].slack == 480


# ---- no plan -------------------------------------------------------------------------------


def test_a_circle_names_its_tasks_in_order_and_no_others() -> None:
    rows = {
        "a": task(1, "c"),
        "b": task(1, "a"),
        "c": task(1, "b"),
        "d": task(1, "c"),
        "e": task(1),
    }
    assert critical_path(program(rows)) == Circular(("a", "b", "c"))


def test_a_program_without_any_date_is_the_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="names no date"):
        critical_path(program({"a": task(1)}, start=None))


def test_a_calendar_without_hours_ends_soon_and_without_a_plan() -> None:
    idle = Calendar(hours=((),) * 7)
    begin = time.perf_counter()
    found = critical_path(program({"a": task(1, calendar="x")}, calendars={"x": idle}))
    assert found == BeyondTime(1000)
    assert time.perf_counter() - begin < 10  # the tables grow to centuries, and no further


def test_work_far_beyond_the_first_tables_is_planned() -> None:
    # 2,610 d of 5 to the week are 522 weeks: 3,654 days from Mon 2 March 2026 less the last weekend
    found = path_of({"a": task(2610)})
    assert f"{instant(int(found.early_finish[0])):%a %d %b %Y}" == "Fri 29 Feb 2036"


def test_a_closed_year_is_passed_over() -> None:
    closed = CalendarException(first=date(2026, 3, 3), last=date(2027, 3, 2))
    calendar = Calendar(exceptions=(closed,))
    rows: Rows = {"a": task(2, calendar="x")}
    found = path_of(rows, calendars={"x": calendar})
    # Mon 2 March 2026, and Wed 3 March 2027
    assert instant(int(found.early_finish[0])) == datetime(2027, 3, 3, 17, tzinfo=UTC)


def test_a_program_without_work_ends_where_it_begins() -> None:
    found = path_of({})
    assert instant(found.finish) == datetime(2026, 3, 2, tzinfo=UTC)
