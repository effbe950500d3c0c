"""A worker as it runs: its lanes do what is theirs, and the first does all where another dies."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

_TABLES = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
"""
_PUT = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from fairlead.web.jobs.queue import put
for rank in map(int, sys.argv[1:]):
    put("nothing of this name", at=datetime.now(UTC), subject=str(rank), rank=rank)
"""


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in told.split()]


def _until(holds: Callable[[], bool], *, seconds: float = 60) -> None:
    late = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < late, "It took too long."
        time.sleep(0.05)


class _Run:
    def __init__(self, home: Path) -> None:
        self.told = {
            **os.environ,
            "FAIRLEAD_HOME": str(home),
            "DATABASE_URL": f"sqlite:///{home}/lanes.sqlite3",
            "DJANGO_SETTINGS_MODULE": "fairlead.web.settings",
        }
        self.file = home / "lanes.sqlite3"
        self.script(_TABLES)

    def script(self, text: str, *arguments: str) -> None:
        subprocess.run([sys.executable, "-c", text, *arguments], env=self.told, check=True)

    def tried(self) -> set[str]:
        with closing(sqlite3.connect(self.file)) as line:
            rows = line.execute("SELECT subject FROM web_job WHERE attempts > 0")
            return {subject for (subject,) in rows}

    def claimed_by(self) -> set[str]:
        with closing(sqlite3.connect(self.file)) as line:
            rows = line.execute("SELECT claimed_by FROM web_job WHERE attempts > 0")
            return {name for (name,) in rows}

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "fairlead.web", "worker"],
            env=self.told,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="Reads who began whom as Linux tells it.")
def test_lanes_do_their_ranks_and_stand_in_for_each_other(tmp_path: Path) -> None:
    run = _Run(tmp_path)
    with run.worker() as worker:
        run.script(_PUT, "0", "1", "2")
        _until(lambda: run.tried() == {"0", "1", "2"})
        assert len(run.claimed_by()) == 3
        lanes = _children(worker.pid)
        assert len(lanes) == 2
        for lane in lanes:
            os.kill(lane, signal.SIGKILL)
        run.script(_PUT, "11", "12")
        _until(lambda: run.tried() >= {"11", "12"})
        worker.terminate()
        assert worker.wait(30) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Reads who began whom as Linux tells it.")
def test_no_lane_is_left_over(tmp_path: Path) -> None:
    run = _Run(tmp_path)
    with run.worker() as worker:
        _until(lambda: len(_children(worker.pid)) == 2)
        lanes = _children(worker.pid)
        worker.kill()
        worker.wait()
        _until(lambda: not any(Path(f"/proc/{lane}/cmdline").exists() for lane in lanes))
