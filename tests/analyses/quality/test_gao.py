"""The ten practices: which evidence holds, and what cannot be judged."""

from tests.analyses.quality.plans import HEAD, judged, report_of

RISK = "risks:\n  r: {event: E, probability: 10%, delay: {a: 1d..2d}, owner: x, response: accept}\n"
PEOPLE = "people:\n  x: {name: X}\n"
RANGES = """
tasks:
  a: {title: A, estimate: 2d..5d, who: x}
  b: {title: B, estimate: 2d..5d, who: x, needs: a}
milestones:
  m: {title: M, needs: b}
"""


def test_a_risk_analysis_is_never_said_to_be_good_while_nothing_is_simulated() -> None:
    row = judged(report_of(PEOPLE + RANGES + RISK), "schedule-risk-analysis")
    assert row.passed is None
    assert "no schedule simulation" in row.because
    assert [piece.passed for piece in row.evidence] == [True, True, None]


def test_a_risk_analysis_has_nothing_to_stand_on_without_risks() -> None:
    row = judged(report_of(PEOPLE + RANGES), "schedule-risk-analysis")
    assert row.passed is False
    assert "no risk is open" in row.because


def test_half_of_the_estimates_may_be_points() -> None:
    half = RANGES.replace("b: {title: B, estimate: 2d..5d", "b: {title: B, estimate: 3d")
    assert judged(report_of(PEOPLE + half + RISK), "schedule-risk-analysis").passed is None
    all_points = half.replace("2d..5d", "3d")
    assert judged(report_of(PEOPLE + all_points + RISK), "schedule-risk-analysis").passed is False


def test_without_requirements_the_capture_of_work_cannot_be_judged() -> None:
    row = judged(report_of(PEOPLE + RANGES), "capturing-all-activities")
    assert row.passed is None
    assert row.because == "Not judged: there are no requirements to hold the tasks against."


def test_what_fails_is_told_even_where_the_rest_cannot_be_judged() -> None:
    text = PEOPLE + RANGES.replace("estimate: 2d..5d, who: x, needs: a", "who: x, needs: a")
    row = judged(report_of(text), "capturing-all-activities")
    assert (row.passed, row.offenders) == (False, ("b",))


def test_a_program_without_status_time_was_never_updated() -> None:
    head = HEAD.replace("as_of: 2026-01-05\n", "")
    row = judged(report_of(PEOPLE + RANGES, head=head), "updating-with-progress")
    assert (row.passed, row.because) == (None, "Not judged: the program has no `as_of`.")


def test_no_baseline_at_all_fails_without_naming_every_task() -> None:
    row = judged(report_of(PEOPLE + RANGES), "maintaining-a-baseline")
    assert (row.passed, row.offenders) == (False, ())


def test_a_task_that_leads_to_no_milestone_is_named() -> None:
    text = PEOPLE + RANGES.replace("needs: b}", "needs: a}")
    row = judged(report_of(text), "horizontal-and-vertical-traceability")
    assert "b" in row.offenders


def test_an_owner_waits_for_others_but_does_no_work() -> None:
    text = (
        PEOPLE
        + """
tasks:
  wait: {title: W, duration: 5d, owner: x}
  soak: {title: S, duration: 5d}
  work: {title: K, estimate: 5d, owner: x}
"""
    )
    row = judged(report_of(text), "assigning-resources")
    assert (row.passed, row.offenders) == (False, ("soak", "work"))
