"""What was agreed: a program as it stood, by name and fingerprint, who agreed to it and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead.program.chain import Entry
from fairlead.program.noun import Noun, Table, replace
from fairlead.program.program import Program

__all__ = [
    "AGREED",
    "CONFIRMED",
    "DECIDED",
    "AgreedBaseline",
    "agreed_content",
    "agreed_of",
    "as_agreed",
]

AGREED = "baseline.agreed"
"""The kind of the entry of a chain by which a baseline was agreed."""

DECIDED = "request.decided"
"""The kind of the entry by which a change request was decided; an approved one makes a baseline."""


CONFIRMED = "link.confirmed"
"""The kind of the entry by which somebody confirmed links of the trace."""


class AgreedBaseline(Noun):
    """One agreed baseline: the entry of a chain that says so, not the program itself.

    `fingerprint` names the program's content, `digest` is the SHA-256 of the bytes that hold it.
    `request` is the change request whose approval made it, None for one that was agreed as it
    stood. `hash` is that of its entry in the chain. `finishes` is when each task and milestone was
    planned to be done, by id: a promise stays what it was, whatever later versions would plan.
    """

    number: int
    name: str
    fingerprint: str
    digest: str
    agreed_by: str
    agreed_at: datetime
    because: str | None = None
    request: str | None = None
    hash: str = ""
    finishes: Table[datetime] = Table()


def agreed_content(
    *,
    name: str,
    fingerprint: str,
    digest: str,
    because: str | None,
    request: str | None,
    finishes: Mapping[str, datetime] | None = None,
) -> dict[str, Any]:
    """What an entry of a chain holds of a baseline, as plain JSON."""
    content: dict[str, Any] = {"name": name, "fingerprint": fingerprint, "digest": digest}
    if finishes:
        content["finishes"] = {key: at.isoformat() for key, at in finishes.items()}
    if because is not None:
        content["because"] = because
    if request is not None:
        content["request"] = request
    return content


def agreed_of(entries: tuple[Entry, ...]) -> tuple[AgreedBaseline, ...]:
    """The baselines that the entries of a chain agreed, in their order; other kinds are passed."""
    found: list[AgreedBaseline] = []
    for entry in entries:
        content = entry.content
        if entry.kind != AGREED or not isinstance(content, Mapping):
            continue
        found.append(
            AgreedBaseline(
                number=len(found) + 1,
                name=str(content.get("name", "")),
                fingerprint=str(content.get("fingerprint", "")),
                digest=str(content.get("digest", "")),
                agreed_by=entry.who or "",
                agreed_at=entry.at,
                because=_text(content.get("because")),
                request=_text(content.get("request")),
                hash=entry.hash,
                finishes=_moments(content.get("finishes")),
            )
        )
    return tuple(found)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moments(value: object) -> Table[datetime]:
    """Moments by id; what is none is passed, since a journal may be of a later version."""
    found: dict[str, datetime] = {}
    for key, text in value.items() if isinstance(value, Mapping) else ():
        try:
            at = datetime.fromisoformat(str(text))
        except ValueError:
            continue
        if at.tzinfo is not None:
            found[str(key)] = at
    return Table(found)


def as_agreed(program: Program) -> Program:
    """What of a program is agreed: all of it but what is still being asked for and played with."""
    if not program.changes and not program.scenarios:
        return program
    return replace(program, changes=Table(), scenarios=Table())
