"""The form in which a file is sent: its fields, counted before anything is made of them."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from plateforme.api.v1.publications.wire import DELIMITER, ENCODING, HEADER_ROW, SHEET
from plateforme.api.wire import ONE_LINE

FIELDS: Final = frozenset({"file", "url", "sheet", "header_row", "encoding", "delimiter", "accept_breaking"})
MAX_FILES: Final = 4
MAX_FIELDS: Final = 20
"""More parts than any form of ours has: the reading stops there."""


class FormRoute(APIRoute):
    """A route whose form has few parts: a form of a thousand files is not read to its end."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Read the form first; the framework then finds it read."""
        handle = super().get_route_handler()

        async def counted(request: Request) -> Response:
            if request.method == "POST" and request.headers.get("content-type", "").startswith("multipart/form-data"):
                await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
            return await handle(request)

        return counted


async def _parts(request: Request) -> int:
    """How many files and addresses the form holds: of two alike, the framework would give the last one only.

    A field that means nothing is refused: a mistyped `sheet` would publish another table than was meant.
    """
    form = await request.form()
    if unknown := sorted(set(form) - FIELDS):
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("body", name), "msg": "", "input": None} for name in unknown]
        )
    return sum(part != "" for name in ("file", "url") for part in form.getlist(name))


Parts = Annotated[int, Depends(_parts)]


def _hints(
    sheet: Annotated[str | None, Form(max_length=100, pattern=ONE_LINE, description=SHEET)] = None,
    header_row: Annotated[int | None, Form(ge=0, le=1_000_000, description=HEADER_ROW)] = None,
    encoding: Annotated[str | None, Form(max_length=40, pattern=ONE_LINE, description=ENCODING)] = None,
    delimiter: Annotated[
        str | None, Form(max_length=10, pattern=r"^[^\x00-\x08\x0a-\x1f\x7f]*$", description=DELIMITER)
    ] = None,
) -> dict[str, Any]:
    """What the producer says of the file: what was given, and nothing else."""
    said = {"sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter}
    return {name: value for name, value in said.items() if value is not None}


SaidHints = Annotated[dict[str, Any], Depends(_hints)]
