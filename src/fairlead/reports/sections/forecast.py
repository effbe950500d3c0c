"""How sure the dates are, in either voice: chances, why the middle is late, what drives it."""

from __future__ import annotations

from fairlead.analyses.forecast.result import Forecast, RiskPrice, TargetForecast
from fairlead.reports.briefing import Block, Empty, Grid, Paragraph, Section, Voice
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.forecast import place_of
from fairlead.reports.names import name_of
from fairlead.reports.phrases import DASH, column, cut_short, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.sections.forecast_figures import (
    joint_figure,
    odds_figure,
    swing_figure,
    title_of,
)
from fairlead.reports.sections.launch_grids import launch_grid, sprint_grid
from fairlead.reports.text import BREAK, Text, counted, listed, quiet, say, words

__all__ = ["focus", "forecast_section"]

_TITLES: dict[Voice, str] = {"business": "How sure the dates are", "engineering": "Forecast"}
_HEADS: dict[Voice, tuple[str, str, str]] = {
    "business": ("Even odds by", "Four in five by", "Nine in ten by"),
    "engineering": ("Median", "Eightieth percentile", "Ninetieth percentile"),
}
_MOST_BOTTLENECKS = 5


def forecast_section(seen: Picture, base: FactBase, *, voice: Voice) -> Section:
    """The forecast as a section; without one it says how to get it."""
    forecast = seen.forecast
    blocks: tuple[Block, ...]
    if forecast is None:
        blocks = (
            Empty(
                text=words("No chances have been computed."),
                hint=words("A plan with tasks that are still to be done can be forecast."),
            ),
        )
    else:
        blocks = _blocks(seen, base, forecast, voice)
    return Section(id="forecast", title=words(_TITLES[voice]), blocks=blocks)


def focus(forecast: Forecast) -> TargetForecast:
    """The target that is shown as a curve: the promise that is due next, else the whole."""
    open_ = [t for t in forecast.milestones.values() if t.due is not None and not t.reached]
    if forecast.finish.due is not None or not open_:
        return forecast.finish
    return min(open_, key=lambda t: (t.due or t.p80, t.id))


def _blocks(seen: Picture, base: FactBase, forecast: Forecast, voice: Voice) -> tuple[Block, ...]:
    return (
        Paragraph(text=_drawn(base, forecast, voice), quiet=True),
        *_record(base, forecast),
        *_targets(seen, base, forecast, voice),
        *odds_figure(seen, base, focus(forecast), voice=voice),
        *_bias(base, forecast, voice),
        *swing_figure(seen, base, forecast, voice=voice),
        *_waits(seen, base, forecast, voice),
        *_prices(seen, base, forecast),
        *joint_figure(seen, base, forecast, voice=voice),
        *_backlogs(seen, base, forecast),
        *launch_grid(seen, base),
        *(sprint_grid(seen, base, forecast) if voice == "engineering" else ()),
    )


def _drawn(base: FactBase, forecast: Forecast, voice: Voice) -> Text:
    error = base[f"{place_of(forecast.finish)}.p80.error"]
    if voice == "business":
        return say(
            "The plan was played through {} times, with work that takes longer or shorter than "
            "thought, people who are busy, and risks that happen or do not. A chance is the part "
            "of these that ends in time.",
            base["forecast.trials"],
        )
    return say(
        "{} trials with seed {}: estimates, common causes, risk events and people drawn together. "
        "Percentiles of the whole are good to {} either way; days are days of the calendar.",
        base["forecast.trials"],
        base["forecast.seed"],
        error,
    )


def _record(base: FactBase, forecast: Forecast) -> tuple[Block, ...]:
    """Which finished work the estimates were judged by."""
    if forecast.record is None:
        return ()
    name = base["forecast.record.name"]
    whose = words("this program") if forecast.record.own else say("the record {}", name)
    count = base["forecast.record.tasks"]
    said = say(
        "How far estimates are off was learned from {} of {}, until {}.",
        counted(count, "finished task", "finished tasks"),
        whose,
        base["forecast.record.until"],
    )
    return (Paragraph(text=said, quiet=True),)


def _targets(seen: Picture, base: FactBase, forecast: Forecast, voice: Voice) -> tuple[Block, ...]:
    told = forecast.targets[:-1]
    targets = [t for t in told if not t.reached and (voice, t.kind) != ("business", "sprint")]
    targets.sort(key=lambda t: (t.due or t.p50, t.id))
    rows = [_target_row(seen, base, t) for t in (*targets, forecast.finish)]
    shown, note = cut_short(rows, base, of=None, what="dates")
    even, four, nine = _HEADS[voice]
    grid = Grid(
        columns=(
            column("What", wide=True),
            column("Promised", figures=True),
            column("Chance", figures=True),
            column("Planned", figures=True),
            column(even, figures=True),
            column(four, figures=True),
            column(nine, figures=True),
        ),
        rows=shown,
    )
    return (grid, *note)


def _target_row(seen: Picture, base: FactBase, target: TargetForecast) -> tuple[Text, ...]:
    place = place_of(target)
    name: Text = (title_of(seen, target),)
    if target.kind == "whole":
        name = say("{} {}", name, quiet(words("as a whole")))
        due, planned = base.get("program.finish_by"), base.get("plan.finish")
    elif target.kind in ("backlog", "launch", "sprint"):
        due, planned = base.get(f"{place}.due"), base.get(f"{place}.planned")
    else:
        due = base.get(f"milestone.{target.id}.due")
        planned = base.get(f"milestone.{target.id}.planned")
    chance = fact_or_dash(base.get(f"{place}.chance"))
    wanted = base.get(f"{place}.confidence")
    if wanted is not None:
        chance = (*chance, BREAK, *quiet(say("wanted {}", wanted)))
    return (
        name,
        fact_or_dash(due),
        chance,
        fact_or_dash(planned),
        (base[f"{place}.p50"],),
        (base[f"{place}.p80"],),
        (base[f"{place}.p90"],),
    )


_PARTS: dict[Voice, tuple[tuple[str, str], ...]] = {
    "business": (
        ("estimates", "Work takes longer on average than was said"),
        ("merging", "Whoever waits for several waits for the last"),
        ("risks", "Risks that happen"),
        ("skew", "Slow cases pull the average, not the middle"),
        ("dispatch", "Work is taken up as it falls due"),
    ),
    "engineering": (
        ("estimates", "Mean of each estimate instead of its stated figure"),
        ("merging", "Merge bias: joining paths and shared people"),
        ("risks", "Risk events"),
        ("skew", "From the mean to the median"),
        ("dispatch", "Dispatch of people instead of the plan's order"),
    ),
}


def _bias(base: FactBase, forecast: Forecast, voice: Voice) -> tuple[Block, ...]:
    target = focus(forecast)
    place = place_of(target)
    if base.get(f"{place}.bias") is None:
        return ()
    rows = [
        (words(text), (fact,))
        for name, text in _PARTS[voice]
        if (fact := base[f"{place}.bias.{name}"]).value
    ]
    rows.append((words("From the planned date to even odds"), (base[f"{place}.bias"],)))
    grid = Grid(
        columns=(column("Why it is not the planned date", wide=True), column("Adds", figures=True)),
        rows=tuple(rows),
        narrow=True,
    )
    return (grid,)


def _waits(seen: Picture, base: FactBase, forecast: Forecast, voice: Voice) -> tuple[Block, ...]:
    rows = [row for row in forecast.bottlenecks if row.share >= 0.05][:_MOST_BOTTLENECKS]
    if not rows:
        return ()
    named = listed(
        say(
            "{} ({})",
            name_of(seen.program, row.id, "people" if row.kind == "person" else "teams"),
            base[f"forecast.{row.kind}.{row.id}.bottleneck"],
        )
        for row in rows
    )
    text = "The end waits for a free hour of {}, in that part of the trials."
    if voice == "engineering":
        text = "Bottlenecks: the driving chain waits for {}, in that part of the trials."
    return (Paragraph(text=say(text, named)),)


def _prices(seen: Picture, base: FactBase, forecast: Forecast) -> tuple[Block, ...]:
    if not forecast.risks:
        return ()
    prices = sorted(forecast.risks.values(), key=lambda p: (-p.p80_minutes, -p.cost, p.id))
    shown, note = cut_short(
        [_price_row(seen, base, price) for price in prices], base, of=None, what="risks"
    )
    grid = Grid(
        columns=(
            column("What each risk is worth", wide=True),
            column("Costs in time", figures=True),
            column("Costs in money", figures=True),
            column("Treating it saves", figures=True),
            column("and leaves, after its cost", figures=True),
        ),
        rows=shown,
    )
    said = words(
        "Time is that of the date kept four times in five, in days of the calendar; money is on "
        "average, people's time included. Each price compares the same trials with and without "
        "the risk; below zero it helps."
    )
    return (grid, *note, Paragraph(text=said, quiet=True))


def _price_row(seen: Picture, base: FactBase, price: RiskPrice) -> tuple[Text, ...]:
    place = f"forecast.risk.{price.id}"
    name: Text = (name_of(seen.program, price.id, "risks"),)
    if price.kind == "opportunity":
        name = (*name, BREAK, *quiet(words("an opportunity")))
    return (
        name,
        (base[f"{place}.p80"],),
        (base[f"{place}.price"],),
        fact_or_dash(base.get(f"{place}.treatment.p80")),
        fact_or_dash(base.get(f"{place}.treatment.net")),
    )


def _backlogs(seen: Picture, base: FactBase, forecast: Forecast) -> tuple[Block, ...]:
    rows = []
    for key in forecast.throughput:
        place = f"forecast.backlog.{key}"
        by_due = base.get(f"{place}.done_p80")
        rows.append(
            (
                (name_of(seen.program, key, "backlogs"),),
                (base[f"{place}.items"],),
                (base[f"{place}.per_week"],),
                (base[f"{place}.p80"],),
                DASH if by_due is None else counted(by_due, "item", "items"),
            )
        )
    if not rows:
        return ()
    grid = Grid(
        columns=(
            column("Backlog", wide=True),
            column("To do", figures=True),
            column("A week", figures=True),
            column("All done, four in five", figures=True),
            column("By the promise, four in five", figures=True),
        ),
        rows=tuple(rows),
    )
    return (grid,)
