"""What things are called in front of a reader: the user's titles and names, else their ids."""

from __future__ import annotations

from fairlead.program.program import Program
from fairlead.reports.text import Quote

__all__ = ["name_of", "owner_name", "plain"]

_OWNERS = ("people", "teams", "stakeholders")


def plain(text: str) -> str:
    """One line of printable text: control characters and runs of white space become a space."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def name_of(program: Program, key: str, *sections: str) -> Quote:
    """The title or name of a row, looked up in the sections given (tasks and milestones if none).

    A key that is in none of them is a name from outside the program, and is its own title.
    """
    for section in sections or ("tasks", "milestones"):
        row = program.section(section).get(key)
        if row is not None:
            for field in ("title", "name", "event"):
                text = getattr(row, field, None)
                if text:
                    return Quote(text=plain(text))
            return Quote(text=plain(key))
    return Quote(text=plain(key))


def owner_name(program: Program, key: str | None) -> Quote | None:
    """The name of a person, team or stakeholder; None when nobody is named."""
    return None if key is None else name_of(program, key, *_OWNERS)
