"""Writes the generated examples: `python examples/generate.py`, and again to the same bytes.

Whoever changes a vocabulary or a seed runs it, and looks at what became of the plan.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import datacenter_move
import erp_rollout
from history import lived

from fairlead.program.program import Program
from fairlead.sources.program_file import render_program

HERE = Path(__file__).parent


def programs() -> dict[str, Program]:
    """The generated programs by the name of their folder."""
    return {
        "datacenter-move": lived(
            datacenter_move.draft(), seed=2026, reserve=0.12, drift=0.04, spread=0.3
        ),
        "erp-rollout": lived(erp_rollout.draft(), seed=47, reserve=0.1, drift=0.06, spread=0.35),
    }


def main() -> None:
    """Write each program into its folder below `--into`."""
    parser = argparse.ArgumentParser(description="Write the generated examples.")
    parser.add_argument("--into", type=Path, default=HERE, help="where their folders are")
    into: Path = parser.parse_args().into
    for name, program in programs().items():
        folder = into / name
        folder.mkdir(parents=True, exist_ok=True)
        text = (
            f"# Written by examples/generate.py: change that, not this.\n{render_program(program)}"
        )
        (folder / "program.yaml").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
