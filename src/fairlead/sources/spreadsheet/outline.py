"""How rows of a task list are called and nested: ids, names for each other, parents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fairlead.program.findings import Finding
from fairlead.program.references import did_you_mean
from fairlead.sources.naming import Names
from fairlead.sources.outline import check_depth, circles
from fairlead.sources.spreadsheet.rows import Draft
from fairlead.sources.tabular.columns import ColumnMap

__all__ = ["TaskOutline"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_MOST_HINTS = 100


class TaskOutline:
    """The `ids` of the rows, in their order, and the `parents` among them.

    A row is called by its id, its WBS code or its title; where there is no column of ids, also by
    its number. Raises `TooLarge` when rows are nested too deeply.
    """

    def __init__(self, drafts: Sequence[Draft], columns: ColumnMap, *, name: str) -> None:
        self.findings: list[Finding] = []
        self._drafts = drafts
        self._columns = columns
        self._name = name
        self._hints = 0
        self.ids = self._give_ids()
        self._of_name = self._names_of_rows()
        self.parents = self._outline()

    def hint(self, said: str) -> str | None:
        """The nearest name of a row; for the first hundred asked, since the search is slow."""
        self._hints += 1
        return did_you_mean(said[:60], list(self._of_name)) if self._hints <= _MOST_HINTS else None

    def _give_ids(self) -> list[str]:
        """An id for each row: its own, else its WBS code, else one made of its title."""
        taken: set[str] = set()
        ids: list[str] = []
        line_of: dict[str, Draft] = {}
        own = [draft.said_id or draft.wbs for draft in self._drafts]
        reserved = {said for said in own if said is not None and _ID.fullmatch(said)}
        names = Names()
        for draft, said in zip(self._drafts, own, strict=True):
            if said is not None and said in line_of:
                first = line_of[said]
                self.findings.append(
                    Finding(
                        code="table.id-twice",
                        severity="error",
                        message=f"{said!r} is already the id of {first.title!r} "
                        f"in line {first.line}; {draft.title!r} was given another.",
                        where=draft.where,
                        hint="Give each row an id of its own.",
                        subjects=(said,),
                    )
                )
            if said is not None and said in reserved and said not in taken:
                given = said
            else:
                given = names.give(said or draft.title[:40].lower(), "row")
                while given in taken or given in reserved:
                    given = names.give(given)
            if said is not None:
                line_of.setdefault(said, draft)
            taken.add(given)
            ids.append(given)
        return ids

    def _names_of_rows(self) -> dict[str, str]:
        """What a row may be called by another: id, WBS code, title, or its number where none."""
        named: dict[str, str] = {}
        titles: dict[str, str | None] = {}
        numbered = self._columns.of("id") is None
        for draft, key in zip(self._drafts, self.ids, strict=True):
            if draft.said_id is not None:
                named.setdefault(draft.said_id, key)
            title = draft.title.casefold()
            titles[title] = None if title in titles else key
        for number, (draft, key) in enumerate(zip(self._drafts, self.ids, strict=True), start=1):
            if draft.wbs is not None:
                named.setdefault(draft.wbs, key)
            if draft.said_id is not None:
                named.setdefault(draft.said_id.casefold(), key)
            named.setdefault(key, key)
            if numbered:
                named.setdefault(str(number), key)
        for title, only in titles.items():
            if only is not None:
                named.setdefault(title, only)
        return named

    def find(self, said: str) -> str | None:
        """The id of the row that is called so, or None."""
        return self._of_name.get(said) or self._of_name.get(said.casefold())

    def _outline(self) -> dict[str, str]:
        """The parent of each row that has one: as named, else by level, WBS code or indent."""
        of = self._columns.of
        if of("parent") is not None:
            parents = self._named_parents()
        elif of("level") is not None:
            parents = self._nested([draft.level for draft in self._drafts])
        elif of("wbs") is not None:
            parents = self._coded_parents()
        else:
            indents = [draft.indent for draft in self._drafts]
            parents = self._nested(list(indents)) if any(indents) else {}
        self._break_circles(parents)
        check_depth(self.ids, parents, where=self._name)
        return parents

    def _named_parents(self) -> dict[str, str]:
        parents: dict[str, str] = {}
        for draft, key in zip(self._drafts, self.ids, strict=True):
            if draft.parent is None:
                continue
            parent = self.find(draft.parent)
            if parent is None:
                self.findings.append(
                    Finding(
                        code="table.parent-unknown",
                        severity="error",
                        message=f"{draft.title!r} stands in {draft.parent!r}, which no row is "
                        "called; it was put at the top.",
                        where=draft.where,
                        hint=self.hint(draft.parent),
                        subjects=(key,),
                    )
                )
            else:
                parents[key] = parent
        return parents

    def _coded_parents(self) -> dict[str, str]:
        key_of = {d.wbs: key for d, key in zip(self._drafts, self.ids, strict=True) if d.wbs}
        parents: dict[str, str] = {}
        for code, key in key_of.items():
            above = code.rpartition(".")[0]
            if above in key_of:
                parents[key] = key_of[above]
        return parents

    def _nested(self, levels: list[int | None]) -> dict[str, str]:
        parents: dict[str, str] = {}
        open_rows: list[tuple[int, str]] = []
        for level, key in zip(levels, self.ids, strict=True):
            depth = 1 if level is None else level
            while open_rows and open_rows[-1][0] >= depth:
                open_rows.pop()
            if open_rows:
                parents[key] = open_rows[-1][1]
            open_rows.append((depth, key))
        return parents

    def _break_circles(self, parents: dict[str, str]) -> None:
        where = dict(zip(self.ids, self._drafts, strict=True))
        for loop in circles(self.ids, parents):
            first = loop[0]
            del parents[first]
            self.findings.append(
                Finding(
                    code="table.circular",
                    severity="error",
                    message=f"{' in '.join([*loop[:10], first])}: each stands in the next, "
                    f"{len(loop)} in a circle; {first} was put at the top.",
                    where=where[first].where,
                    hint=f"Give {first} another parent, or none.",
                    subjects=tuple(loop[:10]),
                )
            )
