"""Launches and sprints are forecast in the same trials as everything else, and move nothing."""

from datetime import date

import numpy as np

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.compound import compound_of
from fairlead.analyses.forecast.result import Forecast, TargetForecast
from fairlead.analyses.simulation import simulate
from fairlead.program.launches import Gate, Launch
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Span
from fairlead.program.sprints import Sprint
from fairlead.program.work import Milestone, Need, Task

MONDAY = date(2026, 3, 2)
TRIALS = 500


def program() -> Program:
    """Asha does a, b and c one after the other; beta is there with b."""
    some = Estimate(low=Span(amount=1, unit="d"), high=Span(amount=4, unit="d"))
    who = (Assignment(person="asha"),)
    tasks = {
        "a": Task(title="A", estimate=some, who=who),
        "b": Task(title="B", estimate=some, who=who, needs=(Need(task="a"),)),
        "c": Task(title="C", estimate=some, who=who),
    }
    return Program(
        id="p",
        start=MONDAY,
        people=Table({"asha": Person()}),
        tasks=Table(tasks),
        milestones=Table({"beta": Milestone(title="Beta", needs=(Need(task="b"),))}),
    )


def with_launch(value: Program, due: date = date(2026, 3, 9), **needs: tuple[str, ...]) -> Program:
    gates = Table({key: Gate(title=key, needs=names) for key, names in needs.items()})
    row = Launch(title="Go", due=due, confidence=Chance(0.8), gates=gates)
    return replace(value, launches=Table({"go": row}))


def with_sprint(value: Program, finish: date, *tasks: str) -> Program:
    row = Sprint(title="S", start=MONDAY, finish=finish, tasks=tasks)
    return replace(value, sprints=Table({"s": row}))


def made(value: Program) -> Forecast:
    found = forecast(value, trials=TRIALS)
    assert isinstance(found, Forecast)
    return found


def dates(row: TargetForecast) -> tuple[object, ...]:
    return (row.p10, row.p50, row.p80, row.p90, row.curve)


def test_a_launch_with_one_gate_is_as_sure_as_what_it_waits_for() -> None:
    found = made(with_launch(program(), one=("beta",)))
    assert dates(found.launches["go"]) == dates(found.milestones["beta"])


def test_a_launch_waits_in_each_trial_for_the_last_of_its_gates() -> None:
    value = with_launch(program(), one=("beta",), two=("c",))
    compound = compound_of(value, status=minute_of(made(value).as_of))
    assert compound.watched == ("beta", "c")
    found = made(value)
    single = [made(with_launch(program(), one=(key,))).launches["go"] for key in ("beta", "c")]
    both = found.launches["go"]
    assert both.chance is not None
    assert both.chance <= min(row.chance or 0 for row in single)
    for row in single:
        assert all(mine >= of for mine, of in zip(both.curve, row.curve, strict=True))
    # Asha is never on two at once, so one of them is last, and then the whole is
    assert both.p50 == found.finish.p50


def test_launches_and_sprints_move_no_other_number() -> None:
    alone = made(program())
    beside = made(with_sprint(with_launch(program(), one=("c",)), date(2026, 3, 4), "a"))
    assert dates(alone.finish) == dates(beside.finish)
    assert dates(alone.milestones["beta"]) == dates(beside.milestones["beta"])
    assert [*alone.milestones] == [*beside.milestones]
    assert alone.bottlenecks == beside.bottlenecks


def test_the_chance_of_a_launch_does_not_fall_when_its_day_moves_out() -> None:
    chances = [
        made(with_launch(program(), date(2026, 3, day), one=("c",))).launches["go"].chance or 0
        for day in range(3, 20, 3)
    ]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]


def test_a_launch_below_its_confidence_is_named_in_its_own_section() -> None:
    found = made(with_launch(program(), date(2026, 3, 3), one=("c",)))
    (said,) = [f for f in found.findings if f.code == "forecast.below-confidence"]
    assert said.where == "launches.go.due"


def test_a_launch_without_gates_or_with_an_open_one_has_no_date() -> None:
    assert not made(with_launch(program())).launches
    found = made(with_launch(program(), one=("c",), two=()))
    assert not found.launches
    assert "launch.gate-open" in {finding.code for finding in found.findings}


def test_a_launch_that_was_launched_is_reached() -> None:
    value = with_launch(program(), one=("c",))
    gone = replace(value.launches["go"], launched=MONDAY)
    found = made(replace(value, launches=Table({"go": gone})))
    assert found.launches["go"].reached
    assert found.launches["go"].chance == 1


def test_a_sprint_says_how_much_of_it_is_likely_to_be_done() -> None:
    found = made(with_sprint(program(), date(2026, 3, 10), "a", "b", "c"))
    row, outlook = found.sprints["s"], found.outlooks["s"]
    assert dates(row) == dates(found.finish)
    assert outlook.tasks == 3
    assert outlook.finished == 0
    assert 0 <= outlook.done_p90 <= outlook.done_p80 <= outlook.done_p50 <= 3
    chances = {each.id: each.chance for each in outlook.chances}
    assert chances["b"] <= chances["a"]
    assert row.chance is not None
    assert row.chance <= min(chances.values())


def test_what_a_sprint_has_done_is_counted_by_hand_alike() -> None:
    value = with_sprint(program(), date(2026, 3, 6), "a", "b", "c")
    trials = simulate(
        replace(
            value,
            milestones=Table(
                {f"{k}.done": Milestone(title=k, needs=(Need(task=k),)) for k in "abc"}
            ),
        ),
        seed=1,
        trials=TRIALS,
    )
    end = value.sprints["s"].end_minute(timezone="UTC")
    done = sum((trials.finish_of(f"{key}.done") <= end).astype(int) for key in "abc")
    outlook = made(value).outlooks["s"]
    for share, told in ((0.5, outlook.done_p50), (0.8, outlook.done_p80)):
        assert np.mean(done >= told) >= share
        assert np.mean(done >= told + 1) < share


def test_a_sprint_that_is_over_is_not_forecast() -> None:
    value = replace(with_sprint(program(), date(2026, 3, 6), "a"), as_of=date(2026, 3, 9))
    found = made(value)
    assert not found.sprints
    assert not found.outlooks
