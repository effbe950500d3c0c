"""What is computed of a version of a program, once in each process: plans, pictures, studies."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from fairlead.analyses.critical_path import CriticalPath
from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.analyses.plan.carried import carried
from fairlead.analyses.plan.making import network_dates
from fairlead.program.fingerprint import fingerprint
from fairlead.program.program import Program
from fairlead.web.log.shelf import program_at
from fairlead.web.models import ProgramLog

__all__ = ["forget", "once", "plan_for", "plan_of", "why_no_plan"]

T = TypeVar("T")
_MOST_KEPT = 96

_kept: OrderedDict[Hashable, object] = OrderedDict()
_under_way: dict[Hashable, threading.Lock] = {}
_lock = threading.Lock()


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` makes, made once for a key; others who ask meanwhile wait for it.

    The key must name content, not a place: what is kept is never invalidated, only forgotten.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]  # type: ignore[assignment]  # kept under its own key
            return found
        mine = _under_way.setdefault(key, threading.Lock())
    with mine:
        with _lock:
            if key in _kept:
                made: T = _kept[key]  # type: ignore[assignment]  # as above
                return made
        made = make()
        with _lock:
            _kept[key] = made
            _under_way.pop(key, None)
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
    return made


def forget() -> None:
    """Keep nothing: for tests, whose row ids begin anew."""
    with _lock:
        _kept.clear()
        _under_way.clear()
        _latest.clear()
        _dates.clear()


_latest: dict[str, tuple[Program, Plan]] = {}
"""The plan of each program that was made last: an edit of words alone leaves it as it is."""

_MOST_LATEST = 32


def plan_for(program: Program) -> Plan | Unplannable:
    """The plan of a program, kept by its content."""
    return once(("plan", fingerprint(program)), lambda: _planned(program))


def why_no_plan(program: Program) -> Unplannable | None:
    """Why a program has no plan, by the dates of its network alone; None where it has one.

    The dates are kept for a moment: where nothing comes in between, its plan goes on from them.
    """
    mark = fingerprint(program)
    with _lock:
        kept = _kept.get(("plan", mark))
    if kept is not None:
        return kept if isinstance(kept, Unplannable) else None
    if _carried(program) is not None:
        return None
    found = network_dates(program)
    if isinstance(found, Unplannable):
        return found
    with _lock:
        _dates[mark] = found
        while len(_dates) > _MOST_DATES:
            _dates.popitem(last=False)
    return None


_dates: OrderedDict[str, CriticalPath] = OrderedDict()
_MOST_DATES = 4


def _carried(program: Program) -> Plan | None:
    known = _latest.get(program.id)
    return None if known is None else carried(known[1], known[0], program)


def _planned(program: Program) -> Plan | Unplannable:
    with _lock:
        dates = _dates.pop(fingerprint(program), None)
    found = _carried(program) or plan(program, dates=dates)
    if isinstance(found, Plan):
        if len(_latest) >= _MOST_LATEST:
            _latest.clear()
        _latest[program.id] = (program, found)
    return found


def plan_of(log: ProgramLog, number: int) -> Plan | Unplannable:
    """The plan of one version."""
    return once(("plan of", log.pk, number), lambda: plan_for(program_at(log, number)))
