"""Writes the generated examples, and what was agreed of all: `python examples/generate.py`.

It writes the same bytes again. Whoever changes a vocabulary, a seed, or a file that stands beside
`program.yaml`, runs it, and looks at what became of the plan.
"""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

import datacenter_move
import erp_rollout
from agreed import Story, agree_again, slipped
from history import lived

from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program, render_program

HERE = Path(__file__).parent

STORIES = {
    "checkout": Story(
        name="kick-off",
        by="sales",
        on=date(2026, 1, 12),
        because="What the board was shown",
        slips=(
            slipped("tasks.fraud", "estimate", "4d..7d", "7d..12d"),
            slipped("tasks.fraud", "needs", "api", "[api, fraud-provider]"),
            slipped("tasks.pen-test", "cost", "12000", "18000"),
            slipped("requirements.voucher", "status", "proposed", "dropped"),
            slipped("milestones.launch", "due", "2026-05-29", "2026-06-05"),
        ),
    ),
    "datacenter-move": Story(
        name="steering-committee",
        by="cfo",
        on=date(2025, 11, 3),
        because="Lease and budget were agreed with it",
        slips=(
            slipped("tasks.wipe", "estimate", "5d", "8d"),
            slipped("milestones.wave-5-done", "due", "2026-09-11", "2026-09-18"),
        ),
    ),
    "erp-rollout": Story(
        name="board",
        by="cfo",
        on=date(2025, 6, 2),
        because="Approved by the board",
        slips=(slipped("milestones.wave-2-live", "due", "2026-05-18", "2026-06-08"),),
    ),
}
"""What was agreed of each example, and what slipped in."""


def programs() -> dict[str, Program]:
    """The generated programs by the name of their folder, without what stands beside them."""
    return {
        "datacenter-move": lived(
            datacenter_move.draft(), seed=2026, reserve=0.12, drift=0.04, spread=0.3
        ),
        "erp-rollout": lived(erp_rollout.draft(), seed=47, reserve=0.1, drift=0.06, spread=0.35),
    }


def main() -> None:
    """Write each program, and its baselines, into its folder below `--into`."""
    parser = argparse.ArgumentParser(description="Write the generated examples.")
    parser.add_argument("--into", type=Path, default=HERE, help="where their folders are")
    into: Path = parser.parse_args().into
    made = {
        name: f"# Written by examples/generate.py: change that, not this.\n{render_program(each)}"
        for name, each in programs().items()
    }
    for name, story in STORIES.items():
        folder = into / name
        folder.mkdir(parents=True, exist_ok=True)
        if name in made:
            (folder / "program.yaml").write_text(made[name], encoding="utf-8", newline="\n")
        shutil.rmtree(folder / "baselines", ignore_errors=True)
        agree_again(folder, _whole(name, made.get(name)), story)


def _whole(name: str, written: str | None) -> Program:
    """An example with all of its files, those that were written by hand included."""
    texts = {path.name: path.read_text("utf-8") for path in sorted((HERE / name).glob("*.yaml"))}
    if written is not None:
        texts["program.yaml"] = written
    reading = parse_program(texts)
    if reading.program is None:
        raise ValueError(f"{name}: {reading.findings}")
    return reading.program


if __name__ == "__main__":
    main()
