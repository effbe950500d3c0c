"""What the environment says: where things are kept, which database, which names it answers to."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = [
    "VARIABLES",
    "address",
    "calls_per_minute",
    "database",
    "home",
    "hosts",
    "identity_provider",
    "linked_folder",
    "secret_key",
    "switched_on",
]

VARIABLES = {
    "FAIRLEAD_API_PER_MINUTE": "calls of the interface that a token may make in a minute; 600 if unset",  # noqa: E501 (a row of a table)
    "FAIRLEAD_ADDRESS": "where people reach it, as `https://fairlead.example.com/`, for links in messages",  # noqa: E501 (a row of a table)
    "DATABASE_URL": "`postgresql://user:password@host:5432/name`; SQLite in `FAIRLEAD_HOME` if unset",  # noqa: E501 (a row of a table)
    "FAIRLEAD_HOME": "folder of the database and of the key; `~/.fairlead` if unset",
    "FAIRLEAD_HOSTS": "host names it answers to, by commas; this machine alone if unset",
    "FAIRLEAD_HTTPS": "`1` behind a proxy that speaks HTTPS: cookies are then sent by HTTPS alone",
    "FAIRLEAD_LOG": "least level that is told: `info` tells every request too; `warning` if unset",
    "FAIRLEAD_OIDC_CLIENT": "id of this application at an OpenID Connect provider; none if unset",
    "FAIRLEAD_OIDC_SECRET": "its secret there",
    "FAIRLEAD_OIDC_URL": "address of the provider, as `https://id.example.com/realms/all`",
    "FAIRLEAD_LINKED": "folder whose program files may be linked to programs; none if unset",
    "FAIRLEAD_SECRET_KEY": "signs sessions; made once and kept in `FAIRLEAD_HOME` if unset",
    "FAIRLEAD_WEBHOOKS_PRIVATE": "`1` lets webhooks go to addresses that are not of the public network",  # noqa: E501 (a row of a table)
}
"""Every variable that is read, and what it means."""


def home() -> Path:
    """Where this installation keeps its files."""
    return Path(os.environ.get("FAIRLEAD_HOME") or Path.home() / ".fairlead").resolve()


def address() -> str | None:
    """Where people reach this installation, with a slash at its end; None where nobody said."""
    told = os.environ.get("FAIRLEAD_ADDRESS", "")
    return f"{told.rstrip('/')}/" if told.startswith(("http://", "https://")) else None


def linked_folder() -> Path | None:
    """The folder whose program files may be linked to programs."""
    told = os.environ.get("FAIRLEAD_LINKED", "")
    return Path(told).resolve() if told else None


def calls_per_minute() -> int:
    """How many calls of the interface one token may make in a minute."""
    told = os.environ.get("FAIRLEAD_API_PER_MINUTE", "")
    return int(told) if told.isdecimal() and int(told) > 0 else 600


def hosts() -> list[str]:
    """The host names that requests may ask for."""
    told = os.environ.get("FAIRLEAD_HOSTS", "")
    named = [name.strip() for name in told.split(",") if name.strip()]
    return [*named, "127.0.0.1", "localhost", "[::1]"]


def switched_on(name: str) -> bool:
    """Whether a variable says yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def identity_provider() -> dict[str, Any] | None:
    """The OpenID Connect provider that people may sign in by, if there is one."""
    client = os.environ.get("FAIRLEAD_OIDC_CLIENT")
    address = os.environ.get("FAIRLEAD_OIDC_URL")
    if not client or not address:
        return None
    return {
        "provider_id": "company",
        "name": "your organisation",
        "client_id": client,
        "secret": os.environ.get("FAIRLEAD_OIDC_SECRET", ""),
        "settings": {"server_url": address, "oauth_pkce_enabled": True},
    }


def secret_key(folder: Path) -> str:
    """The key of sessions and signatures, the same in every process and after every start."""
    told = os.environ.get("FAIRLEAD_SECRET_KEY")
    if told:
        return told
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        made = secrets.token_urlsafe(48)
        stream.write(made)
    return made


def _kept(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ValueError(f"{path} holds no key: remove it, and a new one is made.")
    return key


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of a database. Raises `ValueError` for an address of another kind.

    SQLite as it must be for many writers: a write-ahead log, transactions that ask for the lock
    when they begin (one that reads first could not get it later), and patience. `FULL` makes every
    commit last through a loss of power. Each thread keeps its connection for some minutes.
    """
    parts = urlsplit(url or f"sqlite:///{folder}/fairlead.sqlite3")
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "CONN_MAX_AGE": 300,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA cache_size=-32000;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", None) or parts.hostname or "",
            "PORT": str(query.pop("port", None) or parts.port or ""),
            "OPTIONS": {**query, "pool": {"min_size": 1, "max_size": 16, "timeout": 20}},
        }
    raise ValueError(f"DATABASE_URL is of kind {parts.scheme!r}, expected postgresql or sqlite.")
