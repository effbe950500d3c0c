"""GitHub: a list of issues, from REST, GraphQL or its command line, becomes a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from fairlead.program.errors import TooLarge, UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.moments import Moment, opening_minute
from fairlead.program.program import Program
from fairlead.program.quantities import Estimate
from fairlead.sources.bounds import MAX_ROWS
from fairlead.sources.github.mentions import Mentions, mentions
from fairlead.sources.ledger import Ledger
from fairlead.sources.naming import Names
from fairlead.sources.reading import Reading
from fairlead.sources.tabular.cells import DateManner, NumberManner, as_moment
from fairlead.sources.tabular.durations import as_estimate
from fairlead.sources.tabular.grid import shown
from fairlead.sources.tracker.entries import Assignee, Entry, Release, carry, emptiness, tables_of
from fairlead.sources.tracker.json_input import at, decoded, items_at, text_at
from fairlead.sources.tracker.words import given_up, kind_of
from fairlead.sources.wording import one_line, prose

__all__ = ["estimates_of_labels", "looks_like_github_json", "read_github"]

_DAYS = DateManner()
_POINT = NumberManner()
_ESTIMATE_LABEL = re.compile(r"(?:estimate|effort|est)\s*[:=/]\s*(?P<span>.+)", re.IGNORECASE)
_REPOSITORY = re.compile(r"(?:/repos)?/([\w.-]+/[\w.-]+)(?:/(?:issues|pull)/\d+)?/?$")
_READ = frozenset(
    {"number", "title", "state", "labels", "assignees", "assignee", "milestone", "created_at"}
    | {"createdAt", "closed_at", "closedAt", "updated_at", "updatedAt", "body", "html_url", "url"}
    | {"parent", "subIssues", "sub_issues", "blockedBy", "blocked_by", "blocking", "pull_request"}
    | {"issue_dependencies", "type", "issueType", "state_reason", "stateReason", "repository"}
    | {"repository_url", "parent_issue_url", "trackedInIssues", "trackedIssues", "__typename"}
)
_KEYS = frozenset(
    {"id", "node_id", "databaseId", "labels_url", "comments_url", "events_url", "timeline_url"}
    | {"fullDatabaseId", "active_lock_reason", "author_association", "locked", "closed", "isPinned"}
    | {"score", "resourcePath", "draft", "sub_issues_summary", "subIssuesSummary"}
    | {"issue_dependencies_summary", "performed_via_github_app", "closed_by", "reactionGroups"}
)


def looks_like_github_json(head: str) -> bool:
    """Whether a text that begins with `head` is GitHub's JSON: issues with a number and title."""
    if head.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return False
    if '"fields"' in head or '"fairlead"' in head:
        return False
    numbered = re.search(r'"number"\s*:\s*\d', head) is not None
    titled = re.search(r'"title"\s*:\s*"', head) is not None
    return (numbered and titled) or ("/repos/" in head and '"issues"' in head)


def read_github(
    path: Path,
    *,
    timezone: str = "UTC",
    estimates: Mapping[str, str] | None = None,
    as_of: Moment | None = None,
) -> Reading:
    """The program of a list of issues: numbers are ids, sub-issues and task lists the outline.

    What blocks what is taken from the dependencies of the issues, and from the words `blocked by
    #12`, `depends on #12` and `blocks #12` in their text. `estimates` gives the estimate that a
    label means (`{"size/M": "3d"}`); a label that says it itself (`estimate: 3d`) needs none.
    The status time is `as_of`, else the latest date in the export. Raises `UnreadableInput` and
    `TooLarge`, and `ValueError` for a label's estimate that is none.
    """
    ledger = Ledger("GitHub")
    reader = _IssueReader(
        str(path), timezone=timezone, estimates=estimates_of_labels(estimates or {}), ledger=ledger
    )
    entries = reader.entries(decoded(path))
    tables = tables_of(
        entries, releases=list(reader.releases.values()), ledger=ledger, ids=reader.short
    )
    if as_of is None and reader.latest is not None:
        ledger.changed("status time", "the latest date in the export")
    repository = ", ".join(sorted(reader.repositories)[:5]) or None
    program = Program(
        id=Names().give((repository or path.stem).rpartition("/")[2].lower(), "github"),
        title=repository,
        timezone=timezone,
        as_of=as_of or reader.latest,
        source=f"GitHub {repository or path.stem}",
        people=tables.people,
        tasks=tables.tasks,
        milestones=tables.milestones,
    )
    carry(program, ledger)
    return Reading(
        program=program,
        findings=(*reader.findings, *tables.findings, *emptiness(tables, name=str(path))),
        loss=ledger.report(),
    )


def estimates_of_labels(estimates: Mapping[str, str]) -> dict[str, Estimate]:
    """Estimates by label in small letters. Raises `ValueError` for one that is none."""
    known: dict[str, Estimate] = {}
    for label, said in estimates.items():
        estimate = as_estimate(said, manner=_POINT, unit=None)
        if estimate is None:
            raise ValueError(f"Label {label!r}: {said!r} is no estimate, expected one such as 3d.")
        known[label.casefold()] = estimate
    return known


def _issues(value: object) -> Iterator[dict[str, object]]:
    """The issues of a list, of pages of lists, or of a GraphQL answer, wherever they lie in it."""
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if isinstance(node.get("number"), int) and isinstance(node.get("title"), str):
                yield node
            else:
                inner = ("data", "repository", "organization", "search", "issues", "items", "nodes")
                deeper = (node.get(key) for key in (*inner, "edges", "node", "content"))
                waiting.extend(part for part in deeper if isinstance(part, dict | list))


class _IssueReader:
    def __init__(
        self, name: str, *, timezone: str, estimates: Mapping[str, Estimate], ledger: Ledger
    ) -> None:
        self.findings: list[Finding] = []
        self.releases: dict[str, Release] = {}
        self.repositories: set[str] = set()
        self.short: dict[str, str] = {}
        self.latest: Moment | None = None
        self._name = name
        self._timezone = timezone
        self._estimates = estimates
        self._ledger = ledger
        self._said: dict[str, Mentions] = {}
        self._several = False

    def entries(self, value: object) -> list[Entry]:
        """The issues, in their order, without the pull requests among them."""
        issues: list[dict[str, object]] = []
        for issue in _issues(value):
            if _is_pull_request(issue):
                self._ledger.left_out("pull requests", "they are not work to be planned")
            else:
                issues.append(issue)
            if len(issues) > MAX_ROWS:
                raise TooLarge(f"{self._name}: more than {MAX_ROWS:,} issues.")
        if not issues and not (isinstance(value, list) and not value):
            raise UnreadableInput(
                f"{self._name}: no GitHub issues, expected objects with `number` and `title`."
            )
        self.repositories = {r for issue in issues if (r := _repository(issue)) is not None}
        self._several = len(self.repositories) > 1
        parent_of = self._listed_parents(issues)
        entries = [self._entry(issue, parent_of) for issue in issues]
        self._account_for_fields(issues)
        return entries

    def _key(self, number: object, repository: str | None) -> str:
        if not self._several or repository is None:
            return str(number)
        key = f"{repository}#{number}"
        self.short[key] = f"{repository.rpartition('/')[2]}-{number}"
        return key

    def _listed_parents(self, issues: list[dict[str, object]]) -> dict[str, str]:
        """The parent of each issue that another lists as its part."""
        parent_of: dict[str, str] = {}
        ticked: dict[str, str] = {}
        for issue in issues:
            home = _repository(issue)
            key = self._key(issue["number"], home)
            for field in ("subIssues", "sub_issues", "trackedIssues"):
                for part in items_at(issue, field):
                    parent_of.setdefault(self._key_of(part, home), key)
            body = text_at(issue, "body")
            if body is not None:
                self._said[key] = said = mentions(body)
                for repository, number in said.parts:
                    ticked.setdefault(self._key(number, repository or home), key)
        return {**ticked, **parent_of}

    def _key_of(self, issue: object, home: str | None) -> str:
        return self._key(text_at(issue, "number"), _repository(issue) or home)

    def _entry(self, issue: dict[str, object], parent_of: Mapping[str, str]) -> Entry:
        home = _repository(issue)
        key = self._key(issue["number"], home)
        where = f"{self._name}: #{issue['number']}"
        body = text_at(issue, "body")
        said = self._said.get(key, Mentions())
        created = self._moment(issue, "created_at", "createdAt", where)
        closed = self._moment(issue, "closed_at", "closedAt", where)
        self._see(created, closed, self._moment(issue, "updated_at", "updatedAt", where))
        done = (text_at(issue, "state") or "").casefold() == "closed" or closed is not None
        finished = (closed or created) if done else None
        if done and closed is None:
            self._ledger.changed("created", "read as the finish; closed at no date", subject=key)
        if done:
            self._ledger.changed("created", "read as the start of what is closed", subject=key)
        reason = text_at(issue, "state_reason") or text_at(issue, "stateReason")
        labels = [one_line(n) for n in _label_names(issue) if one_line(n)]
        custom: dict[str, str] = {}
        if labels:
            custom["Labels"] = ", ".join(labels)
            self._ledger.changed("labels", "kept as a custom field", subject=key)
        if done and reason is not None and given_up(reason):
            custom["State reason"] = one_line(reason)
            self._ledger.changed(
                "state reason", "closed without being done; read as finished", subject=key
            )
        if said.plain_boxes:
            self._ledger.left_out(
                "task list items", "they name no issue", subject=key, count=said.plain_boxes
            )
        kind = text_at(issue, "type", "name") or text_at(issue, "issueType", "name")
        release = self._release(issue, where)
        return Entry(
            key=key,
            title=one_line(str(issue["title"])) or f"#{issue['number']}",
            where=where,
            parent=self._parent(issue, home) or parent_of.get(key),
            blocked_by=(
                *(self._key(number, repository or home) for repository, number in said.after),
                *self._linked(issue, home, "blockedBy", "blocked_by"),
            ),
            blocks=(
                *(self._key(number, repository or home) for repository, number in said.before),
                *self._linked(issue, home, "blocking"),
            ),
            kind=None if kind is None else kind_of(kind),
            who=tuple(_assignees(issue)),
            releases=() if release is None else (release,),
            done=done,
            started=created if done else None,
            finished=finished,
            estimate=self._estimate(labels, key, where),
            notes=prose(body or ""),
            url=text_at(issue, "html_url") or _page(text_at(issue, "url")),
            custom=tuple(custom.items()),
        )

    def _moment(self, issue: object, rest: str, graph: str, where: str) -> Moment | None:
        said = text_at(issue, rest) or text_at(issue, graph)
        if said is None:
            return None
        found = as_moment(said, manner=_DAYS, timezone=self._timezone)
        if found is None:
            self.findings.append(
                Finding(
                    code="github.date",
                    severity="warning",
                    message=f"{rest}: {shown(said)} is not a date; expected one as "
                    "2026-03-31T09:00:00Z. Left empty.",
                    where=where,
                )
            )
        return found

    def _see(self, *moments: Moment | None) -> None:
        for moment in moments:
            if moment is not None and (
                self.latest is None
                or opening_minute(moment, timezone=self._timezone)
                > opening_minute(self.latest, timezone=self._timezone)
            ):
                self.latest = moment

    def _parent(self, issue: object, home: str | None) -> str | None:
        if text_at(issue, "parent", "number") is not None:
            return self._key_of(at(issue, "parent"), home)
        address = text_at(issue, "parent_issue_url")
        if address is not None and address.rpartition("/")[2].isdigit():
            return self._key(address.rpartition("/")[2], _repository_in(address) or home)
        tracked = next(items_at(issue, "trackedInIssues"), None)
        return None if text_at(tracked, "number") is None else self._key_of(tracked, home)

    def _linked(self, issue: object, home: str | None, *fields: str) -> Iterator[str]:
        for field in fields:
            for path in ((field,), ("issue_dependencies", field)):
                for other in items_at(issue, *path):
                    if text_at(other, "number") is not None:
                        yield self._key_of(other, home)

    def _release(self, issue: object, where: str) -> str | None:
        milestone = at(issue, "milestone")
        name = one_line(text_at(milestone, "title") or "")
        if not name:
            return None
        if name not in self.releases:
            # The instant that GitHub keeps is a midnight of its own; the day is what was promised.
            due = (text_at(milestone, "due_on") or text_at(milestone, "dueOn") or "")[:10]
            self.releases[name] = Release(
                name=name,
                due=as_moment(due, manner=_DAYS, timezone=self._timezone),
                finished=self._moment(milestone, "closed_at", "closedAt", where),
                notes=prose(text_at(milestone, "description") or ""),
                url=text_at(milestone, "html_url"),
                source_id=text_at(milestone, "number"),
            )
        return name

    def _estimate(self, labels: list[str], key: str, where: str) -> Estimate | None:
        found: list[tuple[str, Estimate]] = []
        for label in labels:
            known = self._estimates.get(label.casefold())
            stated = _ESTIMATE_LABEL.fullmatch(label)
            if known is None and stated is not None:
                known = as_estimate(stated["span"], manner=_POINT, unit=None)
                if known is None:
                    self.findings.append(
                        Finding(
                            code="github.estimate",
                            severity="warning",
                            message=f"Label {shown(label)} names no time; expected one such as "
                            "estimate: 3d.",
                            where=where,
                            subjects=(key,),
                        )
                    )
            if known is not None:
                found.append((label, known))
        if len({str(estimate) for _, estimate in found}) > 1:
            self.findings.append(
                Finding(
                    code="github.estimates",
                    severity="warning",
                    message=f"#{key} has labels for different estimates: "
                    f"{', '.join(label for label, _ in found)}; the first was taken.",
                    where=where,
                    subjects=(key,),
                )
            )
        return found[0][1] if found else None

    def _account_for_fields(self, issues: list[dict[str, object]]) -> None:
        for issue in issues:
            for field, value in issue.items():
                if value in (None, "", [], {}, 0, False) or field in _READ:
                    continue
                if field in _KEYS:
                    self._ledger.set_aside(field, "a key or a setting of GitHub's")
                else:
                    self._ledger.left_out(one_line(field[:60]), "no counterpart")


def _is_pull_request(issue: Mapping[str, object]) -> bool:
    if issue.get("pull_request") or issue.get("__typename") == "PullRequest":
        return True
    address = text_at(issue, "html_url") or text_at(issue, "url") or ""
    return "/pull/" in address or "headRefName" in issue or "mergedAt" in issue


def _repository(issue: object) -> str | None:
    named = text_at(issue, "repository", "nameWithOwner") or text_at(
        issue, "repository", "full_name"
    )
    if named is not None:
        return named
    for field in ("repository_url", "html_url", "url"):
        address = text_at(issue, field)
        if address is not None:
            found = _repository_in(address)
            if found is not None:
                return found
    return None


def _repository_in(address: str) -> str | None:
    found = _REPOSITORY.search(address[:500])
    return found[1] if found else None


def _page(address: str | None) -> str | None:
    return None if address is None or "api." in address.partition("/repos/")[0] else address


def _label_names(issue: Mapping[str, object]) -> Iterator[str]:
    labels = issue.get("labels")
    if isinstance(labels, list):
        yield from (label for label in labels if isinstance(label, str))
    for label in items_at(issue, "labels"):
        name = text_at(label, "name")
        if name is not None:
            yield name


def _assignees(issue: Mapping[str, object]) -> Iterator[Assignee]:
    seen: set[str] = set()
    people = [*items_at(issue, "assignees"), *items_at({"one": [issue.get("assignee")]}, "one")]
    for person in people:
        login = text_at(person, "login")
        if login is not None and login not in seen:
            seen.add(login)
            name = one_line(text_at(person, "name") or login)
            yield Assignee(name=name, key=login, email=text_at(person, "email"))
