"""A text that is a YAML value as it stands."""

__all__ = ["Written"]


class Written(str):
    """A number or `true`: never to be put in quotes."""

    __slots__ = ()
