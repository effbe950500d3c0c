"""A worker as it runs: a lane for each rank of jobs, each a process of its own.

What was asked for and what can wait are done by processes of one thread, forked before there is any
other: so they may fork again, to try many ways side by side, and hold up nobody. Where one of them
dies, the first lane takes its jobs too.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from fairlead.web.jobs.clock import wind_up
from fairlead.web.jobs.queue import ASKED, PATIENT, PROMPT, renew
from fairlead.web.jobs.sending import look_at_files
from fairlead.web.jobs.worker import carry_once, sweep, work_once
from fairlead.web.warming import settle

__all__ = ["run"]

_log = logging.getLogger("fairlead.worker")
_PAUSE_SECONDS: Final = 0.1
_CARRY_SECONDS: Final = 0.5
_NICE: Final = {ASKED: 0, PATIENT: 5}
_AWAY_SECONDS: Final = 1.0
"""A database that is away comes back; so long is waited before it is asked again."""

_RENEW_EVERY: Final = timedelta(seconds=10)
_WIND_EVERY: Final = timedelta(minutes=1)


def run() -> None:
    """Work until SIGTERM or SIGINT. Jobs under way are finished first."""
    parent = os.getppid()
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    settle()
    fork = multiprocessing.get_context("fork")
    lanes: dict[str, BaseProcess] = {
        f"{worker}:{rank}": fork.Process(target=_lane, args=(f"{worker}:{rank}", rank))
        for rank in _NICE
    }
    for lane in lanes.values():
        lane.start()
    stop = _told_to_stop()
    carrying = threading.Thread(target=_carry, args=(stop, worker, lanes), name="carrier")
    carrying.start()
    _log.info("worker %s is ready", worker)
    while not stop.is_set():
        whole = all(lane.is_alive() for lane in lanes.values())
        if not _once(worker, PROMPT if whole else None):
            stop.wait(_PAUSE_SECONDS)
        if os.environ.get("FAIRLEAD_WITH_PARENT") and os.getppid() != parent:
            stop.set()  # whoever started it is gone, and it would be left over
    close_old_connections()
    for lane in lanes.values():
        lane.terminate()
    carrying.join()
    for lane in lanes.values():
        lane.join()


def _told_to_stop() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop


def _lane(worker: str, rank: int) -> None:
    """The jobs of one rank, until told to stop or left alone."""
    parent, stop = os.getppid(), _told_to_stop()
    os.nice(_NICE[rank])
    # Connections are pooled by threads, of which there must be none; one is enough here.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    while not stop.is_set() and os.getppid() == parent:
        if not _once(worker, rank):
            stop.wait(_PAUSE_SECONDS)
    connection.close()


def _once(worker: str, rank: int | None) -> bool:
    close_old_connections()
    try:
        return work_once(worker, rank=rank)
    except DatabaseError:
        _log.exception("taking a job")
        time.sleep(_AWAY_SECONDS)
        return False


def _carry(stop: threading.Event, worker: str, lanes: Mapping[str, BaseProcess]) -> None:
    """Send what was promised, say which lanes live, and wind up clocks, beside the jobs."""
    wound = renewed = None
    files: dict[int, tuple[int, str]] = {}
    while not stop.wait(_CARRY_SECONDS):
        close_old_connections()
        now = datetime.now(UTC)
        try:
            carry_once(at=now)
            look_at_files(files, at=now)
            if renewed is None or now - renewed > _RENEW_EVERY:
                for name in (worker, *(n for n, lane in lanes.items() if lane.is_alive())):
                    renew(name, at=now)
                renewed = now
            if wound is None or now - wound > _WIND_EVERY:
                wind_up(at=now)
                sweep(now)
                wound = now
        except Exception:  # noqa: BLE001 (a database that is away for a moment comes back)
            _log.exception("carrying")
    connection.close()
