"""What the program costs as planned: people's time by their rates, other costs, and risk."""

from __future__ import annotations

from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.program.quantities import Money, Span
from fairlead.program.work import Task

__all__ = ["Cost", "cost"]


class Cost(Noun):
    """Money of a program, in hundredths of its currency.

    `spent` and `to_do` are people's time by their rates, `other` the costs stated by tasks.
    `risk_expected` is the sum over open threats of chance times cost, less the same of
    opportunities; `risk_most` is what all open threats cost together if every one happens, each at
    its highest. `risk_expected_treated` is the first sum once every stated treatment is carried
    out, which itself costs `treatment`. `unpriced_minutes` is effort of people who have no rate,
    left out of the sums; `assumed_spent` are finished tasks whose time was not recorded, taken
    at their estimate.
    """

    budget: Money | None = None
    spent: Money = Money(0)
    to_do: Money = Money(0)
    other: Money = Money(0)
    risk_expected: Money = Money(0)
    risk_most: Money = Money(0)
    risk_expected_treated: Money = Money(0)
    treatment: Money = Money(0)
    unpriced_minutes: int = 0
    unpriced_people: tuple[str, ...] = ()
    assumed_spent: tuple[str, ...] = ()
    priced_risks: tuple[str, ...] = ()

    @property
    def planned(self) -> Money:
        """What it costs if nothing uncertain happens."""
        return Money(self.spent + self.to_do + self.other)

    @property
    def left(self) -> Money | None:
        """Budget less planned cost, below zero when it does not suffice; None without a budget."""
        return None if self.budget is None else Money(self.budget - self.planned)

    @property
    def known(self) -> bool:
        """Whether there is any price to add up."""
        return bool(self.planned or self.risk_most or self.budget is not None)


def cost(program: Program, plan: Plan) -> Cost:
    """Add up the money of a program by its plan. An hour at 90.00 for 480 minutes is 720.00."""
    spent = to_do = 0.0
    other = 0
    unpriced = 0.0
    nameless: set[str] = set()
    assumed: list[str] = []
    for key, activity in plan.activities.items():
        task = program.tasks.get(key)
        if task is None:
            continue
        other += 0 if task.cost is None else task.cost.planned
        if activity.kind != "task":
            continue
        done, was_assumed = _spent_minutes(task, activity)
        if was_assumed:
            assumed.append(key)
        for person, share, own in _shares(program, task, activity):
            done_here = own if own is not None else done * share
            to_do_here = activity.work_minutes * share
            rate = program.people[person].rate
            if rate is None:
                unpriced += done_here + to_do_here
                if done_here + to_do_here:
                    nameless.add(person)
            else:
                spent += rate * done_here / 60
                to_do += rate * to_do_here / 60
    risk = _risk_money(program)
    return Cost(
        budget=program.budget,
        spent=Money(round(spent)),
        to_do=Money(round(to_do)),
        other=Money(other),
        unpriced_minutes=round(unpriced),
        unpriced_people=tuple(sorted(nameless)),
        assumed_spent=tuple(assumed),
        risk_expected=Money(round(risk.expected)),
        risk_most=Money(risk.most),
        risk_expected_treated=Money(round(risk.treated)),
        treatment=Money(risk.treatment),
        priced_risks=risk.priced,
    )


def _minutes(span: Span, activity: PlannedActivity) -> int:
    return span.minutes(day_minutes=activity.day_minutes, week_minutes=5 * activity.day_minutes)


def _spent_minutes(task: Task, activity: PlannedActivity) -> tuple[float, bool]:
    """Effort so far, and whether it had to be taken from the estimate."""
    people = sum((a.units or 1.0) for a in task.who) if task.who else 1.0
    if task.spent is not None:
        times = 1.0 if task.estimate is not None else people
        return _minutes(task.spent, activity) * times, False
    if task.started is None and activity.state == "waiting":
        return 0.0, False
    planned = task.estimate or task.duration
    if planned is None:
        return 0.0, False
    day = activity.day_minutes
    effort = planned.planned_minutes(day_minutes=day, week_minutes=5 * day)
    total = effort * (1.0 if task.estimate is not None else people)
    return max(0.0, total - activity.work_minutes), activity.state == "finished"


def _shares(
    program: Program, task: Task, activity: PlannedActivity
) -> list[tuple[str, float, float | None]]:
    """Each person on a task with their part of its effort, and own recorded minutes if any."""
    rows = [
        (a.person, a.units or 1.0, None if a.spent is None else float(_minutes(a.spent, activity)))
        for a in task.who
        if a.person in program.people
    ]
    if not rows:
        rows = [(person, 1.0, None) for person in activity.who if person in program.people]
    rows = [row for row in rows if program.people[row[0]].kind not in ("material", "cost")]
    total = sum(units for _, units, _ in rows) or 1.0
    return [(person, units / total, own) for person, units, own in rows]


class _RiskMoney(Noun):
    expected: float = 0.0
    treated: float = 0.0
    most: int = 0
    treatment: int = 0
    priced: tuple[str, ...] = ()


def _risk_money(program: Program) -> _RiskMoney:
    expected = treated = 0.0
    most = treatment = 0
    priced: list[str] = []
    for key, risk in program.risks.items():
        if risk.status != "open" or risk.cost is None:
            continue
        priced.append(key)
        sign = 1 if risk.kind == "threat" else -1
        chance, price = risk.probability or 0.0, risk.cost.planned
        expected += sign * chance * price
        if risk.treated is not None:
            chance = chance if risk.treated.probability is None else risk.treated.probability
            price = price if risk.treated.cost is None else risk.treated.cost.planned
            treatment += risk.treated.cost_of_treatment or 0
        treated += sign * chance * price
        if sign > 0:
            most += risk.cost.high or risk.cost.planned
    return _RiskMoney(
        expected=expected, treated=treated, most=most, treatment=treatment, priced=tuple(priced)
    )
