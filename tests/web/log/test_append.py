import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings

from fairlead.program.changes import Change, Edit, diff
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.web.log import shelf
from fairlead.web.log.append import append, begin
from fairlead.web.log.outcome import Appended, Clashed, Refused, Unchanged
from fairlead.web.log.shelf import program_at
from fairlead.web.log.verify import verify
from fairlead.web.models import LogEntry, ProgramLog, Snapshot, User
from tests.program.strategies import programs
from tests.web.log.sample import NOW, after, changed, new_log, program, without

pytestmark = pytest.mark.django_db


def titled(title: str) -> dict[str, Any]:
    return {"title": title}


def test_a_program_is_in_the_log_as_it_was() -> None:
    log = new_log()
    shelf.forget()
    assert program_at(log, log.head) == program()
    assert [*program_at(log, log.head).tasks] == ["spec", "api", "test"]
    assert log.title == "Checkout re-platform"


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(programs(), programs())
def test_what_the_database_gives_back_is_what_it_was_given(old: Program, new: Program) -> None:
    log = begin(old, key=f"p{ProgramLog.objects.count()}", at=NOW)
    old = replace(old, id=log.key) if old.id != log.key else old
    shelf.forget()
    here = program_at(log, log.head)
    append(log, diff(here, new), base=log.head, at=after(1), checked=False)
    shelf.forget()
    assert program_at(log, log.head) == new
    assert program_at(log, 1) == here
    assert verify(log) == ()


def test_a_key_is_taken_once() -> None:
    new_log()
    with pytest.raises(IntegrityError):
        new_log()


def test_a_change_becomes_the_next_entry(asha: User) -> None:
    log = new_log()
    made = append(
        log, changed(program(), "api", title="API"), base=1, at=after(5), user=asha, why="Shorter"
    )
    assert isinstance(made, Appended)
    assert (made.number, made.merged) == (2, False)
    assert made.program.tasks["api"].title == "API"
    row = LogEntry.objects.get(log=log, number=2)
    assert (row.who, row.kind, row.edits, row.at) == ("asha", "change", 1, after(5))
    assert '"why":"Shorter"' in row.content


def test_two_people_who_change_different_fields_both_succeed(asha: User, ben: User) -> None:
    log = new_log()
    append(log, changed(program(), "api", title="API"), base=1, at=after(1), user=asha)
    theirs = append(log, changed(program(), "api", priority=700), base=1, at=after(2), user=ben)
    assert isinstance(theirs, Appended)
    assert theirs.merged
    api = theirs.program.tasks["api"]
    assert (api.title, api.priority) == ("API", 700)


def test_the_same_field_gives_the_second_one_both_values(asha: User, ben: User) -> None:
    log = new_log()
    append(log, changed(program(), "api", title="API"), base=1, at=after(1), user=asha)
    theirs = append(log, changed(program(), "api", title="Pay"), base=1, at=after(2), user=ben)
    assert isinstance(theirs, Clashed)
    (clash,) = theirs.conflicts
    assert (clash.place, clash.base) == ("tasks.api.title", "Payment API")
    assert (clash.ours, clash.theirs) == ("Pay", "API")
    assert LogEntry.objects.filter(log=log).count() == 2


def test_whoever_saw_both_values_may_choose(ben: User) -> None:
    log = new_log()
    append(log, changed(program(), "api", title="API"), base=1, at=after(1))
    seen = program_at(log, 2)
    chosen = append(log, changed(seen, "api", title="Pay"), base=2, at=after(2), user=ben)
    assert isinstance(chosen, Appended)
    assert chosen.program.tasks["api"].title == "Pay"


def test_an_edit_of_what_was_deleted_clashes() -> None:
    log = new_log()
    gone = without(program(), "test")
    needless = Edit(
        section="milestones",
        key="beta",
        field="needs",
        before=program().milestones["beta"].needs,
        after=(),
    )
    append(log, Change(edits=(*gone.edits, needless)), base=1, at=after(1))
    late = append(log, changed(program(), "test", title="More tests"), base=1, at=after(2))
    assert isinstance(late, Clashed)
    assert late.conflicts[0].place == "tasks.test"


def test_wanting_what_is_so_already_writes_nothing() -> None:
    log = new_log()
    append(log, changed(program(), "api", title="API"), base=1, at=after(1))
    again = append(log, changed(program(), "api", title="API"), base=1, at=after(2))
    assert isinstance(again, Unchanged)
    assert LogEntry.objects.filter(log=log).count() == 2


def test_a_change_that_names_what_is_not_there_is_refused() -> None:
    log = new_log()
    refused = append(log, changed(program(), "api", component="nowhere"), base=1, at=after(1))
    assert isinstance(refused, Refused)
    assert [f.code for f in refused.findings] == ["reference.unknown"]
    assert LogEntry.objects.filter(log=log).count() == 1


def test_taking_away_what_others_wait_for_is_refused() -> None:
    log = new_log()
    assert isinstance(append(log, without(program(), "api"), base=1, at=after(1)), Refused)


def test_what_was_wrong_before_does_not_stop_an_edit() -> None:
    broken = replace(program(), milestones=program().milestones)
    tasks = broken.tasks.with_row("api", replace(broken.tasks["api"], component="nowhere"))
    log = begin(replace(broken, tasks=tasks), key="broken", at=NOW)
    here = program_at(log, 1)
    made = append(log, changed(here, "spec", title="Spec"), base=1, at=after(1))
    assert isinstance(made, Appended)


def test_snapshots_stand_for_the_entries_before_them() -> None:
    log = new_log()
    for step in range(1, 210):
        here = program_at(log, log.head)
        append(log, changed(here, "api", priority=step), base=log.head, at=after(step))
    assert [*Snapshot.objects.values_list("number", flat=True)] == [200]
    shelf.forget()
    assert program_at(log, log.head).tasks["api"].priority == 209
    assert program_at(log, 100).tasks["api"].priority == 99
    assert verify(log) == ()


@pytest.mark.django_db(transaction=True)
def test_sixteen_editors_at_once_lose_nothing() -> None:
    rows = program()
    for number in range(16):
        tasks = rows.tasks.with_row(f"t{number}", replace(rows.tasks["spec"], title="0"))
        rows = replace(rows, tasks=tasks)
    log = begin(rows, key="busy", at=NOW)
    wrong: list[object] = []

    def edit(number: int) -> None:
        try:
            mine = ProgramLog.objects.get(pk=log.pk)
            seen, base = program_at(mine, 1), 1
            for turn in range(1, 9):
                made = append(
                    mine,
                    changed(seen, f"t{number}", title=str(turn)),
                    base=base,
                    at=after(turn),
                )
                if not isinstance(made, Appended):
                    wrong.append(made)
                    return
                seen, base = made.program, made.number
        except Exception as error:  # noqa: BLE001 (a thread's error must reach the test)
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    log.refresh_from_db()
    assert log.head == 1 + 16 * 8
    shelf.forget()
    last = program_at(log, log.head)
    assert {last.tasks[f"t{number}"].title for number in range(16)} == {"8"}
    assert verify(log) == ()
