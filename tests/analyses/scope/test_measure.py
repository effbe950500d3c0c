"""Effort and cost of tasks, to the minute and the cent."""

import pytest

from fairlead.analyses.scope.measure import NOTHING, Size, measured
from fairlead.program.quantities import Money
from fairlead.sources.program_file.reader import parse_program

HEAD = """\
fairlead: 1
program: small
people:
  asha: {rate: 100}
  ben: {rate: 33.33}
  cleo: {}
  truck: {kind: material, rate: 5}
tasks:
"""


@pytest.mark.parametrize(
    ("task", "minutes", "cents"),
    [
        ("{title: A, estimate: 1d}", 480, 0),
        ("{title: A, estimate: 1d, who: asha}", 480, 80_000),
        ("{title: A, estimate: 1d, who: [asha, ben]}", 480, 40_000 + 13_332),
        ("{title: A, estimate: 1d, who: {asha: 25%, ben: 75%}}", 480, 20_000 + 19_998),
        ("{title: A, estimate: 1d, who: [asha, cleo]}", 480, 40_000),
        ("{title: A, estimate: 1d, who: truck}", 480, 0),
        ("{title: A, duration: 2d}", 0, 0),
        ("{title: A, duration: 2d, who: {asha: 50%}}", 480, 80_000),
        ("{title: A, cost: 12.34}", 0, 1234),
        ("{title: A, cost: 100..400}", 0, 20_000),
        ("{title: A, estimate: 1d, inactive: true}", 0, 0),
        ("{title: A, duration: 1d, level_of_effort: true}", 0, 0),
        ("{title: A, who: {asha: {work: 1h}, ben: {work: 2h}}}", 180, 10_000 + 6_666),
        ("{title: A, estimate: 1d, who: asha, started: 2026-03-02, spent: 3d}", 480, 80_000),
        ("{title: A, estimate: 9d, tasks: {b: {title: B, estimate: 1h}}}", 60, 0),
    ],
)
def test_a_task_has_a_size(task: str, minutes: int, cents: int) -> None:
    program = parse_program(f"{HEAD}  a: {task}\n").program
    assert program is not None
    assert measured(program).whole == Size(minutes=minutes, cost=Money(cents))


def test_sizes_add_up() -> None:
    one, two = Size(minutes=3, cost=Money(5)), Size(minutes=4, cost=Money(-7))
    assert one + two == Size(minutes=7, cost=Money(-2))
    assert one - one == NOTHING
    assert not one - one
