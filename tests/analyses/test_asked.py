"""What tasks ask for, by column."""

from __future__ import annotations

from fairlead.analyses.levelling.asked import asked_of
from fairlead.program.noun import Table
from fairlead.program.people import Assignment
from fairlead.program.quantities import Estimate
from fairlead.program.work import Task

DAY = Estimate.point(1, "d")


def some(count: int) -> Table[Task]:
    """Tasks of five teams, every seventh of them with a priority, every ninth for somebody."""
    return Table(
        {
            f"t{k}": Task(
                title=f"T {k}",
                estimate=DAY,
                team=f"team{k % 5}",
                skill=("api",) if k % 2 else (),
                priority=k if k % 7 == 0 else None,
                who=(Assignment(person="asha"),) if k % 9 == 0 else (),
            )
            for k in range(count)
        }
    )


def test_each_task_has_the_number_of_its_team_and_skill() -> None:
    table = some(20)
    asked = asked_of(table, None)
    assert [asked.groups[k][:2] for k in asked.group.tolist()] == [
        (task.team, task.skill) for task in table.values()
    ]
    assert asked.named == [0, 9, 18]
    assert asked.priority.tolist()[:8] == [0, 500, 500, 500, 500, 500, 500, 7]


def test_who_needs_nobody_in_particular_is_in_no_group() -> None:
    plain = Task(title="A", estimate=DAY)
    lasting = Task(title="B", duration=DAY, team="payments")
    assert asked_of(Table({"a": plain, "b": lasting}), None).group.tolist() == [-1, -1]


def test_an_edited_table_is_asked_anew_only_where_it_was_edited() -> None:
    table = some(600)
    before = table.derived(asked_of)
    edited = table.with_row("t300", Task(title="T", estimate=DAY, skill=("db",)))
    after, anew = edited.derived(asked_of), asked_of(Table(dict(edited.items())), None)
    assert [one is other for one, other in zip(before.pieces, after.pieces, strict=True)] == [
        True, False, True,
    ]  # fmt: skip
    assert (after.group.tolist(), after.groups) == (anew.group.tolist(), anew.groups)
    assert (after.named, after.priority.tolist()) == (anew.named, anew.priority.tolist())
