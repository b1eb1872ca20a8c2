"""Options that several commands share, and the way from them to settings."""

import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from plateforme.kit.settings import Settings

Home = Annotated[
    Path | None,
    typer.Option(help="Folder of the embedded database and files; overrides PLATEFORME_HOME.", show_default=False),
]
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port to listen on.")]
Api = Annotated[
    str, typer.Option(envvar="PLATEFORME_API", help="Address of the API, such as https://data.example.fr/v1.")
]
Key = Annotated[
    str,
    typer.Option(envvar="PLATEFORME_KEY", help="API key; better given by the environment than on the command line."),
]
AnyKey = Annotated[
    str | None,
    typer.Option(envvar="PLATEFORME_KEY", help="API key. Reading needs none.", show_default=False),
]
Dataset = Annotated[str, typer.Argument(metavar="SLUG", help="Slug of the dataset.")]


def settings_for(home: Path | None) -> Settings:
    """Settings in force, with the home folder of the command line; kept in the environment for child processes."""
    if home is not None:
        os.environ["PLATEFORME_HOME"] = str(home.absolute())
    try:
        return Settings()
    except ValidationError as error:
        told = "; ".join(f"PLATEFORME_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors())
        raise fail(f"A setting is wrong. {told}. See docs/settings.md.", code=2) from None


def fail(message: str, *, code: int = 1) -> typer.Exit:
    """Say what is wrong on stderr and give the exit to raise."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    return typer.Exit(code)
