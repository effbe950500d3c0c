"""Letting people in: one-time links, invitations, roles, and the record of each."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction

from fairlead.web.models import AccessEvent, Invitation, Membership, ProgramLog, Role, User

__all__ = [
    "LINK_LASTS",
    "accept",
    "digest",
    "give_role",
    "invite",
    "note_coming_and_going",
    "open_invitation",
    "put_out",
    "sign_in_link",
]

LINK_LASTS = timedelta(hours=24)
_INVITATION_LASTS = timedelta(days=14)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in_link(user: User, *, at: datetime) -> str:
    """The secret of a link that signs a user in, once, for a day."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(digest=digest(secret), user=user, created=at, expires=at + LINK_LASTS)
    return secret


def invite(log: ProgramLog, email: str, role: str, *, by: User, at: datetime) -> str:
    """The secret of a link that makes whoever follows it, once, a member."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(
        digest=digest(secret),
        email=email,
        log=log,
        role=Role(role),
        by=by,
        created=at,
        expires=at + _INVITATION_LASTS,
    )
    record("invited", about=f"{email} as {role}", who=by, log=log, at=at)
    return secret


def open_invitation(secret: str, *, at: datetime) -> Invitation | None:
    """The invitation of a secret, if it can still be used."""
    rows = Invitation.objects.filter(digest=digest(secret), used=None, expires__gt=at)
    found: Invitation | None = rows.select_related("user", "log").first()
    return found


def accept(invitation: Invitation, *, at: datetime, user: User | None = None) -> User | None:
    """Use an invitation up: who it signs in, or None when somebody else was quicker.

    `user` is who is signed in already; else there is an account for its address, or one is made.
    """
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, used=None).update(used=at):
            return None
        account = invitation.user or user
        if account is None:
            email = invitation.email.lower()
            none = make_password(None)  # an empty one would count as one that nobody knows
            account, _ = User.objects.get_or_create(
                username=email, defaults={"email": email, "password": none}
            )
        if invitation.log is not None:
            row, made = Membership.objects.get_or_create(
                log=invitation.log, user=account, defaults={"role": invitation.role}
            )
            if made:
                about = f"{account.username} as {row.role}"
                record("joined", about=about, who=account, log=invitation.log, at=at)
        return account


def give_role(
    log: ProgramLog,
    user: User,
    role: str,
    *,
    at: datetime,
    by: User | None = None,
    person: str = "",
) -> bool:
    """Make somebody a member as `role`. False, and nothing done, if no owner would be left."""
    with transaction.atomic():
        ProgramLog.objects.select_for_update().get(pk=log.pk)
        if role != Role.OWNER and _last_owner(log, user):
            return False
        Membership.objects.update_or_create(
            log=log, user=user, defaults={"role": Role(role), "person": person}
        )
        record("given a role", about=f"{user.username} as {role}", who=by, log=log, at=at)
    return True


def put_out(log: ProgramLog, user: User, *, by: User, at: datetime) -> bool:
    """Take a membership away. False, and nothing done, if no owner would be left."""
    with transaction.atomic():
        ProgramLog.objects.select_for_update().get(pk=log.pk)
        if _last_owner(log, user):
            return False
        Membership.objects.filter(log=log, user=user).delete()
        record("put out", about=user.username, who=by, log=log, at=at)
    return True


def record(
    what: str,
    *,
    at: datetime,
    about: str = "",
    who: User | None = None,
    log: ProgramLog | None = None,
) -> None:
    """Note a change of access."""
    name = "" if who is None else who.username
    AccessEvent.objects.create(at=at, who=name, log=log, what=what, about=about[:200])


def note_coming_and_going() -> None:
    """Have every sign-in and sign-out noted, by whatever way; called once, when all is loaded."""
    user_logged_in.connect(_came, dispatch_uid="fairlead came")
    user_logged_out.connect(_went, dispatch_uid="fairlead went")


def _came(*, user: User, **_: object) -> None:
    record("signed in", about=user.username, who=user, at=datetime.now(UTC))


def _went(*, user: User | None, **_: object) -> None:
    if user is not None:
        record("signed out", about=user.username, who=user, at=datetime.now(UTC))


def _last_owner(log: ProgramLog, user: User) -> bool:
    owners = Membership.objects.filter(log=log, role=Role.OWNER)
    return list(owners.values_list("user_id", flat=True)) == [user.pk]
