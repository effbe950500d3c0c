"""What an import or export did to the content: carried, changed and why, left out."""

from __future__ import annotations

from typing import Annotated, ClassVar

from fairlead.program.noun import About, Noun, Table

__all__ = ["Loss", "LossReport"]


class Loss(Noun):
    """Something that did not come across as it was.

    `what` names the field or thing in the source's own words (`TASKRSRC.cost_per_qty`), `count` is
    how often it occurs, `why` says what became of it, `subjects` are the first few ids concerned.
    """

    what: Annotated[str, About("The thing, in the words of the format that held it.")]
    why: Annotated[str, About("What became of it, and why.")]
    count: Annotated[int, About("How many times it occurs.")] = 1
    subjects: Annotated[tuple[str, ...], About("The first few ids concerned.")] = ()


class LossReport(Noun):
    """The account of one conversion. Nothing is lost when `changed` and `left_out` are empty.

    `carried` counts what came across whole, by noun (`tasks`: 43). `set_aside` is what was there
    but is not content: values that are computed, settings of a display, keys of a database.
    """

    unordered: ClassVar[tuple[str, ...]] = ()

    source: str
    carried: Table[int] = Table()
    changed: tuple[Loss, ...] = ()
    left_out: tuple[Loss, ...] = ()
    set_aside: tuple[Loss, ...] = ()

    @property
    def lossless(self) -> bool:
        """Whether everything came across unchanged."""
        return not self.changed and not self.left_out
