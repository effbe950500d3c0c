"""The words that headers of task lists use, in English, German, French and Spanish."""

from __future__ import annotations

from fairlead.sources.tabular.columns import Term

__all__ = ["TASK_COLUMNS"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


TASK_COLUMNS = (
    Term(
        field="id",
        names=_names(
            "id, key, task id, taskid, activity id, issue key, ticket, item id, number, no, nr, "
            "nummer, vorgangsnummer, vorgang nr, aufgaben id, schlüssel, identifiant, clé, numéro, "
            "n°, identificador, clave, número, unique id, ref, reference, #"
        ),
    ),
    Term(
        field="wbs",
        names=_names("wbs, wbs code, outline number, psp, psp code, gliederungsnummer, edt"),
    ),
    Term(
        field="title",
        names=_names(
            "title, name, task, task name, summary, activity, activity name, work item, item, "
            "deliverable, subject, story, user story, aufgabe, aufgaben, vorgang, vorgangsname, "
            "titel, bezeichnung, tätigkeit, arbeitspaket, betreff, tâche, nom, nom de la tâche, "
            "titre, intitulé, activité, libellé, tarea, nombre, nombre de tarea, "
            "nombre de la tarea, título, actividad"
        ),
    ),
    Term(
        field="parent",
        names=_names(
            "parent, parent id, parent task, parent key, summary task, epic, epic link, belongs "
            "to, übergeordnet, übergeordnete aufgabe, sammelvorgang, tâche parente, tarea padre"
        ),
    ),
    Term(
        field="level",
        names=_names(
            "outline level, level, indent, gliederungsebene, ebene, niveau, niveau hiérarchique, "
            "nivel, nivel de esquema"
        ),
        looks="number",
    ),
    Term(field="type", names=_names("type, task type, issue type, item type, typ, art, tipo")),
    Term(
        field="milestone",
        names=_names("milestone, is milestone, meilenstein, jalon, hito"),
    ),
    Term(
        field="estimate",
        names=_names(
            "estimate, estimated effort, estimated work, effort, work, planned work, planned "
            "effort, estimation, scheduled work, man days, person days, days, hours, original "
            "estimate, aufwand, arbeit, schätzung, geplanter aufwand, personentage, charge, "
            "travail, charge estimée, trabajo, esfuerzo, estimación, estimated hours, "
            "estimated days"
        ),
        looks="number",
    ),
    Term(
        field="low",
        names=_names(
            "low, low estimate, optimistic, optimistic estimate, best case, minimum, p10, "
            "optimistisch, optimiste, optimista"
        ),
        looks="number",
    ),
    Term(
        field="likely",
        names=_names(
            "likely, most likely, most likely estimate, realistic, expected, nominal, "
            "wahrscheinlich, realistisch, probable, más probable"
        ),
        looks="number",
    ),
    Term(
        field="high",
        names=_names(
            "high, high estimate, pessimistic, pessimistic estimate, worst case, maximum, "
            "p90, pessimistisch, pessimiste, pesimista"
        ),
        looks="number",
    ),
    Term(
        field="duration",
        names=_names(
            "duration, original duration, planned duration, length, dauer, laufzeit, durée, "
            "duración"
        ),
        looks="number",
    ),
    Term(
        field="start",
        names=_names(
            "start, start date, planned start, scheduled start, begin, begin date, from, anfang, "
            "beginn, startdatum, geplanter anfang, starttermin, début, date de début, comienzo, "
            "inicio, fecha de inicio, fecha inicio"
        ),
        looks="date",
    ),
    Term(
        field="finish",
        names=_names(
            "finish, finish date, end, end date, planned finish, planned end, scheduled finish, "
            "to, until, ende, enddatum, fertigstellung, geplantes ende, endtermin, bis, fin, "
            "date de fin, fecha de fin, fecha fin, finalización, término"
        ),
        looks="date",
    ),
    Term(
        field="not_before",
        names=_names("not before, start no earlier than, earliest start date, frühestens ab"),
        looks="date",
    ),
    Term(
        field="deadline",
        names=_names(
            "deadline, due, due date, due by, target date, fällig, fällig am, fälligkeit, "
            "fälligkeitsdatum, stichtag, frist, termin, échéance, date d'échéance, date limite, "
            "fecha límite, vencimiento, fecha de vencimiento"
        ),
        looks="date",
    ),
    Term(
        field="started",
        names=_names(
            "started, actual start, actual start date, started on, tatsächlicher anfang, "
            "ist anfang, istanfang, gestartet, début réel, comienzo real, inicio real"
        ),
        looks="date",
    ),
    Term(
        field="finished",
        names=_names(
            "finished, actual finish, actual end, actual finish date, completed, completed on, "
            "completion date, done on, closed, resolved, tatsächliches ende, ist ende, istende, "
            "abgeschlossen, abgeschlossen am, fin réelle, terminé le, fin real, terminado"
        ),
        looks="date",
    ),
    Term(
        field="complete",
        names=_names(
            "complete, % complete, percent complete, progress, % done, done %, completion, "
            "% work complete, fortschritt, % abgeschlossen, prozent abgeschlossen, "
            "fertigstellungsgrad, avancement, % achevé, % completado, progreso, avance"
        ),
        looks="number",
    ),
    Term(
        field="status",
        names=_names("status, state, stand, zustand, statut, état, estado"),
    ),
    Term(
        field="spent",
        names=_names(
            "spent, time spent, actual work, actual effort, actual hours, actual days, "
            "geleistet, ist aufwand, istaufwand, tatsächliche arbeit, consommé, travail réel, "
            "trabajo real"
        ),
        looks="number",
    ),
    Term(
        field="remaining",
        names=_names(
            "remaining, remaining work, remaining effort, remaining estimate, "
            "restaufwand, verbleibend, verbleibende arbeit, reste à faire, travail restant, "
            "trabajo restante, restante"
        ),
        looks="number",
    ),
    Term(
        field="who",
        names=_names(
            "who, assignee, assigned to, assigned, owner, task owner, resource, resources, "
            "resource name, resource names, responsible, person, people, wer, "
            "verantwortlich, verantwortlicher, zuständig, bearbeiter, ressource, ressourcen, "
            "ressourcennamen, zugewiesen an, responsable, assigné à, attribué à, noms ressources, "
            "asignado a, nombres de los recursos, recurso"
        ),
    ),
    Term(
        field="team",
        names=_names("team, squad, group, department, abteilung, gruppe, équipe, equipo"),
    ),
    Term(
        field="needs",
        names=_names(
            "needs, predecessors, predecessor, depends on, dependencies, dependency, blocked by, "
            "after, prerequisites, vorgänger, voraussetzungen, abhängig von, abhängigkeiten, "
            "prédécesseurs, prédécesseur, dépendances, dépend de, predecesoras, predecesores, "
            "dependencias, depende de"
        ),
    ),
    Term(
        field="priority",
        names=_names("priority, prio, rank, priorität, priorité, prioridad"),
    ),
    Term(
        field="component",
        names=_names("component, module, system, komponente, modul, composant, componente"),
    ),
    Term(field="kind", names=_names("kind, kind of work, category, kategorie, catégorie, phase")),
    Term(
        field="notes",
        names=_names(
            "notes, note, comment, comments, remarks, description, details, notizen, notiz, "
            "bemerkung, bemerkungen, beschreibung, kommentar, remarques, commentaire, notas, "
            "comentarios, descripción"
        ),
    ),
    Term(field="url", names=_names("url, link, hyperlink, web link, lien, enlace")),
)
"""Fields of a task list. A word that could mean two fields means the one that stands first."""
