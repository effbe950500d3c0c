"""Texts as HTML and as SVG: escaped, every fact in an element that carries its exact value."""

from __future__ import annotations

from html import escape

from fairlead.analyses.answers.status import Rag
from fairlead.reports.fact import Fact
from fairlead.reports.show import machine_value, show
from fairlead.reports.text import Break, Mark, Part, Quote, Scale, Styled, Text, Words

__all__ = ["attribute", "inline_html", "inline_text", "rag_shape"]

_SHAPES: dict[Rag, str] = {
    "green": '<circle cx="6" cy="6" r="5"/>',
    "amber": '<path d="M6 .5 12 11.5H0Z"/>',
    "red": '<rect x=".5" y=".5" width="11" height="11"/>',
    "done": '<path class="open" d="M1 6.5 4.6 10 11 2.2"/>',
    "unknown": '<circle class="open" cx="6" cy="6" r="4.2"/>',
}
_TAG_OF_STYLE = {"strong": ("<strong>", "</strong>"), "quiet": ('<span class="quiet">', "</span>")}


def attribute(text: str) -> str:
    """A text safe between double quotes."""
    return escape(text, quote=True)


def rag_shape(rag: Rag) -> str:
    """The shape of a status, so that nobody needs to tell colours apart."""
    return f'<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">{_SHAPES[rag]}</svg>'


def inline_html(text: Text, *, timezone: str) -> str:
    """A text as HTML: facts as `<data>` or `<time>`, the user's words as `<bdi>`."""
    return "".join(_part(part, timezone) for part in text)


def _part(part: Part, timezone: str) -> str:
    if isinstance(part, Words):
        return escape(part.text)
    if isinstance(part, Quote):
        return f'<bdi class="quote">{escape(part.text)}</bdi>'
    if isinstance(part, Fact):
        return _fact(part, timezone)
    if isinstance(part, Scale):
        return f"<span data-scale>{escape(part.text)}</span>"
    if isinstance(part, Mark):
        return f'<span class="rag {part.rag}">{rag_shape(part.rag)}{escape(part.word.text)}</span>'
    if isinstance(part, Break):
        return "<br>"
    before, after = _TAG_OF_STYLE[part.style]
    return before + inline_html(part.text, timezone=timezone) + after


def _fact(fact: Fact, timezone: str) -> str:
    shown = escape(show(fact, timezone=timezone))
    known = f'data-fact="{attribute(fact.id)}" title="{attribute(fact.derivation)}"'
    value = attribute(machine_value(fact))
    if fact.kind in ("day", "start", "finish", "instant"):
        return f'<time datetime="{value}" {known}>{shown}</time>'
    return f'<data value="{value}" {known}>{shown}</data>'


def inline_text(text: Text, *, timezone: str) -> str:
    """A text as plain characters, for terminals and for measuring."""
    found: list[str] = []
    for part in text:
        if isinstance(part, Fact):
            found.append(show(part, timezone=timezone))
        elif isinstance(part, Mark):
            found.append(part.word.text)
        elif isinstance(part, Break):
            found.append(" ")
        elif isinstance(part, Styled):
            found.append(inline_text(part.text, timezone=timezone))
        else:
            found.append(part.text)
    return "".join(found)
