"""Where an organization is, for readers that need a point: somewhere in the largest place it answers for."""

from sqlmodel import Session

from plateforme.domains.reports.settings import areas
from plateforme.domains.reports.settings.settled_coverages import Settled, settled_by


def territory_point(session: Session, organization: str) -> tuple[float, float] | None:
    """Longitude and latitude of a point inside the territory, in degrees (WGS 84); none where no area is settled."""
    own = [one for one in settled_by(session, organization) if one.shape is not None and one.responsible is None]
    widest = max(own, key=_width, default=None)
    return None if widest is None else areas.point_inside(widest.shape)


def _width(settled: Settled) -> tuple[bool, float, str]:
    """What is about every category comes before what is about some, a larger area before a smaller one."""
    return not settled.categories, settled.rank[3], settled.slug
