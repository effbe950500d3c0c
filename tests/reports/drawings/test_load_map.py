"""The load map: numbers first, shades second, nobody and nothing left out in silence."""

import pytest

from fairlead.analyses.plan import PersonWeek
from fairlead.program.noun import replace
from fairlead.reports.drawings.load_map import load_map
from fairlead.reports.inline import inline_text
from fairlead.reports.picture import fact_base, picture
from fairlead.reports.sections.figures import load_figure
from tests.reports import sample
from tests.reports.large import large


@pytest.mark.parametrize(
    ("planned", "level"), [(0, 0), (1, 1), (600, 1), (601, 2), (2399, 4), (2400, 4), (2403, 5)]
)
def test_the_shade_is_the_begun_quarter_and_more_than_all_has_its_own(
    planned: int, level: int
) -> None:
    week = replace(sample.plan().load[0], planned_minutes=planned)
    busy = replace(sample.plan().load[1], planned_minutes=60)
    plan = replace(sample.plan(), load=(week, busy))
    chart = load_map(sample.program(), plan, fact_base(picture(sample.program(), plan)))
    assert chart is not None
    assert chart.rows[0].cells[0].level == level


def test_a_week_without_working_time_has_no_share() -> None:
    base = fact_base(picture(sample.program(), sample.plan()))
    chart = load_map(sample.program(), sample.plan(), base)
    assert chart is not None
    away = chart.rows[0].cells[4]
    assert (chart.rows[0].person.text, away.load) == ("Asha Rao", None)


def test_weeks_before_the_status_time_are_left_out() -> None:
    early = PersonWeek(
        person="asha",
        monday=sample.plan().load[0].monday.replace(month=2),
        capacity_minutes=2400,
        planned_minutes=2400,
    )
    plan = replace(sample.plan(), load=(early, *sample.plan().load))
    chart = load_map(sample.program(), plan, fact_base(picture(sample.program(), plan)))
    assert chart is not None
    assert chart.weeks[0].text == "2 Mar"


def test_a_long_plan_says_how_many_weeks_are_shown() -> None:
    seen = picture(*large(tasks=150))
    (figure,) = load_figure(seen, fact_base(seen))
    caption = inline_text(figure.caption, timezone="UTC")  # type: ignore[union-attr]
    assert "Shown are 26 of 40 weeks." in caption


def test_nobody_with_work_is_no_map() -> None:
    plan = replace(sample.plan(), load=())
    assert load_map(sample.program(), plan, fact_base(picture(sample.program(), plan))) is None
