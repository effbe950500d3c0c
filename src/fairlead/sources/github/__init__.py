"""GitHub -> Program: lists of issues, from REST, GraphQL or its command line."""

from fairlead.sources.github.read import (
    estimates_of_labels,
    looks_like_github_json,
    read_github,
)

__all__ = ["estimates_of_labels", "looks_like_github_json", "read_github"]
