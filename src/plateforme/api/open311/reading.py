"""Reports in public: the requests of GeoReport v2, one by one and in pages."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession, Site
from plateforme.api.open311.arguments import Arguments, ArgumentsDep
from plateforme.api.open311.document import EXTENSIONS, FILTERS, JURISDICTION, PAGES, described
from plateforme.api.open311.endpoints import EndpointDep, FormatDep, Here
from plateforme.api.open311.errors import RequestUnknown, ServiceUnknown
from plateforme.api.open311.formats import answer
from plateforme.api.open311.jurisdictions import named
from plateforme.api.open311.languages import VARY, NoticeLanguage
from plateforme.api.open311.questions import read_page, read_question
from plateforme.api.open311.records import records
from plateforme.domains.reports.listings.public_questions import Question
from plateforme.domains.reports.search import public_pages
from plateforme.domains.reports.settings import offer
from plateforme.kit.db import Session

router = APIRouter(tags=["requests"])

RequestId = Annotated[
    str, Path(description="Identifier of the request: the reference of the report.", examples=["2026-0302-7QK2M9"])
]


@router.get("/requests.{format}", **described("service_requests", JURISDICTION, *FILTERS, *PAGES, EXTENSIONS))
def list_requests(
    form: FormatDep,
    arguments: ArgumentsDep,
    session: ReadSession,
    platform: PlatformDep,
    endpoint: EndpointDep,
    site: Site,
    here: Here,
    now: Now,
    language: NoticeLanguage,
) -> Response:
    """List requests, newest first: those of the latest 90 days, and the first 1,000 of them, when nothing is said."""
    organization = named(session, platform.settings, arguments.text("jurisdiction_id"))
    question = read_question(arguments, organization=organization, is_sandbox=endpoint.is_sandbox, now=now)
    number, size = read_page(arguments)
    page = public_pages.page(session, question, limit=size, offset=(number - 1) * size)
    if not page.reports:
        require_known(session, question)
    found = records(
        session, page.reports, site=site, now=now, is_extended=arguments.flag("extensions"), language=language
    )
    headers = {**VARY}
    total = _total(page, before=(number - 1) * size)
    if total is None and "page" in arguments:
        total = public_pages.count(session, question)
    if total is not None:
        headers["X-Total-Count"] = str(total)
    if links := _links(arguments, f"{here}/requests.{form}", number=number, has_more=page.has_more):
        headers["Link"] = links
    return answer("service_requests", found, form, headers=headers)


@router.get("/requests/{service_request_id}.{format}", **described("service_requests", JURISDICTION, EXTENSIONS))
def get_request(
    service_request_id: RequestId,
    form: FormatDep,
    arguments: ArgumentsDep,
    session: ReadSession,
    platform: PlatformDep,
    endpoint: EndpointDep,
    site: Site,
    now: Now,
    language: NoticeLanguage,
) -> Response:
    """Read one request."""
    named(session, platform.settings, arguments.text("jurisdiction_id"))
    question = Question(is_sandbox=endpoint.is_sandbox, references=(service_request_id,))
    reports = public_pages.page(session, question, limit=1).reports
    if not reports:
        raise RequestUnknown
    found = records(session, reports, site=site, now=now, is_extended=arguments.flag("extensions"), language=language)
    return answer("service_requests", found, form, headers=VARY)


def require_known(session: Session, question: Question) -> None:
    """Refuse a question about services none of which exists here: a mistyped code would look like no reports."""
    if question.codes and not offer.is_any_known(session, question.codes):
        raise ServiceUnknown


def _total(page: public_pages.Page, *, before: int) -> int | None:
    """How many requests match, where the end is seen; counting them all costs more than reading a page."""
    return before + len(page.reports) if not page.has_more and (page.reports or not before) else None


def _links(arguments: Arguments, address: str, *, number: int, has_more: bool) -> str | None:
    """The `Link` header of a page (RFC 8288): where the first, the previous and the next ones are."""
    pages = {"first": 1, "prev": number - 1, "next": number + 1 if has_more else 0}
    if not has_more and number == 1:
        return None
    return ", ".join(
        f'<{address}?{arguments.again(page=str(page))}>; rel="{rel}"' for rel, page in pages.items() if page > 0
    )
