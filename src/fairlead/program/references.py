"""Whether everything that is named is there: references, name spaces, cycles in the outline."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Annotated, get_args, get_origin

from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Ref, Table, defaults_of, hints_of, replace
from fairlead.program.program import SECTIONS, Program

__all__ = ["check_references", "did_you_mean", "references_of", "unbound"]


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


def may_name(noun: type[Noun], field: str) -> bool:
    """Whether a field can name a row at all: an edit of any other leaves every name as it was."""
    return any(name == field for name, _, _ in _reference_fields(noun))


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


_LEADS = (".needs.task", ".who.person")
"""Fields that a file leaves out: the name may stand where the noun around it does."""


def _unknown(
    place: str, key: str, ref: Ref, *, row: str | None, known: list[str] | None
) -> Finding:
    wanted = " or ".join(ref.sections)
    told = place.rpartition(".")[0] if place.endswith(_LEADS) else place
    return Finding(
        code="reference.outside" if ref.soft else "reference.unknown",
        severity="warning" if ref.soft else "error",
        message=f"{told} names {key!r}, which is not in {wanted}.",
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


def unbound(program: Program, *, doubtful: Callable[[Noun], bool] | None = None) -> Program:
    """The program without references that lead nowhere; itself when there are none.

    A part that says nothing without what it names goes with it: a dependency on a task that is not
    there, an assignment of a person who is not. So does a row that must name something and cannot.
    Rows that are not `doubtful` are known to name nothing that is not there.
    """
    kept: dict[str, Table[Noun]] = {name: program.section(name) for name in SECTIONS}
    settled = False
    while not settled:
        settled = True
        for name, noun in SECTIONS.items():
            if not _reference_fields(noun):
                continue
            rows: dict[str, Noun] = {}
            for key, row in kept[name].items():
                sound = doubtful is not None and not doubtful(row)
                bound = row if sound else _bound(row, kept)
                if bound is not None:
                    rows[key] = bound
            if len(rows) < len(kept[name]):
                settled = False  # what named a row that went must be looked at again
                doubtful = None
            if any(row is not kept[name].get(key) for key, row in rows.items()) or not settled:
                kept[name] = Table(rows, before=kept[name])
    changed: dict[str, object] = {
        name: rows for name, rows in kept.items() if rows is not program.section(name)
    }
    scheduling = _bound(program.scheduling, kept)
    if scheduling is not program.scheduling:
        changed["scheduling"] = scheduling
    return replace(program, **changed) if changed else program


def _bound(noun: Noun, tables: dict[str, Table[Noun]]) -> Noun | None:
    """A noun without what leads nowhere; None when it cannot be without."""

    def there(key: str, ref: Ref) -> bool:
        return ref.soft or any(key in tables[section] for section in ref.sections)

    values: dict[str, object] = {}
    for name, ref, inner in _reference_fields(type(noun)):
        value = before = getattr(noun, name)
        if value is None or value == ():
            continue
        if ref is not None:
            value = _named(value, [key for key in _keys(value) if there(key, ref)])
        if inner is not None and value is not None:
            value = _bound_parts(value, tables)
        if value is None:
            if name not in defaults_of(type(noun)):
                return None
            value = defaults_of(type(noun))[name]
        if value is not before:
            values[name] = value
    return replace(noun, **values) if values else noun


def _keys(value: object) -> tuple[str, ...]:
    """The keys that a field names: one, several, or those of a table."""
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]  # a field with a `Ref` holds nothing else


def _named(value: object, held: list[str]) -> object:
    """A field with those of its keys that lead somewhere; itself if all do, None if it was one."""
    if len(held) == len(_keys(value)):
        return value
    if isinstance(value, Table):
        return Table({key: value[key] for key in held})
    return None if isinstance(value, str) else tuple(held)


def _bound_parts(value: object, tables: dict[str, Table[Noun]]) -> object:
    """A noun, or several, inside another, without what leads nowhere; itself if all is bound."""
    if isinstance(value, Table):
        rows = {key: _bound(row, tables) for key, row in value.items()}
        if all(rows[key] is row for key, row in value.items()):
            return value
        return Table({key: row for key, row in rows.items() if row is not None})
    if isinstance(value, tuple):
        parts = tuple(_bound(part, tables) for part in value)
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        return tuple(part for part in parts if part is not None)
    return _bound(value, tables) if isinstance(value, Noun) else value
