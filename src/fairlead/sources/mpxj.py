"""What only MPXJ reads: Microsoft Project's own files, Primavera XML, GanttProject, Planner, ...

MPXJ is Java. It runs in a process of its own, `python -m fairlead.sources.mpxj IN OUT`, with bounds
on memory, time and output, since such files come from anybody; what it writes is Microsoft Project
XML, which our own reader then reads.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.noun import replace
from fairlead.sources.bounds import MAX_BYTES
from fairlead.sources.mspdi import read_mspdi
from fairlead.sources.naming import safe
from fairlead.sources.reading import Reading

__all__ = ["missing_for_mpxj", "read_with_mpxj"]

MAX_INPUT = 64 * 1024 * 1024
"""Largest file that is handed to MPXJ."""
HEAP = "-Xmx1g"
SECONDS = 180
_JVM = (
    HEAP,
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # one file is over before the second compiler pays
    "-Djava.awt.headless=true",
    "-Dlog4j2.StatusLogger.level=OFF",  # it would complain that it is not configured
)
_NOT_READ = 3
_OUT_OF_MEMORY = 4
_INSTALL = "pip install fairlead[mpxj]"


def missing_for_mpxj() -> str | None:
    """What is not there that reading by MPXJ needs, as a sentence that says how to get it."""
    wanted: list[str] = []
    if find_spec("mpxj") is None or find_spec("jpype") is None:
        wanted.append(f"the optional packages (`{_INSTALL}`)")
    if _java() is None:
        wanted.append("a Java runtime, version 17 or later (on the PATH, or named by JAVA_HOME)")
    return f"It needs {' and '.join(wanted)}." if wanted else None


def _java() -> Path | None:
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").exists():
        return Path(home)
    found = shutil.which("java")
    return Path(found) if found is not None else None


def read_with_mpxj(path: Path, *, timezone: str = "UTC", seconds: float = SECONDS) -> Reading:
    """The program of a file that MPXJ can read; the wall clock in it is that of `timezone`.

    Raises `UnreadableInput` when MPXJ or Java are not installed, saying what to install, or cannot
    read the file within `seconds`; `TooLarge` above 64 MiB.
    """
    missing = missing_for_mpxj()
    if missing is not None:
        raise UnreadableInput(f"{path}: only MPXJ reads this kind of file. {missing}")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}.") from error
    if size > MAX_INPUT:
        raise TooLarge(f"{path}: {size:,} bytes, at most {MAX_INPUT:,} are read of this kind.")
    with tempfile.TemporaryDirectory(prefix="fairlead-") as folder:
        converted = Path(folder) / f"{safe(path.stem) or 'project'}.xml"
        _convert(path, converted, seconds=seconds)
        reading = read_mspdi(converted, timezone=timezone)
    program = reading.program
    if program is not None:
        program = replace(
            program, id=converted.stem, source=f"{path.suffix.lstrip('.').upper()} by MPXJ"
        )
    loss = replace(reading.loss, source=path.name) if reading.loss is not None else None
    return replace(reading, program=program, loss=loss)


def _convert(path: Path, converted: Path, *, seconds: float) -> None:
    """Run MPXJ on a file, and end it with all it started when it takes too long."""
    names = ("PATH", "JAVA_HOME", "LD_LIBRARY_PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT", "TEMP")
    worker = subprocess.Popen(
        [sys.executable, "-m", "fairlead.sources.mpxj", str(path.resolve()), str(converted)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={name: os.environ[name] for name in names if name in os.environ}
        | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
    )
    try:
        _, complaint = worker.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise UnreadableInput(
            f"{path}: MPXJ did not finish within {seconds:.0f} seconds."
        ) from None
    finally:
        if worker.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.communicate()
    if worker.returncode == 0 and converted.exists():
        return
    reason = complaint.decode("utf-8", "replace").strip().splitlines()
    said = reason[-1][:300] if reason else f"it ended with code {worker.returncode}"
    if worker.returncode == _OUT_OF_MEMORY:
        raise TooLarge(f"{path}: MPXJ ran out of its memory ({HEAP[4:]}) reading it.")
    if worker.returncode == _NOT_READ:
        raise UnreadableInput(f"{path}: MPXJ cannot read it: {said}")
    raise UnreadableInput(f"{path}: MPXJ failed: {said}")


def _work(source: str, target: str) -> int:
    """Read `source` and write `target`, inside the process that is bounded."""
    _bound_output()
    import jpype  # optional dependency
    import mpxj  # noqa: F401  # optional dependency

    jpype.startJVM(*_JVM)
    try:
        project = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(source)
        if project is None:
            print("its format is not known.", file=sys.stderr)  # noqa: T201 (read by who started it)
            return _NOT_READ
        _keep_codes(project, jpype.JClass("org.mpxj.TaskField"))
        jpype.JClass("org.mpxj.mspdi.MSPDIWriter")().write(project, target)
    except jpype.JException as error:
        print(str(error), file=sys.stderr)  # noqa: T201 (read by who started it)
        return _OUT_OF_MEMORY if "OutOfMemory" in str(type(error)) else _NOT_READ
    return 0


def _bound_output() -> None:
    """Let no file that is written grow beyond what is read again, where the system can bound it."""
    try:
        import resource  # optional dependency
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_BYTES, MAX_BYTES))


def _keep_codes(project: Any, fields: Any) -> None:
    """Keep Primavera's activity codes, for which there is no element, in a custom text."""
    coded = [task for task in project.getTasks() if task.getActivityID() is not None]
    if not coded:
        return
    from fairlead.sources.mspdi.fields import SOURCE_ID  # slow import

    project.getCustomFields().getOrCreate(fields.TEXT30).setAlias(SOURCE_ID)
    for task in coded:
        task.setText(30, task.getActivityID())


if __name__ == "__main__":
    raise SystemExit(_work(*sys.argv[1:3]))
