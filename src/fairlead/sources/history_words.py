"""Words of headers for what a record of finished work holds, in the languages of our users."""

from __future__ import annotations

from fairlead.sources.tabular.columns import Term

__all__ = ["COMPLETED", "CREATED", "GROUPS", "HISTORY_COLUMNS", "LAST_RESORT", "STARTED"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


def _in_units(words: str) -> tuple[str, ...]:
    """Each word with each unit, so that `estimated minutes` is no day on which it was estimated."""
    units = ("seconds", "secs", "minutes", "mins", "hours", "hrs", "h", "days", "weeks")
    return tuple(f"{word} {unit}" for word in words.split(", ") for unit in units)


CREATED = _names(
    "created, created on, created at, created date, creation date, creation time, date created, "
    "opened, opened on, opened at, open date, requested, requested on, request date, reported, "
    "reported on, submitted, submitted on, entry date, erstellt, erstellt am, angelegt, angelegt "
    "am, créé, créé le, date de création, creado, creado el"
)
STARTED = _names(
    "started, started on, started at, started date, start, start date, start time, begin, begun, "
    "begin date, actual start, in progress, begonnen, begonnen am, beginn, début, date de début, "
    "commencé le, inicio, fecha de inicio, activated date, activated on, work started"
)
COMPLETED = _names(
    "completed, completed on, completed at, completed date, completion, completion date, "
    "completion time, date completed, complete date, finished, finished on, finished at, finish, "
    "finish date, actual finish, actual end, done, done on, done at, done date, date done, closed, "
    "closed on, closed at, close date, closed date, date closed, resolved, resolved on, resolved "
    "at, resolution date, resolve date, ended, ended on, ended at, end, end date, end time, "
    "delivered, delivered on, delivery date, merged at, abgeschlossen, abgeschlossen am, erledigt, "
    "erledigt am, fertig, fertig am, ende, terminé, terminé le, date de fin, fin, clos le, "
    "terminado, terminado el, fecha de fin, cerrado, fecha de cierre, date de clôture, clôturé le, "
    "clôturé, date de résolution, résolu le, enddatum, abschlussdatum, gelöst, gelöst am, "
    "geschlossen, geschlossen am, completion timestamp"
)
"""What days of an item are called, and of a task too."""

HISTORY_COLUMNS = (
    Term(
        field="estimated",
        names=(
            *_names(
                "estimated on, estimated at, estimate date, est date, date estimated, estimation "
                "date, estimate on, day of estimate, planned on, planned start, geschätzt am, "
                "geplant am, estimado el"
            ),
            *CREATED,
            *STARTED,
        ),
        looks="date",
    ),
    Term(field="completed", names=COMPLETED, looks="date"),
    Term(
        field="estimate",
        names=(
            *_names(
                "estimated effort, estimated time, estimated work, estimated duration, original "
                "estimate, initial estimate, estimation, estimates, effort estimate, work "
                "estimate, planned, planned effort, planned time, planned work, planned duration, "
                "plan time, plan effort, time estimate, time estimated, "
                "baseline work, baseline effort, baseline duration, expected, expected effort, "
                "expected time, "
                "expected duration, predicted, predicted effort, est, est effort, est time, "
                "budget, budgeted, budgeted effort, "
                "schätzung, aufwand, geschätzt, geschätzter aufwand, schätzaufwand, plan aufwand, "
                "geplant, geplanter aufwand, soll, soll aufwand, estimé, charge estimée, temps "
                "estimé, prévu, temps prévu, charge prévue, estimado, estimación, tiempo estimado, "
                "previsto"
            ),
            *_in_units(
                "estimated, estimate, est, planned, plan, predicted, expected, budget, soll"
            ),
        ),
        looks="number",
    ),
    Term(
        field="actual",
        names=(
            *_names(
                "actual effort, actual time, actual work, actual duration, actuals, act, act "
                "effort, act time, time spent, spent, logged, logged time, time logged, work "
                "logged, worked, time worked, time taken, taken, real, real effort, real time, "
                "observed, "
                "completed work, consumed, ist, ist aufwand, ist zeit, tatsächlich, "
                "tatsächlicher aufwand, gebucht, geleistet, temps passé, réel, temps réel, "
                "charge réelle, consommé, tiempo real, esfuerzo real, dedicado"
            ),
            *_in_units("actual, act, spent, logged, worked, real, true, observed, ist"),
        ),
        looks="number",
    ),
    Term(
        field="who",
        names=_names(
            "person, person name, developer, developer id, developer name, dev, assignee, assignee "
            "id, assigned to, owner, owner id, engineer, user, user id, user name, "
            "username, member, team member, resource, resource id, resource name, person id, "
            "individual, worker, employee, employee id, employee number, staff, contributor, "
            "programmer, analyst, members, resource names, assignees, assignee name, "
            "done by, completed by, resolved by, wer, bearbeiter, mitarbeiter, zuständig, "
            "entwickler, responsable, assigné à, développeur, asignado a, desarrollador"
        ),
    ),
    Term(
        field="key",
        names=_names(
            "id, task id, issue key, issue id, key, ticket, ticket id, number, task number, work "
            "item id, nummer, numéro, card id"
        ),
    ),
    Term(
        field="estimate_unit",
        names=_names(
            "estimate unit, estimate units, estimated unit, est unit, planned unit, estimate uom"
        ),
    ),
    Term(
        field="actual_unit",
        names=_names("actual unit, actual units, act unit, spent unit, logged unit, actual uom"),
    ),
    Term(
        field="unit_of_both",
        names=_names(
            "unit, units, time unit, unit of time, uom, unit of measure, einheit, zeiteinheit, "
            "unité, unidad"
        ),
    ),
)
"""Fields of a record of finished work, and words for them."""

STATE = Term(
    field="state",
    names=_names("status, status code, status name, resolution, outcome, zustand, statut, estado"),
)
"""Words for columns that say how a task ended."""

NOT_DONE = frozenset(
    _names(
        "cancelled, canceled, cancel, rejected, declined, duplicate, duplicated, wontdo, wontfix, "
        "willnotdo, willnotfix, abandoned, obsolete, invalid, notplanned, withdrawn, discarded, "
        "abgebrochen, abgelehnt, verworfen, storniert, annule, rejete, abandonne, cancelado, "
        "rechazado"
    )
)
"""What such a column says of work that was given up, as letters alone."""

LAST_RESORT = (
    Term(field="estimated", names=_names("from, von, de, desde"), looks="date"),
    Term(
        field="completed",
        names=_names("to, until, date, day, bis, datum, tag, à, jour, hasta, fecha"),
        looks="date",
    ),
    Term(field="who", names=_names("author, name, autor, auteur, nom, nombre")),
    Term(
        field="estimate",
        names=_names("estimated, plan, story points, story point estimate, points, size"),
        looks="number",
    ),
    Term(
        field="actual",
        names=(
            *_names(
                "effort, hours, elapsed, elapsed time, cycle time, lead time, duration, time, "
                "dauer, durée, aufwand"
            ),
            *_in_units("elapsed, cycle time, lead time, duration"),
        ),
        looks="number",
    ),
)
"""Words that may mean it where no better one stands."""

GROUPS = (
    Term(
        field="team",
        names=_names(
            "team name, team id, squad, project, project code, project id, project name, product, "
            "group, grp, department, abteilung, projekt, gruppe, équipe, projet, groupe, equipo, "
            "proyecto"
        ),
    ),
    Term(
        field="kind",
        names=_names(
            "type, task type, issue type, work item type, ticket type, phase, phase short name, "
            "stage, sub category, activity, tracker, typ, art, vorgangstyp, aktivität, phase du "
            "projet, tipo, fase"
        ),
    ),
    Term(field="component", names=_names("module, system, area, service, modul, composant")),
    Term(field="category", names=_names("class, work type, kategorie, catégorie, categoría")),
    Term(field="priority", names=_names("prio, severity, priorität, priorité, prioridad")),
)
"""What sorts tasks, from the widest: the first stands for the team."""
