"""How good calibrated forecasts are on records of finished work, against simple references.

    python bench/calibration.py [FOLDER] [--made-up N] [--json]
    python bench/calibration.py --natures SEEDS

FOLDER holds tables (CSV) with a row for each finished task; `--made-up` adds organisations that are
made up (bench/organisations.py); `--natures` prints, for so many organisations of one nature each
(bench/natures.py), the loss against that of the best reference. Seeds are fixed: the same table
every time, but for the seconds.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from natures import NATURES, drawn
from organisations import organisations

from fairlead.analyses.calibration.backtest import Backtest, backtest
from fairlead.analyses.calibration.calibrate import calibrate
from fairlead.analyses.calibration.coded import subject_of
from fairlead.analyses.calibration.cold_start import cold_start
from fairlead.analyses.calibration.record import Record
from fairlead.program.history import History
from fairlead.sources.history import read_history

UNSEEN = 50
"""A seed of organisations on which nothing was chosen."""
LEVELS = np.array([0.1, 0.5, 0.8, 0.9])
COVERED = ("p80_coverage", "coverage_50", "coverage_80", "coverage_90")


def seconds(of: Callable[[], object], *, times: int = 1) -> float:
    """Seconds of processor time of one call, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for _ in range(times):
            of()
        best = min(best, (time.process_time() - begun) / times)
    return best


def measured(history: History) -> dict[str, Any] | None:
    begun = time.process_time()
    made = backtest(history)
    of_backtest = time.process_time() - begun
    if not isinstance(made, Backtest):
        return None
    known = [p.p80_coverage for p in made.score.people.values() if p.scored >= 100]
    cold = cold_start(history)
    record = Record(history)
    one = [subject_of(history.tasks[-1], history)]
    return {
        "tasks": len(history.tasks),
        "people": len(known),
        "people_within": sum(0.75 <= share <= 0.85 for share in known),
        "people_worst": min(known, default=float("nan")),
        "methods": {
            name: {key: getattr(row, key) for key in ("scored", "pinball", "crps", *COVERED)}
            for name, row in {"calibrated": made.score, **made.references}.items()
        },
        "sums": {
            kind: [row.scored, row.coverage_80, row.p80_coverage] for kind, row in made.sums.items()
        },
        "factors": [made.factors.person, made.factors.team, made.factors.program],
        "open": {
            age: [row.scored, row.p80_coverage, row.kept_p80_coverage]
            for age, row in made.open_work.items()
        },
        "new_teams": None
        if cold is None
        else {
            "teams": cold.teams,
            "scored": cold.scored,
            "pinball_against_raw": cold.pinball / cold.pinball_of_raw,
            "p80_coverage": cold.p80_coverage,
            "beside_others": cold.pinball_beside / cold.pinball_of_raw,
            "p80_beside_others": cold.p80_beside,
        },
        "seconds": {
            "backtest": of_backtest,
            "record": seconds(lambda: Record(history)),
            "what_it_says": seconds(lambda: calibrate(history)),
            "one_forecast": seconds(lambda: record.log_ratios(one, LEVELS), times=50),
        },
    }


def show(name: str, told: dict[str, Any]) -> None:
    print(f"{name}: {told['tasks']:,} tasks")
    print(f"  {'':17}{'pinball':>9}{'CRPS':>9}{'P80':>8}{'50 %':>8}{'80 %':>8}{'90 %':>8}")
    for method, row in told["methods"].items():
        covers = "".join(f"{row[key]:8.4f}" for key in COVERED)
        print(f"  {method:17}{row['pinball']:9.4f}{row['crps']:9.4f}{covers}")
    best = min(row["pinball"] for key, row in told["methods"].items() if key != "calibrated")
    print(f"  against the best reference {told['methods']['calibrated']['pinball'] / best:.4f}")
    within = f"{told['people_within']} of {told['people']}"
    print(f"  P80 within 75 to 85 % for {within} with 100 tasks, worst {told['people_worst']:.3f}")
    for kind, (scored, inside, p80) in told["sums"].items():
        print(f"  sums, {kind:11}{scored:6,} scored, 80 % interval {inside:.3f}, P80 {p80:.3f}")
    print("  shared by person, team, program", *(f"{x:.3f}" for x in told["factors"]))
    for age, (scored, p80, kept) in told["open"].items():
        print(f"  open on day {age:4}{scored:6,} scored, P80 {p80:.3f}, kept from day 0 {kept:.3f}")
    if told["new_teams"] is not None:
        print("  new teams", *(f"{key} {x:.4g}" for key, x in told["new_teams"].items()))
    print("  seconds", *(f"{key} {x:.4f}" for key, x in told["seconds"].items()))


def show_natures(count: int) -> None:
    print(f"{'':28}{'against the best reference':>28}{'worst':>8}{'P80':>8}  best reference")
    for name, nature in NATURES.items():
        against, p80, best = [], [], []
        for seed in range(UNSEEN, UNSEEN + count):
            made = backtest(drawn(nature, seed=seed))
            if not isinstance(made, Backtest):
                continue
            reference = min(made.references, key=lambda key: made.references[key].pinball)
            against.append(made.score.pinball / made.references[reference].pinball)
            p80.append(made.score.p80_coverage)
            best.append(reference)
        if against:
            print(
                f"{name:28}{np.mean(against):28.4f}{max(against):8.4f}{np.mean(p80):8.3f}  "
                f"{max(set(best), key=best.count)}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--made-up", type=int, default=0, metavar="N")
    parser.add_argument("--natures", type=int, default=0, metavar="SEEDS")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.natures:
        show_natures(asked.natures)
        return
    if asked.folder is None and not asked.made_up:
        print("No records: give a folder of CSV files of finished work, or --made-up 12.")
        return
    files = sorted(asked.folder.glob("*.csv")) if asked.folder else []
    records = {path.name: read_history(path).history for path in files}
    records |= {f"made up {n}": h for n, h in enumerate(organisations(asked.made_up, seed=UNSEEN))}
    told = {}
    for name, history in records.items():
        made = measured(history)
        if made is None:
            continue
        told[name] = made
        if not asked.json:
            show(name, made)
    if asked.json:
        print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
