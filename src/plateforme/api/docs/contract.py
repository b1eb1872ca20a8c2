"""What the OpenAPI document of v1 says before its operations: how to start, on which terms, who to ask."""

from typing import Any, Final

from fastapi import FastAPI

DESCRIPTION: Final = """\
Datasets, street reports and public services of a territory, behind one API. The administration's own services use these
same operations, with the same keys and the same limits as anyone else.

## Getting started

Reading is free and needs no key: `GET /v1/datasets` lists the catalogue, `GET /v1/datasets/{dataset}/rows` gives rows.
To write, send a key: `Authorization: Bearer plf_…`. A key carries scopes, and any scope can be granted to anyone.

## Manners

- **Lists** answer `items`, `links` and `count`. Follow `links.next` (or the `Link` header) to the end.
- **Errors** are `application/problem+json` with a stable `code`; each `type` leads to a page that explains it. With
  `Accept-Language: fr` their sentences are in French.
- **Changes** need `If-Match` with the `ETag` that was read (428 without, 412 when it is outdated).
- **Caching**: send `If-None-Match` with the last `ETag`; 304 means that nothing changed.
- **Unknown parameters** are refused, with the nearest known name. `limit` is clamped, never refused.
- Each answer carries `X-Request-Id`; send your own UUID in that header to follow a request through.

## Terms

Each dataset states its licence. Access is equal and free. `/v1` never breaks: an incompatible change would come as
`/v2`, announced by `Deprecation` and `Sunset` headers at least six months before.
"""

TAGS: Final[list[dict[str, Any]]] = [
    {"name": "entry", "description": "Where everything is."},
    {"name": "organizations", "description": "Who publishes and who answers."},
    {"name": "datasets", "description": "The catalogue, and publishing files into it."},
    {
        "name": "versions",
        "description": "What was published, version by version: the schemas and their notice, withdrawal, going back.",
    },
    {
        "name": "aggregates",
        "description": "What rows come to: groups with measures, top values, the spread of a column.",
    },
    {"name": "rows", "description": "The content of datasets: pages, filters, single rows, exports."},
    {"name": "reports", "description": "Problems in public space, from the report to the repair."},
    {
        "name": "report-privacy",
        "description": "People in street reports: their words, their contact, their wish to be forgotten.",
    },
    {"name": "changes", "description": "One ordered feed of everything that changed, deletions included."},
    {"name": "services", "description": "Public services: what, where, when, how."},
    {"name": "quality", "description": "What is out of date, by which rule, since when, and who must act."},
    {"name": "consumers", "description": "Users of the API, their keys and scopes."},
]


def describe(app: FastAPI) -> None:
    """Complete the document's head; nothing in it depends on where the platform runs."""
    app.description = DESCRIPTION
    app.contact = {"name": "The organization that runs this platform: see /#contact"}
    app.license_info = {"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"}
    app.openapi_tags = TAGS
    app.servers = [{"url": "/v1", "description": "This platform."}]
