"""How charts look: colours by the names of the page's tokens, type and lines by its sizes."""

from __future__ import annotations

from typing import Final

__all__ = ["CONFIG", "TOKENS", "colour"]

TOKENS: Final = (
    "paper", "panel", "rule", "rule-strong", "ink", "ink-2", "ink-3", "accent", "accent-soft",
    "accent-line", "green", "amber", "red", "finished",
)  # fmt: skip
"""Tokens of the stylesheet that a chart may use."""

_FIRST: Final = 0xABC000


def colour(token: str) -> str:
    """The stand-in for a token while a chart is drawn; the page puts the token's colour there."""
    return f"#{_FIRST + TOKENS.index(token):06x}"


CONFIG: Final[dict[str, object]] = {
    "aria": False,
    "background": None,
    "font": "Inter, system-ui, sans-serif",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "domainColor": colour("rule-strong"),
        "gridColor": colour("rule"),
        "gridWidth": 0.7,
        "labelColor": colour("ink-3"),
        "labelFontSize": 11,
        "labelPadding": 5,
        "tickColor": colour("rule-strong"),
        "tickSize": 4,
        "titleColor": colour("ink-3"),
        "titleFontSize": 11,
        "titleFontWeight": 400,
    },
    "text": {"fontSize": 11.5},
    "concat": {"spacing": 6},
}
"""What all charts share, in Vega-Lite's words."""
