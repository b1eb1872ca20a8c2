"""Every SQL statement about what organizations settle for their reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from plateforme.domains.reports.listings.setting_listings import REPORT_COVERAGES, REPORT_TEAMS
from plateforme.domains.reports.tables import ReportCategory, ReportCoverage, ReportRouting, ReportTeam
from plateforme.kit.db import insert_unique
from plateforme.kit.keyset import Asked, Slice, Stamp, fetch

Setting = TypeVar("Setting", ReportCategory, ReportTeam, ReportCoverage, ReportRouting)


_CATEGORY: Final = select(ReportCategory).where(
    col(ReportCategory.organization) == bindparam("organization"), col(ReportCategory.code) == bindparam("code")
)


def category_row(session: Session, organization: str, code: str, *, hold: bool = False) -> ReportCategory | None:
    """What this organization says about this category, if anything."""
    known = {"organization": organization, "code": code}
    return session.exec(_CATEGORY.with_for_update() if hold else _CATEGORY, params=known).first()


def category_rows(session: Session, organization: str) -> Sequence[ReportCategory]:
    """What this organization says about categories."""
    return session.exec(
        select(ReportCategory).where(ReportCategory.organization == organization).order_by(col(ReportCategory.code))
    ).all()


def team_row(session: Session, organization: str, slug: str, *, hold: bool = False) -> ReportTeam | None:
    """This team of the organization, retired or not."""
    statement = select(ReportTeam).where(ReportTeam.organization == organization, ReportTeam.slug == slug)
    return session.exec(statement.with_for_update() if hold else statement).first()


def team_rows(session: Session, organization: str) -> Sequence[ReportTeam]:
    """The teams of an organization, retired ones included."""
    return session.exec(
        select(ReportTeam).where(ReportTeam.organization == organization).order_by(col(ReportTeam.slug))
    ).all()


def list_teams(session: Session, organization: str, asked: Asked) -> Slice[ReportTeam]:
    """One page of the teams of an organization."""
    return fetch(session, select(ReportTeam).where(ReportTeam.organization == organization), REPORT_TEAMS, asked)


def coverage_row(session: Session, organization: str, slug: str, *, hold: bool = False) -> ReportCoverage | None:
    """This coverage of the organization."""
    statement = select(ReportCoverage).where(ReportCoverage.organization == organization, ReportCoverage.slug == slug)
    return session.exec(statement.with_for_update() if hold else statement).first()


def list_coverages(session: Session, organization: str, asked: Asked) -> Slice[ReportCoverage]:
    """One page of the coverages of an organization."""
    statement = select(ReportCoverage).where(ReportCoverage.organization == organization)
    return fetch(session, statement, REPORT_COVERAGES, asked)


_STAMPS_OF: Final = sql_select(col(ReportCoverage.id), col(ReportCoverage.revision)).where(
    col(ReportCoverage.organization) == bindparam("organization")
)


def coverage_stamps_of(session: Session, organization: str) -> Sequence[Stamp]:
    """Which coverages an organization has, and at which revision each is."""
    found = session.connection().execute(_STAMPS_OF, {"organization": organization})
    return [Stamp(id=id_, revision=revision) for id_, revision in found]


def coverage_stamps_around(
    session: Session, lon: float | None, lat: float | None, *, insee_code: str | None
) -> Sequence[Stamp]:
    """Which coverages of all organizations may hold a place: their box does; lists of communes have the Earth's."""
    if lon is None or lat is None:
        if insee_code is None:
            return []
        lon, lat = -180.0, -90.0  # where no area is: what is left has the box of the Earth
    return _stamps(
        session,
        col(ReportCoverage.west) <= lon,
        col(ReportCoverage.east) >= lon,
        col(ReportCoverage.south) <= lat,
        col(ReportCoverage.north) >= lat,
    )


def _stamps(session: Session, *conditions: ColumnElement[bool]) -> list[Stamp]:
    statement = select(ReportCoverage.id, ReportCoverage.revision).where(*conditions)
    return [Stamp(id=id_, revision=revision) for id_, revision in session.exec(statement)]


def coverages_by_id(session: Session, ids: Sequence[str]) -> Sequence[ReportCoverage]:
    """These coverages, with what they say."""
    return session.exec(select(ReportCoverage).where(col(ReportCoverage.id).in_(ids))).all() if ids else []


def routing_row(session: Session, organization: str, *, hold: bool = False) -> ReportRouting | None:
    """The routing of an organization, if it has any."""
    statement = select(ReportRouting).where(ReportRouting.organization == organization)
    return session.exec(statement.with_for_update() if hold else statement).first()


def routing_stamp(session: Session, organization: str) -> tuple[int, datetime] | None:
    """At which revision the routing of an organization is, and since when, if it has any."""
    statement = select(ReportRouting.revision, ReportRouting.updated_at)
    return session.exec(statement.where(ReportRouting.organization == organization)).first()


def add_setting(session: Session, new: Setting) -> bool:
    """Write a new setting; False when another request has just written it."""
    return insert_unique(session, new)


def change_setting(session: Session, row: Setting) -> None:
    """Write a setting that was changed."""
    session.add(row)
    session.flush()


def remove_setting(session: Session, row: Setting) -> None:
    """Remove a setting."""
    session.delete(row)
    session.flush()
