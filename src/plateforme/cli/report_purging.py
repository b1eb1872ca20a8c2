"""`plateforme reports purge`: keep to the schedule of retention now, or see what it would remove."""

from typing import Annotated

import typer

from plateforme.cli.asking import out
from plateforme.cli.options import Home, settings_for
from plateforme.cli.serving import prepare
from plateforme.kit.clock import SystemClock
from plateforme.kit.db import Database


def purge(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say of how many reports, and remove nothing.")
    ] = False,
    home: Home = None,
) -> None:
    """Remove the contacts, texts, photos and hidden reports whose time is over, as the published schedule says.

    A running platform does it every hour by itself; this is for operators who want to see it, or to do it now.
    """
    from plateforme.domains.reports.privacy import retention  # noqa: PLC0415  # SQLAlchemy is heavy
    from plateforme.kit.storage import Storage  # noqa: PLC0415  # obstore is heavy

    settings = settings_for(home)
    prepare(settings)
    now = SystemClock().now()
    database = Database(settings.resolved_database_url)
    try:
        if dry_run:
            with database.reading() as session:
                counts = retention.due(session, now=now)
        else:
            counts = retention.purge(database, Storage(settings.home / "objects"), now=now)
    finally:
        database.close()
    for what, count in counts.items():
        out.print(f"{what}: {count}")
