"""What keeps a text from being YAML, in the words of somebody who never read its grammar."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Place", "syntax_told"]

_CLOSES = {"}": "{", "]": "["}


class Place(NamedTuple):
    """A place in a text: its line and column, counted from 1, and its offset, from 0."""

    line: int
    column: int
    offset: int


def syntax_told(
    problem: str, *, context: str, begun: Place | None, at: Place | None, text: str
) -> tuple[str, str | None]:
    """What is wrong at a place, and what to do about it, where that is known.

    `problem` and `context` are the parser's own words; `begun` is where that context begins.
    """
    if at is None:
        return _as_it_says(problem, context), None
    here = text[at.offset : at.offset + 1]
    if here == "\t":
        return "a tab stands here.", "Indent with spaces; YAML forbids tabs there."
    if "did not find expected ',' or" in problem and begun is not None:
        return _left_open(begun, at, text)
    if "expected '-' indicator" in problem and begun is not None:
        return (
            f"a key stands where the list of line {begun.line} goes on.",
            "Begin every item with `- `, or write all of them as keys.",
        )
    if "did not find expected key" in problem or "expected node content" in problem:
        return _no_key(here, at)
    if "mapping values are not allowed" in problem:
        return _no_value(at, text)
    if "block sequence entries are not allowed" in problem:
        return "a list may not begin here.", "Put `- ` on a line of its own, or write `[a, b]`."
    if "unexpected end of stream" in problem and begun is not None:
        sign = text[begun.offset]
        return f"the quote of line {begun.line} is never closed.", f"Close it with {sign} ."
    if "unknown escape" in problem:
        return (
            f"\\{text[at.offset + 1 : at.offset + 2]} means nothing between double quotes.",
            "Write \\\\ for a backslash, or put the text in single quotes.",
        )
    if "could not find expected ':'" in problem:
        return "a key without its colon.", "A key ends with a colon and a space: `key: value`."
    begins = text[begun.offset : begun.offset + 1] if begun is not None else here
    if begins and begins in "@`%*&|>!":
        message = f"text may not begin with {begins} ."
        return message, f"Put text that begins with {begins} in quotes."
    return _as_it_says(problem, context), None


def _as_it_says(problem: str, context: str) -> str:
    return f"{problem} ({context})." if context else f"{problem}."


def _left_open(begun: Place, at: Place, text: str) -> tuple[str, str | None]:
    """A `{` or `[` that something else than a comma or its end follows in."""
    opens = text[begun.offset]
    closes = "}" if opens == "{" else "]"
    here = text[at.offset : at.offset + 1]
    if here == ":" and at.line == begun.line:
        return "a second `: ` in one value.", "Put text that holds a colon and a space in quotes."
    message = f"the {opens} of line {begun.line} is not closed by a {closes} before this."
    first_line = text[begun.offset : text.find("\n", begun.offset) % (len(text) + 1)]
    for quote in ('"', "'"):
        if first_line.count(quote) == 1:
            return message, f"Line {begun.line} holds a single {quote} : close the quote."
    return message, f"Close it with {closes} , or part its values by commas."


def _no_key(here: str, at: Place) -> tuple[str, str | None]:
    if here in _CLOSES:
        return f"no {_CLOSES[here]} stands before this {here} .", "Take it out, or open it."
    if here in {'"', "'"}:
        return (
            "text goes on behind the quote that ends it.",
            "Put text that holds one kind of quote between the other kind.",
        )
    if here == "-":
        return "a list begins among keys.", "Write either keys or a list, not both."
    return (
        f"this line begins in column {at.column}, where no key above it does.",
        "Begin it in the same column as the keys that it stands beside.",
    )


def _no_value(at: Place, text: str) -> tuple[str, str | None]:
    """A colon where no key can end: in a text, or behind a key that is set in too far."""
    before = text[text.rfind("\n", 0, at.offset) + 1 : at.offset]
    if ": " in before:
        return "a second `: ` in one value.", "Put text that holds a colon and a space in quotes."
    return (
        "no key may begin here.",
        "Begin it in the column of the keys above; each of them ends with a colon and a space.",
    )
