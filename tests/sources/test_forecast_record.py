"""The ledger of a program: what is written stays, and what was changed is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.program.issued import LEVELS, IssuedForecast, Reached, Said, Widening
from fairlead.program.noun import replace
from fairlead.sources.forecast_record import keep, path_of, read_record
from fairlead.sources.journal import append

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FORECAST = IssuedForecast(
    program="ferry",
    as_of=datetime(2026, 3, 2, tzinfo=UTC),
    fingerprint="0" * 32,
    version="1",
    seed=1,
    trials=1000,
    calibration="the documented prior",
    widening=Widening(later=1.25, earlier=0.9, dates=7),
    said=(
        Said(
            id="open",
            kind="milestone",
            title="Booking opens",
            minutes=tuple(range(1000, 1000 + len(LEVELS))),
            due=5000,
            chance=0.75,
        ),
    ),
    reached=(Reached(id="form", kind="task", finish=29_000_000, day=True),),
)


def test_what_was_kept_is_read_back_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    assert keep(path, FORECAST, at=NOW)
    record = read_record(path)
    assert record.findings == ()
    assert [(i.number, i.at, i.forecast) for i in record.forecasts] == [(1, NOW, FORECAST)]
    assert len(record.forecasts[0].hash) == 64


def test_the_same_forecast_is_kept_once_however_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    assert keep(path, FORECAST, at=NOW)
    assert not keep(path, replace(FORECAST, through="report"), at=NOW)
    assert keep(path, replace(FORECAST, seed=2), at=NOW)
    assert len(read_record(path).forecasts) == 2


def test_the_ledger_lies_beside_the_file_and_inside_the_folder(tmp_path: Path) -> None:
    assert path_of(tmp_path / "ferry.yaml") == tmp_path / "ferry.forecasts.jsonl"
    assert path_of(tmp_path) == tmp_path / "forecasts.jsonl"


def test_a_date_that_is_made_better_afterwards_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    keep(path, FORECAST, at=NOW)
    keep(path, replace(FORECAST, seed=2), at=NOW)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"chance":0.75', '"chance":0.95', 1), encoding="utf-8")
    found = read_record(path).findings
    assert {finding.code for finding in found} == {"record.broken"}
    assert "entry 1 was changed" in found[0].message


def test_an_entry_that_was_taken_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    for seed in (1, 2, 3):
        keep(path, replace(FORECAST, seed=seed), at=NOW)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0] + lines[2], encoding="utf-8")
    assert [f.code for f in read_record(path).findings] == ["record.broken"]
    # the end of a chain can only be missed by who has seen it
    head = read_record(path).forecasts[-1].hash
    path.write_text(lines[0], encoding="utf-8")
    assert read_record(path).findings == ()
    assert [f.code for f in read_record(path, head=head).findings] == ["record.broken"]


def test_what_a_crash_cut_off_does_not_take_the_rest_with_it(tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    keep(path, FORECAST, at=NOW)
    keep(path, replace(FORECAST, seed=2), at=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert [issued.forecast.seed for issued in read_record(path).forecasts] == [1]
    assert [f.code for f in read_record(path).findings] == ["record.cut-off"]
    keep(path, replace(FORECAST, seed=2), at=NOW)
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "content",
    [
        {"program": "ferry"},
        [1, 2],
        None,
        {
            "program": "ferry",
            "as_of": "2026-03-02T00:00:00Z",
            "fingerprint": "0",
            "version": "1",
            "seed": 1,
            "trials": 10,
            "said": [{"id": "a", "kind": "milestone", "minutes": [3, 2, 1]}],
        },
    ],
)
def test_what_is_no_forecast_is_left_out_and_named(content: object, tmp_path: Path) -> None:
    path = tmp_path / "ferry.forecasts.jsonl"
    append(path, at=NOW, kind="forecast", content=content)
    append(path, at=NOW, kind="something else", content=content)
    record = read_record(path)
    assert record.forecasts == ()
    assert [finding.code for finding in record.findings] == ["ledger.unknown"]
