"""Programs of any size with a plan: groups of tasks, for charts that must stay readable."""

from datetime import UTC, date, datetime, timedelta

from fairlead.analyses.plan import ChainStep, PersonWeek, Plan, PlannedActivity, PlannedMilestone
from fairlead.program.fingerprint import fingerprint
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.program.work import Milestone, Need, Task

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
AS_OF = datetime(2026, 3, 2, 8, tzinfo=UTC)
GROUP = 10


def large(*, tasks: int) -> tuple[Program, Plan]:
    """`tasks` tasks of three days, in groups of ten that follow each other within two lanes.

    Every task waits for the one before it in its group; every group ends in a milestone. The first
    group of each ten is critical. Eight people take turns.
    """
    people = {f"p{n}": Person(name=f"Person {n}") for n in range(8)}
    rows: dict[str, Task] = {}
    milestones: dict[str, Milestone] = {}
    planned: dict[str, PlannedActivity] = {}
    reached: dict[str, PlannedMilestone] = {}
    chain: list[ChainStep] = []
    for number in range(tasks):
        group, place = divmod(number, GROUP)
        summary, key = f"g{group}", f"t{number}"
        start = START + timedelta(days=12 * (group // 2) + 3 * place)
        finish = start + timedelta(days=3)
        critical = group % 10 == 0
        if place == 0:
            rows[summary] = Task(title=f"Group {group}")
        needs = (Need(task=f"t{number - 1}"),) if place else ()
        who = f"p{number % 8}"
        rows[key] = Task(
            title=f"Task {number} of group {group}",
            parent=summary,
            estimate=Estimate.point(3, "d"),
            needs=needs,
            who=(Assignment(person=who),),
        )
        planned[key] = _planned(
            key,
            title=rows[key].title,
            kind="task",
            start=start,
            finish=finish,
            who=(who,),
            critical=critical,
        )
        if critical:
            chain.append(ChainStep(id=key, because="link", of=f"t{number - 1}", link="FS"))
        if place == GROUP - 1 or number == tasks - 1:
            first = START + timedelta(days=12 * (group // 2))
            planned[summary] = _planned(
                summary, title=f"Group {group}", kind="summary", start=first, finish=finish
            )
            name = f"m{group}"
            due = date(2026, 1, 5) + timedelta(days=12 * (group // 2) + 32)
            milestones[name] = Milestone(
                title=f"Group {group} done",
                needs=(Need(task=key),),
                due=due,
                finished=finish if finish <= AS_OF else None,
            )
            planned[name] = _planned(
                name, title=f"Group {group} done", kind="milestone", start=finish, finish=finish
            )
            due_at = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(days=1)
            reached[name] = PlannedMilestone(
                id=name,
                title=f"Group {group} done",
                planned=finish,
                due=due_at,
                margin_minutes=2 * 480,
                met=True,
            )
    program = Program(
        id="large",
        title=f"Large program of {tasks}",
        as_of=AS_OF,
        people=Table(people),
        tasks=Table(rows),
        milestones=Table(milestones),
    )
    load = tuple(
        PersonWeek(
            person=person,
            monday=date(2026, 3, 2) + timedelta(weeks=week),
            capacity_minutes=2400,
            planned_minutes=300 * ((week + int(person[1:])) % 9),
        )
        for person in people
        for week in range(40)
    )
    plan = Plan(
        fingerprint=fingerprint(program),
        as_of=AS_OF,
        start=START,
        finish=max(a.finish for a in planned.values()),
        activities=Table(planned),
        milestones=Table(reached),
        critical_chain=tuple(chain),
        load=load,
    )
    return program, plan


def _planned(
    key: str,
    *,
    title: str,
    kind: str,
    start: datetime,
    finish: datetime,
    who: tuple[str, ...] = (),
    critical: bool = False,
) -> PlannedActivity:
    state = "finished" if finish <= AS_OF else "running" if start < AS_OF else "waiting"
    late = timedelta() if critical else timedelta(days=4)
    return PlannedActivity(
        id=key,
        title=title,
        kind=kind,  # type: ignore[arg-type]  # one of the three words that it is called with
        state=state,  # type: ignore[arg-type]  # one of the three words above
        start=start,
        finish=finish,
        early_start=start,
        early_finish=finish,
        late_start=start + late,
        late_finish=finish + late,
        total_slack_minutes=None if state == "finished" else 0 if critical else 4 * 480,
        critical_after_levelling=critical,
        who=who,
        work_minutes=0 if state == "finished" or kind != "task" else 1440,
    )
