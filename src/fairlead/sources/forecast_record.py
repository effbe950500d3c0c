"""The ledger of a program's forecasts: a journal beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from fairlead.program.chain import Entry
from fairlead.program.findings import Finding
from fairlead.program.issued import LEVELS, IssuedForecast
from fairlead.program.noun import Noun
from fairlead.sources.journal import append, read

__all__ = [
    "KIND",
    "ForecastRecord",
    "IssuedAt",
    "content_of",
    "forecast_in",
    "keep",
    "path_of",
    "read_record",
    "said_before",
]

KIND = "forecast"
"""Of the entries of a journal that are forecasts; others are left alone."""


class IssuedAt(Noun):
    """One forecast of the ledger, when it was written and as which entry."""

    number: int
    at: datetime
    hash: str
    forecast: IssuedForecast


class ForecastRecord(Noun):
    """All forecasts that were issued of a program, the first one first."""

    path: str
    forecasts: tuple[IssuedAt, ...] = ()
    findings: tuple[Finding, ...] = ()


def path_of(program: Path) -> Path:
    """Where the ledger of a program file or folder lies.

    `checkout.yaml` has `checkout.forecasts.jsonl` beside it, a folder `forecasts.jsonl` inside.
    """
    if program.is_dir():
        return program / "forecasts.jsonl"
    return program.with_name(f"{program.stem}.forecasts.jsonl")


def read_record(path: Path, *, head: str | None = None) -> ForecastRecord:
    """The ledger in a journal; one that is not there is empty.

    What was changed after it was written is named by findings (`record.broken`), and so is an entry
    that is no forecast as this version knows them (`ledger.unknown`). Raises as `journal.read`.
    """
    journal = read(path, head=head)
    found: list[IssuedAt] = []
    findings = list(journal.findings)
    for entry in journal.entries:
        if entry.kind != KIND:
            continue
        forecast = forecast_in(entry)
        if forecast is None:
            findings.append(_unknown(path, entry))
        else:
            found.append(
                IssuedAt(number=entry.number, at=entry.at, hash=entry.hash, forecast=forecast)
            )
    return ForecastRecord(path=str(path), forecasts=tuple(found), findings=tuple(findings))


def keep(path: Path, forecast: IssuedForecast, *, at: datetime) -> bool:
    """Write a forecast into the ledger, unless it stands there already, word for word.

    Returns whether it was written. What is the same but for the way it was given is the same: a
    report in two voices is one forecast. Raises as `journal.append` and `journal.read` do.
    """
    if said_before(forecast, [issued.forecast for issued in read_record(path).forecasts]):
        return False
    append(path, at=at, kind=KIND, content=content_of(forecast))
    return True


def said_before(forecast: IssuedForecast, earlier: Sequence[IssuedForecast]) -> bool:
    """Whether the same was issued before, but for the way in which it was given."""
    known = msgspec.structs.replace(forecast, through="")
    return any(msgspec.structs.replace(one, through="") == known for one in reversed(earlier))


def content_of(forecast: IssuedForecast) -> dict[str, Any]:
    """A forecast as the content of an entry."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(forecast))
    return plain


def forecast_in(entry: Entry) -> IssuedForecast | None:
    """The forecast that an entry holds; None where it is none as this version knows them."""
    try:
        forecast = msgspec.convert(entry.content, IssuedForecast)
    except msgspec.ValidationError:
        return None
    rising = all(
        len(row.minutes) == len(LEVELS) and list(row.minutes) == sorted(row.minutes)
        for row in forecast.said
    )
    return forecast if rising and forecast.as_of.tzinfo is not None else None


def _unknown(path: Path, entry: Entry) -> Finding:
    return Finding(
        code="ledger.unknown",
        severity="warning",
        message=f"{path.name}: entry {entry.number} is not a forecast as this version writes "
        "them; left out.",
        where=f"{path.name}:{entry.number}",
        hint="Was it written by a later version? Then read it with that one.",
    )
