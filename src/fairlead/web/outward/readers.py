"""Who may be sent a report of a program: members by their role, others by the side they are on."""

from __future__ import annotations

from fairlead.program.noun import Noun
from fairlead.program.program import Program
from fairlead.reports.briefing import Voice
from fairlead.web.access.roles import Capability, may
from fairlead.web.models import Membership, ProgramLog

__all__ = ["Reader", "readers_of", "voices_for"]


class Reader(Noun):
    """Somebody who can be sent a report, in the voices that they may hear, the usual one first.

    `key` tells them apart: `member:ID`, `stakeholders.KEY` or `people.KEY`.
    """

    key: str
    name: str
    email: str
    voices: tuple[Voice, ...]
    timezone: str


def voices_for(role: str) -> tuple[Voice, ...]:
    """The voices that a role may hear, the usual one first."""
    found: list[Voice] = []
    if may(role, Capability.SEE_ENGINEERING):
        found.append("engineering")
    if may(role, Capability.SEE_BUSINESS):
        found.append("business")
    return tuple(found)


def readers_of(log: ProgramLog, program: Program) -> list[Reader]:
    """Everybody of a program with an address: members, then stakeholders, then people."""
    found: list[Reader] = []
    known: set[str] = set()
    rows = Membership.objects.filter(log=log, user__is_active=True).exclude(user__email="")
    for row in rows.select_related("user").order_by("user__username"):
        voices = voices_for(row.role)
        if voices:
            zone = row.user.timezone or program.timezone
            found.append(
                Reader(
                    key=f"member:{row.pk}",
                    name=row.user.shown,
                    email=row.user.email,
                    voices=voices,
                    timezone=zone,
                )
            )
            known.add(row.user.email.lower())
    for key, one in program.stakeholders.items():
        if one.email and one.email.lower() not in known:
            known.add(one.email.lower())
            found.append(
                Reader(
                    key=f"stakeholders.{key}",
                    name=one.name or key,
                    email=one.email,
                    voices=(one.side,),
                    timezone=one.timezone or program.timezone,
                )
            )
    for key, person in program.people.items():
        if person.email and person.email.lower() not in known:
            known.add(person.email.lower())
            found.append(
                Reader(
                    key=f"people.{key}",
                    name=person.name or key,
                    email=person.email,
                    voices=("engineering",),
                    timezone=program.timezone,
                )
            )
    return found
