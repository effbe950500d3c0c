"""Jira -> Program: exports of issues, as text and as JSON."""

from fairlead.sources.jira.read import looks_like_jira_csv, looks_like_jira_json, read_jira

__all__ = ["looks_like_jira_csv", "looks_like_jira_json", "read_jira"]
