"""An assistant asks, by the official client: answers are those of the commands."""

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import plan
from fairlead.assistants.questions import QUESTIONS, Desk
from fairlead.assistants.server import MOST_BYTES, answered, server
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program

Told = TypeVar("Told")

TEXT = """\
fairlead: 1
program: shop
title: Shop
start: 2026-02-02
as_of: 2026-03-02
people: {asha: {name: Asha}}
tasks:
  build: {title: Build the till, estimate: 20d, who: asha}
  test: {title: Test the till, estimate: 5d, needs: build}
milestones: {beta: {title: Beta, needs: [test], due: 2026-04-06}}
"""


def shop() -> Program:
    program = parse_program(TEXT).program
    assert program is not None
    return program


def desk(**fields: Any) -> Desk:
    program = shop()
    made = forecast(program, trials=200)
    assert isinstance(made, Forecast)
    return Desk(program=program, plan=plan(program), forecast=lambda: made, **fields)


def talk(what: Callable[[Client], Awaitable[Told]], before: Desk | None = None) -> Told:
    """What comes of talking to a server before whom that desk stands."""

    async def talked() -> Told:
        async with Client(server(lambda: before or desk())) as client:
            return await what(client)

    return anyio.run(talked)


def call(name: str, *, before: Desk | None = None, **given: Any) -> tuple[str, bool]:
    told = talk(lambda client: client.call_tool(name, given), before)
    (part,) = told.content
    assert part.type == "text"
    return part.text, bool(told.is_error)


def test_every_question_is_listed_and_says_that_it_reads_alone() -> None:
    tools = talk(lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == list(QUESTIONS)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert all(tool.input_schema["type"] == "object" for tool in tools)


def test_answers_are_those_of_the_analyses() -> None:
    before = desk()
    told, wrong = call("plan", before=before, tasks=["test"])
    assert not wrong
    assert set(json.loads(told)["tasks"]) == {"test"}
    drawn = before.forecast()
    assert drawn is not None
    chances = json.loads(call("forecast", before=before)[0])
    assert chances["milestones"]["beta"]["chance"] == drawn.milestones["beta"].chance
    assert json.loads(call("search", words="till test")[0])["found"] == [
        {"id": "tasks.test", "title": "Test the till"}
    ]
    assert "Shop" in call("report", voice="business")[0]
    assert json.loads(call("overview")[0])["rows"]["tasks"] == 2
    assert call("check")[0]


def test_what_is_not_for_the_reader_is_not_answered() -> None:
    reader = desk(voices=("business",), everything=False)
    assert call("plan", before=reader)[1]
    assert call("search", before=reader, words="till")[1]
    assert call("report", before=reader, voice="engineering")[1]
    assert not call("report", before=reader)[1]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("burn", {}),
        ("search", {}),
        ("search", {"words": 5}),
        ("search", {"words": "x" * 201}),
        ("plan", {"tasks": [1]}),
        ("report", {"voice": "loud"}),
        ("overview", {"more": "x"}),
    ],
)
def test_arguments_that_do_not_fit_are_refused(name: str, given: dict[str, Any]) -> None:
    async def refused(client: Client) -> int:
        with pytest.raises(MCPError) as raised:
            await client.call_tool(name, given)
        return raised.value.code

    assert talk(refused) == -32602


def post(body: bytes, **more: str) -> tuple[int, dict[str, Any]]:
    headers = {
        "Host": "fairlead.example",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **more,
    }
    told = answered(desk, headers=headers, body=body)
    return told.status, json.loads(told.body) if told.body else {}


def test_over_http_each_request_is_answered_by_itself() -> None:
    asked = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "overview"}}
    status, told = post(json.dumps(asked).encode())
    assert (status, told["id"]) == (200, 3)
    assert json.loads(told["result"]["content"][0]["text"])["title"] == "Shop"
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert post(json.dumps(note).encode())[0] == 202


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"jsonrpc": "1.0", "id": 1}', b"[" * 100_000])
def test_what_is_no_request_is_refused(body: bytes) -> None:
    status, told = post(body)
    assert status == 400
    assert told["error"]["code"] < 0


def test_a_request_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1,048,576"):
        post(b" " * (MOST_BYTES + 1))


def test_over_standard_input_and_output_the_file_is_read_again_when_it_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    command = ["-m", "fairlead", "mcp", str(path), "--trials", "50"]

    async def talked() -> None:
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:

            async def overview() -> tuple[str, bool | None]:
                told = await client.call_tool("overview")
                (part,) = told.content
                assert part.type == "text"
                return part.text, told.is_error

            first, _ = await overview()
            assert json.loads(first)["title"] == "Shop"
            path.write_text(TEXT.replace("title: Shop\n", "title: Another shop\n"))
            second, _ = await overview()
            assert json.loads(second)["title"] == "Another shop"
            path.write_text("fairlead: 1\nprogram: shop\ntasks: {a: {needs: b}}\n")
            _, wrong = await overview()
            assert wrong

    anyio.run(talked)
