"""Addresses of the interface whose module is loaded by the first call for one of them.

What builds the description of the interface takes a third of a second to load, which whoever waits
for a page should not wait for.
"""

from __future__ import annotations

from django.urls.resolvers import RoutePattern, URLResolver

__all__ = ["Later"]


class Later(URLResolver):
    """All addresses below `prefix`, as the `urlpatterns` of a module; their names in `namespace`.

    A name in a namespace is looked for in the patterns themselves, so that nothing need be known
    of them before.
    """

    def __init__(self, prefix: str, module: str, *, namespace: str) -> None:
        super().__init__(RoutePattern(prefix), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Gather no names when those of all other addresses are gathered."""
