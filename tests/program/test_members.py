"""Lists merged member by member: what can be had of both is, and only real collisions are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.program.changes import Change, Edit, apply, merge, rebased
from fairlead.program.goals import Requirement
from fairlead.program.launches import Gate, Launch
from fairlead.program.members import merged_members
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Share
from fairlead.program.work import Need, Task

LETTERS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5).map(tuple)
SETS = LETTERS.map(lambda items: tuple(sorted(items)))


@given(SETS, SETS, SETS)
def test_sets_merge_alike_from_either_side(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    merged = merged_members(Person, "skills", base, ours, theirs)
    assert merged == merged_members(Person, "skills", base, theirs, ours)
    if merged is None:
        gone = set(base) - set(ours) - set(theirs)
        assert gone
        assert set(ours) - set(base) != set(theirs) - set(base)
        return
    expected = {
        each
        for each in {*base, *ours, *theirs}
        if (each in ours and each in theirs) or (each not in base)
    }
    assert merged == tuple(sorted(expected))


@given(LETTERS, LETTERS, LETTERS)
def test_ordered_lists_keep_the_order_of_both(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    merged = merged_members(Requirement, "accept", base, ours, theirs)
    assert merged == merged_members(Requirement, "accept", base, theirs, ours)
    if merged is None:
        return
    assert isinstance(merged, tuple)
    for side in (ours, theirs):
        kept = [each for each in side if each in merged]
        assert [each for each in merged if each in kept] == kept


@given(SETS, SETS)
def test_what_one_side_did_is_done(base: tuple[str, ...], ours: tuple[str, ...]) -> None:
    assert merged_members(Person, "skills", base, ours, base) == ours
    assert merged_members(Person, "skills", base, ours, ours) == ours


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("ab", "abc", "abd", None),  # which of both comes first, nobody says
        ("ab", "abc", "xab", "xabc"),
        ("ab", "b", "abc", "bc"),
        ("abc", "acb", "abcd", None),  # another order
        ("ab", "a", "ab", "a"),
    ],
)
def test_places_in_an_ordered_list(base: str, ours: str, theirs: str, merged: str | None) -> None:
    sides = (tuple(side) for side in (base, ours, theirs))
    found = merged_members(Requirement, "accept", *sides)
    assert found == (None if merged is None else tuple(merged))


def edit(field: str, before: object, after: object, *, section: str = "tasks") -> Change:
    return Change(
        edits=(Edit(section=section, key="api", field=field, before=before, after=after),)
    )


def needs(*keys: str) -> tuple[Need, ...]:
    return tuple(Need(task=key) for key in keys)


def program(row: Noun, section: str = "tasks") -> Program:
    return replace(Program(id="p"), **{section: Table({"api": row})})


def test_two_needs_that_were_added_apart_are_both_there() -> None:
    base = program(Task(title="API", needs=needs("spec")))
    ours = edit("needs", needs("spec"), needs("design", "spec"))
    theirs = edit("needs", needs("spec"), needs("review", "spec"))
    merged = merge(ours, theirs)
    assert merged.conflicts == ()
    after = apply(base, merged.change)
    assert after.tasks["api"].needs == needs("design", "review", "spec")
    assert apply(base, merge(theirs, ours).change) == after
    assert apply(apply(base, ours), rebased(apply(base, ours), theirs).change) == after


def test_one_need_changed_in_two_ways_is_a_conflict() -> None:
    base = needs("spec")
    ours, theirs = (Need(task="spec", lag_share=share) for share in (0.1, 0.2))
    merged = merge(edit("needs", base, (ours,)), edit("needs", base, (theirs,)))
    assert [each.place for each in merged.conflicts] == ["tasks.api.needs"]


def test_a_task_that_is_given_to_two_others_is_a_conflict() -> None:
    asha, ben, chen = (Assignment(person=key) for key in ("asha", "ben", "chen"))
    exchanged = merge(edit("who", (asha,), (ben,)), edit("who", (asha,), (chen,)))
    assert [each.place for each in exchanged.conflicts] == ["tasks.api.who"]
    joined = merge(edit("who", (asha,), (asha, ben)), edit("who", (asha,), (asha, chen)))
    assert joined.change == edit("who", (asha,), (asha, ben, chen))
    half = replace(asha, units=Share(0.5))
    shared = merge(edit("who", (asha,), (asha, ben)), edit("who", (asha,), (half,)))
    assert shared.change == edit("who", (asha,), (half, ben))


def test_rows_inside_a_row_merge_by_their_keys() -> None:
    works, safe, legal = (Gate(title=title) for title in ("Works", "Safe", "Legal"))
    base = Table({"works": works})
    held = program(Launch(title="Launch", gates=base), "launches")
    ours = edit("gates", base, Table({"works": works, "safe": safe}), section="launches")
    theirs = edit("gates", base, Table({"works": works, "legal": legal}), section="launches")
    merged = merge(ours, theirs)
    assert merged.conflicts == ()
    assert apply(held, merged.change).launches["api"].gates == Table(
        {"works": works, "safe": safe, "legal": legal}
    )
    gone = edit("gates", base, Table(), section="launches")
    other = edit("gates", base, Table({"works": safe}), section="launches")
    assert merge(gone, other).conflicts != ()
