"""A page for each code of error: what it means and what to do, in French and in English."""

from html import escape
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from plateforme.api.docs.french import french
from plateforme.api.docs.shell import page
from plateforme.api.problems import Problem, catalogue

_NEXT: Final = {
    400: "Correct the parameter, the header or the body that `errors` names, then ask again.",
    401: "Send a valid key: `Authorization: Bearer plf_…`.",
    403: "Use a key that holds the right, or ask the organization concerned.",
    404: "Check the address; the lists of `/v1` lead to everything that exists.",
    405: "Use one of the methods in the `Allow` header.",
    406: "Name one of the `offers` in `Accept`, or leave that header out.",
    409: "Read the present state, then decide whether the request still makes sense.",
    410: "The detail says what replaces it.",
    412: "Read the thing again, then repeat the change with its new `ETag`.",
    413: "Send less at a time.",
    415: "Send one of the media types in `accepted`.",
    422: "Correct what `errors` lists; each entry has its place in the body.",
    428: "Send `If-Match` with the `ETag` that the thing had when you read it.",
    500: "Try again; if it lasts, report the id in `instance`.",
    503: "Come back after `Retry-After` seconds.",
}


def index(_: Request) -> Response:
    """List every code."""
    rows = "".join(
        f'<tr><td><a href="/problems/{one.code}"><code>{_breakable(one.code)}</code></a></td><td>{one.status}</td>'
        f'<td>{escape(french(one).title)}</td><td class="wide" lang="en">{escape(one.title)}</td></tr>'
        for one in sorted(catalogue().values(), key=lambda one: (one.status, one.code))
    )
    body = (
        "<h1>Erreurs</h1>"
        '<p class="lead">Chaque erreur de l’API porte un code stable, dans le membre <code>code</code> d’une réponse '
        "<code>application/problem+json</code>.</p>"
        '<p lang="en">Each error of the API has a stable code, in the member <code>code</code> of an '
        "<code>application/problem+json</code> answer.</p>"
        '<div class="table" tabindex="0"><table><thead><tr><th>Code</th><th>HTTP</th><th>Sens</th>'
        f'<th class="wide" lang="en">Meaning</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return page("Erreurs · Plateforme", body)


def explain(request: Request) -> Response:
    """Explain one code."""
    problem = catalogue().get(request.path_params["code"])
    if problem is None:
        raise HTTPException(404)
    return page(f"{problem.code} · Plateforme", _explanation(problem))


def _explanation(problem: Problem) -> str:
    ours = french(problem)
    return (
        f"<h1>{escape(ours.title)}</h1>"
        f'<dl class="facts"><dt>Code</dt><dd><code>{problem.code}</code></dd>'
        f"<dt>HTTP</dt><dd>{problem.status}</dd></dl>"
        f"<p>{_marked(ours.meaning)}</p><h2>Que faire&nbsp;?</h2><p>{_marked(ours.next_step)}</p>"
        f'<section class="english" lang="en"><h2>{escape(problem.title)}</h2><p>{_marked(problem.meaning)}</p>'
        f"<p>{_marked(_NEXT.get(problem.status, 'Read the detail of the answer.'))}</p></section>"
        '<p><a href="/problems">Toutes les erreurs</a> · <a href="/problems" lang="en">All errors</a></p>'
    )


def _breakable(code: str) -> str:
    """On a phone, a long code breaks after an underscore and nowhere else."""
    return code.replace("_", "_<wbr>")


def _marked(text: str) -> str:
    """Escape a sentence and show what stands between backquotes as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
