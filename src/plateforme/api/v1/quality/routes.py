"""Quality: what freshness means, what is wrong, how organizations stand and when somebody last looked."""

from fastapi import APIRouter

from plateforme.api.v1.quality import routes_findings, routes_policies, routes_scores

router = APIRouter()
for part in (routes_policies, routes_findings, routes_scores):
    router.include_router(part.router)
