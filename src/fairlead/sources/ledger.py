"""Keeping account while a source is read: what came across, what changed, what was left out."""

from __future__ import annotations

from fairlead.program.noun import Table
from fairlead.sources.loss import Loss, LossReport

__all__ = ["Ledger"]

_SUBJECTS = 5


class _Entry:
    __slots__ = ("count", "subjects")

    def __init__(self) -> None:
        self.count = 0
        self.subjects: list[str] = []


_Page = dict[tuple[str, str], _Entry]


class Ledger:
    """Entries of one conversion, added up by (what, why), closed into a `LossReport`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._carried: dict[str, int] = {}
        self._changed: _Page = {}
        self._left_out: _Page = {}
        self._set_aside: _Page = {}

    def carried(self, noun: str, count: int = 1) -> None:
        """`count` more of a noun came across whole."""
        if count:
            self._carried[noun] = self._carried.get(noun, 0) + count

    def changed(self, what: str, why: str, *, subject: str | None = None, count: int = 1) -> None:
        """Something came across, but not as it was."""
        _enter(self._changed, what, why, subject, count)

    def left_out(self, what: str, why: str, *, subject: str | None = None, count: int = 1) -> None:
        """Something of the content did not come across."""
        _enter(self._left_out, what, why, subject, count)

    def set_aside(self, what: str, why: str, *, subject: str | None = None, count: int = 1) -> None:
        """Something did not come across that is not content."""
        _enter(self._set_aside, what, why, subject, count)

    def report(self) -> LossReport:
        """The account so far."""
        return LossReport(
            source=self._source,
            carried=Table(self._carried),
            changed=_losses(self._changed),
            left_out=_losses(self._left_out),
            set_aside=_losses(self._set_aside),
        )


def _enter(page: _Page, what: str, why: str, subject: str | None, count: int) -> None:
    if count == 0:
        return
    entry = page.get((what, why))
    if entry is None:
        entry = page[what, why] = _Entry()
    entry.count += count
    if subject is not None and len(entry.subjects) < _SUBJECTS and subject not in entry.subjects:
        entry.subjects.append(subject)


def _losses(page: _Page) -> tuple[Loss, ...]:
    return tuple(
        Loss(what=what, why=why, count=entry.count, subjects=tuple(entry.subjects))
        for (what, why), entry in sorted(page.items())
    )
