"""A PostgreSQL of the tests' own, in a folder of its own, gone when they are over."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["cluster", "missing"]

_PROGRAMS = ("initdb", "postgres", "psql")


def missing() -> str | None:
    """Why no cluster can be started here, if so."""
    absent = [name for name in _PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"PostgreSQL is not installed: no {', '.join(absent)}"
    if os.geteuid() == 0 and _other_user() is None:
        return "PostgreSQL refuses to run as root, and there is no other user to run it as"
    return None


def _other_user() -> str | None:
    """Somebody to run it as where we are root."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


@contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a new, empty cluster that listens on a socket in its own folder."""
    user = _other_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="fairlead-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        as_user: dict[str, Any] = {} if user is None else {"user": user}
        _run(
            [
                "initdb",
                "--no-sync",
                "-A",
                "trust",
                "-U",
                "fairlead",
                "-E",
                "UTF8",
                str(folder / "d"),
            ],
            **as_user,
        )
        server = subprocess.Popen(
            [
                *("postgres", "-D", str(folder / "d"), "-k", str(folder)),
                *("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **as_user,
        )
        try:
            query = ["psql", "-h", str(folder), "-U", "fairlead", "-d", "postgres", "-qc"]
            for _ in range(100):
                asked = subprocess.run([*query, "select 1"], capture_output=True, check=False)
                if asked.returncode == 0:
                    break
                server.poll()
                subprocess.run(["sleep", "0.1"], check=True)  # noqa: S607
            _run([*query, "create database fairlead"])
            yield f"postgresql://fairlead@/fairlead?host={folder}"
        finally:
            server.terminate()
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], **options: Any) -> None:
    done = subprocess.run(command, capture_output=True, check=False, cwd="/", **options)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
