"""The outbox: notices that were promised, in the transaction that promises them, until they went.

At least once: claimed by a conditional update, sent, then marked. A crash before the mark sends it
again with the same key; what was marked is never sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q

from fairlead.notices.notice import Channel, Notice, Undelivered
from fairlead.notices.outbox import BACK_OFF
from fairlead.web.models import Outgoing, ProgramLog

__all__ = ["claim_next", "deliver_due", "promise", "try_again"]

_LEASE = timedelta(minutes=3)
"""What was claimed so long ago is taken over: whoever claimed it was killed."""


def promise(notice: Notice, *, log: ProgramLog | None = None) -> bool:
    """Promise to send a notice; False where one of that key was promised before.

    In a transaction that fails, nothing was promised.
    """
    _, made = Outgoing.objects.get_or_create(
        key=hashlib.sha256(notice.key.encode()).hexdigest(),
        defaults={
            "log": log,
            "channel": notice.channel,
            "to": notice.to[:254],
            "subject": notice.subject.replace("\0", "")[:200],
            "content": msgspec.json.encode(notice).decode(),
            "at": notice.at,
            "next_at": notice.at,
        },
    )
    return bool(made)


def claim_next(at: datetime) -> Outgoing | None:
    """The next notice that is due, now the caller's own; None when there is none."""
    due = Q(claimed=None) | Q(claimed__lt=at - _LEASE)
    while True:
        rows = Outgoing.objects.filter(due, state="waiting", next_at__lte=at)
        row: Outgoing | None = rows.order_by("next_at", "pk").first()
        if row is None:
            return None
        mine = Outgoing.objects.filter(
            pk=row.pk, state="waiting", attempts=row.attempts, claimed=row.claimed
        ).update(claimed=at, attempts=row.attempts + 1)
        if mine:
            row.refresh_from_db()
            return row


def deliver_due(
    channels: Mapping[str, Channel] | Callable[[Outgoing], Channel | None], *, at: datetime
) -> int:
    """Try to send everything that is due at `at`; how many went.

    A channel that is not there fails as one that does not answer: it may be set up later.
    """
    sent = 0
    while (row := claim_next(at)) is not None:
        channel = channels(row) if callable(channels) else channels.get(row.channel)
        try:
            if channel is None:
                raise Undelivered(f"There is no channel {row.channel!r}.")  # noqa: TRY301 (as one)
            channel.send(msgspec.json.decode(row.content, type=Notice))
        except Undelivered as error:
            over = error.lasting or row.attempts > len(BACK_OFF)
            _mine(row).update(
                state="given up" if over else "waiting",
                finished=at if over else None,
                next_at=at if over else at + BACK_OFF[row.attempts - 1],
                claimed=None,
                error=str(error).replace("\0", "")[:500],
            )
        else:
            _mine(row).update(state="sent", finished=at, claimed=None, error="")
            sent += 1
    return sent


def _mine(row: Outgoing) -> Q:
    """The row, if it is still that of whoever claimed it."""
    return Outgoing.objects.filter(pk=row.pk, state="waiting", attempts=row.attempts)


def try_again(row: Outgoing, *, at: datetime) -> bool:
    """Have a notice that was given up tried once more."""
    again = Outgoing.objects.filter(pk=row.pk, state="given up")
    return bool(again.update(state="waiting", next_at=at, attempts=0, finished=None, claimed=None))
