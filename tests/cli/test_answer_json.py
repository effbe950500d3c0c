"""An answer keeps its keys: tables are written by key, and nothing that is absent goes missing."""

import json

from fairlead.cli.answer_json import answer_json, with_all_keys
from fairlead.program.noun import Table
from fairlead.program.people import Person


def test_tables_and_nouns_are_written_by_their_keys() -> None:
    told = answer_json({"people": Table({"asha": Person(name="Asha")})})
    assert json.loads(told)["people"]["asha"]["name"] == "Asha"
    assert told.startswith('{\n  "people"')


def test_what_is_absent_is_written_as_null() -> None:
    told = with_all_keys({"people": (Person(name="Asha"),)})
    assert isinstance(told, dict)
    assert told["people"][0]["team"] is None
    assert set(told["people"][0]) == set(Person.__struct_fields__)
