"""The JSON Schema accepts what the reader accepts, and refuses what has no place in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from fairlead.program.program import Program
from fairlead.sources.program_file import render_program
from fairlead.sources.program_file.json_schema import described_nouns, json_schema
from fairlead.sources.program_file.rows import fields_of
from tests.program.strategies import programs

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus" / "file"
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# What a schema can tell: the shape of a file and of each value. That one value contradicts another,
# or names what is not there, it cannot.
STRUCTURAL = [
    "file.no-version", "file.version", "key.unknown", "field.missing", "value.not-mapping",
    "value.not-text", "id.grammar", "choice.unknown", "boolean.grammar", "number.grammar",
    "span.grammar", "span.no-unit", "span.negative", "estimate.grammar", "money.grammar",
    "chance.grammar", "chance.range", "share.grammar", "share.range", "moment.grammar",
    "range.grammar", "hours.grammar",
]  # fmt: skip


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read by it."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (as its base declares it)


Core.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), None
)
Core.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789")
)
Core.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|Null|NULL|)$"), None)


def as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=Core)  # noqa: S506 (a SafeLoader)


def test_it_is_a_schema_of_its_dialect() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_noun_and_field_is_described() -> None:
    for noun in described_nouns():
        shape = SCHEMA if noun is Program else SCHEMA["$defs"][noun.__name__]
        assert shape["description"]
        assert shape["additionalProperties"] is False
        for field in fields_of(noun):
            assert shape["properties"][field.key]


@pytest.mark.parametrize(
    "path",
    sorted([*(CORPUS / "valid").glob("*.yaml"), *(ROOT / "examples").glob("*/*.yaml")]),
    ids=lambda path: path.name,
)
def test_valid_files_pass(path: Path) -> None:
    content = as_editors_read(path.read_text(encoding="utf-8"))
    wanted = {"fairlead": 1, "program": "p", **content}  # a file of a folder may leave them out
    assert [error.message for error in VALIDATOR.iter_errors(wanted)] == []


@pytest.mark.parametrize("code", STRUCTURAL)
def test_files_of_a_wrong_shape_fail(code: str) -> None:
    content = as_editors_read((CORPUS / f"{code}.yaml").read_text(encoding="utf-8"))
    assert list(VALIDATOR.iter_errors(content)) != []


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(programs())
def test_whatever_is_written_passes(program: Program) -> None:
    content = as_editors_read(render_program(program))
    assert [error.message for error in VALIDATOR.iter_errors(content)] == []
