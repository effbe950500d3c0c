"""What is computed of a version of a program, once in each process: plans, pictures, studies."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from fairlead.analyses.plan import Plan, Unplannable, plan
from fairlead.program.fingerprint import fingerprint
from fairlead.program.program import Program
from fairlead.web.log.shelf import program_at
from fairlead.web.models import ProgramLog

__all__ = ["forget", "once", "plan_for", "plan_of"]

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


def plan_for(program: Program) -> Plan | Unplannable:
    """The plan of a program, kept by its content."""
    return once(("plan", fingerprint(program)), lambda: plan(program))


def plan_of(log: ProgramLog, number: int) -> Plan | Unplannable:
    """The plan of one version."""
    return once(("plan of", log.pk, number), lambda: plan_for(program_at(log, number)))
