"""What the text of a GitHub issue says of others: `blocked by #12`, `blocks #14`, `- [ ] #15`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Mentions", "mentions"]

Mention = tuple[str | None, str]
"""A repository where one is named, and an issue number."""

_CODE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)|`[^`\n]*`|<!--.*?(?:-->|\Z)", re.DOTALL | re.MULTILINE)
_ISSUE = re.compile(
    r"https?://[\w.-]+/(?P<path>[\w.-]+/[\w.-]+)/issues/(?P<far>\d{1,9})"
    r"|(?P<repo>[\w.-]+/[\w.-]+)?#(?P<near>\d{1,9})"
)
_RELATION = re.compile(
    r"(?P<no>\b(?:not|no longer)\s+)?"
    r"\b(?:(?P<after>blocked[ -]by|depends[ -]on|waits? for|requires)"
    r"|(?P<before>blocks|blocking|is required by))\b[*_:\s]*(?P<bullet>[-*+]\s+)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|&|\+|\band\b)\s*(?:and\s+)?", re.IGNORECASE)
_NEXT_BULLET = re.compile(r"[^\n]{0,200}\n\s{0,20}[-*+]\s+")
_BOX = re.compile(r"^\s{0,20}[-*+] \[[ xX]\]\s+(?P<text>[^\n]*)", re.MULTILINE)


class Mentions(NamedTuple):
    """Issues that come before this one, after it, and those that it lists as its parts.

    `plain_boxes` counts the items of task lists that name no issue.
    """

    after: tuple[Mention, ...] = ()
    before: tuple[Mention, ...] = ()
    parts: tuple[Mention, ...] = ()
    plain_boxes: int = 0


def mentions(body: str) -> Mentions:
    """What a body says of other issues, outside of code and comments."""
    if "#" not in body and "/issues/" not in body and "[" not in body:
        return Mentions()
    text = _CODE.sub(" ", body)
    after: list[Mention] = []
    before: list[Mention] = []
    for match in _RELATION.finditer(text):
        if match["no"] is None:
            named = _listed(text, match.end(), bulleted=match["bullet"] is not None)
            (after if match["after"] is not None else before).extend(named)
    parts: list[Mention] = []
    plain = 0
    for box in _BOX.finditer(text):
        part = _ISSUE.match(box["text"])
        if part is None:
            plain += 1
        else:
            parts.append(_mention(part))
    return Mentions(tuple(after), tuple(before), tuple(parts), plain)


def _listed(text: str, start: int, *, bulleted: bool) -> Iterator[Mention]:
    """The issues named from `start` on, one after the other."""
    while (match := _ISSUE.match(text, start)) is not None:
        yield _mention(match)
        further = (_NEXT_BULLET if bulleted else _AND).match(text, match.end())
        if further is None:
            return
        start = further.end()


def _mention(match: re.Match[str]) -> Mention:
    return match["path"] or match["repo"], match["far"] or match["near"]
