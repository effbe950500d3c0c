"""A forecast of the sample, from trials that were made up with a fixed seed: no engine needed."""

from datetime import timedelta

import numpy as np

from fairlead.analyses.forecast.outcomes import Outcomes, with_target
from fairlead.analyses.forecast.result import (
    WHOLE,
    Forecast,
    MergeBias,
    RiskPrice,
    ThroughputForecast,
    TreatmentPrice,
)
from fairlead.analyses.forecast.summary import BACKLOG, Beside, summarised
from fairlead.analyses.plan import Plan
from fairlead.program.backlogs import Backlog
from fairlead.program.moments import minute_of
from fairlead.program.noun import Table, replace
from fairlead.program.program import Program
from fairlead.program.quantities import Money
from tests.reports import sample

TRIALS = 2000


def with_backlog(program: Program) -> Program:
    """The sample, and a backlog that one of its teams works off."""
    record = tuple(sample.AS_OF.date() - timedelta(days=3 * n) for n in range(1, 40))
    team = next(iter(program.teams), None)
    web = Backlog(title="Small wishes of the shop", items=30, history=record, team=team)
    return replace(program, backlogs=Table({"wishes": web}))


def outcomes(program: Program, plan: Plan) -> Outcomes:
    """Every milestone later than planned by a lognormal number of days, all by the same cause."""
    random = np.random.default_rng(3)
    cause = random.standard_normal(TRIALS)
    rows, targets = [], []
    latest = np.full(TRIALS, minute_of(plan.finish), np.int64)
    for key, milestone in plan.milestones.items():
        reached = program.milestones[key].finished is not None
        late = np.exp(1.6 + 0.5 * cause + 0.3 * random.standard_normal(TRIALS)) - 3
        row = minute_of(milestone.planned) + (0 if reached else 1) * (late * 1440).astype(np.int64)
        rows.append(row)
        targets.append(key)
        latest = np.maximum(latest, row)
    rows.append(latest)
    cost = (3_000_000 + 90_000 * cause + 40_000 * random.standard_normal(TRIALS)).astype(np.int64)
    open_ = [k for k, a in plan.activities.items() if a.kind == "task" and a.state != "finished"]
    people = list(program.people)[:2]
    return Outcomes(
        seed=7,
        trials=TRIALS,
        targets=(*targets, WHOLE),
        finish=np.vstack(rows),
        cost=cost,
        critical={f"task:{key}": TRIALS // (place + 1) for place, key in enumerate(open_)},
        sensitivity={
            **{f"task:{key}": 0.6 / (place + 1) for place, key in enumerate(open_)},
            **{f"risk:{key}": 0.4 / (place + 1) for place, key in enumerate(program.risks)},
        },
        happened=dict.fromkeys(program.risks, TRIALS // 5),
        bottleneck={f"person:{key}": TRIALS // (place + 2) for place, key in enumerate(people)},
    )


def forecast(program: Program, plan: Plan) -> Forecast:
    """The forecast of these trials, with prices and biases made up beside them."""
    made = outcomes(program, plan)
    throughput = {}
    for key in program.backlogs:
        made = with_target(made, BACKLOG + key, made.whole - 2 * 1440)
        throughput[key] = ThroughputForecast(id=key, items=30, per_week=2.3, weeks=16, spread=0.5)
    bias = MergeBias(
        dispatch_minutes=0,
        estimates_minutes=1440,
        merging_minutes=3000,
        risks_minutes=700,
        skew_minutes=-400,
    )
    risks = {
        key: RiskPrice(
            id=key,
            kind=risk.kind,
            happened=0.2,
            p80_minutes=(1 if risk.kind == "threat" else -1) * 1440 * (place + 1),
            p80_working_minutes=480 * (place + 1),
            p80_error_minutes=200,
            cost=Money(100_000 * (place + 1)),
            cost_error=Money(9_000),
            treatment=None
            if risk.treated is None
            else TreatmentPrice(
                p80_minutes=700,
                p80_working_minutes=300,
                saved=Money(500_000),
                cost_of_treatment=risk.treated.cost_of_treatment or Money(0),
            ),
        )
        for place, (key, risk) in enumerate(program.risks.items())
        if risk.status == "open"
    }
    beside = Beside(
        biases=dict.fromkeys((WHOLE, *plan.milestones), bias), risks=risks, throughput=throughput
    )
    return summarised(program, plan, made, beside=beside)
