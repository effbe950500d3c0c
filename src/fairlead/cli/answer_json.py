"""What a command computed, as the JSON that `--json` prints."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ["answer_json", "with_all_keys"]


def answer_json(answer: object) -> str:
    """An answer as indented JSON: nouns and tables by their keys, times in ISO 8601."""
    return msgspec.json.format(msgspec.json.encode(answer, enc_hook=dict), indent=2).decode()


def with_all_keys(value: object) -> object:
    """Nouns as dictionaries with all their keys, so that none comes and goes."""
    if isinstance(value, msgspec.Struct):
        return {name: with_all_keys(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {key: with_all_keys(row) for key, row in value.items()}
    if isinstance(value, tuple):
        return [with_all_keys(row) for row in value]
    return value
