"""Options as JSON, with stable keys."""

from __future__ import annotations

from typing import Any

import msgspec

from fairlead.analyses.options.options import Option, Options

__all__ = ["options_json"]


def options_json(found: Options) -> dict[str, Any]:
    """The keys of `Options`, with `reached`, `best` (an id), and `options[]` in their rank.

    Of each option `edits` are the places that it touches; the whole change is with whoever writes
    it in the words of the program file.
    """
    best = found.best
    return {
        **msgspec.structs.asdict(found),
        "reached": found.reached,
        "best": None if best is None else best.id,
        "options": [_option(row) for row in found.options],
        "findings": list(found.findings),
    }


def _option(row: Option) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(row),
        "title": row.title,
        "measures": [msgspec.structs.asdict(measure) for measure in row.measures],
        "change": [edit.place for edit in row.change.edits],
    }
