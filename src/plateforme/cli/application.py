"""The tree of commands: each is a caption over the module that does the work; heavy imports wait until needed."""

from typing import Annotated

import typer

from plateforme import __version__
from plateforme.cli.checking import check
from plateforme.cli.datasets import app as dataset
from plateforme.cli.datasets import vocabulary
from plateforme.cli.demonstration import demo
from plateforme.cli.dispatching import dispatch, mirror
from plateforme.cli.following import follow
from plateforme.cli.generating import client, openapi
from plateforme.cli.keys import app as keys
from plateforme.cli.loading import app as load
from plateforme.cli.moderating import app as moderate
from plateforme.cli.publishing import publish
from plateforme.cli.report_desk import app as reports
from plateforme.cli.report_loading import reports as load_reports
from plateforme.cli.report_photos import app as photos
from plateforme.cli.report_purging import purge
from plateforme.cli.report_voices import VOICES
from plateforme.cli.row_exports import export
from plateforme.cli.row_groups import facets, group, histogram
from plateforme.cli.rows import app as rows
from plateforme.cli.serving import migrate, serve

app = typer.Typer(
    name="plateforme",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Open-data platform for local governments: datasets, street reports and public services behind one API.",
)


def _version(asked: bool) -> None:  # noqa: FBT001  # typer calls it so
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Open-data platform for local governments: datasets, street reports and public services behind one API."""


app.command("demo")(demo)
app.command("serve")(serve)
app.command("migrate")(migrate)
app.command("check")(check)
app.command("publish")(publish)
app.add_typer(dataset, name="dataset")
rows.command("group")(group)
rows.command("facets")(facets)
rows.command("histogram")(histogram)
rows.command("export")(export)
app.add_typer(rows, name="rows")
app.command("vocabulary")(vocabulary)
app.command("follow")(follow)
app.command("dispatch")(dispatch)
app.command("mirror")(mirror)
for name, command in VOICES:
    reports.command(name)(command)
reports.command("purge")(purge)
app.add_typer(reports, name="reports")
app.add_typer(moderate, name="moderate")
app.add_typer(photos, name="photos")
load.command("reports")(load_reports)
app.add_typer(load, name="load")
app.add_typer(keys, name="keys")
app.command("openapi")(openapi)
app.command("client")(client)
