"""`plateforme dataset`: what a steward reads, and the tree of what a steward does."""

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from plateforme.cli.asking import ask, err, out
from plateforme.cli.dataset_files import attach, detach, pull
from plateforme.cli.dataset_upkeep import accept, delete, reinstate, rename, restore, undelete, withdraw
from plateforme.cli.options import AnyKey, Api, Dataset

if TYPE_CHECKING:
    from plateforme.client.v1 import PlateformeV1
    from plateforme.client.v1_types import TableSchemaOut, VersionOut
    from plateforme.consumers.steward.overview import Overview

app = typer.Typer(no_args_is_help=True, help="Look after the datasets of your organization.")


@app.callback()
def dataset() -> None:
    """Look after the datasets of your organization."""


@app.command("list")
def listing(
    *,
    api: Api,
    organization: Annotated[str | None, typer.Option(help="Slug of the organization; all without it.")] = None,
    words: Annotated[str | None, typer.Option("--search", help="Words that title or description hold.")] = None,
) -> None:
    """List datasets with their rhythm and rows, and count them by licence.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.cli import dataset_lists  # noqa: PLC0415  # the client is heavy

    found, facets = ask(api, None, lambda client: dataset_lists.catalogue(client, organization, words))
    out.print(dataset_lists.datasets_table(found))
    out.print(dataset_lists.licences(facets))


@app.command("show")
def show(slug: Dataset, *, api: Api, key: AnyKey = None) -> None:
    """Show a dataset on one screen: what it is, how fresh it is, its version, what waits, pulls and attached files.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.cli import dataset_screen  # noqa: PLC0415  # the client is heavy
    from plateforme.consumers.steward.overview import overview  # noqa: PLC0415  # idem

    async def work(client: "PlateformeV1") -> "Overview":
        return await overview(client, slug)

    dataset_screen.show(out, ask(api, key, work))


@app.command("versions")
def versions(
    slug: Dataset,
    *,
    api: Api,
    key: AnyKey = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
) -> None:
    """List the versions of a dataset, newest first, and what became of each. Times are UTC.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """
    from plateforme.cli import dataset_screen  # noqa: PLC0415  # the client is heavy

    async def work(client: "PlateformeV1") -> "list[VersionOut]":
        return (await client.list_versions(slug, limit=limit)).items

    dataset_screen.versions(out, ask(api, key, work))


@app.command("schema")
def schema(
    slug: Dataset,
    *,
    api: Api,
    key: AnyKey = None,
    version: Annotated[int | None, typer.Option(min=1, help="Number of a version; the current one without it.")] = None,
) -> None:
    """Print the columns of a dataset as a Table Schema, in JSON.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "TableSchemaOut":
        return await client.get_dataset_schema(slug, version=version)

    typer.echo(json.dumps(ask(api, key, work).model_dump(mode="json"), ensure_ascii=False, indent=2))


@app.command("describe")
def describe(
    slug: Dataset,
    *,
    api: Api,
    key: AnyKey = None,
    linked: Annotated[
        bool, typer.Option("--linked", help="As linked data (JSON-LD: DCAT, CSV on the Web) instead of OpenAPI.")
    ] = False,
    version: Annotated[int | None, typer.Option(min=1, help="Number of a version; the current one without it.")] = None,
) -> None:
    """Print what a dataset is for machines: its own OpenAPI document, to generate a client from, or linked data.

    Exit codes: 0 done, 1 the platform could not be reached or said no.
    """

    async def work(client: "PlateformeV1") -> "dict[str, Any]":
        read = client.get_dataset_metadata if linked else client.get_dataset_openapi
        return await read(slug, version=version)

    typer.echo(json.dumps(ask(api, key, work), ensure_ascii=False, indent=2))


def vocabulary(
    name: Annotated[
        Literal["licenses", "frequencies", "themes"],
        typer.Argument(metavar="NAME", help="licenses, frequencies or themes."),
    ],
    *,
    api: Api,
) -> None:
    """List the terms of a controlled vocabulary, the usual ones first.

    Exit codes: 0 done, 1 the platform could not be reached or said no, 2 there is no such
    vocabulary.
    """
    from plateforme.cli import dataset_lists  # noqa: PLC0415  # the client is heavy

    told = ask(api, None, lambda client: client.get_vocabulary(name))
    out.print(dataset_lists.terms(told))
    err.print(f"{told.title}: {told.source}", markup=False)


for command in (withdraw, reinstate, restore, accept, rename, delete, undelete, attach, detach, pull):
    app.command(command.__name__)(command)
