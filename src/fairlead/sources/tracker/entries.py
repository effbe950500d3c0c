"""What trackers have in common: their entries, releases and people become a program's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from fairlead.program.findings import Finding
from fairlead.program.goals import Component
from fairlead.program.moments import Moment
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import SECTIONS, Program
from fairlead.program.quantities import Estimate, Span
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names
from fairlead.sources.outline import above, check_depth, circles

__all__ = ["Assignee", "Entry", "Release", "Tables", "carry", "emptiness", "tables_of"]


class Assignee(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who an entry is given to. `key` is the tracker's own, where it has one beside the name."""

    name: str
    key: str | None = None
    email: str | None = None


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A version or milestone of the tracker, with the day promised for it, if there is one."""

    name: str
    due: Moment | None = None
    finished: Moment | None = None
    notes: str | None = None
    url: str | None = None
    source_id: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry of a tracker in the words that they share. Others are named by their `key`."""

    key: str
    title: str
    where: str
    parent: str | None = None
    blocked_by: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    kind: str | None = None
    who: tuple[Assignee, ...] = ()
    components: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    done: bool = False
    started: Moment | None = None
    finished: Moment | None = None
    not_before: Moment | None = None
    deadline: Moment | None = None
    estimate: Estimate | None = None
    spent: Span | None = None
    remaining: Span | None = None
    priority: int | None = None
    notes: str | None = None
    url: str | None = None
    custom: tuple[tuple[str, str], ...] = ()


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of a program that a tracker fills, and what was found on the way."""

    tasks: Table[Task]
    milestones: Table[Milestone]
    people: Table[Person]
    components: Table[Component]
    findings: tuple[Finding, ...]


def tables_of(
    entries: Iterable[Entry],
    *,
    releases: Sequence[Release],
    ledger: Ledger,
    ids: Mapping[str, str] | None = None,
) -> Tables:
    """Entries become tasks, those that others stand in become summaries, releases milestones.

    A release waits for its entries. Links to entries that are not in the export are findings, and
    left out. `ids` gives the id of a key where it is not the key itself. Raises `TooLarge` when
    the outline is nested deeper than `MAX_DEPTH`.
    """
    findings: list[Finding] = []
    by_key = _unique(entries, findings)
    book = Names()
    id_of = {key: book.give((ids or {}).get(key, key)) for key in by_key}
    parent_of = _parents(by_key, findings, ledger)
    parents = frozenset(parent_of.values())
    needs = _needs(by_key, parent_of, findings, ledger)
    people, person_of = _people(by_key.values())
    components, component_of = _components(by_key.values())
    tasks: dict[str, Task] = {}
    for key, entry in by_key.items():
        parent = parent_of.get(key)
        if len(entry.components) > 1:
            ledger.changed(
                "components",
                "a task changes one; the others are kept as a custom field",
                subject=key,
            )
        tasks[id_of[key]] = _task(
            entry,
            parent=None if parent is None else id_of[parent],
            needs=tuple(Need(task=id_of[k]) for k in needs.get(key, ())),
            who=tuple(Assignment(person=person_of[_person_key(a)]) for a in entry.who),
            component=component_of[entry.components[0]] if entry.components else None,
            summary=key in parents,
        )
    _note_summaries(by_key, parent_of, findings, ledger)
    milestones = _milestones(
        by_key, releases, parent_of=parent_of, id_of=id_of, book=book, ledger=ledger
    )
    return Tables(
        tasks=Table(tasks),
        milestones=Table(milestones),
        people=Table(people),
        components=Table(components),
        findings=tuple(findings),
    )


def _unique(entries: Iterable[Entry], findings: list[Finding]) -> dict[str, Entry]:
    by_key: dict[str, Entry] = {}
    for entry in entries:
        first = by_key.setdefault(entry.key, entry)
        if first is not entry:
            findings.append(
                Finding(
                    code="tracker.twice",
                    severity="warning",
                    message=f"{entry.key} stands here and at {first.where}; the first was taken.",
                    where=entry.where,
                    hint="Do the pages of the export overlap?",
                    subjects=(entry.key,),
                )
            )
    return by_key


def _parents(
    by_key: Mapping[str, Entry], findings: list[Finding], ledger: Ledger
) -> dict[str, str]:
    parent_of: dict[str, str] = {}
    for key, entry in by_key.items():
        if entry.parent is None:
            continue
        if entry.parent in by_key and entry.parent != key:
            parent_of[key] = entry.parent
        else:
            ledger.left_out("parent", "the parent is not in the export", subject=key)
            findings.append(_outside(entry, entry.parent, "stands in"))
    for loop in circles(by_key, parent_of):
        del parent_of[loop[0]]
        findings.append(
            Finding(
                code="tracker.circular",
                severity="error",
                message=f"{' in '.join([*loop[:10], loop[0]])}: each stands in the next, "
                f"{len(loop)} in a circle; {loop[0]} was taken out of its parent.",
                where=by_key[loop[0]].where,
                hint=f"Give {loop[0]} another parent, or none.",
                subjects=tuple(loop[:10]),
            )
        )
    check_depth(by_key, parent_of, where=next(iter(by_key.values())).where if by_key else "")
    return parent_of


def _outside(entry: Entry, other: str, verb: str) -> Finding:
    return Finding(
        code="tracker.outside",
        severity="warning",
        message=f"{entry.key} {verb} {other!r}, which is not in the export; left out.",
        where=entry.where,
        hint=f"Export {other} as well, if the plan depends on it.",
        subjects=(entry.key,),
    )


def _needs(
    by_key: Mapping[str, Entry],
    parent_of: Mapping[str, str],
    findings: list[Finding],
    ledger: Ledger,
) -> dict[str, list[str]]:
    pairs: dict[tuple[str, str], Entry] = {}
    for key, entry in by_key.items():
        for other in entry.blocked_by:
            pairs.setdefault((key, other), entry)
        for other in entry.blocks:
            pairs.setdefault((other, key), entry)
    needs: dict[str, list[str]] = {}
    for (later, earlier), entry in pairs.items():
        if later not in by_key or earlier not in by_key:
            other, verb = (later, "blocks") if later not in by_key else (earlier, "is blocked by")
            ledger.left_out("blocks links", "the other end is not in the export", subject=entry.key)
            findings.append(_outside(entry, other, verb))
        elif (
            later == earlier
            or earlier in above(later, parent_of)
            or later in above(earlier, parent_of)
        ):
            ledger.left_out(
                "blocks links", "they join an entry to its own parent", subject=entry.key
            )
            findings.append(
                Finding(
                    code="tracker.blocks-own-parent",
                    severity="warning",
                    message=f"{earlier} blocks {later}, and one stands in the other; left out.",
                    where=entry.where,
                    hint="An epic is done when its parts are; it needs no link to say so.",
                    subjects=(later, earlier),
                )
            )
        else:
            needs.setdefault(later, []).append(earlier)
    return needs


def _person_key(assignee: Assignee) -> str:
    return assignee.key or assignee.name


def _people(entries: Iterable[Entry]) -> tuple[dict[str, Person], dict[str, str]]:
    book = Names()
    people: dict[str, Person] = {}
    person_of: dict[str, str] = {}
    for entry in entries:
        for assignee in entry.who:
            key = _person_key(assignee)
            if key not in person_of:
                given = book.give(assignee.name.lower(), "person")
                person_of[key] = given
                people[given] = Person(
                    name=assignee.name, email=assignee.email, source_id=assignee.key
                )
    return people, person_of


def _components(entries: Iterable[Entry]) -> tuple[dict[str, Component], dict[str, str]]:
    book = Names()
    components: dict[str, Component] = {}
    component_of: dict[str, str] = {}
    for entry in entries:
        for name in entry.components:
            if name not in component_of:
                component_of[name] = book.give(name.lower(), "component")
                components[component_of[name]] = Component(title=name)
    return components, component_of


def _task(
    entry: Entry,
    *,
    parent: str | None,
    needs: tuple[Need, ...],
    who: tuple[Assignment, ...],
    component: str | None,
    summary: bool,
) -> Task:
    custom = dict(entry.custom)
    if len(entry.components) > 1:
        custom["Components"] = ", ".join(entry.components)
    if summary and entry.estimate is not None:
        custom["Original estimate"] = str(entry.estimate)
    if summary and entry.spent is not None:
        custom["Time spent"] = str(entry.spent)
    working = not summary
    return Task(
        title=entry.title,
        parent=parent,
        needs=needs,
        estimate=entry.estimate if working else None,
        who=who if working else (),
        owner=who[0].person if who and summary else None,
        kind=entry.kind,
        component=component,
        priority=entry.priority,
        not_before=entry.not_before,
        deadline=entry.deadline,
        started=entry.started if working else None,
        finished=entry.finished if working else None,
        spent=entry.spent if working else None,
        remaining=entry.remaining if working and entry.finished is None else None,
        notes=entry.notes,
        url=entry.url,
        source_id=entry.key,
        custom=Table(custom),
    )


def _note_summaries(
    by_key: Mapping[str, Entry],
    parent_of: Mapping[str, str],
    findings: list[Finding],
    ledger: Ledger,
) -> None:
    """An estimate or a state on a summary that its parts do not bear out."""
    children: dict[str, list[str]] = {}
    for key, parent in parent_of.items():
        children.setdefault(parent, []).append(key)
    for key, inner in children.items():
        entry = by_key[key]
        if entry.estimate is not None:
            ledger.changed(
                "original estimate",
                "of an entry with parts: its time is that of the parts; kept as a custom field",
                subject=key,
            )
            if all(by_key[k].estimate is None and not by_key[k].done for k in inner):
                findings.append(
                    Finding(
                        code="tracker.estimate-above-parts",
                        severity="warning",
                        message=f"{key} is estimated at {entry.estimate}, its {len(inner)} part(s) "
                        "are not estimated; a plan counts the parts only.",
                        where=entry.where,
                        hint="Estimate the parts.",
                        subjects=(key,),
                    )
                )
        still_open = [k for k in inner if not by_key[k].done]
        if entry.done and still_open:
            findings.append(
                Finding(
                    code="tracker.done-over-open",
                    severity="warning",
                    message=f"{key} is done, {len(still_open)} of its {len(inner)} part(s) are "
                    f"not: {', '.join(still_open[:5])}"
                    f"{' and more' if len(still_open) > 5 else ''}.",
                    where=entry.where,
                    hint="Close the parts, or move them out of it.",
                    subjects=(key, *still_open[:20]),
                )
            )


def _milestones(
    by_key: Mapping[str, Entry],
    releases: Sequence[Release],
    *,
    parent_of: Mapping[str, str],
    id_of: Mapping[str, str],
    book: Names,
    ledger: Ledger,
) -> dict[str, Milestone]:
    entries_of: dict[str, dict[str, None]] = {release.name: {} for release in releases}
    for key, entry in by_key.items():
        for name in entry.releases:
            entries_of.setdefault(name, {})[key] = None
    told = {release.name: release for release in releases}
    milestones: dict[str, Milestone] = {}
    for name, keys in entries_of.items():
        release = told.get(name, Release(name=name))
        if release.due is None:
            ledger.changed(
                "release", "no date is stated: a milestone without a promise", subject=name
            )
        waits = [k for k in keys if not any(one in keys for one in above(k, parent_of))]
        milestones[book.give(name, "release")] = Milestone(
            title=name,
            needs=tuple(Need(task=id_of[key]) for key in waits),
            due=release.due,
            finished=release.finished,
            notes=release.notes,
            url=release.url,
            source_id=release.source_id or name,
        )
    return milestones


def carry(program: Program, ledger: Ledger) -> None:
    """Enters what a program holds as carried, by section."""
    for section in SECTIONS:
        ledger.carried(section, len(program.section(section)))


def emptiness(tables: Tables, *, name: str) -> tuple[Finding, ...]:
    """A finding when an export held nothing to do."""
    if tables.tasks:
        return ()
    return (
        Finding(
            code="tracker.empty",
            severity="warning",
            message="The export holds no issues.",
            where=name,
            hint="Does the search that was exported find any?",
        ),
    )
