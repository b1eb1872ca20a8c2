"""The words of the ledger: what may be judged, what may be said of it, and how loudly."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """What a policy, a finding or a score is about."""

    DATASET = "dataset"
    REPORT = "report"
    SERVICE = "service"


class FreshnessState(StrEnum):
    """What an evaluation says of a subject. `not_evaluable` is never stale and never good."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    DELINQUENT = "delinquent"
    EXEMPT = "exempt"
    NOT_EVALUABLE = "not_evaluable"


class StaleState(StrEnum):
    """The two states that make a finding, in order of gravity."""

    OVERDUE = "overdue"
    DELINQUENT = "delinquent"


class FindingStatus(StrEnum):
    """Where a finding stands in its lifecycle."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    MUTED = "muted"
    FALSE_POSITIVE = "false_positive"
    ACCEPTED = "accepted"


class Severity(StrEnum):
    """How loudly a finding speaks, quietest first."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class PolicyVerdict(StrEnum):
    """What a policy asks for: to evaluate against its delays, or to say at once why nothing is evaluated."""

    EVALUATE = "evaluate"
    EXEMPT = "exempt"
    NOT_EVALUABLE = "not_evaluable"


class PolicyOrigin(StrEnum):
    """Where a policy comes from; the most specific one applies (declared, then category, then default)."""

    DECLARED = "declared"
    CATEGORY = "category"
    DEFAULT = "default"


class PolicyClock(StrEnum):
    """Which of the two clocks a policy reads: time since the last evidence, or a date that was promised."""

    RECENCY = "recency"
    EXPIRY = "expiry"


class PolicyAnchor(StrEnum):
    """The date from which the delays of a policy count."""

    EVIDENCE = "evidence"
    PLANNED_DATE = "planned_date"
    PROMISED_DATE = "promised_date"
    VALID_TO = "valid_to"


class PolicySelector(StrEnum):
    """Which property of a subject chooses a policy."""

    FREQUENCY = "frequency"
    METADATA = "metadata"
    STATUS = "status"
    PROMISE = "promise"
    FACET = "facet"
    CATEGORY = "category"
    VALIDITY = "validity"
    SUBJECT = "subject"


class EvidenceType(StrEnum):
    """What proves that a subject is alive, strongest first."""

    CONTENT_CHANGED = "content_changed"
    CONFIRMED = "confirmed"
    EVENT = "event"
    FIRST_OBSERVED = "first_observed"
    DECLARED_MODIFIED = "declared_modified"
    HTTP_LAST_MODIFIED = "http_last_modified"
    DECLARED_DATE = "declared_date"


class EvidencePrecision(StrEnum):
    """How precisely a piece of evidence is dated. A date alone counts as the end of that day in Paris."""

    DATE = "date"
    INSTANT = "instant"


class FindingEventKind(StrEnum):
    """What happened to a finding."""

    OPENED = "opened"
    ESCALATED = "escalated"
    UPDATED = "updated"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    LAPSED = "lapsed"
    HANDLED = "handled"
