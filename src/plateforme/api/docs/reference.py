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


_OPEN311: Final = """<h1>Open311 <span class="release">GeoReport v2</span></h1>
<p class="lead">Les signalements par la norme Open311, en XML et en JSON, pour les applications qui la parlent.
<code>/open311/v2</code> est le service réel ; <code>/open311/test/v2</code> est un bac à sable, avec la clé
<code>sandbox</code>. La lecture est sans clé ; pour envoyer, donnez votre clé dans le champ <code>api_key</code>.</p>
<p lang="en">Street reports through the Open311 standard, in XML and in JSON. <code>/open311/v2</code> is the real
service; <code>/open311/test/v2</code> is a sandbox that takes the key <code>sandbox</code>. Reading needs no key; to
send, put yours into the field <code>api_key</code>. <a href="/open311/v2/discovery.json">Discovery</a>,
<a href="/openapi/open311.json">OpenAPI document</a></p>
<div id="reference" data-document="/openapi/open311.json"></div>
<noscript><p>Cette page demande JavaScript ; le contrat se lit aussi dans <a href="/openapi/open311.json">le document
OpenAPI</a>. <span lang="en">This page needs JavaScript; the OpenAPI document says the same.</span></p></noscript>"""


def reference(_: Request) -> Response:
    """Serve the page about v1."""
    return _shown("Référence de l’API · Plateforme", _BODY)


def open311(_: Request) -> Response:
    """Serve the page about Open311."""
    return _shown("Open311 · Plateforme", _OPEN311)


def _shown(title: str, body: str) -> Response:
    return page(
        title,
        body,
        head="".join(f'<link rel="stylesheet" href="{path_of(one)}">\n' for one in ("swagger-ui.css", "reference.css")),
        tail="".join(f'<script src="{path_of(one)}"></script>\n' for one in ("swagger-ui-bundle.js", "reference.js")),
        attributes=' class="reference"',
    )
