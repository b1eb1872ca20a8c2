"""The first page: what this is, in French and in English, and where to go on."""

from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from plateforme.api.docs.shell import page
from plateforme.api.problems import base_url

_BODY: Final = """<h1>Les données du territoire, ouvertes à tous</h1>
<p class="lead">Jeux de données, signalements dans l’espace public et services publics, par une seule API.
Les services de l’administration passent par la même porte que vous, avec les mêmes règles.</p>
<ul class="cards">
<li><h3><a href="/docs">Référence de l’API</a></h3><p>Chaque opération, à lire et à essayer.</p></li>
<li><h3><a href="/v1/datasets">Jeux de données</a></h3><p>Le catalogue, en JSON.</p></li>
<li><h3><a href="/v1/reports">Signalements</a></h3><p>Ce qui est à réparer dans la rue, et où cela en est.</p></li>
<li><h3><a href="/docs/open311">Open311</a></h3><p>Les mêmes signalements, par la norme GeoReport v2.</p></li>
<li><h3><a href="/v1/services">Services publics</a></h3><p>Ce que l’administration offre, où, quand et comment.</p></li>
<li><h3><a href="/v1/findings">Fraîcheur</a></h3><p>Ce qui n’est plus à jour, depuis quand et pourquoi.</p></li>
<li><h3><a href="/openapi/v1.json">OpenAPI</a></h3><p>Le contrat, pour les machines.</p></li>
</ul>
<h2>Commencer</h2>
<p>La lecture est libre et sans clé&nbsp;:</p>
<pre tabindex="0"><code>curl {base}/v1/datasets</code></pre>
<p>Pour écrire, il faut une clé, envoyée ainsi&nbsp;: <code>Authorization: Bearer plf_…</code></p>
<h2 id="terms">Conditions</h2>
<p>Chaque jeu de données indique sa licence. L’API reste stable&nbsp;: <code>/v1</code> ne casse jamais ; un changement
incompatible ferait l’objet d’une nouvelle version et d’un préavis de six mois au moins.</p>
<h2 id="contact">Contact</h2>
<p>Une erreur dans les données&nbsp;: adressez-vous à l’organisation qui publie le jeu de données, nommée dans
<a href="/v1/organizations">la liste des organisations</a>. Une faille ou une panne&nbsp;: adressez-vous à celle qui
exploite cette plateforme. Donnez l’identifiant de la requête (<code>X-Request-Id</code>).</p>
<section class="english" lang="en">
<h2>In English</h2>
<p class="lead">Datasets, street reports and public services of a territory, behind one API. The administration’s own
services come through the same door as you, under the same rules.</p>
<p>Reading is free and needs no key. Start with the <a href="/docs">API reference</a>,
<a href="/v1/datasets">the catalogue</a> or <a href="/openapi/v1.json">the OpenAPI document</a>. To write, send a key:
<code>Authorization: Bearer plf_…</code>. Each dataset states its licence. <code>/v1</code> never breaks: an
incompatible change would come as a new version, announced at least six months before. Every error has
<a href="/problems">a page that explains it</a>.</p>
</section>"""


def landing(request: Request) -> Response:
    """Serve the page; its Link header leads machines to the catalogue of APIs (RFC 9727)."""
    answer = page("Plateforme", _BODY.replace("{base}", escape(base_url(request.scope))))
    answer.headers["Link"] = (
        '</.well-known/api-catalog>; rel="api-catalog", '
        '</openapi/v1.json>; rel="service-desc"; type="application/json", '
        '</docs>; rel="service-doc"; type="text/html"'
    )
    return answer
