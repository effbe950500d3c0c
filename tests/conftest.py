"""What every test may rely on: repeatable laws, and golden files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

# The same examples on every run, so that a red test is red for everybody. HYPOTHESIS_PROFILE=search
# looks for new ones; what it finds becomes an @example.
settings.register_profile("repeat", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("search", deadline=None, print_blob=True, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files instead of comparing"
    )


@pytest.fixture(autouse=True)
def _no_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of examples leave no ledger beside them; tests of ledgers take this back."""
    monkeypatch.setenv("FAIRLEAD_NO_RECORD", "1")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name below tests/golden, or write it there."""
    update: bool = request.config.getoption("--update-golden")

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            return
        if not path.exists():
            pytest.fail(f"There is no {path.name} in tests/golden yet: run `make update-golden`.")
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read(), f"{name} differs; if intended, run `make update-golden`."

    return compare
