import pytest

from fairlead.web.log import shelf
from fairlead.web.log.append import append
from fairlead.web.log.history import entries, entries_of, number_at, program_when, why_of
from fairlead.web.log.outcome import Appended, Clashed
from fairlead.web.log.shelf import program_at
from fairlead.web.log.undo import Steps, redo, revert, steps, undo
from fairlead.web.models import ProgramLog, User
from tests.web.log.sample import after, changed, new_log, program

pytestmark = pytest.mark.django_db


def title(log: ProgramLog, key: str = "api") -> str:
    log.refresh_from_db()
    return program_at(log, log.head).tasks[key].title


def edit(log: ProgramLog, user: User, text: str, key: str = "api") -> None:
    here = program_at(log, log.head)
    append(log, changed(here, key, title=text), base=log.head, at=after(log.head), user=user)


def test_undo_and_redo_walk_through_ones_own_changes(asha: User) -> None:
    log = new_log()
    edit(log, asha, "one")
    edit(log, asha, "two")
    assert steps(log, asha) == Steps(undo=3)
    undo(log, asha, at=after(10))
    assert title(log) == "one"
    undo(log, asha, at=after(11))
    assert title(log) == "Payment API"
    assert undo(log, asha, at=after(12)) is None
    redo(log, asha, at=after(13))
    assert title(log) == "one"
    redo(log, asha, at=after(14))
    assert title(log) == "two"
    assert redo(log, asha, at=after(15)) is None
    undo(log, asha, at=after(16))
    assert title(log) == "one"


def test_a_new_change_leaves_nothing_to_redo(asha: User) -> None:
    log = new_log()
    edit(log, asha, "one")
    undo(log, asha, at=after(3))
    edit(log, asha, "other", key="spec")
    assert steps(log, asha) == Steps(undo=4)


def test_undo_leaves_what_others_did(asha: User, ben: User) -> None:
    log = new_log()
    edit(log, asha, "mine")
    edit(log, ben, "theirs", key="test")
    assert steps(log, ben) == Steps(undo=3)
    undo(log, asha, at=after(5))
    assert (title(log), title(log, "test")) == ("Payment API", "theirs")


def test_undo_of_what_somebody_changed_since_offers_both_values(asha: User, ben: User) -> None:
    log = new_log()
    edit(log, asha, "mine")
    edit(log, ben, "theirs")
    found = undo(log, asha, at=after(5))
    assert isinstance(found, Clashed)
    assert (found.conflicts[0].ours, found.conflicts[0].theirs) == ("Payment API", "theirs")


def test_what_was_deleted_comes_back_with_all_that_it_was(asha: User, ben: User) -> None:
    log = new_log()
    from fairlead.program.changes import diff  # slow import
    from fairlead.program.noun import replace  # slow import

    here = program()
    gone = replace(
        here,
        tasks=here.tasks.without("test"),
        milestones=here.milestones.with_row("beta", replace(here.milestones["beta"], needs=())),
    )
    append(log, diff(here, gone), base=1, at=after(1), user=asha)
    edit(log, ben, "later")
    back = revert(log, 2, user=ben, at=after(3))
    assert isinstance(back, Appended)
    assert back.program.tasks["test"] == here.tasks["test"]
    assert back.program.milestones["beta"].needs == here.milestones["beta"].needs
    assert back.program.tasks["api"].title == "later"


def test_the_history_of_an_item_and_of_any_moment(asha: User) -> None:
    log = new_log()
    edit(log, asha, "one")
    edit(log, asha, "two", key="spec")
    edit(log, asha, "three")
    assert [e.number for e in entries_of(log, "tasks", "api")] == [4, 2, 1]
    assert [e.number for e in entries(log)] == [4, 3, 2, 1]
    assert number_at(log, after(1)) == 2
    assert number_at(log, after(-1)) == 0
    shelf.forget()
    assert program_when(log, after(1)).tasks["api"].title == "one"
    assert why_of(entries(log)[0]) == ""
