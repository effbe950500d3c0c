"""The register: prices by closed form, the course of a risk, what is stale, what is missing."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import Plan, plan
from fairlead.analyses.register.course import close, happen, reopen
from fairlead.analyses.register.overdue import register_findings
from fairlead.analyses.register.proposals import proposals
from fairlead.analyses.register.ranking import ranked
from fairlead.program.changes import apply, invert
from fairlead.program.errors import UnknownReference
from fairlead.program.goals import Component
from fairlead.program.moments import Moment, minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Money
from fairlead.program.register import Assumption, Dependency, Issue
from fairlead.program.risks import Risk
from fairlead.program.work import Need, Task
from tests.analyses.forecast.programs import days, exactly, made, on

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def priced_program(*risks: tuple[str, float, float, int]) -> Program:
    """One task of ten days that is certain; risks by key, chance, days, hundredths of money."""
    return Program(
        id="p",
        start=date(2026, 3, 2),
        people=Table({"asha": Person()}),
        tasks=Table({"build": Task(title="Build", estimate=exactly(10), who=on("asha"))}),
        risks=Table(
            {
                key: Risk(
                    event=key,
                    probability=Chance(chance),
                    delay=Table({"build": exactly(days)}) if days else Table(),
                    cost=CostEstimate(likely=Money(money)),
                )
                for key, chance, days, money in risks
            }
        ),
    )


def quiet(program: Program, **options: object) -> Forecast:
    return made(replace(program, risks=Table()), prices=False, **options)


def test_one_risk_is_priced_as_its_closed_form_says() -> None:
    # Happening in 30 % of the trials, it is what P80 is made of: all of its five days; at 10 %
    # it is none of it. Its mean cost is chance times amount.
    program = priced_program(("often", 0.3, 5, 100_000), ("seldom", 0.1, 4, 50_000))
    told = made(program, trials=10_000)
    alone = made(priced_program(("often", 0.3, 5, 100_000)), trials=10_000)
    assert alone.risks["often"].p80_working_minutes == 5 * 480
    assert alone.risks["often"].cost == pytest.approx(30_000, abs=3 * 46_000 / 100)
    rare = made(priced_program(("seldom", 0.1, 4, 50_000)), trials=10_000)
    assert rare.risks["seldom"].p80_working_minutes == 0
    # Both at once: none 63 %, seldom alone 7 %, often alone 27 %, both 3 %. P80 lies in the 27 %,
    # five days out. Without `often` it is 0; without `seldom`, five days as before.
    assert told.risks["often"].p80_working_minutes == 5 * 480
    assert told.risks["seldom"].p80_working_minutes == 0


def test_two_risks_that_only_together_reach_p80_each_cost_all_of_it() -> None:
    # 15 % each and apart: one of them happens in 27.75 % of the trials, past 80 %; either alone
    # in 15 %, short of it. Taking either away takes all of the four days away.
    program = priced_program(("one", 0.15, 4, 0), ("other", 0.15, 4, 0))
    told = made(program, trials=10_000)
    assert told.risks["one"].p80_working_minutes == 4 * 480
    assert told.risks["other"].p80_working_minutes == 4 * 480


def test_a_paired_price_is_as_good_as_brute_force_with_ten_times_the_trials() -> None:
    """Prices of mean cost over seeds: same trials with and without, against trials of their own.

    Twelve people work ten uncertain days each, at 90 an hour; the risk costs 1,000 in 30 % of the
    trials. That the work differs from trial to trial drops out of the pairs.
    """
    people = {f"p{n}": Person(rate=Money(9000)) for n in range(12)}
    tasks = {f"t{n}": Task(title="T", estimate=days(4, 20), who=on(f"p{n}")) for n in range(12)}
    risk = Risk(event="x", probability=Chance(0.3), cost=CostEstimate(likely=Money(100_000)))
    without = Program(id="p", start=date(2026, 3, 2), people=Table(people), tasks=Table(tasks))
    program = replace(without, risks=Table({"x": risk}))
    paired, brute = [], []
    for seed in range(12):
        paired.append(made(program, trials=100, seed=seed).risks["x"].cost)
        with_it = made(program, trials=1000, seed=1000 + seed, prices=False).cost
        without_it = made(without, trials=1000, seed=2000 + seed, prices=False).cost
        assert with_it is not None
        assert without_it is not None
        brute.append(with_it.mean - without_it.mean)
    assert np.std(paired) < np.std(brute)
    assert np.mean(paired) == pytest.approx(30_000, abs=3 * 46_000 / np.sqrt(12 * 100))


def test_the_costliest_stands_first_and_opportunities_last() -> None:
    program = priced_program(("small", 0.5, 1, 0), ("large", 0.5, 8, 0), ("dear", 0.5, 0, 900_000))
    program = replace(
        program,
        risks=program.risks.with_row(
            "luck",
            Risk(
                kind="opportunity",
                event="x",
                probability=Chance(0.9),
                delay=Table({"build": exactly(9)}),
            ),
        ),
    )
    register = ranked(program, made(program), quiet=quiet(program))
    assert [row.id for row in register.risks] == ["large", "small", "dear", "luck"]
    assert all(1 <= row.likelihood <= 5 and 1 <= row.effect <= 5 for row in register.risks)
    assert register.risks[0].effect >= register.risks[1].effect


def test_the_reserve_is_what_leads_from_without_risks_to_with_them() -> None:
    program = priced_program(("often", 0.3, 5, 100_000))
    told, calm = made(program), quiet(program)
    p80 = ranked(program, told, quiet=calm).reserve
    assert p80.minutes == minute_of(told.finish.p80) - minute_of(calm.finish.p80) > 0
    assert p80.cost is None  # nothing but the risk costs money: no cost to compare with
    p50 = ranked(program, told, quiet=calm, confidence="p50").reserve
    assert (p50.minutes, p50.confidence) == (0, 0.5)
    paid = replace(program, people=Table({"asha": Person(rate=Money(9000))}))
    assert ranked(paid, made(paid), quiet=quiet(paid)).reserve.cost == 100_000 + 5 * 8 * 9000


def test_what_happened_leaves_the_dice_and_becomes_an_issue() -> None:
    program = priced_program(("often", 0.3, 5, 100_000), ("other", 0.3, 1, 0))
    change = happen(program, "often", at=AT, by="asha", because="It came")
    after = apply(program, change)
    assert set(made(after).risks) == {"other"}
    issue = after.issues["often"]
    assert (issue.risk, issue.raised, issue.affects) == ("often", AT, ("build",))
    (entry,) = after.risks["often"].history
    assert (entry.status, entry.on, entry.by, entry.because) == ("happened", AT, "asha", "It came")
    assert apply(after, invert(change)) == program
    with pytest.raises(ValueError, match="is happened, expected open"):
        happen(after, "often", at=AT)
    again = apply(after, reopen(after, "often", at=AT))
    assert set(made(again).risks) == {"often", "other"}
    assert set(apply(again, happen(again, "often", at=AT)).issues) == {"often", "often-2"}
    closed = apply(again, close(again, "other", at=AT))
    assert [e.status for e in closed.risks["other"].history] == ["closed"]
    with pytest.raises(ValueError, match="is open"):
        reopen(again, "other", at=AT)
    with pytest.raises(UnknownReference, match="No risk 'gone'"):
        close(program, "gone", at=AT)


def test_what_is_stale_is_told() -> None:
    past: Moment = date(2026, 2, 27)
    program = replace(
        priced_program(("often", 0.3, 5, 0)),
        issues=Table({"i": Issue(title="I", raised=past, review_on=past)}),
        assumptions=Table(
            {
                "a": Assumption(title="A", review_on=past),
                "f": Assumption(title="F", status="false", affects=("build",)),
            }
        ),
        dependencies=Table(
            {"d": Dependency(title="D", needed=date(2026, 4, 1), promised=date(2026, 4, 2))}
        ),
    )
    gone = replace(program.risks["often"], status="happened")
    program = replace(program, risks=program.risks.with_row("often", gone))
    found = [(f.code, f.where) for f in register_findings(program, now=AT)]
    assert found == [
        ("register.review-overdue", "issues.i.review_on"),
        ("register.review-overdue", "assumptions.a.review_on"),
        ("register.no-issue", "risks.often.status"),
        ("register.assumption-false", "assumptions.f.affects"),
        ("register.promised-late", "dependencies.d.promised"),
    ]
    early = datetime(2026, 2, 26, tzinfo=UTC)
    assert len(register_findings(program, now=early)) == 3


def chain(**fields: object) -> Program:
    tasks = {
        "vendor": Task(title="Certificate", duration=exactly(10)),
        **{
            f"t{n}": Task(
                title=f"T{n}",
                estimate=exactly(3),
                who=on("asha"),
                needs=(Need(task="vendor" if n == 0 else f"t{n - 1}"),),
            )
            for n in range(3)
        },
    }
    given: dict[str, object] = {
        "id": "p",
        "start": date(2026, 3, 2),
        "people": Table({"asha": Person(name="Asha Rao"), "ben": Person()}),
        "tasks": Table(tasks),
        "components": Table(
            {
                "vault": Component(
                    title="Vault", technology="Java 8", supported_until=date(2026, 3, 5)
                )
            }
        ),
    }
    return Program(**{**given, **fields})  # type: ignore[arg-type]  # fields of a program


def proposed(program: Program) -> dict[str, str]:
    found = plan(program)
    assert isinstance(found, Plan)
    return {one.id: one.evidence for one in proposals(program, found)}


def test_what_the_register_lacks_is_proposed_with_its_evidence() -> None:
    found = proposed(chain())
    assert "'asha' does 3 of 3 open tasks of the critical chain" in found["attrition-asha"]
    assert "no risk names it" in found["vendor-vendor"]


def test_what_is_in_the_register_is_not_proposed_again() -> None:
    leaves = Risk(event="Asha leaves")
    late = Risk(event="The certificate is late", delay=Table({"vendor": exactly(5)}))
    found = proposed(chain(risks=Table({"leaves": leaves, "late": late})))
    assert "attrition-asha" not in found
    assert "neither `contingency` nor `fallback`" in found["vendor-vendor"]
    ready = replace(late, fallback="other")
    assert "vendor-vendor" not in proposed(chain(risks=Table({"late": ready})))
    closed = replace(leaves, status="closed")
    assert "attrition-asha" in proposed(chain(risks=Table({"leaves": closed})))
