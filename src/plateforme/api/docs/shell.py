"""The frame around every page: one style sheet, one bar of links, a strict content policy."""

from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from plateforme import __version__
from plateforme.api.docs.assets import path_of

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script, no inline style, no other origin."""

_FRAME: Final = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
{head}</head>
<body>
<header class="bar"><nav aria-label="Plateforme">
<a class="home" href="/">Plateforme</a>
<a href="/docs">Documentation</a>
<a class="wide" href="/v1/"><code>/v1</code></a>
<a href="/problems">Erreurs</a>
</nav></header>
<main{attributes}>
{body}
</main>
<footer>Plateforme {version} · EUPL-1.2 · <a href="/.well-known/security.txt">security.txt</a></footer>
{tail}</body>
</html>
"""


def page(title: str, body: str, *, head: str = "", tail: str = "", attributes: str = "") -> HTMLResponse:
    """A whole page; `body`, `head` and `tail` are HTML, the title is text."""
    html = _FRAME.format(
        title=escape(title),
        icon=path_of("icon.svg"),
        style=path_of("pages.css"),
        head=head,
        body=body,
        tail=tail,
        attributes=attributes,
        version=__version__,
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=300"}
    return HTMLResponse(html, headers=headers)
