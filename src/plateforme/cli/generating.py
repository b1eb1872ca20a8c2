"""`plateforme openapi` and `plateforme client`: what is generated from the code and committed beside it."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plateforme.cli.options import fail


class Surface(StrEnum):
    """The contracts that the platform answers by."""

    V1 = "v1"
    OPEN311 = "open311"


def openapi(
    *,
    surface: Annotated[Surface, typer.Option(help="Which contract.")] = Surface.V1,
    output: Annotated[Path | None, typer.Option(help="File to write; stdout when left out.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when the file differs.")] = False,
) -> None:
    """Print the OpenAPI document of a contract, or keep its file in `openapi/` in step with the code."""
    from plateforme.main import open311_document, openapi_document  # noqa: PLC0415  # builds every surface

    document = openapi_document() if surface is Surface.V1 else open311_document()
    if output is None:
        typer.echo(document.decode())
    elif check:
        _same({output: document.decode()})
    else:
        output.write_bytes(document)


def client(
    *,
    document: Annotated[Path, typer.Option(help="OpenAPI document to read.")] = Path("openapi/v1.json"),
    output: Annotated[Path, typer.Option(help="Folder of the client package.")] = Path("src/plateforme/client"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file differs.")] = False,
) -> None:
    """Generate the Python client from the OpenAPI document. Needs the development packages."""
    from plateforme.client.emit import emit  # noqa: PLC0415  # needs datamodel-code-generator

    files = {output / name: text for name, text in emit(json.loads(document.read_bytes())).items()}
    if check:
        _same(files)
        return
    for path, text in files.items():
        path.write_text(text)


def _same(files: dict[Path, str]) -> None:
    stale = [str(path) for path, text in files.items() if not path.exists() or path.read_text() != text]
    if stale:
        raise fail(f"Not in step with the code: {', '.join(stale)}. Run the same command without --check.")
