"""The three answers: can we manage it, will it land on time, are we prepared for problems?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from fairlead.analyses.answers.cost import Cost
from fairlead.analyses.answers.status import EVEN, SURE, Status, Statuses, shown_rag
from fairlead.analyses.forecast.result import Forecast, TargetForecast
from fairlead.analyses.on_call.coverage import has_gap
from fairlead.analyses.plan import Plan, PlannedActivity
from fairlead.analyses.trace import Trace
from fairlead.analyses.triggers.facts import Facts, SaidThen
from fairlead.analyses.triggers.watching import watch
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, closing_minute, instant
from fairlead.program.noun import Noun
from fairlead.program.program import Program

__all__ = ["Answer", "Answers", "Question", "Reason", "Verdict", "answers"]

Question = Literal["manage", "on_time", "prepared"]
Verdict = Literal["bad", "at_risk", "unknown", "good"]

_DAYS_AHEAD = 90

MANY: float = 0.2
"""Part of the open tasks above which a gap in them is bad rather than a risk."""


class Reason(Noun):
    """One thing that speaks for or against, with its count.

    `number` of `of` things are so (`of` is None where there is no whole); `subjects` names them.
    A reason whose verdict is None is said for completeness and does not weigh.
    """

    code: str
    verdict: Verdict | None
    number: int = 0
    of: int | None = None
    subjects: tuple[str, ...] = ()


class Answer(Noun):
    """A verdict and its reasons, gravest first. The verdict is that of the gravest reason."""

    question: Question
    verdict: Verdict
    reasons: tuple[Reason, ...]


class Answers(Noun):
    """The three questions that a program manager must be able to answer at any time."""

    manage: Answer
    on_time: Answer
    prepared: Answer

    @property
    def all(self) -> tuple[Answer, Answer, Answer]:
        """In the order they are asked."""
        return (self.manage, self.on_time, self.prepared)


_GRAVITY: dict[Verdict | None, int] = {"bad": 0, "at_risk": 1, "unknown": 2, "good": 3, None: 4}


def answers(
    program: Program,
    plan: Plan,
    *,
    trace: Trace,
    statuses: Statuses,
    cost: Cost,
    findings: tuple[Finding, ...] = (),
    forecast: Forecast | None = None,
    earlier: tuple[SaidThen, ...] = (),
) -> Answers:
    """Judge the program three times. `docs/methods/facts.md` lists every reason with its rule."""
    return Answers(
        manage=_answer("manage", _manage(program, plan, trace, cost, findings)),
        on_time=_answer("on_time", _on_time(program, plan, statuses, forecast)),
        prepared=_answer(
            "prepared", [*_prepared(program, plan), *_watchful(program, plan, forecast, earlier)]
        ),
    )


def _answer(question: Question, reasons: list[Reason]) -> Answer:
    ordered = sorted(reasons, key=lambda reason: _GRAVITY[reason.verdict])
    verdict = next((r.verdict for r in ordered if r.verdict is not None), None)
    return Answer(question=question, verdict=verdict or "unknown", reasons=tuple(ordered))


def _count(
    code: str, subjects: tuple[str, ...], verdict: Verdict | None, *, of: int | None = None
) -> list[Reason]:
    """The reason if there are subjects to it, else none."""
    if not subjects:
        return []
    return [Reason(code=code, verdict=verdict, number=len(subjects), of=of, subjects=subjects)]


def _open_tasks(plan: Plan) -> list[PlannedActivity]:
    return [a for a in plan.activities.values() if a.kind == "task" and a.state != "finished"]


def _has_size(program: Program, key: str) -> bool:
    row = program.tasks[key]
    return row.level_of_effort or any(
        value is not None
        for value in (row.estimate, row.duration, row.remaining, *(a.work for a in row.who))
    )


def _has_somebody(program: Program, activity: PlannedActivity) -> bool:
    row = program.tasks[activity.id]
    outside = row.duration is not None or row.level_of_effort
    return bool(activity.who or row.who or row.team or outside)


def _manage(
    program: Program, plan: Plan, trace: Trace, cost: Cost, findings: tuple[Finding, ...]
) -> list[Reason]:
    still_open = [a for a in _open_tasks(plan) if a.id in program.tasks]
    if not program.tasks:
        return [Reason(code="manage.no-tasks", verdict="unknown")]
    unsized = tuple(a.id for a in still_open if not _has_size(program, a.id))
    nobody = tuple(a.id for a in still_open if not _has_somebody(program, a))
    gaps = tuple(
        r for r in trace.requirements_without_work if program.requirements[r].priority == "must"
    )
    errors = tuple(f.code for f in findings if f.severity == "error")
    whole = len(still_open)
    reasons = [
        *_count("manage.errors", errors, "bad"),
        *_count("manage.no-estimate", unsized, _gap(len(unsized), whole), of=whole),
        *_count("manage.nobody", nobody, _gap(len(nobody), whole), of=whole),
        *_count("manage.scope-gap", gaps, "at_risk"),
    ]
    left = cost.left
    if left is not None and left < 0:
        reasons.append(Reason(code="manage.over-budget", verdict="bad"))
    elif left is not None and left < cost.risk_expected:
        reasons.append(Reason(code="manage.budget-thin", verdict="at_risk"))
    elif left is not None:
        reasons.append(Reason(code="manage.in-budget", verdict="good"))
    if whole == 0:
        reasons.append(Reason(code="manage.all-done", verdict="good"))
    elif not unsized and not nobody:
        reasons.append(Reason(code="manage.covered", verdict="good", number=whole))
    return reasons


def _gap(number: int, whole: int) -> Verdict:
    return "bad" if number > MANY * whole else "at_risk"


def _on_time(
    program: Program, plan: Plan, statuses: Statuses, forecast: Forecast | None
) -> list[Reason]:
    if forecast is not None:
        said = _by_chance(statuses, forecast)
        if said:
            return said
    return _by_dates(program, plan, statuses)


def _by_chance(statuses: Statuses, forecast: Forecast) -> list[Reason]:
    """The promises that have a chance, by how it compares with what was wanted of them."""
    targets = (forecast.finish, *forecast.milestones.values(), *forecast.backlogs.values())
    promised = [t for t in targets if t.chance is not None and not t.reached]
    if not promised:
        return []
    whole = len(promised)
    unlikely = tuple(t.id for t in promised if _chance(t) < EVEN)
    sure = tuple(t.id for t in promised if _chance(t) >= max(t.confidence or SURE, EVEN))
    unsure = tuple(t.id for t in promised if t.id not in {*unlikely, *sure})
    late_goals = tuple(k for k, s in statuses.goals.items() if s.rag == "red")
    return [
        *_count("on_time.unlikely", unlikely, "bad", of=whole),
        *_count("on_time.goal-late", late_goals, "bad", of=len(statuses.goals)),
        *_count("on_time.unsure", unsure, "at_risk", of=whole),
        *_count("on_time.sure", sure, "good", of=whole),
        *_count("on_time.overridden", _overridden(statuses.milestones), None),
    ]


def _chance(target: TargetForecast) -> float:
    return 0.0 if target.chance is None else target.chance


def _by_dates(program: Program, plan: Plan, statuses: Statuses) -> list[Reason]:
    rows = statuses.milestones
    promised = [k for k, s in rows.items() if s.rag not in ("unknown", "done")]
    whole = len(promised)
    late = tuple(k for k in promised if rows[k].rag == "red")
    thin = tuple(k for k in promised if rows[k].rag == "amber")
    safe = tuple(k for k in promised if rows[k].rag == "green")
    late_goals = tuple(k for k, s in statuses.goals.items() if s.rag == "red")
    reasons = [
        *_count("on_time.late", late, "bad", of=whole),
        *_count("on_time.goal-late", late_goals, "bad", of=len(statuses.goals)),
        *_count("on_time.thin", thin, "at_risk", of=whole),
        *_count("on_time.safe", safe, "good", of=whole),
        *_count("on_time.overridden", _overridden(rows), None),
    ]
    if program.finish_by is not None:
        missed = plan.finish > _end(program.finish_by, program)
        code = "on_time.finish-missed" if missed else "on_time.finish-met"
        reasons.append(Reason(code=code, verdict="bad" if missed else "good"))
    if not promised:
        done = tuple(k for k, s in rows.items() if s.rag == "done")
        if done and len(done) == len(rows):
            reasons.append(Reason(code="on_time.all-reached", verdict="good", number=len(done)))
        elif program.finish_by is None:
            reasons.append(Reason(code="on_time.no-promise", verdict="unknown"))
    reasons.append(Reason(code="on_time.no-chance", verdict=None))
    return reasons


def _overridden(rows: Mapping[str, Status]) -> tuple[str, ...]:
    return tuple(k for k, s in rows.items() if s.override is not None and shown_rag(s) != s.rag)


def _end(moment: Moment, program: Program) -> datetime:
    return instant(closing_minute(moment, timezone=program.timezone))


def _prepared(program: Program, plan: Plan) -> list[Reason]:
    threats = {k: r for k, r in program.risks.items() if r.status == "open" and r.kind == "threat"}
    whole = len(threats)
    past = plan.as_of
    late_reviews = tuple(
        k
        for k, r in threats.items()
        if r.review_on is not None and _end(r.review_on, program) < past
    )
    waiting = {k: d for k, d in program.decisions.items() if d.status == "proposed"}
    overdue = tuple(
        k for k, d in waiting.items() if d.due is not None and _end(d.due, program) < past
    )
    nobody = tuple(k for k, d in waiting.items() if d.owner is None)
    helpless = tuple(k for k, r in threats.items() if r.owner is None and r.response is None)
    unowned = tuple(k for k, r in threats.items() if r.owner is None and r.response is not None)
    unanswered = tuple(k for k, r in threats.items() if r.response is None and r.owner is not None)
    vague = tuple(k for k, r in threats.items() if r.probability is None)
    reasons = [
        *_count("prepared.decision-overdue", overdue, "bad", of=len(waiting)),
        *_count("prepared.helpless", helpless, "bad", of=whole),
        *_count("prepared.unowned", unowned, "at_risk", of=whole),
        *_count("prepared.unanswered", unanswered, "at_risk", of=whole),
        *_count("prepared.review-overdue", late_reviews, "at_risk", of=whole),
        *_count("prepared.decision-nobody", nobody, "at_risk", of=len(waiting)),
        *_count("prepared.one-person", _skills_of_one(program, plan), "at_risk"),
        *_count("prepared.vague", vague, "at_risk", of=whole),
    ]
    if not program.risks and (_open_tasks(plan) or not program.tasks):
        reasons.append(Reason(code="prepared.no-risks", verdict="unknown"))
    elif not (helpless or unowned or unanswered):
        reasons.append(Reason(code="prepared.covered", verdict="good", number=whole))
    conflicts = tuple(sorted({o.person for o in plan.overloads}))
    reasons.extend(_count("prepared.conflicts", conflicts, None))
    return reasons


def _watchful(
    program: Program, plan: Plan, forecast: Forecast | None, earlier: tuple[SaidThen, ...]
) -> list[Reason]:
    """Duty, issues, triggers, and risks that would cost a day and find nothing prepared."""
    now = plan.as_of
    gaps = tuple(
        key
        for key in program.rotations
        if has_gap(program, key, first=now, last=now + timedelta(days=_DAYS_AHEAD))
    )
    issues = {k: i for k, i in program.issues.items() if i.resolved is None}
    overdue = tuple(
        k for k, i in issues.items() if i.due is not None and _end(i.due, program) < now
    )
    nobody = tuple(k for k, i in issues.items() if i.owner is None)
    seen = watch(
        Facts(program, now=now, plan=plan, forecast=forecast, earlier=earlier, days=_DAYS_AHEAD)
    )
    reasons = [
        *_count("prepared.gap", gaps, "bad", of=len(program.rotations)),
        *_count("prepared.issue-overdue", overdue, "bad", of=len(issues)),
        *_count("prepared.issue-nobody", nobody, "at_risk", of=len(issues)),
        *_count("prepared.trigger", tuple(v.trigger for v in seen if v.holds), "at_risk",
                of=len(seen)),
        *_count("prepared.trigger-near", tuple(v.trigger for v in seen if v.near), None,
                of=len(seen)),
    ]  # fmt: skip
    if forecast is not None:
        threats = {k: price for k, price in forecast.risks.items() if price.kind == "threat"}
        dear = tuple(
            key
            for key, price in threats.items()
            if price.p80_working_minutes >= forecast.day_minutes
            and not (program.risks[key].contingency or program.risks[key].fallback)
            and program.risks[key].treated is None
        )
        reasons += _count("prepared.dear", dear, "at_risk", of=len(threats))
    return reasons


def _skills_of_one(program: Program, plan: Plan) -> tuple[str, ...]:
    """Skills that open tasks ask for and one person alone has."""
    wanted = {
        s for a in _open_tasks(plan) if a.id in program.tasks for s in program.tasks[a.id].skill
    }
    holders = {
        skill: [k for k, p in program.people.items() if skill in p.skills and p.kind == "person"]
        for skill in wanted
    }
    return tuple(sorted(skill for skill, people in holders.items() if len(people) == 1))
