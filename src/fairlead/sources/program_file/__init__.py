"""The program file: YAML that people write, read and written back without loss."""

from fairlead.sources.program_file.editing import edit_program_file, edited_texts
from fairlead.sources.program_file.reader import parse_program, read_program_file
from fairlead.sources.program_file.writer import render_program, write_program_file

__all__ = [
    "edit_program_file",
    "edited_texts",
    "parse_program",
    "read_program_file",
    "render_program",
    "write_program_file",
]
