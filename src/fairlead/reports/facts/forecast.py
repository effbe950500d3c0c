"""Facts of the forecast: dates with their chances, drivers, prices of risks, cost."""

from __future__ import annotations

from fairlead.analyses.forecast.result import (
    Driver,
    Forecast,
    MergeBias,
    RiskPrice,
    SprintItems,
    SprintOutlook,
    TargetForecast,
    ThroughputForecast,
)
from fairlead.reports.fact import Recorder

__all__ = ["MOST_SWINGS", "place_of", "record_forecast"]

MOST_SWINGS = 12
"""Bars of a tornado: what moves the finish less is in the table of the forecast command."""

_QUANTILES = (("p10", "10%"), ("p50", "50%"), ("p80", "80%"), ("p90", "90%"))


def place_of(target: TargetForecast) -> str:
    """Where the facts of a target stand: `forecast.finish`, `forecast.milestone.beta`."""
    return "forecast.finish" if target.kind == "whole" else f"forecast.{target.kind}.{target.id}"


def record_forecast(recorder: Recorder, forecast: Forecast) -> None:
    """Take down what the forecast says."""
    drawn = f"Forecast: {forecast.trials:,} trials, seed {forecast.seed}"
    recorder.record("forecast.trials", "count", forecast.trials, "Forecast: trials drawn.")
    recorder.record("forecast.seed", "text", str(forecast.seed), "Forecast: the seed of its draws.")
    if forecast.record is not None:
        told = "Calibration: finished tasks that estimates are judged by."
        recorder.record("forecast.record.tasks", "count", forecast.record.tasks, told)
        told = "Calibration: what the record is called."
        recorder.record("forecast.record.name", "text", forecast.record.name, told)
        told = "Calibration: the last completion in the record."
        recorder.record("forecast.record.until", "day", forecast.record.until, told)
    recorder.record("forecast.jcl", "share", 0.7, "The level that NASA budgets to (NPR 7120.5).")
    for target in forecast.targets:
        _target(recorder, target, drawn)
    for row in forecast.throughput.values():
        _throughput(recorder, row)
    for outlook in forecast.outlooks.values():
        _outlook(recorder, outlook, drawn)
    for items in forecast.sprint_items.values():
        _sprint_items(recorder, items)
    for driver in forecast.drivers.values():
        _driver(recorder, driver, drawn)
    for bottleneck in forecast.bottlenecks:
        recorder.record(
            f"forecast.{bottleneck.kind}.{bottleneck.id}.bottleneck",
            "share",
            bottleneck.share,
            f"{drawn}: those in which work on the driving chain waited for them.",
            about=(bottleneck.id,),
        )
    for price in forecast.risks.values():
        _price(recorder, price, drawn)
    _money(recorder, forecast, drawn)


def _target(recorder: Recorder, target: TargetForecast, drawn: str) -> None:
    place = place_of(target)
    about = (target.id,) if target.id else ()
    for name, share in _QUANTILES:
        recorder.record(
            f"{place}.{name}",
            "finish",
            getattr(target, name),
            f"{drawn}: the first minute by which {share} of them end.",
            about=about,
        )
    recorder.record(
        f"{place}.at_confidence",
        "finish",
        target.at_confidence,
        f"{drawn}: the date that is kept with the wanted confidence.",
        about=about,
    )
    recorder.record(
        f"{place}.p80.error",
        "duration",
        target.p80_error_minutes,
        f"{drawn}: half of the 95% interval of P80, by order statistics.",
        about=about,
        day_minutes=1440,
    )
    recorder.record(
        f"{place}.chance",
        "share",
        target.chance,
        f"{drawn}: the part of them that ends no later than promised.",
        about=about,
    )
    recorder.record(
        f"{place}.confidence", "share", target.confidence, "The program: the wanted confidence."
    )
    if target.due is not None and target.kind in ("backlog", "launch", "sprint"):
        recorder.record(f"{place}.due", "finish", target.due, "The program: the promised date.")
    if target.planned is not None and target.kind in ("launch", "sprint"):
        source = "Plan: when the last of what it waits for is done."
        recorder.record(f"{place}.planned", "finish", target.planned, source, about=about)
    _bias(recorder, place, target.bias, drawn)


def _bias(recorder: Recorder, place: str, bias: MergeBias | None, drawn: str) -> None:
    if bias is None:
        return
    parts = {
        "dispatch": "work taken up as it falls due, less the plan's order",
        "estimates": "mean of every task instead of its stated figure",
        "merging": "mean of the trials without risks, less the plan of means: merge bias",
        "risks": "mean of the trials with and without risk events",
        "skew": "from the mean of the trials to their middle",
    }
    for name, words in parts.items():
        recorder.record(
            f"{place}.bias.{name}",
            "duration",
            getattr(bias, f"{name}_minutes"),
            f"{drawn}: {words}.",
            day_minutes=1440,
        )
    recorder.record(
        f"{place}.bias",
        "duration",
        bias.minutes,
        f"{drawn}: from the planned date to P50.",
        day_minutes=1440,
    )


def _throughput(recorder: Recorder, row: ThroughputForecast) -> None:
    place = f"forecast.backlog.{row.id}"
    about = (row.id,)
    recorder.record(f"{place}.items", "count", row.items, "The program: items to do.", about=about)
    recorder.record(
        f"{place}.per_week",
        "count",
        round(row.per_week, 1),
        "Throughput: items a week in the window of the record.",
        about=about,
    )
    recorder.record(f"{place}.weeks", "count", row.weeks, "Throughput: weeks of that window.")
    recorder.record(
        f"{place}.done_p80",
        "count",
        row.done_p80,
        "Throughput: items that are done by the promised date in at least 80% of the trials.",
        about=about,
    )


def _outlook(recorder: Recorder, row: SprintOutlook, drawn: str) -> None:
    place = f"forecast.sprint.{row.id}"
    recorder.record(f"{place}.tasks", "count", row.tasks, "The program: tasks in it.")
    recorder.record(f"{place}.finished", "count", row.finished, "Recorded: those that are done.")
    for share in (50, 80, 90):
        recorder.record(
            f"{place}.done_p{share}",
            "count",
            getattr(row, f"done_p{share}"),
            f"{drawn}: tasks done by its end in at least {share}% of them.",
            about=(row.id,),
        )


def _sprint_items(recorder: Recorder, row: SprintItems) -> None:
    place = f"forecast.sprint.{row.id}.items"
    about = (row.id, row.backlog)
    recorder.record(place, "count", row.items, "The program: items to do.", about=about)
    recorder.record(f"{place}.by", "finish", row.end, "The program: the end of the sprint.")
    for share in (50, 80, 90):
        recorder.record(
            f"{place}.done_p{share}",
            "count",
            getattr(row, f"done_p{share}"),
            f"Throughput: items that are done by its end with a chance of at least {share}%.",
            about=about,
        )


def _driver(recorder: Recorder, driver: Driver, drawn: str) -> None:
    place = f"forecast.{driver.kind}.{driver.id}"
    recorder.record(
        f"{place}.critical",
        "share",
        driver.critical,
        f"{drawn}: those in which it was on the driving chain, people's time considered.",
        about=(driver.id,),
    )
    recorder.record(
        f"{place}.swing",
        "duration",
        abs(driver.swing_minutes),
        f"{drawn}: its correlation with the finish, times the stretch from P10 to P90.",
        about=(driver.id,),
        day_minutes=1440,
    )


def _price(recorder: Recorder, price: RiskPrice, drawn: str) -> None:
    place = f"forecast.risk.{price.id}"
    about = (price.id,)
    recorder.record(
        f"{place}.p80",
        "duration",
        price.p80_minutes,
        f"{drawn}: P80 of the whole, less that of the same trials without the risk.",
        about=about,
        day_minutes=1440,
    )
    recorder.record(
        f"{place}.price",
        "money",
        int(price.cost),
        f"{drawn}: mean cost, less that of the same trials without the risk.",
        about=about,
    )
    treatment = price.treatment
    if treatment is None:
        return
    recorder.record(
        f"{place}.treatment.p80",
        "duration",
        treatment.p80_minutes,
        f"{drawn}: what treating it takes off P80 of the whole.",
        about=about,
        day_minutes=1440,
    )
    recorder.record(
        f"{place}.treatment.net",
        "money",
        int(treatment.net),
        f"{drawn}: mean cost that treating it saves, less what the treatment costs.",
        about=about,
    )
    recorder.record(
        f"{place}.treatment.cost",
        "money",
        int(treatment.cost_of_treatment),
        "The program: what the treatment costs.",
        about=about,
    )


def _money(recorder: Recorder, forecast: Forecast, drawn: str) -> None:
    cost, joint = forecast.cost, forecast.joint
    if cost is not None:
        for name, share in _QUANTILES:
            recorder.record(
                f"forecast.cost.{name}",
                "money",
                int(getattr(cost, name)),
                f"{drawn}: the least amount that suffices in {share} of them.",
            )
        recorder.record(
            "forecast.cost.chance",
            "share",
            cost.chance,
            f"{drawn}: the part of them that costs no more than the budget.",
        )
    if joint is not None:
        recorder.record(
            "forecast.joint.chance",
            "share",
            joint.chance,
            f"{drawn}: the part of them that keeps both the date and the budget.",
        )
        recorder.record(
            "forecast.joint.due", "finish", joint.due, "The program: the date of the joint chance."
        )
