"""How a forecast is made: runs planned, lived through by whoever works, and summed up."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fairlead.analyses.calibration.judged import Learned, judgement_from
from fairlead.analyses.chance import Judgement
from fairlead.analyses.critical_path import BeyondTime
from fairlead.analyses.forecast.backlog_tasks import Expanded, with_backlogs
from fairlead.analyses.forecast.certain import NO_DOUBT, as_stated, at_means
from fairlead.analyses.forecast.compound import Compound, compound_of
from fairlead.analyses.forecast.free_dates import freed
from fairlead.analyses.forecast.met import with_history
from fairlead.analyses.forecast.outcomes import Outcomes
from fairlead.analyses.forecast.pricing import priced, priced_risks, treated_risks
from fairlead.analyses.forecast.quantiles import half_width, mean_minute, quantile
from fairlead.analyses.forecast.result import (
    WHOLE,
    Forecast,
    MergeBias,
    RiskPrice,
)
from fairlead.analyses.forecast.so_far import SoFar, Telling, cut
from fairlead.analyses.forecast.sprint_items import sprint_items
from fairlead.analyses.forecast.summary import BACKLOG, Beside, summarised
from fairlead.analyses.forecast.widened import widened
from fairlead.analyses.forecast.workers import Block, Crew, PricedBlock, Work, here, lived
from fairlead.analyses.plan import Plan, Unplannable
from fairlead.analyses.plan import plan as planned_by
from fairlead.analyses.simulation import CannotSimulate, Paired, Trials, joined, merged
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.issued import AS_DRAWN, Widening
from fairlead.program.moments import minute_of
from fairlead.program.noun import replace as replace_fields
from fairlead.program.program import Program

__all__ = ["MOST_TRIALS", "Asked", "forecasted", "no_dates"]

MOST_TRIALS = 1_000_000
"""Drawn at most to reach a precision; what is asked for outright may be more."""

Values = npt.NDArray[np.int64]

Done = TypeVar("Done")

_MOST_CELLS = 50_000_000  # finishes kept: 400 MB
_SETTLED = 100_000  # trials from which an interval that does not narrow is not going to
_PRICED_AT_ONCE = 2048  # trials of all risks together: so that progress is told
_CERTAIN_TRIALS = 64  # for what stays uncertain at means: the time that people lose


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a forecast; see `forecast`."""

    seed: int
    trials: int
    precision_minutes: int | None = None
    people: bool = True
    prices: bool = True
    widening: Widening = AS_DRAWN
    causes: bool = True


def forecasted(
    program: Program,
    asked: Asked,
    *,
    judgement: Judgement | None = None,
    plan: Plan | None = None,
    crew: Crew | None = None,
    progress: Callable[[int, int], None] | None = None,
    so_far: Callable[[SoFar], None] | None = None,
) -> Forecast | Unplannable:
    """The forecast of a program; see `forecast.forecast`.

    Raises `ValueError` for fewer than 10 trials, or a precision below a minute.
    """
    if asked.trials < 10 or (asked.precision_minutes is not None and asked.precision_minutes < 1):
        raise ValueError(
            f"{asked.trials} trials, precision {asked.precision_minutes}: expected 10 or more "
            "trials, and a precision of a minute or more."
        )
    made = planned_by(program) if plan is None else plan
    if isinstance(made, Unplannable):
        return made
    free, broken = freed(program)
    learned = judgement_from(program) if judgement is None else judgement
    expanded = with_backlogs(free, learned, status=made.as_of)
    expanded = replace(expanded, findings=(*broken, *expanded.findings))
    try:
        found = _Forecasting(
            program, made, expanded, asked, crew=crew or here, progress=progress, so_far=so_far
        ).forecast()
    except CannotSimulate as error:
        return Unplannable(fingerprint=made.fingerprint, findings=(no_dates(error),))
    if isinstance(found, Forecast) and isinstance(learned, Learned):
        return replace_fields(found, record=learned.record)
    return found


def _name(expanded: Expanded) -> str:
    """What a worker keeps the compiled model under: the program's content, and how it is judged."""
    judged = hashlib.blake2b(repr(expanded.judgement).encode(), digest_size=8).hexdigest()
    return f"{fingerprint(expanded.program)}-{judged}"


def _nothing(program: Program) -> Finding:
    return Finding(
        code="forecast.nothing",
        severity="error",
        message=f"Program {program.id!r} has no task, milestone or backlog that could be forecast.",
        where="tasks",
        hint="Write what is to be done, each with an estimate.",
    )


def no_dates(error: CannotSimulate) -> Finding:
    """What says that a program does not end, in some trials."""
    years = error.reason.years if isinstance(error.reason, BeyondTime) else 0
    return Finding(
        code="forecast.beyond-time",
        severity="error",
        message=f"In some trials the program does not end within {years:,} years.",
        where="tasks",
        hint="Look for estimates in the wrong unit, or people who hardly ever work.",
    )


class _Forecasting:
    """One forecast in the making: what is asked, who works, and how far it is."""

    def __init__(
        self,
        program: Program,
        plan: Plan,
        expanded: Expanded,
        asked: Asked,
        *,
        crew: Crew,
        progress: Callable[[int, int], None] | None,
        so_far: Callable[[SoFar], None] | None,
    ) -> None:
        self.program, self.plan, self.expanded = program, plan, expanded
        self.asked, self.crew, self.progress, self.so_far = asked, crew, progress, so_far
        self.name = _name(expanded)
        self.compound: Compound = compound_of(program, status=minute_of(plan.as_of))
        self.watched = self.compound.watched
        self.done, self.all = 0, 0

    def forecast(self) -> Forecast | Unplannable:
        base = self._precise_enough()
        if not base.keys:
            nothing = (_nothing(self.program),)
            return Unplannable(fingerprint=self.plan.fingerprint, findings=nothing)
        none: frozenset[str] = frozenset()
        open_ = frozenset(key for key, risk in self.program.risks.items() if risk.status == "open")
        quiet = base
        if open_ and self.asked.causes:
            quiet = self._lived({"quiet": (open_, none)}, trials=base.trials)["quiet"]
        prices = self._prices(base) if open_ and self.asked.prices else {}
        outcomes = self._outcomes(base)
        findings = [*self.expanded.findings, *self._imprecise(outcomes)]
        return summarised(
            self.program,
            self.plan,
            outcomes,
            beside=Beside(
                biases=self._biases(base, quiet, open_) if self.asked.causes else {},
                risks=prices,
                throughput=self.expanded.throughput,
                outlooks=self.compound.outlooks(base),
                sprint_items=sprint_items(self.program, status=self.plan.as_of),
                findings=tuple(findings),
                people=self.asked.people,
                precision_minutes=self.asked.precision_minutes,
                widening=self.asked.widening,
            ),
        )

    # ---- runs ------------------------------------------------------------------------------------

    def _precise_enough(self) -> Trials:
        """The trials asked for, and more until the precision asked for is reached."""
        none: frozenset[str] = frozenset()
        only = {"base": (none, none)}
        base = self._first()
        precision = self.asked.precision_minutes
        if precision is None:
            return base
        before = math.inf
        most = min(MOST_TRIALS, max(_MOST_CELLS // len(base.targets), self.asked.trials))
        while base.trials < most:
            error = max(half_width(np.sort(row), 0.8) for row in self._reported(base).values())
            if error <= precision or (base.trials >= _SETTLED and error >= 0.9 * before):
                break  # reached; or P80 lies on a jump, which more trials do not narrow
            before = error
            needed = math.ceil(base.trials * max((error / precision) ** 2 * 1.05, 1.5))
            more = min(needed, most, 8 * base.trials) - base.trials
            extra = self._lived(only, trials=more, first=base.trials)["base"]
            base = merged([base, extra])
        return base

    def _first(self) -> Trials:
        """The trials asked for, cut small where somebody wants to hear of the first of them."""
        none: frozenset[str] = frozenset()
        trials, size = self.asked.trials, self.crew.trials_at_once
        if self.so_far is None:
            return self._lived({"base": (none, none)}, trials=trials)["base"]
        blocks = [self._block(at, count, none, none) for at, count in cut(0, trials, size)]
        asked = trials, self.asked.widening
        telling = Telling(self.so_far, asked=asked, timezone=self.program.timezone)
        return merged(self._worked(blocks, taken_in=telling))

    def _lived(
        self,
        wanted: Mapping[str, tuple[frozenset[str], frozenset[str]]],
        *,
        trials: int,
        first: int = 0,
    ) -> dict[str, Trials]:
        """Runs by name, each with its risks left out and treated, over the same trials."""
        size = self.crew.trials_at_once
        starts = range(first, first + trials, size)
        blocks = [
            self._block(at, min(size, first + trials - at), without, treated)
            for without, treated in wanted.values()
            for at in starts
        ]
        parts = self._worked(blocks)
        count = len(starts)
        return {
            name: merged(parts[place * count : (place + 1) * count])
            for place, name in enumerate(wanted)
        }

    def _paired(self, trials: int) -> Paired:
        """The trials with every open risk left out, and with every treatment, one at a time."""
        without, treated = priced_risks(self.program), treated_risks(self.program)
        size = min(self.crew.trials_at_once, _PRICED_AT_ONCE)
        none: frozenset[str] = frozenset()
        return joined(
            self._worked(
                [
                    PricedBlock(
                        self._block(at, min(size, trials - at), none, none), without, treated
                    )
                    for at in range(0, trials, size)
                ]
            )
        )

    def _worked(
        self, blocks: Sequence[Work[Done]], taken_in: Callable[[Done], None] | None = None
    ) -> list[Done]:
        self.all += len(blocks)
        before = self.done

        def told(count: int) -> None:
            self.done = before + count
            if self.progress is not None:
                self.progress(self.done, self.all)

        parts = lived(blocks, crew=self.crew, progress=told, taken_in=taken_in)
        self.done = before + len(blocks)
        return parts

    def _block(
        self, first: int, trials: int, without: frozenset[str], treated: frozenset[str]
    ) -> Block:
        return Block(
            name=self.name,
            program=self.expanded.program,
            judgement=self.expanded.judgement,
            seed=self.asked.seed,
            first=first,
            trials=trials,
            people=self.asked.people,
            without=without,
            treated=treated,
            threads=self.crew.threads or None,
            watched=self.watched,
        )

    def _reported(self, base: Trials) -> dict[str, Values]:
        """The finish of every target that is told of, by its key, the whole last."""
        only_watched = set(self.watched) - set(self.expanded.program.milestones)
        renamed = {end: BACKLOG + key for key, end in self.expanded.milestones.items()}
        found = {
            renamed.get(key, key): base.finish_of(key)
            for key in base.targets
            if key not in only_watched and key != WHOLE
        }
        met = with_history(self.program, found)
        return {**met, **self.compound.rows(base), WHOLE: base.finish_of(WHOLE)}

    # ---- what they say ---------------------------------------------------------------------------

    def _outcomes(self, base: Trials) -> Outcomes:
        """The trials under the keys of the program, the milestones of backlogs as backlogs."""
        rows = self._reported(base)
        own = {task: key for key, task in self.expanded.tasks.items()}
        critical: dict[str, int] = {}
        sensitivity: dict[str, float] = {}
        for key, times, moves in zip(
            base.keys, base.critical.tolist(), base.sensitivity.tolist(), strict=True
        ):
            kind, name = ("backlog", own[key]) if key in own else ("task", key)
            critical[f"{kind}:{name}"] = times
            sensitivity[f"{kind}:{name}"] = moves
        for key, moves in zip(base.risks, base.risk_sensitivity.tolist(), strict=True):
            sensitivity[f"risk:{key}"] = moves
        waits = [*zip(base.people, base.bottleneck.tolist(), strict=True)]
        teams = [*zip(base.teams, base.team_bottleneck.tolist(), strict=True)]
        return Outcomes(
            seed=base.seed,
            trials=base.trials,
            targets=tuple(rows),
            finish=np.vstack([widened(row, self.asked.widening) for row in rows.values()]),
            cost=base.cost,
            critical=critical,
            sensitivity=sensitivity,
            happened=dict(zip(base.risks, base.happened.tolist(), strict=True)),
            bottleneck={
                **{f"person:{key}": count for key, count in waits},
                **{f"team:{key}": count for key, count in teams if key},
            },
        )

    def _prices(self, base: Trials) -> dict[str, RiskPrice]:
        happened = dict(zip(base.risks, base.happened.tolist(), strict=True))
        run = self._paired(base.trials)
        rows = list(zip(run.finish, run.cost, strict=True))
        treated = dict(zip(run.treated, rows[len(run.without) :], strict=True))
        return {
            key: priced(
                self.program,
                key,
                base=(base.finish_of(WHOLE), base.cost),
                without=without,
                treated=treated.get(key),
                happened=happened.get(key, 0) / base.trials,
            )
            for key, without in zip(run.without, rows, strict=False)
        }

    def _biases(self, base: Trials, quiet: Trials, open_: frozenset[str]) -> dict[str, MergeBias]:
        """From the planned date to P50, for every target that is planned."""
        program, judgement = self.expanded.program, self.expanded.judgement
        stated = self._certain(as_stated(program), open_)
        means = self._certain(at_means(program, self.plan, judgement), open_)
        found: dict[str, MergeBias] = {}
        for key in base.targets:
            if key == WHOLE:
                planned = minute_of(self.plan.finish)
            elif key in self.plan.milestones:
                planned = minute_of(self.plan.milestones[key].planned)
            else:
                continue
            of_base = base.finish_of(key)
            mean, without = mean_minute(of_base), mean_minute(quiet.finish_of(key))
            found[key] = MergeBias(
                dispatch_minutes=stated[key] - planned,
                estimates_minutes=means[key] - stated[key],
                merging_minutes=without - means[key],
                risks_minutes=mean - without,
                skew_minutes=quantile(np.sort(of_base), 0.5) - mean,
            )
        return found

    def _certain(self, program: Program, without: frozenset[str]) -> dict[str, int]:
        """The finish of every target when no amount is in doubt and no risk happens."""
        block = Block(
            name=fingerprint(program),
            program=program,
            judgement=NO_DOUBT,
            seed=self.asked.seed,
            first=0,
            trials=_CERTAIN_TRIALS,
            people=self.asked.people,
            without=without,
        )
        done = lived([block], crew=here)[0]
        return {key: mean_minute(done.finish_of(key)) for key in done.targets}

    def _imprecise(self, outcomes: Outcomes) -> list[Finding]:
        precision = self.asked.precision_minutes
        if precision is None:
            return []
        errors = {
            key: half_width(np.sort(row), 0.8)
            for key, row in zip(outcomes.targets, outcomes.finish, strict=True)
        }
        worst = max(errors, key=lambda key: (errors[key], key))
        if errors[worst] <= precision:
            return []
        return [
            Finding(
                code="forecast.imprecise",
                severity="warning",
                message=f"After {outcomes.trials:,} trials P80 of {worst or 'the whole'!r} is good "
                f"to {errors[worst]:,} minutes, {precision:,} were asked for.",
                where=None,
                hint="Dates that jump, as over a holiday, cannot be told better; ask for less.",
            )
        ]
