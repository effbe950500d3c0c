"""Change requests in the words of the file: they say what a change says, and nothing else."""

import pytest
from hypothesis import given, settings

from fairlead.program.baselines import as_agreed
from fairlead.program.changes import Change, apply, diff, rebased
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.requests import ProposedEdit, Wording
from fairlead.program.work import Need, Task
from fairlead.sources.program_file.request_words import (
    change_of,
    proposed,
    taken_out,
    with_value,
)
from tests.program.strategies import programs

SMALL = Program(
    id="small",
    tasks=Table(
        {"api": Task(title="API", estimate=Estimate.point(5, "d")), "a.b": Task(title="B")}
    ),
)


def words(
    row: str | None, field: str | None, before: str | None, after: str | None
) -> ProposedEdit:
    return ProposedEdit(
        row=row,
        field=field,
        before=None if before is None else Wording(before),
        after=None if after is None else Wording(after),
    )


@settings(max_examples=10)
@given(programs(), programs())
def test_a_change_in_words_is_the_same_change(old: Program, new: Program) -> None:
    old, new = as_agreed(old), as_agreed(new)
    change = diff(old, new)
    told = proposed(change, timezone=old.timezone)
    again, findings = change_of(told, timezone=old.timezone, where="changes.x")
    assert findings == ()
    assert apply(old, again) == new


@settings(max_examples=10)
@given(programs(), programs())
def test_a_change_is_up_to_date_where_it_was_made_and_done_where_it_leads(
    old: Program, new: Program
) -> None:
    change = diff(old, new)
    assert set(rebased(old, change).change.edits) == set(change.edits)
    assert rebased(new, change).change == Change()
    assert rebased(new, change).conflicts == ()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (words("task.api", "estimate", None, "5d"), "it names no row"),
        (words("changes.x", "title", None, "Y"), "it names no row"),
        (words("tasks.api", "estimat", None, "5d"), "'estimat' is no field of it."),
        (words("tasks.api", "estimate", "5d", "5 days"), "estimate"),
        (words("tasks.api", "title", "API", None), "it can never be without a value."),
        (words("tasks.api", None, None, None), "neither what is there nor"),
        (words("tasks.x", None, None, "{title: X, estimate: 5d, titel: Y}"), "titel"),
        (words("tasks.x", None, None, "{title: X"), "tasks.x"),
        (words(None, "tasks", None, "{}"), "a section is no field"),
        (words(None, None, None, "5d"), "it names no place."),
        (words(None, "scheduling", None, "7"), "scheduling"),
    ],
)
def test_what_cannot_be_read_is_told(edit: ProposedEdit, told: str) -> None:
    change, findings = change_of([edit], timezone="UTC", where="changes.x")
    assert not change
    assert [f.code for f in findings] == ["change.unreadable"]
    assert told in findings[0].message


def test_one_place_is_edited_once() -> None:
    edit = words("tasks.api", "estimate", "5d", "8d")
    _, findings = change_of([edit, edit], timezone="UTC", where="changes.x")
    assert [f.code for f in findings] == ["change.unreadable"]


def test_an_edit_takes_what_is_there_from_the_program() -> None:
    assert with_value(SMALL, "tasks.api.estimate", "8d..12d") == words(
        "tasks.api", "estimate", "5d", "8d..12d"
    )
    assert with_value(SMALL, "tasks.a.b.estimate", "1d") == words(
        "tasks.a.b", "estimate", None, "1d"
    )
    assert with_value(SMALL, "budget", "100") == words(None, "budget", None, "100")
    assert with_value(SMALL, "tasks.x", "{title: X}") == words("tasks.x", None, None, "{title: X}")
    assert taken_out(SMALL, "tasks.api") == words(
        "tasks.api", None, "{title: API, estimate: 5d}", None
    )


@pytest.mark.parametrize(
    "place", ["task.api", "tasks.api", "tasks.none.estimate", "tasks.api.estimat", "nothing"]
)
def test_an_edit_of_no_place_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match=place.partition(".")[0]):
        with_value(SMALL, place, "5d")


def test_a_list_in_another_order_is_the_same_list() -> None:
    rows = {**SMALL.tasks, "page": Task(title="Page", needs=(Need(task="a.b"), Need(task="api")))}
    program = replace(SMALL, tasks=Table(rows))
    asked = words("tasks.page", "needs", "[api, a.b]", "api")
    change, findings = change_of((asked,), timezone="UTC", where="changes.less")
    assert findings == ()
    assert apply(program, change).tasks["page"].needs == (Need(task="api"),)
