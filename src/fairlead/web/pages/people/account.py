"""One's own account: name, zone, password, and tokens for programs that speak for one."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairlead.program.moments import zone
from fairlead.web.access.letting_in import digest, record
from fairlead.web.access.seat import for_users
from fairlead.web.models import ApiToken, User

__all__ = ["SCOPES", "account", "change_account", "change_password", "drop_token", "make_token"]

SCOPES = ("read", "write")
_LASTS = timedelta(days=365)


@for_users
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What the user can change about themselves."""
    told = {"title": "Account", "here": "account", "tokens": request.user.tokens.order_by("pk")}
    return render(request, "web/account.html", told)


@for_users
@require_POST
def change_account(request: HttpRequest) -> HttpResponse:
    """The name to show, the zone to show times in, and where mail goes.

    Where an identity provider vouches for addresses, an address says who somebody is, and stays.
    """
    timezone = request.POST.get("timezone", "").strip()
    try:
        if timezone:
            zone(timezone)
    except (KeyError, ValueError, OSError):
        messages.error(request, f"{timezone!r} is no time zone; one is Europe/Berlin.")
        return redirect("account")
    email = request.POST.get("email", request.user.email).strip().lower()
    if email != request.user.email:
        wrong = _wrong_address(request.user, email)
        if wrong:
            messages.error(request, wrong)
            return redirect("account")
        record("changed their address", about=email, who=request.user, at=datetime.now(UTC))
        request.user.email = email
    request.user.first_name = request.POST.get("name", "").replace("\0", "").strip()[:150]
    request.user.timezone = timezone
    request.user.save(update_fields=["first_name", "timezone", "email"])
    messages.success(request, "Kept.")
    return redirect("account")


def _wrong_address(user: User, email: str) -> str:
    """Why somebody cannot have an address, if so."""
    if settings.OIDC:
        return "Your address is that of your organisation: it is changed there."
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return f"{email!r} is no e-mail address."
    others = User.objects.exclude(pk=user.pk).filter(Q(email__iexact=email) | Q(username=email))
    return "Another account has that address." if email and others.exists() else ""


@for_users
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; who has one must give it first."""
    user = request.user
    if user.has_usable_password() and not user.check_password(request.POST.get("old", "")):
        messages.error(request, "The password until now is another.")
        return redirect("account")
    try:
        validate_password(request.POST.get("new", ""), user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("account")
    user.set_password(request.POST["new"])
    user.save()
    update_session_auth_hash(request, user)
    record("changed their password", about=user.username, who=user, at=datetime.now(UTC))
    messages.success(request, "The new password holds from now on.")
    return redirect("account")


@for_users
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """A token for the interface; its secret is shown once."""
    name = request.POST.get("name", "").replace("\0", "").strip()[:80]
    scopes = [scope for scope in SCOPES if scope in request.POST.getlist("scopes")] or ["read"]
    secret = f"fl_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC)
    ApiToken.objects.create(
        user=request.user,
        name=name or "token",
        digest=digest(secret),
        scopes=" ".join(scopes),
        created=now,
        expires=now + _LASTS,
    )
    record("made a token", about=name, who=request.user, at=now)
    messages.success(request, f"Keep it now, it is not shown again: {secret}")
    return redirect("account")


@for_users
@require_POST
def drop_token(request: HttpRequest, token: int) -> HttpResponse:
    """A token is worth nothing any more."""
    request.user.tokens.filter(pk=token).delete()
    record("dropped a token", who=request.user, at=datetime.now(UTC))
    return redirect("account")
