"""Resources, roles and assignments of P6 -> people, teams and who works on what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, PersonKind, Team
from fairlead.program.quantities import Money, Share, Span
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names
from fairlead.sources.xer.cells import Cells, plain_text
from fairlead.sources.xer.tables import Tables

__all__ = ["Resources", "assignments_of", "resources_of"]

_KINDS: dict[str, PersonKind] = {
    "RT_Labor": "person",
    "RT_Equip": "equipment",
    "RT_Mat": "material",
}


class Resources(NamedTuple):
    """People and teams by id, and the person's id for each P6 key (`RSRC 12`, `ROLE 7`)."""

    people: dict[str, Person]
    teams: dict[str, Team]
    ids: dict[str, str]


class _Rate(NamedTuple):
    since: datetime | None
    most: float | None
    price: Money | None


def resources_of(
    tables: Tables,
    *,
    calendars: Mapping[str, str],
    as_of: datetime | None,
    cells: Cells,
    ledger: Ledger,
) -> Resources:
    """Everybody and everything that is assigned, or could be.

    A resource that others stand under is a team; it is a person too only if it is assigned itself.
    """
    assigned = set(tables["TASKRSRC"].filled("rsrc_id"))
    above = set(tables["RSRC"].filled("parent_rsrc_id"))
    rates = _rates(tables, cells, ledger, as_of)
    names, team_names = Names(), Names()
    people: dict[str, Person] = {}
    teams: dict[str, Team] = {}
    ids: dict[str, str] = {}
    team_ids: dict[str, str] = {}
    rows = list(
        tables["RSRC"].pick(
            "rsrc_id",
            "parent_rsrc_id",
            "clndr_id",
            "rsrc_short_name",
            "rsrc_name",
            "rsrc_type",
            "email_addr",
            "rsrc_title_name",
            "rsrc_notes",
            "def_qty_per_hr",
        )
    )
    for key, _, _, short, title, *_rest in rows:
        if key in above:
            team_ids[key] = team_names.give(short, title, f"team-{key}")
    for key, parent, calendar, short, title, kind, email, role, notes, usual in rows:
        if key in team_ids:
            own = team_ids.get(parent) if parent != key else None
            teams[team_ids[key]] = Team(title=title or None, part_of=own)
            if key not in assigned:
                continue
        most, price = rates.get(key, (None, None))
        if most is None:
            most = cells.share(usual, "RSRC {}.def_qty_per_hr", short)
        name = ids[f"RSRC {key}"] = names.give(short, title, f"resource-{key}")
        note = plain_text(notes)
        people[name] = Person(
            name=title or None,
            kind=_KINDS.get(kind, "person"),
            team=team_ids.get(parent),
            calendar=calendars.get(calendar),
            availability=Share(most if most is not None and most > 0 else 1.0),
            rate=price,
            email=email or None,
            role=role or None,
            source_id=short or key,
            custom=Table({"notes": note}) if note else Table(),
        )
    _add_roles(tables, people, ids, names)
    ledger.carried("people", len(people))
    ledger.carried("teams", len(teams))
    return Resources(people, teams, ids)


def _add_roles(
    tables: Tables, people: dict[str, Person], ids: dict[str, str], names: Names
) -> None:
    """Roles that work is assigned to, with nobody named yet."""
    wanted = {
        role
        for person, role in tables["TASKRSRC"].pick("rsrc_id", "role_id")
        if role and not person
    }
    for key, short, title in tables["ROLES"].pick("role_id", "role_short_name", "role_name"):
        if key in wanted:
            name = ids[f"ROLE {key}"] = names.give(short, title, f"role-{key}")
            people[name] = Person(
                name=title or None, kind="pool", role=title or None, source_id=short
            )


def _rates(
    tables: Tables, cells: Cells, ledger: Ledger, as_of: datetime | None
) -> dict[str, tuple[float | None, Money | None]]:
    """For each resource the most units and the price of an hour that hold at the data date."""
    rows: dict[str, list[_Rate]] = {}
    for key, most, price, since in tables["RSRCRATE"].pick(
        "rsrc_id", "max_qty_per_hr", "cost_per_qty", "start_date"
    ):
        rows.setdefault(key, []).append(
            _Rate(
                cells.moment(since, "RSRCRATE of {}.start_date", key),
                cells.share(most, "RSRCRATE of {}.max_qty_per_hr", key),
                cells.money(price, "RSRCRATE of {}.cost_per_qty", key),
            )
        )
    found: dict[str, tuple[float | None, Money | None]] = {}
    for key, steps in rows.items():
        in_force = [
            step for step in steps if step.since is None or as_of is None or step.since <= as_of
        ]
        best = in_force[-1] if in_force else steps[0]
        if len({step[1:] for step in steps}) > 1:
            ledger.changed(
                "RSRCRATE",
                "Units and price change over time; those of the data date hold.",
                subject=key,
            )
        found[key] = best.most, best.price
    return found


def assignments_of(
    tables: Tables,
    *,
    resources: Resources,
    cells: Cells,
    ledger: Ledger,
) -> dict[str, list[Assignment]]:
    """Who is on each activity, by its P6 key."""
    found: dict[str, list[Assignment]] = {}
    materials = {name for name, person in resources.people.items() if person.kind == "material"}
    people = resources.ids
    for key, task, resource, role, *amounts in tables["TASKRSRC"].pick(
        "taskrsrc_id",
        "task_id",
        "rsrc_id",
        "role_id",
        "target_qty_per_hr",
        "remain_qty_per_hr",
        "target_qty",
        "remain_qty",
        "act_reg_qty",
        "act_ot_qty",
    ):
        person = people.get(f"RSRC {resource}") or people.get(f"ROLE {role}")
        if person is None:
            ledger.left_out("TASKRSRC", "Its resource or role is not in the file.", subject=key)
            continue
        if person in materials:
            # Units of a material are not hours: its quantity is kept, the hours are not.
            units = cells.share(amounts[2], "TASKRSRC {}.target_qty", key)
            share = Assignment(person=person, units=_positive(units), source_id=key)
            ledger.changed("TASKRSRC of a material", "Its quantity is kept as units.", subject=key)
        else:
            share = _assignment(person, key, amounts, cells)
        on_task = found.setdefault(task, [])
        place = next((at for at, one in enumerate(on_task) if one.person == person), None)
        if place is None:
            on_task.append(share)
        else:
            ledger.changed("TASKRSRC", "Two for one person on one task are one.", subject=key)
            on_task[place] = _merged(on_task[place], share)
    ledger.carried("assignments", sum(map(len, found.values())))
    return found


def _assignment(person: str, key: str, amounts: list[str], cells: Cells) -> Assignment:
    usual, still, target, rest, regular, over = amounts
    work = cells.hours(target, "TASKRSRC {}.target_qty", key)
    left = cells.hours(rest, "TASKRSRC {}.remain_qty", key)
    spent = _sum(
        cells.hours(regular, "TASKRSRC {}.act_reg_qty", key),
        cells.hours(over, "TASKRSRC {}.act_ot_qty", key),
    )
    if spent is not None and not spent.amount:
        spent = None
    return Assignment(
        person=person,
        units=_positive(cells.share(usual or still, "TASKRSRC {}.target_qty_per_hr", key)),
        work=work,
        spent=spent,
        # Before work begins, what is left is all of it.
        remaining=left if spent is not None or left != work else None,
        source_id=key,
    )


def _positive(units: float | None) -> Share | None:
    return None if units is None or units <= 0 else Share(units)


def _merged(one: Assignment, other: Assignment) -> Assignment:
    return replace(
        one,
        units=one.units if one.units is None else Share(one.units + (other.units or 0.0)),
        work=_sum(one.work, other.work),
        spent=_sum(one.spent, other.spent),
        remaining=_sum(one.remaining or one.work, other.remaining or other.work)
        if one.remaining or other.remaining
        else None,
    )


def _sum(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    if other.amount == 0:
        return one
    return Span(amount=one.amount + other.amount, unit="h")
