"""The ledger reconciles, whatever was done; what slipped in is named."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.analyses.scope.ledger import Agreed, ScopeLedger, scope_ledger
from fairlead.analyses.scope.measure import NOTHING, measured
from fairlead.program.baselines import AgreedBaseline, as_agreed
from fairlead.program.changes import apply, diff
from fairlead.program.fingerprint import fingerprint
from fairlead.program.goals import Requirement
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import CostEstimate, Estimate, Money
from fairlead.program.requests import CAUSES, ChangeRequest
from fairlead.program.work import Task
from fairlead.sources.program_file.approval import Verdict, decided, resolved
from fairlead.sources.program_file.request_words import proposed

START = datetime(2026, 3, 2, tzinfo=UTC)
KEYS = ("a", "b", "c", "d", "e")
WHO = ("asha", "ben", None)


def task(days: float, who: str | None = None, cents: int = 0) -> Task:
    return Task(
        title="Work",
        estimate=Estimate.point(days, "d"),
        who=() if who is None else (Assignment(person=who),),
        cost=CostEstimate(likely=Money(cents)) if cents else None,
    )


def begun() -> Program:
    return Program(
        id="small",
        people=Table({"asha": Person(rate=Money(9_999)), "ben": Person(rate=Money(3_333))}),
        tasks=Table({"a": task(3, "asha"), "b": task(2.5, "ben"), "c": task(1)}),
    )


@dataclass
class Life:
    """A program with its baselines, living through edits, requests and decisions."""

    now: Program = field(default_factory=begun)
    agreed: list[Agreed] = field(default_factory=list)
    asked: int = 0

    def agree(self, program: Program, request: str | None = None) -> None:
        number = len(self.agreed) + 1
        held = as_agreed(program)
        baseline = AgreedBaseline(
            number=number,
            name=request or f"b{number}",
            fingerprint=fingerprint(held),
            digest="",
            agreed_by="boss",
            agreed_at=START + timedelta(days=number),
            request=request,
        )
        self.agreed.append(Agreed(baseline=baseline, program=held))

    def edited(self, program: Program, key: str, row: Task | None) -> Program:
        table = program.tasks
        if row is None:
            return replace(program, tasks=table.without(key))
        return replace(program, tasks=table.with_row(key, row))

    def slip(self, key: str, row: Task | None) -> None:
        self.now = self.edited(self.now, key, row)

    def ask(self, key: str, row: Task | None, cause: int, requester: str | None) -> str:
        self.asked += 1
        name = f"r{self.asked}"
        draft = self.edited(self.now, key, row)
        request = ChangeRequest(
            title="More",
            cause=CAUSES[cause],
            requester=requester,
            edits=proposed(diff(self.now, draft), timezone="UTC"),
        )
        self.now = replace(self.now, changes=self.now.changes.with_row(name, request))
        return name

    def decide(self, name: str, verdict: Verdict) -> bool:
        done = decided(
            self.now,
            name,
            verdict=verdict,
            by="boss",
            on=date(2026, 3, 9),
            agreed=self.agreed[-1].program,
        )
        if not done.possible:
            assert (done.program.edits, done.baseline) == ((), None)
            return False
        self.now = apply(self.now, done.program)
        if done.baseline is not None:
            self.agree(done.baseline, name)
        return True

    def ledger(self) -> ScopeLedger:
        changes = {key: resolved(self.now, key)[0] for key in self.now.changes}
        return scope_ledger(self.agreed, self.now, as_of=START, changes=changes)


steps = st.lists(
    st.tuples(
        st.sampled_from(["slip", "ask", "ask", "rate", "agree"]),
        st.sampled_from(KEYS),
        st.one_of(
            st.none(),
            st.builds(
                task,
                st.floats(0.001, 20),
                st.sampled_from(WHO),
                st.integers(0, 10**6),
            ),
        ),
        st.integers(0, len(CAUSES) - 1),
        st.sampled_from(["sales", "product", None]),
        st.sampled_from(["approved", "approved", "rejected", "deferred", "withdrawn", None]),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(steps)
def test_the_ledger_reconciles_whatever_was_done(done: list[tuple[Any, ...]]) -> None:
    life = Life()
    life.agree(life.now)
    for what, key, row, cause, requester, verdict in done:
        gone = row is None and key not in life.now.tasks
        if what == "rate":
            person = replace(life.now.people["asha"], rate=Money(1_000 + 37 * int(cause)))
            life.now = replace(life.now, people=life.now.people.with_row("asha", person))
        elif what == "agree":
            life.agree(life.now)
        elif gone:
            continue
        elif what == "slip":
            life.slip(key, row)
        else:
            name = life.ask(key, row, cause, requester)
            if verdict is not None:
                life.decide(name, verdict)
    ledger = life.ledger()
    assert ledger.reconciles
    assert ledger.now == measured(life.now).whole
    assert ledger.points[-1].size == ledger.now
    for line in ledger.lines:
        total = NOTHING
        for item in line.items:
            total += item.size
        assert total == line.size
    for groups in (ledger.by_requester, ledger.by_cause):
        total = ledger.baseline
        for size in groups.values():
            total += size
        assert total == ledger.now
    for before, after in zip(ledger.points, ledger.points[1:], strict=False):
        assert before.size + after.came - after.went == after.size


def test_an_approved_request_is_accounted_to_who_asked_and_why() -> None:
    life = Life()
    life.agree(life.now)
    assert life.decide(life.ask("a", task(5, "asha"), 2, "sales"), "approved")
    ledger = life.ledger()
    line = ledger.lines[1]
    assert (line.kind, line.requester, line.cause) == ("approved", "sales", "regulation")
    assert (line.size.minutes, line.size.cost) == (2 * 480, 159_984)
    assert list(ledger.by_requester) == ["sales"]
    assert ledger.slipped == ()


def test_scope_that_slipped_in_is_named_with_who_was_refused_it() -> None:
    life = Life()
    life.agree(life.now)
    name = life.ask("d", task(4, "ben"), 1, "product")
    assert life.decide(name, "rejected")
    life.slip("d", task(4, "ben"))
    life.slip("c", None)
    life.slip("a", replace(life.now.tasks["a"], spent=None, notes="no scope", priority=3))
    ledger = life.ledger()
    assert [(s.how, s.place, s.size.minutes, s.asked_in) for s in ledger.slipped] == [
        ("new", "tasks.d", 1920, ((name, "rejected"),)),
        ("gone", "tasks.c", -480, ()),
    ]
    assert [line.kind for line in ledger.lines] == ["baseline", "unapproved"]
    assert ledger.churn.minutes == 1920 + 480


def test_what_slipped_in_stays_so_when_something_else_is_approved() -> None:
    life = Life()
    life.agree(life.now)
    life.slip("e", task(7))
    assert life.decide(life.ask("a", task(5, "asha"), 2, "sales"), "approved")
    assert [s.place for s in life.ledger().slipped] == ["tasks.e"]
    life.agree(life.now)
    assert life.ledger().slipped == ()
    assert life.ledger().lines[-1].kind == "agreed"


def test_what_is_asked_for_is_told_with_what_it_would_add() -> None:
    life = Life()
    life.agree(life.now)
    life.ask("a", task(5, "asha"), 0, "sales")
    stale = life.ask("b", task(9, "ben"), 0, "sales")
    life.slip("b", task(1, "ben"))
    pending = life.ledger().pending
    assert [(p.id, None if p.size is None else p.size.minutes) for p in pending] == [
        ("r1", 960),
        (stale, None),
    ]


def test_without_a_baseline_there_is_nothing_to_account_from() -> None:
    with pytest.raises(ValueError, match="No baseline"):
        scope_ledger([], begun(), as_of=START)


def test_requirements_that_stand_elsewhere_are_told() -> None:
    def with_states(program: Program, **states: str) -> Program:
        rows = {key: Requirement(title=key, status=state) for key, state in states.items()}  # type: ignore[arg-type]  # a state
        return replace(program, requirements=Table(rows))

    life = Life(now=with_states(begun(), pay="proposed", old="agreed", same="agreed"))
    life.agree(life.now)
    life.now = with_states(life.now, pay="agreed", new="proposed", same="agreed")
    found = [(row.id, row.before, row.after) for row in life.ledger().requirements]
    assert found == [
        ("pay", "proposed", "agreed"),
        ("old", "agreed", None),
        ("new", None, "proposed"),
    ]
