"""Server-sent events: that a program changed, and that a study of it is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.models import IssuedForecast, Membership, ProgramLog

__all__ = ["MOST_STREAMS", "events"]

MOST_STREAMS: Final = 64
"""Streams that one process holds; each takes a thread. Whoever comes later asks again."""

_LOOK_SECONDS = 0.25
_SOON_SECONDS = 0.05
_SOON_FOR_SECONDS = 2.0
"""After a change its study is expected: so long is looked for it more often."""

_BEAT_SECONDS = 15.0
_LONGEST_SECONDS = 900.0
_open = threading.BoundedSemaphore(MOST_STREAMS)
_looks: dict[int, tuple[float, int, int]] = {}
_lock = threading.Lock()


@for_members(Capability.SEE)
@require_GET
def events(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A stream of `changed` and `studied` events after what the browser has."""
    if not _open.acquire(blocking=False):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    after, studied = (_number(request, name) for name in ("after", "studied"))
    answer = StreamingHttpResponse(
        _Stream(seat, after or seat.number, studied), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _number(request: HttpRequest, name: str) -> int:
    told = request.headers.get("Last-Event-ID", "") if name == "after" else ""
    told = told or request.GET.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


class _Stream:
    """The events of one browser; it gives its place back when the browser has gone."""

    def __init__(self, seat: Seat, after: int, studied: int) -> None:
        self._parts = _events(seat, after, studied)
        self._held = True

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Give the place back."""
        if self._held:
            self._held = False
            _open.release()


def _events(seat: Seat, after: int, studied: int) -> Iterator[bytes]:
    begun = beat = time.monotonic()
    soon = 0.0
    yield b"retry: 2000\n\n"
    while time.monotonic() - begun < _LONGEST_SECONDS:
        pause = _SOON_SECONDS if time.monotonic() < soon else _LOOK_SECONDS
        head, study = _look(seat.log.pk, pause)
        if head > after:
            after = head
            soon = time.monotonic() + _SOON_FOR_SECONDS
            yield _event("changed", f'{{"number": {head}}}', head)
        if study > studied:
            studied, soon = study, 0.0
            yield _event("studied", f'{{"study": {study}}}', head)
        if time.monotonic() - beat > _BEAT_SECONDS:
            beat = time.monotonic()
            if not Membership.objects.filter(pk=seat.membership.pk, role=seat.role).exists():
                return  # put out, or given another role, since the stream began
            connection.close()
            yield b": still here\n\n"
        time.sleep(pause)


def _event(name: str, content: str, number: int) -> bytes:
    return f"id: {number}\nevent: {name}\ndata: {content}\n\n".encode()


def _look(log_id: int, pause: float) -> tuple[int, int]:
    """Where a log stands; all streams of a process share a look that is younger than `pause`."""
    with _lock:
        at, head, study = _looks.get(log_id, (0.0, 0, 0))
        if time.monotonic() - at < pause:
            return head, study
        head = ProgramLog.objects.values_list("head", flat=True).get(pk=log_id)
        newest = IssuedForecast.objects.filter(log_id=log_id).order_by("-pk")
        study = newest.values_list("pk", flat=True).first() or 0
        connection.close()
        _looks[log_id] = (time.monotonic(), head, study)
        return head, study
