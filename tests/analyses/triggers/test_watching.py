"""Conditions come out as the facts say, what is unknown stays unknown, and many are quick."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.triggers.facts import Facts, SaidThen
from fairlead.analyses.triggers.watching import (
    Verdict,
    held_since,
    said_by,
    said_now,
    turned,
    watch,
)
from fairlead.program.chain import Entry, after
from fairlead.program.conditions import (
    MOST_DEPTH,
    Both,
    Comparison,
    CoverageGap,
    Either,
    Not,
    WrongCondition,
    parse_condition,
)
from fairlead.program.decisions import Decision, Review
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Span
from fairlead.program.register import Issue, Trigger
from fairlead.program.rotations import Layer, Rotation
from tests.analyses.forecast.programs import made, small

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def program(**fields: object) -> Program:
    given: dict[str, object] = {
        "issues": Table(
            {
                "vendor": Issue(title="Vendor", raised=datetime(2026, 2, 27, 8, tzinfo=UTC)),
                "old": Issue(title="Old", raised=date(2026, 1, 1), resolved=date(2026, 2, 1)),
            }
        ),
        "reviews": Table({"design": Review(title="Design", on=date(2026, 2, 25))}),
        "decisions": Table({"way": Decision(title="Way", due=date(2026, 3, 10))}),
        "rotations": Table(
            {"day": Rotation(start=date(2026, 1, 5), layers=(Layer(people=("asha",)),))}
        ),
    }
    return small(**{**given, **fields})


WHOLE = program()
PLAN = plan(WHOLE)
FORECAST = made(WHOLE)
assert isinstance(PLAN, Plan)


def verdict(when: str, **facts: object) -> Verdict:
    value = replace(WHOLE, triggers=Table({"t": Trigger(when=when)}))
    given: dict[str, object] = {"now": NOW, "plan": PLAN, "forecast": FORECAST}
    (found,) = watch(Facts(value, **{**given, **facts}))  # type: ignore[arg-type]  # facts
    return found


CHANCE = FORECAST.milestones["live"].chance or 0.0


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (f"chance(live) < {CHANCE * 100 + 1:.2f}%", True),
        (f"chance(live) < {CHANCE * 100 - 1:.2f}%", False),
        ("chance(live) >= 0%", True),
        ("p80(live) > 2026-03-02", True),
        ("p80(live) > 2099-01-01", False),
        ("p10(live) <= 2099-01-01", True),
        ("slack(web) > 1h", True),
        ("slack(api) <= 0d", True),
        ("margin(live) > 1d", True),
        ("price(ill) > 0h", True),
        ("exposure(ill) > 100", True),
        ("exposure(reuse) > 0", False),
        ("age(vendor) >= 3d", True),
        ("age(vendor) > 3d", False),
        ("age(issue) >= 72h", True),
        ("age(old) > 0m", False),
        ("age(incident) > 0m", False),
        ("unanswered(review) > 4d", True),
        ("unanswered(design) > 5d", False),
        ("unanswered(way) > 0m", False),
        ("coverage gap", False),
        ("coverage gap (day)", False),
        ("not coverage gap and (age(issue) > 1d or coverage gap)", True),
        ("coverage gap or age(issue) > 1d and coverage gap", False),
    ],
)
def test_a_condition_comes_out_as_the_facts_say(when: str, holds: bool) -> None:
    assert verdict(when).holds is holds


def test_a_gap_ahead_is_seen() -> None:
    ends = Rotation(start=date(2026, 1, 5), end=date(2026, 4, 1), layers=(Layer(people=("asha",)),))
    value = program(
        rotations=Table({"day": ends}), triggers=Table({"t": Trigger(when="coverage gap")})
    )
    (found,) = watch(Facts(value, now=NOW))
    # After its last day nobody is needed: that is an end, and no gap.
    assert found.holds is False
    hollow = replace(ends, end=None, layers=(replace(ends.layers[0], hours=((),) * 7),))
    value = replace(value, rotations=Table({"day": hollow}))
    (found,) = watch(Facts(value, now=NOW))
    assert found.holds is True


def test_what_is_not_known_stays_so_unless_it_does_not_matter() -> None:
    assert verdict("chance(live) < 60%", forecast=None).holds is None
    assert verdict("not chance(live) < 60%", forecast=None).holds is None
    assert verdict("chance(live) < 60% or age(issue) > 1d", forecast=None).holds is True
    assert verdict("chance(live) < 60% and age(issue) > 5d", forecast=None).holds is False
    assert verdict("chance(live) < 60% and age(issue) > 1d", forecast=None).holds is None
    assert verdict("p80(live) moved > 1d in 7d").holds is None


def test_a_date_is_compared_with_the_one_that_held_then() -> None:
    p80 = FORECAST.milestones["live"].p80

    def said(days_ago: float, days_earlier: float) -> SaidThen:
        then = p80 - timedelta(days=days_earlier)
        return SaidThen(at=NOW - timedelta(days=days_ago), dates=Table({"p80:live": then}))

    earlier = (said(20, 1), said(8, 6), said(3, 0))
    assert verdict("p80(live) moved > 5d in 7d", earlier=earlier).holds is True
    assert verdict("p80(live) moved > 6d in 7d", earlier=earlier).holds is False
    assert verdict("p80(live) moved > 2d in 14d", earlier=earlier).holds is False
    assert verdict("p80(live) moved > 0d in 1d", earlier=earlier).holds is False
    assert verdict("p80(live) moved >= 1d in 99d", earlier=earlier).holds is True  # the first one
    assert verdict("p50(live) moved > 5d in 7d", earlier=earlier).holds is None


def test_near_is_what_would_hold_if_what_is_close_turned() -> None:
    points = CHANCE * 100
    assert verdict(f"chance(live) < {points - 9:.2f}%").near
    assert not verdict(f"chance(live) < {points - 11:.2f}%").near
    assert not verdict(f"chance(live) < {points + 5:.2f}%").near  # it holds
    assert verdict("age(issue) > 3.5d").near
    assert not verdict("age(issue) > 3.5d and coverage gap").near
    assert verdict("not age(issue) > 2.5d").near


def test_what_has_turned_is_recorded_once() -> None:
    entries: list[Entry] = []

    def look(now: datetime, holds: bool | None) -> list[tuple[str, str]]:
        seen = (Verdict(trigger="t", holds=holds),)
        news = turned(seen, entries, now=now)
        for kind, key in news:
            last = entries[-1] if entries else None
            entries.append(after(last, at=now, kind=kind, content={"trigger": key}))
        return [*news]

    later = [NOW + timedelta(hours=hours) for hours in range(6)]
    assert look(later[0], holds=True) == [("held", "t")]
    assert look(later[1], holds=True) == []
    assert look(later[2], holds=None) == []
    assert held_since(entries, now=later[2]) == {"t": later[0]}
    assert look(later[3], holds=False) == [("ceased", "t")]
    assert held_since(entries, now=later[3]) == {}
    assert look(later[4], holds=True) == [("held", "t")]
    assert held_since(entries, now=later[5]) == {"t": later[4]}


def test_dates_that_are_watched_are_kept_for_the_next_time() -> None:
    value = replace(
        WHOLE, triggers=Table({"t": Trigger(when="p80(live) moved > 5d in 7d or age(issue) > 1d")})
    )
    dates = said_now(Facts(value, now=NOW, forecast=FORECAST))
    assert dates == {"p80:live": FORECAST.milestones["live"].p80.isoformat()}
    (kept,) = said_by([after(None, at=NOW, kind="said", content={"dates": {**dates}})])
    assert kept.dates["p80:live"] == FORECAST.milestones["live"].p80


def test_the_tree_is_as_the_grammar_says() -> None:
    leaf = Comparison(function="age", argument="a", operator=">", value=Span(amount=1, unit="d"))
    gap = CoverageGap()
    assert parse_condition("age(a) > 1d") == leaf
    assert parse_condition("age(a) > 1d or coverage gap and age(a) > 1d") == Either(
        parts=(leaf, Both(parts=(gap, leaf)))
    )
    assert parse_condition("not (coverage gap or coverage gap)") == Not(
        part=Either(parts=(gap, gap))
    )
    moved = parse_condition("p80(x.1-b) moved >= elapsed 5d in 7d")
    assert isinstance(moved, Comparison)
    assert moved.argument == "x.1-b"
    assert moved.moved
    assert moved.window == Span(amount=7, unit="d")


WORDS = [
    *("(", ")", "not", "and", "or", "coverage", "gap", "age", "p80", "(a)", "<", ">=", "moved"),
    *("in", "1d", "60%", "2026-01-01", "12"),
]


def code_of(text: str) -> str:
    """That of what is wrong with a condition; empty for one that is none the less."""
    try:
        parse_condition(text)
    except WrongCondition as wrong:
        return wrong.code
    return ""


@given(st.text(max_size=80))
def test_no_text_does_more_than_fail_to_be_a_condition(text: str) -> None:
    assert code_of(text) in {"", "trigger.grammar", "trigger.function", "trigger.too-long"}


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_no_order_of_words_does_more_than_fail(words: list[str]) -> None:
    assert code_of(" ".join(words)) in {"", "trigger.grammar", "trigger.function"}


def test_depth_is_bounded_before_the_stack_is() -> None:
    parse_condition("not " * (MOST_DEPTH - 1) + "coverage gap")
    with pytest.raises(WrongCondition, match="Nested more than 20 deep"):
        parse_condition("not " * (MOST_DEPTH + 2) + "coverage gap")
