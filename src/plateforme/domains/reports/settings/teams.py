"""The teams of an organization, who belongs to them, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from plateforme.domains.access.consumers import get_consumer
from plateforme.domains.access.errors import ConsumerNotFound
from plateforme.domains.access.organizations import get_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports import store
from plateforme.domains.reports.settings.setting_errors import (
    NotYourTeam,
    ReportTeamInvalid,
    ReportTeamNotFound,
    SettledMeanwhile,
)
from plateforme.domains.reports.tables import Report, ReportTeam
from plateforme.kit.errors import Detail
from plateforme.kit.keyset import Asked, Slice


@dataclass(frozen=True, kw_only=True)
class NewTeam:
    """What an organization says about a team; `members` are slugs of its consumers."""

    name: str
    contact: str | None = None
    members: Sequence[str] = ()


def list_teams(session: Session, organization: str, asked: Asked) -> Slice[ReportTeam]:
    """One page of the teams of an organization, retired ones included."""
    get_organization(session, organization)
    return store.list_teams(session, organization, asked)


def get_team(session: Session, organization: str, slug: str, *, hold: bool = False) -> ReportTeam:
    """A team of the organization, retired or not."""
    row = store.team_row(session, organization, slug, hold=hold)
    if row is None:
        raise ReportTeamNotFound(organization)
    return row


def is_active_team(session: Session, organization: str, slug: str) -> bool:
    """Whether the organization has this team and has not retired it: whether it can be given reports."""
    row = store.team_row(session, organization, slug)
    return row is not None and row.retired_at is None


def teams_of(session: Session, organization: str, consumer: str) -> frozenset[str]:
    """Slugs of the active teams of this organization to which the consumer belongs."""
    rows = store.team_rows(session, organization)
    return frozenset(row.slug for row in rows if row.retired_at is None and consumer in row.members)


def require_team(session: Session, report: Report, by: Principal) -> None:
    """Refuse when the report is another team's.

    Who belongs to no team of the organization acts for all of them, as coordinators and dispatchers do; a report
    without a team is everybody's.
    """
    if report.team is None:
        return
    own = teams_of(session, report.organization, by.consumer)
    if own and report.team not in own:
        raise NotYourTeam(report.reference, report.team)


def held_team_revision(session: Session, organization: str, slug: str) -> int | None:
    """The revision of a team, if there is one; nobody else changes it before this transaction ends."""
    row = store.team_row(session, organization, slug, hold=True)
    return row.revision if row else None


def put_team(
    session: Session, organization: str, slug: str, new: NewTeam, *, by: Principal, now: datetime
) -> tuple[ReportTeam, bool]:
    """Make a team, or say anew what it is; a retired one comes back. The same content changes nothing."""
    by.require_organization(organization)
    if errors := _faults(session, organization, new.members):
        raise ReportTeamInvalid(errors)
    members = sorted(set(new.members))
    row = store.team_row(session, organization, slug, hold=True)
    if row is None:
        row = ReportTeam(
            organization=organization,
            slug=slug,
            name=new.name,
            contact=new.contact,
            members=members,
            created_at=now,
            updated_at=now,
            revision=1,
        )
        if not store.add_setting(session, row):
            raise SettledMeanwhile
        return row, True
    if (row.name, row.contact, row.members, row.retired_at) != (new.name, new.contact, members, None):
        row.name, row.contact, row.members, row.retired_at = new.name, new.contact, members, None
        row.updated_at = now
        row.revision += 1
        store.change_setting(session, row)
    return row, False


def retire_team(session: Session, organization: str, slug: str, *, by: Principal, now: datetime) -> ReportTeam:
    """Give a team no further reports; those that it has stay its own until somebody assigns them anew."""
    by.require_organization(organization)
    row = get_team(session, organization, slug, hold=True)
    if row.retired_at is None:
        row.retired_at = row.updated_at = now
        row.revision += 1
        store.change_setting(session, row)
    return row


def _faults(session: Session, organization: str, members: Sequence[str]) -> list[Detail]:
    return [
        Detail(
            "pointer",
            f"/members/{place}",
            "unknown",
            "Name a consumer of this organization: GET /v1/consumers lists yours.",
            "Nommez un consommateur de cette organisation : GET /v1/consumers donne les vôtres.",
        )
        for place, member in enumerate(members)
        if not _is_own_consumer(session, organization, member)
    ]


def _is_own_consumer(session: Session, organization: str, consumer: str) -> bool:
    try:
        return get_consumer(session, consumer).organization == organization
    except ConsumerNotFound:
        return False
