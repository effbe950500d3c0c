"""The line on a terminal that says how far long work is."""

from datetime import UTC, datetime

import pytest

from fairlead.analyses.forecast.so_far import SoFar
from fairlead.cli.progress_line import ProgressLine

_FIRST = SoFar(1_024, 10_000, datetime(2026, 8, 6, 16, tzinfo=UTC))


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> ProgressLine:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    return ProgressLine("runs")


def _waited(line: ProgressLine, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = line.begun
    monkeypatch.setattr("fairlead.cli.progress_line.time.monotonic", lambda: begun + seconds)


def test_the_first_number_is_shown_where_work_takes_long(
    line: ProgressLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _waited(line, 0.6, monkeypatch)
    line.so_far(_FIRST)
    line.told(2, 9)
    line.so_far(SoFar(10_000, 10_000, datetime(2026, 8, 7, 16, tzinfo=UTC)))
    shown = capsys.readouterr().err.replace("\033[K", "").split("\r")
    assert shown[1] == "P50 so far 2026-08-06 (1,024 of 10,000 trials)"
    assert shown[3] == "P50 2026-08-07"
    assert shown[2] == "2 of 9 runs; P50 so far 2026-08-06 (1,024 of 10,000 trials)"


def test_quick_work_shows_no_number_that_is_replaced_at_once(
    line: ProgressLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _waited(line, 0.1, monkeypatch)
    line.so_far(_FIRST)
    assert capsys.readouterr().err == ""


def test_the_line_leaves_no_trace(line: ProgressLine, capsys: pytest.CaptureFixture[str]) -> None:
    with line as told:
        assert told is not None
        told(1, 9)
    assert capsys.readouterr().err == "\r1 of 9 runs\r"
