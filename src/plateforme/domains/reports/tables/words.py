"""The few values that columns of street reports may hold."""

from enum import StrEnum


class ReportStatus(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


class ReportOutcome(StrEnum):
    """How a report ended: closed is never to be read as mended."""

    FIXED = "fixed"
    NO_ACTION = "no_action"
    DUPLICATE = "duplicate"
    NOT_RESPONSIBLE = "not_responsible"
    REJECTED = "rejected"
    CANNOT_REPRODUCE = "cannot_reproduce"
    WITHDRAWN = "withdrawn"


class ReportEventKind(StrEnum):
    """What an entry of the history tells."""

    OPENED = "opened"
    MOVED = "moved"
    REOPENED = "reopened"
    COMPLETED = "completed"
    ASSIGNED = "assigned"
    RECATEGORIZED = "recategorized"
    NOTED = "noted"
    PHOTO_ADDED = "photo_added"
    PHOTO_REMOVED = "photo_removed"
    COMMENTED = "commented"
    MERGED = "merged"
    SPLIT = "split"
    FOLLOWED = "followed"
    SCREENED = "screened"
    HIDDEN = "hidden"
    SHOWN = "shown"
    REMOVAL_ASKED = "removal_asked"
    REMOVAL_SETTLED = "removal_settled"
    CONTACT_READ = "contact_read"
    ANONYMIZED = "anonymized"
    ERASED = "erased"


class EventVisibility(StrEnum):
    """Who may read an entry of the history: everybody, or the staff of the responsible organization only."""

    PUBLIC = "public"
    INTERNAL = "internal"


class ReportVisibility(StrEnum):
    """Who may read a report.

    Nobody but its author until it is complete, everybody, its organization, nobody. What was sent to the sandbox is
    read in the sandbox only.
    """

    DRAFT = "draft"
    PUBLIC = "public"
    SANDBOX = "sandbox"
    HIDDEN = "hidden"
    ERASED = "erased"


class TextStatus(StrEnum):
    """Where a free text stands on its way to the public."""

    PUBLISHED = "published"
    IN_REVIEW = "in_review"
    REDACTED = "redacted"
    WITHHELD = "withheld"


class ReviewSubject(StrEnum):
    """What a person looks at before the public does, or because somebody asks."""

    TEXT = "text"
    COMMENT = "comment"
    PHOTO = "photo"
    REMOVAL = "removal"


class RemovalSubject(StrEnum):
    """What somebody wants removed."""

    REPORT = "report"
    TEXT = "text"
    COMMENT = "comment"
    PHOTO = "photo"


class RemovalReason(StrEnum):
    """Why somebody wants something removed."""

    PERSONAL_DATA = "personal_data"
    OFFENSIVE = "offensive"
    FALSE = "false"
    OTHER = "other"


class RemovalStatus(StrEnum):
    """Where a request for removal stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class ErasureReason(StrEnum):
    """Why a report was erased: all that its tombstone says."""

    AUTHOR_REQUEST = "author_request"
    PERSONAL_DATA = "personal_data"
    LEGAL = "legal"
    ABUSE = "abuse"
    MISTAKE = "mistake"
    EXPIRED = "expired"


class ReportChannel(StrEnum):
    """By which way a report came in."""

    API = "api"
    WEB = "web"
    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    COUNTER = "counter"
    STAFF = "staff"
    SENSOR = "sensor"
    OPEN311 = "open311"
    IMPORT = "import"
    SANDBOX = "sandbox"


class LocationPrecision(StrEnum):
    """How well the place of a report is known."""

    POINT = "point"
    ADDRESS = "address"
    COMMUNE = "commune"
    NONE = "none"


def one_of(column: str, values: type[StrEnum]) -> str:
    """The text of a constraint: the column holds one of these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
