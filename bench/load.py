"""How long it takes to read a program file, by its size, and against a plain YAML loader.

    python bench/load.py [--tasks 100,1000,10000,100000] [--json]

Columns: seconds to parse the YAML, to build the nouns of it, to check them, to name the content;
their sum; and the ratio to `yaml.CSafeLoader` on the same text, which yields bare dictionaries.
The last line is a cold process that reads, checks and names a program of 1,000 tasks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml

from fairlead.program.fingerprint import fingerprint
from fairlead.program.program import Program
from fairlead.program.references import check_references
from fairlead.sources.program_file import parse_program
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.sense import nonsense
from fairlead.sources.program_file.yaml_tree import without_collection, yaml_tree

T = TypeVar("T")
_COLD = (
    "import sys, time; began = time.perf_counter()\n"
    "from pathlib import Path\n"
    "from fairlead.program.fingerprint import fingerprint\n"
    "from fairlead.sources.program_file import read_program_file\n"
    "reading = read_program_file(Path(sys.argv[1]))\n"
    "fingerprint(reading.program)\n"
    "print(time.perf_counter() - began)\n"
)


def program_text(tasks: int) -> str:
    """A program as people write them: some rows on one line, some on several, links and people."""
    lines = ["fairlead: 1", "program: bench", "timezone: Europe/Berlin", "teams:", "  core: {}"]
    lines += ["people:", *(f"  p{i}: {{name: Person {i}, team: core}}" for i in range(20))]
    lines += ["requirements:", *(f"  r{i}: {{title: Requirement {i}}}" for i in range(50))]
    lines.append("tasks:")
    for i in range(tasks):
        if i % 3:
            lines.append(
                f"  t{i}: {{title: Task number {i}, estimate: {i % 9 + 1}d..{i % 9 + 8}d, "
                f"who: p{i % 20}, "
                f"needs: [t{max(i - 3, 0)}, {{task: t{i // 2}, link: SS, lag: 2d}}], "
                f"requirement: r{i % 50}}}"
            )
        else:
            lines += [f"  t{i}:", f"    title: Task number {i}", "    estimate: 3d"]
            lines += [
                "    team: core",
                "    skill: api",
                f"    not_before: 2026-02-{i % 28 + 1:02d}",
            ]
            lines += [f"    needs: [t{i - 2}]"] if i > 1 else []
    return "\n".join(lines) + "\n"


def timed(what: Callable[[], T], *, repeats: int) -> tuple[float, T]:
    """The least seconds of some runs, and what the last one returned."""
    best = float("inf")
    while True:
        began = time.perf_counter()
        result = what()
        best = min(best, time.perf_counter() - began)
        repeats -= 1
        if repeats < 1:
            return best, result


def measured(tasks: int) -> dict[str, float]:
    text = program_text(tasks)
    repeats = 3 if tasks <= 10_000 else 1

    def tree() -> None:
        with without_collection():
            yaml_tree(text, complaints=Complaints("bench"))

    whole, reading = timed(lambda: parse_program(text), repeats=repeats)
    program = reading.program
    assert isinstance(program, Program)
    assert reading.findings == ()
    assert len(program.tasks) == tasks
    parse, _ = timed(tree, repeats=repeats)
    check, _ = timed(lambda: (check_references(program), list(nonsense(program))), repeats=repeats)
    name, _ = timed(lambda: fingerprint(program), repeats=repeats)
    plain, _ = timed(lambda: yaml.load(text, Loader=yaml.CSafeLoader), repeats=repeats)
    return {
        "tasks": tasks,
        "parse_seconds": parse,
        "build_seconds": max(whole - parse - check, 0.0),
        "check_seconds": check,
        "fingerprint_seconds": name,
        "total_seconds": whole + name,
        "plain_yaml_seconds": plain,
        "ratio_to_plain_yaml": (whole + name) / plain,
    }


def cold_seconds() -> dict[str, float]:
    """Of a new process: by its own clock from the first import on, and by ours from its start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.yaml"
        path.write_text(program_text(1000), encoding="utf-8")
        command = [sys.executable, "-c", _COLD, str(path)]
        # As an installed Fairlead runs: with the byte code that the first run leaves behind.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

        def run() -> str:
            ran = subprocess.run(
                command, check=True, capture_output=True, text=True, env=environment
            )
            return ran.stdout

        outside, _ = timed(run, repeats=3)
        inside = min(float(run()) for _ in range(3))
    return {
        "inside_seconds": inside,
        "process_seconds": outside,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--tasks", default="100,1000,10000,100000")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [measured(int(tasks)) for tasks in arguments.tasks.split(",")]
    cold = cold_seconds()
    if arguments.json:
        print(json.dumps({"rows": rows, "cold": cold}, indent=2))
        return
    print("   tasks    parse    build    check     name    total    plain   ratio")
    for row in rows:
        seconds = [row[key] for key in row if key.endswith("_seconds")]
        print(
            f"{row['tasks']:8.0f}{''.join(f'{each:9.3f}' for each in seconds)}"
            f"{row['ratio_to_plain_yaml']:8.2f}"
        )
    print(
        f"cold process, 1,000 tasks: {cold['inside_seconds']:.3f} s of its own, "
        f"{cold['process_seconds']:.3f} s with the start of Python"
    )


if __name__ == "__main__":
    main()
