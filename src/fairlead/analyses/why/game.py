"""Two versions of a program and what any mixture of them is worth, date by date."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fairlead.analyses.chance import Judgement
from fairlead.analyses.forecast.compound import LAUNCH, SPRINT
from fairlead.analyses.forecast.quantiles import quantile
from fairlead.analyses.forecast.result import WHOLE
from fairlead.analyses.forecast.side_by_side import side_by_side
from fairlead.analyses.forecast.summary import BACKLOG
from fairlead.analyses.forecast.variant import Order, Variant, variant
from fairlead.analyses.network import Circular
from fairlead.analyses.simulation import CannotSimulate
from fairlead.analyses.why.between import Bindings, with_steps
from fairlead.analyses.why.causes import Step
from fairlead.program.moments import Moment, closing_minute
from fairlead.program.program import Program

__all__ = [
    "Game",
    "Kind",
    "Mixture",
    "Value",
    "Worth",
    "due_of",
    "is_reached",
    "target_of",
    "title_of_target",
]

Kind = Literal["whole", "milestone", "launch", "sprint", "backlog"]
_PREFIXES: dict[Kind, str] = {"backlog": BACKLOG, "launch": LAUNCH, "sprint": SPRINT}
_SECTIONS: dict[Kind, str] = {
    "milestone": "milestones",
    "launch": "launches",
    "sprint": "sprints",
    "backlog": "backlogs",
}


@dataclass(frozen=True, slots=True)
class Value:
    """What is told of one date: P80 and P50 in minutes since 1970, the chance in millionths."""

    p80: int
    p50: int
    chance: int | None


Worth = Mapping[str, Value]
"""The values of every target of a program."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """The older version with some changes, lived through so many times.

    `members` are the places of the changes among those of the game, in order. `learned` takes what
    is known of estimates from the newer version, `resequenced` the order in which its plan takes
    work up: whatever else differs, an order that changed would show as something that it is not.
    """

    members: tuple[int, ...]
    learned: bool
    trials: int
    resequenced: bool = True


@dataclass(frozen=True, slots=True)
class Game:
    """Two versions, the changes that lead from one to the other, and how each is lived through.

    `old` has what moves no date as the newer version has it.
    """

    old: Program
    steps: tuple[Step, ...]
    judged: tuple[Judgement, Judgement]
    orders: tuple[Order, Order]
    seed: int
    bindings: Bindings

    def worth(self, mixtures: Sequence[Mixture], *, told: Callable[[], None]) -> list[Worth]:
        """What each mixture is worth, in their order. Raises `CannotSimulate`."""
        workers = min(os.cpu_count() or 1, len(mixtures))

        def one(mixture: Mixture) -> Worth:
            return self._one(mixture, threads=None if workers == 1 else 1)

        found: list[Worth] = []
        for worth in side_by_side(one, mixtures, workers=workers):
            found.append(worth)
            told()
        return found

    def _one(self, mixture: Mixture, *, threads: int | None) -> Worth:
        steps = [self.steps[member] for member in mixture.members]
        try:
            program = with_steps(self.old, steps, bindings=self.bindings)
            return self._lived(program, mixture, threads=threads)
        except CannotSimulate as error:
            if not isinstance(error.reason, Circular):
                raise
        straight = with_steps(self.old, steps, gone=self.steps, bindings=self.bindings)
        return self._lived(straight, mixture, threads=threads)

    def _lived(self, program: Program, mixture: Mixture, *, threads: int | None) -> Worth:
        lived = variant(
            program,
            seed=self.seed,
            trials=mixture.trials,
            judgement=self.judged[mixture.learned],
            order=self._order(mixture),
            threads=threads,
        )
        return {target: _value(program, lived, target) for target in lived.targets}

    def _order(self, mixture: Mixture) -> Order:
        old, new = self.orders
        return {**old, **new} if mixture.resequenced else old


def target_of(target: str) -> tuple[Kind, str]:
    """What a target of the forecast is, and its key in the program."""
    if target == WHOLE:
        return "whole", ""
    for kind, prefix in _PREFIXES.items():
        if target.startswith(prefix):
            return kind, target.removeprefix(prefix)
    return "milestone", target


def due_of(program: Program, target: str) -> int | None:
    """The minute until which a target was promised, or its time box lasts."""
    kind, key = target_of(target)
    if kind == "sprint":
        sprint = program.sprints.get(key)
        return None if sprint is None else sprint.end_minute(timezone=program.timezone)
    due: Moment | None = program.finish_by
    if kind != "whole":
        due = getattr(program.section(_SECTIONS[kind]).get(key), "due", None)
    return None if due is None else closing_minute(due, timezone=program.timezone)


def is_reached(program: Program, target: str) -> bool:
    """Whether a milestone was met, or a launch has been, as the program has it."""
    kind, key = target_of(target)
    row = None if kind == "whole" else program.section(_SECTIONS[kind]).get(key)
    return any(getattr(row, name, None) is not None for name in ("finished", "launched"))


def title_of_target(program: Program, target: str) -> str:
    """What a target is called."""
    kind, key = target_of(target)
    if kind == "whole":
        return program.title or program.id
    title: str = getattr(program.section(_SECTIONS[kind]).get(key), "title", key)
    return title


def _value(program: Program, lived: Variant, target: str) -> Value:
    row = lived.finish[lived.targets.index(target)]
    until = due_of(program, target)
    chance = None
    if until is not None:
        chance = round(int(row.searchsorted(until, side="right")) * 1_000_000 / len(row))
    return Value(p80=quantile(row, 0.8), p50=quantile(row, 0.5), chance=chance)
