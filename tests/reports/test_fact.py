"""Facts are recorded once, and found by their id or not at all."""

import pytest

from fairlead.program.errors import UnknownReference
from fairlead.reports.fact import Recorder
from fairlead.reports.picture import fact_base, picture
from tests.reports import sample


def test_a_second_value_under_one_id_is_refused() -> None:
    recorder = Recorder(currency="EUR")
    recorder.record("cost.planned", "money", 100, "summed")
    with pytest.raises(ValueError, match=r"'cost\.planned' is 100 already, not 200"):
        recorder.record("cost.planned", "money", 200, "summed again")


def test_nothing_is_no_fact() -> None:
    recorder = Recorder(currency="EUR")
    recorder.record("goal.x.due", "day", None, "the program")
    assert recorder.rows == {}


def test_an_unknown_fact_is_a_callers_mistake() -> None:
    base = fact_base(picture(sample.program(), sample.plan()))
    with pytest.raises(UnknownReference, match=r"No fact 'milestone\.gamma\.planned'"):
        base["milestone.gamma.planned"]
    assert base.get("milestone.gamma.planned") is None


def test_facts_of_a_milestone_are_those_of_plan_and_program() -> None:
    base = fact_base(picture(sample.program(), sample.plan()))
    plan, program = sample.plan(), sample.program()
    assert base["milestone.beta.planned"].value == plan.milestones["beta"].planned
    assert base["milestone.beta.due"].value == program.milestones["beta"].due
    assert base["milestone.beta.margin"].value == 15 * 480
    assert base["milestone.certified.late"].value == 3 * 480
    assert base.get("milestone.beta.late") is None


def test_the_same_picture_gives_the_same_base() -> None:
    first = fact_base(picture(sample.program(), sample.plan()))
    second = fact_base(picture(sample.program(), sample.plan()))
    assert first == second


def test_the_zone_of_the_reader_changes_no_value() -> None:
    here = fact_base(picture(sample.program(), sample.plan()))
    there = fact_base(picture(sample.program(), sample.plan(), timezone="Pacific/Auckland"))
    own = {"report.timezone", "horizon.end"}
    assert {k: f.value for k, f in here.facts.items() if k not in own} == {
        k: f.value for k, f in there.facts.items() if k not in own
    }
