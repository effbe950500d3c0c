"""The Model Context Protocol, as far as reading needs it: JSON-RPC 2.0, one message at a time.

After the specification of 2025-06-18 (modelcontextprotocol.io): `initialize`, `ping`,
`tools/list`, `tools/call`. Whatever else is asked is answered as unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from fairlead import __version__
from fairlead.assistants.questions import QUESTIONS, Desk, Unanswerable, asked

__all__ = ["MOST_BYTES", "VERSIONS", "answer"]

VERSIONS: Final = ("2025-06-18", "2025-03-26", "2024-11-05")
"""Of the protocol, the newest first."""

MOST_BYTES: Final = 1024 * 1024
"""Of one message."""

_PARSE, _INVALID, _UNKNOWN, _PARAMETERS, _INTERNAL = -32700, -32600, -32601, -32602, -32603
_SAID: Final = (
    "Facts of one program: its plan, its forecast with chances, findings and briefings. Everything "
    "is computed from the program and read alone; dates carry their offset, chances are 0 to 1."
)


class _Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


class _Call(msgspec.Struct):
    name: str
    arguments: dict[str, Any] = {}


def answer(message: bytes, desk: Callable[[], Desk]) -> bytes | None:
    """The answer to one message; None where none is wanted.

    `desk` is asked for what lies on it when a question needs it. What goes wrong is an answer too.
    """
    mark: Any = None
    try:
        told = _read(message)
        mark = told.get("id")
        if "id" not in told:
            return None  # a notification: there is nothing to say
        result = _result(str(told["method"]), told.get("params") or {}, desk)
        return msgspec.json.encode({"jsonrpc": "2.0", "id": mark, "result": result})
    except _Refused as error:
        what = {"code": error.code, "message": error.message}
        return msgspec.json.encode({"jsonrpc": "2.0", "id": mark, "error": what})


def _read(message: bytes) -> dict[str, Any]:
    if len(message) > MOST_BYTES:
        raise _Refused(_INVALID, f"A message of {len(message):,} bytes, most are {MOST_BYTES:,}.")
    try:
        told: Any = msgspec.json.decode(message)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _Refused(_PARSE, f"No JSON: {error}.") from error
    right = isinstance(told, dict) and told.get("jsonrpc") == "2.0"
    if not right or not isinstance(told.get("method"), str):
        raise _Refused(_INVALID, "Expected one request of JSON-RPC 2.0.")
    if not isinstance(told.get("id", 0), str | int) or isinstance(told.get("id"), bool):
        raise _Refused(_INVALID, "An id is a text or a whole number.")
    if not isinstance(told.get("params") or {}, dict):
        raise _Refused(_PARAMETERS, "Expected parameters by name.")
    request: dict[str, Any] = told
    return request


def _result(method: str, given: dict[str, Any], desk: Callable[[], Desk]) -> dict[str, Any]:
    if method == "initialize":
        asked = given.get("protocolVersion")
        return {
            "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": {"name": "fairlead", "title": "Fairlead", "version": __version__},
            "instructions": _SAID,
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": [_tool(name) for name in QUESTIONS]}
    if method == "tools/call":
        return _called(given, desk)
    raise _Refused(_UNKNOWN, f"There is no method {method[:100]!r}.")


def _tool(name: str) -> dict[str, Any]:
    question = QUESTIONS[name]
    return {
        "name": name,
        "description": question.about,
        "inputSchema": question.takes,
        "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
    }


def _called(given: dict[str, Any], desk: Callable[[], Desk]) -> dict[str, Any]:
    try:
        call = msgspec.convert(given, _Call)
    except msgspec.ValidationError as error:
        raise _Refused(_PARAMETERS, f"{error}.") from error
    question = QUESTIONS.get(call.name)
    if question is None:
        raise _Refused(_PARAMETERS, f"There is no tool {call.name[:100]!r}.")
    _fitting(question.takes, call.arguments)
    try:
        text, wrong = asked(question, desk(), call.arguments), False
    except Unanswerable as error:
        text, wrong = str(error), True
    return {"content": [{"type": "text", "text": text}], "isError": wrong}


def _fitting(takes: dict[str, Any], given: dict[str, Any]) -> None:
    """Refuse arguments that are not as the question's schema says."""
    fields: dict[str, dict[str, Any]] = takes["properties"]
    for name in takes["required"]:
        if name not in given:
            raise _Refused(_PARAMETERS, f"{name!r} is missing.")
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            raise _Refused(_PARAMETERS, f"{name[:100]!r} is not expected: {', '.join(fields)}.")
        if not _is(field, value):
            raise _Refused(_PARAMETERS, f"{name!r} is not as expected: {field}.")


def _is(field: dict[str, Any], value: object) -> bool:
    if field["type"] == "array":
        fits = isinstance(value, list) and len(value) <= field["maxItems"]
        return fits and all(isinstance(item, str) for item in value)  # type: ignore[attr-defined]  # it is a list
    if not isinstance(value, str) or len(value) > field.get("maxLength", MOST_BYTES):
        return False
    return "enum" not in field or value in field["enum"]
