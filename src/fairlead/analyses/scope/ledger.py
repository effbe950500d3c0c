"""The scope ledger: baseline + approved + unapproved = now, to the minute and to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from fairlead.analyses.scope.measure import NOTHING, Size, measured
from fairlead.program.baselines import AgreedBaseline, as_agreed
from fairlead.program.changes import Change, Edit, apply, diff, rebased
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from fairlead.program.requests import RequestState

__all__ = [
    "Agreed",
    "Item",
    "Line",
    "Pending",
    "Point",
    "ScopeLedger",
    "Slipped",
    "StateChange",
    "scope_ledger",
]

How = Literal["new", "gone", "more", "less", "repriced"]


class Agreed(Noun):
    """An agreed baseline with the program that was agreed."""

    baseline: AgreedBaseline
    program: Program


class Item(Noun):
    """One task in one line of the ledger: its size before and after.

    `repriced` is a task whose cost differs and whose effort does not: by a rate, say.
    """

    id: str
    title: str
    before: Size = NOTHING
    after: Size = NOTHING
    how: How = "more"

    @property
    def size(self) -> Size:
        """What it adds to the scope; below zero when it takes away."""
        return self.after - self.before


class Line(Noun):
    """One line of the ledger: what it brought, when, by whom, and by which request.

    `baseline` is the first one that was agreed; `approved` a request; `agreed` a later baseline
    that was agreed as it stood, with whatever had come in until then; `unapproved` what is in the
    program now and in no baseline. `churn` is what came plus what went, signs aside.
    """

    kind: Literal["baseline", "approved", "agreed", "unapproved"]
    name: str
    size: Size
    items: tuple[Item, ...] = ()
    at: datetime | None = None
    agreed_by: str | None = None
    requester: str | None = None
    cause: str | None = None
    request: str | None = None
    edits: int = 0

    @property
    def churn(self) -> Size:
        """Effort and cost that came, plus what went, each without its sign."""
        return Size(
            minutes=sum(abs(item.size.minutes) for item in self.items),
            cost=Money(sum(abs(item.size.cost) for item in self.items)),
        )


class Slipped(Noun):
    """One thing that is in the program, and in no baseline: scope without an approval.

    `asked_in` are the requests that asked for it and were not approved, with where they stand.
    """

    place: str
    id: str
    section: str
    title: str
    how: Literal["new", "gone", "edited"]
    size: Size = NOTHING
    asked_in: tuple[tuple[str, RequestState], ...] = ()


class Pending(Noun):
    """A request that nobody has decided on, and what it would add; None where it would conflict."""

    id: str
    title: str
    state: RequestState
    requester: str | None = None
    cause: str | None = None
    size: Size | None = None


class Point(Noun):
    """How large the scope was at one time, and what moved since the point before."""

    at: datetime
    name: str
    size: Size
    came: Size = NOTHING
    went: Size = NOTHING


class StateChange(Noun):
    """A requirement that stands elsewhere than in the first baseline; None where it is not."""

    id: str
    title: str
    before: str | None = None
    after: str | None = None


class ScopeLedger(Noun):
    """What `scope_ledger` says. Lines add up to `now` exactly, and so do their items to each."""

    currency: str
    lines: tuple[Line, ...]
    now: Size
    as_of: datetime
    by_requester: Table[Size] = Table()
    by_cause: Table[Size] = Table()
    slipped: tuple[Slipped, ...] = ()
    pending: tuple[Pending, ...] = ()
    points: tuple[Point, ...] = ()
    requirements: tuple[StateChange, ...] = ()

    @property
    def baseline(self) -> Size:
        """The size of what was agreed first."""
        return self.lines[0].size

    def sum_of(self, *kinds: str) -> Size:
        """The lines of some kinds, added up."""
        return _sum(line.size for line in self.lines if line.kind in kinds)

    @property
    def reconciles(self) -> bool:
        """Whether baseline, approved and unapproved make up what is there now."""
        return self.sum_of("baseline", "approved", "agreed", "unapproved") == self.now

    @property
    def churn(self) -> Size:
        """All that came and went since the first baseline, signs aside."""
        return _sum(line.churn for line in self.lines[1:])


UNSAID: Final = "(not said)"
"""Under which the ledger adds up what has no requester, or no cause."""


def scope_ledger(
    agreed: Sequence[Agreed],
    now: Program,
    *,
    as_of: datetime,
    changes: Mapping[str, Change] | None = None,
) -> ScopeLedger:
    """Account for the scope of a program, from its first agreed baseline to what is there now.

    `agreed` are the baselines, oldest first; `changes` what the requests of the program spell out,
    by id, so that scope that slipped in can be matched with who asked for it. Raises `ValueError`
    when nothing was agreed.
    """
    if not agreed:
        raise ValueError("No baseline: there is nothing to account from.")
    known = dict(changes or {})
    bare = as_agreed(now)
    lines = [_first(agreed[0])]
    points = [Point(at=lines[0].at or as_of, name=lines[0].name, size=lines[0].size)]
    for before, after in pairwise(agreed):
        lines.append(_line(before.program, after, now))
        points.append(_point(points[-1], lines[-1], as_of))
    latest = agreed[-1].program
    items = _items(latest, bare)
    if items:
        total = _sum(item.size for item in items)
        lines.append(Line(kind="unapproved", name="now", size=total, items=items, at=as_of))
        points.append(_point(points[-1], lines[-1], as_of))
    slipped = _slipped(latest, bare, now, known)
    return ScopeLedger(
        currency=now.currency,
        lines=tuple(lines),
        now=measured(bare).whole,
        as_of=as_of,
        by_requester=_grouped(lines, "requester"),
        by_cause=_grouped(lines, "cause"),
        slipped=slipped,
        pending=tuple(_pending(now, bare, known)),
        points=tuple(points),
        requirements=tuple(_states(agreed[0].program, bare)),
    )


def _states(first: Program, now: Program) -> Iterable[StateChange]:
    for key in dict.fromkeys((*first.requirements, *now.requirements)):
        old, new = first.requirements.get(key), now.requirements.get(key)
        before = None if old is None else old.status
        after = None if new is None else new.status
        row = new or old
        if before != after and row is not None:
            yield StateChange(id=key, title=row.title, before=before, after=after)


def _sum(sizes: Iterable[Size]) -> Size:
    total = NOTHING
    for size in sizes:
        total = total + size
    return total


def _first(agreed: Agreed) -> Line:
    sizes = measured(agreed.program)
    return Line(
        kind="baseline",
        name=agreed.baseline.name,
        size=sizes.whole,
        items=_items(Program(id=agreed.program.id), agreed.program),
        at=agreed.baseline.agreed_at,
        agreed_by=agreed.baseline.agreed_by,
    )


def _line(before: Program, after: Agreed, now: Program) -> Line:
    baseline = after.baseline
    request = None if baseline.request is None else now.changes.get(baseline.request)
    items = _items(before, after.program)
    return Line(
        kind="agreed" if baseline.request is None else "approved",
        name=baseline.name,
        size=_sum(item.size for item in items),
        items=items,
        at=baseline.agreed_at,
        agreed_by=baseline.agreed_by,
        requester=None if request is None else request.requester,
        cause=None if request is None else request.cause,
        request=baseline.request,
        edits=len(diff(before, after.program)),
    )


def _items(before: Program, after: Program) -> tuple[Item, ...]:
    """Every task whose size differs; one that comes or goes is told even if it has none."""
    old, new = measured(before).tasks, measured(after).tasks
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, will = old.get(key), new.get(key)
        if was == will:
            continue
        row = (before if will is None else after).tasks[key]
        found.append(
            Item(
                id=key,
                title=row.title,
                before=was or NOTHING,
                after=will or NOTHING,
                how=_how(was, will),
            )
        )
    return tuple(found)


def _how(before: Size | None, after: Size | None) -> How:
    if before is None or after is None:
        return "new" if before is None else "gone"
    if before.minutes == after.minutes:
        return "repriced"
    return "more" if after.minutes > before.minutes else "less"


def _point(last: Point, line: Line, as_of: datetime) -> Point:
    came = went = NOTHING
    for item in line.items:
        size = item.size
        came += Size(minutes=max(size.minutes, 0), cost=Money(max(size.cost, 0)))
        went += Size(minutes=max(-size.minutes, 0), cost=Money(max(-size.cost, 0)))
    return Point(
        at=line.at or as_of, name=line.name, size=last.size + line.size, came=came, went=went
    )


def _grouped(lines: Iterable[Line], field: Literal["requester", "cause"]) -> Table[Size]:
    """What changed since the first baseline, by who asked or why; largest first."""
    found: dict[str, Size] = {}
    for line in lines:
        if line.kind == "baseline":
            continue
        key = (line.requester if field == "requester" else line.cause) or UNSAID
        found[key] = found.get(key, NOTHING) + line.size
    return Table(sorted(found.items(), key=lambda pair: -abs(pair[1].minutes)))


_OF_SCOPE: Final[Mapping[str, frozenset[str]]] = {
    "goals": frozenset({"title", "due", "measure", "value"}),
    "requirements": frozenset(
        {"title", "goal", "priority", "accept", "value", "component", "status"}
    ),
    "components": frozenset({"title", "consumers", "depends_on", "technology"}),
    "tasks": frozenset(
        {"title", "estimate", "duration", "cost", "requirement", "component", "inactive"}
    ),
    "milestones": frozenset({"title", "due", "confidence", "goal"}),
    "backlogs": frozenset({"items"}),
}
"""What belongs to scope: what is to be done and promised, and not who does it when."""


def _slipped(
    latest: Program, bare: Program, now: Program, changes: Mapping[str, Change]
) -> tuple[Slipped, ...]:
    old, new = measured(latest).tasks, measured(bare).tasks
    asked: dict[tuple[str | None, str | None], list[str]] = {}
    for key, change in changes.items():
        request = now.changes.get(key)
        if request is not None and request.state != "approved":
            for edit in change.edits:
                held = asked.setdefault((edit.section, edit.key), [])
                if key not in held:
                    held.append(key)
    found: dict[str, Slipped] = {}
    for edit in diff(latest, bare).edits:
        section, key = edit.section or "", edit.key or ""
        fields = _OF_SCOPE.get(section)
        if fields is None or (edit.field is not None and edit.field not in fields):
            continue
        size = NOTHING
        if section == "tasks":
            size = (new.get(key) or NOTHING) - (old.get(key) or NOTHING)
        place = f"{section}.{key}"
        if place in found:
            continue
        row = (latest if edit.after is None and edit.field is None else bare).section(section)[key]
        found[place] = Slipped(
            place=place,
            id=key,
            section=section,
            title=getattr(row, "title", None) or key,
            how=_came(edit),
            size=size,
            asked_in=tuple(
                (request, now.changes[request].state) for request in asked.get((section, key), ())
            ),
        )
    return tuple(sorted(found.values(), key=lambda row: (-abs(row.size.minutes), row.place)))


def _came(edit: Edit) -> Literal["new", "gone", "edited"]:
    if edit.field is not None:
        return "edited"
    return "new" if edit.before is None else "gone"


def _pending(now: Program, bare: Program, changes: Mapping[str, Change]) -> Iterable[Pending]:
    whole = measured(bare).whole
    for key, request in now.changes.items():
        if request.state not in ("proposed", "deferred"):
            continue
        size = None
        if key in changes:
            merged = rebased(bare, changes[key])
            if not merged.conflicts:
                size = measured(apply(bare, merged.change)).whole - whole
        yield Pending(
            id=key,
            title=request.title,
            state=request.state,
            requester=request.requester,
            cause=request.cause,
            size=size,
        )
