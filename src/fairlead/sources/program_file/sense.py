"""What can be read but cannot be so: dates out of order, a task that waits for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfoNotFoundError, available_timezones

from fairlead.program.calendars import Calendar
from fairlead.program.decisions import Decision
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, closing_minute, opening_minute, zone
from fairlead.program.noun import Noun
from fairlead.program.people import Person, Stakeholder
from fairlead.program.program import Program
from fairlead.program.public_holidays import is_holiday_code, regions_of
from fairlead.program.references import did_you_mean
from fairlead.program.risks import Risk
from fairlead.program.sprints import Sprint
from fairlead.program.work import Activity, Task
from fairlead.sources.program_file.rules import RULES

__all__ = ["nonsense", "unknown_zones"]


class _Flaw(NamedTuple):
    """What is wrong in one field."""

    code: str
    field: str
    message: str
    hint: str | None = None


class _Case(NamedTuple):
    """A row that is looked at, its key, the program it stands in, and the outline of that."""

    row: Noun
    key: str
    program: Program
    outline: _Outline


def nonsense(program: Program) -> Iterator[Finding]:
    """Every field that contradicts another, or names what the world does not have."""
    for flaw in _program_flaws(program):
        yield _finding(flaw, flaw.field, ())
    outline = _Outline(program)
    for section, checks in _CHECKS.items():
        for key, row in program.section(section).items():
            case = _Case(row, key, program, outline)
            for check in checks:
                for flaw in check(case):
                    yield _finding(flaw, f"{section}.{key}.{flaw.field}", (key,))


def _finding(flaw: _Flaw, where: str, subjects: tuple[str, ...]) -> Finding:
    return Finding(
        code=flaw.code,
        severity=RULES[flaw.code].severity,
        message=f"{where}: {flaw.message}",
        where=where,
        hint=flaw.hint,
        subjects=subjects,
    )


def unknown_zones(name: str | None) -> _Flaw | None:
    """What is wrong with a time zone, if it is none."""
    if name is None:
        return None
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _Flaw(
            "timezone.unknown",
            "timezone",
            f"{name[:80]!r} is no time zone.",
            did_you_mean(name[:80], sorted(available_timezones())),
        )
    return None


def _program_flaws(program: Program) -> Iterator[_Flaw]:
    code = program.currency
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        yield _Flaw(
            "currency.grammar", "currency", f"{code[:40]!r} is no code of three capital letters."
        )
    yield from _out_of_order(program, program, (("start", "finish_by"),))


def _out_of_order(
    row: Noun, program: Program, pairs: tuple[tuple[str, str], ...]
) -> Iterator[_Flaw]:
    for early, late in pairs:
        first: Moment | None = getattr(row, early)
        if first is None:
            continue
        last: Moment | None = getattr(row, late)
        if last is not None and _after(first, last, program.timezone):
            yield _Flaw(
                "dates.order",
                late,
                f"{_shown(last)} is before `{early}`, {_shown(first)}.",
            )


def _after(first: Moment, last: Moment, timezone: str) -> bool:
    """Whether `first` begins only after `last` has ended."""
    if type(first) is date and type(last) is date:
        return first > last
    try:
        return opening_minute(first, timezone=timezone) > closing_minute(last, timezone=timezone)
    except OverflowError:  # the last day of the year 9999 has no midnight after it
        return False


def _shown(moment: Moment) -> str:
    return (
        moment.strftime("%Y-%m-%d %H:%M UTC")
        if isinstance(moment, datetime)
        else moment.isoformat()
    )


_ACTIVITY_DATES: Final = (
    ("not_before", "start_by"),
    ("not_before", "finish_by"),
    ("not_before", "must_start"),
    ("not_before", "must_finish"),
    ("start_by", "must_finish"),
    ("must_start", "start_by"),
    ("must_start", "must_finish"),
    ("must_start", "finish_by"),
    ("finish_not_before", "finish_by"),
    ("finish_not_before", "must_finish"),
    ("must_finish", "finish_by"),
)


def _dates_of_activity(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    program = case.program
    if not isinstance(row, Activity):
        return
    given = sum(
        moment is not None
        for moment in (
            row.not_before,
            row.start_by,
            row.must_start,
            row.finish_not_before,
            row.must_finish,
            row.finish_by,
        )
    )
    if given > 1:
        yield from _out_of_order(row, program, _ACTIVITY_DATES)
    started = row.started if isinstance(row, Task) else None
    if started is not None or row.finished is not None:
        yield from _out_of_order(row, program, (("started", "finished"),)) if started else ()
        if program.as_of is None:
            return
        for field, moment in (("started", started), ("finished", row.finished)):
            if moment is not None and _after(moment, program.as_of, program.timezone):
                yield _Flaw(
                    "actual.future",
                    field,
                    f"{_shown(moment)} is after the status time {_shown(program.as_of)}.",
                    "What is planned is computed; or move `as_of`.",
                )


def _needs(case: _Case) -> Iterator[_Flaw]:
    row, key, _, outline = case
    if not isinstance(row, Activity):
        return
    for need in row.needs:
        if need.task == key:
            yield _Flaw("need.itself", "needs", f"{key!r} waits for itself.")
        elif outline.stands_in(key, need.task):
            yield _Flaw(
                "need.own-summary",
                "needs",
                f"{key!r} waits for {need.task!r}, in which it stands.",
            )
        elif outline.stands_in(need.task, key):
            yield _Flaw(
                "need.own-summary", "needs", f"{key!r} waits for {need.task!r}, a part of it."
            )


class _Outline:
    """Who stands in whom: each row has a stretch of numbers, within that of its summary.

    So a look at an outline of any depth takes no longer than at a flat one.
    """

    def __init__(self, program: Program) -> None:
        inside: dict[str, list[str]] = {}
        tops: list[str] = []
        for section in (program.tasks, program.milestones):
            for key, row in section.items():
                if row.parent is None:
                    tops.append(key)
                else:
                    inside.setdefault(row.parent, []).append(key)
        self._stretches: dict[str, tuple[int, int]] = {}
        if not inside:
            return
        entered: dict[str, int] = {}
        open_rows = list(reversed(tops))
        number = 0
        while open_rows:
            key = open_rows[-1]
            number += 1
            if key in entered:
                self._stretches[key] = (entered[key], number)
                open_rows.pop()
            else:
                entered[key] = number
                open_rows.extend(child for child in inside.get(key, ()) if child not in entered)

    def stands_in(self, inner: str, outer: str) -> bool:
        """Whether a row is a part of another, at whatever depth."""
        below, above = self._stretches.get(inner), self._stretches.get(outer)
        if below is None or above is None:
            return False
        return above[0] < below[0] and below[1] < above[1]


def _people(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if not isinstance(row, Task) or len(row.who) < 2:
        return
    seen: set[str] = set()
    for assignment in row.who:
        if assignment.person in seen:
            yield _Flaw("assignment.twice", "who", f"{assignment.person!r} is put on it twice.")
        seen.add(assignment.person)


def _zone(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if isinstance(row, Calendar | Stakeholder):
        flaw = unknown_zones(row.timezone)
        if flaw is not None:
            yield flaw


def _holidays(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if isinstance(row, Calendar):
        for code in row.holidays:
            if not is_holiday_code(code):
                yield _Flaw(
                    "holiday.unknown",
                    "holidays",
                    f"the public holidays of {code[:40]!r} are not known.",
                    _holiday_hint(code),
                )


def _holiday_hint(code: str) -> str:
    regions = regions_of(code.partition("-")[0])
    if not regions:
        return "Write a country such as `DE`, or country and region such as `DE-BE`."
    country = code.partition("-")[0]
    return f"Regions of {country} are {', '.join(regions[:60])}; `{country}` alone is the country."


def _stay(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    program = case.program
    if isinstance(row, Person) and row.leaves is not None:
        yield from _out_of_order(row, program, (("joins", "leaves"),))


_OF_THREATS: Final = frozenset({"avoid", "mitigate", "transfer", "accept", "escalate"})
_OF_OPPORTUNITIES: Final = frozenset({"exploit", "enhance", "share", "accept", "escalate"})


def _response(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if isinstance(row, Risk) and row.response is not None:
        fitting = _OF_THREATS if row.kind == "threat" else _OF_OPPORTUNITIES
        if row.response not in fitting:
            yield _Flaw(
                "risk.response",
                "response",
                f"`{row.response}` is no response to {_an(row.kind)}.",
                f"Write one of {', '.join(sorted(fitting))}; or change `kind`.",
            )


def _an(kind: str) -> str:
    return "an opportunity" if kind == "opportunity" else "a threat"


def _option(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if isinstance(row, Decision) and row.chosen is not None and row.chosen not in row.options:
        yield _Flaw(
            "decision.option",
            "chosen",
            f"{row.chosen!r} is no option; there are {', '.join(row.options) or 'none'}.",
            did_you_mean(row.chosen, list(row.options)),
        )


def _sprint(case: _Case) -> Iterator[_Flaw]:
    row = case.row
    if isinstance(row, Sprint):
        yield from _out_of_order(row, case.program, (("start", "finish"),))
        if row.finish is None and row.length is None:
            hint = "Write `length: 2w`, or `finish:` with its last day."
            yield _Flaw("sprint.no-end", "finish", "it has neither a last day nor a length.", hint)
        elif row.finish is not None and row.length is not None:
            hint = "Take one of them out."
            yield _Flaw("sprint.no-end", "length", "its last day is said by `finish` too.", hint)


_Check = Callable[[_Case], Iterator[_Flaw]]

_CHECKS: Final[dict[str, tuple[_Check, ...]]] = {
    "calendars": (_zone, _holidays),
    "people": (_stay,),
    "stakeholders": (_zone,),
    "tasks": (_dates_of_activity, _needs, _people),
    "milestones": (_dates_of_activity, _needs),
    "sprints": (_sprint,),
    "risks": (_response,),
    "decisions": (_option,),
}
