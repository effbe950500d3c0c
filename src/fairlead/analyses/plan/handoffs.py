"""Where work passes from hand to hand, and whether it crosses time zones on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fairlead.analyses.plan.result import Handoff, PlannedActivity
from fairlead.program.moments import in_zone
from fairlead.program.program import Program
from fairlead.program.working_time import calendar_of_person

__all__ = ["handoffs"]


def handoffs(program: Program, activities: Mapping[str, PlannedActivity]) -> tuple[Handoff, ...]:
    """Every finish-to-start link between two tasks that not the same people do, by when handed.

    `handed` is where the one finishes, `taken` where the other starts: earlier, where a lead lets
    them overlap. Zones are crossed when the clocks of a giver and a taker differ at that moment.
    """
    hours = _Hours(program)
    staffed = {
        key: (row, frozenset(row.who))
        for key, row in activities.items()
        if row.kind == "task" and row.who
    }
    tasks = dict(program.tasks.items())
    found: list[Handoff] = []
    for key, (after, takers) in staffed.items():
        for need in tasks[key].needs:
            before, givers = staffed.get(need.task, (None, takers))
            if before is None or givers == takers or need.link != "FS":
                continue
            found.append(
                Handoff(
                    before=need.task,
                    after=key,
                    giver=before.who,
                    taker=after.who,
                    handed=before.finish,
                    taken=after.start,
                    crosses_zones=hours.differ(givers | takers, at=before.finish),
                )
            )
    found.sort(key=lambda one: (one.handed, one.taken, one.before, one.after))
    return tuple(found)


class _Hours:
    """The time zones of people, each looked up once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known = frozenset(program.people)
        self.zones: dict[str, str] = {}
        self.teams: dict[frozenset[str], frozenset[str]] = {}
        self.offsets: dict[tuple[str, datetime], timedelta | None] = {}

    def differ(self, people: frozenset[str], *, at: datetime) -> bool:
        """Whether the clocks of some people show different times at a moment."""
        zones = self.teams.get(people)
        if zones is None:
            zones = frozenset(self._zone(person) for person in people if person in self.known)
            self.teams[people] = zones
        return len(zones) > 1 and len({self._offset(zone, at) for zone in zones}) > 1

    def _zone(self, person: str) -> str:
        zone = self.zones.get(person)
        if zone is None:
            zone = self.zones[person] = calendar_of_person(self.program, person).timezone
        return zone

    def _offset(self, zone: str, at: datetime) -> timedelta | None:
        if (zone, at) not in self.offsets:
            self.offsets[zone, at] = in_zone(at, timezone=zone).utcoffset()
        return self.offsets[zone, at]
