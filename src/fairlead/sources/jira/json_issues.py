"""Jira's JSON: the answer of its search, with names and change logs where they were asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, opening_minute
from fairlead.program.quantities import Estimate, Span
from fairlead.sources.bounds import MAX_ROWS
from fairlead.sources.jira.history import Traces, worked
from fairlead.sources.ledger import Ledger
from fairlead.sources.tabular.cells import DateManner, as_moment
from fairlead.sources.tabular.durations import sensible
from fairlead.sources.tabular.grid import shown
from fairlead.sources.tracker.entries import Assignee, Entry, Release
from fairlead.sources.tracker.json_input import at, items_at, text_at
from fairlead.sources.tracker.words import (
    State,
    direction,
    given_up,
    kind_of,
    points,
    priority_of,
    seconds,
    state_of,
)
from fairlead.sources.wording import one_line, prose

__all__ = ["JiraIssues", "entries_of_issues", "is_jira"]

_DAYS = DateManner()
_READ = frozenset(
    {"summary", "status", "issuetype", "priority", "assignee", "created", "updated", "resolution"}
    | {"resolutiondate", "duedate", "timetracking", "timeoriginalestimate", "timeestimate"}
    | {"timespent", "fixVersions", "components", "labels", "issuelinks", "parent", "subtasks"}
    | {"description", "project", "statuscategorychangedate"}
)
_COMPUTED = frozenset(
    {"aggregatetimeoriginalestimate", "aggregatetimeestimate", "aggregatetimespent", "progress"}
    | {"aggregateprogress", "workratio", "lastViewed", "votes", "watches", "statusCategory"}
)
_KNOWN_CUSTOM = {
    # Those that every Cloud site begins with, for exports without names.
    "customfield_10014": "Epic Link",
    "customfield_10015": "Start date",
    "customfield_10016": "Story point estimate",
    "customfield_10020": "Sprint",
}
_SPRINT_NAME = re.compile(r"[\[,]name=([^,\]]*)")


class JiraIssues(NamedTuple):
    """The entries of an export, its releases, and what it says of itself."""

    entries: list[Entry]
    releases: list[Release]
    project: str | None
    project_key: str | None
    latest: Moment | None
    findings: tuple[Finding, ...]


def is_jira(value: object) -> bool:
    """Whether a JSON value holds Jira issues: objects with a key and fields."""
    return next(_issues(value), None) is not None


def _issues(value: object) -> Iterator[dict[str, object]]:
    pages = value if isinstance(value, list) else [value]
    for page in pages:
        if isinstance(page, dict):
            inner = page["issues"] if isinstance(page.get("issues"), list) else [page]
            for issue in inner:
                if isinstance(issue, dict) and isinstance(issue.get("fields"), dict):
                    yield issue


def entries_of_issues(
    value: object, *, name: str, timezone: str, hours_per_point: float | None, ledger: Ledger
) -> JiraIssues:
    """The issues of a search answer, of several pages of it, or of single issues."""
    issues = list(_issues(value))
    if len(issues) > MAX_ROWS:
        raise UnreadableInput(f"{name}: {len(issues):,} issues, at most {MAX_ROWS:,} are read.")
    reader = _IssueReader(
        issues, _names(value), name=name, timezone=timezone, rate=hours_per_point, ledger=ledger
    )
    entries = list(reader.entries())
    _account_for_fields(issues, reader, ledger)
    return JiraIssues(
        entries=entries,
        releases=list(reader.releases.values()),
        project=next((t for i in issues if (t := text_at(i, "fields", "project", "name"))), None),
        project_key=next(
            (t for i in issues if (t := text_at(i, "fields", "project", "key"))), None
        ),
        latest=reader.latest,
        findings=(*_missing_pages(value, len(issues), name), *reader.findings),
    )


def _missing_pages(value: object, found: int, name: str) -> Iterator[Finding]:
    pages = value if isinstance(value, list) else [value]
    totals = [t for page in pages if isinstance(t := at(page, "total"), int)]
    more = any(at(page, "isLast") is False for page in pages[-1:])
    if (totals and max(totals) > found) or more:
        of = f"{max(totals):,}" if totals else "more"
        yield Finding(
            code="jira.incomplete",
            severity="warning",
            message=f"The search found {of} issues, the file holds {found:,} of them.",
            where=name,
            hint="Fetch the other pages, and put all of them into one list.",
        )


def _names(value: object) -> dict[str, str]:
    names = dict(_KNOWN_CUSTOM)
    for page in value if isinstance(value, list) else [value]:
        told = at(page, "names")
        if isinstance(told, dict):
            names.update({k: one_line(v) for k, v in told.items() if isinstance(v, str)})
    return names


class _IssueReader:
    def __init__(
        self,
        issues: list[dict[str, object]],
        names: Mapping[str, str],
        *,
        name: str,
        timezone: str,
        rate: float | None,
        ledger: Ledger,
    ) -> None:
        self.findings: list[Finding] = []
        self.releases: dict[str, Release] = {}
        self.latest: Moment | None = None
        self.custom_read: set[str] = set()
        self.names = names
        self._latest_minute = 0
        self._issues = issues
        self._name = name
        self._timezone = timezone
        self._rate = rate
        self._ledger = ledger
        self._by_name: dict[str, list[str]] = {}
        for field, told in names.items():
            self._by_name.setdefault(told.casefold(), []).append(field)
        self._keys = {t for issue in issues if (t := text_at(issue, "key")) is not None}
        self._key_of_number = {
            number: key
            for issue in issues
            if (number := text_at(issue, "id")) and (key := text_at(issue, "key"))
        }
        self._state_of_status = self._states()

    def _states(self) -> dict[str, State]:
        """The state behind each status id and name, as the issues that stand in them tell it."""
        states: dict[str, State] = {}
        for issue in self._issues:
            status = at(issue, "fields", "status")
            state = state_of(
                text_at(status, "name"), category=text_at(status, "statusCategory", "key")
            )
            if state is not None:
                for name in (text_at(status, "id"), text_at(status, "name")):
                    if name is not None:
                        states.setdefault(name, state)
        return states

    def entries(self) -> Iterator[Entry]:
        """The issues with a key, in their order; then their sub-tasks' parents are known too."""
        parent_of: dict[str, str] = {}
        for issue in self._issues:
            key = text_at(issue, "key")
            for part in items_at(issue, "fields", "subtasks"):
                named = text_at(part, "key")
                if key is not None and named is not None and named in self._keys:
                    parent_of.setdefault(named, key)
        for number, issue in enumerate(self._issues, start=1):
            key = text_at(issue, "key") or text_at(issue, "id")
            where = f"{self._name}: issue {number}"
            if key is None:
                self.findings.append(
                    Finding(
                        code="jira.no-key",
                        severity="warning",
                        message="An issue without a key; left out.",
                        where=where,
                    )
                )
                continue
            yield self._entry(key, issue, parent_of.get(key), f"{self._name}: {key}")

    def _entry(
        self, key: str, issue: dict[str, object], listed_under: str | None, where: str
    ) -> Entry:
        fields = issue["fields"]
        status = text_at(fields, "status", "name")
        traces = self._traces(issue, where)
        self._see(traces)
        state = state_of(status, category=text_at(fields, "status", "statusCategory", "key"))
        if state is None:
            state = "done" if traces.resolved is not None else "todo"
        started, finished = worked(
            key, state, traces=traces, timezone=self._timezone, ledger=self._ledger
        )
        custom = self._custom(fields)
        resolution = text_at(fields, "resolution", "name")
        for what, said in (("Status", status), ("Resolution", resolution)):
            if said is not None:
                custom[what] = one_line(said)
        if resolution is not None and given_up(resolution):
            self._ledger.changed(
                "Resolution", "closed without being done; read as finished", subject=key
            )
        earlier, later = self._links(fields, key)
        kind = text_at(fields, "issuetype", "name")
        begin = self._moment(self._named(fields, "start date", "target start"), "Start date", where)
        if begin is not None and state == "todo":
            self._ledger.changed("Start date", "read as the earliest start", subject=key)
        description = at(fields, "description")
        return Entry(
            key=key,
            title=one_line(text_at(fields, "summary") or "") or key,
            where=where,
            parent=self._parent(fields, key) or listed_under,
            blocked_by=earlier,
            blocks=later,
            kind=None if kind is None else kind_of(kind),
            who=_assignee(at(fields, "assignee")),
            components=tuple(
                one_line(n) for c in items_at(fields, "components") if (n := text_at(c, "name"))
            ),
            releases=tuple(self._releases(fields, where)),
            done=state == "done",
            started=started,
            finished=finished,
            not_before=begin if state == "todo" else None,
            deadline=self._moment(at(fields, "duedate"), "duedate", where)
            or self._moment(self._named(fields, "target end"), "Target end", where),
            estimate=self._estimate(fields, key, custom, where),
            spent=self._span(fields, "timespent", "timeSpentSeconds", where),
            remaining=self._span(fields, "timeestimate", "remainingEstimateSeconds", where)
            if state == "doing"
            else None,
            priority=self._priority(fields, key, custom),
            notes=prose(description if isinstance(description, str) else _document(description)),
            url=_page(text_at(issue, "self"), key),
            custom=tuple(custom.items()),
        )

    def _named(self, fields: object, *names: str) -> object:
        """The value of the first custom field of one of these names."""
        for name in names:
            for field in self._by_name.get(name, ()):
                value = at(fields, field)
                if value is not None and field not in _READ:
                    self.custom_read.add(field)
                    return value
        return None

    def _moment(self, value: object, what: str, where: str) -> Moment | None:
        if value is None or value == "":
            return None
        found = (
            as_moment(value, manner=_DAYS, timezone=self._timezone)
            if isinstance(value, str)
            else None
        )
        if found is None:
            self.findings.append(
                Finding(
                    code="jira.date",
                    severity="warning",
                    message=f"{what}: {shown(str(value))} is not a date; expected one as "
                    "2026-03-31. Left empty.",
                    where=where,
                )
            )
        return found

    def _traces(self, issue: dict[str, object], where: str) -> Traces:
        fields = issue["fields"]
        moves: list[tuple[Moment, State | None]] = []
        for history in items_at(issue, "changelog", "histories"):
            for item in items_at(history, "items"):
                if text_at(item, "field") != "status":
                    continue
                moment = self._moment(at(history, "created"), "changelog", where)
                if moment is not None:
                    moves.append((moment, self._state_after(item)))
        moves.sort(key=lambda move: opening_minute(move[0], timezone=self._timezone))
        return Traces(
            created=self._moment(at(fields, "created"), "created", where),
            resolved=self._moment(at(fields, "resolutiondate"), "resolutiondate", where),
            category_changed=self._moment(
                at(fields, "statuscategorychangedate"), "statuscategorychangedate", where
            ),
            updated=self._moment(at(fields, "updated"), "updated", where),
            actual_start=self._moment(self._named(fields, "actual start"), "Actual start", where),
            actual_end=self._moment(self._named(fields, "actual end"), "Actual end", where),
            moves=moves,
        )

    def _state_after(self, item: object) -> State | None:
        number, name = text_at(item, "to"), text_at(item, "toString")
        known = self._state_of_status.get(number or "") or self._state_of_status.get(name or "")
        return known or state_of(name, category=None)

    def _see(self, traces: Traces) -> None:
        moments = [traces.created, traces.resolved, traces.updated, traces.category_changed]
        for moment in (*moments, *(when for when, _ in traces.moves)):
            if moment is not None:
                minute = opening_minute(moment, timezone=self._timezone)
                if self.latest is None or minute > self._latest_minute:
                    self.latest, self._latest_minute = moment, minute

    def _parent(self, fields: object, key: str) -> str | None:
        for value in (at(fields, "parent"), self._named(fields, "epic link", "parent link")):
            named = text_at(value, "key") or text_at(value, "id") or text_at(value)
            if named is None and isinstance(value, dict):
                named = text_at(value, "data", "key")
            if named is not None:
                named = self._key_of_number.get(named, named)
                if named != key:
                    return named
        return None

    def _links(self, fields: object, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        earlier: list[str] = []
        later: list[str] = []
        for link in items_at(fields, "issuelinks"):
            for side in ("outward", "inward"):
                other = text_at(link, f"{side}Issue", "key")
                if other is None:
                    continue
                order = direction(text_at(link, "type", side) or "")
                if order is None:
                    kind = one_line(text_at(link, "type", "name") or "unnamed")
                    self._ledger.left_out(f"{kind} links", "they put nothing in order", subject=key)
                else:
                    (later if order == "earlier" else earlier).append(other)
        return tuple(earlier), tuple(later)

    def _releases(self, fields: object, where: str) -> Iterator[str]:
        for version in items_at(fields, "fixVersions"):
            name = one_line(text_at(version, "name") or "")
            if not name:
                continue
            if name not in self.releases:
                due = self._moment(at(version, "releaseDate"), "releaseDate", where)
                released = at(version, "released") is True
                self.releases[name] = Release(
                    name=name,
                    due=due,
                    finished=due if released else None,
                    notes=prose(text_at(version, "description") or ""),
                    source_id=text_at(version, "id"),
                )
                if released and due is not None:
                    self._ledger.changed(
                        "released versions", "finished on their release date", subject=name
                    )
            yield name

    def _span(self, fields: object, plain: str, tracked: str, where: str) -> Span | None:
        value = at(fields, plain)
        value = at(fields, "timetracking", tracked) if value is None else value
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12:
            span = sensible(seconds(value))
            if span is not None:
                return span
        self.findings.append(
            Finding(
                code="jira.time",
                severity="warning",
                message=f"{plain}: {shown(str(value))} is not a time; expected seconds. "
                "Left empty.",
                where=where,
            )
        )
        return None

    def _estimate(
        self, fields: object, key: str, custom: dict[str, str], where: str
    ) -> Estimate | None:
        span = self._span(fields, "timeoriginalestimate", "originalEstimateSeconds", where)
        amount = self._named(fields, "story points", "story point estimate")
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            custom["Story points"] = f"{amount:g}"
            if span is None and self._rate is not None and 0 < amount < 1e4:
                self._ledger.changed(
                    "Story points", f"read as {self._rate:g} hours a point", subject=key
                )
                return points(float(amount), hours_per_point=self._rate)
            self._ledger.changed(
                "Story points", "kept as a custom field: points are not time", subject=key
            )
        return None if span is None or span.amount == 0 else Estimate(likely=span)

    def _priority(self, fields: object, key: str, custom: dict[str, str]) -> int | None:
        name = text_at(fields, "priority", "name")
        if name is None:
            return None
        custom["Priority"] = one_line(name)
        self._ledger.changed("Priority", "a number for the name, which is kept too", subject=key)
        return priority_of(name)

    def _custom(self, fields: object) -> dict[str, str]:
        custom: dict[str, str] = {}
        labels = at(fields, "labels")
        if isinstance(labels, list):
            texts = [one_line(label) for label in labels if isinstance(label, str)]
            if texts:
                custom["Labels"] = ", ".join(texts)
                self._ledger.changed("Labels", "kept as a custom field")
        sprints = self._named(fields, "sprint")
        if isinstance(sprints, list):
            names = [name for sprint in sprints if (name := _sprint(sprint))]
            if names:
                custom["Sprint"] = ", ".join(names)
                self._ledger.changed("Sprint", "kept as a custom field")
        return custom


def _assignee(value: object) -> tuple[Assignee, ...]:
    name = text_at(value, "displayName") or text_at(value, "name") or text_at(value, "accountId")
    if name is None:
        return ()
    key = text_at(value, "accountId") or text_at(value, "key") or text_at(value, "name")
    return (Assignee(name=one_line(name), key=key, email=text_at(value, "emailAddress")),)


def _sprint(value: object) -> str | None:
    if isinstance(value, str):
        found = _SPRINT_NAME.search(value)
        return one_line(found[1] if found else value)
    name = text_at(value, "name")
    return None if name is None else one_line(name)


def _page(own: str | None, key: str) -> str | None:
    """The page of an issue, from the address of its JSON."""
    if own is None or not own.startswith(("https://", "http://")) or "/rest/" not in own:
        return None
    return f"{own.partition('/rest/')[0]}/browse/{key}"


def _document(value: object) -> str:
    """The text of an Atlassian document: its text nodes, a line for each block."""
    parts: list[str] = []
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if isinstance(node.get("text"), str):
                parts.append(node["text"])
            if node.get("type") in ("paragraph", "heading", "listItem", "codeBlock", "hardBreak"):
                waiting.append("\n")
            waiting.append(node.get("content"))
    return re.sub(r"\n{3,}", "\n\n", "".join(parts))


def _account_for_fields(
    issues: Iterable[Mapping[str, object]], reader: _IssueReader, ledger: Ledger
) -> None:
    filled: Counter[str] = Counter()
    for issue in issues:
        fields = issue["fields"]
        if isinstance(fields, dict):
            filled.update(k for k, v in fields.items() if v not in (None, "", [], {}))
    for field, count in filled.items():
        if field in _COMPUTED:
            ledger.set_aside(field, "computed by Jira", count=count)
        elif field not in _READ and field not in reader.custom_read:
            told = reader.names.get(field)
            ledger.left_out(f"{told} ({field})" if told else field, "no counterpart", count=count)
