"""The addresses of the interface."""

from __future__ import annotations

from fairlead.web.api.calls import api

__all__ = ["urlpatterns"]

urlpatterns = api.urls[0]
