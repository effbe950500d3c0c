"""The forecast: when, how sure, what drives it; the ledger of what was said, and its score."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.analyses.plan import Unplannable
from fairlead.program.issued import LEVELS, IssuedForecast
from fairlead.program.moments import in_zone, instant, minute_of
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.jobs.queue import put
from fairlead.web.outward.ledger import forecasts_of
from fairlead.web.pages.seeing import sections, sight

__all__ = ["forecast", "keep"]

_SHOWN = 20
_P50, _P80 = LEVELS.index(50), LEVELS.index(80)


@for_members(Capability.SEE)
@require_GET
def forecast(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What the newest version promises, how good such promises were, and which were given."""
    told: dict[str, Any] = {"seat": seat, "title": "Forecast", "here": "forecast"}
    seen = sight(seat)
    if isinstance(seen, Unplannable):
        return render(request, "web/no_plan.html", {**told, "findings": seen.findings})
    zone = seen.base.timezone
    issued = forecasts_of(seat.log)
    told |= {
        "seen": seen,
        "body": sections(seen, seat.voice, "forecast", "score"),
        "issued": [_row(one, zone) for one in reversed(issued[-_SHOWN:])],
        "total": len(issued),
    }
    return render(request, "web/forecast.html", told)


def _row(one: IssuedForecast, zone: str) -> dict[str, str]:
    """What one forecast said of the whole, as days of the reader's zone."""
    whole = next((said for said in one.said if said.kind == "whole"), None)
    whole = whole or next(iter(one.said), None)

    def day(index: int) -> str:
        if whole is None:
            return ""
        at = instant(minute_of(one.as_of) + whole.minutes[index])
        return f"{in_zone(at, timezone=zone):%Y-%m-%d}"

    return {
        "as_of": f"{in_zone(one.as_of, timezone=zone):%Y-%m-%d %H:%M}",
        "through": one.through,
        "of": "" if whole is None else whole.title or whole.id,
        "p50": day(_P50),
        "p80": day(_P80),
        "trials": f"{one.trials:,}",
    }


@for_members(Capability.EDIT)
@require_POST
def keep(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Put the newest forecast into the ledger, to be scored when the truth arrives."""
    asked = {"number": seat.number, "by": seat.user.username}
    put("issue", log=seat.log, at=datetime.now(UTC), argument=asked)
    messages.success(request, "The forecast is being kept; it will be scored by what happens.")
    return redirect("forecast", key=seat.log.key)
