"""The API reference: Swagger UI from the installed package, set up by a script of ours, without any inline code."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from plateforme.api.docs.assets import path_of
from plateforme.api.docs.shell import page

_BODY: Final = """<h1>Référence de l’API <span class="release">v1</span></h1>
<p class="lead">Chaque opération peut être lue et essayée ici. La lecture est sans clé ; pour écrire, donnez votre clé
par le bouton <strong>Authorize</strong>&nbsp;: elle reste dans cette page et disparaît quand vous la fermez.</p>
<p lang="en">Every operation can be read and tried here. Reading needs no key; to write, give yours with
<strong>Authorize</strong>: it stays in this page and is gone when you close it.
<a href="/openapi/v1.json">OpenAPI document</a></p>
<div id="reference" data-document="/openapi/v1.json"></div>
<noscript><p>Cette page demande JavaScript ; le contrat se lit aussi dans <a href="/openapi/v1.json">le document
OpenAPI</a>. <span lang="en">This page needs JavaScript; the OpenAPI document says the same.</span></p></noscript>"""


def reference(_: Request) -> Response:
    """Serve the page."""
    return page(
        "Référence de l’API · Plateforme",
        _BODY,
        head="".join(f'<link rel="stylesheet" href="{path_of(one)}">\n' for one in ("swagger-ui.css", "reference.css")),
        tail="".join(f'<script src="{path_of(one)}"></script>\n' for one in ("swagger-ui-bundle.js", "reference.js")),
        attributes=' class="reference"',
    )
