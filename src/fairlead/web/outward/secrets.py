"""Secrets of webhooks: made of the server's key and a salt, so that the database holds none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

__all__ = ["new_salt", "secret_of"]


def new_salt() -> str:
    """What makes one secret another than the next."""
    return secrets.token_hex(16)


def secret_of(salt: str, *, use: str) -> str:
    """The secret of a salt for one use, in the form of Standard Webhooks (`whsec_`, Base64)."""
    key = settings.SECRET_KEY.encode()
    made = hmac.new(key, f"fairlead {use} {salt}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(made).decode()
