"""Facts of what the program says itself: risks, decisions, reviews, scope; and of its money."""

from __future__ import annotations

from fairlead.analyses.answers.cost import Cost
from fairlead.analyses.trace import Trace
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.reports.fact import Recorder
from fairlead.reports.facts.schedule import record_moment

__all__ = ["PRIORITIES", "record_program"]

PRIORITIES = ("must", "should", "could", "wont")


def record_program(recorder: Recorder, program: Program, *, cost: Cost, trace: Trace) -> None:
    """Take down risks, decisions, reviews, requirements and money."""
    for key in program.risks:
        _risk(recorder, program, key)
    for key, decision in program.decisions.items():
        record_moment(recorder, f"decision.{key}.due", decision.due, "The program.", about=(key,))
        record_moment(
            recorder, f"decision.{key}.decided", decision.decided, "The program.", about=(key,)
        )
        for name, option in decision.options.items():
            recorder.record(
                f"decision.{key}.option.{name}.cost",
                "money",
                option.cost,
                "The program.",
                about=(key,),
            )
    for key, review in program.reviews.items():
        record_moment(recorder, f"review.{key}.on", review.on, "The program.", about=(key,))
    _scope(recorder, program, trace)
    _money(recorder, cost)


def _risk(recorder: Recorder, program: Program, key: str) -> None:
    risk = program.risks[key]
    place, about = f"risk.{key}", (key,)
    recorder.record(f"{place}.probability", "share", risk.probability, "The program.", about=about)
    record_moment(recorder, f"{place}.review_on", risk.review_on, "The program.", about=about)
    if risk.cost is not None:
        low, high = risk.cost.low, risk.cost.high
        if low is None or high is None:
            recorder.record(f"{place}.cost", "money", risk.cost.likely, "The program.", about=about)
        else:
            recorder.record(f"{place}.cost.low", "money", low, "The program.", about=about)
            recorder.record(f"{place}.cost.high", "money", high, "The program.", about=about)
    for task, delay in risk.delay.items():
        _delay(recorder, f"{place}.delay.{task}", delay, about=(key, task))
    if risk.treated is not None:
        recorder.record(
            f"{place}.treated.probability",
            "share",
            risk.treated.probability,
            "The program: the chance once the response is carried out.",
            about=about,
        )
        recorder.record(
            f"{place}.treated.price",
            "money",
            risk.treated.cost_of_treatment,
            "The program: what the response costs.",
            about=about,
        )


def _delay(recorder: Recorder, place: str, delay: Estimate, *, about: tuple[str, ...]) -> None:
    ends = {"low": delay.low, "high": delay.high} if delay.low else {"likely": delay.likely}
    for name, span in ends.items():
        if span is not None:
            recorder.record(
                f"{place}.{name}",
                "duration",
                span.minutes(day_minutes=480, week_minutes=2400),
                "The program: how much longer the task takes if the risk happens.",
                about=about,
                day_minutes=1440 if span.elapsed else 480,
            )


def _scope(recorder: Recorder, program: Program, trace: Trace) -> None:
    recorder.record(
        "scope.all", "count", len(program.requirements), "The program: its requirements."
    )
    for priority in PRIORITIES:
        rows = {k: r for k, r in program.requirements.items() if r.priority == priority}
        recorder.record(
            f"scope.{priority}.all", "count", len(rows), "The program.", about=tuple(rows)
        )
        for status in ("proposed", "agreed", "changed", "delivered", "dropped"):
            keys = tuple(k for k, r in rows.items() if r.status == status)
            recorder.record(
                f"scope.{priority}.{status}", "count", len(keys), "The program.", about=keys
            )
        gaps = tuple(k for k in trace.requirements_without_work if k in rows)
        recorder.record(
            f"scope.{priority}.unplanned",
            "count",
            len(gaps),
            "Trace: wanted requirements that no task delivers.",
            about=gaps,
        )


def _money(recorder: Recorder, cost: Cost) -> None:
    source = "Cost: "
    rows = {
        "budget": (cost.budget, "The program."),
        "spent": (cost.spent, source + "people's time so far, by their rates."),
        "to_do": (cost.to_do, source + "people's time still to come, by their rates."),
        "other": (cost.other, source + "costs that tasks state."),
        "planned": (cost.planned, source + "the sum if nothing uncertain happens."),
        "left": (cost.left, source + "the budget less the planned cost."),
        "risk_expected": (
            cost.risk_expected,
            source + "chance times cost, summed over open threats, less opportunities.",
        ),
        "risk_most": (cost.risk_most, source + "every open threat at its highest, together."),
        "risk_treated": (
            cost.risk_expected_treated,
            source + "chance times cost once every stated response is carried out.",
        ),
        "treatment": (cost.treatment, source + "what the stated responses cost."),
        "with_expected": (
            cost.planned + cost.risk_expected,
            source + "planned cost and risks weighted by their chance.",
        ),
        "with_most": (
            cost.planned + cost.risk_most,
            source + "planned cost and every open threat at its highest.",
        ),
    }
    for name, (amount, derivation) in rows.items():
        recorder.record(f"cost.{name}", "money", amount, derivation)
    recorder.record(
        "cost.unpriced",
        "duration",
        cost.unpriced_minutes,
        source + "effort of people without a rate, left out.",
        about=cost.unpriced_people,
    )
    recorder.record(
        "cost.unpriced_people",
        "count",
        len(cost.unpriced_people),
        source + "people without a rate.",
    )
    recorder.record(
        "cost.assumed",
        "count",
        len(cost.assumed_spent),
        source + "finished tasks without recorded time, taken at their estimate.",
        about=cost.assumed_spent,
    )
