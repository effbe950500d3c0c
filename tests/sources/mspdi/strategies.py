"""Programs that Microsoft Project can hold whole, drawn by Hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fairlead.program.calendars import Calendar, CalendarException, Hours
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Baseline, Milestone, Need, Task
from fairlead.sources.mspdi.values import minutes_span

__all__ = ["programs"]

_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
).filter(str.strip)
notes = texts.map(str.strip) | st.just("two\nlines & <signs>")
instants = st.integers(0, 525_600).map(lambda minute: _BEGIN + timedelta(minutes=minute))
spans = st.builds(minutes_span, st.integers(1, 100_000), elapsed=st.booleans())
working = st.integers(1, 100_000).map(minutes_span)
_CONSTRAINTS = (
    None,
    "must_start",
    "must_finish",
    "not_before",
    "start_by",
    "finish_not_before",
    "finish_by",
    "late",
)
money = st.integers(1, 10**9).map(Money)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Spells inside one day, apart from each other."""
    marks = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(marks[0::2], marks[1::2], strict=False))


@st.composite
def exceptions(draw: st.DrawFn) -> tuple[CalendarException, ...]:
    """Exceptions that lie apart, so that none can be told as one with its neighbour."""
    found = []
    day = date(2026, 1, 1)
    for _ in range(draw(st.integers(0, 4))):
        first = day + timedelta(days=draw(st.integers(2, 60)))
        day = first + timedelta(days=draw(st.integers(0, 5)))
        found.append(
            CalendarException(first=first, last=day, hours=draw(hours()), title=draw(maybe(notes)))
        )
    return tuple(found)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Calendar]:
    """Base calendars; all have the day and week of the first, as Project has only one."""
    return {
        f"c{number}": Calendar(
            hours=tuple(draw(hours()) for _ in range(7)),  # type: ignore[arg-type]
            exceptions=draw(exceptions()),
            day=Span(amount=8.0, unit="h"),
            week=Span(amount=40.0, unit="h"),
            source_id=str(number),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    }


@st.composite
def people(draw: st.DrawFn, bases: list[str]) -> dict[str, Person]:
    found = {}
    for number in range(1, draw(st.integers(0, 4)) + 1):
        found[f"p{number}"] = Person(
            name=draw(maybe(st.just(f"Person {number}"))),
            kind=draw(st.sampled_from(["person", "pool", "equipment", "material", "cost"])),
            team=draw(maybe(st.just("core"))),
            calendar=draw(maybe(st.sampled_from(bases))),
            availability=Share(draw(st.sampled_from([0.25, 0.5, 1.0, 1.5, 4.0]))),
            rate=draw(maybe(money)),
            joins=draw(maybe(instants)),
            leaves=draw(maybe(instants)),
            email=draw(maybe(st.just("a@example.org"))),
            source_id=draw(st.sampled_from([str(number), str(number), None, "x-7"])),
            custom=Table(draw(custom())),
        )
    return found


def custom() -> st.SearchStrategy[dict[str, str]]:
    keys = st.sampled_from(["Area", "Lot no. 7", "Text3", "Ümlaut"])
    return st.dictionaries(keys, notes, max_size=3)


@st.composite
def shared(
    draw: st.DrawFn, place: int, ids: list[str], parents: list[str], bases: list[str]
) -> dict[str, Any]:
    """Fields of tasks and milestones. Needs go back in the list, so that there is no circle."""
    fields: dict[str, Any] = {
        "title": draw(texts),
        "parent": draw(maybe(st.sampled_from(parents))) if parents else None,
        "calendar": draw(maybe(st.sampled_from(bases))),
        "inactive": draw(st.booleans()),
        "notes": draw(maybe(notes)),
        "url": draw(maybe(st.just("https://example.org/?a=1&b=2"))),
        "source_id": draw(maybe(st.sampled_from([str(place), "KEY-1"]))),
        "custom": Table(draw(custom())),
        "baselines": tuple(
            Baseline(
                number=number,
                start=draw(maybe(instants)),
                finish=draw(maybe(instants)),
                duration=draw(maybe(spans)),
                work=draw(maybe(working)),
                cost=draw(maybe(money)),
            )
            for number in draw(st.sets(st.integers(0, 10), max_size=2))
        ),
    }
    kind = draw(st.sampled_from(_CONSTRAINTS))
    if kind == "late":
        fields["as_late_as_possible"] = True
    elif kind is not None:
        fields[kind] = draw(instants)
    if place > 1:
        before = draw(st.lists(st.sampled_from(ids[: place - 1]), max_size=3, unique=True))
        fields["needs"] = tuple(
            Need(
                task=one,
                link=draw(st.sampled_from(["FS", "SS", "FF", "SF"])),
                **draw(
                    st.one_of(
                        st.just({}),
                        st.builds(lambda lag: {"lag": lag}, spans),
                        st.builds(lambda lag: {"lag": minutes_span(-lag)}, st.integers(1, 5000)),
                        st.builds(lambda n: {"lag_share": n / 100}, st.integers(1, 300)),
                    )
                ),
            )
            for one in before
        )
    return fields


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program every field of which Project has a place for."""
    bases = draw(calendars())
    who = draw(people(list(bases)))
    count = draw(st.integers(1, 7))
    ids = [draw(st.sampled_from([f"t{n}", f"t{n}", f"api.{n}"])) for n in range(1, count + 1)]
    tasks: dict[str, Task] = {}
    milestones: dict[str, Milestone] = {}
    for place, key in enumerate(ids, 1):
        fields = draw(shared(place, ids, list(tasks), list(bases)))
        if draw(st.integers(0, 3)) == 0:
            milestones[key] = Milestone(
                due=draw(maybe(instants)),
                finished=draw(maybe(instants)),
                opening=draw(st.booleans()),
                **fields,
            )
        else:
            tasks[key] = _task(draw, fields, list(who))
    parents = {row.parent for row in (*tasks.values(), *milestones.values())}
    tasks = {key: _summary(task) if key in parents else task for key, task in tasks.items()}
    honour = draw(st.booleans())
    backward = draw(st.booleans())
    return Program(
        id="demo",
        title=draw(maybe(texts.map(str.strip))),
        description=draw(maybe(notes)),
        start=draw(instants),
        as_of=draw(maybe(instants)),
        finish_by=draw(instants) if backward else None,
        currency=draw(st.sampled_from(["EUR", "USD"])),
        source="Microsoft Project",
        scheduling=Scheduling(
            lag_calendar="successor",
            progress=draw(st.sampled_from(["retained-logic", "override"])),
            unfinished="keep",
            total_slack="smaller",
            critical_slack=draw(maybe(st.builds(Span, amount=st.just(2.5), unit=st.just("d")))),
            slack_to=draw(st.sampled_from(["program", "open-ends"])),
            must_finish="honour-dates" if honour else "honour-links",
            limits="hold" if honour else "take-slack",
            direction="backward" if backward else "forward",
            calendar=draw(st.sampled_from(list(bases))),
        ),
        calendars=Table(bases),
        teams=Table({"core": Team()} if any(p.team for p in who.values()) else {}),
        people=Table(who),
        tasks=Table(tasks),
        milestones=Table(milestones),
    )


def _task(draw: st.DrawFn, fields: dict[str, Any], who: list[str]) -> Task:
    chosen = draw(st.lists(st.sampled_from(who), max_size=2, unique=True)) if who else []
    state = draw(st.sampled_from(["waiting", "running", "finished"]))
    elapsed = draw(st.booleans())
    minutes = draw(st.integers(0, 100_000))
    running = state == "running"
    follows = bool(chosen) and (fields["calendar"] is None or draw(st.booleans()))
    return Task(
        duration=Estimate(likely=minutes_span(minutes, elapsed=elapsed)),
        who=tuple(
            Assignment(
                person=one,
                units=draw(maybe(st.just(Share(0.5)))),
                work=draw(working),
                spent=(spent := draw(maybe(working))),
                remaining=draw(working) if spent is not None else None,
                source_id=str(number),
            )
            for number, one in enumerate(chosen, draw(st.integers(0, 10**6)) * 2)
        ),
        priority=draw(maybe(st.integers(0, 1000).filter(lambda n: n != 500))),
        deadline=draw(maybe(instants)),
        started=draw(instants) if state != "waiting" else None,
        finished=draw(instants) if state == "finished" else None,
        spent=minutes_span(draw(st.integers(1, 9999)), elapsed=elapsed) if running else None,
        remaining=minutes_span(draw(st.integers(1, 9999)), elapsed=elapsed) if running else None,
        complete=Chance(draw(st.integers(1, 100)) / 100) if running else None,
        resumes=draw(maybe(instants)) if running else None,
        delay=draw(maybe(spans)),
        cost=draw(maybe(st.builds(CostEstimate, likely=money))),
        resource_dependent=follows,
        **fields,
    )


def _summary(task: Task) -> Task:
    """What of a task a summary has of its own."""
    return Task(
        title=task.title,
        parent=task.parent,
        needs=task.needs,
        calendar=task.calendar,
        not_before=task.not_before,
        finish_by=task.finish_by if task.not_before is None else None,
        notes=task.notes,
        source_id=task.source_id,
        custom=task.custom,
        baselines=task.baselines,
        priority=task.priority,
        deadline=task.deadline,
        cost=task.cost,
    )
