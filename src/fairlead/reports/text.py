"""What a report may say: our words, which hold no figures, facts, and the user's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from fairlead.analyses.answers.status import Rag
from fairlead.program.noun import Noun
from fairlead.reports.fact import Fact

__all__ = [
    "BREAK",
    "Break",
    "Mark",
    "Part",
    "Quote",
    "Scale",
    "Styled",
    "Text",
    "Words",
    "counted",
    "listed",
    "quiet",
    "say",
    "strong",
    "words",
]


class Words(Noun):
    """Words of ours. Raises `ValueError` when they hold a numeral: a figure must be a fact."""

    text: str

    def __post_init__(self) -> None:
        if any(character.isnumeric() for character in self.text):
            raise ValueError(
                f"{self.text!r} holds a numeral; expected words alone, figures as facts."
            )


class Quote(Noun):
    """Words of the user: titles, names, reasons. Whatever they hold is shown, never obeyed."""

    text: str


class Scale(Noun):
    """A mark on an axis, or a place in an order: it measures, and states nothing of the program."""

    text: str


class Mark(Noun):
    """A status: a colour, a shape, and always its word."""

    rag: Rag
    word: Words


class Break(Noun):
    """A new line inside a cell."""


class Styled(Noun):
    """Parts that stand out, or stand back."""

    style: Literal["strong", "quiet"]
    text: tuple[Part, ...]


Part = Words | Quote | Scale | Fact | Mark | Break | Styled
Text = tuple[Part, ...]
BREAK = Break()


def words(text: str) -> Text:
    """A text of our words alone."""
    return (Words(text=text),)


def say(template: str, *values: Part | Text) -> Text:
    """Our words with the values in place of each `{}`.

    Raises `ValueError` when the template holds a numeral, or not as many places as values.
    """
    pieces = template.split("{}")
    if len(pieces) != len(values) + 1:
        raise ValueError(f"{template!r} has {len(pieces) - 1} places, {len(values)} values given.")
    parts: list[Part] = []
    for piece, value in zip(pieces, (*values, None), strict=True):
        if piece:
            parts.append(Words(text=piece))
        if isinstance(value, tuple):
            parts.extend(value)
        elif value is not None:
            parts.append(value)
    return tuple(parts)


def counted(fact: Fact, one: str, many: str) -> Text:
    """A count with its noun: `{3} tasks`, `{1} task`."""
    return say(f"{{}} {one if fact.value == 1 else many}", fact)


def listed(texts: Iterable[Text], *, last: str = "and", none: str = "") -> Text:
    """Several texts as one: `a, b and c`; the words of `none` when there are none."""
    rows: Sequence[Text] = list(texts)
    if not rows:
        return words(none) if none else ()
    parts: list[Part] = list(rows[0])
    for place, row in enumerate(rows[1:], start=1):
        parts.append(Words(text=f" {last} " if place == len(rows) - 1 else ", "))
        parts.extend(row)
    return tuple(parts)


def strong(*texts: Text) -> Text:
    """The same, standing out."""
    return (Styled(style="strong", text=tuple(part for text in texts for part in text)),)


def quiet(*texts: Text) -> Text:
    """The same, standing back."""
    return (Styled(style="quiet", text=tuple(part for text in texts for part in text)),)
