"""Architecture reviews: whom the graph of consumers invites, and when all of them are at work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fairlead.program.decisions import Review
from fairlead.program.moments import instant, minute_of
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_person, spells

__all__ = ["Invitation", "ReviewCall", "Slot", "review_call"]

_STEP = 30
"""Minutes between the starts that are looked at."""


class Invitation(Noun):
    """Somebody to ask, and why.

    `people` are those of the program who stand for them: a team's lead, or all of it where nobody
    leads it. Without any, no calendar is known: a stakeholder, or a name from outside.
    """

    who: str
    why: tuple[str, ...]
    people: tuple[str, ...] = ()


class Slot(Noun):
    """A time for it, and who would miss it, being off work."""

    start: datetime
    finish: datetime
    missing: tuple[str, ...] = ()


class ReviewCall(Noun):
    """Whom a review of a component asks, and the best time on each of the best days."""

    component: str
    title: str
    review: str | None = None
    invitations: tuple[Invitation, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody invited whose calendar is known, each once."""
        return tuple(dict.fromkeys(who for row in self.invitations for who in row.people))


def review_call(
    program: Program, key: str, *, first: datetime, days: int = 14, minutes: int = 60, most: int = 3
) -> ReviewCall:
    """Whom to invite to a review, or to one of a component, and when.

    `first` is the earliest start. Of each day the time counts at which most of them are at work,
    the earliest of those; told are the `most` best days. Leave, holidays and every zone count.
    Raises `KeyError` for what is neither a review of a component nor a component.
    """
    review = program.reviews.get(key)
    component = key if review is None else review.component
    if component is None or component not in program.components:
        raise KeyError(key)
    asked = _invitations(program, component, review)
    call = ReviewCall(
        component=component,
        title=program.components[component].title if review is None else review.title,
        review=None if review is None else key,
        invitations=asked,
    )
    found = _slots(program, call.people, first=first, days=days, minutes=minutes)
    best = sorted(found, key=lambda slot: (len(slot.missing), slot.start))[:most]
    return ReviewCall(
        component=call.component,
        title=call.title,
        review=call.review,
        invitations=asked,
        slots=tuple(best),
    )


def _invitations(program: Program, component: str, review: Review | None) -> tuple[Invitation, ...]:
    why: dict[str, list[str]] = {}
    for who, reason in _asked(program, component, review):
        reasons = why.setdefault(who, [])
        if reason not in reasons:
            reasons.append(reason)
    return tuple(
        Invitation(who=who, why=tuple(reasons), people=_stand_for(program, who))
        for who, reasons in why.items()
    )


def _asked(program: Program, component: str, review: Review | None) -> Iterator[tuple[str, str]]:
    """Everybody that is asked, with one reason at a time."""
    here = program.components[component]
    if review is not None and review.owner is not None:
        yield review.owner, "calls it"
    if here.owner is not None:
        yield here.owner, f"answers for {component}"
    for consumer in here.consumers:
        other = program.components.get(consumer)
        if other is None:
            yield consumer, f"uses {component}"
        elif other.owner is not None:
            yield other.owner, f"answers for {consumer}, which uses {component}"
        else:
            yield consumer, f"uses {component}, and nobody answers for it"
    for name in () if review is None else review.attendees:
        guest = program.components.get(name)
        yield (name if guest is None or guest.owner is None else guest.owner), "is named"


def _stand_for(program: Program, who: str) -> tuple[str, ...]:
    """The people of the program who stand for a person, a team, or nobody."""
    if who in program.people:
        return (who,)
    team = program.teams.get(who)
    if team is None:
        return ()
    members = tuple(key for key, person in program.people.items() if person.team == who)
    return (team.lead,) if team.lead in program.people and team.lead is not None else members


def _slots(
    program: Program, people: tuple[str, ...], *, first: datetime, days: int, minutes: int
) -> Iterator[Slot]:
    """The best time of each day, by UTC, on which anybody is at work."""
    last = first + timedelta(days=days)
    begin, end = minute_of(first), minute_of(last)
    hours = {
        who: spells(
            calendar_of_person(program, who),
            first.date() - timedelta(days=1),
            last.date() + timedelta(days=1),
        )
        for who in people
    }
    best: dict[int, tuple[int, int]] = {}  # by day: how many are there, and from when
    for at in range(begin + -begin % _STEP, end - minutes + 1, _STEP):
        there = sum(_at_work(hours[who], at, at + minutes) for who in people)
        if there > best.get(at // 1440, (0, 0))[0]:
            best[at // 1440] = (there, at)
    for _, at in best.values():
        yield Slot(
            start=instant(at),
            finish=instant(at + minutes),
            missing=tuple(w for w in people if not _at_work(hours[w], at, at + minutes)),
        )


def _at_work(hours: list[tuple[int, int]], start: int, finish: int) -> bool:
    return any(begin <= start and finish <= end for begin, end in hours)
