"""What somebody signed in is shown stays with them: neither browsers nor proxies keep it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

__all__ = ["not_kept"]


def not_kept(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers to whoever is signed in, or sends a token, are not to be kept.

    An answer with an ETag may be kept by who got it, and is asked for again before it is used.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        known = request.user.is_authenticated or "Authorization" in request.headers
        if known and "Cache-Control" not in response:
            marked = "ETag" in response
            response["Cache-Control"] = "private, no-cache" if marked else "no-store"
        return response

    return answered
