"""Shares of a whole: the axioms that Shapley's value is known by, and the rounding of parts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.why.shapley import fitted, shapley, whole_parts

games = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.integers(-10_000, 10_000), min_size=1 << n, max_size=1 << n)
)
halves = st.fractions(-1000, 1000, max_denominator=12)


def test_the_glove_game() -> None:
    """One has a left glove, two have a right one; a pair is worth 6: 4, 1 and 1 (Shapley 1953)."""
    values = [6 if mask & 1 and mask & 6 else 0 for mask in range(8)]
    assert shapley(values) == [4, 1, 1]


def test_nobody_and_one_player() -> None:
    assert shapley([7]) == []
    assert shapley([7, 10]) == [3]


@given(games)
def test_values_add_up(values: list[int]) -> None:
    assert sum(shapley(values)) == values[-1] - values[0]


@given(st.lists(st.integers(-100, 100), min_size=4, max_size=4))
def test_players_who_do_the_same_get_the_same(by_size: list[int]) -> None:
    values = [by_size[mask.bit_count()] for mask in range(8)]
    assert len(set(shapley(values))) == 1


@given(games)
def test_who_adds_nothing_gets_nothing(values: list[int]) -> None:
    doubled = [*values, *values]
    assert shapley(doubled) == [*shapley(values), 0]


@given(games, st.data())
def test_two_games_at_once_are_worth_the_sum(values: list[int], data: st.DataObject) -> None:
    size = len(values)
    other = data.draw(st.lists(st.integers(-99, 99), min_size=size, max_size=size))
    both = [a + b for a, b in zip(values, other, strict=True)]
    added = [a + b for a, b in zip(shapley(values), shapley(other), strict=True)]
    assert shapley(both) == added


@pytest.mark.parametrize("count", [0, 3, 6, 1 << 13])
def test_a_game_has_a_power_of_two_coalitions(count: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        shapley([0] * count)


@given(st.lists(halves, min_size=1, max_size=8), st.integers(-500, 500))
def test_whole_parts_add_up_and_are_near(parts: list[Fraction], total: int) -> None:
    exact = [*parts, total - sum(parts, Fraction())]
    found = whole_parts(exact, total)
    assert sum(found) == total
    assert all(abs(one - part) < 1 for one, part in zip(found, exact, strict=True))


def test_parts_of_another_total_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        whole_parts([Fraction(1, 2)], 1)


@given(st.lists(halves, min_size=1, max_size=6), halves)
def test_fitted_parts_add_up(parts: list[Fraction], total: Fraction) -> None:
    assert sum(fitted(parts, total)) == total
    assert fitted(parts, sum(parts, Fraction())) == parts


def test_a_part_of_nothing_stays_nothing_beside_others() -> None:
    assert fitted([Fraction(0), Fraction(2), Fraction(-2)], Fraction(4)) == [0, 4, 0]
    assert fitted([Fraction(0), Fraction(0)], Fraction(3)) == [Fraction(3, 2), Fraction(3, 2)]
