"""Where each page lives."""

from starlette.routing import Route

from plateforme.api import well_known
from plateforme.api.docs import assets, landing, problem_pages, reference


def routes() -> list[Route]:
    """The pages beside the surfaces: they explain, and hold no data of their own."""
    return [
        Route("/", landing.landing),
        Route("/docs", reference.reference),
        Route("/docs/open311", reference.open311),
        Route(assets.FOLDER + "/{name}", assets.serve),
        Route("/problems", problem_pages.index),
        Route("/problems/{code}", problem_pages.explain),
        Route("/.well-known/api-catalog", well_known.api_catalog),
        Route("/.well-known/security.txt", well_known.security_txt),
        Route("/favicon.ico", assets.icon),
    ]
