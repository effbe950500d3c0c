"""What a change would do, told in either voice before anybody approves it."""

from __future__ import annotations

from fairlead.analyses.scope.impact import Impact, TargetImpact
from fairlead.analyses.scope.touched import AskedFor
from fairlead.program.program import Program
from fairlead.reports.briefing import (
    Block,
    Briefing,
    Bullets,
    Empty,
    Grid,
    Paragraph,
    Section,
    Voice,
)
from fairlead.reports.fact import Fact, FactBase
from fairlead.reports.names import name_of, plain
from fairlead.reports.phrases import DASH, column, fact_or_dash, named_anywhere, stacked
from fairlead.reports.show import show
from fairlead.reports.text import BREAK, Quote, Text, counted, listed, quiet, say, words

__all__ = ["impact_briefing"]

_HEADS: dict[Voice, tuple[str, str]] = {
    "business": ("Even odds by", "Four in five by"),
    "engineering": ("Median", "Eightieth percentile"),
}
_WHY: dict[AskedFor, str] = {
    "owner": "answers for",
    "consumer": "uses",
    "depends": "is built on",
    "team": "does the work of",
    "goal": "wants",
}
_HOW = {
    "new": "It is new",
    "gone": "It goes",
    "edited": "It is edited",
    "touched": "Its work moves",
}
_MOST = 40


def impact_briefing(
    impact: Impact, before: Program, after: Program, base: FactBase, *, title: str, voice: Voice
) -> Briefing:
    """Tell one side what the change `title` would do to the program."""
    tell = _Telling(impact, before, after, base, voice)
    return Briefing(
        voice=voice,
        title=Quote(text=plain(f"{before.title or before.id}: {title}")),
        headline=tell.headline(),
        sections=(
            Section(id="dates", title=words("Dates and chances"), blocks=tell.dates()),
            Section(id="money", title=words("Money and effort"), blocks=tell.money()),
            *tell.people(),
            *tell.risks(),
            Section(id="reach", title=words("What it reaches"), blocks=tell.reach()),
            Section(id="ask", title=words("Whom to ask first"), blocks=tell.asks()),
            *tell.edits(),
        ),
        base=base,
    )


class _Telling:
    """One impact told in one voice."""

    def __init__(
        self, impact: Impact, before: Program, after: Program, base: FactBase, voice: Voice
    ) -> None:
        self.impact, self.base, self.voice = impact, base, voice
        self.before, self.after = before, after

    def _named(self, key: str) -> Text:
        """What a key is called after the change, or before it where it is gone."""
        name = named_anywhere(self.after, key)
        return named_anywhere(self.before, key) if name == (Quote(text=plain(key)),) else name

    # ---- dates -------------------------------------------------------------------------------

    def headline(self) -> Text:
        moved = [row for row in self.impact.milestones.values() if self._visible(row)]
        worst = max(moved, key=lambda row: row.p80_minutes or 0, default=None)
        cost = self._cost_words()
        if not self.impact.change:
            return words("Nothing would change.")
        if worst is None:
            return say("No milestone moves. {}", cost)
        name = Quote(text=plain(worst.title))
        return say("{}: {}. {}", name, self._shift(worst), cost)

    def _visible(self, row: TargetImpact) -> bool:
        """Whether a reader would see any difference."""
        place = f"impact.target.{row.id}"
        before = self.base.get(f"{place}.before.chance")
        after = self.base.get(f"{place}.after.chance")
        chance = before is not None and after is not None and not self._alike(before, after)
        return bool(row.presence != "both" or row.p80_minutes or chance)

    def _shift(self, row: TargetImpact) -> Text:
        place = f"impact.target.{row.id}"
        if row.presence != "both":
            return words("it is new" if row.presence == "new" else "it goes")
        minutes = row.p80_minutes or 0
        if not minutes:
            told = words("the date that is kept four times in five stays")
        else:
            told = say(
                "the date that is kept four times in five moves {} {}",
                self.base[f"{place}.p80.shift"],
                words("later" if minutes > 0 else "earlier"),
            )
        before = self.base.get(f"{place}.before.chance")
        after = self.base.get(f"{place}.after.chance")
        if before is None or after is None or self._alike(before, after):
            return told
        return say("{}, and the chance of the promise goes from {} to {}", told, before, after)

    def _cost_words(self) -> Text:
        cost = self.impact.cost
        if cost is None or cost.planned_before == cost.planned_after:
            return words("The planned cost stays.")
        more = cost.planned_after > cost.planned_before
        return say(
            "The planned cost {} by {}.",
            words("rises" if more else "falls"),
            self.base["impact.cost.shift"],
        )

    def dates(self) -> tuple[Block, ...]:
        rows = [self._row(row) for row in (*self.impact.milestones.values(), self.impact.finish)]
        heads = _HEADS[self.voice]
        grid = Grid(
            columns=(
                column("Milestone", wide=True),
                column("Promised", figures=True),
                column(heads[0], figures=True),
                column(heads[1], figures=True),
                column("Chance", figures=True),
                column("Moves by", wide=True),
            ),
            rows=tuple(rows),
        )
        if self.voice == "business":
            note = say(
                "Before and after were each played through {} times with the same luck, so what "
                "differs is the change alone.",
                self.base["impact.trials"],
            )
        else:
            note = say(
                "{} paired trials, seed {}: common random numbers. Errors are half the interval "
                "that holds the difference nineteen times in twenty.",
                self.base["impact.trials"],
                self.base["impact.seed"],
            )
        return (grid, Paragraph(text=note, quiet=True))

    def _row(self, row: TargetImpact) -> tuple[Text, ...]:
        title: Text = (Quote(text=plain(row.title)),)
        if not row.id:
            title = words("The whole")
        return (
            title,
            self._pair(row, "due"),
            self._pair(row, "p50"),
            self._pair(row, "p80"),
            self._pair(row, "chance"),
            self._moves(row),
        )

    def _pair(self, row: TargetImpact, name: str) -> Text:
        place = f"impact.target.{row.id}"
        before, after = (self.base.get(f"{place}.{side}.{name}") for side in ("before", "after"))
        if before is None or after is None or self._alike(before, after):
            return fact_or_dash(after or before)
        return (after, BREAK, *quiet(say("was {}", before)))

    def _moves(self, row: TargetImpact) -> Text:
        if row.presence != "both":
            return words("New" if row.presence == "new" else "Gone")
        if not row.moved:
            return DASH
        place = f"impact.target.{row.id}"
        minutes = row.p80_minutes or 0
        told: Text = words("Hardly at all")
        if minutes:
            told = say(
                "{} {}",
                self.base[f"{place}.p80.shift"],
                words("later" if minutes > 0 else "earlier"),
            )
        if self.voice == "business":
            return told
        return say("{}, give or take {}", told, self.base[f"{place}.p80.error.shift"])

    def _alike(self, before: Fact, after: Fact) -> bool:
        """Whether a reader would see the same twice."""
        zone = self.base.timezone
        return show(before, timezone=zone) == show(after, timezone=zone)

    # ---- money, people, risks ----------------------------------------------------------------

    def money(self) -> tuple[Block, ...]:
        cost, base = self.impact.cost, self.base
        if cost is None:
            return (Empty(text=words("No cost is known.")),)
        more = "more" if cost.size.minutes >= 0 else "less"
        rows: list[tuple[Text, ...]] = [
            (
                words("Effort of the work itself"),
                say("{} {}", base["impact.effort.size"], words(more)),
            ),
            (words("Planned cost"), self._was("impact.cost")),
            (words("Cost that is kept four times in five"), self._was("impact.cost.p80")),
        ]
        if self.voice == "engineering":
            rows.append(
                (
                    words("Mean difference of the trials"),
                    say("{}, give or take {}", base["impact.cost.mean"],
                        base["impact.cost.mean.error"]),
                )
            )  # fmt: skip
        if cost.budget is not None:
            rows.append((words("Budget"), (base["impact.cost.budget"],)))
            if cost.planned_after > cost.budget:
                rows.append((words("Over the budget"), (base["impact.cost.over"],)))
        return (
            Grid(
                columns=(column("Item", wide=True), column("Amount")), rows=tuple(rows), narrow=True
            ),
        )

    def _was(self, place: str) -> Text:
        before, after = self.base[f"{place}.before"], self.base[f"{place}.after"]
        if self._alike(before, after):
            return (after,)
        return say("{}, was {}", after, before)

    def people(self) -> tuple[Section, ...]:
        if not self.impact.load:
            return ()
        rows = tuple(
            (
                (name_of(self.after, row.person, "people"),),
                say(
                    "{} {}",
                    self.base[f"impact.load.{row.person}.shift"],
                    words("more" if row.minutes_after > row.minutes_before else "less"),
                ),
                (self.base[f"impact.load.{row.person}.after"],),
                self._was(f"impact.load.{row.person}.fullest"),
            )
            for row in self.impact.load[:_MOST]
        )
        columns = (
            column("Who", wide=True),
            column("Work"),
            column("Still to do", figures=True),
            column("Fullest week", figures=True),
        )
        return (
            Section(
                id="people",
                title=words("People"),
                blocks=(Grid(columns=columns, rows=rows, narrow=True),),
            ),
        )

    def risks(self) -> tuple[Section, ...]:
        if not self.impact.risks:
            return ()
        rows = tuple(
            (
                (Quote(text=plain(risk.title)),),
                words(_HOW[risk.how]),
                self._was(f"impact.risk.{risk.id}"),
            )
            for risk in self.impact.risks[:_MOST]
        )
        columns = (
            column("Risk", wide=True),
            column("What happens to it"),
            column("Chance times cost", figures=True),
        )
        return (
            Section(
                id="risks",
                title=words("Risks"),
                blocks=(Grid(columns=columns, rows=rows, narrow=True),),
            ),
        )

    # ---- reach -------------------------------------------------------------------------------

    def reach(self) -> tuple[Block, ...]:
        reach = self.impact.touched
        rows = (
            ("Goals", reach.goals),
            ("Requirements", reach.requirements),
            ("Components", reach.components),
            ("Tasks", reach.tasks),
        )
        told = [
            say("{}: {}.", words(title), listed(self._named(key) for key in keys[:_MOST]))
            for title, keys in rows
            if keys
        ]
        if not told:
            return (Empty(text=words("It reaches no goal, requirement, component or task.")),)
        return (Bullets(items=tuple(told)),)

    def asks(self) -> tuple[Block, ...]:
        by_who: dict[str, list[Text]] = {}
        for ask in self.impact.touched.asks:
            of = listed(self._named(key) for key in ask.of[:_MOST])
            by_who.setdefault(ask.who, []).append(say("{} {}", words(_WHY[ask.why]), of))
        if not by_who:
            return (Empty(text=words("Nobody else is concerned, as far as the program knows.")),)
        rows = tuple((self._named(who), stacked(why)) for who, why in by_who.items())
        columns = (column("Who"), column("Because it", wide=True))
        return (Grid(columns=columns, rows=rows),)

    def edits(self) -> tuple[Section, ...]:
        if self.voice == "business" or not self.impact.change:
            return ()
        edits = self.impact.change.edits
        items = tuple((Quote(text=plain(edit.place)),) for edit in edits[:_MOST])
        return (
            Section(
                id="edits",
                title=words("What is edited"),
                aside=counted(self.base["impact.edits"], "edit", "edits"),
                blocks=(Bullets(items=items),),
            ),
        )
