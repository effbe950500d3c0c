"""What cannot be so in rotations, incidents, ladders, triggers and prepared changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from fairlead.program.conditions import (
    FUNCTIONS,
    CoverageGap,
    WrongCondition,
    comparisons,
    parse_condition,
)
from fairlead.program.findings import Finding
from fairlead.program.moments import zone
from fairlead.program.program import Program
from fairlead.program.references import did_you_mean
from fairlead.program.rotations import CoverRequest, Override, Rotation, Turn
from fairlead.sources.program_file.prepared import prepared_change
from fairlead.sources.program_file.rules import RULES

__all__ = ["unready"]


class _Flaw(NamedTuple):
    code: str
    place: str
    message: str
    hint: str | None = None


def unready(program: Program) -> Iterator[Finding]:
    """Every rotation, ladder, trigger or plan B that could not do its work on the day."""
    for section, flaws in (
        ("rotations", _of_rotations(program)),
        ("incidents", _of_incidents(program)),
        ("escalation", _of_ladders(program)),
        ("triggers", _of_triggers(program)),
    ):
        for key, flaw in flaws:
            where = f"{section}.{key}.{flaw.place}"
            yield Finding(
                code=flaw.code,
                severity=RULES[flaw.code].severity,
                message=f"{where}: {flaw.message}",
                where=where,
                hint=flaw.hint,
                subjects=(key,),
            )
    for key, plan in program.contingencies.items():
        where = f"contingencies.{key}.edits"
        yield from prepared_change(program, plan.edits, where=where, subjects=(key,)).findings
    for key, decision in program.decisions.items():
        for name, option in decision.options.items():
            where = f"decisions.{key}.options.{name}"
            yield from prepared_change(program, option.edits, where=where, subjects=(key,)).findings


def _of_rotations(program: Program) -> Iterator[tuple[str, _Flaw]]:
    for key, rotation in program.rotations.items():
        if not rotation.layers:
            yield key, _Flaw("rotation.empty", "layers", "there is no layer, so nobody is on call.")
        for number, layer in enumerate(rotation.layers, start=1):
            if not layer.people:
                yield (
                    key,
                    _Flaw("rotation.empty", "layers", f"layer {number} has nobody in it."),
                )
        for name in (rotation.timezone, *(layer.timezone for layer in rotation.layers)):
            if name is not None and not _is_zone(name):
                yield key, _Flaw("timezone.unknown", "timezone", f"{name[:80]!r} is no time zone.")
        if rotation.end is not None and rotation.end < rotation.start:
            yield key, _disorder("end", rotation.end, rotation.start)
        for place, stretch in _stretches(rotation):
            if stretch.finish <= stretch.start:
                yield key, _disorder(place, stretch.finish, stretch.start)


def _stretches(rotation: Rotation) -> Iterator[tuple[str, Turn | CoverRequest | Override]]:
    for swap in rotation.swaps:
        yield "swaps", swap.one
        yield "swaps", swap.other
    for request in rotation.requests:
        yield "requests", request
    for override in rotation.overrides:
        yield "overrides", override


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _disorder(place: str, late: date, early: date) -> _Flaw:
    return _Flaw("dates.order", place, f"{_shown(late)} is not after {_shown(early)}.")


def _shown(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%d %H:%M UTC")
    return moment.isoformat()


def _of_incidents(program: Program) -> Iterator[tuple[str, _Flaw]]:
    for key, incident in program.incidents.items():
        told = [
            (name, at)
            for name in ("opened", "acknowledged", "resolved")
            if (at := getattr(incident, name)) is not None
        ]
        for (early_name, early), (name, at) in pairwise(told):
            if at < early:
                yield (
                    key,
                    _Flaw(
                        "dates.order",
                        name,
                        f"{_shown(at)} is before `{early_name}`, {_shown(early)}.",
                    ),
                )


def _of_ladders(program: Program) -> Iterator[tuple[str, _Flaw]]:
    for key, ladder in program.escalation.items():
        if not ladder.levels:
            yield key, _Flaw("escalation.empty", "levels", "there is no level, so nobody is asked.")
        for number, level in enumerate(ladder.levels, start=1):
            if not level.who:
                yield (
                    key,
                    _Flaw(
                        "escalation.empty",
                        "levels",
                        f"level {number} asks nobody.",
                        "Name a person, a stakeholder, a team or a rotation under `who`.",
                    ),
                )
            for name in ("acknowledge", "resolve"):
                limit = getattr(level, name)
                if limit is not None and limit.amount <= 0:
                    yield (
                        key,
                        _Flaw(
                            "escalation.no-time",
                            "levels",
                            f"level {number} has no time to {name}, expected more than none.",
                            "Leave it out if there is no limit.",
                        ),
                    )


def _of_triggers(program: Program) -> Iterator[tuple[str, _Flaw]]:
    for key, trigger in program.triggers.items():
        try:
            condition = parse_condition(trigger.when)
        except WrongCondition as wrong:
            hint = did_you_mean(wrong.word, FUNCTIONS) if wrong.word else None
            yield key, _Flaw(wrong.code, "when", str(wrong), hint)
            continue
        for leaf in comparisons(condition):
            if isinstance(leaf, CoverageGap):
                sections: tuple[str, ...] = ("rotations",)
                argument = leaf.rotation
            else:
                function = FUNCTIONS[leaf.function]
                sections, argument = function.sections, leaf.argument
                if argument in function.words:
                    continue
            if argument is None or any(argument in program.section(s) for s in sections):
                continue
            known = [each for section in sections for each in program.section(section)]
            yield (
                key,
                _Flaw(
                    "trigger.unknown-name",
                    "when",
                    f"{argument[:80]!r} is not in {' or '.join(sections)}.",
                    did_you_mean(argument[:80], known),
                ),
            )
