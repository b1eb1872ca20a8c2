"""When an answer is wanted as GeoJSON (RFC 7946): `format=geojson` says so, or else `Accept`."""

from typing import Final

from fastapi import Request

from plateforme.api.middleware.negotiation import weight_of

GEOJSON: Final = "application/geo+json"


def prefers_features(request: Request) -> bool:
    """Whether `Accept` names GeoJSON, and wants it as much as JSON or more."""
    header = ",".join(request.headers.getlist("accept")).lower()
    if GEOJSON not in header:
        return False
    return weight_of(header, GEOJSON) >= max(weight_of(header, "application/json"), 1e-9)
