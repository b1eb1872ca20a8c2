"""How the platform fares, for whoever watches it."""

from fastapi import Response

from plateforme.api.deps import PlatformDep
from plateforme.api.resource import Resource
from plateforme.api.v1.metrics.exposition import MEDIA_TYPE, exposition

router = Resource(tags=["entry"])

_EXAMPLE = """\
# HELP plateforme_answers_total Answers by how they were found.
# TYPE plateforme_answers_total counter
plateforme_answers_total{plan="cache"} 512
"""


@router.get(
    "/metrics",
    operation_id="get_metrics",
    response_class=Response,
    responses={
        200: {
            "description": "The counts, in the text format of Prometheus.",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    },
)
def get_metrics(platform: PlatformDep) -> Response:
    """Read what is counted about answers.

    Which plan found them, how many were kept ready, how long questions took and which were refused for a budget: sums
    over the processes of this server since each of them began.
    """
    return Response(exposition(platform.tallies.totals()), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
