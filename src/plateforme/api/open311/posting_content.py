"""What a posted request says, as the platform takes a report in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from plateforme.api.open311.arguments import Arguments, instant_of
from plateforme.api.open311.errors import BadArgument, ServiceUnknown
from plateforme.api.open311.jurisdictions import organization_for
from plateforme.api.open311.posting_form import PostedForm
from plateforme.api.open311.posting_notices import PHOTO_LINK
from plateforme.domains.reports.errors import ReportInvalid
from plateforme.domains.reports.intake.new_report import NewReport
from plateforme.domains.reports.people.people import NewReporter
from plateforme.domains.reports.places import places
from plateforme.domains.reports.settings import categories, coverage
from plateforme.domains.reports.settings.category import Category
from plateforme.domains.reports.tables import ReportChannel
from plateforme.kit.db import Session
from plateforme.kit.settings import Settings

CLIENT_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,100}")
PERSON: Final = ("first_name", "last_name", "email", "phone", "account_id", "device_id")


@dataclass(frozen=True)
class Addressed:
    """To whom, and about what, a request is."""

    organization: str
    category: Category


def addressed(session: Session, settings: Settings, form: PostedForm) -> Addressed:
    """The organization and the service that are meant.

    Without a `jurisdiction_id`, whoever is known to answer for the point does; a service that is no longer offered is
    not known any more. A place that cannot be meant is said first: nobody answers for it.
    """
    code = form.needed(
        "service_code", "Say which service: the list of services has its code.", french="Dites quel service."
    )
    named = form.text("jurisdiction_id")
    organization = organization_for(session, settings, named)
    if organization is None:
        lon, lat = point(form)
        if faults := places.faults(lon, lat, address=form.text("address_string") or form.text("address_id")):
            raise ReportInvalid(faults)
        organization = None if lon is None else coverage.answering(session, lon, lat, code).organization
    if organization is None:
        raise BadArgument(
            "jurisdiction_id",
            "Several organizations take requests here, and none is known to answer for this place: name one.",
            french="Plusieurs organisations reçoivent des demandes ici, et aucune n’est connue pour ce lieu : "
            "indiquez-en une.",
        )
    category = categories.find(session, organization, code)
    if category is None or not category.is_active:
        raise ServiceUnknown
    return Addressed(organization, category)


def point(form: PostedForm) -> tuple[float | None, float | None]:
    """Longitude and latitude, both or neither."""
    given = Arguments({name: text for name in ("lat", "long") if (text := form.text(name)) is not None})
    lat, lon = given.number("lat"), given.number("long")
    if (lat is None) != (lon is None):
        missing = "long" if lon is None else "lat"
        raise BadArgument(
            missing,
            "Send lat and long together, in degrees (WGS 84), or neither and an address_string.",
            french="Envoyez lat et long ensemble, en degrés (WGS 84), ou ni l’un ni l’autre et une address_string.",
        )
    return lon, lat


def content(form: PostedForm, to: Addressed, *, is_sandbox: bool) -> NewReport:
    """The report that the form tells of.

    The standard asks for no description: the name of the service stands in for one, so that the report is complete.
    An `address_id` alone is a place too.
    """
    lon, lat = point(form)
    address_id = form.text("address_id")
    return NewReport(
        organization=to.organization,
        category=to.category.code,
        description=form.text("description") or to.category.label_fr,
        lon=lon,
        lat=lat,
        address=form.text("address_string") or (address_id if lon is None else None),
        address_id=address_id,
        postcode=form.text("zipcode"),
        insee_code=places.commune_of(address_id),
        occurred_at=_seen_at(form),
        client_id=_client_id(form),
        attributes=form.attributes(),
        reporter=_reporter(form),
        channel=ReportChannel.SANDBOX if is_sandbox else ReportChannel.OPEN311,
        sample=is_sandbox,
    )


def with_links(new: NewReport, links: Sequence[str]) -> NewReport:
    """The report with the addresses of photos that were not fetched: kept beside it, for those who work on it."""
    if not links:
        return new
    return replace(new, attributes={PHOTO_LINK: list(links) if len(links) > 1 else links[0], **new.attributes})


def _seen_at(form: PostedForm) -> datetime | None:
    text = form.text("requested_datetime")
    if text is None:
        return None
    try:
        return instant_of(text)
    except ValueError:
        raise BadArgument(
            "requested_datetime",
            "Write the date as 2026-03-02T09:14:00+01:00, or leave it out: it is now then.",
            french="Écrivez la date ainsi : 2026-03-02T09:14:00+01:00, ou ne l’indiquez pas.",
        ) from None


def _client_id(form: PostedForm) -> str | None:
    text = form.text("client_request_id")
    if text is not None and not CLIENT_REQUEST_ID.fullmatch(text):
        raise BadArgument(
            "client_request_id",
            "Draw an identifier of 8 to 100 letters, digits, dots, colons, hyphens or underscores, such as a UUID.",
            french="Tirez un identifiant de 8 à 100 lettres, chiffres, points, deux-points, tirets ou soulignés, tel "
            "qu’un UUID.",
        )
    return text


def _reporter(form: PostedForm) -> NewReporter | None:
    told: dict[str, Any] = {name: form.text(name) for name in PERSON}
    return NewReporter(**told) if any(told.values()) else None
