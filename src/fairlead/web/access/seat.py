"""Where somebody sits when they ask: the program, their role in it, and what that allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import wraps
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import override

from fairlead.program.program import Program
from fairlead.program.work import Task
from fairlead.web.access.roles import Capability, may
from fairlead.web.log.shelf import program_at
from fairlead.web.models import ROLE_NAMES, Membership, ProgramLog, Role, User

__all__ = ["Needs", "Seat", "for_members", "for_users", "public", "seat_of"]

Needs: TypeAlias = Capability | Literal["nothing", "sign-in"]
View: TypeAlias = Callable[..., HttpResponse]


class Seat:
    """A user in a program. The program is that of the newest entry when they came in."""

    def __init__(self, membership: Membership) -> None:
        self.membership = membership
        self.log: ProgramLog = membership.log
        self.user: User = membership.user
        self.role: str = membership.role
        self.number: int = self.log.head
        self._program: Program | None = None

    def may(self, capability: Capability | str) -> bool:
        """Whether the seat allows something."""
        return may(self.role, Capability(capability))

    @property
    def program(self) -> Program:
        """The program as it stands."""
        if self._program is None:
            self._program = program_at(self.log, self.number)
        return self._program

    @property
    def voice(self) -> Literal["business", "engineering"]:
        """The voice that is spoken to this seat where a page has one."""
        return "business" if self.role == Role.BUSINESS else "engineering"

    @property
    def sees_money(self) -> bool:
        """Whether what a change costs may be told: that of a day gives away a person's rate."""
        return self.may(Capability.SEE_RATES) or self.may(Capability.SEE_BUSINESS)

    @property
    def role_shown(self) -> str:
        """The name of the role."""
        return ROLE_NAMES[self.role]

    def may_report(self, key: str) -> bool:
        """Whether they may report progress on a task: editors on all, others on their own."""
        if self.may(Capability.EDIT):
            return True
        task: Task | None = self.program.tasks.get(key)
        return (
            self.may(Capability.REPORT_PROGRESS)
            and task is not None
            and any(a.person == self.membership.person for a in task.who)
        )

    def __getattr__(self, name: str) -> bool:
        """`may_edit` and so on, as templates ask for them."""
        if name.startswith("may_"):
            return self.may(name[4:])
        raise AttributeError(name)


def _zone(name: str) -> tzinfo:
    """The zone in which days and times are told; UTC where it is not known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return UTC


def seat_of(user: User, key: str) -> Seat | None:
    """The seat of a user in the program of that key, if they have one."""
    rows = Membership.objects.filter(user=user, log__key=key, log__archived=False)
    found = rows.select_related("log", "user").first()
    return None if found is None else Seat(found)


def for_members(capability: Capability) -> Callable[[View], View]:
    """A view of one program: it is called with the request and a `Seat` that allows `capability`.

    Times that its template tells are those of the reader's zone, or of the program's.
    Whoever is no member learns nothing, not even that there is such a program.
    """

    def wrapped(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, key: str, **rest: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            seat = seat_of(request.user, key)
            if seat is None:
                raise Http404
            if not seat.may(capability):
                told = {"seat": seat, "title": "Not for this role"}
                return render(request, "web/forbidden.html", told, status=403)
            with override(_zone(request.user.timezone or seat.program.timezone)):
                return view(request, seat, **rest)

        answer.needs = capability  # type: ignore[attr-defined]  # read by the test of all routes
        return answer

    return wrapped


def for_users(view: View) -> View:
    """A view for whoever is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, **rest: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        with override(_zone(request.user.timezone)):
            return view(request, **rest)

    answer.needs = "sign-in"  # type: ignore[attr-defined]  # read by the test of all routes
    return answer


def public(view: View) -> View:
    """A view for everybody, said so that none is public by mistake."""
    view.needs = "nothing"  # type: ignore[attr-defined]  # read by the test of all routes
    return view
