"""Why dates moved: what each cause adds, over all orders in which the causes may come.

The movement of a date is shared out by the Shapley value (Shapley 1953): each cause gets the mean
of what it adds, over all orders. A single change within a cause gets the mean of what it does alone
and what it does as the last of all, which is its Shapley value where changes act in pairs at most
(Grabisch and Roubens 1999), fitted to the worth of its cause.

All of it happens in the order in which the newer plan takes work up. What that order by itself does
to the older version comes first, as a cause of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast import SEED, TRIALS
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.forecast.variant import order_of
from fairlead.analyses.network.compile import begin_and_status
from fairlead.analyses.why.between import Bindings
from fairlead.analyses.why.causes import CAUSES, Cause, Step, steps_of
from fairlead.analyses.why.game import (
    Game,
    Kind,
    Mixture,
    Value,
    Worth,
    due_of,
    is_reached,
    target_of,
    title_of_target,
)
from fairlead.analyses.why.learning import learned_from
from fairlead.analyses.why.moved import Moved, MovedBecause, MovedBy, Why
from fairlead.analyses.why.shapley import fitted, shapley, whole_parts
from fairlead.analyses.why.titles import title_of
from fairlead.program.changes import Change, apply, diff
from fairlead.program.fingerprint import fingerprint
from fairlead.program.moments import instant
from fairlead.program.noun import Table
from fairlead.program.program import Program

__all__ = ["LEAST_TRIALS", "MOST_SINGLE", "why"]

LEAST_TRIALS = 500
"""Drawn at least of every program between two versions, where all of them would take long."""

MOST_SINGLE = 200
"""Changes of one cause that are told apart; the others of it stand together."""

_FULL = 16  # programs between two versions up to which each gets all of the trials


def why(
    old: Program,
    new: Program,
    *,
    seed: int = SEED,
    trials: int = TRIALS,
    judgements: tuple[Judgement, Judgement] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Why:
    """Say why the dates of two versions of a program differ.

    `judgements` is what estimates are worth by what was known then, and by what is known now; if
    None, what the finished tasks of each version teach, as in a forecast.
    `progress` is told how many of how many programs were lived through. Raises `CannotSimulate`
    where a version, or a program between the two, has no dates, and `ValueError` for fewer than 10
    trials or a program that names no date.
    """
    if trials < 10:
        raise ValueError(f"{trials} trials: expected 10 or more.")
    steps, quiet = steps_of(diff(old, new))
    judged = judgements or (learned_from(old), learned_from(new))
    causes = [cause for cause in CAUSES if any(step.cause == cause for step in steps)]
    if judged[0] != judged[1]:
        causes.append("calibration")
    plan = _Plan(steps, tuple(causes), trials)
    orders = order_of(old, judgement=judged[0]), order_of(new, judgement=judged[1])
    wanted = plan.wanted()
    base = apply(old, Change(edits=quiet))
    game = Game(base, steps, judged, orders, seed, Bindings(base, steps))
    found = game.worth(wanted, told=_counter(len(wanted), progress))
    sharing = _Sharing(old, new, plan, dict(zip(wanted, found, strict=True)))
    before, after = (found[wanted.index(end)] for end in (plan.as_it_was(), plan.new(trials)))
    told = {target: sharing.moved(target) for target in after if all(target in w for w in found)}

    def of(kind: Kind) -> Table[Moved]:
        rows = ((target_of(target), row) for target, row in told.items())
        return Table({key: row for (which, key), row in rows if which == kind})

    return Why(
        old=fingerprint(old),
        new=fingerprint(new),
        old_as_of=instant(begin_and_status(old)[1]),
        new_as_of=instant(begin_and_status(new)[1]),
        timezone=new.timezone,
        seed=seed,
        trials=trials,
        trials_between=plan.between,
        finish=told[WHOLE],
        milestones=of("milestone"),
        launches=of("launch"),
        sprints=of("sprint"),
        backlogs=of("backlog"),
        added=tuple(sorted(set(after) - set(before))),
        removed=tuple(sorted(set(before) - set(after))),
        quiet=tuple(edit.place for edit in quiet),
    )


def _counter(count: int, progress: Callable[[int, int], None] | None) -> Callable[[], None]:
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, count)

    return told


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which programs between two versions are lived through, and how their worth is shared out."""

    steps: tuple[Step, ...]
    causes: tuple[Cause, ...]
    trials: int

    @property
    def between(self) -> int:
        """Trials of each program that lies between: all, or what 16 of them would take."""
        return min(self.trials, max(LEAST_TRIALS, self.trials * _FULL >> len(self.causes)))

    @property
    def single(self) -> int:
        """Trials by which single changes are told apart."""
        return min(self.between, LEAST_TRIALS)

    def of(self, taken: Sequence[Cause], trials: int) -> Mixture:
        """The older version with the changes of some causes."""
        return Mixture(
            members=tuple(k for k, step in enumerate(self.steps) if step.cause in taken),
            learned="calibration" in taken,
            trials=trials,
        )

    def old(self, trials: int) -> Mixture:
        return self.of((), trials)

    def as_it_was(self) -> Mixture:
        """The older version as it was forecast: work in the order of its own plan."""
        return Mixture((), learned=False, trials=self.trials, resequenced=False)

    def new(self, trials: int) -> Mixture:
        return self.of(self.causes, trials)

    def coalitions(self) -> list[Mixture]:
        """Every set of causes, at the place whose bits name them."""
        return [
            self.of([c for bit, c in enumerate(self.causes) if mask >> bit & 1], self.between)
            for mask in range(1 << len(self.causes))
        ]

    def groups(self, cause: Cause) -> list[tuple[int, ...]]:
        """Changes of a cause as they are told apart: each, and those beyond 200 together."""
        own = [k for k, step in enumerate(self.steps) if step.cause == cause]
        rest = [tuple(own[MOST_SINGLE:])] if len(own) > MOST_SINGLE else []
        return [*((k,) for k in own[:MOST_SINGLE]), *rest]

    def alone(self, group: tuple[int, ...]) -> Mixture:
        """The older version with one change alone."""
        return Mixture(members=group, learned=False, trials=self.single)

    def last(self, group: tuple[int, ...]) -> Mixture:
        """The newer version without one change."""
        rest = tuple(k for k in range(len(self.steps)) if k not in group)
        return Mixture(rest, learned="calibration" in self.causes, trials=self.single)

    def wanted(self) -> list[Mixture]:
        """All that has to be lived through, each once."""
        ends = [self.as_it_was(), self.old(self.trials), self.new(self.trials)]
        wanted = [*self.coalitions(), *ends]
        for cause in self.causes:
            groups = self.groups(cause)
            if len(groups) > 1:
                wanted += [self.old(self.single), self.new(self.single)]
                wanted += [
                    told for group in groups for told in (self.alone(group), self.last(group))
                ]
        return list(dict.fromkeys(wanted))


@dataclass(frozen=True, slots=True)
class _Shared:
    """One measure of one target, shared out in whole units that add up to `total`."""

    total: int
    causes: Mapping[Cause, int]
    groups: Mapping[Cause, Sequence[int]]
    sequence: int
    sampling: int


@dataclass(frozen=True, slots=True)
class _Sharing:
    """The worth of every mixture, and the movement of each target shared out by it."""

    old: Program
    new: Program
    plan: _Plan
    worth: Mapping[Mixture, Worth]

    def moved(self, target: str) -> Moved:
        """How a target moved, and why."""
        before = self.worth[self.plan.as_it_was()][target]
        after = self.worth[self.plan.new(self.plan.trials)][target]
        p80 = self._shared(target, lambda value: value.p80)
        p50 = self._shared(target, lambda value: value.p50)
        chance = None
        if before.chance is not None and after.chance is not None:
            chance = self._shared(target, lambda value: value.chance or 0)
        causes = [self._because(cause, p80, p50, chance) for cause in self.plan.causes]
        causes += self._rests(p80, p50, chance)
        return Moved(
            id=target_of(target)[1],
            title=title_of_target(self.new, target),
            old_p50=instant(before.p50),
            new_p50=instant(after.p50),
            old_p80=instant(before.p80),
            new_p80=instant(after.p80),
            moved_minutes=p80.total,
            p50_moved_minutes=p50.total,
            old_due=_due(self.old, target),
            new_due=_due(self.new, target),
            old_chance=_share(before.chance),
            new_chance=_share(after.chance),
            chance_moved=_share(None if chance is None else chance.total),
            reached=is_reached(self.old, target) and is_reached(self.new, target),
            causes=tuple(causes),
        )

    def _rests(self, p80: _Shared, p50: _Shared, chance: _Shared | None) -> list[MovedBecause]:
        """What no change did: another order of work, and fewer trials of what lies between."""
        rests: tuple[tuple[Cause, Callable[[_Shared], int]], ...] = (
            ("sequence", lambda of: of.sequence),
            ("sampling", lambda of: of.sampling),
        )
        return [
            MovedBecause(
                cause=cause,
                minutes=of(p80),
                p50_minutes=of(p50),
                chance=None if chance is None else _share(of(chance)),
            )
            for cause, of in rests
            if of(p80) or of(p50) or (chance is not None and of(chance))
        ]

    def _because(
        self, cause: Cause, p80: _Shared, p50: _Shared, chance: _Shared | None
    ) -> MovedBecause:
        changes = tuple(
            self._by(
                group,
                minutes=p80.groups[cause][k],
                p50_minutes=p50.groups[cause][k],
                chance=_share(None if chance is None else chance.groups[cause][k]),
            )
            for k, group in enumerate(self.plan.groups(cause))
        )
        return MovedBecause(
            cause=cause,
            minutes=p80.causes[cause],
            p50_minutes=p50.causes[cause],
            chance=_share(None if chance is None else chance.causes[cause]),
            changes=changes,
        )

    def _by(
        self, group: tuple[int, ...], *, minutes: int, p50_minutes: int, chance: float | None
    ) -> MovedBy:
        steps = [self.plan.steps[k] for k in group]
        one = steps[0]
        return MovedBy(
            place=one.place if len(steps) == 1 else f"{len(steps)} changes",
            title=title_of(one, old=self.old, new=self.new)
            if len(steps) == 1
            else f"{len(steps)} further changes together",
            edits=tuple(place for step in steps for place in step.places),
            minutes=minutes,
            p50_minutes=p50_minutes,
            chance=chance,
        )

    def _shared(self, target: str, measure: Callable[[Value], int]) -> _Shared:
        plan = self.plan

        def at(mixture: Mixture) -> int:
            return measure(self.worth[mixture][target])

        new, old = at(plan.new(plan.trials)), at(plan.old(plan.trials))
        values = [at(mixture) for mixture in plan.coalitions()]
        parts = whole_parts(shapley(values), values[-1] - values[0])
        groups: dict[Cause, Sequence[int]] = {}
        for cause, part in zip(plan.causes, parts, strict=True):
            told = plan.groups(cause)
            if len(told) < 2:
                groups[cause] = [part] * len(told)
                continue
            first, full = at(plan.old(plan.single)), at(plan.new(plan.single))
            raw = [
                Fraction(at(plan.alone(group)) - first + full - at(plan.last(group)), 2)
                for group in told
            ]
            groups[cause] = whole_parts(fitted(raw, Fraction(part)), part)
        return _Shared(
            total=new - at(plan.as_it_was()),
            causes=dict(zip(plan.causes, parts, strict=True)),
            groups=groups,
            sequence=old - at(plan.as_it_was()),
            sampling=new - old - (values[-1] - values[0]),
        )


def _due(program: Program, target: str) -> datetime | None:
    due = due_of(program, target)
    return None if due is None else instant(due)


def _share(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / 1_000_000
