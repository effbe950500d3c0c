"""A review asks those who build on a component, at a time when all of them are at work."""

from datetime import UTC, date, datetime

import pytest

from fairlead.analyses.reviewing import review_call
from fairlead.program.calendars import Calendar, DateRange, Week
from fairlead.program.decisions import Review
from fairlead.program.goals import Component
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Stakeholder, Team
from fairlead.program.program import Program

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NINE_TO_FIVE: Week = (*(((540, 1020),),) * 5, (), ())


def program() -> Program:
    """An interface that Berlin answers for, used by a shop in Denver and by a partner outside."""
    calendars = {
        "berlin": Calendar(hours=NINE_TO_FIVE, timezone="Europe/Berlin"),
        "denver": Calendar(hours=NINE_TO_FIVE, timezone="America/Denver"),
    }
    return Program(
        id="p",
        calendars=Table(calendars),
        teams=Table(
            {
                "core": Team(calendar="berlin", lead="asha"),
                "web": Team(calendar="denver"),
            }
        ),
        people=Table(
            {
                "asha": Person(team="core"),
                "ben": Person(team="core"),
                "carl": Person(team="web"),
                "dora": Person(team="web"),
            }
        ),
        stakeholders=Table({"partner": Stakeholder(name="Partner")}),
        components=Table(
            {
                "api": Component(title="API", owner="core", consumers=("shop", "partner", "radio")),
                "shop": Component(title="Shop", owner="web"),
            }
        ),
        reviews=Table({"look": Review(title="Look", component="api", owner="ben")}),
    )


def test_those_who_consume_it_are_asked_with_the_reason() -> None:
    call = review_call(program(), "look", first=MONDAY)
    told = {row.who: (row.why, row.people) for row in call.invitations}
    assert told == {
        "ben": (("calls it",), ("ben",)),
        "core": (("answers for api",), ("asha",)),  # its lead
        "web": (("answers for shop, which uses api",), ("carl", "dora")),  # nobody leads it
        "partner": (("uses api",), ()),
        "radio": (("uses api",), ()),  # from outside
    }


def test_the_time_is_one_at_which_berlin_and_denver_are_at_work() -> None:
    apart = review_call(program(), "look", first=MONDAY, days=5)
    assert all(slot.missing for slot in apart.slots)  # 17:00 in Berlin is 09:00 in Denver
    changed = review_call(program(), "look", first=MONDAY)  # Denver's clock goes forward on 8 March
    assert changed.slots[0].start == datetime(2026, 3, 9, 15, tzinfo=UTC)
    assert changed.slots[0].missing == ()
    shifted = program()
    late = Calendar(hours=(*(((720, 1200),),) * 5, (), ()), timezone="Europe/Berlin")
    shifted = replace(shifted, calendars=shifted.calendars.with_row("berlin", late))
    call = review_call(shifted, "look", first=MONDAY)
    assert [(slot.start.hour, slot.missing) for slot in call.slots] == [(16, ())] * 3
    assert call.slots[0].start == datetime(2026, 3, 2, 16, tzinfo=UTC)  # 17:00 and 09:00


def test_who_is_away_moves_it_or_is_named() -> None:
    value = program()
    gone = Person(team="core", leave=(DateRange(first=date(2026, 3, 2), last=date(2026, 3, 13)),))
    value = replace(value, people=value.people.with_row("ben", gone))
    call = review_call(value, "api", first=MONDAY)  # a component, which needs no review yet
    assert call.review is None
    assert "ben" not in call.people
    call = review_call(value, "look", first=MONDAY, days=5)
    assert all("ben" in slot.missing for slot in call.slots)


def test_what_is_no_review_and_no_component_is_refused() -> None:
    with pytest.raises(KeyError):
        review_call(program(), "nothing", first=MONDAY)
