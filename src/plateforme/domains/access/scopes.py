"""What a key may do. Reading needs no key; every scope here can be granted to an outsider."""

from collections.abc import Iterable
from dataclasses import dataclass

from plateforme.domains.access.errors import UnknownScope
from plateforme.kit.errors import Detail


@dataclass(frozen=True)
class Scope:
    """A right that a key may carry, and the sentence that explains it."""

    name: str
    sentence: str


SCOPES: tuple[Scope, ...] = (
    Scope("organizations:write", "Register organizations."),
    Scope("consumers:write", "Register consumers of your organization, grant them keys and revoke these."),
    Scope("datasets:write", "Describe datasets of your organization and publish files to them."),
    Scope("reports:write", "File street reports."),
    Scope("reports:triage", "Assign, resolve or reject street reports."),
    Scope("reports:contact", "Read how to reach the people who reported to your organization, and their own words."),
    Scope("reports:moderate", "Decide what the public reads and sees of your organization's reports; erase reports."),
    Scope("reports:configure", "Settle categories, teams, areas and routing of your organization's reports."),
    Scope("services:write", "Describe the public services of your organization and keep them up to date."),
    Scope(
        "quality:write",
        "Keep the quality ledger: record evaluations, policies and scores about the data of every organization.",
    ),
)

NAMES: frozenset[str] = frozenset(scope.name for scope in SCOPES)


def known(names: Iterable[str]) -> frozenset[str]:
    """The same scopes, each once; an unknown one is refused with its place in the list."""
    listed = list(names)
    errors = [
        Detail("pointer", f"/scopes/{place}", "unknown_scope", "GET /v1/scopes lists the scopes that exist.")
        for place, name in enumerate(listed)
        if name not in NAMES
    ]
    if errors:
        raise UnknownScope(
            f"A scope is unknown. There are: {', '.join(scope.name for scope in SCOPES)}.", errors=errors
        )
    return frozenset(listed)
