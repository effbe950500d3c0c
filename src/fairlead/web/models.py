"""The tables: users, members, the log of changes, snapshots, forecasts, notices, jobs.

There is no table for tasks, risks or any other noun: a program is what its log of changes makes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

__all__ = [
    "ROLE_NAMES",
    "AccessEvent",
    "ApiToken",
    "Gate",
    "IdempotentCall",
    "Invitation",
    "IssuedForecast",
    "Job",
    "LinkedFile",
    "LogEntry",
    "Membership",
    "Notice",
    "Outgoing",
    "ProgramLog",
    "RecordEntry",
    "Role",
    "Snapshot",
    "Subscription",
    "Touch",
    "User",
    "Visit",
    "Webhook",
]


class Role(StrEnum):
    """What a member of a program may see and do, most first."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    ENGINEERING = "engineering"
    BUSINESS = "business"
    AUDITOR = "auditor"


ROLE_NAMES: dict[str, str] = {
    Role.OWNER: "Owner",
    Role.EDITOR: "Editor",
    Role.CONTRIBUTOR: "Contributor",
    Role.ENGINEERING: "Engineering reader",
    Role.BUSINESS: "Business reader",
    Role.AUDITOR: "Auditor",
}
"""What each role is called on pages."""

_ROLES = [(str(role), name) for role, name in ROLE_NAMES.items()]


class User(AbstractUser):
    """Somebody who can sign in. `timezone` is empty where the browser's own holds."""

    timezone = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name to show: the full name, or what they sign in with."""
        return str(self.get_full_name() or self.username)


class ProgramLog(models.Model):
    """One program: its log of changes, and where that stands. `head` is its newest entry, or 0."""

    key = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField()
    head = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    archived = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title or self.key


class LogEntry(models.Model):
    """One entry of a log, as `fairlead.program.chain` binds it. It is never changed or deleted.

    `who` is the user's name at that time; `undoes` the number of the entry that this one takes
    back. `content` is JSON: the edits and why they were made.
    """

    log = models.ForeignKey(ProgramLog, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, null=True)
    kind = models.CharField(max_length=20)
    undoes = models.PositiveIntegerField(null=True)
    edits = models.PositiveIntegerField(default=0)
    content = models.TextField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "number"], name="one_entry_per_number")
        ]
        indexes: ClassVar = [models.Index(fields=["log", "at"], name="entry_by_time")]

    def __str__(self) -> str:
        return f"{self.log_id}:{self.number} {self.kind}"


class Touch(models.Model):
    """That an entry touched a row: how the history of an item is found."""

    log = models.ForeignKey(ProgramLog, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["log", "section", "key"], name="touch_by_row")]

    def __str__(self) -> str:
        return f"{self.section}.{self.key} by {self.number}"


class Snapshot(models.Model):
    """A whole program as one entry left it, compressed, so that loading does not begin at zero."""

    log = models.ForeignKey(ProgramLog, on_delete=models.CASCADE, related_name="snapshots")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "number"], name="one_snapshot_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.log_id}:{self.number}"


class IssuedForecast(models.Model):
    """A forecast that was shown to somebody, kept by the program's content that it is about."""

    log = models.ForeignKey(ProgramLog, on_delete=models.CASCADE, related_name="forecasts")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32)
    seed = models.IntegerField()
    trials = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["log", "fingerprint", "seed", "trials", "version"],
                name="one_forecast_per_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.log_id}:{self.number} {self.trials} trials"


class Membership(models.Model):
    """That a user belongs to a program, as what, and who they are in it (a key of `people`)."""

    log = models.ForeignKey(ProgramLog, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=_ROLES)
    person = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "user"], name="one_role_per_program")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.log_id}"


class Invitation(models.Model):
    """A link that lets somebody in once. Of its secret, only a digest is kept.

    Without a program it signs `user` in; with one it makes whoever follows it a member.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    log = models.ForeignKey(ProgramLog, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=_ROLES, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email or f"sign-in of {self.user_id}"


class AccessEvent(models.Model):
    """What happened to access: who was let in, given a role, or put out. It is never changed."""

    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=150, blank=True)
    log = models.ForeignKey(ProgramLog, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.what} {self.about}"


class ApiToken(models.Model):
    """A secret by which a program of the user's may speak for them; only its digest is kept.

    `calls` is how often it was used in the minute `window`, counted from 1970.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=80)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    window = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something that waits for a user until they have seen it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    log = models.ForeignKey(ProgramLog, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=400)
    address = models.CharField(max_length=300, blank=True)
    seen = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text


class Visit(models.Model):
    """The newest entry of a program that a user has seen, for what changed since."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    log = models.ForeignKey(ProgramLog, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "log"], name="one_visit_per_program")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.log_id}:{self.number}"


class Job(models.Model):
    """Work that is done off the request. A worker claims one by a conditional update.

    `subject` makes it one of its kind: a second one about the same thing is not queued while the
    first waits. Of those that are due, the lowest `rank` is taken first.
    """

    kind = models.CharField(max_length=40)
    log = models.ForeignKey(ProgramLog, null=True, on_delete=models.CASCADE, related_name="jobs")
    subject = models.CharField(max_length=120, blank=True)
    argument = models.TextField(default="{}")
    state = models.CharField(max_length=10, default="waiting")
    rank = models.PositiveSmallIntegerField(default=1)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    finished = models.DateTimeField(null=True)
    progress = models.FloatField(default=0.0)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="job_by_turn")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"


class IdempotentCall(models.Model):
    """What a call of the interface was answered, so that a repeated one is done once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    called = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_call")
        ]

    def __str__(self) -> str:
        return self.key


# Django finds the tables of an application in this module; those of its other room are told here.
from fairlead.web.outward.tables import (  # noqa: E402
    Gate,
    LinkedFile,
    Outgoing,
    RecordEntry,
    Subscription,
    Webhook,
)
