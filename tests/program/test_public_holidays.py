"""Public holidays: what counts as a code, whose names they bear, and how little is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import holidays as library
import pytest

from fairlead.program.public_holidays import holidays_of, is_holiday_code


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("DE", True), ("DEU", True), ("DE-BE", True), ("DE-XX", False), ("DE-", False),
        ("XX", False), ("", False), ("-BE", False), ("de", False), ("D\u00c9", False),
        # names that the library gives to a month, a weekday, a category and a stock exchange
        ("JAN", False), ("MON", False), ("ARMED_FORCES", False), ("ECB", False),
    ],
)  # fmt: skip
def test_only_known_countries_and_regions_are_known(code: str, known: bool) -> None:
    assert is_holiday_code(code) == known
    if not known:
        with pytest.raises(KeyError):
            holidays_of((code,), 2026)


def test_every_country_of_the_library_has_the_days_that_the_library_says() -> None:
    for country in library.list_supported_countries(include_aliases=False):
        assert is_holiday_code(country)
        assert set(holidays_of((country,), 2026)) == set(
            library.country_holidays(country, years=2026)
        ), country


def test_days_of_several_countries_are_one_table() -> None:
    both = holidays_of(("DE", "IN"), 2026)
    assert both[date(2026, 10, 3)] == "German Unity Day"
    assert both[date(2026, 1, 26)] == "Republic Day"


def fresh(script: str, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment,
    )
    return ran.stdout


def test_names_do_not_depend_on_the_language_of_the_reader() -> None:
    script = (
        "from fairlead.program.public_holidays import holidays_of\n"
        "for code in ('DE', 'IN', 'FR', 'BR', 'UA', 'JP'):\n"
        "    print(ascii(sorted(holidays_of((code,), 2026).values())))\n"
    )
    told = {fresh(script, LANGUAGE=language) for language in ("en_US", "de", "uk", "th")}
    assert len(told) == 1
    assert "Good Friday" in told.pop()


def test_whoever_wants_all_countries_afterwards_gets_them() -> None:
    script = (
        "import sys\n"
        "from fairlead.program.public_holidays import holidays_of\n"
        "first = holidays_of(('DE-BE', 'MX'), 2026)\n"
        "print(sum(name.startswith('holidays.countries.') for name in sys.modules))\n"
        "import holidays.countries\n"
        "print(len(holidays.countries.Germany(subdiv='BE', years=2026)), hasattr(\n"
        "    holidays.countries, 'Zimbabwe'))\n"
        "print(holidays_of(('DE-BE', 'MX'), 2026) == first)\n"
    )
    assert fresh(script).split() == ["2", "10", "True", "True"]


def test_the_library_still_knows_its_version_afterwards() -> None:
    script = (
        "from fairlead.program.public_holidays import is_holiday_code\n"
        "assert is_holiday_code('DE')\n"
        "from importlib.metadata import version\n"
        "import holidays.version\n"
        "print(holidays.version.__version__ == version('holidays'))\n"
    )
    assert fresh(script).split() == ["True"]


def test_years_asked_for_in_any_order_are_those_of_the_library() -> None:
    years = (2030, 2001, 2026, 2025, 2035, 2030)
    for code, subdivision in (("DE", "BE"), ("IN", "KA"), ("US", "NY")):
        for year in years:
            expected = library.country_holidays(code, subdiv=subdivision, years=year)
            assert set(holidays_of((f"{code}-{subdivision}",), year)) == set(expected)
