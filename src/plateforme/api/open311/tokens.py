"""From a token to the identifier that the request got meanwhile (GeoReport v2 §GET service_request_id from a token)."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from plateforme.api.deps import PlatformDep, ReadSession
from plateforme.api.open311.endpoints import FormatDep
from plateforme.api.open311.formats import answer
from plateforme.api.open311.posting_fields import TOKEN
from plateforme.domains.reports.exchange import waiting

router = APIRouter(tags=["sending"])

Token = Annotated[
    str,
    Path(description="The token that answered the request.", examples=["6f0c3c9a2b2e4a6c8d1f0a9b7c5e3d21"]),
]


@router.get("/tokens/{token}.{format}", **TOKEN)
def get_token(token: Token, form: FormatDep, session: ReadSession, platform: PlatformDep) -> Response:
    """Ask which identifier a request got. While it waits, the answer holds the token only: ask again in two seconds."""
    reference = waiting.reference_of(session, platform.storage, token)
    told = {"token": token} if reference is None else {"service_request_id": reference, "token": token}
    return answer("service_requests", [told], form, headers={"Cache-Control": "no-store"})
