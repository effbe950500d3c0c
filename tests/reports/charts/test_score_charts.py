"""Charts of past forecasts: as many marks as dates, and words that belong to the page."""

import pytest
from defusedxml.ElementTree import fromstring

from fairlead.reports.charts.draw import chart_svg
from fairlead.reports.charts.score_chart import KeptChart, LevelPoint, ReliabilityChart
from fairlead.reports.text import Words

pytest.importorskip("vl_convert")


def kept(held: int, missed: int) -> KeptChart:
    return KeptChart(
        kept=held, missed=missed, held=Words(text="held"), not_held=Words(text="did not hold")
    )


@pytest.mark.parametrize(("held", "missed"), [(17, 3), (0, 1), (1, 0), (90, 12)])
def test_there_is_a_mark_for_every_date(held: int, missed: int) -> None:
    svg = chart_svg(kept(held, missed), timezone="UTC")
    fromstring(svg)
    assert svg.count("f-accent") - 1 == held  # and one in the legend
    assert svg.count("s-amber") - 1 == missed
    assert "did not hold" in svg


@pytest.mark.parametrize("pit", [(), (0.1,) * 10, (0.0,) * 9 + (1.0,)])
def test_levels_are_drawn_with_and_without_a_histogram(pit: tuple[float, ...]) -> None:
    chart = ReliabilityChart(
        points=tuple(
            LevelPoint(level=n / 10, share=n / 12, low=n / 10 - 0.2, high=n / 10 + 0.2)
            for n in range(1, 10)
        ),
        pit=pit,
        pit_low=-0.02,
        pit_high=0.3,
        said=Words(text="level that was given"),
        came=Words(text="part of the dates that held"),
        tenths=Words(text="done in each tenth"),
    )
    svg = chart_svg(chart, timezone="UTC")
    fromstring(svg)
    assert "level that was given" in svg
    assert ("done in each tenth" in svg) == bool(pit)
