"""Spreads: the points that were stated, the mode, what is left of begun work, and the tables."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.chance import (
    PRIOR,
    After,
    Certain,
    Judged,
    Lognormal,
    Modal,
    Prior,
    Quantiles,
    TwoPiece,
    spread_of,
)
from fairlead.analyses.chance.normal import deviate_of_tail, lower, upper
from fairlead.analyses.chance.spread import TENTH, Scaled, Spread
from fairlead.analyses.simulation.tables import MOST, TableBook, grid
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.work import Task

ENDS = np.array([-TENTH, TENTH])
Z = np.linspace(-6, 6, 4001)

three = st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(sorted)


@given(three)
def test_low_and_high_are_the_tenth_and_the_ninetieth(points: list[int]) -> None:
    low, likely, high = map(float, points)
    for spread in (spread_of(low, likely, high), spread_of(low, None, high)):
        at = spread.at(ENDS)
        if low < high:
            assert at[0] == pytest.approx(low, rel=1e-9, abs=1e-6 * high)
        assert at[1] == pytest.approx(high, rel=1e-9)
        values = spread.at(Z)
        assert bool((np.diff(values) >= -1e-9 * high).all())
        assert float(values[0]) >= 0


@given(three)
def test_likely_is_the_mode(points: list[int]) -> None:
    low, likely, high = map(float, points)
    if not 0 < low < likely < high:
        return
    _, atom, power, _ = Modal(low, likely, high).pieces()
    if atom > 0 or power < 1.1:  # some of it takes no time, or the density hardly rises
        return
    p = np.linspace(0.001, 0.999, 4001)
    x = Modal(low, likely, high).at(-deviate_of_tail(p))
    steps = np.diff(x)
    inside = steps > 0
    density = np.diff(p)[inside] / steps[inside]
    peak = int(np.argmax(density))
    middle = float(x[:-1][inside][peak])
    assert middle == pytest.approx(likely, abs=0.01 * high + float(steps[inside][peak]))


def test_estimates_that_say_one_number_twice_are_certain() -> None:
    assert spread_of(5.0, None, 5.0) == Certain(5.0)
    assert spread_of(5.0, 5.0, 5.0) == Certain(5.0)
    assert spread_of(0.0, 0.0, 0.0) == Certain(0.0)


def test_a_range_is_the_lognormal_through_its_ends() -> None:
    # 4..9: median 6, sigma = ln(9/4) / 2.5631
    spread = spread_of(4.0, None, 9.0)
    assert spread == Lognormal(6.0, math.log(9 / 4) / (2 * TENTH))


def test_what_is_left_is_the_spread_given_that_it_is_more() -> None:
    # S(left + spent) = S(spent) * chance: by the definition of a truncated distribution
    of = Lognormal(10.0, 0.5)
    left = After(of, 12.0)
    z_spent = math.log(12 / 10) / 0.5
    chance = np.array([0.9, 0.5, 0.1, 0.01])
    beyond = float(upper(np.array([z_spent]))[0])
    expected = of.at(deviate_of_tail(chance * beyond)) - 12.0
    assert left.at(deviate_of_tail(chance)) == pytest.approx(expected, rel=1e-6)
    assert After(of, 12.0, whole=True).at(Z) == pytest.approx(left.at(Z) + 12.0)


def test_more_spent_than_could_be_leaves_a_little() -> None:
    left = After(Lognormal(10.0, 0.1), 200.0).at(np.array([0.0, 3.0]))
    assert 0 < float(left[0]) < float(left[1]) < 200


def test_nothing_spent_changes_nothing() -> None:
    of = Modal(3.0, 5.0, 10.0)
    assert After(of, 0.0).at(Z) == pytest.approx(of.at(Z), abs=1e-5)


def test_quantiles_of_a_record_pass_through_their_grid() -> None:
    spread = Quantiles((-1.0, 0.0, 1.0), (0.5, 1.0, 4.0))
    assert spread.at(np.array([-1.0, 0.0, 1.0, 2.0])) == pytest.approx([0.5, 1.0, 4.0, 16.0])
    with pytest.raises(ValueError, match="rising"):
        Quantiles((0.0, 1.0), (2.0, 1.0))


@pytest.mark.parametrize(
    ("spread", "error"),
    [
        (Lognormal(1.0, 1.0), 5e-5),
        (TwoPiece(1.0, 1.26, 0.98), 5e-3),  # at the kink, elsewhere as above
        (Modal(0.6, 1.0, 2.0), 5e-3),
        (Quantiles((-2.0, 0.0, 2.0), (0.3, 1.0, 5.0)), 5e-3),
    ],
)
def test_tables_are_as_good_as_the_method_says(spread: Spread, error: float) -> None:
    book = TableBook()
    number, scale = book.number_of(spread)
    table = book.stacked()[number].astype(float) * scale
    between = np.interp(Z, grid(), table)
    exact = spread.at(Z)
    assert float(np.max(np.abs(between - exact) / (exact + 1e-3))) < error


def test_equal_shapes_share_a_table() -> None:
    book = TableBook()
    first, one = book.number_of(spread_of(4.0, None, 8.0))
    second, two = book.number_of(spread_of(10.0, None, 20.0))
    assert first == second
    assert two == pytest.approx(2.5 * one)
    assert book.number_of(Scaled(PRIOR.ratio, 480.0))[0] != first
    assert len(book.stacked()) == 2


def test_a_spread_that_leaves_32_bits_ends_there_and_keeps_its_middle() -> None:
    wide = spread_of(60.0, None, 1e9)
    book = TableBook()
    number, scale = book.number_of(wide)
    table = book.stacked()[number].astype(float) * scale
    exact = wide.at(grid())
    assert float(exact[-1]) > MOST
    assert table == pytest.approx(np.minimum(exact, MOST), rel=1e-5)
    assert book.number_of(spread_of(6.0, None, 1e8))[0] != number


def test_the_prior_has_the_points_that_the_method_states() -> None:
    assert PRIOR.ratio.at(ENDS) == pytest.approx([0.2, 3.5])
    assert float(PRIOR.ratio.at(np.zeros(1))[0]) == 1.0
    weight = np.diff(lower(Z))
    mean = float((PRIOR.ratio.at((Z[1:] + Z[:-1]) / 2) * weight).sum())
    assert mean == pytest.approx(1.58, abs=0.01)


def test_shares_of_the_prior_go_to_who_is_named() -> None:
    people = {"asha": Person(team="api"), "ben": Person(team="web")}
    who = (Assignment(person="asha"), Assignment(person="ben"))
    program = Program(id="p", people=Table(people), tasks=Table({"a": Task(title="A", who=who)}))
    judged = Prior(person=0.2, team=0.1, program=0.3).judge(program, "a")
    assert isinstance(judged, Judged)
    weights = dict(judged.loadings)
    assert set(weights) == {"program", "team:api", "person:asha", "person:ben"}
    assert sum(w * w for w in weights.values()) == pytest.approx(0.6)
    assert weights["person:asha"] == weights["person:ben"]


def test_shares_that_add_up_to_more_than_all_are_refused() -> None:
    with pytest.raises(ValueError, match="up to 1"):
        Prior(person=0.5, team=0.4, program=0.2)
