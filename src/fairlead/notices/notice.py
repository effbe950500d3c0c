"""What is to be told: one message to one recipient, with a key by which repeats are known."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from fairlead.program.errors import FairleadError
from fairlead.program.incidents import Severity
from fairlead.program.noun import Noun

__all__ = ["Action", "Attachment", "Channel", "Notice", "Undelivered"]

Action = Literal["trigger", "acknowledge", "resolve"]


class Attachment(Noun):
    """A file of text that goes with a message."""

    name: str
    text: str
    subtype: str = "html"


class Notice(Noun):
    """One message. `key` is the same whenever the same thing is sent again.

    `thread` names the matter, so that a channel can show what belongs together, and later close
    it; `action` says what happens to that matter. `attachments` are for channels that carry files.
    """

    key: str
    channel: str
    to: str
    subject: str
    body: str
    at: datetime
    severity: Severity = "medium"
    thread: str = ""
    action: Action = "trigger"
    attachments: tuple[Attachment, ...] = ()


class Undelivered(FairleadError, OSError):
    """A channel could not carry a notice. `lasting` says that trying again will not help."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class Channel(Protocol):
    """Something that carries notices. It may carry one twice: the key tells them apart."""

    def send(self, notice: Notice) -> None:
        """Carry it, or raise `Undelivered`."""
