"""An assistant asks: the protocol's manners, and answers that are those of the commands."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairlead.analyses.forecast import forecast
from fairlead.analyses.forecast.result import Forecast
from fairlead.analyses.plan import plan
from fairlead.assistants.protocol import VERSIONS, answer
from fairlead.assistants.questions import QUESTIONS, Desk
from fairlead.program.program import Program
from fairlead.sources.program_file import parse_program

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


def ask(method: str, given: object = None, *, before: Desk | None = None) -> dict[str, Any]:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": given or {}}
    told = answer(json.dumps(message).encode(), lambda: before or desk())
    assert told is not None
    read: dict[str, Any] = json.loads(told)
    assert (read["jsonrpc"], read["id"]) == ("2.0", 1)
    return read


def call(name: str, *, before: Desk | None = None, **given: object) -> tuple[str, bool]:
    told = ask("tools/call", {"name": name, "arguments": given}, before=before)["result"]
    (part,) = told["content"]
    return part["text"], told["isError"]


@pytest.mark.parametrize("version", [*VERSIONS, "1999-01-01"])
def test_it_greets_in_a_version_that_both_know(version: str) -> None:
    told = ask("initialize", {"protocolVersion": version, "capabilities": {}})["result"]
    assert told["protocolVersion"] == (version if version in VERSIONS else VERSIONS[0])
    assert told["serverInfo"]["name"] == "fairlead"


def test_every_question_is_listed_and_says_that_it_reads_alone() -> None:
    told = ask("tools/list")["result"]["tools"]
    assert [tool["name"] for tool in told] == list(QUESTIONS)
    assert all(tool["annotations"]["readOnlyHint"] for tool in told)
    assert all(tool["inputSchema"]["type"] == "object" for tool in told)


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
    ("message", "code"),
    [
        (b"{", -32700),
        (b"[]", -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/burn"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}', -32602),
        (b"[" * 100_000, -32700),
        (b" " * (1024 * 1024 + 1), -32600),
    ],
)
def test_what_is_no_request_is_refused(message: bytes, code: int) -> None:
    told = answer(message, desk)
    assert told is not None
    assert json.loads(told)["error"]["code"] == code


@pytest.mark.parametrize(
    "given",
    [
        {"name": "burn"},
        {"name": "search"},
        {"name": "search", "arguments": {"words": 5}},
        {"name": "search", "arguments": {"words": "x" * 201}},
        {"name": "plan", "arguments": {"tasks": [1]}},
        {"name": "report", "arguments": {"voice": "loud"}},
        {"name": "overview", "arguments": {"more": "x"}},
        {"arguments": {}},
    ],
)
def test_arguments_that_do_not_fit_are_refused(given: object) -> None:
    assert ask("tools/call", given)["error"]["code"] == -32602


def test_a_notification_has_no_answer() -> None:
    message = b'{"jsonrpc": "2.0", "method": "notifications/initialized"}'
    assert answer(message, desk) is None


def test_over_standard_input_and_output_the_file_is_read_again_when_it_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(TEXT)
    with subprocess.Popen(
        [sys.executable, "-m", "fairlead", "mcp", str(path), "--trials", "50"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None

        def say(**told: object) -> dict[str, Any]:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 7, **told}) + "\n")
            server.stdin.flush()
            read: dict[str, Any] = json.loads(server.stdout.readline())
            return read

        assert say(method="ping")["result"] == {}
        asked = {"name": "overview"}
        first = say(method="tools/call", params=asked)["result"]["content"][0]["text"]
        assert json.loads(first)["title"] == "Shop"
        path.write_text(TEXT.replace("title: Shop\n", "title: Another shop\n"))
        second = say(method="tools/call", params=asked)["result"]["content"][0]["text"]
        assert json.loads(second)["title"] == "Another shop"
        path.write_text("fairlead: 1\nprogram: shop\ntasks: {a: {needs: b}}\n")
        third = say(method="tools/call", params=asked)["result"]
        assert third["isError"]
        server.stdin.close()
        assert server.wait(20) == 0
