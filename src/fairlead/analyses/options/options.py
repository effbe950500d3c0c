"""What else is possible when a date cannot be met: measures and their combinations, priced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as with_fields
from datetime import datetime

from fairlead import __version__
from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast import SEED, TRIALS
from fairlead.analyses.forecast.quantiles import chance_error
from fairlead.analyses.options.asked import unanswerable
from fairlead.analyses.options.front import Worth, pareto, worth_of
from fairlead.analyses.options.ground import Ground, ground_of
from fairlead.analyses.options.lever import Kind, Lever, pulled
from fairlead.analyses.options.order_levers import order_levers
from fairlead.analyses.options.people_levers import people_levers
from fairlead.analyses.options.scope_levers import scope_levers
from fairlead.analyses.options.tries import Bench, Tried, searched
from fairlead.analyses.options.work_levers import date_lever, work_levers
from fairlead.analyses.plan import Unplannable, plan
from fairlead.analyses.why.learning import learned_from
from fairlead.program.changes import Change, diff
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.moments import Moment, closing_minute, instant
from fairlead.program.noun import Noun, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.requests import Cause

__all__ = ["Measure", "Option", "Options", "Unanswerable", "levers_of", "options"]

MOST_TRIED = 260
SCREENING = 250
SHOWN = 12
_CHAINS = 5
_LONGEST_ID = 60
_POINT, _DAY = 0.01, 1440


class Measure(Noun):
    """One thing to do. `lost` are requirements given up by it, `late` those that come later."""

    id: str
    kind: Kind
    title: str
    cause: Cause
    lost: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


class Option(Noun):
    """A way out: what is done, what it is worth, and the change that it is.

    `by` is the date it is for: the one asked for, or the one that it moves to, `moved_days` later.
    `chance` is that of `by`, `at_confidence` the date that is kept with the wanted confidence.
    Money is in hundredths: `cost` is the mean that it costs more than the program does now,
    `lost` the stated value given up and `late` the value that comes after the date.
    """

    id: str
    measures: tuple[Measure, ...]
    change: Change
    cause: Cause
    reaches: bool
    by: datetime
    moved_days: int
    chance: float
    chance_error: float
    p50: datetime
    at_confidence: datetime
    cost: Money
    lost: Money
    late: Money
    lost_unvalued: tuple[str, ...] = ()
    late_unvalued: tuple[str, ...] = ()
    over_budget: bool = False

    @property
    def title(self) -> str:
        """What is done, in a line."""
        return "; ".join(measure.title for measure in self.measures)


class Options(Noun):
    """What `options` says. Same program, question, seed and trials: the same values.

    `met` is whether nothing has to be done. `options` are the ranked front, the first the one to
    look at first. `tried` combinations were lived through `screened` times each, and those on the
    front `trials` times; `front` of them were on it, `too_dear` broke `extra_cost`.
    """

    version: str
    fingerprint: str
    seed: int
    trials: int
    screened: int
    as_of: datetime
    timezone: str
    currency: str
    milestone: str
    title: str
    by: datetime
    confidence: float
    met: bool
    chance: float
    chance_error: float
    p50: datetime
    at_confidence: datetime
    cost: Money
    options: tuple[Option, ...] = ()
    levers: int = 0
    tried: int = 0
    front: int = 0
    too_dear: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the date, as it was asked for, can be had at all."""
        return self.met or any(row.reaches and not row.moved_days for row in self.options)

    @property
    def best(self) -> Option | None:
        """The surest way to the date as it was asked for; None without any."""
        rows = [row for row in self.options if not row.moved_days]
        return max(rows, key=lambda row: row.chance, default=None)


class Unanswerable(Noun):
    """There is nothing to answer, because; the findings say what was asked wrongly."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A combination, and whether its own date is promised instead of the one asked for."""

    tried: Tried
    dated: bool


def options(
    program: Program,
    *,
    milestone: str,
    by: Moment | None = None,
    confidence: float | None = None,
    seed: int = SEED,
    trials: int = TRIALS,
    most: int = MOST_TRIED,
    screening: int = SCREENING,
    shown: int = SHOWN,
    judgement: Judgement | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Options | Unanswerable | Unplannable:
    """Ways to a milestone by a date with a confidence, built from the program itself.

    Without `by` and `confidence` those that the milestone promises hold; 80 % where it states none.
    `most` combinations are tried with `screening` trials each, and the best `shown` are lived
    through `trials` times, levelled anew: their values are those of the changed program's own
    forecast. Raises `ValueError` for a confidence that is none, or fewer than 10 trials.
    """
    if min(trials, screening) < 10:
        raise ValueError(f"{min(trials, screening)} trials: expected 10 or more.")
    made = plan(program, paths=_CHAINS)
    if isinstance(made, Unplannable):
        return made
    row = program.milestones.get(milestone)
    wanted = confidence if confidence is not None else (row and row.confidence) or 0.8
    if not 0 < wanted < 1:
        raise ValueError(f"Confidence {wanted}: expected a chance between 0 and 1.")
    due = by if by is not None else None if row is None else row.due
    wrong = unanswerable(program, made, milestone=milestone, by=due)
    if wrong or due is None:
        return Unanswerable(findings=wrong)
    until = closing_minute(due, timezone=program.timezone)
    ground = ground_of(program, made, milestone=milestone, by=until)
    bench = Bench(
        program=program,
        target=milestone,
        by=until,
        confidence=wanted,
        seed=seed,
        judgement=learned_from(program) if judgement is None else judgement,
    )
    search = _Search(ground, bench, progress=progress, most=most, shown=shown)
    return search.answer(trials=trials, screening=screening)


def levers_of(ground: Ground) -> tuple[Lever, ...]:
    """All single measures that a program offers, but for the moved date."""
    return (
        *scope_levers(ground),
        *work_levers(ground),
        *order_levers(ground),
        *people_levers(ground),
    )


class _Search:
    """One search: what is asked, and how far it is."""

    def __init__(
        self, ground: Ground, bench: Bench, *, progress: Callable[[int, int], None] | None,
        most: int, shown: int,
    ) -> None:  # fmt: skip
        self.ground, self.bench, self.progress = ground, bench, progress
        self.most, self.shown = most, shown
        self.done = 0

    def told(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(min(self.done, self.most), self.most)

    def answer(self, *, trials: int, screening: int) -> Options | Unanswerable:
        now = self.bench.forecast((), trials=trials)
        if now is None:
            return Unanswerable(findings=())
        empty = self._told_of(now, trials=trials, screening=screening)
        if now.chance >= self.bench.confidence:
            return empty
        levers = levers_of(self.ground)
        (base,) = self.bench.try_all([()], trials=screening, told=self.told)
        tried = searched(
            self.bench, levers, base=base, trials=screening, together=self.ground.limits.together,
            most=self.most, told=self.told,
        )  # fmt: skip
        affordable = [each for each in tried if self._affordable(each, base)]
        rows = self._front(affordable, base)
        told = self._proved(rows, now, trials=trials)
        return replace(
            empty,
            options=tuple(told),
            levers=len(levers),
            tried=len(tried),
            front=len(rows),
            too_dear=len(tried) - len(affordable),
        )

    def _affordable(self, tried: Tried, base: Tried) -> bool:
        most = self.ground.limits.extra_cost
        return most is None or tried.cost - base.cost <= most

    def _front(self, tried: list[Tried], base: Tried) -> list[_Row]:
        """What no other beats, the best first; with dates moved to what they can keep."""
        rows = [_Row(each, dated=False) for each in tried]
        if self.ground.milestone not in self.ground.limits.firm:
            rows.append(_Row(base, dated=True))
            rows += [_Row(e, dated=True) for e in tried if self.bench.by < e.at < base.at]
        worth = {id(row): self._worth(row, base) for row in rows}
        front = pareto(rows, lambda row: worth[id(row)])
        useful = [row for row in front if not row.tried.levers or self._gains(row.tried, base)]
        return self._ranked(useful, base)

    def _gains(self, tried: Tried, base: Tried) -> bool:
        """Whether it is surer by a point, or a day earlier: what is less is within the noise."""
        return tried.chance >= base.chance + _POINT or tried.at <= base.at - _DAY

    def _worth(self, row: _Row, base: Tried) -> Worth:
        return worth_of(
            row.tried,
            program=self.ground.program,
            base=base,
            by=self.bench.by,
            moved_to=row.tried.at if row.dated else None,
            wanted=self.bench.confidence,
        )

    def _proved(self, rows: list[_Row], now: Tried, *, trials: int) -> list[Option]:
        """The first of the front with all trials; and what is on the front of these."""
        chosen = self._chosen(rows)
        proved: list[_Row] = []
        known: dict[frozenset[str], Tried | None] = {frozenset(): now}
        for row in chosen:
            name = frozenset(lever.id for lever in row.tried.levers)
            if name not in known:
                known[name] = self.bench.forecast(row.tried.levers, trials=trials)
            tried = known[name]
            if tried is not None and (not row.dated or tried.chance < self.bench.confidence):
                proved.append(with_fields(row, tried=tried))
        return [self._option(row, now, trials=trials) for row in self._front_of(proved, now)]

    def _front_of(self, rows: list[_Row], now: Tried) -> list[_Row]:
        return self._ranked(pareto(rows, lambda row: self._worth(row, now)), now)

    def _ranked(self, rows: list[_Row], base: Tried) -> list[_Row]:
        """Those that reach the date as asked for, value before money; then those that move it, the
        least first; then those that only come nearer, the surest first."""

        def rank(row: _Row) -> tuple[float, ...]:
            worth = self._worth(row, base)
            if row.dated:
                return (1, worth.lost_unvalued, worth.lost, *worth.rank)
            if row.tried.chance >= self.bench.confidence:
                return (0, *worth.rank)
            return (2, worth.missed, *worth.rank)

        return sorted(rows, key=rank)

    def _chosen(self, rows: list[_Row]) -> list[_Row]:
        """Those of a ranked front that are told: a third of the room for each group, what a group
        leaves free for the others; the bare date and the nearest one before other moved dates."""
        groups: tuple[list[_Row], list[_Row], list[_Row]] = ([], [], [])
        for row in rows:
            reaches = row.tried.chance >= self.bench.confidence
            groups[1 if row.dated else 0 if reaches else 2].append(row)
        nearest = min(groups[1], key=lambda row: row.tried.at, default=None)
        groups[1].sort(key=lambda row: (bool(row.tried.levers), row is not nearest))
        room = [min(len(group), self.shown // 3) for group in groups]
        for place, group in enumerate(groups):
            room[place] += min(len(group) - room[place], self.shown - sum(room))
        return [row for group, most in zip(groups, room, strict=True) for row in group[:most]]

    # ---- what it says ---------------------------------------------------------------------------

    def _told_of(self, now: Tried, *, trials: int, screening: int) -> Options:
        ground, bench, program = self.ground, self.bench, self.ground.program
        return Options(
            version=__version__,
            fingerprint=fingerprint(program),
            seed=bench.seed,
            trials=trials,
            screened=screening,
            as_of=ground.as_of,
            timezone=program.timezone,
            currency=program.currency,
            milestone=ground.milestone,
            title=program.milestones[ground.milestone].title,
            by=instant(bench.by),
            confidence=bench.confidence,
            met=now.chance >= bench.confidence,
            chance=now.chance,
            chance_error=chance_error(now.chance, trials),
            p50=instant(now.p50),
            at_confidence=instant(now.at),
            cost=Money(now.cost),
        )

    def _option(self, row: _Row, now: Tried, *, trials: int) -> Option:
        program, bench, tried = self.ground.program, self.bench, row.tried
        levers = list(tried.levers)
        by, chance = bench.by, tried.chance
        if row.dated:
            day = bench.day_of(tried.at)
            levers.append(date_lever(self.ground, day))
            by, chance = closing_minute(day, timezone=program.timezone), tried.day_chance
        levers.sort(key=lambda lever: lever.rank)
        lost = tuple(dict.fromkeys(k for lever in levers for k in lever.lost))
        late = tuple(dict.fromkeys(k for lever in levers for k in lever.late))
        rows = program.requirements
        return Option(
            id=_id(levers),
            measures=tuple(_measure(lever) for lever in levers),
            change=diff(program, pulled(program, levers)),
            cause=levers[0].cause,
            reaches=chance >= bench.confidence,
            by=instant(by),
            moved_days=max(-(-(by - bench.by) // _DAY), 0),
            chance=chance,
            chance_error=chance_error(chance, trials),
            p50=instant(tried.p50),
            at_confidence=instant(tried.at),
            cost=Money(tried.cost - now.cost),
            lost=Money(sum(int(rows[key].value or 0) for key in lost)),
            late=Money(sum(int(rows[key].value or 0) for key in late)),
            lost_unvalued=tuple(key for key in lost if rows[key].value is None),
            late_unvalued=tuple(key for key in late if rows[key].value is None),
            over_budget=program.budget is not None and tried.cost_at > program.budget,
        )


def _measure(lever: Lever) -> Measure:
    return Measure(
        id=lever.id, kind=lever.kind, title=lever.title, cause=lever.cause, lost=lever.lost,
        late=lever.late,
    )  # fmt: skip


def _id(levers: list[Lever]) -> str:
    """An id for a change request: short enough to type, and a letter or digit in front."""
    whole = "-".join(lever.id for lever in levers)
    return whole if len(whole) <= _LONGEST_ID else f"{levers[0].id}-and-{len(levers) - 1}-more"
