"""Coming in and going out: one-time links, passwords, sign-out."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.views import LoginView
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairlead.web.access.letting_in import accept, open_invitation, record
from fairlead.web.access.seat import public
from fairlead.web.access.tries import too_many, wrong_try
from fairlead.web.models import User

__all__ = ["follow_link", "sign_in", "sign_out"]

_BACKEND = "django.contrib.auth.backends.ModelBackend"


sign_in = public(LoginView.as_view(template_name="web/sign_in.html"))
"""By name or address and password, and what second factor there is; or by a passkey."""


@public
@require_http_methods(["GET", "POST"])
def follow_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Use a one-time link. A look at it, as mail programs take one, does not use it up."""
    now = datetime.now(UTC)
    invitation = None if too_many(request) else open_invitation(secret, at=now)
    if invitation is None:
        wrong_try(request)
        return render(request, "web/link_used.html", {"title": "This link is used up"}, status=410)
    if request.method == "GET":
        told = {"invitation": invitation, "title": "Welcome"}
        return render(request, "web/follow_link.html", told)
    here: User | None = request.user if request.user.is_authenticated else None
    account = accept(invitation, at=now, user=here)
    if account is None or not account.is_active:
        return render(request, "web/link_used.html", {"title": "This link is used up"}, status=410)
    if here != account:
        login(request, account, backend=_BACKEND)
    record("signed in by link", about=account.username, who=account, at=now)
    log = invitation.log
    return redirect("/" if log is None else f"/p/{log.key}/")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")
