"""What a category of street reports is: its names, what it asks for, and what the organization promises about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DUPLICATE_RADIUS_M: Final = 50
"""Metres within which two reports of one category may tell of one thing, where the category says nothing else."""

MAX_PHOTOS: Final = 5


class Datatype(StrEnum):
    """What an attribute holds, in the words of Open311 GeoReport v2."""

    STRING = "string"
    TEXT = "text"
    NUMBER = "number"
    DATETIME = "datetime"
    SINGLEVALUELIST = "singlevaluelist"
    MULTIVALUELIST = "multivaluelist"


LISTS: Final = (Datatype.SINGLEVALUELIST, Datatype.MULTIVALUELIST)


class ServiceLevelKind(StrEnum):
    """How the days of a service level are counted: French working days, or every day."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One more thing that a report of a category tells, such as the number of a lamp post.

    `values` are the keys of a list with their French labels. One that is not `variable` is a notice shown to whoever
    reports: it takes no answer. What is not `is_public` is read by the author and by those who work on the report.
    """

    code: str
    label_fr: str
    label_en: str
    datatype: Datatype = Datatype.STRING
    required: bool = False
    is_public: bool = True
    help_fr: str = ""
    values: tuple[tuple[str, str], ...] = ()
    position: int = 0
    variable: bool = True


@dataclass(frozen=True, kw_only=True)
class Category:
    """One kind of problem, as the platform shares it or as one organization has it.

    `is_safety` marks what can hurt someone: checkers raise the severity of forgotten reports by one step. `team` gets
    the reports that no routing rule gives to another. Days of retention override the general schedule, counted from
    the day on which a report was closed.
    """

    code: str
    label_fr: str
    label_en: str
    help_fr: str
    service_level_days: int
    service_level_kind: ServiceLevelKind = ServiceLevelKind.WORKING
    is_safety: bool = False
    organization: str | None = None
    parent: str | None = None
    group: str = "Autres"
    keywords: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    duplicate_radius_m: int = DUPLICATE_RADIUS_M
    max_photos: int = MAX_PHOTOS
    team: str | None = None
    contact_retention_days: int | None = None
    photo_retention_days: int | None = None
    hidden_retention_days: int | None = None
    position: int = 0
    is_active: bool = True
    revision: int = 0

    @property
    def accepts_photos(self) -> bool:
        """Whether a report of this category may come with photos."""
        return self.max_photos > 0
