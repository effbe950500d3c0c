"""Tables of tasks -> Program, and back: delimited text and workbooks."""

from fairlead.sources.spreadsheet.read import read_table

__all__ = ["read_table"]
