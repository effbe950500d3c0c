"""Every field has a cause, or is known to move no date; changes are told as a reader would."""

from datetime import date

from hypothesis import given

from fairlead.analyses.why.between import Bindings, with_steps
from fairlead.analyses.why.causes import (
    CAUSES,
    FIELDS,
    PROGRAM_FIELDS,
    SECTION_CAUSES,
    steps_of,
)
from fairlead.program.changes import Change, apply, diff
from fairlead.program.noun import Table, replace
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import check_references
from fairlead.program.work import Need, Task
from tests.analyses.forecast.programs import days, on, small
from tests.program.strategies import programs


def test_every_field_that_may_move_a_date_has_its_cause() -> None:
    """A field that is new must be sorted in: forgotten, it would move dates for no reason."""
    assert set(PROGRAM_FIELDS) == set(Program.__struct_fields__) - set(SECTIONS)
    for section in ("tasks", "milestones", "backlogs", "sprints", "launches"):
        assert set(FIELDS[section]) == set(SECTIONS[section].__struct_fields__)
    for section, fields in FIELDS.items():
        assert section in SECTION_CAUSES
        assert set(fields) <= set(SECTIONS[section].__struct_fields__)
    told = {cause for fields in (PROGRAM_FIELDS, *FIELDS.values()) for cause in fields.values()}
    assert told - {None} <= set(CAUSES)


@given(programs(), programs())
def test_all_changes_together_make_the_newer_version(old: Program, new: Program) -> None:
    if check_references(new):
        return
    steps, quiet = steps_of(diff(old, new))
    base = apply(old, Change(edits=quiet))
    assert with_steps(base, steps) == new


@given(programs(), programs())
def test_any_mixture_names_only_what_is_there(old: Program, new: Program) -> None:
    if check_references(new) or check_references(old):
        return
    steps, quiet = steps_of(diff(old, new))
    base = apply(old, Change(edits=quiet))
    bindings = Bindings(base, steps)
    for mixture in (steps[::2], steps[1::2], steps[: len(steps) // 2], steps[::2]):
        made = with_steps(base, mixture)
        found = check_references(made)
        assert [f for f in found if f.code == "reference.unknown"] == []
        assert with_steps(base, mixture, bindings=bindings) == made  # what is kept changes nothing


def test_a_dependency_on_a_new_task_belongs_to_that_task() -> None:
    old = small()
    audit = Task(title="Audit", estimate=days(3), who=on("ben"), needs=(Need(task="web"),))
    join = replace(old.tasks["join"], needs=(*old.tasks["join"].needs, Need(task="audit")))
    new = replace(old, tasks=old.tasks.with_row("audit", audit).with_row("join", join))
    (step,), quiet = steps_of(diff(old, new))
    assert (step.cause, step.place, quiet) == ("scope", "tasks.audit", ())
    assert step.places == ("tasks.audit", "tasks.join.needs")
    assert with_steps(old, [step]) == new


def test_one_row_may_change_for_several_causes() -> None:
    old = small()
    api = replace(
        old.tasks["api"],
        title="Interface, second version",
        estimate=days(9),
        not_before=date(2026, 3, 9),
        who=on("ben"),
    )
    steps, quiet = steps_of(diff(old, replace(old, tasks=old.tasks.with_row("api", api))))
    assert [(step.cause, step.places) for step in steps] == [
        ("estimates", ("tasks.api.estimate",)),
        ("people", ("tasks.api.who",)),
        ("dates", ("tasks.api.not_before",)),
    ]
    assert [edit.place for edit in quiet] == ["tasks.api.title"]


def test_a_task_without_its_person_is_done_by_nobody_named() -> None:
    old = small()
    cara = replace(old.people["ben"], name="Cara")
    extra = Task(title="Extra", estimate=days(2), who=on("cara"))
    new = replace(
        old, people=old.people.with_row("cara", cara), tasks=old.tasks.with_row("extra", extra)
    )
    steps, _ = steps_of(diff(old, new))
    (scope,) = [step for step in steps if step.cause == "scope"]
    assert with_steps(old, [scope]).tasks["extra"] == replace(extra, who=())


def test_of_a_row_that_is_gone_nothing_is_left() -> None:
    old = small()
    tasks = {key: row for key, row in old.tasks.items() if key != "web"}
    tasks["join"] = replace(tasks["join"], needs=(Need(task="api"),))
    reuse = replace(old.risks["reuse"], delay=Table())
    new = replace(old, tasks=Table(tasks), risks=old.risks.with_row("reuse", reuse))
    steps, _ = steps_of(diff(old, new))
    (scope,) = [step for step in steps if step.cause == "scope"]
    assert with_steps(old, [scope]) == new
