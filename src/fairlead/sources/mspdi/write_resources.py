"""People and assignments of a program -> MSPDI."""

from __future__ import annotations

from datetime import datetime

from fairlead.program.moments import Moment
from fairlead.program.people import Assignment, Person
from fairlead.program.program import Program
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.fields import (
    FAIRLEAD_ID,
    FAIRLEAD_KIND,
    RESOURCE_FIELDS,
    SOURCE_ID,
    FieldPlan,
)
from fairlead.sources.mspdi.markup import Markup
from fairlead.sources.mspdi.numbers import Numbers
from fairlead.sources.mspdi.resources import KEPT_OF_RESOURCE, shown_kind
from fairlead.sources.mspdi.tasks import PREFIX
from fairlead.sources.mspdi.values import iso_duration, wall_clock
from fairlead.sources.mspdi.write_calendars import CalendarNumbers
from fairlead.sources.mspdi.write_tasks import TaskWriter
from fairlead.sources.naming import Names

__all__ = ["ResourceWriter"]

_TYPES = {"person": 1, "pool": 1, "equipment": 1, "material": 0, "cost": 2}
_ALWAYS = ("1984-01-01T00:00:00", "2049-12-31T23:59:00")


class ResourceWriter:
    """Writes resources and assignments."""

    def __init__(
        self, out: Markup, program: Program, *, calendars: CalendarNumbers, ledger: Ledger
    ) -> None:
        self.out = out
        self.program = program
        self.calendars = calendars
        self.ledger = ledger
        numbers = Numbers(person.source_id for person in program.people.values())
        self.uids = {key: numbers.give(person.source_id) for key, person in program.people.items()}
        names = Names()
        self.extra: dict[str, dict[str, str]] = {}
        for key, person in program.people.items():
            self.extra[key] = self._extra_fields(key, person, names)
        team_names = Names()
        for key, team in program.teams.items():
            if team_names.give(team.title or key) != key:
                ledger.changed(
                    "teams", "Only its title is kept, which will be its id.", subject=key
                )
        titles = sorted({title for extra in self.extra.values() for title in extra})
        self.fields = FieldPlan(titles, known=RESOURCE_FIELDS)
        for title in self.fields.homeless:
            ledger.left_out("people.custom", "Project has thirty custom texts.", subject=title)

    def _extra_fields(self, key: str, person: Person, names: Names) -> dict[str, str]:
        extra = {
            title: text for title, text in person.custom.items() if not title.startswith(PREFIX)
        }
        uid = str(self.uids[key])
        title = person.name or key
        own = names.give(title, f"r{uid}")
        if own != key or person.source_id != uid:
            extra[FAIRLEAD_ID] = key
            if person.source_id is not None:
                extra[SOURCE_ID] = person.source_id
        if person.kind != shown_kind(_TYPES[person.kind], person.availability):
            extra[FAIRLEAD_KIND] = person.kind
        return extra

    def write(self) -> None:
        """The element Resources, in the order of Project's schema."""
        with self.out.element("Resources"):
            for place, (key, person) in enumerate(self.program.people.items(), 1):
                self._write(key, person, place)
        self.ledger.carried("people", len(self.program.people))

    def _write(self, key: str, person: Person, place: int) -> None:
        out = self.out
        uid = self.uids[key]
        with out.element("Resource"):
            out.leaf("UID", uid)
            out.leaf("ID", place)
            out.leaf("Name", person.name or key)
            out.leaf("Type", _TYPES[person.kind])
            out.leaf("IsNull", 0)
            for tag in ("Initials", "Phonetics", "NTAccount", "MaterialLabel", "Code"):
                self._flag(tag, person)
            if person.team is not None and person.team in self.program.teams:
                out.leaf("Group", self.program.teams[person.team].title or person.team)
            out.leaf("EmailAddress", person.email)
            for tag in ("Hyperlink", "HyperlinkAddress"):
                self._flag(tag, person)
            out.leaf("MaxUnits", person.availability)
            for tag in ("CanLevel", "AccrueAt"):
                self._flag(tag, person)
            if person.rate is not None:
                out.leaf("StandardRate", person.rate / 100)
                out.leaf("StandardRateFormat", 2)
            for tag in ("OvertimeRate", "CostPerUse"):
                self._flag(tag, person)
            out.leaf("CalendarUID", self.calendars.of_person.get(key))
            for tag in ("Notes", "IsGeneric", "IsInactive", "BookingType"):
                self._flag(tag, person)
            for title, text in sorted(self.extra[key].items()):
                number = self.fields.fields.get(title)
                if number is not None and text:
                    with out.element("ExtendedAttribute"):
                        out.leaf("FieldID", number)
                        out.leaf("Value", text)
            out.leaf("IsCostResource", 1 if person.kind == "cost" else 0)
            self._flag("IsBudget", person)
            self._write_stay(key, person)

    def _flag(self, tag: str, person: Person) -> None:
        kept = person.custom.get(PREFIX + tag)
        self.out.leaf(tag, kept if kept is not None else KEPT_OF_RESOURCE[tag] or None)

    def _write_stay(self, key: str, person: Person) -> None:
        if person.joins is None and person.leaves is None:
            return
        with (
            self.out.element("AvailabilityPeriods"),
            self.out.element("AvailabilityPeriod"),
        ):
            self.out.leaf("AvailableFrom", self._edge(key, person.joins, closing=False))
            self.out.leaf("AvailableTo", self._edge(key, person.leaves, closing=True))
            self.out.leaf("AvailableUnits", person.availability)

    def _edge(self, key: str, moment: Moment | None, *, closing: bool) -> str:
        if moment is None:
            return _ALWAYS[closing]
        if isinstance(moment, datetime):
            return wall_clock(moment, timezone=self.program.timezone)
        self.ledger.changed(
            "people.joins, people.leaves", "A day became its first or last minute.", subject=key
        )
        return f"{moment.isoformat()}T{'23:59:00' if closing else '00:00:00'}"

    def write_assignments(self, tasks: TaskWriter) -> None:
        """The element Assignments."""
        count = 0
        rows = [(key, one) for key, task in self.program.tasks.items() for one in task.who]
        numbers = Numbers((one.source_id for _, one in rows), least=0)
        with self.out.element("Assignments"):
            for key, assignment in rows:
                self._write_assignment(key, assignment, tasks, numbers.give(assignment.source_id))
                count += 1
        self.ledger.carried("assignments", count)

    def _compare(self, key: str, assignment: Assignment) -> None:
        spans = (assignment.work, assignment.spent, assignment.remaining)
        if any(span is not None and span.unit == "h" and span.amount * 60 % 1 for span in spans):
            self.ledger.changed("tasks.who.work", "Rounded to whole minutes.", subject=key)

    def _write_assignment(
        self, key: str, assignment: Assignment, tasks: TaskWriter, uid: int
    ) -> None:
        out = self.out
        with out.element("Assignment"):
            out.leaf("UID", uid)
            out.leaf("TaskUID", tasks.uids[key])
            out.leaf("ResourceUID", self.uids[assignment.person])
            self._compare(key, assignment)
            if assignment.spent is not None:
                out.leaf("ActualWork", iso_duration(tasks.minutes(key, assignment.spent)))
            left = assignment.remaining
            if left is None and assignment.spent is None:
                left = assignment.work
            if left is not None:
                out.leaf("RemainingWork", iso_duration(tasks.minutes(key, left)))
            out.leaf("Units", assignment.units)
            if assignment.work is not None:
                out.leaf("Work", iso_duration(tasks.minutes(key, assignment.work)))
        if assignment.source_id != str(uid):
            self.ledger.set_aside("tasks.who.source_id", "A key of the tool it came from.")
