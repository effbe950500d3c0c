"""How often "when will the next items be done" came true, on the records of real trackers.

    python bench/flow.py FOLDER [--json]
    python bench/flow.py --made-up 30

FOLDER holds one CSV per tracker with the day of every completion in a column `completed`. Every
four weeks of each record, from its 26th week on, it is asked when the next 10, 30 and 100 items
will be done, from what was known then. A cell is one tracker and one number of items, with ten
origins or more. `P85` is how often what happened was no later than P85 (randomised within its
week), a mean over cells; `within 10` the part of the cells in which that is .75 to .95; `pinball`
the mean over nine deciles of the logarithm of the weeks; `due` how often P85 was kept among the
questions whose P85 lies within the record, answered or not. The weights of the four windows, the
lives of errors and the usual spread were chosen on every second tracker in the order of names, the
first among them, and on made-up ones; `unseen` are the others. `--made-up N` scores N trackers of
bench/organisations.py, with a seed that nothing was chosen on, instead of a folder.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from organisations import trackers

from fairlead.analyses.flow.backtest import CannotBacktest, FlowScore, backtest
from fairlead.sources.work_items import read_work_items

FEWEST_DUE = 10


def figures(cells: list[FlowScore]) -> dict[str, float]:
    p85 = np.array([cell.p85 for cell in cells])
    origins = np.array([cell.origins for cell in cells])
    pinball = np.array([cell.pinball for cell in cells])
    due = [cell.due_p85 for cell in cells if cell.due_p85 is not None and cell.due >= FEWEST_DUE]
    return {
        "cells": len(cells),
        "p85": float(p85.mean()),
        "within_10": float((np.abs(p85 - 0.85) <= 0.1).mean()),
        "pinball": float(pinball.mean()),
        "due_p85": float(np.mean(due)),
        "pooled_p85": float((p85 * origins).sum() / origins.sum()),
        "pooled_pinball": float((pinball * origins).sum() / origins.sum()),
    }


def completions(path: Path) -> tuple[date, ...]:
    record = read_work_items(path).record
    if record is None:
        raise SystemExit(f"{path.name} is no record of completions.")
    return tuple(item.finished for item in record.items if item.finished is not None)


def main() -> None:
    parser = argparse.ArgumentParser(description="Score flow forecasts on real records.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--made-up", type=int, default=0, metavar="N")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.csv")) if options.folder else []
    records = {path.stem: completions(path) for path in files}
    made_up = trackers(options.made_up, seed=101)
    records |= {f"made up {number}": days for number, days in enumerate(made_up)}
    if not records:
        print("No records: give a folder of CSV files with a column `completed`, or --made-up 30.")
        return
    begin = time.process_time()
    ways: dict[str, dict[str, list[FlowScore]]] = {}
    for number, (name, days) in enumerate(records.items()):
        made = backtest(days, first=max(days) + timedelta(days=1))
        if isinstance(made, CannotBacktest):
            print(f"{name}: {made.because}")
            continue
        for way, scores in {"fairlead": made.scores, **made.references}.items():
            told = ways.setdefault(way, {"all": [], "unseen": []})
            told["all"] += scores.values()
            if number % 2:
                told["unseen"] += scores.values()
    spent = time.process_time() - begin
    answer = {
        way: {part: figures(cells) for part, cells in parts.items() if cells}
        for way, parts in ways.items()
    }
    if options.json:
        head = {"machine": platform.machine(), "trackers": len(records), "cpu_seconds": spent}
        print(json.dumps({**head, "ways": answer}, indent=2))
        return
    print(f"{len(records)} trackers, {spent:.1f} s")
    print(
        f"{'':<28}{'cells':>6}{'P85':>7}{'within 10':>11}{'pinball':>9}{'due':>7}{'pooled P85':>12}"
        f"{'pooled pinball':>16}"
    )
    for way, parts in answer.items():
        for part, row in parts.items():
            print(
                f"{f'{way} ({part})':<28}{row['cells']:>6.0f}{row['p85']:>7.3f}"
                f"{row['within_10']:>11.0%}{row['pinball']:>9.4f}{row['due_p85']:>7.3f}"
                f"{row['pooled_p85']:>12.3f}"
                f"{row['pooled_pinball']:>16.4f}"
            )


if __name__ == "__main__":
    main()
