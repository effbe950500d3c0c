"""The application that a WSGI server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairlead.web.settings")
application = get_wsgi_application()
