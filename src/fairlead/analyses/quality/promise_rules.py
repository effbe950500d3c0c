"""Rules for what a program promises and leaves open: milestones, decisions, risks, reviews.

Every public function is a rule; its code is `software.` and its name.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.analyses.quality.examined import Examined, named
from fairlead.analyses.quality.result import Remark
from fairlead.program.risks import Risk


def milestone_without_due(look: Examined) -> Iterator[Remark]:
    """Nothing was promised, so that it can be neither met nor missed."""
    for key, milestone in look.open_milestones.items():
        if milestone.due is None and look.waits[key]:  # else it opens, and promises nothing
            yield Remark(
                where=f"milestones.{key}.due",
                message=f"Milestone {key!r} has no due date.",
                hint="Agree on one, or make it a task without promise.",
                subjects=(key,),
            )


def milestone_without_confidence(look: Examined) -> Iterator[Remark]:
    """A date was promised without saying how sure it should be."""
    for key, milestone in look.open_milestones.items():
        if milestone.due is not None and milestone.confidence is None:
            yield Remark(
                where=f"milestones.{key}.confidence",
                message=f"Milestone {key!r} is due on {look.day_of(milestone.due)} with no stated "
                "confidence.",
                hint="Ask how sure it must be, such as `confidence: 80%`.",
                subjects=(key,),
                severity="note",
            )


def decision_overdue(look: Examined) -> Iterator[Remark]:
    """It was to be decided by now."""
    for key, decision in look.program.decisions.items():
        if decision.status == "proposed" and decision.due is not None:
            if not look.is_past(decision.due):
                continue
            late = (look.today - look.day_of(decision.due)).days
            hangs = f"; on it hang {named(decision.affects)}" if decision.affects else ""
            yield Remark(
                where=f"decisions.{key}.due",
                message=f"Decision {key!r} was due on {look.day_of(decision.due)}, {late} days "
                f"ago{hangs}.",
                hint="Decide, or escalate to whoever can.",
                subjects=(key, *decision.affects),
            )


def decision_after_work(look: Examined) -> Iterator[Remark]:
    """Work is planned to begin before that is decided which it hangs on."""
    for key, decision in look.program.decisions.items():
        if decision.status != "proposed" or decision.due is None:
            continue
        due = look.ends(decision.due)
        early = [
            task
            for task in decision.affects
            if task in look.open_tasks and look.planned(task).start < due
        ]
        if early:
            first = min(look.planned(task).start for task in early)
            yield Remark(
                where=f"decisions.{key}.due",
                message=f"Decision {key!r} is due on {look.day_of(decision.due)}, after the start "
                f"of work that hangs on it ({named(early)}, from {look.day_of(first)} on).",
                hint="Decide earlier, or let the work wait for it.",
                subjects=(key, *early),
            )


def decision_without_due(look: Examined) -> Iterator[Remark]:
    """It is open, and nobody said by when or by whom it is closed."""
    for key, decision in look.program.decisions.items():
        lacks = [name for name in ("due", "owner") if getattr(decision, name) is None]
        if decision.status == "proposed" and lacks:
            yield Remark(
                where=f"decisions.{key}.{lacks[0]}",
                message=f"Decision {key!r} is open and has no {' and no '.join(lacks)}.",
                subjects=(key,),
            )


def risk_without_owner(look: Examined) -> Iterator[Remark]:
    """Nobody watches it."""
    return _risks_without(look, "owner", hint="Name one person who watches it.")


def risk_without_response(look: Examined) -> Iterator[Remark]:
    """It is known, and nothing is said about what is done."""
    return _risks_without(look, "response", hint="Choose one; `accept` is one too.")


def risk_without_probability(look: Examined) -> Iterator[Remark]:
    """It cannot be priced."""
    hint = "A rough one is better than none: `10%`, `30%`, `60%`."
    return _risks_without(look, "probability", then=", so that it cannot be priced", hint=hint)


def _risks_without(look: Examined, field: str, *, hint: str, then: str = "") -> Iterator[Remark]:
    """A remark for each open risk that leaves a field empty."""
    for key, risk in _open_risks(look):
        if getattr(risk, field) is None:
            yield Remark(
                where=f"risks.{key}.{field}",
                message=f"Risk {key!r} has no {field}{then}.",
                hint=hint,
                subjects=(key,),
            )


def risk_review_overdue(look: Examined) -> Iterator[Remark]:
    """It was to be looked at again by now."""
    for key, risk in _open_risks(look):
        if risk.review_on is not None and look.is_past(risk.review_on):
            yield Remark(
                where=f"risks.{key}.review_on",
                message=f"Risk {key!r} was to be looked at on {look.day_of(risk.review_on)}.",
                hint="Look at it, and set the next day.",
                subjects=(key,),
            )


def _open_risks(look: Examined) -> Iterator[tuple[str, Risk]]:
    return ((key, risk) for key, risk in look.program.risks.items() if risk.status == "open")


def review_overdue(look: Examined) -> Iterator[Remark]:
    """It was to be held by now."""
    for key, review in look.program.reviews.items():
        if review.status == "planned" and review.on is not None and look.is_past(review.on):
            yield Remark(
                where=f"reviews.{key}.on",
                message=f"Review {key!r} was planned for {look.day_of(review.on)} and is not said "
                "to be held.",
                hint="Write its outcome, or a new day.",
                subjects=(key,),
            )


def component_unreviewed(look: Examined) -> Iterator[Remark]:
    """Others build on it, it is being changed, and nobody who consumes it was asked."""
    reviewed = {r.component for r in look.program.reviews.values() if r.status != "cancelled"}
    for key, component in look.program.components.items():
        if not component.consumers or key in reviewed:
            continue
        work = [t for t in look.trace.tasks_of_component.get(key, ()) if t in look.open_tasks]
        if work:
            yield Remark(
                where=f"components.{key}",
                message=f"Component {key!r} is changed by {named(work)}, and no review is planned "
                f"with those who use it ({named(component.consumers)}).",
                hint="Plan a review, under `reviews`, before the work ends.",
                subjects=(key, *work),
            )


def component_without_owner(look: Examined) -> Iterator[Remark]:
    """It is changed, and nobody answers for it afterwards."""
    for key, component in look.program.components.items():
        work = [t for t in look.trace.tasks_of_component.get(key, ()) if t in look.open_tasks]
        if work and component.owner is None:
            yield Remark(
                where=f"components.{key}.owner",
                message=f"Component {key!r} is changed by {named(work)} and has no owner.",
                hint="Name the team that runs it.",
                subjects=(key,),
            )


def technology_ageing(look: Examined) -> Iterator[Remark]:
    """What it is built with leaves support before the program is done."""
    for key, component in look.program.components.items():
        if component.supported_until is None:
            continue
        if look.ends(component.supported_until) < look.plan.finish:
            what = f" ({component.technology})" if component.technology else ""
            yield Remark(
                where=f"components.{key}.supported_until",
                message=f"Component {key!r}{what} is supported until "
                f"{look.day_of(component.supported_until)}; the program ends on "
                f"{look.day_of(look.plan.finish)}.",
                hint="Plan its upgrade before that day.",
                subjects=(key,),
            )
