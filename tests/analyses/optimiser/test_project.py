from __future__ import annotations

import pytest

from fairlead.analyses.optimiser.bounds import ends_of, least_length
from fairlead.analyses.optimiser.project import Impossible, Link, project_of
from tests.analyses.optimiser.projects import Case


def test_activities_stand_in_an_order_in_which_links_point_forward() -> None:
    project = Case([3, 2, 1], [[], [], []], [], [Link(2, 0), Link(1, 2, "SS", 4)]).project()
    assert project.order.tolist() == [1, 2, 0]
    # SS 4: four from start to start; FS 0 after an activity of 1: one
    assert project.in_lag.tolist() == [4, 1]
    assert project.by_number(project.release) == (0, 0, 0)


def test_all_four_types_of_link_become_distances_between_starts() -> None:
    links = [Link(0, 1, "FS", 2), Link(0, 2, "SS", 2), Link(0, 3, "FF", 2), Link(0, 4, "SF", 2)]
    project = Case([5, 3, 3, 3, 3], [[]] * 5, [], links).project()
    # 5 + 2; 2; 5 + 2 - 3; 2 - 3
    assert project.in_lag.tolist() == [7, 2, 4, -1]


def test_a_circle_is_told_with_who_waits_for_whom() -> None:
    links = [Link(0, 1), Link(1, 2), Link(2, 1), Link(2, 3)]
    found = project_of(durations=[1] * 4, links=links, demands=[[]] * 4, capacities=[])
    assert found == Impossible("circular", (2, 1)) or found == Impossible("circular", (1, 2))


def test_an_activity_that_asks_for_more_than_there_is_is_told() -> None:
    found = project_of(durations=[1, 1], links=[], demands=[[3], [2]], capacities=[2])
    assert found == Impossible("too-much", (0,))


def test_a_resource_of_which_there_is_always_enough_is_left_out() -> None:
    project = Case([2, 2], [[1, 1], [1, 1]], [1, 2]).project()
    assert project.demand.tolist() == [[1], [1]]


@pytest.mark.parametrize(
    ("durations", "demand", "capacity", "lag", "said"),
    [
        ([-1], [1], 1, 0, "not negative"),
        ([1], [-1], 1, 0, "not negative"),
        ([1], [1], 40_000, 0, "at most 32,767"),
        ([1], [1, 1], 1, 0, "Expected demands"),
        ([5_000_000], [1], 1, 0, "time units in all"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    durations: list[int], demand: list[int], capacity: int, lag: int, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        project_of(durations=durations, links=[], demands=[demand], capacities=[capacity])


def test_work_of_a_resource_bounds_the_length() -> None:
    # 3 x 4 units of work for 2: at least 6; after a release of 1 and before a tail of 2: 9
    case = Case(
        [4, 4, 4, 2], [[1], [1], [1], [0]], [2], [Link(0, 3), Link(1, 3), Link(2, 3)], [1, 1, 1, 0]
    )
    project = case.project()
    ends = ends_of(project)
    assert ends.length == 7
    assert least_length(project, ends) == 9


def test_two_that_exclude_each_other_stand_one_after_the_other() -> None:
    # both need 2 of 3: either order takes 5 + 5, though the work alone fits into 7
    project = Case([5, 5], [[2], [2]], [3]).project()
    assert least_length(project, ends_of(project)) == 10
