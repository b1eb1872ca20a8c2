"""`plateforme keys`: the operator's way to give out the first keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from plateforme.cli.options import Home, fail, settings_for
from plateforme.cli.serving import prepare
from plateforme.kit.clock import SystemClock
from plateforme.kit.db import Database
from plateforme.kit.errors import PlateformeError
from plateforme.kit.ids import is_slug
from plateforme.kit.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Give out API keys.")


@app.callback()
def keys() -> None:
    """Give out API keys."""


@app.command("create")
def create(
    *,
    consumer: Annotated[str, typer.Option(help="Slug of the program that will use the key; made if new.")],
    organization: Annotated[str, typer.Option(help="Slug of the organization it acts for; made if new.")],
    scope: Annotated[list[str], typer.Option(help="A right of the key, such as datasets:write; repeat for more.")],
    organization_name: Annotated[str | None, typer.Option(help="Name of the organization, when it is new.")] = None,
    home: Home = None,
) -> None:
    """Make a key and print it, alone, on stdout. It is shown once and kept nowhere."""
    settings = settings_for(home)
    for option, slug in (("--consumer", consumer), ("--organization", organization)):
        if not is_slug(slug):
            raise fail(
                f"{option} takes a slug: 2 to 100 small letters without accents, digits and hyphens, as open-data."
            )
    prepare(settings)
    try:
        token = grant(settings, Grantee(organization, name=organization_name), consumer=consumer, scopes=scope)
    except PlateformeError as error:
        raise fail(error.detail) from None
    typer.echo(token)


@dataclass(frozen=True)
class Grantee:
    """The organization that a key acts for, and what to write down about it when it is new."""

    slug: str
    name: str | None = None
    kind: str = "other"
    siren: str | None = None


def grant(settings: Settings, grantee: Grantee, *, consumer: str, scopes: Sequence[str]) -> str:
    """Make a key for a consumer, registering it and its organization when they are new."""
    from plateforme.domains.access import store  # noqa: PLC0415  # SQLAlchemy is heavy
    from plateforme.domains.access.keys import create_key  # noqa: PLC0415  # idem
    from plateforme.domains.access.organizations import create_organization  # noqa: PLC0415  # idem

    now = SystemClock().now()
    database = Database(settings.resolved_database_url)
    try:
        with database.writing() as session:
            if store.organization_by_slug(session, grantee.slug) is None:
                create_organization(
                    session,
                    slug=grantee.slug,
                    name=grantee.name or grantee.slug,
                    kind=grantee.kind,
                    siren=grantee.siren,
                    now=now,
                )
            _, token = create_key(
                session,
                consumer=consumer,
                organization=grantee.slug,
                scopes=scopes,
                now=now,
                secret=settings.resolved_secret(),
            )
    finally:
        database.close()
    return token
