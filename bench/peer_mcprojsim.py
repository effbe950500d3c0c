"""The forecast of `mcprojsim` on a program of `bench/forecast.py`, for comparison.

Run by the interpreter in whose environment that package is installed (it wants Python 3.13 or
newer): `python bench/peer_mcprojsim.py < program.json` with rows of low, likely and high days,
predecessors and who may do it, as `bench/forecast.py --mcprojsim PYTHON` writes them. Works with a
process for each processor, as it offers. Prints seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time


def main() -> None:
    peer = importlib.import_module("mcprojsim.models.project")
    engine = importlib.import_module("mcprojsim.simulation.engine")
    given = json.load(sys.stdin)
    rows, people = given["rows"], given["people"]
    project = peer.Project.model_validate(
        {
            "project": {"name": "p", "start_date": "2026-03-02"},
            "tasks": [
                {
                    "id": str(k),
                    "name": str(k),
                    "estimate": {"low": low, "expected": likely, "high": high, "unit": "days"},
                    "dependencies": [str(other) for other in before],
                    "resources": who,
                }
                for k, (low, likely, high, before, who) in enumerate(rows)
            ],
            "resources": [{"name": name} for name in people],
        }
    )
    begin = time.perf_counter()
    engine.SimulationEngine(
        iterations=given["runs"],
        random_seed=1,
        show_progress=False,
        workers=os.cpu_count() or 1,
    ).run(project)
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
