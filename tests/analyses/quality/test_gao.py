"""The ten practices: which evidence holds, and what cannot be judged."""

from datetime import UTC, datetime, timedelta

from fairlead.analyses.quality import QualityCheck, check, finishes, kept
from fairlead.program.baselines import AgreedBaseline
from fairlead.program.issued import IssuedForecast, Said
from fairlead.program.noun import Table
from tests.analyses.quality.plans import HEAD, judged, planned, program_of, report_of

RISK = "risks:\n  r: {event: E, probability: 10%, delay: {a: 1d..2d}, owner: x, response: accept}\n"
PEOPLE = "people:\n  x: {name: X}\n"
RANGES = """
tasks:
  a: {title: A, estimate: 2d..5d, who: x}
  b: {title: B, estimate: 2d..5d, who: x, needs: a}
milestones:
  m: {title: M, needs: b}
"""


PROMISE = RANGES.replace("needs: b}", "needs: b, due: 2026-02-06, confidence: 80%}")


def analysis_of(text: str, *, record: tuple[IssuedForecast, ...]) -> QualityCheck:
    """The practice as judged with a ledger beside the program."""
    program = program_of(text)
    report = check(program, planned(program), beside=kept(forecasts=record))
    return judged(report, "schedule-risk-analysis")


def said(*, day: int, chance: float = 0.9) -> IssuedForecast:
    """A forecast of a day in January 2026, with the chance of the promise."""
    return IssuedForecast(
        program="p",
        as_of=datetime(2026, 1, day, tzinfo=UTC) - timedelta(hours=1),
        fingerprint="",
        version="1",
        seed=1,
        trials=1000,
        said=(Said(id="m", kind="milestone", minutes=(), chance=chance),),
    )


def test_a_risk_analysis_is_not_judged_without_a_forecast_on_record() -> None:
    for row in (
        judged(report_of(PEOPLE + RANGES + RISK), "schedule-risk-analysis"),
        analysis_of(PEOPLE + PROMISE + RISK, record=()),
    ):
        assert "no forecast is on record" in row.because
        assert [piece.passed for piece in row.evidence] == [True, True, None]
        assert row.passed is None


def test_a_risk_analysis_passes_by_the_last_forecast_when_it_keeps_the_promises() -> None:
    row = analysis_of(PEOPLE + PROMISE + RISK, record=(said(day=5), said(day=2, chance=0.1)))
    assert (row.passed, len(row.evidence)) == (True, 4)


def test_promises_that_are_less_sure_than_wanted_are_named() -> None:
    row = analysis_of(PEOPLE + PROMISE + RISK, record=(said(day=5, chance=0.7),))
    assert (row.passed, row.offenders) == (False, ("m",))
    assert "1 of 1 promises are less sure than wanted" in row.because


def test_an_old_forecast_is_no_risk_analysis_of_today() -> None:
    head = HEAD.replace("as_of: 2026-01-05", "as_of: 2026-02-20")
    program = program_of(PEOPLE + PROMISE + RISK, head=head)
    report = check(program, planned(program), beside=kept(forecasts=(said(day=5),)))
    row = judged(report, "schedule-risk-analysis")
    assert row.passed is False
    assert "is 46 days old, at most 31 are good" in row.because


def test_what_was_agreed_last_is_the_baseline() -> None:
    program = program_of(PEOPLE + RANGES)
    agreed = AgreedBaseline(
        number=1,
        name="go",
        fingerprint="",
        digest="",
        agreed_by="x",
        agreed_at=datetime(2026, 1, 5, tzinfo=UTC),
        finishes=Table(finishes(program)),
    )
    report = check(program, planned(program), beside=kept(agreed))
    row = judged(report, "maintaining-a-baseline")
    assert (row.passed, row.evidence[0].count, row.evidence[0].of) == (True, 2, 2)


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
