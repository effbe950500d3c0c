"""A program's name by its content."""

import hashlib

import msgspec

from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program

__all__ = ["canonical_bytes", "fingerprint"]

_VERSION = b"fairlead-program-1\n"


def canonical_bytes(value: Noun) -> bytes:
    """The one byte string of a noun's content: JSON, keys sorted, defaults left out."""
    return msgspec.json.encode(value, enc_hook=_rows, order="deterministic")


def fingerprint(program: Program) -> str:
    """32 hexadecimal digits that name the program's content (BLAKE2b, 128 bits).

    Equal programs have equal fingerprints, whatever the order they were written in and whatever
    file, tracker or database they came from.
    """
    digest = hashlib.blake2b(_VERSION, digest_size=16)
    digest.update(canonical_bytes(program))
    return digest.hexdigest()


def _rows(value: object) -> object:
    if isinstance(value, Table):
        return dict(value.items())
    raise TypeError(f"{type(value).__name__} has no canonical form")
