"""Microsoft Project XML (MSPDI) -> Program, and back."""

from fairlead.sources.mspdi.read import parse_mspdi, read_mspdi

__all__ = ["parse_mspdi", "read_mspdi"]
