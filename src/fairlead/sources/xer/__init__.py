"""Oracle Primavera P6 exchange files (XER) -> Program."""

from fairlead.sources.xer.read import parse_xer, read_xer

__all__ = ["parse_xer", "read_xer"]
