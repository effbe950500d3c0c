"""Custom fields of Microsoft Project: the numbers of the fields, their titles, and their values."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.sources.mspdi.document import Element

__all__ = [
    "FAIRLEAD_ID",
    "FAIRLEAD_KIND",
    "RESOURCE_FIELDS",
    "SOURCE_ID",
    "TASK_FIELDS",
    "CustomFields",
    "FieldPlan",
    "custom_values",
]

FAIRLEAD_ID = "Fairlead id"
SOURCE_ID = "Fairlead source id"
FAIRLEAD_KIND = "Fairlead kind"
_OURS = (FAIRLEAD_ID, SOURCE_ID, FAIRLEAD_KIND)


def _numbered() -> Iterator[tuple[str, int]]:
    base = 188743680
    blocks: tuple[tuple[str, tuple[int, ...]], ...] = (
        (
            "Text",
            (51, 54, 57, 60, 63, *range(66, 71), *range(317, 337)),
        ),
        ("Start", (52, 55, 58, 61, 64, *range(282, 292, 2))),
        ("Finish", (53, 56, 59, 62, 65, *range(283, 293, 2))),
        ("Flag", (*range(72, 82), *range(292, 302))),
        ("Number", (*range(87, 92), *range(302, 317))),
        ("Duration", (103, 104, 105, *range(275, 282))),
        ("Cost", (106, 107, 108, *range(258, 265))),
        ("Date", tuple(range(265, 275))),
    )
    for kind, offsets in blocks:
        for number, offset in enumerate(offsets, 1):
            yield f"{kind}{number}", base + offset


TASK_FIELDS: dict[str, int] = dict(_numbered())
"""The number of each custom field of tasks by its name."""

_NAMES = {str(number): name for name, number in TASK_FIELDS.items()}


class CustomFields:
    """What a document calls its custom fields, and what the values of its outline codes are."""

    def __init__(self, project: Element) -> None:
        self.titles: dict[str, str] = {}
        for field in project.all("ExtendedAttributes", "ExtendedAttribute"):
            number = field.text("FieldID")
            self.titles[number] = (
                field.text("Alias") or field.text("FieldName") or _NAMES.get(number, number)
            )
        self.codes: dict[str, dict[str, str]] = {}
        for code in project.all("OutlineCodes", "OutlineCode"):
            number = code.text("FieldID")
            self.titles.setdefault(
                number, code.text("Alias") or code.text("FieldName") or f"Outline code {number}"
            )
            self.codes[number] = _paths(code)

    def title(self, number: str) -> str:
        """The alias of a field, else its name, else its number."""
        return self.titles.get(number) or _NAMES.get(number, number)


def _paths(code: Element) -> dict[str, str]:
    """Each value of an outline code, by its key, as the path of values above it and itself."""
    texts: dict[str, str] = {}
    above: dict[str, str] = {}
    for value in code.all("Values", "Value"):
        key = value.text("ValueID")
        texts[key] = value.text("Value")
        above[key] = value.text("ParentValueID")
    paths: dict[str, str] = {}
    for key in texts:
        path: list[str] = []
        here = key
        while here in texts and len(path) < 20:
            path.append(texts[here])
            here = above[here]
        paths[key] = ".".join(reversed(path))
    return paths


def custom_values(element: Element, fields: CustomFields) -> dict[str, str]:
    """The custom fields of a task, resource or assignment that are filled, by title."""
    found: dict[str, str] = {}
    for value in element.groups.get("ExtendedAttribute", ()):
        text = value.text("Value")
        if text:
            found[fields.title(value.text("FieldID"))] = text
    for value in element.groups.get("OutlineCode", ()):
        number = value.text("FieldID")
        path = fields.codes.get(number, {}).get(value.text("ValueID"), "")
        if path:
            found[fields.title(number)] = path
    return found


def _resource_texts() -> Iterator[tuple[str, int]]:
    offsets = (8, 9, 30, 31, 32, *range(97, 102), *range(225, 245))
    for number, offset in enumerate(offsets, 1):
        yield f"Text{number}", 205520896 + offset


RESOURCE_FIELDS: dict[str, int] = dict(_resource_texts())
"""The number of each custom text of resources by its name."""


class FieldPlan:
    """Which custom field each title is written to: the field of that name, else a free text.

    Titles beyond the thirty texts there are have none.
    """

    def __init__(self, titles: list[str], *, known: dict[str, int]) -> None:
        self.fields: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.homeless: list[str] = []
        texts = [name for name in known if name.startswith("Text") and name not in titles]
        for title in sorted(set(titles), key=lambda one: (one not in _OURS, one)):
            name = title if title in known and title.startswith("Text") else None
            if name is None:
                if not texts:
                    self.homeless.append(title)
                    continue
                name = texts.pop()
            self.fields[title] = known[name]
            self.names[title] = name
