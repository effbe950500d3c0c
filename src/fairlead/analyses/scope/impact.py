"""What a change would do before anybody approves it, by paired trials of before and after."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from math import sqrt
from typing import Literal

import numpy as np

from fairlead import __version__
from fairlead.analyses.answers.cost import cost
from fairlead.analyses.forecast import SEED, TRIALS
from fairlead.analyses.forecast.pricing import paired_error
from fairlead.analyses.forecast.quantiles import mean_minute, quantile
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.plan import Plan, Unplannable
from fairlead.analyses.scope.measure import Size, measured
from fairlead.analyses.scope.paired import LivedThrough, chance_difference, lived_through
from fairlead.analyses.scope.touched import Touched, touched
from fairlead.program.changes import Change, diff
from fairlead.program.findings import Finding
from fairlead.program.history import History
from fairlead.program.moments import Moment, closing_minute, instant
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.quantities import Money

__all__ = ["CostImpact", "Dates", "Impact", "LoadImpact", "RiskImpact", "TargetImpact", "impact"]

Presence = Literal["both", "new", "gone"]


class Dates(Noun):
    """When one target is reached in one version: quantiles, its promise and the chance of it."""

    p50: datetime
    p80: datetime
    planned: datetime | None = None
    due: datetime | None = None
    chance: float | None = None


class TargetImpact(Noun):
    """What a change does to one milestone, or to the whole program (id "").

    Minutes are of the clock, later is above zero; they are None for a target that is new or gone.
    Errors are half the width of the 95 % interval of the difference, from paired trials.
    """

    id: str
    title: str
    presence: Presence = "both"
    before: Dates | None = None
    after: Dates | None = None
    p50_minutes: int | None = None
    p80_minutes: int | None = None
    p80_error_minutes: int | None = None
    chance_points: float | None = None
    chance_error: float | None = None

    @property
    def moved(self) -> bool:
        """Whether its dates or its chance differ at all."""
        return bool(self.presence != "both" or self.p50_minutes or self.p80_minutes
                    or self.chance_points)  # fmt: skip


class CostImpact(Noun):
    """What a change does to the money, in hundredths of the currency, and to the effort.

    `size` is the change of planned effort and cost as the scope ledger counts it. `mean` is the
    mean difference of the trials, idle days, risks and overtime of estimates included.
    """

    size: Size
    planned_before: Money
    planned_after: Money
    p80_before: Money
    p80_after: Money
    mean: Money
    mean_error: Money
    budget: Money | None = None


class RiskImpact(Noun):
    """A risk that a change brings, takes away, edits, or lays hands on the work of."""

    id: str
    title: str
    how: Literal["new", "gone", "edited", "touched"]
    expected_before: Money = Money(0)
    expected_after: Money = Money(0)


class LoadImpact(Noun):
    """The planned work of one person, in minutes, and the fullest week as a part of capacity."""

    person: str
    minutes_before: int
    minutes_after: int
    fullest_before: float
    fullest_after: float


class Impact(Noun):
    """What `impact` says. Same programs, seed and trials: the same values."""

    version: str
    before: str
    after: str
    seed: int
    trials: int
    as_of: datetime
    currency: str
    change: Change
    finish: TargetImpact
    milestones: Table[TargetImpact] = Table()  # those that are not reached yet
    cost: CostImpact | None = None
    risks: tuple[RiskImpact, ...] = ()
    load: tuple[LoadImpact, ...] = ()
    touched: Touched = Touched()
    findings: tuple[Finding, ...] = ()


def impact(
    before: Program,
    after: Program,
    *,
    seed: int = SEED,
    trials: int = TRIALS,
    history: History | None = None,
    lived: LivedThrough | None = None,
) -> Impact | Unplannable:
    """What it does to go from one version of a program to another.

    Both are planned, and lived through with the same draws, so that even a small difference shows.
    Estimates are judged by `history`, else by the finished tasks of the program itself, as in a
    forecast. `lived` is `before` lived through with this seed, history and so many trials, where
    that is at hand. When one of them has no plan the answer is `Unplannable`, with why. Raises
    `ValueError` for fewer than 10 trials, or where `lived` is another program or other trials.
    """
    if trials < 10:
        raise ValueError(f"{trials} trials: expected 10 or more.")
    if lived is not None and (lived.program != before or len(lived.cost) != trials):
        raise ValueError("What was lived through is not what the change is made to.")
    change = diff(before, after)
    old, new = _both(before, after if change else before, seed, trials, history, known=lived)
    if isinstance(old, Unplannable):
        return old
    if isinstance(new, Unplannable):
        return new
    milestones = _milestones(old, new)
    moved = [key for key, row in milestones.items() if row.moved]
    reach = touched(before, after, change, moved=moved)
    return Impact(
        version=__version__,
        before=old.plan.fingerprint,
        after=new.plan.fingerprint,
        seed=seed,
        trials=trials,
        as_of=old.plan.as_of,
        currency=before.currency,
        change=change,
        finish=_target(old, new, WHOLE),
        milestones=Table(milestones),
        cost=_cost(old, new),
        risks=_risks(old, new, reach),
        load=_load(old.plan, new.plan),
        touched=reach,
        findings=_new_findings(old.plan, new.plan),
    )


def _both(
    before: Program,
    after: Program,
    seed: int,
    trials: int,
    history: History | None,
    *,
    known: LivedThrough | None,
) -> tuple[LivedThrough | Unplannable, LivedThrough | Unplannable]:
    """Both versions, one planned while the other's trials run: trials need no interpreter."""

    def lived(program: Program) -> LivedThrough | Unplannable:
        return lived_through(program, seed=seed, trials=trials, history=history)

    if after is before:
        once = known or lived(before)
        return once, once
    if known is not None:
        return known, lived(after)
    with ThreadPoolExecutor(2) as pool:
        old, new = pool.map(lived, (before, after))
    return old, new


def _milestones(old: LivedThrough, new: LivedThrough) -> dict[str, TargetImpact]:
    keys = dict.fromkeys((*old.program.milestones, *new.program.milestones))
    return {
        key: _target(old, new, key)
        for key in keys
        if (key in old.finish or key in new.finish) and not _reached(old, new, key)
    }


def _reached(old: LivedThrough, new: LivedThrough, key: str) -> bool:
    """Whether a milestone is reached already, in every version that has it."""
    rows = [run.program.milestones.get(key) for run in (old, new)]
    return all(row is None or row.finished is not None for row in rows)


def _due(run: LivedThrough, key: str) -> int | None:
    program = run.program
    row = program.milestones.get(key)
    due: Moment | None = program.finish_by if key == WHOLE else None if row is None else row.due
    return None if due is None else closing_minute(due, timezone=program.timezone)


def _target(old: LivedThrough, new: LivedThrough, key: str) -> TargetImpact:
    a, b = old.finish.get(key), new.finish.get(key)
    due = _due(old, key), _due(new, key)
    dates = tuple(
        None if finish is None else _dates(run, key, finish, at)
        for run, finish, at in ((old, a, due[0]), (new, b, due[1]))
    )
    where = old if b is None else new
    row = where.program.milestones.get(key)
    title = (where.program.title or where.program.id) if row is None else row.title
    if a is None or b is None or dates[0] is None or dates[1] is None:
        return TargetImpact(
            id=key,
            title=title,
            presence="new" if a is None else "gone",
            before=dates[0],
            after=dates[1],
        )
    points = error = None
    if due[0] is not None and due[1] is not None:
        was, will, error = chance_difference(a, b, due=(due[0], due[1]))
        points = will - was
    return TargetImpact(
        id=key,
        title=title,
        before=dates[0],
        after=dates[1],
        p50_minutes=_minutes(dates[0].p50, dates[1].p50),
        p80_minutes=_minutes(dates[0].p80, dates[1].p80),
        p80_error_minutes=0 if a is b else paired_error(a, b),
        chance_points=points,
        chance_error=error,
    )


def _minutes(before: datetime, after: datetime) -> int:
    return round((after - before).total_seconds() / 60)


def _dates(
    run: LivedThrough, key: str, finish: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    due: int | None,
) -> Dates:  # fmt: skip
    ordered = np.sort(finish)
    planned = run.plan.milestones.get(key)
    chance = None
    if due is not None:
        chance = int(np.searchsorted(ordered, due, side="right")) / len(ordered)
    return Dates(
        p50=instant(quantile(ordered, 0.5)),
        p80=instant(quantile(ordered, 0.8)),
        planned=run.plan.finish if key == WHOLE else None if planned is None else planned.planned,
        due=None if due is None else instant(due),
        chance=chance,
    )


def _cost(old: LivedThrough, new: LivedThrough) -> CostImpact:
    sizes = measured(new.program).whole - measured(old.program).whole
    difference = new.cost - old.cost
    planned = [cost(run.program, run.plan) for run in (old, new)]
    p80 = [quantile(np.sort(run.cost), 0.8) for run in (old, new)]
    return CostImpact(
        size=sizes,
        planned_before=planned[0].planned,
        planned_after=planned[1].planned,
        p80_before=Money(p80[0]),
        p80_after=Money(p80[1]),
        mean=Money(mean_minute(difference)),
        mean_error=Money(round(1.96 * float(np.std(difference)) / sqrt(len(difference)))),
        budget=new.program.budget,
    )


def _risks(old: LivedThrough, new: LivedThrough, reach: Touched) -> tuple[RiskImpact, ...]:
    before, after = old.program.risks, new.program.risks
    found = []
    for key in reach.risks:
        was, will = before.get(key), after.get(key)
        row = was if will is None else will
        if row is None or (was is not None and was.status != "open" and was == will):
            continue
        how: Literal["new", "gone", "edited", "touched"] = "edited" if was != will else "touched"
        if was is None or will is None:
            how = "new" if was is None else "gone"
        found.append(
            RiskImpact(
                id=key,
                title=row.title or row.event or key,
                how=how,
                expected_before=_expected(old.program, key),
                expected_after=_expected(new.program, key),
            )
        )
    return tuple(found)


def _expected(program: Program, key: str) -> Money:
    """Chance times cost of an open risk; below zero for an opportunity."""
    risk = program.risks.get(key)
    if risk is None or risk.cost is None or risk.status != "open":
        return Money(0)
    sign = 1 if risk.kind == "threat" else -1
    return Money(round(sign * (risk.probability or 0.0) * risk.cost.planned))


def _load(old: Plan, new: Plan) -> tuple[LoadImpact, ...]:
    before, after = _by_person(old), _by_person(new)
    found = []
    for person in dict.fromkeys((*before, *after)):
        was, will = before.get(person, (0, 0.0)), after.get(person, (0, 0.0))
        if was[0] != will[0]:
            found.append(
                LoadImpact(
                    person=person,
                    minutes_before=was[0],
                    minutes_after=will[0],
                    fullest_before=was[1],
                    fullest_after=will[1],
                )
            )
    return tuple(sorted(found, key=lambda row: row.minutes_before - row.minutes_after))


def _by_person(plan: Plan) -> Mapping[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for week in plan.load:
        minutes, fullest = found.get(week.person, (0, 0.0))
        part = week.planned_minutes / week.capacity_minutes if week.capacity_minutes else 0.0
        found[week.person] = (minutes + week.planned_minutes, max(fullest, part))
    return found


def _new_findings(old: Plan, new: Plan) -> tuple[Finding, ...]:
    """What the plan is told that it was not told before."""
    known = {(f.code, f.subjects) for f in old.findings}
    return tuple(f for f in new.findings if (f.code, f.subjects) not in known)
