"""The manner that all nouns share: frozen, keyword-only, compared by value, canonical."""

from __future__ import annotations

import sys
from collections.abc import (
    Callable,
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    ValuesView,
)
from functools import cache
from inspect import get_annotations
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    overload,
)

import msgspec
from msgspec.structs import force_setattr

__all__ = ["About", "Noun", "Ref", "Table", "canonical", "defaults_of", "hints_of", "replace"]

T = TypeVar("T", covariant=True)
D = TypeVar("D")
R = TypeVar("R")
replace = msgspec.structs.replace


class Ref(msgspec.Struct, frozen=True):
    """Marks a field whose text is the key of a row in one of `sections`.

    A `soft` reference may name something outside the program; an unknown one is a warning.
    """

    sections: tuple[str, ...]
    soft: bool = False


class About(msgspec.Struct, frozen=True):
    """What a field means, in a sentence for the program file page and the JSON Schema."""

    text: str
    example: str | None = None


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class _NounType(msgspec.StructMeta):
    """Makes every noun keyword-only, which a struct does not inherit."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> _NounType:
        options.setdefault("kw_only", True)
        made: _NounType = super().__new__(mcls, name, bases, namespace, **options)
        return made


class Noun(msgspec.Struct, metaclass=_NounType, frozen=True, omit_defaults=True, gc=False):
    """A frozen record of the field. A change to one is `replace(noun, field=value)`.

    Fields listed in `unordered` are sets written as tuples: they are kept sorted and without
    repeats, so that equal content is equal and has one fingerprint, whatever order it came in.
    `identity` are the fields by which one of several in a list is known; left out, all of it.
    """

    unordered: ClassVar[tuple[str, ...]] = ()
    identity: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        fractions, defaults, unordered = _canonical(type(self))
        for name in fractions:
            value = getattr(self, name)
            if value is not None and (type(value) is not float or value == 0):
                force_setattr(self, name, value + 0.0)  # 1 is 1.0, and -0.0 is 0.0
        for name, default in defaults:
            value = getattr(self, name)
            if value is not default and value == default:
                # What is left out is told by identity when a noun is encoded: an empty table or
                # a `UTC` of its own would give equal content another fingerprint.
                force_setattr(self, name, default)
        for name in unordered:
            items = getattr(self, name)
            if len(items) > 1:
                force_setattr(self, name, _in_order(set(items)))


def canonical(noun: type[Noun], name: str, value: Any) -> Any:
    """A value of a field as a noun would hold it: sets in their order, fractions as such."""
    fractions, _, unordered = _canonical(noun)
    if name in unordered and len(value) > 1:
        return _in_order(set(value))
    return value + 0.0 if name in fractions and value is not None else value


_Canonical = tuple[tuple[str, ...], tuple[tuple[str, Any], ...], tuple[str, ...]]


@cache
def _canonical(noun: type[Noun]) -> _Canonical:
    """What a new noun of a kind is looked over for: fractions, copies of defaults, and sets.

    Of None and of the empty tuple, which most defaults are, there are no copies.
    """
    copied = [(k, v) for k, v in defaults_of(noun).items() if v is not None and v != ()]
    return _fractions(noun), tuple(copied), noun.unordered


@cache
def defaults_of(noun: type[Noun]) -> dict[str, Any]:
    """What each field is when it is left out; fields that must be given are not in it."""
    names, defaults = noun.__struct_fields__, noun.__struct_defaults__
    last = names[len(names) - len(defaults) :]
    return {
        name: default
        for name, default in zip(last, defaults, strict=True)
        if default is not msgspec.NODEFAULT
    }


@cache
def hints_of(noun: type[Noun]) -> dict[str, Any]:
    """The annotated type of each field of a noun, as `get_type_hints` has it with its extras.

    That walks through every part of every type to look for names in quotes: a fifth of the time of
    reading a small program. Modules of nouns leave their annotations unquoted for the same reason;
    those that are text, as where a noun holds nouns of its own kind, are evaluated here.
    """
    hints: dict[str, Any] = {}
    for base in reversed(noun.__mro__):
        for name, text in get_annotations(base).items():
            if name in noun.__struct_fields__:
                hints[name] = _evaluated(text, base.__module__) if isinstance(text, str) else text
    return {name: hints[name] for name in noun.__struct_fields__}


@cache
def _evaluated(annotation: str, module: str) -> Any:
    return eval(annotation, vars(sys.modules[module]))  # noqa: S307  # the text of our own nouns


def _fractions(noun: type[Noun]) -> tuple[str, ...]:
    """Fields that hold a float, if anything."""
    return tuple(name for name, hint in hints_of(noun).items() if _is_fraction(hint))


def _is_fraction(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) is Table:
        return False
    members = [member for member in get_args(hint) or (hint,) if member is not type(None)]
    return len(members) == 1 and (
        members[0] is float or getattr(members[0], "__supertype__", None) is float
    )


def _in_order(items: set[Any]) -> tuple[Any, ...]:
    """Sorted by `_order`, which compares all fields; where the first tells all apart, by that."""
    by_first = {_first(item): item for item in items}
    if len(by_first) == len(items):
        return tuple([by_first[first] for first in sorted(by_first)])
    return tuple(sorted(items, key=_order))


def _first(item: object) -> tuple[str, str]:
    if isinstance(item, str):
        return ("", item)
    if isinstance(item, msgspec.Struct):
        item = getattr(item, item.__struct_fields__[0])
    return (type(item).__name__, repr(item))


def _order(item: object) -> str | tuple[object, ...]:
    if isinstance(item, str):
        return item
    if isinstance(item, msgspec.Struct):
        return tuple([(type(v).__name__, repr(v)) for v in msgspec.structs.astuple(item)])
    return ((type(item).__name__, repr(item)),)


class Table(Mapping[str, T], Generic[T]):
    """Rows by key, immutable, hashable; equal when the rows are, in whatever order they stand.

    The order of insertion is kept for showing (a plan's rows), and means nothing else.
    """

    __slots__ = ("_before", "_derived", "_hash", "_rows")

    def __init__(
        self,
        rows: Mapping[str, T] | Iterable[tuple[str, T]] = (),
        *,
        before: Table[T] | None = None,
    ) -> None:
        """`before` is what these rows were edited from: what is known of it is not lost."""
        self._rows: dict[str, T] = dict(rows)
        self._hash: int | None = None
        self._derived: dict[object, object] = {}
        self._before: dict[object, object] = {} if before is None else before._known()

    def derived(self, compute: Callable[[Table[T], R | None], R]) -> R:
        """What a function makes of the rows, computed once and kept as long as the table.

        It is called with the table and with what it made of the table that this one was edited
        from, if anything, so that it can look at what changed alone. The answer must be the same
        without it, and must never be written to.
        """
        if compute not in self._derived:
            before: R | None = self._before.pop(compute, None)  # type: ignore[assignment]  # kept under this very function
            self._derived[compute] = compute(self, before)
        found: R = self._derived[compute]  # type: ignore[assignment]  # as above
        return found

    def _known(self) -> dict[object, object]:
        """What was derived of this table, or else of the one that it was edited from."""
        return {**self._before, **self._derived}

    def __getitem__(self, key: str) -> T:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    @overload
    def get(self, key: str, /) -> T | None: ...
    @overload
    def get(self, key: str, /, default: T | D) -> T | D: ...
    def get(self, key: str, /, default: object = None) -> object:
        return self._rows.get(key, default)

    def keys(self) -> KeysView[str]:
        return self._rows.keys()

    def values(self) -> ValuesView[T]:
        return self._rows.values()

    def items(self) -> ItemsView[str, T]:
        return self._rows.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Table):
            return self._rows == other._rows
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            rows: frozenset[Hashable] = frozenset(self._rows.items())
            self._hash = hash(rows)
        return self._hash

    def __repr__(self) -> str:
        return f"Table({self._rows!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Table, (self._rows,))

    def with_row(self, key: str, row: T) -> Table[T]:  # type: ignore[misc]  # a copy, so covariance is safe
        """A table that also holds `row` under `key`, in its place if the key was there."""
        return Table({**self._rows, key: row}, before=self)

    def without(self, key: str) -> Table[T]:
        """A table that lacks `key`."""
        return Table({k: v for k, v in self._rows.items() if k != key}, before=self)
