"""How good calibrated forecasts are on records of finished work, against simple references.

    python bench/calibration.py FOLDER [--json]

FOLDER holds tables (CSV) with a row for each finished task. Nothing is drawn at random.
"""

import argparse
import json
import time
from pathlib import Path

from fairlead.analyses.calibration.backtest import Backtest, backtest
from fairlead.sources.history import read_history


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.folder is None:
        print("No records: give a folder of CSV files of finished work.")
        return
    told = {}
    for path in sorted(asked.folder.glob("*.csv")):
        history = read_history(path).history
        begun = time.perf_counter()
        made = backtest(history)
        seconds = time.perf_counter() - begun
        if not isinstance(made, Backtest):
            continue
        known = [p.p80_coverage for p in made.score.people.values() if p.scored >= 100]
        told[path.name] = {
            "seconds": seconds,
            "people": len(known),
            "people_within": sum(0.75 <= share <= 0.85 for share in known),
            "people_worst": min(known, default=None),
            "methods": {
                name: {
                    "scored": one.scored,
                    "pinball": one.pinball,
                    "crps": one.crps,
                    "p80_coverage": one.p80_coverage,
                    "coverage_50": one.coverage_50,
                    "coverage_80": one.coverage_80,
                    "coverage_90": one.coverage_90,
                }
                for name, one in {"calibrated": made.score, **made.references}.items()
            },
        }
    if asked.json:
        print(json.dumps(told, indent=2))
        return
    for name, one in told.items():
        print(f"{name}: {one['seconds']:.1f} s; P80 within 75 to 85 % for {one['people_within']} "
              f"of {one['people']} people, worst {one['people_worst']}")  # fmt: skip
        methods = one["methods"]
        assert isinstance(methods, dict)
        for method, figures in methods.items():
            print(f"  {method:16}", *(f"{key} {x:.4f}" for key, x in list(figures.items())[1:]))


if __name__ == "__main__":
    main()
