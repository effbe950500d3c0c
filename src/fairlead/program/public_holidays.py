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
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays import HolidayBase

__all__ = ["holidays_of", "is_holiday_code", "regions_of"]

_LANGUAGE: Final = "en_US"  # of names; else a country's own, never that of whoever reads the file
_ALL_COUNTRIES: Final = "holidays.countries"
_VERSION: Final = "holidays.version"
_ONE_AT_A_TIME: Final = RLock()


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


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the regions of a country, such as `DE`, that have holidays of their own."""
    if country not in _countries():
        return ()
    with _one_country_at_a_time():
        return tuple(sorted(getattr(_library(), country).subdivisions))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Codes of two and three letters: the library also answers to names of its own constants."""
    return frozenset(_library().registry.EntityLoader.get_country_codes())


@lru_cache(maxsize=1)
def _library() -> ModuleType:
    """The library, without its own number of version.

    It would look that up among all that is installed, which imports the reading of mail and of
    archives: as long as all else of it takes. A module of that name stands in for its own.
    """
    with _ONE_AT_A_TIME:
        stands_in = sys.modules.get(_VERSION) is None
        if stands_in:
            stand_in = ModuleType(_VERSION)
            stand_in.__dict__["__version__"] = ""
            sys.modules[_VERSION] = stand_in
        try:
            import holidays as library  # slow import
            import holidays.registry  # slow import
        finally:
            if stands_in:
                del sys.modules[_VERSION]
        if stands_in:
            vars(library).pop("__version__")  # rather none than a wrong one
    return library


@lru_cache(maxsize=4096)
def _country_holidays(code: str, year: int) -> Mapping[date, str]:
    with warnings.catch_warnings(), _ONE_AT_A_TIME:
        # of years it does not know the library says so, and answers with those it can compute
        warnings.simplefilter("ignore", UserWarning)
        country = _looked_up(code)
        country.clear()
        country.years.clear()
        country.get(date(year, 1, 1))  # a year is filled in when one of its days is asked for
        return dict(country.items())


@lru_cache(maxsize=1024)
def _looked_up(code: str) -> HolidayBase:
    """A country or region, its years yet to be filled in: to make one anew takes a millisecond.

    Raises `NotImplementedError` for a region that the country does not have.
    """
    library = _library()
    country, _, region = code.partition("-")
    with _one_country_at_a_time():
        known = getattr(library, country)
        found: HolidayBase = library.country_holidays(
            country,
            subdiv=region or None,
            language=_LANGUAGE
            if _LANGUAGE in known.supported_languages
            else known.default_language,
        )
    return found


@contextmanager
def _one_country_at_a_time() -> Iterator[None]:
    """Keep the library from importing 250 countries where one is asked for.

    It imports a country from a package whose first act is to import them all, a fifth of a second.
    Another package of the same name stands in for it, until that country is there.
    """
    library = _library()
    with _ONE_AT_A_TIME:
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
