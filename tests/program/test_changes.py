"""The laws of changes: apply, invert, compose and merge agree with each other, for any programs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from fairlead.program.changes import (
    Change,
    Edit,
    apply,
    compose,
    conflicts,
    diff,
    invert,
    merge,
)
from fairlead.program.errors import ChangeConflict
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Task
from tests.program.strategies import programs

laws = settings(max_examples=20, suppress_health_check=list(HealthCheck))


@laws
@given(programs(), programs())
def test_a_difference_applied_makes_one_of_the_other_and_back(old: Program, new: Program) -> None:
    change = diff(old, new)
    assert apply(old, change) == new
    assert apply(new, invert(change)) == old
    assert invert(invert(change)) == change
    assert fingerprint(apply(old, change)) == fingerprint(new)


@laws
@given(programs())
def test_a_program_does_not_differ_from_itself(program: Program) -> None:
    assert diff(program, program) == Change()
    assert apply(program, Change()) is program


@laws
@given(programs(), programs(), programs())
def test_two_changes_composed_are_the_one_from_first_to_last(
    first: Program, second: Program, third: Program
) -> None:
    both = compose(diff(first, second), diff(second, third))
    assert apply(first, both) == third
    assert {edit.path: edit for edit in both.edits} == {
        edit.path: edit for edit in diff(first, third).edits
    }
    assert compose(diff(first, second), diff(second, first)) == Change()


@laws
@given(programs(), programs(), programs())
def test_merging_loses_nothing_and_decides_nothing(
    base: Program, ours: Program, theirs: Program
) -> None:
    our_change, their_change = diff(base, ours), diff(base, theirs)
    merged = merge(our_change, their_change)
    turned = merge(their_change, our_change)
    apply(base, merged.change)  # what does not conflict can be carried out together
    assert set(merged.change.edits) == set(turned.change.edits)
    assert {c.place for c in merged.conflicts} == {c.place for c in turned.conflicts}
    kept = {edit.path: edit for edit in merged.change.edits}
    disputed = {conflict.place for conflict in merged.conflicts}
    for edit in (*our_change.edits, *their_change.edits):
        row = f"{edit.section}.{edit.key}"
        if edit.place not in disputed and row not in disputed:
            assert kept[edit.path] == edit or is_part_of(edit, kept[edit.path])


def is_part_of(edit: Edit, whole: Edit) -> bool:
    """Whether all that an edit puts into a list, or takes out, is so after the whole edit."""
    before, after, merged = (members(side) for side in (edit.before, edit.after, whole.after))
    came = [each for each in after if each not in before]
    gone = [each for each in before if each not in after]
    return all(each in merged for each in came) and not any(each in merged for each in gone)


def members(value: object) -> list[object]:
    assert isinstance(value, Table | tuple)
    return list(value.items() if isinstance(value, Table) else value)


@laws
@given(programs(), programs(), programs())
def test_changes_of_different_rows_commute(base: Program, one: Program, other: Program) -> None:
    ours = diff(base, replace(base, tasks=one.tasks))
    theirs = diff(base, replace(base, people=other.people))
    merged = merge(ours, theirs)
    assert merged.conflicts == ()
    assert apply(apply(base, ours), theirs) == apply(base, merged.change)
    assert apply(apply(base, theirs), ours) == apply(base, merged.change)


@laws
@given(programs(), programs())
def test_a_stale_change_is_refused_as_a_whole(base: Program, other: Program) -> None:
    base, other = replace(base, title="before"), replace(other, title="after")
    change = diff(base, other)
    elsewhere = replace(base, id=f"{base.id}!", title="meanwhile")
    assert [conflict.place for conflict in conflicts(elsewhere, change)].count("title") == 1
    with pytest.raises(ChangeConflict, match="title"):
        apply(elsewhere, change)


TASK = Task(title="Spec")
BASE = Program(id="p", tasks=Table({"spec": TASK}))


def test_two_values_for_one_field_are_both_reported_and_neither_is_kept() -> None:
    three, five = Estimate.point(3, "d"), Estimate.point(5, "d")
    ours = diff(BASE, replace(BASE, tasks=Table({"spec": replace(TASK, estimate=three)})))
    theirs = diff(BASE, replace(BASE, tasks=Table({"spec": replace(TASK, estimate=five)})))
    merged = merge(ours, theirs)
    assert merged.change == Change()
    (conflict,) = merged.conflicts
    assert (conflict.place, conflict.base) == ("tasks.spec.estimate", None)
    assert (conflict.ours, conflict.theirs) == (three, five)


def test_the_same_value_from_both_sides_is_no_conflict() -> None:
    change = diff(BASE, replace(BASE, tasks=Table({"spec": replace(TASK, notes="n")})))
    assert merge(change, change).change == change
    assert merge(change, change).conflicts == ()


def test_an_edit_in_a_row_that_the_other_side_took_away_is_a_conflict() -> None:
    edited = diff(BASE, replace(BASE, tasks=Table({"spec": replace(TASK, notes="n")})))
    removed = diff(BASE, replace(BASE, tasks=Table()))
    for ours, theirs in ((edited, removed), (removed, edited)):
        merged = merge(ours, theirs)
        assert merged.change == Change()
        assert [conflict.place for conflict in merged.conflicts] == ["tasks.spec"]


def test_a_row_that_is_not_there_cannot_be_edited() -> None:
    change = Change(edits=(Edit(section="tasks", key="gone", field="notes", after="n"),))
    with pytest.raises(ChangeConflict, match=r"tasks\.gone"):
        apply(BASE, change)


def test_a_task_may_become_a_milestone_in_one_change() -> None:
    after = Program(id="p", milestones=Table({"spec": Milestone(title="Spec")}))
    assert apply(BASE, diff(BASE, after)) == after
