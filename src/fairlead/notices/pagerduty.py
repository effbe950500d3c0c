"""PagerDuty's Events API, version 2: events out, and the same events in."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from fairlead.notices.notice import Action, Notice
from fairlead.notices.posting import post
from fairlead.program.errors import UnreadableInput
from fairlead.program.incidents import Severity
from fairlead.program.noun import Noun

__all__ = ["EVENTS", "Event", "PagerDuty", "event_of", "received"]

EVENTS: Final = "https://events.pagerduty.com/v2/enqueue"

_MOST_BYTES: Final = 512 * 1024
_WORDS: Final[dict[Severity, str]] = {
    "low": "info", "medium": "warning", "high": "error", "critical": "critical",
}  # fmt: skip
_SEVERITIES: Final[dict[str, Severity]] = {word: name for name, word in _WORDS.items()}


class Event(Noun):
    """An event as it came in: what happens to the matter of that `dedup_key`."""

    action: Action
    dedup_key: str
    routing_key: str
    summary: str | None = None
    source: str | None = None
    severity: Severity = "medium"


class _Payload(msgspec.Struct):
    summary: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    severity: Literal["info", "warning", "error", "critical"]


class _Incoming(msgspec.Struct):
    routing_key: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    event_action: Literal["trigger", "acknowledge", "resolve"]
    dedup_key: Annotated[str, msgspec.Meta(max_length=255)] | None = None
    payload: _Payload | None = None


def event_of(notice: Notice, *, routing_key: str) -> dict[str, object]:
    """The event that says a notice. Its `dedup_key` is the thread: repeats fall together there."""
    event: dict[str, object] = {
        "routing_key": routing_key,
        "event_action": notice.action,
        "dedup_key": (notice.thread or notice.key)[:255],
    }
    if notice.action == "trigger":
        event["payload"] = {
            "summary": notice.subject[:1024],
            "source": "fairlead",
            "severity": _WORDS[notice.severity],
            "timestamp": notice.at.isoformat(),
            "custom_details": {"to": notice.to, "text": notice.body[:10_000], "key": notice.key},
        }
    return event


def received(body: bytes) -> Event:
    """An event that somebody sends us in the same form. Raises `UnreadableInput`.

    As with PagerDuty, a trigger needs a payload, and what it acknowledges or resolves needs its
    `dedup_key`; a trigger without one is given none, and stands for itself.
    """
    if len(body) > _MOST_BYTES:
        raise UnreadableInput(f"An event of {len(body):,} bytes, at most {_MOST_BYTES:,} are read.")
    try:
        found = msgspec.json.decode(body, type=_Incoming)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableInput(f"Not an event: {error}.") from error
    if found.event_action == "trigger" and found.payload is None:
        raise UnreadableInput("A trigger has no 'payload', expected summary, source and severity.")
    if found.event_action != "trigger" and not found.dedup_key:
        raise UnreadableInput(f"'{found.event_action}' has no 'dedup_key', expected the matter's.")
    payload = found.payload
    return Event(
        action=found.event_action,
        dedup_key=found.dedup_key or "",
        routing_key=found.routing_key,
        summary=None if payload is None else payload.summary,
        source=None if payload is None else payload.source,
        severity="medium" if payload is None else _SEVERITIES[payload.severity],
    )


class PagerDuty:
    """A channel to one service of PagerDuty, by its routing key."""

    def __init__(self, routing_key: str, *, url: str = EVENTS) -> None:
        self._routing_key = routing_key
        self.url = url

    def send(self, notice: Notice) -> None:
        """Post the event. Raises `Undelivered`."""
        body = msgspec.json.encode(event_of(notice, routing_key=self._routing_key))
        post(self.url, body, headers={})
