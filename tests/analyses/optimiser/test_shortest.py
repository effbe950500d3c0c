from __future__ import annotations

import random  # noqa: TID251  # a seeded stream is the input here
from dataclasses import replace
from importlib.util import find_spec
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.optimiser import cpsat
from fairlead.analyses.optimiser.project import Link
from fairlead.analyses.optimiser.shortest import Improvement, shortest
from tests.analyses.optimiser.projects import Case

needs_solver = pytest.mark.skipif(find_spec("ortools") is None, reason="needs fairlead[solver]")


def drawn(n: int, *, seed: int, resources: int = 2) -> Case:
    draw = random.Random(seed)
    links = [Link(draw.randrange(k), k) for k in range(1, n) if draw.random() < 0.8]
    demands = [[draw.randint(0, 6) for _ in range(resources)] for _ in range(n)]
    return Case([draw.randint(1, 9) for _ in range(n)], demands, [8] * resources, links)


def test_three_jobs_of_which_two_fit_beside_each_other() -> None:
    # 2 + 1 of 3 fit together, 2 + 2 do not: a(4) alone with c(4), then b(3): 7
    case = Case([4, 3, 4], [[2], [2], [1]], [3])
    found = shortest(case.project(), slices=1)
    assert case.length_of(found.start) == found.length == found.bound == 7
    assert found.proved


def test_a_short_job_goes_first_where_much_follows_it() -> None:
    # one person; b(1) leads to d(6), which needs nobody: b first, then a(5): 7, else 5 + 1 + 6
    case = Case([5, 1, 6], [[1], [1], [0]], [1], [Link(1, 2)])
    found = shortest(case.project(), slices=1)
    assert found.start == (1, 0, 1)
    assert (found.length, found.bound) == (7, 7)


def test_leads_and_all_types_of_link_are_kept() -> None:
    links = [Link(0, 1, "FS", -2), Link(1, 2, "FF", 1), Link(0, 3, "SF", 9), Link(2, 4, "SS", -3)]
    case = Case([4, 4, 2, 3, 5], [[1], [1], [1], [1], [1]], [2], links)
    found = shortest(case.project(), slices=4)
    assert case.length_of(found.start) == found.length
    # 18 units of work by two: not before 9, and SF 9 allows that
    assert found.length >= found.bound >= 9


def test_nothing_to_do_has_no_length() -> None:
    found = shortest(Case([], [], [1]).project(), slices=1)
    assert (found.start, found.length, found.proved) == ((), 0, True)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 25), st.integers(0, 10_000), st.integers(1, 6))
def test_every_answer_keeps_every_rule_and_its_bound(n: int, seed: int, resources: int) -> None:
    case = drawn(n, seed=seed, resources=resources)
    found = shortest(case.project(), slices=1, workers=1)
    assert case.length_of(found.start) == found.length >= found.bound


def test_the_same_slices_and_seed_give_the_same_schedule() -> None:
    case = drawn(60, seed=4)
    first, second = (shortest(case.project(), slices=6, seed=9) for _ in range(2))
    assert first.start == second.start
    assert first.slices == second.slices == 6


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 40), st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 7))
def test_amounts_in_another_unit_give_the_same_schedule(
    n: int, seed: int, resources: int, times: int
) -> None:
    # amounts up to 255 of short activities are held in bytes, all others in words
    case = drawn(n, seed=seed, resources=resources)
    draw = random.Random(seed)
    types: list[Literal["FS", "SS", "FF", "SF"]] = ["FS", "FS", "SS", "FF", "SF"]
    case = replace(
        case,
        durations=[times * one for one in case.durations],
        links=[
            Link(one.before, one.after, draw.choice(types), draw.randint(-4, 9))
            for one in case.links
        ],
        release=[draw.choice([0, 0, 0, 20]) for _ in range(n)],
    )
    large = replace(
        case,
        demands=[[3_000 * one for one in row] for row in case.demands],
        capacities=[3_000 * one for one in case.capacities],
    )
    first, second = (
        shortest(one.project(), slices=1, workers=1, seed=seed) for one in (case, large)
    )
    assert first.start == second.start
    assert case.length_of(first.start) == first.length


def test_a_known_schedule_is_never_made_worse() -> None:
    case = drawn(40, seed=2)
    project = case.project()
    known = project.by_number(project.release)  # only its shape is wanted here
    good = shortest(project, slices=8, seed=1)
    start = project.release.copy()
    start[:] = [good.start[number] for number in project.order.tolist()]
    again = shortest(project, slices=1, seed=5, known=start)
    assert len(known) == len(again.start)
    assert again.length <= good.length


def test_a_search_can_be_stopped_with_the_best_so_far() -> None:
    case = drawn(120, seed=3, resources=4)
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) == 3

    found = shortest(case.project(), slices=1_000_000, stop=stop)
    assert found.stopped
    assert not found.proved
    assert len(asked) == 3
    assert case.length_of(found.start) == found.length


def test_progress_tells_of_every_improvement() -> None:
    told: list[Improvement] = []
    case = drawn(80, seed=5, resources=4)
    found = shortest(case.project(), slices=5, progress=told.append)
    assert tuple(told) == found.history
    assert [one.length for one in told] == sorted({one.length for one in told}, reverse=True)
    assert told[-1].length == found.length


@needs_solver
def test_a_small_project_is_proved_where_simple_bounds_do_not_suffice() -> None:
    # five jobs of 3 that each take 2 of 5: two at a time, so 9; the work alone says 6
    case = Case([3] * 5, [[2]] * 5, [5])
    found = shortest(case.project(), seconds=20)
    assert case.length_of(found.start) == found.length == found.bound == 9


def test_without_the_solver_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "available", lambda: False)
    case = Case([3] * 5, [[2]] * 5, [5])
    found = shortest(case.project(), seconds=0.05)
    assert found.length == 9
    assert found.bound == 6
    assert not found.proved


def test_a_search_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="time in seconds"):
        shortest(Case([1], [[1]], [1]).project())
