from pathlib import Path

import pytest

from fairlead.web.environment import VARIABLES, database, secret_key

PAGE = Path(__file__).parent.parent.parent / "docs" / "run-for-a-team.md"


def test_every_variable_is_documented_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [
        name for name, about in VARIABLES.items() if f"| `{name}` | {about} |" not in text
    ] == []


def test_the_key_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRLEAD_SECRET_KEY", raising=False)
    key = secret_key(tmp_path)
    assert len(key) >= 48
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(ValueError, match="holds no key"):
        secret_key(tmp_path)


def test_sqlite_takes_the_lock_when_a_transaction_begins(tmp_path: Path) -> None:
    made = database("", tmp_path)
    assert made["NAME"] == f"{tmp_path}/fairlead.sqlite3"
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_of_postgresql_is_read_in_full() -> None:
    made = database("postgresql://me:s%40t@db.example:5433/plans?sslmode=require", Path())
    parts = {name: made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert parts == {
        "NAME": "plans", "USER": "me", "PASSWORD": "s@t", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip
    assert made["OPTIONS"]["sslmode"] == "require"


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="'mysql'"):
        database("mysql://db/plans", Path())
