"""What a process does once, so that nobody waits for it: loading, and settling its memory."""

from __future__ import annotations

import gc
import time

__all__ = ["settle", "warm_up"]

_FIRST_SECONDS = 1.0
"""The first pages come first."""


def warm_up() -> None:
    """Load what the first page with a chart would wait for, then settle."""
    time.sleep(_FIRST_SECONDS)
    from fairlead.reports.briefings.business import business_briefing  # slow import
    from fairlead.reports.briefings.engineering import engineering_briefing  # slow import
    from fairlead.reports.charts.draw import begin_to_draw  # slow import
    from fairlead.web.drawing import draw_beside  # slow import

    del business_briefing, engineering_briefing  # they are loaded, and that was the point
    draw_beside()
    begin_to_draw()
    settle()


def settle() -> None:
    """What is loaded by now stays: pauses to look for rubbish are short and seldom from here on.

    A process keeps tens of versions with thousands of rows; looking through all of them takes a
    tenth of a second, which somebody who just typed would wait for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
