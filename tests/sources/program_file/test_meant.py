"""What somebody most likely meant is offered, and nothing is where nothing is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.sources.program_file import parse_program
from fairlead.sources.program_file.amounts import estimate_of, estimate_text, money_of
from fairlead.sources.program_file.days import days_of, days_text, moment_of
from fairlead.sources.program_file.hours import week_of
from fairlead.sources.program_file.meant import (
    days_hint,
    estimate_hint,
    hours_hint,
    id_hint,
    key_hint,
    moment_hint,
    money_hint,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("18.12.2026", "2026-12-18"),
        ("12/18/2026", "2026-12-18"),
        ("18/12/2026", "2026-12-18"),
        ("2026/3/2", "2026-03-02"),
        ("2. Dezember 2026", "2026-12-02"),
        ("Dec 2, 2026", "2026-12-02"),
    ],
)
def test_a_date_of_another_country_is_offered_in_the_grammar(text: str, meant: str) -> None:
    assert moment_hint(text, clock=False) == f"Write `{meant}`."
    assert str(moment_of(meant, "UTC")) == meant


def test_a_date_that_could_be_either_is_offered_both_ways() -> None:
    both = "Write `2026-10-12` or `2026-12-10`: year, month, day."
    assert moment_hint("12-10-2026", clock=False) == both
    assert moment_hint("next week", clock=False) is None
    assert moment_hint("2026-13-40", clock=False) is None


def test_a_time_keeps_its_clock() -> None:
    assert moment_hint("18.12.2026 09:30", clock=True) == "Write `2026-12-18 09:30`."
    assert moment_hint("18.12.2026 09:30 +0530", clock=True) is None  # the offset would be lost


def test_what_is_not_known_yet_is_left_out() -> None:
    assert moment_hint("TBD", clock=False) == "Leave the key out until it is known."
    assert estimate_hint("?") == "Leave it out until somebody can say; `check` reminds of it."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-10-19 - 2026-10-23", "2026-10-19..2026-10-23"),
        ("2026-10-19/2026-10-23", "2026-10-19..2026-10-23"),
        ("19.10.2026 bis 23.10.2026", "2026-10-19..2026-10-23"),
        ("19.10.2026", "2026-10-19"),
    ],
)
def test_days_are_offered_as_a_range(text: str, meant: str) -> None:
    assert days_hint(text) == f"Write `{meant}`."
    assert days_text(days_of(meant)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("3-5 days", "3d..5d"), ("3 to 5 days", "3d..5d"), ("~2 weeks", "2w"), ("1,5 d", "1.5d")],
)
def test_an_estimate_in_words_is_offered_in_the_grammar(text: str, meant: str) -> None:
    assert estimate_hint(text) == f"Write `{meant}`."
    assert estimate_text(estimate_of(meant)) == meant


def test_an_estimate_that_is_upside_down_or_without_unit_is_not_offered() -> None:
    assert estimate_hint("5-3 days") is None
    assert estimate_hint("3-5") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("240.000", "240000"),
        ("240,000", "240000"),
        ("240k", "240000"),
        ("1.234,56 EUR", "1234.56"),
        ("€ 95", "95"),
        ("1.2 Mio EUR", "1200000"),
    ],
)
def test_an_amount_is_offered_without_currency_and_separators(text: str, meant: str) -> None:
    assert money_hint(text) == f"Write `{meant}`."
    assert money_of(meant)


def test_an_amount_that_is_none_is_not_offered() -> None:
    assert money_hint("a lot") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mo-Fr 10:00-18:00", "Mon-Fri 10:00-18:00"),
        ("Mon-Fri 10-18", "Mon-Fri 10:00-18:00"),
        ("Mon - Fri 9am - 5:30pm", "Mon-Fri 09:00-17:30"),
        ("09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("Mo\u2013Do 9.00\u201317.00 Uhr", "Mon-Thu 09:00-17:00"),
    ],
)
def test_hours_of_a_week_are_offered_in_the_grammar(text: str, meant: str) -> None:
    assert hours_hint(text, week=True) == f"Write `{meant}`."
    assert week_of(meant)


def test_hours_that_mean_nothing_are_not_offered() -> None:
    assert hours_hint("whenever", week=True) is None


def test_a_name_is_offered_as_an_id() -> None:
    assert id_hint("Prüfung 1") == "Write `Pruefung-1`, and what it is in words as its `title`."
    assert id_hint("???") is None


@given(st.text(max_size=100))
def test_any_text_is_taken(text: str) -> None:
    for hint in (
        moment_hint(text, clock=True),
        days_hint(text),
        estimate_hint(text),
        money_hint(text),
        hours_hint(text, week=True),
        hours_hint(text, week=False),
        id_hint(text),
    ):
        assert hint is None or hint.endswith((".", "it."))


def told(text: str) -> list[tuple[str | None, str, str | None]]:
    """Place, message and hint of what is wrong with a program of these lines."""
    reading = parse_program("fairlead: 1\nprogram: p\n" + text)
    return [(f.where, f.message, f.hint) for f in reading.findings]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (
            "tasks:\n  a: {title: A: b}\n",
            4,
            "Not YAML: a second `: ` in one value.",
            "Put text that holds a colon and a space in quotes.",
        ),
        (
            "tasks:\n  a: {title: A\n  b: {title: B}\n",
            5,
            "Not YAML: the { of line 4 is not closed by a } before this.",
            "Close it with } , or part its values by commas.",
        ),
        (
            'tasks:\n  a: {title: "A}\n  b: {title: "B"}\n',
            5,
            "Not YAML: the { of line 4 is not closed by a } before this.",
            'Line 4 holds a single " : close the quote.',
        ),
        (
            "tasks:\n  a:\n    title: A\n   who: b\n",
            6,
            "Not YAML: this line begins in column 4, where no key above it does.",
            "Begin it in the same column as the keys that it stands beside.",
        ),
        (
            "tasks:\n\ta: {title: A}\n",
            4,
            "Not YAML: a tab stands here.",
            "Indent with spaces; YAML forbids tabs there.",
        ),
        (
            "title: 'A\n",
            4,
            "Not YAML: the quote of line 3 is never closed.",
            "Close it with ' .",
        ),
        (
            "title: @home\n",
            3,
            "Not YAML: text may not begin with @ .",
            "Put text that begins with @ in quotes.",
        ),
        (
            "title: A\n  start: 2026-03-02\n",
            4,
            "Not YAML: no key may begin here.",
            "Begin it in the column of the keys above; each of them ends with a colon and a space.",
        ),
    ],
)
def test_what_is_no_yaml_is_told_in_plain_words(
    text: str, line: int, message: str, hint: str
) -> None:
    assert told(text) == [(f"program.yaml:{line}", message, hint)]


def test_a_key_is_told_with_the_one_that_was_meant_and_nothing_that_follows_from_it() -> None:
    assert told("tasks:\n  a: {Title: A}\n") == [
        ("program.yaml:4", "tasks.a has no key 'Title'.", "Did you mean 'title'?")
    ]
    assert told("tasks:\n  a: A\n") == [
        (
            "program.yaml:4",
            "tasks.a is the text 'A', expected keys and values.",
            "Write `a: {title: A}`.",
        )
    ]


def test_a_second_item_without_brackets_is_told_as_a_list() -> None:
    found = told("tasks:\n  a: {title: A}\n  b: {title: B}\n  c: {title: C, needs: a, b}\n")
    assert [(message, hint) for _, message, hint in found] == [
        ("tasks.c has no key 'b'.", "Write a list in brackets: `needs: [a, b]`.")
    ]


def test_a_key_that_stands_twice_is_told_with_both_places() -> None:
    assert told("tasks:\n  a: {title: A}\n  a: {title: B}\n") == [
        (
            "program.yaml:5",
            "tasks has the key 'a' twice, first in line 4.",
            "Rename or take out one of them.",
        )
    ]


def test_a_name_that_leads_nowhere_is_told_by_the_key_that_was_written() -> None:
    assert told("people:\n  lena: {}\ntasks:\n  a: {title: A, who: lenna}\n") == [
        (
            "program.yaml:6",
            "tasks.a.who names 'lenna', which is not in people.",
            "Did you mean 'lena'?",
        )
    ]


def test_an_unknown_region_is_told_with_those_that_there_are() -> None:
    ((_, message, hint),) = told("calendars:\n  c: {holidays: DE-XX}\n")
    assert message == "calendars.c.holidays: the public holidays of 'DE-XX' are not known."
    assert hint is not None
    assert hint.startswith("Regions of DE are ")
    assert " BE, " in hint


def test_days_the_wrong_way_round_are_turned() -> None:
    ((_, message, hint),) = told("people:\n  a: {leave: 2026-10-23..2026-10-19}\n")
    assert message == "people.a.leave: 2026-10-23..2026-10-19 ends before it begins."
    assert hint == "Write `2026-10-19..2026-10-23`."


@pytest.mark.parametrize(
    ("place", "word", "key"),
    [
        ("tasks: {a: {title: A, assignee: [ann]}}", "assignee", "who"),
        ("tasks: {a: {title: A, depends_on: [b]}}", "depends_on", "needs"),
        ("tasks: {a: {title: A, due: 2026-12-01}}", "due", "deadline"),
        ("milestones: {a: {title: A, deadline: 2026-12-01}}", "deadline", "due"),
        ("people: {ann: {title: Ann}}", "title", "name"),
        ("people: {ann: {vacation: 2026-12-01}}", "vacation", "leave"),
        ("risks: {r: {title: R, likelihood: 20%}}", "likelihood", "probability"),
        ("id: other", "id", "program"),
        ("resources: {}", "resources", "people"),
    ],
)
def test_a_key_of_another_tool_is_offered_by_its_name_here(place: str, word: str, key: str) -> None:
    findings = parse_program(f"fairlead: 1\nprogram: p\nstart: 2026-12-01\n{place}\n").findings
    told = [row for row in findings if row.code == "key.unknown" and repr(word) in row.message]
    assert [row.hint for row in told] == [f"It is called `{key}` here."]


def test_a_word_that_means_nothing_here_offers_no_key() -> None:
    assert key_hint("colour", ["title", "needs"]) is None
    assert key_hint("assignee", ["title"]) is None
