"""Rows of a task list, with their names of each other looked up, become the tables of a program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from fairlead.program.findings import Finding
from fairlead.program.goals import Component
from fairlead.program.moments import Moment, opening_minute
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Estimate, Share
from fairlead.program.work import Milestone, Need, Task
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names
from fairlead.sources.outline import above
from fairlead.sources.spreadsheet.outline import TaskOutline
from fairlead.sources.spreadsheet.predecessors import predecessors
from fairlead.sources.spreadsheet.rows import Draft, TaskRows
from fairlead.sources.tabular.cells import NumberManner
from fairlead.sources.tracker.entries import carry

__all__ = ["program_of_rows"]


def program_of_rows(
    drafts: Iterable[Draft],
    rows: TaskRows,
    *,
    name: str,
    timezone: str,
    as_of: Moment | None,
    ledger: Ledger,
) -> tuple[Program, tuple[Finding, ...]]:
    """The program that the rows describe, and what is wrong with how they name each other."""
    builder = _Builder(list(drafts), rows, timezone=timezone, ledger=ledger)
    program = builder.program(name, as_of=as_of)
    carry(program, ledger)
    return program, builder.all_findings()


class _Builder:
    def __init__(
        self, drafts: list[Draft], rows: TaskRows, *, timezone: str, ledger: Ledger
    ) -> None:
        self.findings: list[Finding] = []
        self._drafts = drafts
        self._rows = rows
        self._timezone = timezone
        self._ledger = ledger
        self._outline = TaskOutline(drafts, rows.columns, name=rows.name)
        self._ids = self._outline.ids
        self._parents = self._outline.parents
        self._summaries = frozenset(self._parents.values())

    def all_findings(self) -> tuple[Finding, ...]:
        """What was found while ids, outline and links were looked up."""
        return (*self._outline.findings, *self.findings)

    def program(self, name: str, *, as_of: Moment | None) -> Program:
        """All rows as tasks and milestones, with the people, teams and components they name."""
        pairs = zip(self._drafts, self._ids, strict=True)
        needs = [self._needs_of(draft, key) for draft, key in pairs]
        people, person_of = self._people()
        teams = _Register()
        components = _Register()
        tasks: dict[str, Task] = {}
        milestones: dict[str, Milestone] = {}
        for draft, key, some in zip(self._drafts, self._ids, needs, strict=True):
            who = tuple(
                Assignment(person=person_of[said], units=None if units is None else Share(units))
                for said, units in draft.who
            )
            if self._is_milestone(draft, key):
                milestones[key] = self._milestone(draft, key, some, who)
            else:
                tasks[key] = self._task(
                    draft,
                    key,
                    some,
                    who=who,
                    team=teams.key(draft.team),
                    component=components.key(draft.component),
                )
        start = self._start()
        if start is not None:
            self._ledger.changed("program start", "the earliest start in the table")
        return Program(
            id=Names().give(name.lower(), "table"),
            title=name,
            timezone=self._timezone,
            start=start,
            as_of=as_of,
            source="table",
            people=Table(people),
            teams=Table({key: Team(title=title) for title, key in teams.given.items()}),
            components=Table(
                {key: Component(title=title) for title, key in components.given.items()}
            ),
            tasks=Table(tasks),
            milestones=Table(milestones),
        )

    def _start(self) -> Moment | None:
        starts = [m for d in self._drafts for m in (d.started, d.start, d.not_before) if m]
        return min(starts, key=lambda m: opening_minute(m, timezone=self._timezone), default=None)

    def _people(self) -> tuple[dict[str, Person], dict[str, str]]:
        register = _Register()
        for draft in self._drafts:
            for said, _ in draft.who:
                register.key(said)
        people = {key: Person(name=said) for said, key in register.given.items()}
        return people, register.given

    def _needs_of(self, draft: Draft, key: str) -> tuple[Need, ...]:
        if draft.needs is None:
            return ()
        needs, unknown = predecessors(
            draft.needs,
            find=self._outline.find,
            separator=self._rows.needs_separator,
            manner=self._rows.numbers.get("needs", NumberManner()),
            unit="d",
        )
        for said in unknown:
            self.findings.append(
                Finding(
                    code="table.needs-unknown",
                    severity="error",
                    message=f"{draft.title!r} waits for {said[:60]!r}, which names no row; "
                    "left out.",
                    where=draft.where,
                    hint=self._outline.hint(said) or "Expected ids such as 3, 4FS+2d or api SS.",
                    subjects=(key,),
                )
            )
        kept: list[Need] = []
        for need in needs:
            if (
                need.task == key
                or need.task in above(key, self._parents)
                or key in above(need.task, self._parents)
            ):
                self.findings.append(
                    Finding(
                        code="table.needs-own",
                        severity="warning",
                        message=f"{draft.title!r} waits for itself, or for the summary or part "
                        f"{need.task!r} of its own; left out.",
                        where=draft.where,
                        subjects=(key, need.task),
                    )
                )
            else:
                kept.append(need)
        return tuple(kept)

    def _is_milestone(self, draft: Draft, key: str) -> bool:
        if key in self._summaries or draft.summary:
            return False
        if draft.milestone:
            return True
        planned = draft.duration
        empty = planned is not None and planned.likely is not None and planned.likely.amount == 0
        if empty and draft.estimate is None:
            self._ledger.changed("duration of zero", "read as a milestone", subject=key)
            return True
        return False

    def _milestone(
        self, draft: Draft, key: str, needs: tuple[Need, ...], who: tuple[Assignment, ...]
    ) -> Milestone:
        planned = draft.finish or draft.start
        fixed = draft.not_before
        if not needs and planned is not None and fixed is None and draft.finished is None:
            fixed = planned
            self._ledger.changed(
                "date of a milestone that waits for nothing", "also its earliest day", subject=key
            )
        return Milestone(
            title=draft.title,
            parent=self._parents.get(key),
            needs=needs,
            due=draft.deadline or planned,
            not_before=fixed,
            finished=draft.finished or self._done_on(draft, key),
            owner=who[0].person if who else None,
            notes=draft.notes,
            url=draft.url,
            source_id=draft.said_id or draft.wbs,
            custom=Table(draft.custom),
        )

    def _task(
        self,
        draft: Draft,
        key: str,
        needs: tuple[Need, ...],
        *,
        who: tuple[Assignment, ...],
        team: str | None,
        component: str | None,
    ) -> Task:
        summary = key in self._summaries or draft.summary
        if summary:
            return self._summary(draft, key, needs, who)
        custom = dict(draft.custom)
        finished = draft.finished or self._done_on(draft, key)
        begun = draft.started
        if begun is None and (finished is not None or draft.state == "doing" or draft.complete):
            begun = draft.start
            if begun is not None:
                self._ledger.changed("start of begun work", "read as its actual start", subject=key)
        duration = draft.duration
        if duration is None and draft.estimate is None:
            duration = self._between(draft, key)
        not_before = draft.not_before
        if draft.start is not None and begun is None and not_before is None:
            if needs or self._rows.columns.of("not_before") is not None:
                custom["Start"] = str(draft.start)
                self._ledger.changed(
                    "start of what waits for others",
                    "kept as a custom field: it is computed",
                    subject=key,
                )
            else:
                not_before = draft.start
                self._ledger.changed(
                    "start of what waits for nothing", "read as the earliest start", subject=key
                )
        if draft.finish is not None and finished is None:
            custom["Finish"] = str(draft.finish)
            self._ledger.changed("finish", "kept as a custom field: it is computed", subject=key)
        return Task(
            title=draft.title,
            parent=self._parents.get(key),
            needs=needs,
            estimate=draft.estimate,
            duration=duration,
            who=who,
            team=team,
            kind=draft.kind,
            component=component,
            priority=draft.priority,
            not_before=not_before,
            deadline=draft.deadline,
            started=begun,
            finished=finished,
            spent=draft.spent,
            remaining=None if finished is not None else draft.remaining,
            complete=None if draft.complete is None else Chance(draft.complete),
            notes=draft.notes,
            url=draft.url,
            source_id=draft.said_id or draft.wbs,
            custom=Table(custom),
        )

    def _summary(
        self, draft: Draft, key: str, needs: tuple[Need, ...], who: tuple[Assignment, ...]
    ) -> Task:
        for field in ("estimate", "duration", "start", "finish", "complete", "spent", "remaining"):
            if getattr(draft, field) is not None:
                self._ledger.set_aside(f"{field} of a summary", "computed from its parts")
        return Task(
            title=draft.title,
            parent=self._parents.get(key),
            needs=needs,
            owner=who[0].person if who else None,
            kind=draft.kind,
            not_before=draft.not_before,
            deadline=draft.deadline,
            priority=draft.priority,
            notes=draft.notes,
            url=draft.url,
            source_id=draft.said_id or draft.wbs,
            custom=Table(draft.custom),
        )

    def _done_on(self, draft: Draft, key: str) -> Moment | None:
        """The finish of a row that says it is done without saying when: its planned one."""
        if draft.finished is not None or not (draft.state == "done" or draft.complete == 1):
            return None
        if draft.finish is not None:
            self._ledger.changed("finish of what is done", "read as its actual finish", subject=key)
            return draft.finish
        self.findings.append(
            Finding(
                code="table.done-without-date",
                severity="warning",
                message=f"{draft.title!r} is done, but no column says when; a plan counts it as "
                "work to do.",
                where=draft.where,
                hint="Add a column 'Finished' with the day.",
                subjects=(key,),
            )
        )
        return None

    def _between(self, draft: Draft, key: str) -> Estimate | None:
        """Monday to Friday days from start to finish, of a row that has no other measure."""
        if draft.start is None or draft.finish is None:
            return None
        first, last = _day(draft.start), _day(draft.finish)
        if last < first:
            self.findings.append(
                Finding(
                    code="table.finish-before-start",
                    severity="error",
                    message=f"{draft.title!r} finishes on {last}, before it starts on {first}; "
                    "no duration was taken from them.",
                    where=draft.where,
                    subjects=(key,),
                )
            )
            return None
        weeks, rest = divmod((last - first).days + 1, 7)
        days = 5 * weeks + sum(1 for n in range(rest) if (last - timedelta(days=n)).weekday() < 5)
        self._ledger.changed(
            "start and finish", "read as a duration of the working days between", subject=key
        )
        return Estimate.point(max(days, 1), "d")


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


class _Register:
    """An id for each name, the same one each time."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}
        self._names = Names()

    def key(self, name: str | None) -> str | None:
        """The id of a name; None of none."""
        if name is None:
            return None
        if name not in self.given:
            self.given[name] = self._names.give(name.lower(), "x")
        return self.given[name]
