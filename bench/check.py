"""How long the everyday commands take as whole processes: help, `check`, `plan` and `report`.

    python bench/check.py [--json] [--repeat N]

Every figure is the median of the runs after a first one, which leaves byte code and a warm disk
cache behind. The limits are of wall time on a quiet machine; on a busy one look at `x bare`, the
processor time by that of a process which imports what the commands are built on (click, holidays,
msgspec, numpy, yaml) and does nothing: no `check`, `plan` or `report` can be quicker. The commands
and the bare process take turns, so that both see the same machine.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
BARE = (sys.executable, "-c", "import click, holidays, msgspec, numpy, yaml")
LIMITS = {
    "--help": 0.08,
    "check checkout": 0.5,
    "check datacenter-move": 0.5,
    "check erp-rollout": None,  # 1,000 tasks: more than the limit is meant for
    "plan checkout": 0.5,
    "report checkout": None,  # a forecast with its prices, and charts drawn by Vega
}
"""Command and example, and the most seconds that it may take."""


def command_of(name: str, folder: Path) -> tuple[str, ...]:
    """The process that a row of the table measures. What it writes goes to `folder`."""
    verb, _, example = name.partition(" ")
    run: tuple[str, ...] = (sys.executable, "-m", "fairlead", verb)
    if not example:
        return run
    run = (*run, str(EXAMPLES / example))
    return (*run, "--for", "business", "-o", str(folder / "b.html")) if verb == "report" else run


def once(command: tuple[str, ...]) -> tuple[float, float]:
    """Wall and processor seconds of a process, as an installed Fairlead runs: with byte code."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    ran = subprocess.run(command, check=False, capture_output=True, env=environment)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ran.returncode in {0, 1}, ran.stderr.decode()
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(repeat: int) -> list[dict[str, object]]:
    """A row for the bare process and for every command."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in ("bare", *LIMITS)}
    with tempfile.TemporaryDirectory() as folder:
        commands = {name: command_of(name, Path(folder)) for name in LIMITS} | {"bare": BARE}
        for turn in range(repeat + 1):
            for name, runs in seen.items():
                spent = once(commands[name])
                if turn:
                    runs.append(spent)
    walls = {name: statistics.median(wall for wall, _ in runs) for name, runs in seen.items()}
    used = {name: statistics.median(cpu for _, cpu in runs) for name, runs in seen.items()}
    return [
        {
            "command": name,
            "wall_seconds": round(walls[name], 3),
            "least_wall_seconds": round(min(wall for wall, _ in seen[name]), 3),
            "cpu_seconds": round(used[name], 3),
            "ratio_to_bare": round(used[name] / used["bare"], 2),
            "limit_seconds": LIMITS.get(name),
        }
        for name in seen
    ]


def machine() -> dict[str, str | float | None]:
    """What the figures were measured on, and with."""
    told: dict[str, str | float | None] = {
        "machine": platform.machine(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    for name in ("click", "holidays", "msgspec", "numpy", "PyYAML"):
        told[name] = version(name)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the everyday commands as whole processes.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    where = machine()
    rows = measured(options.repeat)
    if options.json:
        told = {"repeat": options.repeat, "measured_on": where, "commands": rows}
        print(json.dumps(told, indent=2))
        return
    print(", ".join(f"{name} {value}" for name, value in where.items()))
    print(f"median of {options.repeat} runs, as whole processes")
    print(f"{'command':<22}{'wall s':>8}{'least':>8}{'limit':>8}{'cpu s':>8}{'x bare':>8}")
    for row in rows:
        limit = "" if row["limit_seconds"] is None else row["limit_seconds"]
        print(
            f"{row['command']:<22}{row['wall_seconds']:>8}{row['least_wall_seconds']:>8}{limit:>8}"
            f"{row['cpu_seconds']:>8}{row['ratio_to_bare']:>8}"
        )


if __name__ == "__main__":
    main()
