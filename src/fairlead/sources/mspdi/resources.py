"""Resources and assignments of MSPDI -> people, teams, and who works on what."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.program.moments import Moment
from fairlead.program.noun import Table
from fairlead.program.people import Assignment, Person, PersonKind, Team
from fairlead.program.quantities import Money, Share
from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.document import Element
from fairlead.sources.mspdi.fields import (
    FAIRLEAD_ID,
    FAIRLEAD_KIND,
    SOURCE_ID,
    CustomFields,
    custom_values,
)
from fairlead.sources.mspdi.values import Values
from fairlead.sources.naming import Names, safe

__all__ = ["KEPT_OF_RESOURCE", "People", "assignments_of", "people_of", "shown_kind"]

KEPT_OF_RESOURCE: dict[str, str] = {
    "Initials": "",
    "Code": "",
    "OvertimeRate": "0",
    "CostPerUse": "0",
    "MaterialLabel": "",
    "IsGeneric": "0",
    "IsInactive": "0",
    "IsBudget": "0",
    "BookingType": "0",
    "AccrueAt": "3",
    "CanLevel": "1",
    "Hyperlink": "",
    "HyperlinkAddress": "",
    "Notes": "",
    "Phonetics": "",
    "NTAccount": "",
}
"""Elements of a resource without a counterpart that are kept when they differ from these values."""


class People:
    """People and teams by id, and the person's id for each UID."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.ids: dict[str, str] = {}


def people_of(
    elements: list[Element],
    *,
    calendars: Mapping[str, str],
    fields: CustomFields,
    values: Values,
    ledger: Ledger,
) -> People:
    """Everybody and everything the document lists. The group of a resource is its team."""
    result = People()
    names, team_names = Names(), Names()
    teams: dict[str, str] = {}
    for element in elements:
        uid = element.text("UID")
        title = element.text("Name")
        if element.text("IsNull") == "1" or uid == "0" or uid in result.ids:
            ledger.set_aside("Resource.IsNull, UID 0", "Blank rows, and who is nobody.")
            continue
        custom = custom_values(element, fields)
        own_id, source = custom.pop(FAIRLEAD_ID, None), custom.pop(SOURCE_ID, None)
        for tag, usual in KEPT_OF_RESOURCE.items():
            text = element.text(tag)
            if text.strip() not in {"", usual} and not (usual == "" and text == "0"):
                custom["msp." + tag] = text.strip()
        group = element.text("Group")
        if group and group not in teams:
            team = teams[group] = team_names.give(group)
            result.teams[team] = Team(title=group if safe(group) != group else None)
        joins, leaves, units = _availability(uid, element, values, ledger)
        kind = _kind(element, units, custom.pop(FAIRLEAD_KIND, ""))
        name = result.ids[uid] = names.give(own_id or title, title, f"r{uid}")
        result.people[name] = Person(
            name=title if title != name else None,
            kind=kind,
            team=teams.get(group),
            calendar=calendars.get(element.text("CalendarUID")),
            availability=Share(units),
            rate=_rate(uid, element, values),
            joins=joins,
            leaves=leaves,
            email=element.text("EmailAddress") or None,
            source_id=uid if own_id is None else source,
            custom=Table(custom) if custom else Table(),
        )
    ledger.carried("people", len(result.people))
    ledger.carried("teams", len(result.teams))
    return result


_OUR_KINDS: dict[str, PersonKind] = {
    kind: kind for kind in ("person", "pool", "equipment", "material", "cost")
}


def _kind(element: Element, units: float, ours: str) -> PersonKind:
    if ours in _OUR_KINDS:
        return _OUR_KINDS[ours]
    if element.text("IsCostResource") == "1":
        return "cost"
    return shown_kind({"0": 0, "2": 2}.get(element.text("Type"), 1), units)


def shown_kind(number: int, units: float) -> PersonKind:
    """What a resource of that type is: more than one whole worker is a pool."""
    if number == 0:
        return "material"
    if number == 2:
        return "cost"
    return "pool" if units > 1 else "person"


def _rate(uid: str, element: Element, values: Values) -> Money | None:
    """The price of an hour: MSPDI always writes it per hour, whatever it shows."""
    rate = values.amount(element.text("StandardRate"), where=f"Resource {uid}.StandardRate")
    return Money(round(rate * 100)) or None if rate is not None else None


def _availability(
    uid: str, element: Element, values: Values, ledger: Ledger
) -> tuple[Moment | None, Moment | None, float]:
    """From when, until when, and with how many units there is the resource."""
    most = values.amount(element.text("MaxUnits"), where=f"Resource {uid}.MaxUnits")
    units = 1.0 if most is None or most <= 0 else most
    periods = element.all("AvailabilityPeriods", "AvailabilityPeriod")
    if len(periods) > 1:
        ledger.changed(
            "Resource.AvailabilityPeriods",
            "Units change over time; the most units hold always.",
            subject=uid,
        )
        return None, None, units
    if not periods:
        return None, None, units
    where = f"Resource {uid}.AvailabilityPeriod"
    start = values.moment(periods[0].text("AvailableFrom"), where=where)
    end = values.moment(periods[0].text("AvailableTo"), where=where)
    # Project writes the limits of its own calendar for "always".
    joins = start if start is not None and start.year > 1984 else None
    leaves = end if end is not None and end.year < 2049 else None
    return joins, leaves, units


def assignments_of(
    elements: list[Element],
    *,
    people: People,
    tasks: Mapping[str, str],
    values: Values,
    ledger: Ledger,
) -> dict[str, list[Assignment]]:
    """Who is on each task, by its UID."""
    found: dict[str, dict[str, Assignment]] = {}
    for element in elements:
        uid, task = element.text("UID"), element.text("TaskUID")
        person = people.ids.get(element.text("ResourceUID"))
        if person is None or task not in tasks:
            ledger.set_aside("Assignment of nobody", "Work that no resource is assigned to.")
            continue
        where = f"Assignment {uid}"
        units = values.amount(element.text("Units"), where=f"{where}.Units")
        work = values.span(element.text("Work"), where=f"{where}.Work")
        spent = values.span(element.text("ActualWork"), where=f"{where}.ActualWork")
        left = values.span(element.text("RemainingWork"), where=f"{where}.RemainingWork")
        if spent is not None and not spent.amount:
            spent = None
        on_task = found.setdefault(task, {})
        if person in on_task:
            ledger.left_out("Assignment", "A second one of the same resource.", subject=uid)
            continue
        on_task[person] = Assignment(
            person=person,
            units=None if units is None or units <= 0 else Share(units),
            work=work,
            spent=spent,
            # Before work begins, what is left is all of it.
            remaining=left if spent is not None or left != work else None,
            source_id=uid,
        )
    ledger.carried("assignments", sum(map(len, found.values())))
    return {task: list(who.values()) for task, who in found.items()}
