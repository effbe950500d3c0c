"""Values as English: one place, one way for each kind."""

from datetime import UTC, date, datetime

import pytest

from fairlead.reports.fact import Fact, Kind, Value
from fairlead.reports.show import day_of, machine_value, show


def shown(
    kind: Kind,
    value: Value,
    *,
    currency: str | None = "EUR",
    day_minutes: int = 480,
    timezone: str = "Europe/Berlin",
) -> str:
    fact = Fact(
        id="x", kind=kind, value=value, derivation="d", currency=currency, day_minutes=day_minutes
    )
    return show(fact, timezone=timezone)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 days"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (90, "1.5 hours"),
        (480, "1 day"),
        (960, "2 days"),
        (1000, "2.1 days"),
        (-1440, "\N{MINUS SIGN}3 days"),
        (480 * 1250, "1,250 days"),
    ],
)
def test_a_duration_is_in_days_of_its_calendar_then_hours_then_minutes(
    minutes: int, words: str
) -> None:
    assert shown("duration", minutes) == words


def test_a_day_of_the_clock_has_twenty_four_hours() -> None:
    assert shown("duration", 960, day_minutes=1440) == "16 hours"
    assert shown("duration", 2880, day_minutes=1440) == "2 days"


@pytest.mark.parametrize(
    ("hundredths", "currency", "words"),
    [
        (0, "EUR", "€0"),
        (1250, "EUR", "€12.50"),
        (1_250_000, "EUR", "€12,500"),
        (-800_000, "USD", "\N{MINUS SIGN}$8,000"),
        (9_999, "GBP", "£99.99"),
        (99_999, "GBP", "£1,000"),
        (12_345_678, "GBP", "£123,457"),
        (500_000, "CHF", "CHF 5,000"),
    ],
)
def test_money_has_its_currency_and_cents_only_below_a_hundred(
    hundredths: int, currency: str, words: str
) -> None:
    assert shown("money", hundredths, currency=currency) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (0.001, "under 1%"),
        (0.305, "31%"),
        (0.999, "over 99%"),
        (1.0, "100%"),
        (2.0, "200%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, words: str) -> None:
    assert shown("share", share) == words


def test_counts_are_grouped_by_thousands() -> None:
    assert shown("count", 12045) == "12,045"


def test_a_finish_at_midnight_belongs_to_the_day_that_ends() -> None:
    midnight = datetime(2026, 4, 30, 22, tzinfo=UTC)  # midnight in Berlin, where it is summer
    assert shown("finish", midnight) == "30 Apr 2026"
    assert shown("start", midnight) == "1 May 2026"


def test_an_instant_is_shown_in_the_zone_of_the_reader() -> None:
    at = datetime(2026, 3, 3, 20, 30, tzinfo=UTC)
    assert shown("instant", at) == "3 Mar 2026, 21:30"
    assert shown("instant", at, timezone="Asia/Kolkata") == "4 Mar 2026, 02:00"


def test_a_day_is_the_same_day_in_every_zone() -> None:
    assert shown("day", date(2026, 12, 24), timezone="Pacific/Auckland") == "24 Dec 2026"


def test_only_a_fact_in_time_has_a_day() -> None:
    fact = Fact(id="n", kind="count", value=3, derivation="d")
    with pytest.raises(TypeError, match="'n' is a count, expected one in time"):
        day_of(fact, timezone="UTC")


@pytest.mark.parametrize(
    ("kind", "value", "exact"),
    [
        ("duration", -960, "-PT960M"),
        ("money", 1_250_050, "12500.50"),
        ("share", 0.305, "0.305"),
        ("count", 12045, "12045"),
        ("day", date(2026, 4, 30), "2026-04-30"),
        ("instant", datetime(2026, 4, 30, 15, tzinfo=UTC), "2026-04-30T15:00:00+00:00"),
    ],
)
def test_a_machine_reads_the_exact_value(kind: Kind, value: Value, exact: str) -> None:
    assert machine_value(Fact(id="x", kind=kind, value=value, derivation="d")) == exact
