"""Parquet tables go through the same column map as any other table."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.sources import open as opening
from fairlead.sources.history import read_history
from fairlead.sources.tabular import parquet as module
from fairlead.sources.tabular.parquet import grid_of_parquet

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def written(tmp_path: Path, columns: dict[str, list[object]]) -> Path:
    path = tmp_path / "record.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_a_record_in_parquet_is_that_of_the_same_csv(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "estimated": [date(2024, 1, 2), date(2024, 1, 3)],
            "completed": [datetime(2024, 1, 5, 9, tzinfo=UTC), datetime(2024, 1, 8, tzinfo=UTC)],
            "estimate": [2.0, None],
            "actual": [3, 4],
            "person": ["ann", "ben"],
        },
    )
    csv = tmp_path / "record.csv"
    csv.write_text(
        "estimated,completed,estimate,actual,person\n2024-01-02,2024-01-05,2,3,ann\n"
        "2024-01-03,2024-01-08,,4,ben\n",
        encoding="utf-8",
    )
    assert read_history(path).history == read_history(csv).history
    assert opening.kind_of(path) == "table"


def test_every_type_becomes_a_cell(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"a": [Decimal("1.5")], "b": [float("nan")], "c": [[1, 2]], "d": [True], "e": [None]},
    )
    assert grid_of_parquet(path).rows == [["a", "b", "c", "d", "e"], [1.5, "", "[1, 2]", True, ""]]


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": [1, 2, 3]})
    content = path.read_bytes()
    for cut in (8, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:cut])
        with pytest.raises(UnreadableInput, match="not a Parquet file that can be read"):
            grid_of_parquet(path)


def test_what_would_not_fit_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"a": list(range(100))})
    monkeypatch.setattr(module, "MAX_ROWS", 99)
    with pytest.raises(TooLarge, match="100 rows"):
        grid_of_parquet(path)


def test_without_the_extra_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"a": [1]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UnreadableInput, match="extra `parquet`"):
        grid_of_parquet(path)
