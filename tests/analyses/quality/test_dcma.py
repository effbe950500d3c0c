"""The fourteen points: what is counted, against what, at the edge of each threshold."""

import pytest

from fairlead.analyses.quality import check
from tests.analyses.quality.plans import HEAD, judged, planned, program_of, report_of


def chain(count: int, *, field: str = "estimate: 1d") -> str:
    """`count` tasks in a row between two milestones."""
    rows = [f"  t1: {{title: T, {field}, needs: begin}}"]
    rows += [f"  t{i}: {{title: T, {field}, needs: t{i - 1}}}" for i in range(2, count + 1)]
    gates = f"milestones:\n  begin: {{title: B}}\n  end: {{title: E, needs: t{count}}}\n"
    return "tasks:\n" + "\n".join(rows) + "\n" + gates


@pytest.mark.parametrize(("count", "passed"), [(20, True), (19, False)])
def test_one_loose_task_passes_among_twenty_and_not_among_nineteen(
    count: int, passed: bool
) -> None:
    text = chain(count).replace("needs: begin", "notes: loose")
    row = judged(report_of(text), "logic")
    assert (row.numerator, row.denominator, row.passed) == (1, count, passed)
    assert row.offenders == ("t1",)


def test_summaries_milestones_and_finished_tasks_are_not_counted() -> None:
    row = judged(
        report_of("""
tasks:
  phase:
    title: Phase
    tasks:
      done: {title: D, estimate: 1d, started: 2026-01-05, finished: 2026-01-05, spent: 1d}
      open: {title: O, estimate: 1d, needs: done}
milestones:
  end: {title: E, needs: phase}
"""),
        "logic",
    )
    assert (row.denominator, row.passed) == (1, True)


def test_a_task_waits_and_leads_where_its_summary_does() -> None:
    row = judged(
        report_of("""
tasks:
  phase:
    title: Phase
    needs: begin
    tasks:
      one: {title: O, estimate: 1d}
milestones:
  begin: {title: B}
  end: {title: E, needs: phase}
"""),
        "logic",
    )
    assert (row.numerator, row.denominator) == (0, 1)


def test_links_of_finished_work_are_no_longer_judged() -> None:
    text = """
tasks:
  a: {title: A, estimate: 1d, started: 2026-01-05, finished: 2026-01-05}
  b: {title: B, estimate: 1d, needs: {task: a, lag: -1d}, started: 2026-01-05, finished: 2026-01-05}
  c: {title: C, estimate: 1d, needs: b}
"""
    row = judged(report_of(text), "leads")
    assert (row.numerator, row.denominator, row.passed) == (0, 1, True)


def test_a_lag_share_is_a_lag() -> None:
    text = """
tasks:
  a: {title: A, estimate: 1d}
  b: {title: B, estimate: 1d, needs: {task: a, lag_share: 50%}}
"""
    assert judged(report_of(text), "lags").numerator == 1


@pytest.mark.parametrize(("others", "passed"), [(9, True), (8, False)])
def test_nine_of_ten_links_must_be_finish_to_start(others: int, passed: bool) -> None:
    text = chain(others).replace(
        "  end: {title: E, needs", "  end: {title: E, due: 2026-06-30, needs"
    )
    text = text.replace("needs: begin", "needs: {task: begin, link: SS}")
    row = judged(report_of(text), "relationship-types")
    assert (row.numerator, row.denominator, row.passed) == (others, others + 1, passed)


def test_soft_dates_are_no_hard_constraints() -> None:
    text = """
tasks:
  a: {title: A, estimate: 1d, not_before: 2026-02-02}
  b: {title: B, estimate: 1d, deadline: 2026-02-06}
  c: {title: C, estimate: 1d, finish_by: 2026-02-06}
milestones:
  m: {title: M, needs: [a, b, c], due: 2026-02-10}
"""
    assert judged(report_of(text), "hard-constraints").offenders == ("c",)


def test_forty_four_days_of_slack_pass_and_forty_five_do_not() -> None:
    text = """
tasks:
  long: {title: L, duration: 46d}
  two: {title: T, duration: 2d}
  one: {title: O, duration: 1d}
milestones:
  end: {title: E, needs: [long, two, one]}
"""
    assert judged(report_of(text), "high-float").offenders == ("one",)


def test_duration_is_judged_in_days_of_the_tasks_own_calendar() -> None:
    text = """
calendars:
  short: {hours: Mon-Fri 09:00-13:00}
tasks:
  a: {title: A, duration: 45d, calendar: short}
  b: {title: B, duration: 180h}
"""
    assert judged(report_of(text), "high-duration").offenders == ("a",)


def test_without_a_baseline_two_points_are_not_judged() -> None:
    report = report_of(chain(3))
    for name in ("missed-tasks", "baseline-execution-index"):
        row = judged(report, name)
        assert row.passed is None
        assert row.because == "Not judged: nothing was agreed yet (`baseline`)."


def test_without_a_status_time_dates_are_not_judged() -> None:
    head = HEAD.replace("as_of: 2026-01-05\n", "")
    row = judged(report_of(chain(3), head=head), "invalid-dates")
    assert (row.passed, row.share) == (None, None)


def test_without_a_promise_there_is_no_length_index() -> None:
    assert judged(report_of(chain(3)), "critical-path-length-index").passed is None


@pytest.mark.parametrize(
    ("due", "index", "passed"),
    [
        ("2026-02-06", 1.25, True),  # five days to spare
        ("2026-01-30", 1.00, True),
        ("2026-01-29", 0.95, True),  # one day short of twenty
        ("2026-01-28", 0.90, False),
    ],
)
def test_the_length_index_is_length_and_margin_over_length(
    due: str, index: float, passed: bool
) -> None:
    text = f"""
tasks:
  a: {{title: A, duration: 20d}}
milestones:
  m: {{title: M, needs: a, due: {due}}}
"""
    row = judged(report_of(text), "critical-path-length-index")
    assert row.share == pytest.approx(index, abs=1e-9)
    assert row.passed is passed


def test_the_length_index_prefers_the_end_that_the_program_promises() -> None:
    text = """
tasks:
  a: {title: A, duration: 20d}
milestones:
  m: {title: M, needs: a, due: 2026-06-30}
"""
    row = judged(
        report_of(text, head=HEAD + "finish_by: 2026-01-28\n"), "critical-path-length-index"
    )
    assert row.share == pytest.approx(0.9)
    assert row.offenders == ()


BASELINES = """
tasks:
  done:
    title: Done
    estimate: 1d
    started: 2026-01-05
    finished: 2026-01-05
    baselines: {number: 0, start: 2026-01-05 09:00, finish: 2026-01-05 12:00}
  late:
    title: Late
    estimate: 1d
    started: 2026-01-06
    finished: 2026-01-07
    baselines: {number: 0, start: 2026-01-06 09:00, finish: 2026-01-06 17:00}
  open:
    title: Open
    estimate: 9d
    started: 2026-01-07
    remaining: 5d
    baselines: {number: 0, start: 2026-01-06 09:00, finish: 2026-01-08 17:00}
  later:
    title: Later
    estimate: 1d
    baselines: {number: 0, start: 2026-01-12 09:00, finish: 2026-01-12 17:00}
"""
NINTH = HEAD.replace("as_of: 2026-01-05", "as_of: 2026-01-09")


def test_missed_tasks_are_late_by_a_day_not_by_an_hour() -> None:
    row = judged(report_of(BASELINES, head=NINTH), "missed-tasks")
    assert (row.numerator, row.denominator) == (2, 3)
    assert row.offenders == ("late", "open")


def test_execution_index_is_done_over_due() -> None:
    row = judged(report_of(BASELINES, head=NINTH), "baseline-execution-index")
    assert (row.numerator, row.denominator, row.offenders) == (2, 3, ("open",))


def test_execution_index_counts_tasks_without_a_baseline_as_due() -> None:
    text = BASELINES + "  new: {title: N, estimate: 1d}\n"
    row = judged(report_of(text, head=NINTH), "baseline-execution-index")
    assert (row.numerator, row.denominator, row.offenders) == (2, 4, ("open", "new"))


def test_the_delay_test_follows_a_chain_across_calendars() -> None:
    text = """
calendars:
  nights: {hours: Mon-Thu 22:00-02:00}
tasks:
  a: {title: A, duration: 3d}
  b: {title: B, duration: 2d, calendar: nights, needs: a}
milestones:
  end: {title: E, needs: b}
"""
    row = judged(report_of(text), "critical-path-test")
    assert row.passed is True
    assert row.denominator == pytest.approx(840, abs=1)  # 600 working days are 120 weeks


def test_the_delay_test_fails_where_a_date_cuts_the_chain() -> None:
    text = """
tasks:
  a: {title: A, duration: 3d}
milestones:
  end: {title: E, needs: a, must_finish: 2026-01-07 17:00}
"""
    row = judged(report_of(text), "critical-path-test")
    assert (row.passed, row.numerator, row.offenders) == (False, 0, ("a",))


def test_the_order_of_rows_changes_nothing_but_the_order_of_offenders() -> None:
    text = chain(6).replace("needs: t3", "needs: {task: t3, lag: 2d}")
    lines = text.splitlines()
    turned = "\n".join(["tasks:", *reversed(lines[1:7]), *lines[7:]])
    forward, backward = report_of(text), report_of(turned)
    assert [(r.code, r.passed, r.share, sorted(r.offenders)) for r in forward.checks] == [
        (r.code, r.passed, r.share, sorted(r.offenders)) for r in backward.checks
    ]
    assert forward.fingerprint == backward.fingerprint


def test_only_what_is_asked_for_is_judged() -> None:
    program = program_of(chain(3))
    report = check(program, planned(program), families=["gao"])
    assert {row.code.split(".")[1] for row in report.checks} == {"gao"}
    assert {finding.code.split(".")[0] for finding in report.findings} == {"quality"}


def test_an_empty_program_is_not_judged_at_all() -> None:
    report = report_of("")
    assert {row.passed for row in report.checks if ".dcma." in row.code} == {None}
    assert report.findings == ()
