"""What the past teaches the next forecast: coverage comes back, and slowly, and within bounds."""

import pytest

from fairlead.analyses.ledger.learning import LEAST, MOST
from fairlead.analyses.ledger.score import Scores, score
from fairlead.program.issued import AS_DRAWN, IssuedForecast, Widening
from tests.analyses.ledger.made_up import after, issue, overconfident, program, said


def p80(made: Scores) -> float:
    return next(row.share for row in made.dates.coverage if row.level == 0.8)


def test_an_overconfident_history_teaches_forecasts_whose_coverage_is_what_they_say() -> None:
    past, forecasts = overconfident(1000, truth=2.0, seed=1)
    before = score(past, forecasts)
    assert p80(before) < 0.70  # the normal quantile: 66 %
    learned = before.widening
    assert 1.5 < learned.later < 2.3
    assert 1.5 < learned.earlier < 2.3
    after_it, wider = overconfident(600, truth=2.0, seed=2, widening=learned)
    assert p80(score(after_it, wider)) == pytest.approx(0.80, abs=0.04)


def test_what_was_widened_already_is_not_widened_twice() -> None:
    past, forecasts = overconfident(400, truth=2.0, seed=3, widening=Widening(later=2, earlier=2))
    learned = score(past, forecasts).widening
    assert learned.later == pytest.approx(2.0, abs=0.3)
    assert learned.earlier == pytest.approx(2.0, abs=0.3)


def test_learning_week_by_week_settles() -> None:
    widening, forecasts, rows = AS_DRAWN, [], {}
    for start in range(0, 240, 40):
        past, more = overconfident(start + 40, truth=1.8, seed=4, widening=widening)
        rows = {key: row.finished for key, row in past.milestones.items()}
        forecasts += more[start:]
        widening = score(program(rows, as_of=after(150, week=12)), forecasts).widening
    assert widening.later == pytest.approx(1.8, abs=0.3)
    assert widening.dates == 240


def test_an_honest_history_changes_little() -> None:
    past, forecasts = overconfident(200, truth=1.0, seed=5)
    learned = score(past, forecasts).widening
    assert learned.later == pytest.approx(1.0, abs=0.15)
    assert learned.earlier == pytest.approx(1.0, abs=0.15)


def test_too_little_confidence_is_narrowed_to_the_bound() -> None:
    past, forecasts = overconfident(400, truth=0.2, seed=6)
    learned = score(past, forecasts).widening
    assert (learned.later, learned.earlier) == (LEAST, LEAST)


def test_however_wrong_the_past_was_the_bound_holds() -> None:
    past, forecasts = overconfident(200, truth=30.0, seed=7)
    assert score(past, forecasts).widening.later == MOST


def test_two_misses_alone_change_little() -> None:
    # P(two misses of two) is 1 in 25 if honest: a hint, not a proof
    made = score(
        program({"a": None, "b": None}, as_of=after(100)),
        [issue(said("a", middle=40, spread=10), said("b", middle=40, spread=10))],
    )
    assert 1.0 < made.widening.later < 1.4
    assert made.widening.dates == 2


def test_dates_that_were_always_late_widen_the_late_side_alone() -> None:
    keys = [f"m{n}" for n in range(60)]
    forecast: IssuedForecast = issue(*(said(key, middle=40, spread=10) for key in keys))
    made = score(
        program({key: after(41 + n * 0.5) for n, key in enumerate(keys)}, as_of=after(200)),
        [forecast],
    )
    assert made.widening.later > 1.5
    assert made.widening.earlier < 1.0
