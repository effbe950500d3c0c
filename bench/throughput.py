"""How often forecasts from throughput keep their word, on the records of real trackers.

    python bench/throughput.py FOLDER [--json] [--trials N] [--origins N]

FOLDER holds one CSV per tracker with the day of every completion in a column `completed`. From many
days of each record it is asked when the next 10, 30 and 100 items will be done, from what was known
on that day, and compared with when they were. The chance at which the truth fell is randomised
within its day, so that a perfect forecast covers exactly what it says. A question whose answer lies
beyond the end of the record counts as missed once the forecast's P90 has passed, else not at all.

Beside it stand two usual ways: drawing single days of the last half year as if each were
independent, and the same from the whole record. The window, the block and the usual drift were
chosen on every second tracker in the order of names, the first among them; `unseen` are the others.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairlead.analyses.throughput import Trial, days_needed, pace

Days = npt.NDArray[np.int64]
SIZES = (10, 30, 100)
LEVELS = (0.5, 0.8, 0.9)
_BEYOND = 36_500


def fairlead(history: tuple[date, ...], first: date, items: int, trial: Trial) -> Days:
    found = pace(history, first=first, items=items)
    return days_needed(found, items=items, key=str(items), trial=trial)


def single_days(window: int | None) -> Callable[[tuple[date, ...], date, int, Trial], Days]:
    def drawn(history: tuple[date, ...], first: date, items: int, trial: Trial) -> Days:
        begin = history[0] if window is None else first - timedelta(days=window)
        past = [(day - begin).days for day in history if begin <= day < first]
        if not past:
            raise ValueError("nothing was completed")
        counts = np.bincount(past, minlength=(first - begin).days)
        random = np.random.default_rng(trial.seed)
        left = np.full(trial.trials, items)
        days = np.zeros(trial.trials, np.int64)
        while (open_ := left > 0).any() and days.max() < _BEYOND:
            left[open_] -= random.choice(counts, int(open_.sum()))
            days[open_] += 1
        return days

    return drawn


WAYS: Mapping[str, Callable[[tuple[date, ...], date, int, Trial], Days]] = {
    "fairlead": fairlead,
    "single days, half a year": single_days(182),
    "single days, all": single_days(None),
}


def record(path: Path) -> tuple[date, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(sorted(date.fromisoformat(row["completed"]) for row in csv.DictReader(file)))


def chances(history: tuple[date, ...], way: str, origins: int, trials: int) -> list[float]:
    """The chance at which the truth fell, for every origin and size."""
    ordinals = np.array([day.toordinal() for day in history])
    begin, end = ordinals[0], ordinals[-1]
    random = np.random.default_rng(20261123)
    found = []
    for number, origin in enumerate(
        np.linspace(begin + min(182, (end - begin) // 3), end, origins).astype(int).tolist()
    ):
        first = date.fromordinal(origin + 1)
        known = history[: int(np.searchsorted(ordinals, origin, side="right"))]
        for items in SIZES:
            try:
                days = WAYS[way](known, first, items, Trial(number, 0, trials))
            except ValueError:
                continue
            at = len(known) + items - 1
            if at >= len(ordinals):
                if end - origin > np.quantile(days, 0.9):
                    found.append(1.0)
                continue
            real = int(ordinals[at]) - origin
            equal = float((days == real).mean())
            found.append(float((days < real).mean()) + equal * float(random.random()))
    return found


def covered(values: list[float]) -> dict[str, float]:
    array = np.array(values)
    return {f"coverage_{round(100 * level)}": float((array <= level).mean()) for level in LEVELS}


def mean(rows: list[dict[str, float]]) -> dict[str, float]:
    """Every tracker counts alike; `off_80` is how far P80 is from 80 % in a tracker, on average."""
    found = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    return {**found, "off_80": float(np.mean([abs(row["coverage_80"] - 0.8) for row in rows]))}


def main() -> None:
    parser = argparse.ArgumentParser(description="Score throughput forecasts on real records.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--origins", type=int, default=60)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.csv")) if options.folder else []
    if not files:
        print("No records: give a folder of CSV files with a column `completed`.")
        return
    records = {path.stem: record(path) for path in files}
    told: dict[str, dict[str, object]] = {}
    for way in WAYS:
        rows = {
            name: covered(chances(history, way, options.origins, options.trials))
            for name, history in records.items()
        }
        unseen = [row for place, row in enumerate(rows.values()) if place % 2]
        told[way] = {"all": mean([*rows.values()]), "unseen": mean(unseen), "trackers": rows}
    if options.json:
        print(json.dumps({"machine": platform.machine(), "trackers": len(files), **told}, indent=2))
        return
    print(f"{len(files)} trackers, {options.origins} days of each, next 10, 30 and 100 items")
    print(f"{'covered by':<34}{'P50':>8}{'P80':>8}{'P90':>8}{'P80 off':>9}")
    for way, result in told.items():
        for part in ("all", "unseen"):
            row = result[part]
            assert isinstance(row, dict)
            cells = "".join(f"{row[f'coverage_{n}']:>8.1%}" for n in (50, 80, 90))
            print(f"{f'{way} ({part})':<34}{cells}{row['off_80']:>9.1%}")


if __name__ == "__main__":
    main()
