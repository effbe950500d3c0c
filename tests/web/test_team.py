"""Many editors on servers and workers that are killed: nothing acknowledged is lost.

The few seconds of every day become a minute, with a kill every few seconds and a line of numbers at
its end, where `FAIRLEAD_TEAM_SECONDS` says so: `make team`.
"""

import http.client
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.web.clusters import cluster, missing
from tests.web.team import EDITORS, Team

EDITS = 48
SECONDS = float(os.environ.get("FAIRLEAD_TEAM_SECONDS", "0"))
BETWEEN_KILLS = 8.0


class Editor(threading.Thread):
    """Counts up a task of their own, and one that all share; both by read, change and write.

    `said` are the entries that a server acknowledged, `unknown` how often none answered: such an
    edit may stand in the log or not.
    """

    def __init__(self, team: Team, who: int, ports: list[int], stop: threading.Event) -> None:
        super().__init__()
        self.team, self.who, self.ports, self.stop = team, who, ports, stop
        self.said: list[int] = []
        self.took: list[float] = []
        self.own = self.shared = self.unknown = self.unknown_shared = self.clashes = 0
        self.odd: list[str] = []

    def run(self) -> None:
        turn = self.who
        while not self.stop.is_set():
            turn += 1
            try:
                self._round(self.ports[turn % len(self.ports)], shared=turn % 3 == 0)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.1)  # that server was killed: the next one, then

    def _round(self, port: int, *, shared: bool) -> None:
        key = "t16" if shared else f"t{self.who}"
        status, told = self.team.call(port, self.who, "/p/team/plan/rows/")
        if status != 200:
            self.odd.append(f"{status} {told}")
            return
        before = next(row["t"] for row in told["rows"] if row["id"] == key)
        text = f"{int(before.split()[0]) + 1} by {self.who}"
        cells = [{"key": key, "field": "title", "text": text}]
        begun = time.perf_counter()
        try:
            status, told = self.team.call(
                port, self.who, "/p/team/plan/edit/", {"base": told["number"], "cells": cells}
            )
        except (OSError, http.client.HTTPException, ValueError):
            self.unknown += not shared
            self.unknown_shared += shared
            raise
        if status == 200:
            self.said.append(told["entry"])
            self.took.append(time.perf_counter() - begun)
            self.own += not shared
            self.shared += shared
        elif status == 409:
            self.clashes += 1
        else:
            self.odd.append(f"{status} {told}")


class Led(NamedTuple):
    """What came of it: the editors, how long they worked, and how many processes were killed."""

    editors: list[Editor]
    seconds: float
    killed: int


def lead(team: Team, *, servers: int, workers: int) -> Led:
    """Editors at work, while workers and servers are killed and others begun."""
    ports = [team.add_server() for _ in range(servers)]
    for _ in range(workers):
        team.add_worker()
    for port in ports:
        team.ready(port)
    stop = threading.Event()
    editors = [Editor(team, who, ports, stop) for who in range(EDITORS)]
    begun = time.monotonic()
    for editor in editors:
        editor.start()
    try:
        killed = _minute(team, editors, ports) if SECONDS else _moment(team, editors, ports)
    finally:
        stop.set()
        for editor in editors:
            editor.join()
    return Led(editors, time.monotonic() - begun, killed)


def _moment(team: Team, editors: list[Editor], ports: list[int]) -> int:
    """So many edits, with a worker killed after a third of them and a server after two."""
    _until(editors, EDITS // 3)
    _kill_worker(team, 0)
    _until(editors, 2 * EDITS // 3)
    _kill_server(team, ports[0])
    _until(editors, EDITS)
    return 2


def _minute(team: Team, editors: list[Editor], ports: list[int]) -> int:
    """So many seconds, with a server and a worker killed in turn."""
    end = time.monotonic() + SECONDS
    killed = 0
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, BETWEEN_KILLS))
        assert [odd for editor in editors for odd in editor.odd] == []
        if end - time.monotonic() > BETWEEN_KILLS:
            turn = killed // 2
            if killed % 2:
                _kill_worker(team, turn % len(team.workers))
            else:
                _kill_server(team, ports[turn % len(ports)])
            killed += 1
    return killed


def _kill_worker(team: Team, number: int) -> None:
    team.kill(team.workers.pop(number))
    team.add_worker()


def _kill_server(team: Team, port: int) -> None:
    team.kill(team.servers[port])
    team.add_server(port)


def _until(editors: list[Editor], edits: int) -> None:
    """Wait until so many edits were acknowledged."""
    while sum(len(editor.said) for editor in editors) < edits:
        assert any(editor.is_alive() for editor in editors)
        assert [odd for editor in editors for odd in editor.odd] == []
        time.sleep(0.02)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_sixteen_editors_lose_nothing_though_servers_and_workers_are_killed(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    why = missing()
    if database == "sqlite":
        led, facts = _led(f"sqlite:///{tmp_path}/team.sqlite3", tmp_path, servers=1, workers=1)
    elif why is not None:
        pytest.skip(why)
    else:
        with cluster() as url:
            led, facts = _led(url, tmp_path, servers=2, workers=2)
    editors = led.editors
    if SECONDS:
        with capsys.disabled():
            sys.stdout.write(f"\n{database}: {_told(led, facts)}\n")
    assert [odd for editor in editors for odd in editor.odd] == []
    assert facts["wrong"] == []
    assert facts["head"] == facts["entries"]
    written = dict(facts["who"])
    said = [(number, f"user{e.who}") for e in editors for number in e.said]
    assert len(said) >= (EDITORS if SECONDS else EDITS)
    assert [(n, who) for n, who in said if written.get(n) != who] == []
    assert len({number for number, _ in said}) == len(said)
    for editor in editors:
        count = int(facts["titles"][f"t{editor.who}"].split()[0])
        assert editor.own <= count <= editor.own + editor.unknown
    shared = int(facts["titles"]["t16"].split()[0])
    acknowledged = sum(e.shared for e in editors)
    assert acknowledged <= shared <= acknowledged + sum(e.unknown_shared for e in editors)
    assert facts["failed"] == []
    assert facts["studied"] > 0


def _told(led: Led, facts: dict[str, Any]) -> str:
    took = sorted(each for editor in led.editors for each in editor.took)
    unknown = sum(e.unknown + e.unknown_shared for e in led.editors)
    middle, slow = took[len(took) // 2], took[len(took) * 95 // 100]
    return (
        f"{EDITORS} editors for {led.seconds:.0f} s, {led.killed} processes killed: "
        f"{len(took)} edits acknowledged, {facts['head']} entries, "
        f"{sum(e.clashes for e in led.editors)} clashes told, {unknown} without an answer; "
        f"an edit took {middle * 1000:.0f} ms, 95 % at most {slow * 1000:.0f} ms; "
        f"{facts['studied']} forecasts, {len(facts['wrong'])} findings of verify"
    )


def _led(url: str, home: Path, *, servers: int, workers: int) -> tuple[Led, dict[str, Any]]:
    team = Team(url, home)
    try:
        led = lead(team, servers=servers, workers=workers)
        facts = team.facts()
        for _ in range(60):
            if facts["studied"] and not facts["open"]:
                break
            time.sleep(0.5)
            facts = team.facts()
        return led, facts
    finally:
        team.stop()
