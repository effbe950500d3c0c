"""How good the forecasts have been, in either voice: nothing is left out because it was wrong."""

from __future__ import annotations

from fairlead.analyses.ledger.bands import honest_band
from fairlead.analyses.ledger.measures import Coverage, Measures
from fairlead.reports.briefing import Block, Empty, Figure, Grid, Paragraph, Section, Voice
from fairlead.reports.charts.score_chart import KeptChart, LevelPoint, ReliabilityChart
from fairlead.reports.fact import FactBase
from fairlead.reports.facts.score import MOST_MISSES, spoken_of
from fairlead.reports.names import plain
from fairlead.reports.phrases import column, fact_or_dash
from fairlead.reports.picture import Picture
from fairlead.reports.text import Quote, Scale, Text, Words, counted, say, words

__all__ = ["score_section"]

_FEW = 10
_NOUNS = {"dates": ("date", "dates"), "tasks": ("date of a task", "dates of tasks")}
_REFERENCES = {
    "plan": "The plan's own date",
    "promise": "The promised date",
    "forecast before": "The forecast before",
}


def score_section(seen: Picture, base: FactBase, *, voice: Voice) -> tuple[Section, ...]:
    """The record of past forecasts; no section where none was kept."""
    if seen.scores is None or not seen.scores.forecasts:
        return ()
    title = "How good our dates have been" if voice == "business" else "Past forecasts"
    found = spoken_of(seen.scores)
    blocks: tuple[Block, ...]
    if found is None:
        blocks = (
            Empty(
                text=say(
                    "{} since {}; none of the dates given has come yet.",
                    counted(base["score.forecasts"], "forecast", "forecasts"),
                    base["score.first"],
                ),
                hint=words("Each is kept, and will be held against what happens."),
            ),
        )
    elif voice == "business":
        blocks = _business(base, *found)
    else:
        blocks = _engineering(seen, base, *found)
    return (Section(id="score", title=words(title), blocks=blocks),)


def _business(base: FactBase, name: str, part: Measures) -> tuple[Block, ...]:
    place = f"score.{name}"
    one, many = _NOUNS[name]
    chart = KeptChart(
        kept=part.given.kept,
        missed=part.given.come - part.given.kept,
        held=Words(text="held"),
        not_held=Words(text="did not hold"),
    )
    caption = say(
        "Of {} that we gave at four in five, {} held.",
        counted(base[f"{place}.come"], one, many),
        base[f"{place}.kept"],
    )
    legend = words(
        "Each mark is the first date that was given of something, and has come. Four in five of "
        "them should hold: fewer, and we promised too much; all of them, and we were too careful."
    )
    table = Grid(
        columns=(column("First dates at four in five"), column("Number", figures=True)),
        rows=(
            (words("Held"), (base[f"{place}.kept"],)),
            (words("Did not hold"), (base[f"{place}.missed"],)),
        ),
        narrow=True,
    )
    return (
        Figure(chart=chart, caption=caption, table=table),
        Paragraph(text=legend, quiet=True),
        *_verdict(base, name, part),
        *_misses(base, name, part),
    )


def _verdict(base: FactBase, name: str, part: Measures) -> tuple[Block, ...]:
    """What follows of it, in a sentence."""
    row = _level(part, 0.8)
    later = base.get("score.later")
    if row is None:
        return ()
    if row.honest:
        text = words("That is what such odds lead one to expect.")
        if row.targets < _FEW:
            text = words("So few dates prove little yet.")
    elif row.share < row.low:
        text = words("That is too few: the dates were given too surely.")
    else:
        text = words("That is more than was promised: the dates were given too carefully.")
    if later is not None and name == "dates" and isinstance(later.value, float):
        text = say("{} {}", text, _learned(base, later.value))
    return (Paragraph(text=text),)


def _learned(base: FactBase, later: float) -> Text:
    if later > 1.05:
        template = "From {} the forecast in this report has learned to leave more room."
    elif later < 0.95:
        template = "From {} the forecast in this report has learned to leave less room."
    else:
        template = "From {} the forecast in this report had nothing to learn."
    return say(template, counted(base["score.learned"], "date", "dates"))


def _level(part: Measures, level: float) -> Coverage | None:
    return next((row for row in part.coverage if abs(row.level - level) < 1e-9), None)


def _misses(base: FactBase, name: str, part: Measures) -> tuple[Block, ...]:
    rows = []
    for number, miss in enumerate(part.misses[:MOST_MISSES]):
        place = f"score.{name}.miss.{number}"
        done = base.get(f"{place}.done")
        rows.append(
            (
                (Quote(text=plain(miss.title)),),
                (base[f"{place}.said"],),
                (base[f"{place}.p80"],),
                words("still open") if done is None else (done,),
                (base[f"{place}.late"],),
            )
        )
    if not rows:
        return ()
    grid = Grid(
        columns=(
            column("Did not hold", wide=True),
            column("Said on", figures=True),
            column("Date given", figures=True),
            column("Done", figures=True),
            column("Late by", figures=True),
        ),
        rows=tuple(rows),
    )
    if part.missed <= len(rows):
        return (grid,)
    note = say(
        "Those that missed by most, of {} in all; the score command names the others.",
        base[f"score.{name}.missed"],
    )
    return (grid, Paragraph(text=note, quiet=True))


def _engineering(seen: Picture, base: FactBase, name: str, part: Measures) -> tuple[Block, ...]:
    place = f"score.{name}"
    low, high = honest_band(0.1, part.pit_targets) if part.pit_targets else (0.0, 0.0)
    chart = ReliabilityChart(
        points=tuple(
            LevelPoint(level=row.level, share=row.share, low=row.low, high=row.high)
            for row in part.coverage
        ),
        pit=part.pit,
        pit_low=low,
        pit_high=high,
        said=Words(text="level that was given"),
        came=Words(text="part of the dates that held"),
        tenths=Words(text="done in each tenth of the chance"),
    )
    caption = say(
        "{} since {}; {} of {} that have come held their first date at {}. The line should lie in "
        "the band; bars that rise to the right say that work ends later than was thought.",
        counted(base["score.forecasts"], "forecast", "forecasts"),
        base["score.first"],
        base[f"{place}.kept"],
        base[f"{place}.come"],
        Scale(text="P80"),
    )
    return (
        Figure(chart=chart, caption=caption, table=_levels(base, place, part)),
        *_losses(base, place, part),
        *_widening(seen, base),
        *_misses(base, name, part),
    )


def _levels(base: FactBase, place: str, part: Measures) -> Grid:
    rows = []
    for row in part.coverage:
        spot = f"{place}.p{round(row.level * 100)}"
        rows.append(
            (
                (Scale(text=f"P{round(row.level * 100)}"),),
                (base[f"{spot}.held"],),
                say("{} to {}", base[f"{spot}.low"], base[f"{spot}.high"]),
                (base[f"{spot}.targets"],),
            )
        )
    return Grid(
        columns=(
            column("Level"),
            column("Held", figures=True),
            column("If honest", figures=True),
            column("Targets", figures=True),
        ),
        rows=tuple(rows),
        narrow=True,
    )


def _losses(base: FactBase, place: str, part: Measures) -> tuple[Block, ...]:
    """Our ranked probability score beside that of simple ways, on the same targets."""
    rows = [
        (
            words(_REFERENCES.get(name, name)),
            (base[f"{place}.{name.replace(' ', '-')}.targets"],),
            (base[f"{place}.{name.replace(' ', '-')}.ours"],),
            (base[f"{place}.{name.replace(' ', '-')}.crps"],),
            fact_or_dash(base.get(f"{place}.{name.replace(' ', '-')}.kept")),
        )
        for name in part.references
    ]
    if not rows:
        return ()
    grid = Grid(
        columns=(
            column("Against", wide=True),
            column("Targets", figures=True),
            column("Ours is off by", figures=True),
            column("That by", figures=True),
            column("Its date held", figures=True),
        ),
        rows=tuple(rows),
    )
    brier = base.get(f"{place}.brier")
    text = words("Off by: the ranked probability score, in days of the calendar.")
    if brier is not None:
        text = say(
            "{} Brier score of {}: {}.",
            text,
            counted(base[f"{place}.promises"], "promise", "promises"),
            brier,
        )
    return (grid, Paragraph(text=text, quiet=True))


def _widening(seen: Picture, base: FactBase) -> tuple[Block, ...]:
    later = base.get("score.later")
    if later is None:
        return ()
    used = seen.forecast is not None and seen.forecast.widening.dates > 0
    template = (
        "The forecast above is {} times as wide as drawn to the late side and {} to the early one, "
        "learned from {}."
        if used
        else "Learned, and not used here: {} times as wide to the late side, {} to the early one, "
        "from {}."
    )
    learned = counted(base["score.learned"], "date", "dates")
    return (Paragraph(text=say(template, later, base["score.earlier"], learned)),)
