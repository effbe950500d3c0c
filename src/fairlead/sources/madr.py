"""Decision records in Markdown, in the manner of MADR: a head of YAML, then headings.

The head may hold any field of a decision by its name in the program file (`owner`, `due`,
`affects`, ...), and MADR's own `status` and `date`. The body gives the title, the context, the
drivers, the options with what speaks for and against them, the choice and its consequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from fairlead.program.decisions import Decision, Option
from fairlead.program.noun import Table
from fairlead.sources.program_file.codecs import ABSENT, Frame, is_id
from fairlead.sources.program_file.nodes import Node, Pairs, Scalar
from fairlead.sources.program_file.rows import row_codec
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.yaml_tree import yaml_tree

__all__ = ["decision_of"]

_STATUSES: Final = ("proposed", "accepted", "rejected", "deprecated", "superseded")
_OF_MADR: Final = ("status", "date", "decision-makers", "deciders", "consulted", "informed")
_SPEAKS: Final = re.compile(
    r"(good|bad|neutral)\s*,?\s*(?:because\s+)?(.+)", re.IGNORECASE | re.DOTALL
)
_CHOSEN: Final = re.compile(
    r"chosen option\s*:\s*(?:\"([^\"]+)\"|'([^']+)'|“([^”]+)”|\*\*([^*]+)\*\*|([^,.\n]+))"
    r"\s*(?:,?\s*because\s+(.*))?",
    re.IGNORECASE | re.DOTALL,
)


class _Part(NamedTuple):
    """A heading with the lines below it, up to the next heading."""

    level: int
    title: str
    line: int
    lines: list[str]


def decision_of(text: str, *, name: str, frame: Frame) -> tuple[str, Decision, Node] | None:
    """The decision of a record, its key, and a node that tells its place; None if it is none.

    The key is the name of the file without its ending. What is wrong is told to the frame.
    """
    complaints = frame.complaints
    key = PurePath(name).stem
    if not is_id(key):
        complaints.at_line("id.grammar", None, f"{key!r}, the name of the file, is no id.")
        return None
    frame.subject = (key,)
    try:
        return _decision(text.replace("\r\n", "\n"), key, frame)
    finally:
        frame.subject = ()


def _decision(text: str, key: str, frame: Frame) -> tuple[str, Decision, Node] | None:
    head, body, first_line = _divided(text, frame)
    parts = list(_parts(body, first_line))
    title = next((part for part in parts if part.level == 1), None)
    if title is None:
        frame.complaints.at_line(
            "madr.no-title",
            first_line,
            "The record has no heading of the first level, expected `# What is decided`.",
            subjects=(key,),
        )
        return None
    values: dict[str, Any] = {"title": title.title}
    values.update(_from_head(head, key, frame))
    values.update(_from_body(parts, key, frame))
    place = head or _beginning(frame)
    return None if place is None else (key, Decision(**values), place)


def _beginning(frame: Frame) -> Node | None:
    """A place on the first line of the file."""
    return yaml_tree("{}", complaints=Complaints(frame.complaints.name))


def _divided(text: str, frame: Frame) -> tuple[Pairs | None, str, int]:
    """The mapping of the head, the body, and the line that the body begins on."""
    if not text.startswith("---\n"):
        return None, text, 1
    head, dashes, body = text[4:].partition("\n---\n")
    if not dashes:
        frame.complaints.at_line(
            "madr.frontmatter", 1, "The head begins with `---` and does not end with one."
        )
        return None, text[4:], 2
    inner = Complaints(frame.complaints.name)
    # A line of comment stands for the dashes, so that the lines are those of the file.
    tree = yaml_tree(f"#\n{head}\n", complaints=inner)
    for line, finding in inner.found:
        frame.complaints.at_line("madr.frontmatter", line or 1, finding.message, hint=finding.hint)
    if (
        tree is not None
        and type(tree) is not Pairs
        and not (type(tree) is Scalar and not tree.value)
    ):
        frame.complaints.at_line("madr.frontmatter", 2, "The head is no mapping.")
    return tree if type(tree) is Pairs else None, body, head.count("\n") + 4


def _parts(body: str, first_line: int) -> Iterator[_Part]:
    current: _Part | None = None
    fenced = False
    for number, line in enumerate(body.split("\n"), first_line):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        match = None if fenced else re.match(r"(#{1,6})\s+(.*?)\s*#*\s*$", line)
        if match is not None:
            if current is not None:
                yield current
            current = _Part(len(match[1]), match[2], number, [])
        elif current is not None:
            current.lines.append(line)
    if current is not None:
        yield current


def _from_head(head: Pairs | None, key: str, frame: Frame) -> dict[str, Any]:
    if head is None:
        return {}
    place = f"decisions.{key}"
    codec = row_codec(Decision)
    own = Pairs(head.start_mark, flow=False)
    values: dict[str, Any] = {}
    for key_node, child in head.pairs:
        word = key_node.value if type(key_node) is Scalar else ""
        if word == "status":
            status = child.value.strip().lower() if type(child) is Scalar else ""
            first = status.split(" ")[0].split(",")[0]
            if first in _STATUSES:
                values["status"] = first
            else:
                frame.complain(
                    "madr.status",
                    child,
                    f"{place}: status {status[:60]!r}, expected one of {', '.join(_STATUSES)}.",
                    hint=frame.complaints.nearest(first, _STATUSES),
                )
        elif word == "date":
            decided = codec.by_key["decided"].codec.read(child, frame, f"{place}.date")
            if decided is not ABSENT:
                values["decided"] = decided
        elif word not in _OF_MADR:
            own.pairs.append((key_node, child))
    values.update(codec.values(own, frame, place))
    if values.get("status", "proposed") == "proposed":
        values.pop("decided", None)
    return values


def _from_body(parts: list[_Part], key: str, frame: Frame) -> dict[str, Any]:
    values: dict[str, Any] = {}
    options: dict[str, Option] = {}
    titles: dict[str, str] = {}
    section = ""
    for part in parts:
        if part.level <= 2:
            section = part.title.lower()
        text = "\n".join(part.lines).strip()
        if part.level == 2 and section.startswith("context"):
            values["context"] = text or None
        elif part.level == 2 and section.startswith("decision drivers"):
            values["drivers"] = tuple(_bullets(part.lines))
        elif part.level == 2 and section.startswith("considered options"):
            for title in _bullets(part.lines):
                options[_option_key(title, options)] = Option(title=title)
            titles = {option.title.lower(): each for each, option in options.items()}
        elif part.level == 2 and section.startswith("decision outcome"):
            values.update(_choice(text, titles, key, part, frame))
        elif part.level == 3 and part.title.lower().startswith("consequences"):
            values["consequences"] = tuple(_bullets(part.lines))
        elif part.level == 3 and section.startswith("pros and cons"):
            each = titles.get(part.title.lower()) or _option_key(part.title, options)
            titles[part.title.lower()] = each
            options[each] = _weighed(part)
    if options:
        values["options"] = Table(options)
    return values


def _bullets(lines: list[str]) -> Iterator[str]:
    """The items of a list; a line that is indented goes on with the item before it."""
    item: list[str] = []
    for line in lines:
        match = re.match(r"[*+-]\s+(.*)", line)
        if match is not None:
            if item:
                yield " ".join(item)
            item = [match[1].strip()]
        elif item and line.startswith((" ", "\t")) and line.strip():
            item.append(line.strip())
    if item:
        yield " ".join(item)


def _weighed(part: _Part) -> Option:
    pros: list[str] = []
    cons: list[str] = []
    for bullet in _bullets(part.lines):
        match = _SPEAKS.fullmatch(bullet)
        if match is not None and match[1].lower() != "neutral":
            (pros if match[1].lower() == "good" else cons).append(match[2].strip())
    return Option(title=part.title, pros=tuple(pros), cons=tuple(cons))


def _option_key(title: str, taken: dict[str, Option]) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    key = "-".join(words[:6])[:60] or "option"
    number = 2
    base = key
    while key in taken:
        key = f"{base}-{number}"
        number += 1
    return key


def _choice(
    text: str, titles: dict[str, str], key: str, part: _Part, frame: Frame
) -> dict[str, Any]:
    match = _CHOSEN.search(text)
    if match is None:
        return {}
    title = next(group for group in match.groups()[:5] if group is not None).strip()
    because = " ".join((match[6] or "").split()).rstrip(".") or None
    chosen = titles.get(title.lower())
    if chosen is None:
        frame.complaints.at_line(
            "madr.chosen",
            part.line,
            f"decisions.{key}: {title[:80]!r} was chosen, which is no considered option.",
            hint=frame.complaints.nearest(title.lower(), titles),
            subjects=(key,),
        )
        return {"because": because}
    return {"chosen": chosen, "because": because}
