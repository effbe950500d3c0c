"""Reports that come by themselves: at an hour of the reader's day, or at change."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction

from fairlead.program.moments import in_zone, utc
from fairlead.reports.briefing import Voice
from fairlead.web.models import Membership, ProgramLog, Subscription, User
from fairlead.web.outward.readers import voices_for
from fairlead.web.outward.reporting import ask_to_send
from fairlead.web.outward.tables import Cadence

__all__ = ["AT_MOST_EVERY", "next_time", "send_due_reports", "subscribe", "unsubscribe"]

AT_MOST_EVERY: Final = timedelta(hours=1)
"""Of a report at every change: what changes meanwhile comes together."""

_LOOK: Final = timedelta(minutes=5)


def next_time(
    cadence: Cadence, *, weekday: int, hour: int, timezone: str, after: datetime
) -> datetime:
    """The first moment after `after` at which the reader's clock shows that hour of that weekday.

    An hour that a change of the clock skips or repeats is as `moments.utc` reads it.
    """
    if cadence == Cadence.CHANGE:
        return after + AT_MOST_EVERY
    day = in_zone(after, timezone=timezone).date()
    for ahead in range(9):
        then = day + timedelta(days=ahead)
        if cadence == Cadence.WEEKLY and then.weekday() != weekday:
            continue
        moment = utc(datetime.combine(then, time(hour)), timezone=timezone)
        if moment > after:
            return moment
    raise ValueError(f"{weekday} is no day of a week, expected 0 to 6.")


def subscribe(
    log: ProgramLog,
    user: User,
    voice: Voice,
    *,
    cadence: Cadence,
    weekday: int,
    hour: int,
    timezone: str,
    at: datetime,
) -> Subscription:
    """Have a user sent a report; another one of that voice is replaced."""
    first = at if cadence == Cadence.CHANGE else None
    row, _ = Subscription.objects.update_or_create(
        log=log,
        user=user,
        voice=voice,
        defaults={
            "cadence": cadence,
            "weekday": weekday,
            "hour": hour,
            "number": log.head,
            "next_at": first
            or next_time(cadence, weekday=weekday, hour=hour, timezone=timezone, after=at),
        },
    )
    return row


def unsubscribe(log: ProgramLog, user: User, voice: str) -> None:
    """End a subscription."""
    Subscription.objects.filter(log=log, user=user, voice=voice).delete()


def send_due_reports(*, at: datetime) -> int:
    """Ask for every report that is due by subscription; how many.

    Claimed by moving its next time on, in the transaction that asks for it: each once, whatever
    the number of workers, and one that was due in a night without a server comes once afterwards.
    """
    asked = 0
    rows = Subscription.objects.filter(next_at__lte=at, log__archived=False)
    for row in rows.select_related("log", "user"):
        asked += _ask(row, at=at)
    return asked


def _ask(row: Subscription, *, at: datetime) -> bool:
    member = Membership.objects.filter(log=row.log, user=row.user, user__is_active=True).first()
    if member is None or row.voice not in voices_for(member.role):
        row.delete()  # put out, or given another role
        return False
    zone = row.user.timezone or _zone_of(row.log)
    nothing = row.cadence == Cadence.CHANGE and row.number == row.log.head
    later = (
        at + _LOOK
        if nothing
        else next_time(
            Cadence(row.cadence), weekday=row.weekday, hour=row.hour, timezone=zone, after=at
        )
    )
    with transaction.atomic():
        mine = Subscription.objects.filter(pk=row.pk, next_at=row.next_at)
        if not mine.update(next_at=later, number=row.log.head) or nothing:
            return False
        once = f"subscription:{row.pk}:{row.next_at:%Y-%m-%dT%H:%M:%S}"
        why = "at change" if row.cadence == Cadence.CHANGE else row.cadence
        ask_to_send(row.log, [(f"member:{member.pk}", row.voice)], once=once, at=at, why=why)
    return True


def _zone_of(log: ProgramLog) -> str:
    from fairlead.web.log.shelf import program_at  # slow import

    return program_at(log, log.head).timezone
