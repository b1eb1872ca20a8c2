"""What machines look for at agreed addresses: the catalogue of APIs and who to tell about a weakness."""

from datetime import datetime, timedelta
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from plateforme.api.problems import base_url

LINKSET: Final = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'

_VALID: Final = timedelta(days=180)
_PUBLIC: Final = {"Cache-Control": "public, max-age=3600"}


def api_catalog(request: Request) -> Response:
    """RFC 9727: every API of the platform, with its description and its documentation."""
    base = base_url(request.scope)
    here = f"{base}/.well-known/api-catalog"
    body = {
        "linkset": [
            {"anchor": here, "item": [{"href": f"{base}/v1/"}, {"href": f"{base}/open311/v2/discovery.json"}]},
            {
                "anchor": f"{base}/v1/",
                "service-desc": [{"href": f"{base}/openapi/v1.json", "type": "application/json"}],
                "service-doc": [{"href": f"{base}/docs", "type": "text/html", "hreflang": ["fr", "en"]}],
                "status": [{"href": f"{base}/v1/", "type": "application/json"}],
                "terms-of-service": [{"href": f"{base}/#terms", "type": "text/html"}],
            },
            {
                "anchor": f"{base}/open311/v2",
                "service-desc": [{"href": f"{base}/openapi/open311.json", "type": "application/json"}],
                "service-doc": [{"href": f"{base}/docs/open311", "type": "text/html", "hreflang": ["fr", "en"]}],
                "service-meta": [{"href": f"{base}/open311/v2/discovery.json", "type": "application/json"}],
                "terms-of-service": [{"href": f"{base}/#terms", "type": "text/html"}],
            },
        ]
    }
    headers = {"Link": f'<{here}>; rel="api-catalog"', "Content-Type": LINKSET, **_PUBLIC}
    return Response(orjson.dumps(body), headers=headers)


def security_txt(request: Request) -> Response:
    """RFC 9116: where to report a weakness; the date moves along, so that it never lapses unnoticed."""
    base = base_url(request.scope)
    now: datetime = request.app.state.clock.now()
    expires = (now + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {base}/#contact",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {base}/.well-known/security.txt",
        f"Policy: {base}/#contact",
    )
    return PlainTextResponse("\n".join(lines) + "\n", headers=_PUBLIC)
