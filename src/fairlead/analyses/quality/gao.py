"""The ten best practices of schedules, as far as a program and its plan are evidence for them.

Source: US Government Accountability Office, Schedule Assessment Guide, GAO-16-89G, December 2015.
The guide asks for judgement; what is counted here is what can be counted, and a practice is left
unjudged where a program cannot show it. Every public function is one practice, in the guide's
order.
"""

from __future__ import annotations

from collections.abc import Collection

from fairlead.analyses.quality.examined import Examined, named
from fairlead.analyses.quality.result import Evidence, QualityCheck
from fairlead.program.noun import replace
from fairlead.program.work import Task

_MOST_BAD = 0.05
_LEAST_GOOD = 0.95
_LONG_DAYS = 44
_FRESH_DAYS = 31
"""A forecast is made at every update of the plan, which is monthly at least."""


def _practice(
    look: Examined, *, title: str, number: int, evidence: tuple[Evidence, ...]
) -> QualityCheck:
    """A practice passes when everything that could be judged of it does."""
    verdicts = [piece.passed for piece in evidence if piece.passed is not None]
    unknown = [piece for piece in evidence if piece.passed is None]
    passed = None if not verdicts or (unknown and all(verdicts)) else all(verdicts)
    telling = [piece for piece in evidence if piece.passed is False] or unknown or list(evidence)
    ordered = tuple(replace(piece, offenders=look.in_order(piece.offenders)) for piece in evidence)
    offenders = look.in_order(
        key for piece in evidence if piece.passed is False for key in piece.offenders
    )
    lead = "Not judged: " if passed is None else ""
    return QualityCheck(
        code="",
        title=title,
        standard=f"GAO-16-89G, {number}",
        passed=passed,
        because=lead + "; ".join(_told(piece) for piece in telling) + ".",
        numerator=verdicts.count(True) if verdicts else None,
        denominator=len(verdicts) if verdicts else None,
        share=verdicts.count(True) / len(verdicts) if verdicts else None,
        threshold=1.0 if verdicts else None,
        at_least=True,
        unit="evidence",
        offenders=offenders,
        evidence=ordered,
    )


def _told(piece: Evidence) -> str:
    head = f"{piece.count:,} of {piece.of:,} " if piece.of is not None else ""
    tail = f": {named(piece.offenders)}" if piece.offenders and piece.passed is False else ""
    return head + piece.what + tail


def _few(what: str, bad: Collection[str], of: int, *, most: float = _MOST_BAD) -> Evidence:
    """At most a share of `of` items may be bad; unjudged where there are none."""
    return Evidence(
        what=what,
        passed=None if of == 0 else len(bad) / of <= most,
        count=len(bad),
        of=of,
        offenders=tuple(bad),
    )


def capturing_all_activities(look: Examined) -> QualityCheck:
    """What is wanted is in the plan, and what is in the plan says how much it is."""
    wanted = [
        key
        for key, row in look.program.requirements.items()
        if row.status not in {"dropped", "delivered"} and row.priority != "wont"
    ]
    without_work = look.trace.requirements_without_work
    vague = [key for key, task in look.open_tasks.items() if _says_no_amount(task)]
    evidence = [_few("unfinished tasks have no estimate", vague, len(look.open_tasks))]
    if wanted:
        missing = Evidence(
            what=f"wanted requirements have no task{_names(without_work)}",
            passed=not without_work,
            count=len(without_work),
            of=len(wanted),
        )
        evidence.append(missing)
    else:
        evidence.append(
            Evidence(what="there are no requirements to hold the tasks against", passed=None)
        )
    return _practice(look, title="Capturing all activities", number=1, evidence=tuple(evidence))


def _names(keys: Collection[str]) -> str:
    return f" ({named(keys)})" if keys else ""


def _says_no_amount(task: Task) -> bool:
    return task.estimate is None and task.duration is None and task.remaining is None


def sequencing_all_activities(look: Examined) -> QualityCheck:
    """Links, not dates, place the work; and no link overlaps what should follow."""
    tasks = look.open_tasks
    loose = [key for key in tasks if not look.waits[key] or not look.leads_to[key]]
    dangling = [
        key
        for key in tasks
        if look.leads_to[key] and all(t.need.link in {"SS", "SF"} for t in look.leads_to[key])
    ]
    dated = [
        key
        for key, task in tasks.items()
        if task.must_start or task.must_finish or task.start_by or task.finish_by
    ]
    early = [t.after for t in look.ties if t.need.lag is not None and t.need.lag.amount < 0]
    return _practice(
        look,
        title="Sequencing all activities",
        number=2,
        evidence=(
            _few("unfinished tasks lack a predecessor or a successor", loose, len(tasks)),
            _few("unfinished tasks may finish at any time: only starts hang on them", dangling,
                 len(tasks)),
            _few("unfinished tasks are held by a date", dated, len(tasks)),
            _few("links overlap what they join", early, len(look.ties), most=0.0),
        ),
    )  # fmt: skip


def assigning_resources(look: Examined) -> QualityCheck:
    """Work has people, and they are not asked for more than there is."""
    work = {
        key: task
        for key, task in look.open_tasks.items()
        if task.estimate is not None or (task.duration is not None and task.owner is None)
    }
    nobody = [key for key, task in work.items() if not task.who and task.team is None]
    unmet = [key for f in look.plan.findings if f.code == "plan.nobody-can" for key in f.subjects]
    return _practice(
        look,
        title="Assigning resources to all activities",
        number=3,
        evidence=(
            _few("unfinished tasks have nobody to do them", nobody, len(work)),
            _few("unfinished tasks ask for a skill that nobody has", unmet, len(work), most=0.0),
        ),
    )


def establishing_durations(look: Examined) -> QualityCheck:
    """Durations are short enough to be seen, and there is one for everything."""
    tasks = look.open_tasks
    long = [key for key in tasks if look.days(key, look.amount(key)) > _LONG_DAYS]
    none = [key for key, task in tasks.items() if look.amount(key) == 0 and not task.remaining]
    return _practice(
        look,
        title="Establishing the durations of all activities",
        number=4,
        evidence=(
            _few(f"unfinished tasks take more than {_LONG_DAYS} days", long, len(tasks)),
            _few("unfinished tasks take no time at all", none, len(tasks)),
        ),
    )


def horizontal_and_vertical_traceability(look: Examined) -> QualityCheck:
    """Work leads to a milestone, and serves a requirement of a goal."""
    tasks = look.open_tasks
    evidence: list[Evidence] = []
    if look.program.milestones:
        reached = {key for before in look.trace.tasks_before.values() for key in before}
        adrift = [key for key in tasks if key not in reached]
        evidence.append(_few("unfinished tasks lead to no milestone", adrift, len(tasks)))
    else:
        evidence.append(Evidence(what="there are no milestones to lead to", passed=None))
    if look.program.requirements:
        unasked = [
            key
            for key in look.trace.tasks_without_requirement
            if key in tasks and key not in look.trace.component_of
        ]
        evidence.append(
            _few("unfinished tasks serve no requirement and no component", unasked, len(tasks))
        )
    else:
        evidence.append(Evidence(what="there are no requirements to serve", passed=None))
    return _practice(
        look,
        title="Verifying horizontal and vertical traceability",
        number=5,
        evidence=tuple(evidence),
    )


def valid_critical_path(look: Examined) -> QualityCheck:
    """The critical path is there, made of work, and moves the end when it is delayed."""
    found = look.delayed
    if found is None:
        moves = Evidence(what="no unfinished task is critical", passed=None)
    else:
        moves = Evidence(
            what=f"600 working days more on {found.task} move {found.end}, which ends last, by "
            f"{found.end_days:,.0f} calendar days, expected {found.task_days:,.0f}",
            passed=found.passed,
            offenders=() if found.passed else (found.task,),
        )
    held = [
        key
        for key, task in look.open_tasks.items()
        if look.planned(key).critical and (task.must_start or task.must_finish)
    ]
    critical = sum(look.planned(key).critical for key in look.open_tasks)
    return _practice(
        look,
        title="Confirming that the critical path is valid",
        number=6,
        evidence=(
            moves,
            _few("critical tasks are critical by a fixed date", held, critical, most=0.0),
        ),
    )


def reasonable_total_float(look: Examined) -> QualityCheck:
    """Slack is neither below zero nor so large that a link must be missing."""
    tasks = look.open_tasks
    slack = {key: look.planned(key).total_slack_minutes or 0 for key in tasks}
    late = [key for key in tasks if slack[key] < 0]
    loose = [key for key in tasks if look.days(key, slack[key]) > _LONG_DAYS]
    return _practice(
        look,
        title="Ensuring reasonable total float",
        number=7,
        evidence=(
            _few("unfinished tasks have less than no slack", late, len(tasks), most=0.0),
            _few(f"unfinished tasks have more than {_LONG_DAYS} days of slack", loose, len(tasks)),
        ),
    )


def schedule_risk_analysis(look: Examined) -> QualityCheck:
    """There is something to simulate, it was simulated lately, and the promises stand up to it."""
    stated = {
        key: amount
        for key, task in look.open_tasks.items()
        if (amount := task.estimate or task.duration) is not None
    }
    points = [key for key, amount in stated.items() if amount.is_point]
    unfit = [
        key
        for key, risk in look.program.risks.items()
        if risk.status == "open" and (risk.probability is None or not (risk.delay or risk.cost))
    ]
    count = sum(risk.status == "open" for risk in look.program.risks.values())
    return _practice(
        look,
        title="Conducting a schedule risk analysis",
        number=8,
        evidence=(
            _few("estimates are points without a range", points, len(stated), most=0.5),
            Evidence(
                what=f"open risks lack a chance or an effect{_names(unfit)}"
                if count
                else "no risk is open: there is nothing to simulate",
                passed=_is_priced(len(unfit), count) if look.open_tasks else None,
                count=len(unfit) if count else None,
                of=count or None,
            ),
            *_simulated(look),
        ),
    )


def _is_priced(unfit: int, count: int) -> bool:
    return count > 0 and unfit / count <= 0.2


def _simulated(look: Examined) -> tuple[Evidence, ...]:
    """Whether the forecast on record is of today, and what it says of the promises."""
    last = None if look.beside is None else look.beside.forecast
    if last is None or not look.open_tasks:
        return (Evidence(what="no forecast is on record (`forecast --record`)", passed=None),)
    told = f"the forecast of {look.day_of(last.as_of)}"
    days = (look.plan.as_of - last.as_of).days
    fresh = Evidence(
        what=f"{told} is {days:,} days old, at most {_FRESH_DAYS} are good",
        passed=days <= _FRESH_DAYS,
    )
    if not fresh.passed:
        return (fresh,)
    chances = {said.id: said.chance for said in last.said if said.kind == "milestone"}
    promised = {
        key: (chance, wanted)
        for key, row in look.open_milestones.items()
        if (wanted := row.confidence) is not None and (chance := chances.get(key)) is not None
    }
    short = [key for key, (chance, wanted) in promised.items() if chance < wanted]
    if not promised:
        return (fresh,)
    return (
        fresh,
        _few(f"promises are less sure than wanted, by {told}", short, len(promised), most=0),
    )


def updating_with_progress(look: Examined) -> QualityCheck:
    """The plan tells of a day, running work of what is left, and history of what happened."""
    if look.program.as_of is None:
        return _practice(
            look,
            title="Updating the schedule using actual progress and logic",
            number=9,
            evidence=(Evidence(what="the program has no `as_of`", passed=None),),
        )
    running = {key: task for key, task in look.open_tasks.items() if task.started is not None}
    silent = [
        key
        for key, task in running.items()
        if task.remaining is None and task.spent is None and task.complete is None
    ]
    stale = [
        key
        for key, task in look.open_tasks.items()
        if look.planned(key).finish < look.plan.as_of
        or (task.started is None and look.planned(key).start < look.plan.as_of)
    ]
    evidence = [
        _few("unfinished tasks are planned in the past", stale, len(look.open_tasks), most=0.0)
    ]
    if running:
        evidence.append(_few("running tasks tell nothing of their progress", silent, len(running)))
    return _practice(
        look,
        title="Updating the schedule using actual progress and logic",
        number=9,
        evidence=tuple(evidence),
    )


def maintaining_a_baseline(look: Examined) -> QualityCheck:
    """There is an agreed plan to hold the current one against."""
    without = [key for key in look.tasks if look.baseline(key) is None]
    if len(without) == len(look.tasks):
        piece = Evidence(
            what="nothing was agreed yet (`baseline`)", passed=False if look.tasks else None
        )
    else:
        piece = Evidence(
            what="tasks have a baseline",
            passed=1 - len(without) / len(look.tasks) >= _LEAST_GOOD,
            count=len(look.tasks) - len(without),
            of=len(look.tasks),
            offenders=tuple(without),
        )
    return _practice(look, title="Maintaining a baseline schedule", number=10, evidence=(piece,))
