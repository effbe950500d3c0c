"""What the processes tell on standard error: a line of JSON each, with no secret in it."""

from __future__ import annotations

import logging
import logging.config
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse

__all__ = ["Structured", "requests_told", "tell_in_json", "without_secrets"]

_requests = logging.getLogger("fairlead.requests")
_SECRET: Final = re.compile(r"^(/(?:sign-in|calendar|in/webhook)/)[^/]+")
_LEVELS: Final = {"debug", "info", "warning", "error"}


class Structured(logging.Formatter):
    """A record as one line of JSON: `at`, `level`, `from`, `told`, and `trouble` with a traceback.

    Whatever a message holds, it cannot end the line or begin another.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "from": record.name,
            "told": record.getMessage(),
        }
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["trouble"] = self.formatException(record.exc_info)
        return msgspec.json.encode(told, enc_hook=str).decode()


def tell_in_json() -> None:
    """Have everything that is logged told so, from `FAIRLEAD_LOG` on: warnings if unset."""
    wanted = os.environ.get("FAIRLEAD_LOG", "").lower()
    level = wanted.upper() if wanted in _LEVELS else "WARNING"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": {"()": Structured}},
            "handlers": {
                "errors": {"class": "logging.StreamHandler", "formatter": "structured"},
            },
            "root": {"handlers": ["errors"], "level": level},
        }
    )


def without_secrets(path: str) -> str:
    """An address without the secret that may be in it."""
    return _SECRET.sub(r"\1...", path)


def requests_told(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell each request where `FAIRLEAD_LOG` asks for it: what, by whom, how it ended."""

    def told(request: HttpRequest) -> HttpResponse:
        if not _requests.isEnabledFor(logging.INFO):
            return answer(request)
        began = time.perf_counter()
        response = answer(request)
        facts = {
            "method": request.method,
            "path": without_secrets(request.path),
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - began), 1),
            "user": getattr(getattr(request, "user", None), "pk", None),
            "ip": request.META.get("REMOTE_ADDR"),
        }
        _requests.info("request", extra={"facts": facts})
        return response

    return told
