"""The tables of what leaves and what comes in."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models

__all__ = [
    "Cadence",
    "Gate",
    "LinkedFile",
    "Outgoing",
    "RecordEntry",
    "Subscription",
    "Webhook",
]


class RecordEntry(models.Model):
    """One entry of a record of a program, as `fairlead.program.chain` binds it; never changed.

    `record` says which: `arrivals`, `escalations`, `forecasts` or `told`.
    """

    log = models.ForeignKey("web.ProgramLog", on_delete=models.PROTECT, related_name="+")
    record = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=150, null=True)
    kind = models.CharField(max_length=20)
    content = models.TextField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "record", "number"], name="one_entry_of_record")
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.record}:{self.number} {self.kind}"


class Outgoing(models.Model):
    """A notice that was promised. It waits, was sent, or was given up; `key` makes it one.

    `content` is the notice as JSON; `channel` who carries it, `hook:N` for a webhook.
    """

    log = models.ForeignKey("web.ProgramLog", null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=40)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    content = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="outgoing_by_turn"),
            models.Index(fields=["log", "channel"], name="outgoing_by_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to} by {self.channel}: {self.state}"


class Cadence(StrEnum):
    """When a subscribed report comes."""

    DAILY = "daily"
    WEEKLY = "weekly"
    CHANGE = "change"


class Subscription(models.Model):
    """That a user wants a report: on a weekday at an hour of their own zone, or at change.

    `number` is the entry that the last one spoke of; `next_at` when the next one is due.
    """

    log = models.ForeignKey("web.ProgramLog", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("web.User", on_delete=models.CASCADE, related_name="+")
    voice = models.CharField(max_length=12)
    cadence = models.CharField(max_length=8, default="weekly")
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    number = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "user", "voice"], name="one_subscription")
        ]

    def __str__(self) -> str:
        return f"{self.voice} of {self.log_id} to {self.user_id} {self.cadence}"


class Webhook(models.Model):
    """An address that is told of events. Its secret is made of `salt` and the server's key."""

    log = models.ForeignKey("web.ProgramLog", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    salt = models.CharField(max_length=64)
    events = models.CharField(max_length=80)
    created = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.url


class Gate(models.Model):
    """An address by which another system may open, acknowledge and resolve incidents.

    `digest` is that of the routing key; `salt` makes the secret that signed webhooks need.
    """

    log = models.ForeignKey("web.ProgramLog", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=64)
    created = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class LinkedFile(models.Model):
    """The file that a program is linked to, as it was when both were the same.

    `number` is the entry of the log, `digest` SHA-256 of the file's text at that time; `trouble`
    is JSON: what could not be brought together, place by place.
    """

    log = models.OneToOneField("web.ProgramLog", on_delete=models.CASCADE, related_name="linked")
    path = models.CharField(max_length=500, unique=True)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    trouble = models.TextField(default="[]")

    def __str__(self) -> str:
        return self.path
