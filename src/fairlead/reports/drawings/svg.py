"""The pen: SVG elements as text, numbers short, all that is not ours escaped."""

from __future__ import annotations

import unicodedata
from html import escape

from fairlead.reports.fact import Fact
from fairlead.reports.inline import attribute, inline_html
from fairlead.reports.show import machine_value, show
from fairlead.reports.text import Quote, Scale, Text, Words

__all__ = ["element", "fitted", "folded", "label", "number", "text_width", "tooltip"]

_NARROW = frozenset("ijltfrI.,:;'|!()[]/ ")
_BROAD = frozenset("mwMW@%&—")


def number(value: float) -> str:
    """A coordinate to a tenth, without a needless `.0`."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """An element. `stroke_width` becomes stroke-width, `class_` class; None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _value(value: str | float) -> str:
    return attribute(value) if isinstance(value, str) else number(value)


def text_width(text: str, size: float) -> float:
    """About how wide a text is at a font size, a little on the safe side for any sans-serif."""
    total = 0.0
    for character in text:
        if character in _NARROW:
            total += 0.33
        elif character in _BROAD or unicodedata.east_asian_width(character) in "WF":
            total += 1.0
        elif character.isupper():
            total += 0.72
        else:
            total += 0.575
    return total * size


def fitted(text: str, *, size: float, room: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle] + "…", size) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else "…"


def folded(text: str, *, size: float, room: float, most: int = 2) -> tuple[str, ...]:
    """The text in as many lines as it needs, at most `most`, broken at words; the last one cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or len(lines) == most or text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(fitted(line, size=size, room=room) for line in lines)


def label(
    part: Words | Quote | Fact | Scale,
    *,
    x: float,
    y: float,
    timezone: str,
    size: float = 11,
    room: float | None = None,
    class_: str = "",
    anchor: str | None = None,
) -> str:
    """A piece of text at a place. A fact carries its id and exact value; nothing else may count."""
    data: dict[str, str | float | None] = {}
    if isinstance(part, Fact):
        shown = show(part, timezone=timezone)
        data = {"data_fact": part.id, "data_value": machine_value(part)}
    else:
        shown = part.text
    kind = {Quote: "quote", Scale: "scale"}.get(type(part), "")
    if isinstance(part, Scale):
        data = {"data_scale": ""}
    if room is not None and isinstance(part, Quote | Words):
        shown = fitted(shown, size=size, room=room)
    classes = " ".join(c for c in (class_, kind) if c)
    return element(
        "text",
        escape(shown),
        x=x,
        y=y,
        font_size=size,
        class_=classes or None,
        text_anchor=anchor,
        **data,
    )


def tooltip(text: Text, *, timezone: str) -> str:
    """The `<title>` of what it stands in: read on hover and by screen readers."""
    return f"<title>{inline_html(text, timezone=timezone)}</title>"
