"""What is wrong with a program, as a value that can be shown, counted, sorted and tested."""

from typing import Literal

from fairlead.program.noun import Noun

__all__ = ["Finding", "Severity", "worst"]

Severity = Literal["error", "warning", "note"]
_RANK: dict[str, int] = {"error": 0, "warning": 1, "note": 2}


class Finding(Noun):
    """One observation about a program or a file.

    `code` is stable (`task.no-estimate`) and names the rule. `severity` is `error` (the program
    cannot be trusted), `warning` (it can, but not in this point) or `note`. `where` is a place the
    user can open: `checkout.yaml:41` or `tasks.api.estimate`. `hint` says what to do about it.
    `subjects` are the ids of what is concerned, so that a page can link to them.
    """

    code: str
    severity: Severity
    message: str
    where: str | None = None
    hint: str | None = None
    subjects: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a note: sorts the worst first."""
        return _RANK[self.severity]


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """The gravest severity among `findings`, or None when there are none."""
    return min((f.severity for f in findings), key=_RANK.__getitem__, default=None)
