"""Many editors on servers and workers that are killed: nothing acknowledged is lost.

`FAIRLEAD_TEAM_EDITS` makes it run longer than the few seconds of every day.
"""

import http.client
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.web.clusters import cluster, missing
from tests.web.team import EDITORS, Team

EDITS = int(os.environ.get("FAIRLEAD_TEAM_EDITS", "48"))


class Editor(threading.Thread):
    """Counts up a task of their own, and one that all share; both by read, change and write.

    `said` are the entries that a server acknowledged, `unknown` how often none answered: such an
    edit may stand in the log or not.
    """

    def __init__(self, team: Team, who: int, ports: list[int], stop: threading.Event) -> None:
        super().__init__()
        self.team, self.who, self.ports, self.stop = team, who, ports, stop
        self.said: list[int] = []
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
            self.own += not shared
            self.shared += shared
        elif status == 409:
            self.clashes += 1
        else:
            self.odd.append(f"{status} {told}")


def lead(team: Team, *, servers: int, workers: int) -> list[Editor]:
    """Editors at work, while a worker and then a server are killed and others begun."""
    ports = [team.add_server() for _ in range(servers)]
    for _ in range(workers):
        team.add_worker()
    for port in ports:
        team.ready(port)
    stop = threading.Event()
    editors = [Editor(team, who, ports, stop) for who in range(EDITORS)]
    for editor in editors:
        editor.start()
    try:
        _until(editors, EDITS // 3)
        team.kill(team.workers[0])
        team.add_worker()
        _until(editors, 2 * EDITS // 3)
        team.kill(team.servers[ports[0]])
        team.add_server(ports[0])
        _until(editors, EDITS)
    finally:
        stop.set()
        for editor in editors:
            editor.join()
    return editors


def _until(editors: list[Editor], edits: int) -> None:
    """Wait until so many edits were acknowledged."""
    while sum(len(editor.said) for editor in editors) < edits:
        assert any(editor.is_alive() for editor in editors)
        assert [odd for editor in editors for odd in editor.odd] == []
        time.sleep(0.02)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_sixteen_editors_lose_nothing_though_servers_and_workers_are_killed(
    database: str, tmp_path: Path
) -> None:
    why = missing()
    if database == "sqlite":
        editors, facts = _led(f"sqlite:///{tmp_path}/team.sqlite3", tmp_path, servers=1, workers=1)
    elif why is not None:
        pytest.skip(why)
    else:
        with cluster() as url:
            editors, facts = _led(url, tmp_path, servers=2, workers=2)
    assert [odd for editor in editors for odd in editor.odd] == []
    assert facts["wrong"] == []
    assert facts["head"] == facts["entries"]
    written = dict(facts["who"])
    said = [(number, f"user{e.who}") for e in editors for number in e.said]
    assert len(said) >= EDITS
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


def _led(
    url: str, home: Path, *, servers: int, workers: int
) -> tuple[list[Editor], dict[str, Any]]:
    team = Team(url, home)
    try:
        editors = lead(team, servers=servers, workers=workers)
        facts = team.facts()
        for _ in range(60):
            if facts["studied"] and not facts["open"]:
                break
            time.sleep(0.5)
            facts = team.facts()
        return editors, facts
    finally:
        team.stop()
