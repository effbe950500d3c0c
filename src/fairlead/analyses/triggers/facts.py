"""What conditions ask for, looked up in a plan, a forecast, a program and its rotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from fairlead.program.moments import closing_minute, minute_of, opening_minute
from fairlead.program.noun import Noun, Table
from fairlead.program.program import Program

if TYPE_CHECKING:
    from fairlead.analyses.forecast.result import Forecast
    from fairlead.analyses.plan import Plan

__all__ = ["Facts", "SaidThen"]

_QUANTILES: Final = frozenset({"p10", "p50", "p80", "p90"})


class SaidThen(Noun):
    """What an earlier forecast said: `dates` by function and milestone, such as `p80:beta`."""

    at: datetime
    dates: Table[datetime] = Table()


class Facts:
    """Facts at one time. What was not computed is unknown: None, never a guess.

    Spans are in minutes, dates in minutes since 1970, chances 0 to 1, money in the program's
    currency. `days` looks ahead for gaps of coverage.
    """

    def __init__(
        self,
        program: Program,
        *,
        now: datetime,
        plan: Plan | None = None,
        forecast: Forecast | None = None,
        earlier: Sequence[SaidThen] = (),
        days: int = 90,
    ) -> None:
        self.program, self.now = program, now
        self.plan, self.forecast = plan, forecast
        self.earlier = sorted(earlier, key=lambda one: one.at)
        self.days = days
        self._gaps: dict[str, bool] = {}
        self._ages: dict[str, Mapping[str, float]] = {}

    def day_minutes(self, function: str, argument: str) -> tuple[int, int]:
        """What `1d` and `1w` mean for a function: a working day for slack, else 24 hours."""
        if function in {"slack", "margin"} and self.plan is not None:
            activity = self.plan.activities.get(argument)
            if activity is not None:
                return activity.day_minutes, 5 * activity.day_minutes
        if function == "price" and self.forecast is not None:
            return self.forecast.day_minutes, 5 * self.forecast.day_minutes
        return 1440, 10080

    def value(self, function: str, argument: str) -> float | None:
        """The fact of a function, None where it is not known."""
        if function in _QUANTILES or function == "chance":
            return self._of_milestone(function, argument)
        if function == "slack":
            activity = None if self.plan is None else self.plan.activities.get(argument)
            return None if activity is None else activity.total_slack_minutes
        if function == "margin":
            planned = None if self.plan is None else self.plan.milestones.get(argument)
            return None if planned is None else planned.margin_minutes
        if function in {"price", "exposure"}:
            price = None if self.forecast is None else self.forecast.risks.get(argument)
            if price is None:
                return None
            return price.p80_working_minutes if function == "price" else price.cost / 100
        return self._age(function, argument)

    def _of_milestone(self, function: str, argument: str) -> float | None:
        target = None if self.forecast is None else self.forecast.milestones.get(argument)
        if target is None:
            return None
        if function == "chance":
            return target.chance
        at: datetime = getattr(target, function)
        return minute_of(at)

    def moved(self, function: str, argument: str, *, within: int) -> float | None:
        """Minutes by which a date moved since the forecast that held `within` minutes ago.

        That is the last one issued by then, or the first one after it if there is none.
        """
        here = self.value(function, argument)
        since = self.now - timedelta(minutes=within)
        key = f"{function}:{argument}"
        held = [said for said in self.earlier if key in said.dates]
        before = [said for said in held if said.at <= since]
        if here is None or not held:
            return None
        then = before[-1] if before else held[0]
        return here - minute_of(then.dates[key])

    def gap(self, rotation: str | None) -> bool | None:
        """Whether nobody is on call at some time ahead; None without any rotation."""
        from fairlead.analyses.on_call.coverage import has_gap  # slow import

        keys = [*self.program.rotations] if rotation is None else [rotation]
        last = self.now + timedelta(days=self.days)
        for key in keys:
            if key in self.program.rotations and key not in self._gaps:
                self._gaps[key] = has_gap(self.program, key, first=self.now, last=last)
        known = [self._gaps[key] for key in keys if key in self._gaps]
        return any(known) if known else None

    def _age(self, function: str, argument: str) -> float | None:
        """Minutes that something is open or overdue; of a word, the most. 0 when nothing is."""
        if function not in self._ages:
            self._ages[function] = self._open() if function == "age" else self._overdue()
        return self._ages[function].get(argument)

    def _open(self) -> Mapping[str, float]:
        program, now, zone = self.program, minute_of(self.now), self.program.timezone
        found: dict[str, float] = {"issue": 0.0, "incident": 0.0}
        for key, issue in program.issues.items():
            age = now - opening_minute(issue.raised, timezone=zone)
            found[key] = 0.0 if issue.resolved is not None else float(max(age, 0))
            found["issue"] = max(found["issue"], found[key])
        for key, incident in program.incidents.items():
            age = now - minute_of(incident.opened)
            found[key] = 0.0 if incident.resolved is not None else float(max(age, 0))
            found["incident"] = max(found["incident"], found[key])
        return found

    def _overdue(self) -> Mapping[str, float]:
        program, now, zone = self.program, minute_of(self.now), self.program.timezone
        found: dict[str, float] = {"review": 0.0, "decision": 0.0, "dependency": 0.0}
        waits = [
            *(("review", k, r.on) for k, r in program.reviews.items()
              if r.status == "planned" and r.outcome is None),
            *(("decision", k, d.due) for k, d in program.decisions.items()
              if d.status == "proposed" and d.decided is None),
            *(("dependency", k, d.promised or d.needed) for k, d in program.dependencies.items()
              if d.delivered is None),
        ]  # fmt: skip
        for section in (program.reviews, program.decisions, program.dependencies):
            found.update(dict.fromkeys(section, 0.0))
        for word, key, due in waits:
            if due is not None:
                late = float(max(now - closing_minute(due, timezone=zone), 0))
                found[key] = late
                found[word] = max(found[word], late)
        return found
