"""Nouns as plain JSON and back: what a log, a journal or a queue keeps of a change or a program."""

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

import msgspec

from fairlead.program.changes import Change, Edit
from fairlead.program.noun import Noun, Table, defaults_of, hints_of
from fairlead.program.program import SECTIONS, Program

__all__ = ["change_of", "noun_of", "plain", "plain_change"]

Read = Callable[[Any], Any]


def plain(value: object) -> Any:
    """A noun, or any value of a field, as text, numbers, lists and dictionaries.

    Defaults are left out, times are ISO 8601, rows keep their order. `noun_of` reads it back.
    """
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_rows))


def plain_change(change: Change) -> list[dict[str, Any]]:
    """A change as a list of its edits. `change_of` reads it back."""
    return [_plain_edit(edit) for edit in change.edits]


def _plain_edit(edit: Edit) -> dict[str, Any]:
    told = {"section": edit.section, "key": edit.key, "field": edit.field}
    told |= {"before": plain(edit.before), "after": plain(edit.after)}
    return {name: value for name, value in told.items() if value is not None}


def change_of(edits: object) -> Change:
    """The change that `plain_change` wrote. Raises `ValueError` where it is none."""
    if not isinstance(edits, list):
        raise ValueError(f"A change is a list of edits, not {_kind(edits)}.")  # noqa: TRY004 (content, not a type of ours)
    return Change(edits=tuple(_edit_of(edit) for edit in edits))


def _edit_of(told: object) -> Edit:
    if not isinstance(told, dict) or set(told) - set(Edit.__struct_fields__):
        raise ValueError("An edit has a section, a key, a field, before and after.")
    section, key, field = (_name(told.get(part)) for part in ("section", "key", "field"))
    noun: type[Noun] = Program
    if section is not None:
        if section not in SECTIONS or key is None:
            raise ValueError(f"No row {section}.{key}: sections are {', '.join(SECTIONS)}.")
        noun = SECTIONS[section]
    elif key is not None or field is None or field in SECTIONS:
        raise ValueError(f"An edit of the program itself names a field, not {key or field!r}.")
    if field is None:
        read = _optional(_noun_reader(noun))
        before, after = read(told.get("before")), read(told.get("after"))
        if (before is None) == (after is None):
            raise ValueError(f"{section}.{key} comes, or goes: one of before and after is empty.")
        return Edit(section=section, key=key, before=before, after=after)
    if field not in noun.__struct_fields__:
        raise ValueError(f"{noun.__name__} has no field {field!r}.")
    read = _reader(hints_of(noun)[field])
    default = defaults_of(noun).get(field)
    before, after = (
        read(told[side]) if side in told else (None if default is None else default)
        for side in ("before", "after")
    )
    return Edit(section=section, key=key, field=field, before=before, after=after)


def noun_of(noun: type[Noun], told: object) -> Any:
    """The noun of a kind that `plain` wrote. Raises `ValueError` where it is none."""
    return _noun_reader(noun)(told)


def _rows(value: object) -> object:
    if isinstance(value, Table):
        return dict(value.items())
    raise TypeError(f"{type(value).__name__} has no plain form")


def _name(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"A name is text, not {_kind(value)}.")


def _kind(value: object) -> str:
    return type(value).__name__


@cache
def _noun_reader(noun: type[Noun]) -> Read:
    readers: Mapping[str, Read] = {k: _reader(hint) for k, hint in hints_of(noun).items()}

    def read(told: Any) -> Any:
        if not isinstance(told, dict):
            raise ValueError(f"{noun.__name__} is a mapping, not {_kind(told)}.")  # noqa: TRY004 (content)
        try:
            return noun(**{name: readers[name](value) for name, value in told.items()})
        except KeyError as error:
            raise ValueError(f"{noun.__name__} has no field {error.args[0]!r}.") from error
        except TypeError as error:
            raise ValueError(f"{noun.__name__}: {error}") from error

    return read


def _reader(hint: Any) -> Read:
    origin = get_origin(hint)
    if origin is Annotated:
        return _reader(get_args(hint)[0])
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if origin in (Union, types.UnionType):
        return _union(hint)
    if origin is Literal:
        return _one_of(get_args(hint))
    if origin is tuple:
        parts = get_args(hint)
        if len(parts) == 2 and parts[1] is Ellipsis:
            return _many(_reader(parts[0]))
        return _each([_reader(part) for part in parts])
    if origin is Table:
        return _table(_reader(get_args(hint)[0]))
    if hint is Change:  # what an edit holds is for its field to say
        return lambda told: change_of(told.get("edits", []) if isinstance(told, dict) else told)
    if isinstance(hint, type) and issubclass(hint, Noun):
        return _noun_reader(hint)
    return _SIMPLE[hint]


def _union(hint: Any) -> Read:
    """One value, a day or a time, or a word of several lists; or nothing, where that may be."""
    members = [member for member in get_args(hint) if member is not type(None)]
    whole: Read | None = _moment if set(members) == {date, datetime} else None
    if whole is None and len(members) == 1:
        whole = _reader(members[0])
    if whole is None and all(get_origin(member) is Literal for member in members):
        whole = _one_of(tuple(word for member in members for word in get_args(member)))
    if whole is None:
        raise TypeError(f"No plain form for {hint}.")
    return _optional(whole) if type(None) in get_args(hint) else whole


def _optional(read: Read) -> Read:
    return lambda told: None if told is None else read(told)


def _one_of(words: tuple[Any, ...]) -> Read:
    def read(told: Any) -> Any:
        if told not in words:
            raise ValueError(f"{told!r} is not one of {', '.join(map(str, words))}.")
        return told

    return read


def _many(read: Read) -> Read:
    return lambda told: tuple([read(item) for item in _list(told)])


def _each(readers: list[Read]) -> Read:
    return lambda told: tuple([read(item) for read, item in zip(readers, _list(told), strict=True)])


def _table(read: Read) -> Read:
    def rows(told: Any) -> Any:
        if not isinstance(told, dict):
            raise ValueError(f"Rows are a mapping, not {_kind(told)}.")  # noqa: TRY004 (content)
        return Table({key: read(row) for key, row in told.items()})

    return rows


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise ValueError(f"Several values are a list, not {_kind(told)}.")  # noqa: TRY004 (content)
    return told


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise ValueError(f"A text was expected, not {_kind(told)}.")  # noqa: TRY004 (content)
    return told


def _whole(told: Any) -> int:
    if type(told) is not int:
        raise ValueError(f"A whole number was expected, not {told!r}.")
    return told


def _fraction(told: Any) -> float:
    if type(told) not in (int, float):
        raise ValueError(f"A number was expected, not {told!r}.")
    return float(told)


def _truth(told: Any) -> bool:
    if type(told) is not bool:
        raise ValueError(f"True or false was expected, not {told!r}.")
    return told


def _day(told: Any) -> date:
    return date.fromisoformat(_text(told))


def _instant(told: Any) -> datetime:
    at = datetime.fromisoformat(_text(told))
    if at.tzinfo is None:
        raise ValueError(f"{told} has no offset.")
    return at


def _moment(told: Any) -> date | datetime:
    return _day(told) if len(_text(told)) == 10 else _instant(told)


_SIMPLE: Mapping[Any, Read] = {
    str: _text,
    int: _whole,
    float: _fraction,
    bool: _truth,
    date: _day,
    datetime: _instant,
    Any: lambda told: told,
    object: lambda told: told,
}
