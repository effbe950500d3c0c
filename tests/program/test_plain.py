from typing import Literal

import msgspec
import pytest
from hypothesis import given, settings

from fairlead.program.changes import Change, apply, diff
from fairlead.program.noun import Noun
from fairlead.program.plain import change_of, noun_of, plain, plain_change
from fairlead.program.program import Program
from tests.program.strategies import programs


@settings(max_examples=25)
@given(programs())
def test_a_program_and_its_plain_form_are_the_same(program: Program) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(plain(program)))
    again = noun_of(Program, stored)
    assert again == program
    assert [*again.tasks] == [*program.tasks]


@settings(max_examples=25)
@given(programs(), programs())
def test_a_change_and_its_plain_form_do_the_same(old: Program, new: Program) -> None:
    change = diff(old, new)
    stored = msgspec.json.decode(msgspec.json.encode(plain_change(change)))
    assert change_of(stored) == change
    assert apply(old, change_of(stored)) == new


@pytest.mark.parametrize(
    "told",
    [
        {},
        [1],
        [{"section": "nowhere", "key": "a", "after": {}}],
        [{"section": "tasks", "after": {"title": "A"}}],
        [{"section": "tasks", "key": "a"}],
        [{"section": "tasks", "key": "a", "after": {"title": 5}}],
        [{"section": "tasks", "key": "a", "after": {"title": "A", "colour": "red"}}],
        [{"section": "tasks", "key": "a", "after": {}}],
        [{"section": "tasks", "key": "a", "field": "colour", "after": 1}],
        [{"section": "tasks", "key": "a", "field": "needs", "after": {"task": "b"}}],
        [{"section": "tasks", "key": "a", "field": "priority", "after": True}],
        [{"section": "tasks", "key": "a", "field": "finished", "after": "2026-13-01"}],
        [{"section": "tasks", "key": "a", "field": "finished", "after": "2026-03-01T10:00"}],
        [{"section": "requirements", "key": "a", "field": "priority", "after": "maybe"}],
        [{"field": "tasks", "after": {}}],
        [{"key": "a", "field": "title", "after": "A"}],
        [{"section": 1, "key": "a", "after": None}],
    ],
)
def test_what_is_no_change_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        change_of(told)


class Held(Noun):
    """What an answer may hold: a change, and a word of one of two lists."""

    change: Change
    kind: Literal["date", "limit"] | Literal["budget"]  # noqa: PYI030 (two lists, as aliases give)


@given(programs(), programs())
@settings(max_examples=20, deadline=None)
def test_a_change_inside_of_a_noun_is_read_by_its_fields(old: Program, new: Program) -> None:
    held = Held(change=diff(old, new), kind="budget")
    assert noun_of(Held, msgspec.json.decode(msgspec.json.encode(plain(held)))) == held


def test_a_word_of_neither_list_is_refused() -> None:
    with pytest.raises(ValueError, match="not one of date, limit, budget"):
        noun_of(Held, {"change": {"edits": []}, "kind": "colour"})
