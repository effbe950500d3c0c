"""The design tokens keep their promises: contrast in every theme, and a page that says why."""

import re
from pathlib import Path

import pytest

from fairlead.reports.formats.html import packaged

DOCUMENT = Path(__file__).parents[2] / "docs" / "design-language.md"
TEXT_ON = {
    "paper": ("ink", "ink-2", "ink-3", "green", "amber", "red", "done", "unknown", "accent"),
    "panel": ("ink", "ink-2", "ink-3"),
    "heat-0": ("heat-ink",),
    "heat-1": ("heat-ink",),
    "heat-2": ("heat-ink",),
    "heat-3": ("heat-ink",),
    "heat-4": ("heat-ink-4",),
    "heat-5": ("heat-ink-5",),
}
MARKS_ON_PAPER = ("rule-strong", "accent-line", "chain", "green", "amber", "red")


def themes() -> dict[str, dict[str, str]]:
    """The colour tokens of each theme, in the order of the stylesheet."""
    style = packaged("style.css")
    blocks = re.findall(r"([^{}]*)\{([^{}]*--paper:[^{}]*)\}", style)
    names = ("light", "dark by system", "dark by choice", "print")
    assert len(blocks) == len(names)
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for name, (_, block) in zip(names, blocks, strict=True)
    }


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", themes())
def test_text_stands_out_from_its_ground_in_every_theme(theme: str) -> None:
    colours = themes()[theme]
    weak = {
        (ink, ground): round(ratio, 2)
        for ground, inks in TEXT_ON.items()
        for ink in inks
        if (ratio := contrast(colours[ink], colours[ground])) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", themes())
def test_marks_of_charts_can_be_told_from_the_paper(theme: str) -> None:
    colours = themes()[theme]
    weak = {
        mark: round(ratio, 2)
        for mark in MARKS_ON_PAPER
        if (ratio := contrast(colours[mark], colours["paper"])) < 2.4
    }
    assert weak == {}


def test_print_is_the_light_theme() -> None:
    found = themes()
    assert found["print"] == found["light"]


def test_both_ways_to_the_dark_theme_are_the_same() -> None:
    found = themes()
    assert found["dark by system"] == found["dark by choice"]
    assert found["dark by choice"].keys() == found["light"].keys()


def test_every_token_is_documented() -> None:
    tokens = set(re.findall(r"--([a-z][\w-]*):", packaged("style.css")))
    document = DOCUMENT.read_text(encoding="utf-8")
    assert {token for token in tokens if f"`--{token}`" not in document} == set()


def test_every_token_that_is_used_is_defined() -> None:
    style = packaged("style.css")
    used = set(re.findall(r"var\(--([\w-]+)\)", style))
    assert used <= set(re.findall(r"--([\w-]+):", style))
