"""Reporting over GeoReport v2: one form in, one identifier out, or a token while the database rests."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.open311.endpoints import EndpointDep, FormatDep
from plateforme.api.open311.errors import BadArgument
from plateforme.api.open311.formats import answer
from plateforme.api.open311.languages import VARY, NoticeLanguage
from plateforme.api.open311.posting_content import addressed, content, with_links
from plateforme.api.open311.posting_fields import REQUEST
from plateforme.api.open311.posting_form import Posted
from plateforme.api.open311.posting_keys import Sender, acting
from plateforme.api.open311.posting_notices import WAITING, notice, told
from plateforme.api.open311.posting_photos import Pictures, received
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.errors import ClientIdReused
from plateforme.domains.reports.exchange import waiting
from plateforme.domains.reports.intake import intake
from plateforme.domains.reports.intake.examination import examine
from plateforme.domains.reports.intake.new_report import NewReport
from plateforme.domains.reports.photos import photos
from plateforme.domains.reports.settings.category import Category
from plateforme.kit.errors import PlateformeError

router = APIRouter(tags=["sending"])


@dataclass(frozen=True)
class Prepared:
    """A request that was read and whose sender is known, before anything is written."""

    new: NewReport
    by: Principal
    category: Category
    files: tuple[bytes, ...]
    links: tuple[str, ...]


def _prepare(
    form: Posted, sender: Sender, session: ReadSession, platform: PlatformDep, endpoint: EndpointDep, now: Now
) -> Prepared:
    to = addressed(session, platform.settings, form)
    new = content(form, to, is_sandbox=endpoint.is_sandbox)
    if platform.settings.open311_tokens != "never":
        examine(session, new, now=now)  # a token is given for what can be taken in
    links = form.fields.get("media_url", ())
    return Prepared(new, acting(sender, to.organization), to.category, form.files, links)


PreparedDep = Annotated[Prepared, Depends(_prepare)]


def _receive(prepared: PreparedDep, platform: PlatformDep, endpoint: EndpointDep, now: Now) -> Pictures:
    """Made before the transaction begins: nobody waits for a photo to be decoded."""
    if platform.settings.open311_tokens != "never":
        return Pictures(links=prepared.links)
    if endpoint.is_sandbox:  # where everybody may write, nothing is asked of other servers
        pictures = received(platform, prepared.files, (), most=prepared.category.max_photos, now=now)
        return replace(pictures, links=prepared.links)
    return received(platform, prepared.files, prepared.links, most=prepared.category.max_photos, now=now)


PicturesDep = Annotated[Pictures, Depends(_receive)]


@router.post("/requests.{format}", **REQUEST)
def post_request(
    form: FormatDep,
    prepared: PreparedDep,
    pictures: PicturesDep,
    platform: PlatformDep,
    session: WriteSession,
    now: Now,
    language: NoticeLanguage,
) -> Response:
    """Report a problem. The sandbox takes the key `sandbox` from anybody; the real endpoint needs one of its own.

    `service_notice` is in French, and in English where `Accept-Language` asks for it.
    The same `client_request_id` from the same key gives the same request: a lost answer costs nothing.
    """
    new = with_links(prepared.new, pictures.links)
    if platform.settings.open311_tokens != "never":
        token = waiting.put(
            platform.storage,
            new,
            files=prepared.files[: prepared.category.max_photos],
            by=prepared.by,
            now=now,
        )
        platform.jobs.wake()
        return _answer({"token": token, "service_notice": WAITING[language], "account_id": None}, form)
    try:
        report, _ = intake.create_report(session, new, by=prepared.by, now=now)
    except ClientIdReused as known:
        raise _reused(known) from None
    refused = list(pictures.refused)
    for picture in pictures.received:
        try:
            _, is_new = photos.add_photo(session, report, picture, by=prepared.by, title=None, now=now)
        except PlateformeError as error:
            refused.append(told(french=error.french or error.detail, english=error.detail))
            is_new = False
        if not is_new:
            photos.discard(platform.storage, picture)
    said = notice(session, report, refused, now=now, language=language)
    return _answer({"service_request_id": report.reference, "service_notice": said, "account_id": None}, form)


def _answer(told: dict[str, Any], form: Any) -> Response:
    """The answer may name reports nearby and is nobody else's: it is kept nowhere."""
    return answer("service_requests", [told], form, headers={"Cache-Control": "no-store", **VARY})


def _reused(known: ClientIdReused) -> BadArgument:
    reference = known.extra["reference"]
    return BadArgument(
        "client_request_id",
        f"this identifier already made request {reference}, with another content. Send a new one for a new request.",
        french=f"cet identifiant a déjà fait la demande {reference}, avec un autre contenu. Envoyez-en un nouveau pour "
        "une nouvelle demande.",
    )
