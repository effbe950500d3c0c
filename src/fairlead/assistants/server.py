"""The Model Context Protocol over the questions: on two streams, or one request over HTTP.

The protocol itself is the official package's; here are our questions as its tools.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import anyio
import anyio.to_thread
from jsonschema import Draft202012Validator
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from fairlead import __version__
from fairlead.assistants.questions import QUESTIONS, Desk, Unanswerable, asked
from fairlead.program.noun import Noun

__all__ = ["MOST_BYTES", "Answered", "answered", "serve", "server"]

MOST_BYTES: Final = 1024 * 1024
"""Of one request over HTTP."""

_SAID: Final = (
    "Facts of one program: its plan, its forecast with chances, findings and briefings. Everything "
    "is computed from the program and read alone; dates carry their offset, chances are 0 to 1."
)


class Answered(Noun):
    """What one request over HTTP is answered with."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def server(desk: Callable[[], Desk]) -> Server[Any]:
    """A server whose tools are the questions; `desk` is asked for what lies on it at each call.

    Questions are answered one after the other, in a thread beside the one that listens.
    """
    one_at_a_time = anyio.CapacityLimiter(1)

    async def tools(
        _context: ServerRequestContext[Any], _given: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name) for name in QUESTIONS])

    async def call(
        _context: ServerRequestContext[Any], given: CallToolRequestParams
    ) -> CallToolResult:
        return await anyio.to_thread.run_sync(_called, desk, given, limiter=one_at_a_time)

    return Server(
        "fairlead",
        title="Fairlead",
        version=__version__,
        instructions=_SAID,
        on_list_tools=tools,
        on_call_tool=call,
    )


def serve(desk: Callable[[], Desk]) -> None:
    """Answer over standard input and output until the input ends."""
    anyio.run(_over_streams, server(desk))


async def _over_streams(made: Server[Any]) -> None:
    async with stdio_server() as (told, telling):
        await made.run(told, telling, made.create_initialization_options())


def answered(desk: Callable[[], Desk], *, headers: Mapping[str, str], body: bytes) -> Answered:
    """The answer to one POST, by itself: there are no sessions.

    Raises `ValueError` for a body of more than `MOST_BYTES`.
    """
    if len(body) > MOST_BYTES:
        raise ValueError(f"A request of {len(body):,} bytes, at most {MOST_BYTES:,}.")
    return anyio.run(_over_http, server(desk), headers, body)


async def _over_http(made: Server[Any], headers: Mapping[str, str], body: bytes) -> Answered:
    manager = StreamableHTTPSessionManager(
        made, json_response=True, stateless=True, max_request_body_size=MOST_BYTES
    )
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()],
    }
    sent: list[Any] = []
    asked_once = False

    async def receive() -> dict[str, Any]:
        nonlocal asked_once
        if asked_once:
            await anyio.sleep_forever()
        asked_once = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async with manager.run():
        await manager.handle_request(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    told = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in start["headers"])
    parts = (m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answered(status=start["status"], headers=told, body=b"".join(parts))


def _tool(name: str) -> Tool:
    question = QUESTIONS[name]
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return Tool(
        name=name, description=question.about, input_schema=question.takes, annotations=reads
    )


def _called(desk: Callable[[], Desk], given: CallToolRequestParams) -> CallToolResult:
    question = QUESTIONS.get(given.name)
    if question is None:
        raise MCPError(INVALID_PARAMS, f"There is no tool {given.name[:100]!r}.")
    told = given.arguments or {}
    for wrong in Draft202012Validator(question.takes).iter_errors(told):
        where = "".join(f"{part}: " for part in wrong.absolute_path)
        raise MCPError(INVALID_PARAMS, f"{where}{wrong.message[:300]}")
    try:
        text, failed = asked(question, desk(), told), False
    except Unanswerable as error:
        text, failed = str(error), True
    return CallToolResult(content=[TextContent(text=text)], is_error=failed)
