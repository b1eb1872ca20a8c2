"""News of requests between partners: `servicerequestupdates`, the extension of mySociety, in both directions."""

from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Response

from plateforme.api.deps import Now, PlatformDep, ReadSession, WriteSession
from plateforme.api.open311.arguments import Arguments, ArgumentsDep, instant_of
from plateforme.api.open311.endpoints import EndpointDep, FormatDep
from plateforme.api.open311.errors import BadArgument, RequestUnknown
from plateforme.api.open311.formats import answer
from plateforme.api.open311.jurisdictions import organization_for
from plateforme.api.open311.posting_fields import UPDATE, UPDATES
from plateforme.api.open311.posting_form import Posted, PostedForm
from plateforme.api.open311.posting_keys import Asking, Sender
from plateforme.api.open311.questions import read_page
from plateforme.api.open311.times import told
from plateforme.domains.reports.errors import ReportNotFound
from plateforme.domains.reports.exchange import partner_updates
from plateforme.domains.reports.exchange.partner_updates import PartnerUpdate
from plateforme.domains.reports.exchange.partner_words import word_of
from plateforme.domains.reports.tables import ReportEvent

router = APIRouter(tags=["sending"])

LATEST: Final = timedelta(days=90)
"""What is told when no dates are named."""

NOT_KEPT: Final = {"Cache-Control": "no-store"}
"""The address may hold a key."""


@router.get("/servicerequestupdates.{format}", **UPDATES)
def list_updates(
    form: FormatDep,
    arguments: ArgumentsDep,
    _asking: Asking,
    session: ReadSession,
    platform: PlatformDep,
    endpoint: EndpointDep,
    now: Now,
) -> Response:
    """List what happened to requests, oldest first: status, words and date of each change that is public."""
    number, size = read_page(arguments)
    found = partner_updates.told(
        session,
        organization=organization_for(session, platform.settings, arguments.text("jurisdiction_id")),
        is_sandbox=endpoint.is_sandbox,
        between=_window(arguments, now=now),
        limit=size,
        offset=(number - 1) * size,
    )
    return answer(
        "service_request_updates", [_update(event, reference) for event, reference in found], form, headers=NOT_KEPT
    )


@router.post("/servicerequestupdates.{format}", **UPDATE)
def post_update(
    form: FormatDep,
    posted: Posted,
    sender: Sender,
    session: WriteSession,
    platform: PlatformDep,
    endpoint: EndpointDep,
    now: Now,
) -> Response:
    """Tell news of a request, once: an `update_id` that is known already is refused.

    From the organization that answers for the request, the news move it; from anybody else they are a comment, read
    over before it is public.
    """
    update = _posted(posted)
    organization_for(session, platform.settings, posted.text("jurisdiction_id"))
    try:
        number = partner_updates.take(session, update, is_sandbox=endpoint.is_sandbox, by=sender, now=now)
    except ReportNotFound:
        raise RequestUnknown from None
    told_update = {"update_id": f"{update.reference}-{number}"}
    return answer("service_request_updates", [told_update], form, headers=NOT_KEPT)


def _window(arguments: Arguments, *, now: datetime) -> tuple[datetime, datetime]:
    since, until = arguments.instant("start_date"), arguments.instant("end_date")
    if (since is None) != (until is None):
        raise BadArgument(
            "end_date" if until is None else "start_date",
            "give start_date and end_date together, or neither for the latest 90 days.",
            french="donnez start_date et end_date ensemble, ou aucune pour les 90 derniers jours.",
        )
    if since is None or until is None:
        return now - LATEST, now + timedelta(seconds=1)
    return since, until


def _posted(form: PostedForm) -> PartnerUpdate:
    missing = "This is needed; the documentation shows an update."
    absent = "Ce champ est nécessaire ; la documentation montre une mise à jour."
    fields = {
        name: form.needed(name, missing, french=absent)
        for name in ("service_request_id", "update_id", "status", "updated_datetime", "description")
    }
    try:
        at = instant_of(fields["updated_datetime"])
    except ValueError:
        raise BadArgument(
            "updated_datetime",
            "Write the date with its offset: 2026-03-04T10:30:00+01:00.",
            french="Écrivez la date avec son décalage : 2026-03-04T10:30:00+01:00.",
        ) from None
    return PartnerUpdate(
        update_id=fields["update_id"],
        reference=fields["service_request_id"],
        word=fields["status"].lower(),
        at=at,
        text=fields["description"],
    )


def _update(event: ReportEvent, reference: str) -> dict[str, Any]:
    status = event.to_status if event.outcome is None else f"{event.to_status}/{event.outcome}"
    return {
        "update_id": f"{reference}-{event.number}",
        "service_request_id": reference,
        "status": word_of(event),
        "updated_datetime": told(event.recorded_at),
        "description": event.explanation or "",
        "media_url": None,
        "external_status_code": status,
        "extras": {"happened_at": told(event.at), "number": event.number},
    }
