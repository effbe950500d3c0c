"""Deciding on requests: three-way, all or nothing, and what slipped in stays outside."""

from datetime import date

import pytest

from fairlead.program.changes import apply
from fairlead.program.noun import replace
from fairlead.program.program import Program
from fairlead.sources.program_file.approval import Approval, Verdict, decided, resolved
from fairlead.sources.program_file.reader import parse_program

BASE = """\
fairlead: 1
program: small
requirements:
  pay: {title: Pay, status: agreed}
tasks:
  spec: {title: Specification, estimate: 2d}
  api: {title: Interface, estimate: 3d, needs: [spec], requirement: pay}
"""
REQUEST = """\
changes:
  more:
    title: More of it
    edits:
      - {row: tasks.api, field: estimate, from: 3d, to: 6d}
      - {row: requirements.pay, field: title, from: Pay, to: Pay twice}
      - {row: requirements.twice, to: {title: Twice}}
"""


def program(text: str) -> Program:
    found = parse_program(text)
    assert found.program is not None, found.findings
    assert found.findings == ()
    return found.program


def decide(
    now: Program, *, verdict: Verdict = "approved", agreed: Program | None = None
) -> Approval:
    return decided(
        now, "more", verdict=verdict, by="boss", on=date(2026, 3, 9), because="Why", agreed=agreed
    )


def test_approval_reaches_the_program_and_the_baseline() -> None:
    now, agreed = program(BASE + REQUEST), program(BASE)
    done = decide(now, agreed=agreed)
    assert done.possible
    after = apply(now, done.program)
    assert str(after.tasks["api"].estimate) == "6d"
    assert after.changes["more"].state == "approved"
    assert (after.changes["more"].decided_by, after.changes["more"].because) == ("boss", "Why")
    assert done.baseline is not None
    assert done.baseline.tasks == after.tasks


def test_requirements_follow_what_is_approved() -> None:
    done = decide(program(BASE + REQUEST))
    after = apply(program(BASE + REQUEST), done.program)
    assert after.requirements["pay"].status == "changed"
    assert after.requirements["twice"].status == "agreed"


def test_what_slipped_in_stays_outside_of_what_is_agreed() -> None:
    slipped = BASE.replace("  api:", "  extra: {title: Extra, estimate: 9d}\n  api:")
    done = decide(program(slipped + REQUEST), agreed=program(BASE))
    assert done.baseline is not None
    assert "extra" not in done.baseline.tasks


def test_a_stale_request_is_merged_around_what_moved_on() -> None:
    moved = BASE.replace("estimate: 2d", "estimate: 4d")
    done = decide(program(moved + REQUEST), agreed=program(moved))
    assert done.possible
    assert str(apply(program(moved + REQUEST), done.program).tasks["spec"].estimate) == "4d"


def test_a_conflict_is_named_and_nothing_is_done() -> None:
    moved = BASE.replace("estimate: 3d", "estimate: 4d")
    done = decide(program(moved + REQUEST), agreed=program(BASE))
    assert not done.possible
    assert (done.program.edits, done.baseline) == ((), None)
    assert [f.code for f in done.findings] == ["change.conflict"]
    assert done.findings[0].message == (
        "changes.more: tasks.api.estimate: the program holds 4d; the request was made against 3d, "
        "and asks for 6d."
    )


def test_a_row_that_is_gone_conflicts() -> None:
    gone = BASE.rpartition("  api:")[0]
    done = decide(program(gone + REQUEST))
    assert [f.message for f in done.findings] == [
        "changes.more: tasks.api.estimate: tasks.api is not in the program."
    ]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("{row: tasks.spec, from: {title: Specification, estimate: 2d}}", "'spec', which is not"),
        ("{row: tasks.spec, field: needs, to: [ghost]}", "'ghost', which is not"),
        ("{row: tasks.spec, field: needs, to: [spec]}", "waits for itself"),
    ],
)
def test_a_change_that_breaks_the_program_is_refused(edit: str, told: str) -> None:
    text = f"{BASE}changes:\n  more:\n    title: T\n    edits: [{edit}]\n"
    done = decide(program(text))
    assert [f.code for f in done.findings] == ["change.breaks"]
    assert told in done.findings[0].message
    assert done.program.edits == ()


@pytest.mark.parametrize("verdict", ["rejected", "deferred", "withdrawn"])
def test_other_verdicts_change_the_request_alone(verdict: Verdict) -> None:
    now = program(BASE + REQUEST)
    after = apply(now, decide(now, verdict=verdict, agreed=program(BASE)).program)
    assert after.changes["more"].state == verdict
    assert replace(after, changes=now.changes) == now


def test_a_decision_stands_but_a_deferred_request_may_be_decided() -> None:
    now = program(BASE + REQUEST)
    deferred = apply(now, decide(now, verdict="deferred").program)
    rejected = apply(deferred, decide(deferred, verdict="rejected").program)
    again = decide(rejected)
    assert [f.code for f in again.findings] == ["change.settled"]
    assert not again.possible


def test_a_request_without_edits_is_told() -> None:
    text = f"{BASE}changes:\n  more: {{title: T}}\nscenarios:\n  what: {{title: W}}\n"
    assert [f.code for f in resolved(program(text), "more")[1]] == ["change.empty"]
    assert [f.where for f in resolved(program(text), "what")[1]] == ["scenarios.what"]


def test_a_request_that_cannot_be_read_is_not_approved() -> None:
    text = f"{BASE}changes:\n  more:\n    title: T\n    edits: {{row: tasks.api, field: x}}\n"
    done = decide(program(text))
    assert [f.code for f in done.findings] == ["change.unreadable"]
    assert not done.possible
