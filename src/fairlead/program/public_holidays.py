"""Public holidays of a country, or of a region of it, as the library `holidays` knows them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Final

__all__ = ["holidays_of", "is_holiday_code"]

_LANGUAGE: Final = "en_US"  # of names; else a country's own, never that of whoever reads the file
_ALL_COUNTRIES: Final = "holidays.countries"
_IMPORTING: Final = RLock()


def holidays_of(codes: tuple[str, ...], year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names. Raises `KeyError` for an unknown code."""
    found: dict[date, str] = {}
    for code in codes:
        if not is_holiday_code(code):
            raise KeyError(code)
        found.update(_country_holidays(code, year))
    return found


@lru_cache(maxsize=4096)
def is_holiday_code(code: str) -> bool:
    """Whether `code` is a country (`DE`), or country and region (`DE-BE`), that is known."""
    country, dash, region = code.partition("-")
    if not country.isascii() or bool(region) != bool(dash) or country not in _countries():
        return False
    try:
        _looked_up(code)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Codes of two and three letters: the library also answers to names of its own constants."""
    from holidays.registry import EntityLoader  # slow import

    return frozenset(EntityLoader.get_country_codes())


@lru_cache(maxsize=4096)
def _country_holidays(code: str, year: int) -> Mapping[date, str]:
    with warnings.catch_warnings():
        # of years it does not know the library says so, and answers with those it can compute
        warnings.simplefilter("ignore", UserWarning)
        return _looked_up(code, year)


def _looked_up(code: str, *years: int) -> Mapping[date, str]:
    """Raises `NotImplementedError` for a region that the country does not have."""
    import holidays as library  # slow import

    country, _, region = code.partition("-")
    with _one_country_at_a_time():
        known = getattr(library, country)
        found: Mapping[date, str] = library.country_holidays(
            country,
            subdiv=region or None,
            years=years,
            language=_LANGUAGE
            if _LANGUAGE in known.supported_languages
            else known.default_language,
        )
    return dict(found.items())


@contextmanager
def _one_country_at_a_time() -> Iterator[None]:
    """Keep the library from importing 250 countries where one is asked for.

    It imports a country from a package whose first act is to import them all, a fifth of a second.
    Another package of the same name stands in for it, until that country is there.
    """
    import holidays as library  # slow import

    with _IMPORTING:
        if _ALL_COUNTRIES in sys.modules or library.__file__ is None:
            yield
            return
        stand_in = ModuleType(_ALL_COUNTRIES)
        stand_in.__path__ = [str(Path(library.__file__).with_name("countries"))]
        sys.modules[_ALL_COUNTRIES] = stand_in
        try:
            yield
        finally:
            del sys.modules[_ALL_COUNTRIES]
