"""Whether everything that is named is there: references, name spaces, cycles in the outline."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, get_args, get_origin

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Ref, Table, hints_of
from fairlead.program.program import SECTIONS, Program

__all__ = ["check_references", "did_you_mean", "references_of"]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that offers the nearest of `known`, or None when nothing is near.

    Of a long list only those are compared that begin or end like `word`.
    """
    words = list(known)
    if len(words) > _LONG_LIST:
        words = [w for w in words if w[:2] == word[:2] or w[-2:] == word[-2:]][:_LONG_LIST]
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else None


_LONG_LIST = 1000


@cache
def _reference_fields(
    noun: type[Noun],
) -> tuple[tuple[str, Ref | None, type[Noun] | None], ...]:
    """Fields of `noun` that hold keys (with their `Ref`), or nouns that may (with their type)."""
    fields: list[tuple[str, Ref | None, type[Noun] | None]] = []
    for name, hint in hints_of(noun).items():
        ref = None
        if get_origin(hint) is Annotated:
            ref = next((m for m in get_args(hint)[1:] if isinstance(m, Ref)), None)
        inner = _inner_noun(hint)
        if ref is not None or inner is not None:
            fields.append((name, ref, inner))
    return tuple(fields)


def _inner_noun(hint: object) -> type[Noun] | None:
    if isinstance(hint, type) and issubclass(hint, Noun):
        return hint if _reference_fields(hint) else None
    for part in get_args(hint):
        found = _inner_noun(part)
        if found is not None:
            return found
    return None


def references_of(noun: Noun) -> Iterator[tuple[str, str, Ref]]:
    """Each (field, key named there, what it may name) of a noun and of the nouns inside it."""
    for name, ref, inner in _reference_fields(type(noun)):
        value = getattr(noun, name)
        if value is None or value == ():
            continue
        if ref is not None:
            if isinstance(value, str):
                yield name, value, ref
            else:  # a tuple of keys, or a table by key
                for key in value:
                    yield name, key, ref
        if inner is not None:
            parts = value if isinstance(value, tuple) else (value,)
            parts = tuple(value.values()) if isinstance(value, Table) else parts
            for part in parts:
                for inner_name, key, inner_ref in references_of(part):
                    yield f"{name}.{inner_name}", key, inner_ref


_MOST_GUESSES = 50
"""So many unknown names get a "did you mean": each is compared with thousands of others."""

_MOST_SHOWN = 10
"""So many steps of a circle are spelled out in its message; `subjects` holds all of them."""


def _names(program: Program) -> Iterator[tuple[str, str | None, str, Ref]]:
    """Each place that names a key: the place, its row, the key, and what it may name."""
    for field, key, ref in references_of(program.scheduling):
        yield f"scheduling.{field}", None, key, ref
    for section, noun in SECTIONS.items():
        if _reference_fields(noun):
            for row_key, row in program.section(section).items():
                for field, key, ref in references_of(row):
                    yield f"{section}.{row_key}.{field}", row_key, key, ref


def check_references(program: Program) -> tuple[Finding, ...]:
    """Every name that leads nowhere, every id used twice, every summary that contains itself."""
    tables = {name: program.section(name) for name in SECTIONS}
    findings: list[Finding] = []
    for place, row, key, ref in _names(program):
        if any(key in tables[section] for section in ref.sections):
            continue
        known = None
        if len(findings) < _MOST_GUESSES:
            known = [each for section in ref.sections for each in tables[section]]
        findings.append(_unknown(place, key, ref, row=row, known=known))
    findings.extend(
        Finding(
            code="id.twice",
            severity="error",
            message=f"{key!r} is both a task and a milestone; expected one or the other.",
            where=f"milestones.{key}",
            hint="Rename one of them: either may be waited for, so they share their ids.",
            subjects=(key,),
        )
        for key in program.milestones
        if key in program.tasks
    )
    findings.extend(_circular(program.tasks, "tasks", "parent"))
    findings.extend(_circular(program.calendars, "calendars", "base"))
    findings.extend(_circular(program.teams, "teams", "part_of"))
    return tuple(findings)


def _unknown(
    place: str, key: str, ref: Ref, *, row: str | None, known: list[str] | None
) -> Finding:
    wanted = " or ".join(ref.sections)
    return Finding(
        code="reference.outside" if ref.soft else "reference.unknown",
        severity="warning" if ref.soft else "error",
        message=f"{place} names {key!r}, which is not in {wanted}.",
        where=place,
        hint=None if known is None else did_you_mean(key, known),
        subjects=(row,) if row else (),
    )


def _circular(table: Table[Noun], section: str, field: str) -> Iterator[Finding]:
    clear: set[str] = set()
    for start in table:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in clear and here not in path and here in table:
            path[here] = None
            here = getattr(table[here], field)
        if here in path:
            steps = list(path)
            loop = steps[steps.index(here) :]
            shown = [*loop[:_MOST_SHOWN], "..."] if len(loop) > _MOST_SHOWN else [*loop, loop[0]]
            yield Finding(
                code="outline.circular",
                severity="error",
                message=f"{section}: {' in '.join(shown)} by `{field}`, a circle.",
                where=f"{section}.{loop[0]}.{field}",
                hint=f"Take `{field}` out of one of them.",
                subjects=tuple(loop),
            )
        clear.update(path)
