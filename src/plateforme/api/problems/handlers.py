"""From exceptions to answers: the only place that knows both."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from plateforme.api.problems import operations, validation
from plateforme.api.problems.answers import answer, base_url
from plateforme.api.problems.catalogue import Problem, of_status, status_of
from plateforme.api.problems.document import complete
from plateforme.kit.errors import Detail, Moved, PlateformeError

RETRY_AFTER: Final = "5"
"""Seconds, when the domain does not know better."""

_SENTENCES: Final[Mapping[int, tuple[str, str]]] = {
    400: (
        "The request could not be read. Check that the body follows its media type.",
        "La requête n’a pas pu être lue. Vérifiez que le corps suit le type de contenu annoncé.",
    ),
    401: (
        "This operation needs an API key: send `Authorization: Bearer plf_…`.",
        "Cette opération demande une clé d’API : envoyez `Authorization: Bearer plf_…`.",
    ),
    403: ("The key may not do this.", "Cette clé ne donne pas ce droit."),
    404: (
        "Nothing lives at this address. `/docs` lists every operation.",
        "Rien n’existe à cette adresse. `/docs` liste toutes les opérations.",
    ),
    405: (
        "This address does not answer this method; the `Allow` header lists those it answers.",
        "Cette adresse ne répond pas à cette méthode ; l’en-tête `Allow` liste celles qu’elle connaît.",
    ),
    413: (
        "The body is larger than the platform accepts here. Send less at a time.",
        "Le corps dépasse ce que la plateforme accepte ici. Envoyez-en moins à la fois.",
    ),
}
"""What a bare status says, in English and in French."""

_UNREADABLE_JSON: Final = (
    (
        "The body cannot be read as JSON: it is not in UTF-8, is nested too deep, or holds a number that is too long. "
        "Correct it and send it again."
    ),
    (
        "Le corps ne se lit pas comme du JSON : il n’est pas en UTF-8, est imbriqué trop profondément, ou contient un "
        "nombre trop long. Corrigez-le et renvoyez-le."
    ),
)

_CHALLENGES: Final[Mapping[str, str]] = {"insufficient_scope": 'Bearer error="insufficient_scope"'}


def install(app: Starlette) -> None:
    """Teach an application our manners: problems for every error, complete `Allow`, no slash redirects."""
    app.router.redirect_slashes = False
    app.add_exception_handler(PlateformeError, answer_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    if isinstance(app, FastAPI):
        complete(app)


async def answer_error(request: Request, error: Exception) -> Response:
    """The answer to an error of a domain; any other error is raised again."""
    if not isinstance(error, PlateformeError):
        raise error
    if isinstance(error, Moved):
        return _redirect(request, error)
    problem = Problem(error.code, status_of(type(error)), error.title, "")
    if problem.status == 422 and (accepted := _unread(request)):  # noqa: PLR2004
        return _unsupported(request, accepted)  # a form of which every field is optional says nothing by itself
    headers: dict[str, str] = {}
    if problem.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = _challenge(request)
    elif problem.code in _CHALLENGES:
        headers["WWW-Authenticate"] = _CHALLENGES[problem.code]
    elif problem.status == 503:  # noqa: PLR2004
        headers["Retry-After"] = str(error.extra.get("retry_after", RETRY_AFTER))
    return answer(
        request.scope,
        problem,
        error.detail,
        french=error.french,
        errors=error.errors,
        headers=headers,
        extra=error.extra,
    )


def _redirect(request: Request, moved: Moved) -> Response:
    """Lead to the same address under the new name (RFC 9110 §15.4.9): method and body stay as they are."""
    path = quote(
        request.scope["path"].replace(f"/{moved.collection}/{moved.old}", f"/{moved.collection}/{moved.new}", 1)
    )
    query = request.scope["query_string"].decode("latin-1")
    location = f"{base_url(request.scope)}{path}{'?' if query else ''}{query}"
    return Response(status_code=308, headers={"Location": location})


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    problem = of_status(error.status_code)
    headers = dict(error.headers or {})
    if problem.status == 405:  # noqa: PLR2004
        headers["Allow"] = operations.allowed(request.app, request.scope)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    elif problem.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = _challenge(request)
    elif problem.status == 400 and _media_type(request).endswith("json"):  # noqa: PLR2004
        problem = Problem("malformed_json", 400, "Malformed JSON", "")
        english, french = _UNREADABLE_JSON
        return answer(request.scope, problem, english, french=french, headers=headers)
    english, french = _SENTENCES.get(problem.status, (f"{problem.title}.", ""))
    return answer(request.scope, problem, english, french=french or None, headers=headers)


async def _invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    places = {fault["loc"][0] if fault["loc"] else "body" for fault in found}
    if any(fault["type"] == "json_invalid" for fault in found):
        return _malformed_json(request, found[0]["loc"])
    outside = places & validation.IN_REQUEST.keys()
    if outside:
        found = [fault for fault in found if fault["loc"][0] in outside]
        known = operations.parameter_names(request.app, request.scope) if "query" in outside else []
        faults = validation.details(found, known)
        return _faulty(request, "bad_query", faults, ("parameter", "parameters"), ("paramètre", "paramètres"))
    if accepted := _unread(request):
        return _unsupported(request, accepted)
    faults = validation.details(found, [])
    return _faulty(request, "validation", faults, ("field", "fields"), ("champ", "champs"))


def _malformed_json(request: Request, place: tuple[object, ...]) -> Response:
    at = f" at character {place[1]}" if len(place) > 1 else ""
    ici = f" au caractère {place[1]}" if len(place) > 1 else ""
    fault = Detail("pointer", "", "malformed_json", f"Not well-formed{at}.", french=f"Mal formé{ici}.")
    return answer(
        request.scope,
        "malformed_json",
        f"The body stops being JSON{at}. Correct it and send it again.",
        french=f"Le corps cesse d’être du JSON{ici}. Corrigez-le et renvoyez-le.",
        errors=[fault],
    )


def _unsupported(request: Request, accepted: list[str]) -> Response:
    """Say which media types are read; a PATCH says it in a header of its own too (RFC 5789)."""
    header = "Accept-Patch" if request.method == "PATCH" else "Accept"
    listed = ", ".join(accepted)
    return answer(
        request.scope,
        "unsupported_media_type",
        f"This operation reads {' or '.join(accepted)}. Set `Content-Type` accordingly.",
        french=f"Cette opération lit {' ou '.join(accepted)}. Réglez `Content-Type` en conséquence.",
        errors=[Detail("header", "Content-Type", "unsupported", f"One of: {listed}.", french=f"Au choix : {listed}.")],
        headers={header: ", ".join(accepted)},
        extra={"accepted": accepted},
    )


def _unread(request: Request) -> list[str]:
    """What the operation reads, when what was sent is something else; empty when the type is right or not said."""
    if "content-type" not in request.headers:
        return []
    accepted = operations.accepted_types(request.app, request.scope)
    return [] if not accepted or _reads(_media_type(request), accepted) else accepted


def _reads(media_type: str, accepted: list[str]) -> bool:
    if media_type in accepted:
        return True
    is_json = media_type == "application/json" or (media_type.startswith("application/") and "+json" in media_type)
    return is_json and any(one.endswith("json") for one in accepted)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _challenge(request: Request) -> str:
    """RFC 6750: no error code when no key was sent, `invalid_token` when one was."""
    return 'Bearer error="invalid_token"' if "authorization" in request.headers else "Bearer"


def _faulty(
    request: Request, code: str, faults: list[Detail], english: tuple[str, str], french: tuple[str, str]
) -> Response:
    """Say how many faults there are, and of what: one name for one of them, another for several."""
    number = len(faults)
    if number == 1:
        said = f"One {english[0]} is invalid: see `errors`.", f"Un {french[0]} est invalide : voir `errors`."
    else:
        said = f"{number} {english[1]} are invalid: see `errors`.", f"{number} {french[1]} invalides : voir `errors`."
    return answer(request.scope, code, said[0], french=said[1], errors=faults)
