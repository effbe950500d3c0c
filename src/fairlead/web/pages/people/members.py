"""Members of a program, their roles, and the record of who was let in."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from fairlead.program.program import Program
from fairlead.web.access.letting_in import give_role, invite, put_out
from fairlead.web.access.roles import Capability
from fairlead.web.access.seat import Seat, for_members
from fairlead.web.models import ROLE_NAMES, AccessEvent, Invitation, Membership

__all__ = ["add_member", "change_member", "members"]


@for_members(Capability.SEE_ACCESS)
@require_GET
def members(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everybody with their role, open invitations, and what happened to access."""
    now = datetime.now(UTC)
    rows = Membership.objects.filter(log=seat.log).select_related("user").order_by("user__username")
    roles, people = _Choice(list(ROLE_NAMES.items())), _Choice(_everybody(seat.program))
    told = {
        "seat": seat,
        "title": "Members",
        "here": "members",
        "members": [(row, roles.of(row.role), people.of(row.person)) for row in rows],
        "roles": list(ROLE_NAMES.items()),
        "invitations": Invitation.objects.filter(log=seat.log, used=None, expires__gt=now),
        "events": AccessEvent.objects.filter(log=seat.log).order_by("-pk")[:50],
    }
    return render(request, "web/members.html", told)


class _Choice:
    """The options of many lists that offer the same: written once, as every member has one."""

    def __init__(self, offered: list[tuple[str, str]]) -> None:
        self._written = {
            value: format_html('<option value="{}">{}</option>', value, name)
            for value, name in offered
        }
        self._chosen = {
            value: format_html('<option value="{}" selected>{}</option>', value, name)
            for value, name in offered
        }

    def of(self, chosen: str) -> str:
        """The options, with one that is chosen."""
        return mark_safe(  # noqa: S308 (each was escaped when it was written)
            "".join(
                self._chosen[value] if value == chosen else written
                for value, written in self._written.items()
            )
        )


def _everybody(program: Program) -> list[tuple[str, str]]:
    """Those whom a member may be: people of the plan, and who has a stake in it."""
    return [
        *((key, row.name or key) for key, row in program.people.items()),
        *((key, row.name or key) for key, row in program.stakeholders.items()),
    ]


@for_members(Capability.MANAGE)
@require_POST
def add_member(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Invite somebody; the link is shown once, to be sent by whoever invites."""
    email, role = request.POST.get("email", "").strip(), request.POST.get("role", "")
    try:
        validate_email(email)
        secret = invite(seat.log, email, role, by=seat.user, at=datetime.now(UTC))
    except (ValidationError, ValueError):
        messages.error(request, f"{email!r} is no address, or {role!r} no role.")
    else:
        address = request.build_absolute_uri(reverse("follow-link", args=[secret]))
        messages.success(
            request, f"Send this link to {email}; it works once, for 14 days: {address}"
        )
    return redirect("members", key=seat.log.key)


@for_members(Capability.MANAGE)
@require_POST
def change_member(request: HttpRequest, seat: Seat, member: int) -> HttpResponse:
    """Give a member another role, say who they are in the program, or put them out."""
    row = get_object_or_404(Membership.objects.select_related("user"), log=seat.log, pk=member)
    now = datetime.now(UTC)
    if request.POST.get("do") == "put out":
        kept = put_out(seat.log, row.user, by=seat.user, at=now)
    else:
        role, person = request.POST.get("role", ""), request.POST.get("person", "")
        if role not in ROLE_NAMES or (person and person not in dict(_everybody(seat.program))):
            messages.error(request, "There is no such role or person.")
            return redirect("members", key=seat.log.key)
        kept = give_role(seat.log, row.user, role, at=now, by=seat.user, person=person)
    if not kept:
        messages.error(request, "A program keeps at least one owner.")
    if row.user == seat.user:
        return redirect("home")
    return redirect("members", key=seat.log.key)
