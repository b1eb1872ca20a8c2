"""The client of Plateforme: one method per operation, one exception per problem.

Generated from the OpenAPI document by `plateforme client`: do not edit, change the API and run it again.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from plateforme.client.errors import ProblemError
from plateforme.client.retrying import Retries
from plateforme.client.transport import Network, Transport, at, new_key
from plateforme.client.v1_types import (
    AttachmentChange,
    AttachmentOut,
    ConsumerIn,
    ConsumerOut,
    CoverageOut,
    DatasetChange,
    DatasetIn,
    DatasetOut,
    DuplicateCandidatesOut,
    DuplicateIn,
    EntryOut,
    EvaluationsIn,
    ExportDigestOut,
    FacetsOut,
    FeedOut,
    FindingChange,
    FindingDetailOut,
    FindingOut,
    GroupPageOut,
    KeyIn,
    KeyOut,
    MemberOut,
    NearReportOut,
    NewKeyOut,
    OrganizationIn,
    OrganizationOut,
    PageAttachmentOut,
    PageConsumerOut,
    PageDatasetOut,
    PageFindingOut,
    PageKeyOut,
    PageMemberOut,
    PageNearReportOut,
    PageOrganizationOut,
    PagePolicyOut,
    PagePublicationOut,
    PageQualityRunOut,
    PageReportCategoryOut,
    PageReportCommentOut,
    PageReportCoverageOut,
    PageReportEventOut,
    PageReportOut,
    PageReportPhotoOut,
    PageReportReviewOut,
    PageReportTeamOut,
    PageScopeOut,
    PageScoreOut,
    PageServiceOut,
    PageVersionOut,
    PhotoDecision,
    PolicyIn,
    PolicyOut,
    PublicationOut,
    PullIn,
    PullOut,
    QualityRunIn,
    QualityRunOut,
    RecordedOut,
    RemovalRequestDecision,
    RemovalRequestIn,
    RemovalRequestOut,
    ReportBatchIn,
    ReportBatchOut,
    ReportCategoryIn,
    ReportCategoryOut,
    ReportChange,
    ReportCommentIn,
    ReportCommentOut,
    ReportConfirmationIn,
    ReportConfirmationsOut,
    ReportContentIn,
    ReportCoverageIn,
    ReportCoverageOut,
    ReportDestinationOut,
    ReportEventOut,
    ReportEventRedaction,
    ReportIn,
    ReportModerationOut,
    ReportNoteIn,
    ReportOut,
    ReportPhotoOut,
    ReportRetentionOut,
    ReportReviewOut,
    ReportRoutingIn,
    ReportRoutingOut,
    ReportStatisticsOut,
    ReportTeamIn,
    ReportTeamOut,
    ReportTextIn,
    ReportVisibilityIn,
    ReporterOut,
    Restoration,
    RoutingOut,
    RowChangeOut,
    RowChangePageOut,
    RowFacetsOut,
    RowHistogramOut,
    RowPageOut,
    RowWriteOut,
    SchemaVersionsOut,
    ScopeOut,
    ScoreOut,
    ScoreboardOut,
    ScoresIn,
    ServiceChange,
    ServiceIn,
    ServiceOut,
    TableSchemaOut,
    TextDecision,
    TextPreviewIn,
    TextPreviewOut,
    VersionOut,
    VocabularyOut,
    Withdrawal,
)


class AlreadyCurrent(ProblemError):
    """The current version has this very content."""

    known_code = "already_current"


class AttachmentNotFound(ProblemError):
    """The dataset has no attachment with this identifier."""

    known_code = "attachment_not_found"


class BadArgument(ProblemError):
    """An argument of a GeoReport v2 request cannot be read, or does not go with the others."""

    known_code = "bad_argument"


class BadBbox(ProblemError):
    """The bounding box cannot be read."""

    known_code = "bad_bbox"


class BadCursor(ProblemError):
    """A cursor that the platform did not make, or not for this question."""

    known_code = "bad_cursor"


class BadGrouping(ProblemError):
    """Figures by something that reports are not told apart by."""

    known_code = "bad_grouping"


class BadPlace(ProblemError):
    """The question lacks half of a place, or names one that is not on Earth."""

    known_code = "bad_place"


class BadQuery(ProblemError):
    """A parameter of the address or a header is unknown or has a wrong value."""

    known_code = "bad_query"


class BadSort(ProblemError):
    """An order by something that cannot be sorted by."""

    known_code = "bad_sort"


class BadSpot(ProblemError):
    """The point of a question about what is near is none."""

    known_code = "bad_spot"


class BadValue(ProblemError):
    """A value that does not fit its column or parameter."""

    known_code = "bad_value"


class BreakingChanges(ProblemError):
    """The columns would break what readers rely on, and nobody has accepted that."""

    known_code = "breaking_changes"


class Busy(ProblemError):
    """The platform cannot answer now; `Retry-After` says when to come back."""

    known_code = "busy"


class ChangesNotComparable(ProblemError):
    """The rows of two versions are not identified by the same columns, so they cannot be compared."""

    known_code = "changes_not_comparable"


class ChangesNotReady(ProblemError):
    """The comparison of two versions is still being computed."""

    known_code = "changes_not_ready"


class ClientIdReused(ProblemError):
    """The same client_id was sent before with another content."""

    known_code = "client_id_reused"


class CommentInvalid(ProblemError):
    """A comment breaks a rule."""

    known_code = "comment_invalid"


class CommentNotFound(ProblemError):
    """The report has no comment of this number that the caller may see."""

    known_code = "comment_not_found"


class Conflict(ProblemError):
    """It clashes with the present state of the resource."""

    known_code = "conflict"


class ConsumerExists(ProblemError):
    """The slug is taken."""

    known_code = "consumer_exists"


class ConsumerNotFound(ProblemError):
    """No consumer has this slug."""

    known_code = "consumer_not_found"


class CursorExpired(ProblemError):
    """The version a cursor walks through is no longer readable."""

    known_code = "cursor_expired"


class DatasetDeleted(ProblemError):
    """The dataset was deleted by its producer, who said why."""

    known_code = "dataset_deleted"


class DatasetExists(ProblemError):
    """The slug is taken."""

    known_code = "dataset_exists"


class DatasetNotFound(ProblemError):
    """No dataset bears this slug."""

    known_code = "dataset_not_found"


class DecisionInvalid(ProblemError):
    """A decision lacks something."""

    known_code = "decision_invalid"


class DuplicateInvalid(ProblemError):
    """The two reports cannot be one group."""

    known_code = "duplicate_invalid"


class EditsRefused(ProblemError):
    """Some operations break a rule of the table: none of them was carried out."""

    known_code = "edits_refused"


class EditsUnreadable(ProblemError):
    """The body that should change rows is not of its announced form; nothing of it was looked at."""

    known_code = "edits_unreadable"


class ErrorsNotFound(ProblemError):
    """The publication has no list of errors."""

    known_code = "errors_not_found"


class EvaluationInvalid(ProblemError):
    """An evaluation names an unknown rule or lacks what its state needs."""

    known_code = "evaluation_invalid"


class ExportNotReady(ProblemError):
    """The file whose digest was asked is still being written."""

    known_code = "export_not_ready"


class FeedCursorExpired(ProblemError):
    """Changes after this cursor are no longer kept: whoever holds a copy has missed some."""

    known_code = "feed_cursor_expired"


class FetchRefused(ProblemError):
    """The platform may not, or could not, pull the file from that address."""

    known_code = "fetch_refused"


class FileRefused(ProblemError):
    """The file is no table that can be published; `report` says what is wrong, where, and how to mend it."""

    known_code = "file_refused"


class FindingNotFound(ProblemError):
    """No finding has this id."""

    known_code = "finding_not_found"


class FindingResolved(ProblemError):
    """A resolved finding cannot be handled any more: only a new evaluation reopens it."""

    known_code = "finding_resolved"


class ForbiddenMove(ProblemError):
    """The lifecycle has no way from the present status to the one asked for."""

    known_code = "forbidden_move"


class Gone(ProblemError):
    """It existed and was withdrawn; the detail says why and what replaces it."""

    known_code = "gone"


class GroupChanged(ProblemError):
    """Somebody else has just merged or split one of the reports."""

    known_code = "group_changed"


class HandlingInvalid(ProblemError):
    """A finding's handling lacks its reason or its end, or ends too late."""

    known_code = "handling_invalid"


class HistoryGone(ProblemError):
    """A version between which changes were asked is withdrawn, or no longer kept."""

    known_code = "history_gone"


class IdempotencyInProgress(ProblemError):
    """The first request with this Idempotency-Key is still being carried out."""

    known_code = "idempotency_in_progress"


class IdempotencyKeyInvalid(ProblemError):
    """The header is empty, too long, or holds characters that it may not hold."""

    known_code = "idempotency_key_invalid"


class IdempotencyKeyReused(ProblemError):
    """The Idempotency-Key was used for another request body."""

    known_code = "idempotency_key_reused"


class ImportNotAllowed(ProblemError):
    """Only the responsible organization may bring in reports with a past opening date."""

    known_code = "import_not_allowed"


class InsufficientScope(ProblemError):
    """The key is valid and does not carry the scope that this operation needs."""

    known_code = "insufficient_scope"


class InternalError(ProblemError):
    """The platform failed; the request id finds the trace in its logs."""

    known_code = "internal_error"


class Invalid(ProblemError):
    """The content was understood and breaks a rule."""

    known_code = "invalid"


class JurisdictionUnknown(ProblemError):
    """No organization of the platform has this `jurisdiction_id`."""

    known_code = "jurisdiction_unknown"


class KeyNotFound(ProblemError):
    """The consumer has no key with this identifier."""

    known_code = "key_not_found"


class KeyRequired(ProblemError):
    """Rows of a table without a primary key cannot be written one by one: nothing says which row is meant."""

    known_code = "key_required"


class MalformedBody(ProblemError):
    """The body does not follow the media type it announces."""

    known_code = "malformed_body"


class MalformedJson(ProblemError):
    """The body is not well-formed JSON, so nothing was read."""

    known_code = "malformed_json"


class MetadataInvalid(ProblemError):
    """A field of the description breaks a rule of the catalogue."""

    known_code = "metadata_invalid"


class MethodNotAllowed(ProblemError):
    """The address exists; `Allow` lists its methods."""

    known_code = "method_not_allowed"


class MoveInvalid(ProblemError):
    """The move is allowed and lacks something, or says something that does not go with it."""

    known_code = "move_invalid"


class NoContour(ProblemError):
    """A code in `within` for which no outline is published."""

    known_code = "no_contour"


class NoFile(ProblemError):
    """A publication names neither a file nor a URL, or names both."""

    known_code = "no_file"


class NoGeometry(ProblemError):
    """GeoJSON was asked of a table without places."""

    known_code = "no_geometry"


class NoPlaces(ProblemError):
    """A question about places, put to things that have none."""

    known_code = "no_places"


class NoVersionThen(ProblemError):
    """The dataset had no version yet at that moment."""

    known_code = "no_version_then"


class NotADuplicate(ProblemError):
    """The report follows no other one: there is nothing to split."""

    known_code = "not_a_duplicate"


class NotAcceptable(ProblemError):
    """The resource exists, but in none of the requested media types."""

    known_code = "not_acceptable"


class NotFound(ProblemError):
    """Nothing lives at this address."""

    known_code = "not_found"


class NotPublished(ProblemError):
    """A draft or a sandbox report can be neither hidden nor shown."""

    known_code = "not_published"


class NotWaiting(ProblemError):
    """The publication does not wait for anybody's acceptance."""

    known_code = "not_waiting"


class NotYourOrganization(ProblemError):
    """The thing belongs to another organization than the key."""

    known_code = "not_your_organization"


class NotYourTeam(ProblemError):
    """The report is another team's, and the caller acts for its own teams only."""

    known_code = "not_your_team"


class NotYoursToDecide(ProblemError):
    """Neither who made it nor a moderator of the organization that answers."""

    known_code = "not_yours_to_decide"


class NothingPublished(ProblemError):
    """The dataset is described and has no table yet."""

    known_code = "nothing_published"


class NothingToDo(ProblemError):
    """The change says nothing."""

    known_code = "nothing_to_do"


class NothingToRedact(ProblemError):
    """The entry of the history says nothing that could be replaced."""

    known_code = "nothing_to_redact"


class OrganizationExists(ProblemError):
    """The slug is taken."""

    known_code = "organization_exists"


class OrganizationNotFound(ProblemError):
    """No organization has this slug."""

    known_code = "organization_not_found"


class OriginalGone(ProblemError):
    """The words as written were purged by an earlier decision and cannot be published any more."""

    known_code = "original_gone"


class PayloadTooLarge(ProblemError):
    """The body is larger than the platform accepts here."""

    known_code = "payload_too_large"


class PhotoDecided(ProblemError):
    """A photo that was withheld is gone: nothing is left to decide."""

    known_code = "photo_decided"


class PhotoNotFound(ProblemError):
    """The report has no photo of this number that the caller may see."""

    known_code = "photo_not_found"


class PhotoNotYours(ProblemError):
    """Photos are added and removed by the author of the report and by the organization that answers for it."""

    known_code = "photo_not_yours"


class PhotoRefused(ProblemError):
    """The file is no photo that can be kept: empty, too large, damaged, or of a kind that is not read."""

    known_code = "photo_refused"


class PolicyInvalid(ProblemError):
    """The delays of a policy contradict each other or its verdict."""

    known_code = "policy_invalid"


class PolicyNotFound(ProblemError):
    """Neither a default policy nor an override has this address."""

    known_code = "policy_not_found"


class PreconditionFailed(ProblemError):
    """The resource changed since it was read."""

    known_code = "precondition_failed"


class PreconditionRequired(ProblemError):
    """A change needs `If-Match` with the current ETag."""

    known_code = "precondition_required"


class PublicationEnded(ProblemError):
    """The publication has ended, and what has ended cannot be cancelled."""

    known_code = "publication_ended"


class PublicationNotFound(ProblemError):
    """The dataset has no publication with this identifier."""

    known_code = "publication_not_found"


class PullNotFound(ProblemError):
    """The dataset is not pulled on a schedule."""

    known_code = "pull_not_found"


class QualityRunInvalid(ProblemError):
    """A run ends before it starts, or in the future."""

    known_code = "quality_run_invalid"


class QualityRunNotFound(ProblemError):
    """No quality run has this id."""

    known_code = "quality_run_not_found"


class QueryTooLarge(ProblemError):
    """The question used up its memory budget."""

    known_code = "query_too_large"


class QueryTooSlow(ProblemError):
    """The question used up its time budget."""

    known_code = "query_too_slow"


class RangeNotSatisfiable(ProblemError):
    """The range begins after the end of the file: see `Content-Range`."""

    known_code = "range_not_satisfiable"


class Refused(ProblemError):
    """The caller is known and may not do this."""

    known_code = "refused"


class RemovalRequestInvalid(ProblemError):
    """A request for removal points at nothing, or breaks a rule."""

    known_code = "removal_request_invalid"


class RemovalRequestNotFound(ProblemError):
    """The report has no such request for removal."""

    known_code = "removal_request_not_found"


class RemovalRequestSettled(ProblemError):
    """The request was answered before."""

    known_code = "removal_request_settled"


class ReportCategoryInvalid(ProblemError):
    """A term of the category breaks a rule."""

    known_code = "report_category_invalid"


class ReportCategoryNotFound(ProblemError):
    """No category has this code here."""

    known_code = "report_category_not_found"


class ReportClosed(ProblemError):
    """Something that only makes sense while a report is open."""

    known_code = "report_closed"


class ReportCoverageInvalid(ProblemError):
    """The coverage cannot be read, or says nothing."""

    known_code = "report_coverage_invalid"


class ReportCoverageNotFound(ProblemError):
    """The organization has settled no such place."""

    known_code = "report_coverage_not_found"


class ReportErased(ProblemError):
    """The report was erased; its tombstone is in the feed of changes."""

    known_code = "report_erased"


class ReportEventNotFound(ProblemError):
    """The history of the report has no entry of this number."""

    known_code = "report_event_not_found"


class ReportInvalid(ProblemError):
    """A field of the report breaks a rule."""

    known_code = "report_invalid"


class ReportNotFound(ProblemError):
    """No report bears this reference."""

    known_code = "report_not_found"


class ReportRoutingInvalid(ProblemError):
    """A rule cannot be read, or names what does not exist."""

    known_code = "report_routing_invalid"


class ReportTeamInvalid(ProblemError):
    """A field of the team breaks a rule."""

    known_code = "report_team_invalid"


class ReportTeamNotFound(ProblemError):
    """The organization has no such team."""

    known_code = "report_team_not_found"


class ReporterNotFound(ProblemError):
    """Nothing is known about who made the report, or not any more."""

    known_code = "reporter_not_found"


class RequestUnknown(ProblemError):
    """No request has this identifier, or the public may not see it."""

    known_code = "request_unknown"


class RowNotFound(ProblemError):
    """The version has no row with this key."""

    known_code = "row_not_found"


class SchemaInvalid(ProblemError):
    """The declared Table Schema cannot be read: `errors` points at each faulty member."""

    known_code = "schema_invalid"


class SchemaRetired(ProblemError):
    """The notice of an earlier schema is over."""

    known_code = "schema_retired"


class SchemaVersionNotFound(ProblemError):
    """No readable version of the dataset has a schema with this number."""

    known_code = "schema_version_not_found"


class ScopeNotHeld(ProblemError):
    """A key cannot grant what it does not hold itself."""

    known_code = "scope_not_held"


class ScoresInvalid(ProblemError):
    """The same organization and kind are given twice."""

    known_code = "scores_invalid"


class ServiceExists(ProblemError):
    """The slug is taken."""

    known_code = "service_exists"


class ServiceInvalid(ProblemError):
    """A field of the entry breaks a rule of the catalogue."""

    known_code = "service_invalid"


class ServiceNotFound(ProblemError):
    """No public service bears this slug."""

    known_code = "service_not_found"


class ServiceUnknown(ProblemError):
    """No category that can be reported has this `service_code`."""

    known_code = "service_unknown"


class SettledMeanwhile(ProblemError):
    """Somebody else has just made the same thing."""

    known_code = "settled_meanwhile"


class SheetTooLarge(ProblemError):
    """More than a sheet of Excel can hold."""

    known_code = "sheet_too_large"


class StillADraft(ProblemError):
    """A draft has no status that could change: nobody but its author knows it."""

    known_code = "still_a_draft"


class TokenNotFound(ProblemError):
    """This token was never given, or too long ago."""

    known_code = "token_not_found"


class TooManyAttachments(ProblemError):
    """The dataset has as many attachments as it may have."""

    known_code = "too_many_attachments"


class TooManyExports(ProblemError):
    """Every export slot of this process is taken."""

    known_code = "too_many_exports"


class TooManyGroups(ProblemError):
    """The groups of a question do not fit into the memory of one."""

    known_code = "too_many_groups"


class TooManyPhotos(ProblemError):
    """The report has as many photos as its category takes."""

    known_code = "too_many_photos"


class TooManyQuestions(ProblemError):
    """Every place for a question that takes long stayed taken."""

    known_code = "too_many_questions"


class Unauthenticated(ProblemError):
    """The operation needs a valid API key, sent as a bearer token."""

    known_code = "unauthenticated"


class UnknownFacet(ProblemError):
    """The catalogue has no such facet."""

    known_code = "unknown_facet"


class UnknownFormat(ProblemError):
    """The address ends in something that is no format of GeoReport v2."""

    known_code = "unknown_format"


class UnknownParameter(ProblemError):
    """A parameter, column or operator that this dataset does not have."""

    known_code = "unknown_parameter"


class UnknownScope(ProblemError):
    """A scope that does not exist was asked for."""

    known_code = "unknown_scope"


class UnsupportedMediaType(ProblemError):
    """The operation does not read this media type."""

    known_code = "unsupported_media_type"


class UpdateExists(ProblemError):
    """This partner has sent an update under this identifier before."""

    known_code = "update_exists"


class UpdateInvalid(ProblemError):
    """A field of the update breaks a rule."""

    known_code = "update_invalid"


class Validation(ProblemError):
    """The body was understood and breaks at least one rule."""

    known_code = "validation"


class VersionNotFound(ProblemError):
    """The dataset has no version with this number."""

    known_code = "version_not_found"


class VersionPruned(ProblemError):
    """The content of this version is no longer kept."""

    known_code = "version_pruned"


class VersionWithdrawn(ProblemError):
    """The producer withdrew this version."""

    known_code = "version_withdrawn"


class WaitingRefused(ProblemError):
    """A report that waited could not be taken in."""

    known_code = "waiting_refused"


PROBLEMS: Mapping[str, type[ProblemError]] = {
    "already_current": AlreadyCurrent,
    "attachment_not_found": AttachmentNotFound,
    "bad_argument": BadArgument,
    "bad_bbox": BadBbox,
    "bad_cursor": BadCursor,
    "bad_grouping": BadGrouping,
    "bad_place": BadPlace,
    "bad_query": BadQuery,
    "bad_sort": BadSort,
    "bad_spot": BadSpot,
    "bad_value": BadValue,
    "breaking_changes": BreakingChanges,
    "busy": Busy,
    "changes_not_comparable": ChangesNotComparable,
    "changes_not_ready": ChangesNotReady,
    "client_id_reused": ClientIdReused,
    "comment_invalid": CommentInvalid,
    "comment_not_found": CommentNotFound,
    "conflict": Conflict,
    "consumer_exists": ConsumerExists,
    "consumer_not_found": ConsumerNotFound,
    "cursor_expired": CursorExpired,
    "dataset_deleted": DatasetDeleted,
    "dataset_exists": DatasetExists,
    "dataset_not_found": DatasetNotFound,
    "decision_invalid": DecisionInvalid,
    "duplicate_invalid": DuplicateInvalid,
    "edits_refused": EditsRefused,
    "edits_unreadable": EditsUnreadable,
    "errors_not_found": ErrorsNotFound,
    "evaluation_invalid": EvaluationInvalid,
    "export_not_ready": ExportNotReady,
    "feed_cursor_expired": FeedCursorExpired,
    "fetch_refused": FetchRefused,
    "file_refused": FileRefused,
    "finding_not_found": FindingNotFound,
    "finding_resolved": FindingResolved,
    "forbidden_move": ForbiddenMove,
    "gone": Gone,
    "group_changed": GroupChanged,
    "handling_invalid": HandlingInvalid,
    "history_gone": HistoryGone,
    "idempotency_in_progress": IdempotencyInProgress,
    "idempotency_key_invalid": IdempotencyKeyInvalid,
    "idempotency_key_reused": IdempotencyKeyReused,
    "import_not_allowed": ImportNotAllowed,
    "insufficient_scope": InsufficientScope,
    "internal_error": InternalError,
    "invalid": Invalid,
    "jurisdiction_unknown": JurisdictionUnknown,
    "key_not_found": KeyNotFound,
    "key_required": KeyRequired,
    "malformed_body": MalformedBody,
    "malformed_json": MalformedJson,
    "metadata_invalid": MetadataInvalid,
    "method_not_allowed": MethodNotAllowed,
    "move_invalid": MoveInvalid,
    "no_contour": NoContour,
    "no_file": NoFile,
    "no_geometry": NoGeometry,
    "no_places": NoPlaces,
    "no_version_then": NoVersionThen,
    "not_a_duplicate": NotADuplicate,
    "not_acceptable": NotAcceptable,
    "not_found": NotFound,
    "not_published": NotPublished,
    "not_waiting": NotWaiting,
    "not_your_organization": NotYourOrganization,
    "not_your_team": NotYourTeam,
    "not_yours_to_decide": NotYoursToDecide,
    "nothing_published": NothingPublished,
    "nothing_to_do": NothingToDo,
    "nothing_to_redact": NothingToRedact,
    "organization_exists": OrganizationExists,
    "organization_not_found": OrganizationNotFound,
    "original_gone": OriginalGone,
    "payload_too_large": PayloadTooLarge,
    "photo_decided": PhotoDecided,
    "photo_not_found": PhotoNotFound,
    "photo_not_yours": PhotoNotYours,
    "photo_refused": PhotoRefused,
    "policy_invalid": PolicyInvalid,
    "policy_not_found": PolicyNotFound,
    "precondition_failed": PreconditionFailed,
    "precondition_required": PreconditionRequired,
    "publication_ended": PublicationEnded,
    "publication_not_found": PublicationNotFound,
    "pull_not_found": PullNotFound,
    "quality_run_invalid": QualityRunInvalid,
    "quality_run_not_found": QualityRunNotFound,
    "query_too_large": QueryTooLarge,
    "query_too_slow": QueryTooSlow,
    "range_not_satisfiable": RangeNotSatisfiable,
    "refused": Refused,
    "removal_request_invalid": RemovalRequestInvalid,
    "removal_request_not_found": RemovalRequestNotFound,
    "removal_request_settled": RemovalRequestSettled,
    "report_category_invalid": ReportCategoryInvalid,
    "report_category_not_found": ReportCategoryNotFound,
    "report_closed": ReportClosed,
    "report_coverage_invalid": ReportCoverageInvalid,
    "report_coverage_not_found": ReportCoverageNotFound,
    "report_erased": ReportErased,
    "report_event_not_found": ReportEventNotFound,
    "report_invalid": ReportInvalid,
    "report_not_found": ReportNotFound,
    "report_routing_invalid": ReportRoutingInvalid,
    "report_team_invalid": ReportTeamInvalid,
    "report_team_not_found": ReportTeamNotFound,
    "reporter_not_found": ReporterNotFound,
    "request_unknown": RequestUnknown,
    "row_not_found": RowNotFound,
    "schema_invalid": SchemaInvalid,
    "schema_retired": SchemaRetired,
    "schema_version_not_found": SchemaVersionNotFound,
    "scope_not_held": ScopeNotHeld,
    "scores_invalid": ScoresInvalid,
    "service_exists": ServiceExists,
    "service_invalid": ServiceInvalid,
    "service_not_found": ServiceNotFound,
    "service_unknown": ServiceUnknown,
    "settled_meanwhile": SettledMeanwhile,
    "sheet_too_large": SheetTooLarge,
    "still_a_draft": StillADraft,
    "token_not_found": TokenNotFound,
    "too_many_attachments": TooManyAttachments,
    "too_many_exports": TooManyExports,
    "too_many_groups": TooManyGroups,
    "too_many_photos": TooManyPhotos,
    "too_many_questions": TooManyQuestions,
    "unauthenticated": Unauthenticated,
    "unknown_facet": UnknownFacet,
    "unknown_format": UnknownFormat,
    "unknown_parameter": UnknownParameter,
    "unknown_scope": UnknownScope,
    "unsupported_media_type": UnsupportedMediaType,
    "update_exists": UpdateExists,
    "update_invalid": UpdateInvalid,
    "validation": Validation,
    "version_not_found": VersionNotFound,
    "version_pruned": VersionPruned,
    "version_withdrawn": VersionWithdrawn,
    "waiting_refused": WaitingRefused,
}


class PlateformeV1:
    """The platform, as anyone with its address may use it; a key opens what needs one.

        async with PlateformeV1("https://data.example.org", key="plf_…") as api:
            async for dataset in api.iter_datasets(q="budget"):
                print(dataset.title)

    `transport` replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        transport: Network | None = None,
        timeout: float = 60.0,
        retries: Retries | None = None,
    ) -> None:
        """`base_url` is the address of the platform, with or without `/v1`."""
        self._transport = Transport(
            base_url, key=key, prefix="/v1", problems=PROBLEMS, network=transport, timeout=timeout, retries=retries
        )

    async def __aenter__(self) -> Self:
        """Be ready."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the connections back."""
        await self._transport.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._transport.close()

    async def get_entry(self) -> EntryOut:
        """Find everything from here."""
        return await self._transport.call("GET", "/", EntryOut)

    async def list_changes(
        self,
        *,
        since: str | None = None,
        limit: int | None = None,
        kind: Literal["report"] | None = None,
        organization: str | None = None,
    ) -> FeedOut:
        """Follow what changes: every change is told once, in one order, and none is ever told late.

        Deletions are tombstones. The place in `next` is yours to keep; one that is too old is answered with 410, which
        says how to start again. Without a key you follow what is public; the key of those who work on reports
        (reports:triage) adds the internal changes of their organization.
        """
        return await self._transport.call(
            "GET",
            "/changes",
            FeedOut,
            query={"since": since, "limit": limit, "kind": kind, "organization": organization},
        )

    async def list_consumers(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        organization: str | None = None,
        **filters: Any,
    ) -> PageConsumerOut:
        """List who uses the platform."""
        return await self._transport.call(
            "GET",
            "/consumers",
            PageConsumerOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "organization": organization,
                **filters,
            },
        )

    def iter_consumers(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        organization: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[ConsumerOut]:
        """Go through list_consumers, page after page: every item once."""
        return self._transport.items(
            "/consumers",
            ConsumerOut,
            query={"filter": filter, "limit": limit, "sort": sort, "organization": organization, **filters},
        )

    async def create_consumer(self, body: ConsumerIn, *, idempotency_key: str | None = None) -> ConsumerOut:
        """Register a consumer of your organization."""
        return await self._transport.call(
            "POST",
            "/consumers",
            ConsumerOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_consumer(self, consumer: str) -> ConsumerOut:
        """Read one consumer."""
        return await self._transport.call("GET", at("/consumers/{consumer}", consumer=consumer), ConsumerOut)

    async def list_keys(
        self,
        consumer: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageKeyOut:
        """List the keys of a consumer of your organization, without the keys themselves."""
        return await self._transport.call(
            "GET",
            at("/consumers/{consumer}/keys", consumer=consumer),
            PageKeyOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_keys(
        self,
        consumer: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[KeyOut]:
        """Go through list_keys, page after page: every item once."""
        return self._transport.items(
            at("/consumers/{consumer}/keys", consumer=consumer),
            KeyOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def create_key(self, consumer: str, body: KeyIn, *, idempotency_key: str | None = None) -> NewKeyOut:
        """Make a key for a consumer of your organization; it is shown this once."""
        return await self._transport.call(
            "POST",
            at("/consumers/{consumer}/keys", consumer=consumer),
            NewKeyOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_key(self, consumer: str, key: str) -> KeyOut:
        """Read what is kept of a key."""
        return await self._transport.call(
            "GET",
            at("/consumers/{consumer}/keys/{key}", consumer=consumer, key=key),
            KeyOut,
        )

    async def revoke_key(self, consumer: str, key: str) -> None:
        """Withdraw a key, at once and for good; doing it again changes nothing."""
        return await self._transport.call(
            "DELETE",
            at("/consumers/{consumer}/keys/{key}", consumer=consumer, key=key),
            type(None),
        )

    async def get_coverage(
        self,
        *,
        lon: float | None = None,
        lat: float | None = None,
        insee_code: str | None = None,
        category: str | None = None,
    ) -> CoverageOut:
        """Say which body answers for a place, what decided it, and where to send a report otherwise.

        `unknown` is a valid answer: nobody has settled anything there. A report may be sent all the same: it is taken
        in, and the organization that gets it says who answers.
        """
        return await self._transport.call(
            "GET",
            "/coverage",
            CoverageOut,
            query={"lon": lon, "lat": lat, "insee_code": insee_code, "category": category},
        )

    async def list_dataset_facets(
        self,
        *,
        filter: str | None = None,
        q: str | None = None,
        organization: str | None = None,
        license: str | None = None,
        frequency: str | None = None,
        keyword: str | None = None,
        facets: str | None = None,
        **filters: Any,
    ) -> FacetsOut:
        """Count the filtered datasets by organization, licence and frequency, as search pages show."""
        return await self._transport.call(
            "GET",
            "/dataset-facets",
            FacetsOut,
            query={
                "filter": filter,
                "q": q,
                "organization": organization,
                "license": license,
                "frequency": frequency,
                "keyword": keyword,
                "facets": facets,
                **filters,
            },
        )

    async def list_datasets(
        self,
        *,
        filter: str | None = None,
        q: str | None = None,
        organization: str | None = None,
        license: str | None = None,
        frequency: str | None = None,
        keyword: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageDatasetOut:
        """List the catalogue, by words and by facets."""
        return await self._transport.call(
            "GET",
            "/datasets",
            PageDatasetOut,
            query={
                "filter": filter,
                "q": q,
                "organization": organization,
                "license": license,
                "frequency": frequency,
                "keyword": keyword,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                **filters,
            },
        )

    def iter_datasets(
        self,
        *,
        filter: str | None = None,
        q: str | None = None,
        organization: str | None = None,
        license: str | None = None,
        frequency: str | None = None,
        keyword: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[DatasetOut]:
        """Go through list_datasets, page after page: every item once."""
        return self._transport.items(
            "/datasets",
            DatasetOut,
            query={
                "filter": filter,
                "q": q,
                "organization": organization,
                "license": license,
                "frequency": frequency,
                "keyword": keyword,
                "limit": limit,
                "sort": sort,
                **filters,
            },
        )

    async def create_dataset(self, body: DatasetIn, *, idempotency_key: str | None = None) -> DatasetOut:
        """Describe a new dataset of your organization. Its table comes with the first publication."""
        return await self._transport.call(
            "POST",
            "/datasets",
            DatasetOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_dataset(self, dataset: str) -> DatasetOut:
        """Read one dataset: what it is, who answers for it, how fresh it claims to be."""
        return await self._transport.call("GET", at("/datasets/{dataset}", dataset=dataset), DatasetOut)

    async def update_dataset(self, dataset: str, body: DatasetChange, *, if_match: str | None = None) -> DatasetOut:
        """Change the description of a dataset of your organization (JSON Merge Patch)."""
        return await self._transport.call(
            "PATCH",
            at("/datasets/{dataset}", dataset=dataset),
            DatasetOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def delete_dataset(
        self,
        dataset: str,
        *,
        reason: str,
        successor: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Take a dataset of your organization out of the catalogue, saying why.

        From then on its address, and every address below it, answers 410 with the reason. Its versions are kept for 90
        days: until then, `POST /datasets/{dataset}/restoration` brings it back.
        """
        return await self._transport.call(
            "DELETE",
            at("/datasets/{dataset}", dataset=dataset),
            type(None),
            query={"reason": reason, "successor": successor},
            headers={"If-Match": if_match},
        )

    async def list_aggregates(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        group_by: str | None = None,
        measures: str | None = None,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        count: Literal["none", "exact"] | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> GroupPageOut:
        """Group the rows that match, and compute measures of each group.

        `group_by` names columns, or parts of dates and instants, or ranges of numbers; without it, all rows make one
        group. The parts of an instant are what the clocks of Europe/Paris showed.

        | part | gives | on columns of type | as in | example |
        |---|---|---|---|---|
        | `year` | The year. | date or datetime | `2026` (integer) | `year(date)` |
        | `quarter` | The quarter of a year. | date or datetime | `2026-Q1` (string) | `quarter(date)` |
        | `month` | The month of a year. | date or datetime | `2026-03` (string) | `month(date)` |
        | `week` | The week of ISO 8601, which begins on a Monday and belongs to the year of its Thursday. | date or datetime | `2026-W09` (string) | `week(date)` |
        | `day` | The day. | date or datetime | `2026-03-01` (string) | `day(date)` |
        | `weekday` | The day of the week: 1 is Monday, 7 is Sunday. | date or datetime | `7` (integer) | `weekday(date)` |
        | `hour` | The hour of the day, from 0 to 23. | datetime | `14` (integer) | `hour(horodatage)` |
        | `bin` | The range of this size, from a multiple of it, that holds the number; the answer gives where it begins. | integer or number | `3000` | `bin(montant,1000)` |

        `measures` names what is computed for each group. Missing values count in `count` alone; a measure of no value
        at all is null, and so is a sum beyond all floating-point numbers. Sums and means of numbers are computed in
        floating point with compensation, in the order of the rows: the same digits each time.

        | measure | gives | on columns of type | its type | example |
        |---|---|---|---|---|
        | `count` | How many rows; with a column, how many where it is not missing. | any | integer | `count` |
        | `distinct` | How many different values, missing ones not counted. | any | integer | `distinct(commune)` |
        | `sum` | The sum; of whole numbers exact, whatever its size. | integer or number | that of the column | `sum(montant)` |
        | `avg` | The mean of the values that are there. | integer or number | number | `avg(montant)` |
        | `min` | The smallest value, the earliest moment, the first text. | string, integer, number, date or datetime | that of the column | `min(date)` |
        | `max` | The largest value, the latest moment, the last text. | string, integer, number, date or datetime | that of the column | `max(date)` |
        | `median` | The value in the middle; between two numbers their mean, between two moments the earlier. | integer, number, date or datetime | number; of a date or an instant, its own | `median(montant)` |
        | `percentile` | The value below which so many percent of the values lie, interpolated between two numbers. | integer, number, date or datetime | number; of a date or an instant, its own | `percentile(montant,95)` |

        Results are named after what they are, as in `month_date`, `sum_montant`, `percentile_95_montant`; ` as ` gives
        another name, as in `sum(montant) as total`. Rows where a grouped column is missing make a group of their own,
        whose value is null. A label that holds a comma or a parenthesis goes between double quotes.

        Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its
        machine name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in
        `Code%20postal=44000`; answers use the machine names. Values are typed as their column; a reserved word that is
        also a column is reached with an operator, as in `limit__eq=3`.

        | operator | gives | example |
        |---|---|---|
        | `eq` | Rows whose value is exactly this one; `column=value` is the same. | `commune=Nantes` |
        | `ne` | Rows with any other value, and rows where the value is missing. | `statut__ne=clos` |
        | `gt` | Rows above this value. | `montant__gt=90000` |
        | `gte` | Rows at or above this value. | `montant__gte=90000` |
        | `lt` | Rows below this value. | `date__lt=2026-01-01` |
        | `lte` | Rows at or below this value. | `date__lte=2025-12-31` |
        | `in` | Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes. | `commune__in=Nantes,"Bouaye, bourg"` |
        | `contains` | Rows whose text holds this one, with the same case and accents. | `adresse__contains=rue de` |
        | `startswith` | Rows whose text begins with this one, with the same case and accents. | `code_insee__startswith=44` |
        | `like` | Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any character, and `\\` before one of them for itself. | `nom__like=Saint-%` |
        | `isnull` | Rows where the value is missing; `isnull=false` gives those where it is there. | `siret__isnull` |
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/aggregates", dataset=dataset),
            GroupPageOut,
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "group_by": group_by,
                "measures": measures,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
                "count": count,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    def iter_aggregates(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        group_by: str | None = None,
        measures: str | None = None,
        sort: str | None = None,
        limit: int = 200,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[dict[str, str | int | float | bool | None]]:
        """Go through list_aggregates, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/aggregates", dataset=dataset),
            dict[str, str | int | float | bool | None],
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "group_by": group_by,
                "measures": measures,
                "sort": sort,
                "limit": limit,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    async def list_attachments(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageAttachmentOut:
        """List the files that explain a dataset."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/attachments", dataset=dataset),
            PageAttachmentOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_attachments(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[AttachmentOut]:
        """Go through list_attachments, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/attachments", dataset=dataset),
            AttachmentOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def create_attachment(
        self,
        dataset: str,
        *,
        idempotency_key: str | None = None,
        title: str | None = None,
        description: str | None = None,
        file: Path,
    ) -> AttachmentOut:
        """Attach a file that explains a dataset of your organization: documentation, a data model, a method."""
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/attachments", dataset=dataset),
            AttachmentOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            form={"title": title, "description": description, "file": file},
        )

    async def get_attachment(self, dataset: str, attachment: str) -> AttachmentOut:
        """Read what is said about one attached file."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/attachments/{attachment}", dataset=dataset, attachment=attachment),
            AttachmentOut,
        )

    async def update_attachment(self, dataset: str, attachment: str, body: AttachmentChange) -> AttachmentOut:
        """Change the title or the description of an attached file (JSON Merge Patch)."""
        return await self._transport.call(
            "PATCH",
            at("/datasets/{dataset}/attachments/{attachment}", dataset=dataset, attachment=attachment),
            AttachmentOut,
            body=body,
        )

    async def delete_attachment(self, dataset: str, attachment: str) -> None:
        """Take an attached file away."""
        return await self._transport.call(
            "DELETE",
            at("/datasets/{dataset}/attachments/{attachment}", dataset=dataset, attachment=attachment),
            type(None),
        )

    def get_attachment_content(self, dataset: str, attachment: str) -> AsyncIterator[bytes]:
        """Download one attached file, whole or by range; `Repr-Digest` lets you check it."""
        return self._transport.stream(
            at("/datasets/{dataset}/attachments/{attachment}/content", dataset=dataset, attachment=attachment),
        )

    async def list_row_changes(
        self,
        dataset: str,
        *,
        since: int | str,
        until: int | str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> RowChangePageOut:
        """List what changed in the rows between two versions.

        Follow a dataset without downloading it again: every row that was added, changed or removed between two
        versions, one change a row, in the order of the key. It does not matter how the producer published, row by row
        or by replacing the whole file.

        To keep a copy:

        1. Take a whole version once, with `GET …/exports/ndjson`; its `Plateforme-Version` is your first `since`. 2.
        Later, read `GET …/changes?since=3` and follow `links.next` to the end. The walk stays between the versions it
        began with, whatever is published meanwhile. 3. In one transaction, add and drop the `columns`, then for each
        item: `added`, insert `after`; `changed`, set the columns of `after`; `removed`, delete the row with this `key`.
        Your copy is then exactly version `until`: keep that number as the next `since`.

        ```sh
        curl -s "$API/datasets/communes/changes?since=3" | jq -c '.items[] | [.op, .key, .after]'
        ```

        `410 history_gone` means that one of the versions was withdrawn or is no longer kept, and `410
        changes_not_comparable` that the key itself changed: take the whole version that `resync` leads to, and go on
        from `since`, both members of the problem. The first question about two large versions may answer `503
        changes_not_ready`: ask again after `Retry-After`.

        Without a key, rows are told apart by `_row`, their position in the file: one row inserted at the top changes
        all that follow. Producers of such tables should declare a key.
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/changes", dataset=dataset),
            RowChangePageOut,
            query={"since": since, "until": until, "limit": limit, "cursor": cursor},
        )

    def iter_row_changes(
        self,
        dataset: str,
        *,
        since: int | str,
        until: int | str | None = None,
        limit: int = 200,
    ) -> AsyncIterator[RowChangeOut]:
        """Go through list_row_changes, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/changes", dataset=dataset),
            RowChangeOut,
            query={"since": since, "until": until, "limit": limit},
        )

    def export_rows(
        self,
        dataset: str,
        format: Literal["csv", "tsv", "json", "ndjson", "geojson", "parquet", "arrow", "xlsx"],
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        sort: str | None = None,
        fields: str | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        delimiter: str | None = None,
        decimal: str | None = None,
        with_bom: str | None = None,
        labels: str | None = None,
        escape_formulas: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[bytes]:
        """Export all rows that match, as a file.

        - `csv`: UTF-8, commas, one header line with the machine names; a missing value is an empty cell, an empty text is `""`.
        - `tsv`: As `csv`, with tabs; cells that hold a tab or a line break are quoted as in CSV.
        - `json`: One array of row objects, as in the rows of the API.
        - `ndjson`: One JSON object a line, as in the rows of the API.
        - `geojson`: One FeatureCollection (RFC 7946, WGS84), for tables whose schema has a geometry; a row without a place has a null geometry.
        - `parquet`: Typed columns, compressed with zstd; instants say that they are UTC.
        - `arrow`: Typed columns as an Arrow IPC stream, batch by batch.
        - `xlsx`: One Excel sheet of at most 1 048 575 rows: dates are dates, instants are dates in UTC, codes and whole numbers of more than 15 digits are texts; the header stays in view and filters.

        Without `sort`, rows come in the order of the key. `Plateforme-Rows` states beforehand how many there are; a
        connection that breaks means that the file is not whole. The link `describedby` tells size and SHA-256. A whole
        version that was exported before is sent from a file: with its length and digest, and by ranges, so that a
        download can be resumed (`Range` with `If-Range`); what has no file yet is sent whole. The Parquet of a version
        that was published as a file always has one.

        Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its
        machine name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in
        `Code%20postal=44000`; answers use the machine names. Values are typed as their column; a reserved word that is
        also a column is reached with an operator, as in `limit__eq=3`.

        | operator | gives | example |
        |---|---|---|
        | `eq` | Rows whose value is exactly this one; `column=value` is the same. | `commune=Nantes` |
        | `ne` | Rows with any other value, and rows where the value is missing. | `statut__ne=clos` |
        | `gt` | Rows above this value. | `montant__gt=90000` |
        | `gte` | Rows at or above this value. | `montant__gte=90000` |
        | `lt` | Rows below this value. | `date__lt=2026-01-01` |
        | `lte` | Rows at or below this value. | `date__lte=2025-12-31` |
        | `in` | Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes. | `commune__in=Nantes,"Bouaye, bourg"` |
        | `contains` | Rows whose text holds this one, with the same case and accents. | `adresse__contains=rue de` |
        | `startswith` | Rows whose text begins with this one, with the same case and accents. | `code_insee__startswith=44` |
        | `like` | Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any character, and `\\` before one of them for itself. | `nom__like=Saint-%` |
        | `isnull` | Rows where the value is missing; `isnull=false` gives those where it is there. | `siret__isnull` |
        """
        return self._transport.stream(
            at("/datasets/{dataset}/exports/{format}", dataset=dataset, format=format),
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "sort": sort,
                "fields": fields,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                "delimiter": delimiter,
                "decimal": decimal,
                "with_bom": with_bom,
                "labels": labels,
                "escape_formulas": escape_formulas,
                **filters,
            },
        )

    async def get_export_digest(
        self,
        dataset: str,
        format: Literal["csv", "tsv", "json", "ndjson", "geojson", "parquet", "arrow", "xlsx"],
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        sort: str | None = None,
        fields: str | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        delimiter: str | None = None,
        decimal: str | None = None,
        with_bom: str | None = None,
        labels: str | None = None,
        escape_formulas: str | None = None,
        **filters: Any,
    ) -> ExportDigestOut:
        """Tell the rows, the size and the SHA-256 of an export, to check a download with. It takes the parameters of the
        export and speaks of the very same file; one that was never made is made for it, which may take a while: then
        503, and `Retry-After` says when to ask again.
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/exports/{format}/digest", dataset=dataset, format=format),
            ExportDigestOut,
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "sort": sort,
                "fields": fields,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                "delimiter": delimiter,
                "decimal": decimal,
                "with_bom": with_bom,
                "labels": labels,
                "escape_formulas": escape_formulas,
                **filters,
            },
        )

    async def get_row_facets(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        facets: str,
        limit: int | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> RowFacetsOut:
        """Count the rows of the most frequent values of several columns, for an interface that lets people choose among
        them. Each facet leaves out the filters on its own column, so that the other choices stay in sight; `filter=`
        and all other conditions count for every facet.

        | part | gives | on columns of type | as in | example |
        |---|---|---|---|---|
        | `year` | The year. | date or datetime | `2026` (integer) | `year(date)` |
        | `quarter` | The quarter of a year. | date or datetime | `2026-Q1` (string) | `quarter(date)` |
        | `month` | The month of a year. | date or datetime | `2026-03` (string) | `month(date)` |
        | `week` | The week of ISO 8601, which begins on a Monday and belongs to the year of its Thursday. | date or datetime | `2026-W09` (string) | `week(date)` |
        | `day` | The day. | date or datetime | `2026-03-01` (string) | `day(date)` |
        | `weekday` | The day of the week: 1 is Monday, 7 is Sunday. | date or datetime | `7` (integer) | `weekday(date)` |
        | `hour` | The hour of the day, from 0 to 23. | datetime | `14` (integer) | `hour(horodatage)` |
        | `bin` | The range of this size, from a multiple of it, that holds the number; the answer gives where it begins. | integer or number | `3000` | `bin(montant,1000)` |

        Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its
        machine name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in
        `Code%20postal=44000`; answers use the machine names. Values are typed as their column; a reserved word that is
        also a column is reached with an operator, as in `limit__eq=3`.

        | operator | gives | example |
        |---|---|---|
        | `eq` | Rows whose value is exactly this one; `column=value` is the same. | `commune=Nantes` |
        | `ne` | Rows with any other value, and rows where the value is missing. | `statut__ne=clos` |
        | `gt` | Rows above this value. | `montant__gt=90000` |
        | `gte` | Rows at or above this value. | `montant__gte=90000` |
        | `lt` | Rows below this value. | `date__lt=2026-01-01` |
        | `lte` | Rows at or below this value. | `date__lte=2025-12-31` |
        | `in` | Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes. | `commune__in=Nantes,"Bouaye, bourg"` |
        | `contains` | Rows whose text holds this one, with the same case and accents. | `adresse__contains=rue de` |
        | `startswith` | Rows whose text begins with this one, with the same case and accents. | `code_insee__startswith=44` |
        | `like` | Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any character, and `\\` before one of them for itself. | `nom__like=Saint-%` |
        | `isnull` | Rows where the value is missing; `isnull=false` gives those where it is there. | `siret__isnull` |
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/facets", dataset=dataset),
            RowFacetsOut,
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "facets": facets,
                "limit": limit,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    async def get_row_histogram(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        histogram: str,
        bins: int | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> RowHistogramOut:
        """Count the rows in ranges of the numbers, dates or instants of a column, from its smallest to its largest value
        among the rows that match. Ranges are as wide as people count: 1, 2 or 5 times a power of ten; of dates days,
        weeks, months, quarters, years or so many years; of instants also hours. Days begin at midnight in Europe/Paris.

        Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its
        machine name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in
        `Code%20postal=44000`; answers use the machine names. Values are typed as their column; a reserved word that is
        also a column is reached with an operator, as in `limit__eq=3`.

        | operator | gives | example |
        |---|---|---|
        | `eq` | Rows whose value is exactly this one; `column=value` is the same. | `commune=Nantes` |
        | `ne` | Rows with any other value, and rows where the value is missing. | `statut__ne=clos` |
        | `gt` | Rows above this value. | `montant__gt=90000` |
        | `gte` | Rows at or above this value. | `montant__gte=90000` |
        | `lt` | Rows below this value. | `date__lt=2026-01-01` |
        | `lte` | Rows at or below this value. | `date__lte=2025-12-31` |
        | `in` | Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes. | `commune__in=Nantes,"Bouaye, bourg"` |
        | `contains` | Rows whose text holds this one, with the same case and accents. | `adresse__contains=rue de` |
        | `startswith` | Rows whose text begins with this one, with the same case and accents. | `code_insee__startswith=44` |
        | `like` | Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any character, and `\\` before one of them for itself. | `nom__like=Saint-%` |
        | `isnull` | Rows where the value is missing; `isnull=false` gives those where it is there. | `siret__isnull` |
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/histogram", dataset=dataset),
            RowHistogramOut,
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "histogram": histogram,
                "bins": bins,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    async def get_dataset_metadata(
        self,
        dataset: str,
        *,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
    ) -> dict[str, Any]:
        """Read what the dataset is as linked data (JSON-LD 1.1): a `dcat:Dataset` with its distributions, and the columns
        of its CSV as CSV on the Web describes them. The context is in the document: nothing has to be fetched to read
        it. The same columns as a Table Schema: `GET …/schema`.
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/metadata", dataset=dataset),
            dict[str, Any],
            query={"version": version, "as_of": as_of, "schema": schema},
        )

    async def get_dataset_openapi(
        self,
        dataset: str,
        *,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
    ) -> dict[str, Any]:
        """Read the OpenAPI 3.1 document of this one dataset: its rows, one row, groups and exports, with a typed parameter
        for each column and operator that suits it, a type for its rows, and examples from its own data. Give it to a
        generator and get a client of the dataset. Of a table with very many columns, the filters of the first ones are
        listed; the others work all the same.
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/openapi.json", dataset=dataset),
            dict[str, Any],
            query={"version": version, "as_of": as_of, "schema": schema},
        )

    async def list_publications(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        state: Literal["queued", "running", "waiting", "published", "unchanged", "rejected", "failed", "cancelled"] | None = None,
        **filters: Any,
    ) -> PagePublicationOut:
        """List the publications of a dataset, newest first, whatever became of them."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/publications", dataset=dataset),
            PagePublicationOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "state": state,
                **filters,
            },
        )

    def iter_publications(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        state: Literal["queued", "running", "waiting", "published", "unchanged", "rejected", "failed", "cancelled"] | None = None,
        **filters: Any,
    ) -> AsyncIterator[PublicationOut]:
        """Go through list_publications, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/publications", dataset=dataset),
            PublicationOut,
            query={"filter": filter, "limit": limit, "sort": sort, "state": state, **filters},
        )

    async def create_publication(
        self,
        dataset: str,
        *,
        idempotency_key: str | None = None,
        file: Path | None = None,
        url: str | None = None,
        accept_breaking: bool | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> PublicationOut:
        """Publish a file as the next version of a dataset.

        Answers at once with 202; ask again at the address in `Location` while `state` is `queued` or `running`:
        `stage`, `percent` and `rows` say how far it is. Until it is `published`, and when the file is refused, readers
        see the present version.
        """
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/publications", dataset=dataset),
            PublicationOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            form={
                "file": file,
                "url": url,
                "accept_breaking": accept_breaking,
                "sheet": sheet,
                "header_row": header_row,
                "encoding": encoding,
                "delimiter": delimiter,
            },
        )

    async def get_publication(self, dataset: str, publication: str) -> PublicationOut:
        """Follow one publication: its state, its progress and its validation report."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/publications/{publication}", dataset=dataset, publication=publication),
            PublicationOut,
        )

    async def accept_publication(
        self,
        dataset: str,
        publication: str,
        *,
        idempotency_key: str | None = None,
    ) -> PublicationOut:
        """Accept what a waiting publication breaks: it becomes the current version, and the notice of the last begins.

        Look at `state` in the answer: when the present columns changed meanwhile and something else breaks too, it is
        `waiting` still, with the new list in `schema_changes`. Accepting again what was published changes nothing.
        """
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/publications/{publication}/acceptance", dataset=dataset, publication=publication),
            PublicationOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )

    async def cancel_publication(
        self,
        dataset: str,
        publication: str,
        *,
        idempotency_key: str | None = None,
    ) -> PublicationOut:
        """Stop a publication before it serves.

        One that nobody works on is `cancelled` at once. One that is `running` stops within about a second: ask again
        until it is `cancelled`, or has been `published` a moment before. Nothing is half-published, the file is
        removed, and the publication stays in the list. Repeating it does no harm; what has ended otherwise answers 409.
        """
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/publications/{publication}/cancellation", dataset=dataset, publication=publication),
            PublicationOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )

    def get_publication_errors(self, dataset: str, publication: str) -> AsyncIterator[bytes]:
        """Download all errors of a refused file as CSV; the report has the first 10 000 only."""
        return self._transport.stream(
            at("/datasets/{dataset}/publications/{publication}/errors.csv", dataset=dataset, publication=publication),
        )

    async def get_pull(self, dataset: str) -> PullOut:
        """Read where the file of a dataset is fetched from, how often, and how the last look went."""
        return await self._transport.call("GET", at("/datasets/{dataset}/pull", dataset=dataset), PullOut)

    async def put_pull(self, dataset: str, body: PullIn, *, if_match: str | None = None) -> PullOut:
        """Have the file of a dataset fetched on a schedule, or change how; the first look comes at once.

        The source is asked whether its file changed (`If-None-Match`, `If-Modified-Since`), and only then is it
        published, as if it had been sent. A source that fails is left alone for longer each time, up to a day.
        Replacing needs `If-Match`; the first time does not.
        """
        return await self._transport.call(
            "PUT",
            at("/datasets/{dataset}/pull", dataset=dataset),
            PullOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def delete_pull(self, dataset: str, *, if_match: str | None = None) -> None:
        """Fetch the file of a dataset no more; what was published stays."""
        return await self._transport.call(
            "DELETE",
            at("/datasets/{dataset}/pull", dataset=dataset),
            type(None),
            headers={"If-Match": if_match},
        )

    async def run_pull(self, dataset: str, *, idempotency_key: str | None = None) -> PublicationOut:
        """Fetch and publish the file now, whether or not it changed: after the source or the schema was mended."""
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/pull/runs", dataset=dataset),
            PublicationOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )

    async def restore_dataset(self, dataset: str, *, idempotency_key: str | None = None) -> DatasetOut:
        """Bring a deleted dataset of your organization back, as it was. One that is not deleted stays as it is."""
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/restoration", dataset=dataset),
            DatasetOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
        )

    async def list_rows(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        sort: str | None = None,
        fields: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        format: Literal["json", "geojson"] | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> RowPageOut:
        """Page through the rows that match.

        Filters are `column=value` or `column__operator=value`; several filters must all hold. A column is called by its
        machine name in `GET …/schema`, or by its label (`title` there) when no other column has it, as in
        `Code%20postal=44000`; answers use the machine names. Values are typed as their column; a reserved word that is
        also a column is reached with an operator, as in `limit__eq=3`.

        | operator | gives | example |
        |---|---|---|
        | `eq` | Rows whose value is exactly this one; `column=value` is the same. | `commune=Nantes` |
        | `ne` | Rows with any other value, and rows where the value is missing. | `statut__ne=clos` |
        | `gt` | Rows above this value. | `montant__gt=90000` |
        | `gte` | Rows at or above this value. | `montant__gte=90000` |
        | `lt` | Rows below this value. | `date__lt=2026-01-01` |
        | `lte` | Rows at or below this value. | `date__lte=2025-12-31` |
        | `in` | Rows whose value is one of these, separated by commas; a value that holds a comma goes between double quotes. | `commune__in=Nantes,"Bouaye, bourg"` |
        | `contains` | Rows whose text holds this one, with the same case and accents. | `adresse__contains=rue de` |
        | `startswith` | Rows whose text begins with this one, with the same case and accents. | `code_insee__startswith=44` |
        | `like` | Rows whose whole text has this form, with the same case and accents: `%` stands for any text, `_` for any character, and `\\` before one of them for itself. | `nom__like=Saint-%` |
        | `isnull` | Rows where the value is missing; `isnull=false` gives those where it is there. | `siret__isnull` |
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/rows", dataset=dataset),
            RowPageOut,
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "sort": sort,
                "fields": fields,
                "limit": limit,
                "cursor": cursor,
                "count": count,
                "format": format,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    def iter_rows(
        self,
        dataset: str,
        *,
        q: str | None = None,
        filter: str | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: float | None = None,
        within: str | None = None,
        sort: str | None = None,
        fields: str | None = None,
        limit: int = 200,
        format: Literal["json", "geojson"] | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[dict[str, str | int | float | bool | None]]:
        """Go through list_rows, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/rows", dataset=dataset),
            dict[str, str | int | float | bool | None],
            query={
                "q": q,
                "filter": filter,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "within": within,
                "sort": sort,
                "fields": fields,
                "limit": limit,
                "format": format,
                "version": version,
                "as_of": as_of,
                "schema": schema,
                **filters,
            },
        )

    async def write_rows(
        self,
        dataset: str,
        body: dict[str, Any],
        *,
        dry_run: bool | None = None,
        if_match: str | None = None,
        idempotency_key: str | None = None,
    ) -> RowWriteOut:
        """Add, change and delete rows: a batch makes the next version, all of it or nothing.

        Three forms, for the same thing:

        ```sh
        curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
          --json '{"upserts": [{"code": "44109", "population": 325070}], "deletes": ["44999"]}'

        curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
          -H 'Content-Type: application/x-ndjson' --data-binary @operations.ndjson

        curl -X PATCH https://plateforme.example/v1/datasets/communes/rows -H "Authorization: Bearer $KEY" \\
          -H 'Content-Type: text/csv' --data-binary @operations.csv
        ```

        - JSON: `upserts`, rows by machine names or labels, and `deletes`, keys. NDJSON: one row a line, or
          `{"_delete": true, …}` with the key. CSV (UTF-8): a header, and a column `_delete` if rows are to be deleted.
        - An upsert changes the columns that it sends and leaves the others; a new row has nothing in the columns that are not
          sent. `null`, and an empty cell of a CSV, empty a cell.
        - Values are written as rows are read: numbers with a point, dates `2026-03-01`, instants with their offset; `12,5` and
          `01/03/2026` are refused, also where `table_schema` declares that files are written so. They are
          held to the rules of the table's schema, as files are; a single fault refuses the whole batch, and `errors` tells
          each with its operation and column.
        - At most 10000 operations in 16 MiB, two of which are never about the same row. Deleting a row that is not
          there is no error.
        - The dataset needs a primary key, and a published version or a declared `table_schema`: with that, the first batch
          makes version 1, applied to a table without rows (`previous_version` 0).
        - `If-Match` with the `ETag` of `GET …/rows` (without parameters) or of the last write makes sure that nobody wrote in
          between. Without it, batches of several writers are applied one after the other.
        """
        return await self._transport.call(
            "PATCH",
            at("/datasets/{dataset}/rows", dataset=dataset),
            RowWriteOut,
            query={"dry_run": dry_run},
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_row(
        self,
        dataset: str,
        key: str,
        *,
        fields: str | None = None,
        format: Literal["json", "geojson"] | None = None,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
    ) -> dict[str, str | int | float | bool | None]:
        """Read one row by its key."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/rows/{key}", dataset=dataset, key=key),
            dict[str, str | int | float | bool | None],
            query={"fields": fields, "format": format, "version": version, "as_of": as_of, "schema": schema},
        )

    async def get_dataset_schema(
        self,
        dataset: str,
        *,
        version: int | None = None,
        as_of: str | None = None,
        schema: str | None = None,
    ) -> TableSchemaOut:
        """Read the columns of a dataset: names, labels, types and rules, as a Table Schema."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/schema", dataset=dataset),
            TableSchemaOut,
            query={"version": version, "as_of": as_of, "schema": schema},
        )

    async def list_schema_versions(self, dataset: str) -> SchemaVersionsOut:
        """See how the columns of a dataset changed, and what is about to change.

        A change that breaks what readers rely on gets a next major number and a notice: until `sunset_at`, `schema=1`
        goes on reading the last state of the earlier one, with `Deprecation` and `Sunset` headers. What a publication
        proposes and nobody has accepted yet is listed first.
        """
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/schema-versions", dataset=dataset),
            SchemaVersionsOut,
        )

    async def list_versions(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageVersionOut:
        """List the published versions of a dataset, newest first."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/versions", dataset=dataset),
            PageVersionOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_versions(
        self,
        dataset: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[VersionOut]:
        """Go through list_versions, page after page: every item once."""
        return self._transport.items(
            at("/datasets/{dataset}/versions", dataset=dataset),
            VersionOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def restore_version(
        self,
        dataset: str,
        body: Restoration,
        *,
        idempotency_key: str | None = None,
    ) -> VersionOut:
        """Go back: publish the content of an earlier version again, as a new version.

        What was published in between stays readable under its numbers. To take a faulty version itself away from
        readers, withdraw it.
        """
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/versions", dataset=dataset),
            VersionOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_version(self, dataset: str, number: int) -> VersionOut:
        """Read one version of a dataset: its content's identity, its size, when it was published, what became of it."""
        return await self._transport.call(
            "GET",
            at("/datasets/{dataset}/versions/{number}", dataset=dataset, number=number),
            VersionOut,
        )

    async def withdraw_version(
        self,
        dataset: str,
        number: int,
        body: Withdrawal,
        *,
        idempotency_key: str | None = None,
    ) -> VersionOut:
        """Take a version back, saying why: its rows, exports and changes answer 410 with the reason from now on.

        When it was the current one, the newest that can be read becomes current. The version stays listed, with the
        reason, and its number is never used again. `DELETE` on this address undoes it, for 30 days at least; then the
        content is removed. With `is_final` it cannot be undone, and the content is removed within hours; a current
        version of row writes that is stored as a difference from it is then replaced by one with the same rows. Other
        versions that hold the same fault are withdrawn by themselves.
        """
        return await self._transport.call(
            "POST",
            at("/datasets/{dataset}/versions/{number}/withdrawal", dataset=dataset, number=number),
            VersionOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def cancel_withdrawal(self, dataset: str, number: int) -> VersionOut:
        """Undo a withdrawal: the version answers again, and is the current one if no later one can be read."""
        return await self._transport.call(
            "DELETE",
            at("/datasets/{dataset}/versions/{number}/withdrawal", dataset=dataset, number=number),
            VersionOut,
        )

    async def list_findings(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        subject_id: str | None = None,
        facet: str | None = None,
        rule: str | None = None,
        state: Literal["overdue", "delinquent"] | None = None,
        severity: Literal["info", "notice", "warning", "error", "critical"] | None = None,
        status: Literal["open", "acknowledged", "resolved", "muted", "false_positive", "accepted"] | None = None,
        organization: str | None = None,
        **filters: Any,
    ) -> PageFindingOut:
        """List the findings, of every status unless you ask for one."""
        return await self._transport.call(
            "GET",
            "/findings",
            PageFindingOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "facet": facet,
                "rule": rule,
                "state": state,
                "severity": severity,
                "status": status,
                "organization": organization,
                **filters,
            },
        )

    def iter_findings(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        subject_id: str | None = None,
        facet: str | None = None,
        rule: str | None = None,
        state: Literal["overdue", "delinquent"] | None = None,
        severity: Literal["info", "notice", "warning", "error", "critical"] | None = None,
        status: Literal["open", "acknowledged", "resolved", "muted", "false_positive", "accepted"] | None = None,
        organization: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[FindingOut]:
        """Go through list_findings, page after page: every item once."""
        return self._transport.items(
            "/findings",
            FindingOut,
            query={
                "filter": filter,
                "limit": limit,
                "sort": sort,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "facet": facet,
                "rule": rule,
                "state": state,
                "severity": severity,
                "status": status,
                "organization": organization,
                **filters,
            },
        )

    async def record_evaluations(self, body: EvaluationsIn, *, idempotency_key: str | None = None) -> RecordedOut:
        """Record a batch of evaluations: findings are opened, escalated, resolved or reopened accordingly.

        Send every evaluation, good ones too: only a good one with new evidence, or under a changed policy, resolves a
        finding. What is not evaluable leaves an open finding as it is. The same batch again changes nothing.
        """
        return await self._transport.call(
            "POST",
            "/findings",
            RecordedOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_finding(self, finding: str) -> FindingDetailOut:
        """Read one finding and all that happened to it."""
        return await self._transport.call("GET", at("/findings/{finding}", finding=finding), FindingDetailOut)

    async def update_finding(
        self,
        finding: str,
        body: FindingChange,
        *,
        if_match: str | None = None,
    ) -> FindingDetailOut:
        """Acknowledge, mute or accept a finding, call it a false positive, or take that back.

        Open to the organization that answers for the subject and to the one whose checker found it.
        """
        return await self._transport.call(
            "PATCH",
            at("/findings/{finding}", finding=finding),
            FindingDetailOut,
            headers={"If-Match": if_match},
            body=body,
        )

    def get_metrics(self) -> AsyncIterator[bytes]:
        """Read what is counted about answers.

        Which plan found them, how many were kept ready, how long questions took and which were refused for a budget:
        sums over the processes of this server since each of them began.
        """
        return self._transport.stream("/metrics")

    async def list_organizations(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        kind: Literal["commune", "epci", "departement", "region", "state", "public_body", "association", "company", "other"] | None = None,
        **filters: Any,
    ) -> PageOrganizationOut:
        """List the organizations."""
        return await self._transport.call(
            "GET",
            "/organizations",
            PageOrganizationOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "kind": kind,
                **filters,
            },
        )

    def iter_organizations(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        kind: Literal["commune", "epci", "departement", "region", "state", "public_body", "association", "company", "other"] | None = None,
        **filters: Any,
    ) -> AsyncIterator[OrganizationOut]:
        """Go through list_organizations, page after page: every item once."""
        return self._transport.items(
            "/organizations",
            OrganizationOut,
            query={"filter": filter, "limit": limit, "sort": sort, "kind": kind, **filters},
        )

    async def create_organization(self, body: OrganizationIn, *, idempotency_key: str | None = None) -> OrganizationOut:
        """Register an organization."""
        return await self._transport.call(
            "POST",
            "/organizations",
            OrganizationOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_organization(self, organization: str) -> OrganizationOut:
        """Read one organization."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}", organization=organization),
            OrganizationOut,
        )

    async def get_organization_report_category(self, organization: str, code: str) -> ReportCategoryOut:
        """Read a category as an organization has it, retired or not; its `ETag` is needed to change it."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-categories/{code}", organization=organization, code=code),
            ReportCategoryOut,
        )

    async def put_organization_report_category(
        self,
        organization: str,
        code: str,
        body: ReportCategoryIn,
        *,
        if_match: str | None = None,
    ) -> ReportCategoryOut:
        """Settle a category of your organization: one of its own, or a shared one on other terms. A retired one comes
        back.

        The first time needs no `If-Match`; replacing does. Reports that there are keep the dates promised to them.
        """
        return await self._transport.call(
            "PUT",
            at("/organizations/{organization}/report-categories/{code}", organization=organization, code=code),
            ReportCategoryOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def retire_organization_report_category(
        self,
        organization: str,
        code: str,
        *,
        if_match: str | None = None,
    ) -> ReportCategoryOut:
        """Retire a category: it takes no further reports, and those that there are keep it.

        A shared category about which your organization has settled nothing needs no `If-Match`.
        """
        return await self._transport.call(
            "DELETE",
            at("/organizations/{organization}/report-categories/{code}", organization=organization, code=code),
            ReportCategoryOut,
            headers={"If-Match": if_match},
        )

    async def list_report_coverages(
        self,
        organization: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageReportCoverageOut:
        """List what an organization settled about who answers where."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-coverages", organization=organization),
            PageReportCoverageOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_report_coverages(
        self,
        organization: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportCoverageOut]:
        """Go through list_report_coverages, page after page: every item once."""
        return self._transport.items(
            at("/organizations/{organization}/report-coverages", organization=organization),
            ReportCoverageOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def get_report_coverage(self, organization: str, slug: str) -> ReportCoverageOut:
        """Read one coverage of an organization, with its area."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-coverages/{slug}", organization=organization, slug=slug),
            ReportCoverageOut,
        )

    async def put_report_coverage(
        self,
        organization: str,
        slug: str,
        body: ReportCoverageIn,
        *,
        if_match: str | None = None,
    ) -> ReportCoverageOut:
        """Settle who answers in a place: your organization, or another body and where to send what is its own.

        The first time needs no `If-Match`; replacing does.
        """
        return await self._transport.call(
            "PUT",
            at("/organizations/{organization}/report-coverages/{slug}", organization=organization, slug=slug),
            ReportCoverageOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def delete_report_coverage(self, organization: str, slug: str, *, if_match: str | None = None) -> None:
        """Remove a coverage: nothing is settled about this place any more."""
        return await self._transport.call(
            "DELETE",
            at("/organizations/{organization}/report-coverages/{slug}", organization=organization, slug=slug),
            type(None),
            headers={"If-Match": if_match},
        )

    async def get_report_routing(self, organization: str) -> ReportRoutingOut:
        """Read the rules by which the reports of an organization find their team, in their order."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-routing", organization=organization),
            ReportRoutingOut,
        )

    async def put_report_routing(
        self,
        organization: str,
        body: ReportRoutingIn,
        *,
        if_match: str | None = None,
    ) -> ReportRoutingOut:
        """Settle all the rules of your organization at once. Reports that have a team keep it.

        The first time needs no `If-Match`; replacing does.
        """
        return await self._transport.call(
            "PUT",
            at("/organizations/{organization}/report-routing", organization=organization),
            ReportRoutingOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def list_report_teams(
        self,
        organization: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        is_active: bool | None = None,
        **filters: Any,
    ) -> PageReportTeamOut:
        """List the teams of an organization, retired ones included."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-teams", organization=organization),
            PageReportTeamOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "is_active": is_active,
                **filters,
            },
        )

    def iter_report_teams(
        self,
        organization: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        is_active: bool | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportTeamOut]:
        """Go through list_report_teams, page after page: every item once."""
        return self._transport.items(
            at("/organizations/{organization}/report-teams", organization=organization),
            ReportTeamOut,
            query={"filter": filter, "limit": limit, "sort": sort, "is_active": is_active, **filters},
        )

    async def get_report_team(self, organization: str, team: str) -> ReportTeamOut:
        """Read one team of an organization."""
        return await self._transport.call(
            "GET",
            at("/organizations/{organization}/report-teams/{team}", organization=organization, team=team),
            ReportTeamOut,
        )

    async def put_report_team(
        self,
        organization: str,
        team: str,
        body: ReportTeamIn,
        *,
        if_match: str | None = None,
    ) -> ReportTeamOut:
        """Settle a team of your organization, or settle it anew; a retired one comes back.

        The first time needs no `If-Match`; replacing does.
        """
        return await self._transport.call(
            "PUT",
            at("/organizations/{organization}/report-teams/{team}", organization=organization, team=team),
            ReportTeamOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def retire_report_team(self, organization: str, team: str, *, if_match: str | None = None) -> ReportTeamOut:
        """Retire a team: rules and categories give it nothing any more; the reports that it has stay its own."""
        return await self._transport.call(
            "DELETE",
            at("/organizations/{organization}/report-teams/{team}", organization=organization, team=team),
            ReportTeamOut,
            headers={"If-Match": if_match},
        )

    async def list_policies(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        origin: Literal["declared", "category", "default"] | None = None,
    ) -> PagePolicyOut:
        """List the policies in force: the defaults, the complete table of update frequencies among them, and overrides.
        """
        return await self._transport.call(
            "GET",
            "/policies",
            PagePolicyOut,
            query={
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "subject_kind": subject_kind,
                "origin": origin,
            },
        )

    def iter_policies(
        self,
        *,
        limit: int = 200,
        sort: str | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        origin: Literal["declared", "category", "default"] | None = None,
    ) -> AsyncIterator[PolicyOut]:
        """Go through list_policies, page after page: every item once."""
        return self._transport.items(
            "/policies",
            PolicyOut,
            query={"limit": limit, "sort": sort, "subject_kind": subject_kind, "origin": origin},
        )

    async def get_policy(self, subject_kind: Literal["dataset", "report", "service"], subject_id: str) -> PolicyOut:
        """Read a default policy, or the policy declared for one subject."""
        return await self._transport.call(
            "GET",
            at("/policies/{subject_kind}/{subject_id}", subject_kind=subject_kind, subject_id=subject_id),
            PolicyOut,
        )

    async def put_policy(
        self,
        subject_kind: Literal["dataset", "report", "service"],
        subject_id: str,
        body: PolicyIn,
        *,
        if_match: str | None = None,
    ) -> PolicyOut:
        """Declare the policy of one subject, or replace it. Replacing needs `If-Match`; the first declaration does not.
        """
        return await self._transport.call(
            "PUT",
            at("/policies/{subject_kind}/{subject_id}", subject_kind=subject_kind, subject_id=subject_id),
            PolicyOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def list_quality_runs(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        consumer: str | None = None,
        finished_at__gte: datetime | None = None,
        **filters: Any,
    ) -> PageQualityRunOut:
        """List the passages of checkers, the latest first: how fresh the findings themselves are."""
        return await self._transport.call(
            "GET",
            "/quality-runs",
            PageQualityRunOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "consumer": consumer,
                "finished_at__gte": finished_at__gte,
                **filters,
            },
        )

    def iter_quality_runs(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        consumer: str | None = None,
        finished_at__gte: datetime | None = None,
        **filters: Any,
    ) -> AsyncIterator[QualityRunOut]:
        """Go through list_quality_runs, page after page: every item once."""
        return self._transport.items(
            "/quality-runs",
            QualityRunOut,
            query={
                "filter": filter,
                "limit": limit,
                "sort": sort,
                "consumer": consumer,
                "finished_at__gte": finished_at__gte,
                **filters,
            },
        )

    async def create_quality_run(self, body: QualityRunIn, *, idempotency_key: str | None = None) -> QualityRunOut:
        """Report a passage of a checker that has ended."""
        return await self._transport.call(
            "POST",
            "/quality-runs",
            QualityRunOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_quality_run(self, run: str) -> QualityRunOut:
        """Read one passage of a checker."""
        return await self._transport.call("GET", at("/quality-runs/{run}", run=run), QualityRunOut)

    async def list_report_categories(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        organization: str | None = None,
        lon: float | None = None,
        lat: float | None = None,
        insee_code: str | None = None,
    ) -> PageReportCategoryOut:
        """List the problems that can be reported, with the time promised for each.

        Without a place and without `organization`: the categories that all organizations share. With a place: those for
        which somebody answers there, so that a form shows what can be reported, and asks what the responsible body
        needs.
        """
        return await self._transport.call(
            "GET",
            "/report-categories",
            PageReportCategoryOut,
            query={
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "organization": organization,
                "lon": lon,
                "lat": lat,
                "insee_code": insee_code,
            },
        )

    def iter_report_categories(
        self,
        *,
        limit: int = 200,
        sort: str | None = None,
        organization: str | None = None,
        lon: float | None = None,
        lat: float | None = None,
        insee_code: str | None = None,
    ) -> AsyncIterator[ReportCategoryOut]:
        """Go through list_report_categories, page after page: every item once."""
        return self._transport.items(
            "/report-categories",
            ReportCategoryOut,
            query={
                "limit": limit,
                "sort": sort,
                "organization": organization,
                "lon": lon,
                "lat": lat,
                "insee_code": insee_code,
            },
        )

    async def get_report_category(self, code: str) -> ReportCategoryOut:
        """Read one of the categories that all organizations share."""
        return await self._transport.call("GET", at("/report-categories/{code}", code=code), ReportCategoryOut)

    async def list_duplicate_candidates_at(
        self,
        *,
        category: str,
        lon: float,
        lat: float,
        organization: str | None = None,
        sample: bool | None = None,
    ) -> DuplicateCandidatesOut:
        """Before sending a report: which ones may tell of the same problem already.

        Of the same category, open or closed less than 30 days ago, within the radius of the category. This is advice:
        offer to follow one of them, or to confirm it; nobody is kept from reporting.
        """
        return await self._transport.call(
            "GET",
            "/report-duplicate-candidates",
            DuplicateCandidatesOut,
            query={"category": category, "lon": lon, "lat": lat, "organization": organization, "sample": sample},
        )

    async def import_reports(self, body: ReportBatchIn, *, idempotency_key: str | None = None) -> ReportBatchOut:
        """Bring in reports that another system kept, with their dates, promises and moves.

        A report is known by its `client_id`: sent again, it is left as it is, and only moves that the platform does not
        know are added. Each report is taken in wholly or refused alone, with the reason; the others are not concerned.
        Texts are screened as always, and what looks like personal data in explanations is masked.
        """
        return await self._transport.call(
            "POST",
            "/report-imports",
            ReportBatchOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_report_retention(self, *, organization: str | None = None) -> ReportRetentionOut:
        """Read how long contacts, texts and photos of street reports are kept, and by category where that differs."""
        return await self._transport.call(
            "GET",
            "/report-retention",
            ReportRetentionOut,
            query={"organization": organization},
        )

    async def list_report_reviews(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        subject: Literal["text", "comment", "photo", "removal"] | None = None,
    ) -> PageReportReviewOut:
        """List what waits for a person of your organization, oldest first: texts, comments, photos, wishes for removal.
        """
        return await self._transport.call(
            "GET",
            "/report-reviews",
            PageReportReviewOut,
            query={"limit": limit, "cursor": cursor, "sort": sort, "count": count, "subject": subject},
        )

    def iter_report_reviews(
        self,
        *,
        limit: int = 200,
        sort: str | None = None,
        subject: Literal["text", "comment", "photo", "removal"] | None = None,
    ) -> AsyncIterator[ReportReviewOut]:
        """Go through list_report_reviews, page after page: every item once."""
        return self._transport.items(
            "/report-reviews",
            ReportReviewOut,
            query={"limit": limit, "sort": sort, "subject": subject},
        )

    async def preview_report_text(self, body: TextPreviewIn, *, idempotency_key: str | None = None) -> TextPreviewOut:
        """See what would become of a text before it is sent: what looks like personal data, and the text with masks.

        Nothing is kept of it. Without findings, a report with this text is public at once; else a person looks at it
        first.
        """
        return await self._transport.call(
            "POST",
            "/report-text-previews",
            TextPreviewOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def list_reports(
        self,
        *,
        filter: str | None = None,
        status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None,
        is_open: bool | None = None,
        is_overdue: bool | None = None,
        outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = None,
        category: str | None = None,
        organization: str | None = None,
        insee_code: str | None = None,
        sample: bool | None = None,
        q: str | None = None,
        opened_at__gte: datetime | None = None,
        opened_at__lt: datetime | None = None,
        closed_at__gte: datetime | None = None,
        closed_at__lt: datetime | None = None,
        expected_at__gte: datetime | None = None,
        expected_at__lt: datetime | None = None,
        last_event_at__gte: datetime | None = None,
        last_event_at__lt: datetime | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        format: Literal["json", "geojson"] | None = None,
        **filters: Any,
    ) -> PageReportOut:
        """List street reports, newest first, by what they are, where they are and how they fare.

        With a key: also your own drafts and, for those who work on reports, those of your organization that are hidden.
        """
        return await self._transport.call(
            "GET",
            "/reports",
            PageReportOut,
            query={
                "filter": filter,
                "status": status,
                "is_open": is_open,
                "is_overdue": is_overdue,
                "outcome": outcome,
                "category": category,
                "organization": organization,
                "insee_code": insee_code,
                "sample": sample,
                "q": q,
                "opened_at__gte": opened_at__gte,
                "opened_at__lt": opened_at__lt,
                "closed_at__gte": closed_at__gte,
                "closed_at__lt": closed_at__lt,
                "expected_at__gte": expected_at__gte,
                "expected_at__lt": expected_at__lt,
                "last_event_at__gte": last_event_at__gte,
                "last_event_at__lt": last_event_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "format": format,
                **filters,
            },
        )

    def iter_reports(
        self,
        *,
        filter: str | None = None,
        status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None,
        is_open: bool | None = None,
        is_overdue: bool | None = None,
        outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = None,
        category: str | None = None,
        organization: str | None = None,
        insee_code: str | None = None,
        sample: bool | None = None,
        q: str | None = None,
        opened_at__gte: datetime | None = None,
        opened_at__lt: datetime | None = None,
        closed_at__gte: datetime | None = None,
        closed_at__lt: datetime | None = None,
        expected_at__gte: datetime | None = None,
        expected_at__lt: datetime | None = None,
        last_event_at__gte: datetime | None = None,
        last_event_at__lt: datetime | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        format: Literal["json", "geojson"] | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportOut]:
        """Go through list_reports, page after page: every item once."""
        return self._transport.items(
            "/reports",
            ReportOut,
            query={
                "filter": filter,
                "status": status,
                "is_open": is_open,
                "is_overdue": is_overdue,
                "outcome": outcome,
                "category": category,
                "organization": organization,
                "insee_code": insee_code,
                "sample": sample,
                "q": q,
                "opened_at__gte": opened_at__gte,
                "opened_at__lt": opened_at__lt,
                "closed_at__gte": closed_at__gte,
                "closed_at__lt": closed_at__lt,
                "expected_at__gte": expected_at__gte,
                "expected_at__lt": expected_at__lt,
                "last_event_at__gte": last_event_at__gte,
                "last_event_at__lt": last_event_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "limit": limit,
                "sort": sort,
                "format": format,
                **filters,
            },
        )

    async def create_report(self, body: ReportIn, *, idempotency_key: str | None = None) -> ReportOut:
        """Report a problem in public space. Any organization's key may report to any other.

        Send a `client_id` of your own to be able to repeat the request after a lost answer, days later if need be. What
        is odd is kept with a warning: see `warnings`. A text that seems to hold personal data is read by a human before
        the public reads it: see `text_status`.
        """
        return await self._transport.call(
            "POST",
            "/reports",
            ReportOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def list_nearby_reports(
        self,
        *,
        filter: str | None = None,
        status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None,
        is_open: bool | None = None,
        is_overdue: bool | None = None,
        outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = None,
        category: str | None = None,
        organization: str | None = None,
        insee_code: str | None = None,
        sample: bool | None = None,
        q: str | None = None,
        opened_at__gte: datetime | None = None,
        opened_at__lt: datetime | None = None,
        closed_at__gte: datetime | None = None,
        closed_at__lt: datetime | None = None,
        expected_at__gte: datetime | None = None,
        expected_at__lt: datetime | None = None,
        last_event_at__gte: datetime | None = None,
        last_event_at__lt: datetime | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: Literal["distance"] | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        lon: float,
        lat: float,
        radius: float | None = None,
        format: Literal["json", "geojson"] | None = None,
        **filters: Any,
    ) -> PageNearReportOut:
        """List the reports around a point, nearest first, each with its distance in metres.

        Every filter of `GET /reports` narrows them further. Before you report a problem, look here with its `category`
        and `is_open=true`, or at `GET /report-duplicate-candidates`, which applies the rule of duplicates.
        """
        return await self._transport.call(
            "GET",
            "/reports/nearby",
            PageNearReportOut,
            query={
                "filter": filter,
                "status": status,
                "is_open": is_open,
                "is_overdue": is_overdue,
                "outcome": outcome,
                "category": category,
                "organization": organization,
                "insee_code": insee_code,
                "sample": sample,
                "q": q,
                "opened_at__gte": opened_at__gte,
                "opened_at__lt": opened_at__lt,
                "closed_at__gte": closed_at__gte,
                "closed_at__lt": closed_at__lt,
                "expected_at__gte": expected_at__gte,
                "expected_at__lt": expected_at__lt,
                "last_event_at__gte": last_event_at__gte,
                "last_event_at__lt": last_event_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "lon": lon,
                "lat": lat,
                "radius": radius,
                "format": format,
                **filters,
            },
        )

    def iter_nearby_reports(
        self,
        *,
        filter: str | None = None,
        status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None,
        is_open: bool | None = None,
        is_overdue: bool | None = None,
        outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = None,
        category: str | None = None,
        organization: str | None = None,
        insee_code: str | None = None,
        sample: bool | None = None,
        q: str | None = None,
        opened_at__gte: datetime | None = None,
        opened_at__lt: datetime | None = None,
        closed_at__gte: datetime | None = None,
        closed_at__lt: datetime | None = None,
        expected_at__gte: datetime | None = None,
        expected_at__lt: datetime | None = None,
        last_event_at__gte: datetime | None = None,
        last_event_at__lt: datetime | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        limit: int = 200,
        sort: Literal["distance"] | None = None,
        lon: float,
        lat: float,
        radius: float | None = None,
        format: Literal["json", "geojson"] | None = None,
        **filters: Any,
    ) -> AsyncIterator[NearReportOut]:
        """Go through list_nearby_reports, page after page: every item once."""
        return self._transport.items(
            "/reports/nearby",
            NearReportOut,
            query={
                "filter": filter,
                "status": status,
                "is_open": is_open,
                "is_overdue": is_overdue,
                "outcome": outcome,
                "category": category,
                "organization": organization,
                "insee_code": insee_code,
                "sample": sample,
                "q": q,
                "opened_at__gte": opened_at__gte,
                "opened_at__lt": opened_at__lt,
                "closed_at__gte": closed_at__gte,
                "closed_at__lt": closed_at__lt,
                "expected_at__gte": expected_at__gte,
                "expected_at__lt": expected_at__lt,
                "last_event_at__gte": last_event_at__gte,
                "last_event_at__lt": last_event_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                "limit": limit,
                "sort": sort,
                "lon": lon,
                "lat": lat,
                "radius": radius,
                "format": format,
                **filters,
            },
        )

    async def get_report_statistics(
        self,
        *,
        filter: str | None = None,
        status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None,
        is_open: bool | None = None,
        is_overdue: bool | None = None,
        outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = None,
        category: str | None = None,
        organization: str | None = None,
        insee_code: str | None = None,
        sample: bool | None = None,
        q: str | None = None,
        opened_at__gte: datetime | None = None,
        opened_at__lt: datetime | None = None,
        closed_at__gte: datetime | None = None,
        closed_at__lt: datetime | None = None,
        expected_at__gte: datetime | None = None,
        expected_at__lt: datetime | None = None,
        last_event_at__gte: datetime | None = None,
        last_event_at__lt: datetime | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        bbox: str | None = None,
        near: str | None = None,
        radius: str | None = None,
        group_by: str | None = None,
        limit: int | None = None,
        **filters: Any,
    ) -> ReportStatisticsOut:
        """Read figures of street reports, by category, district and more, for all those that match.

        Every filter of `GET /reports` chooses what is counted. Only public reports count, and made-up ones only with
        `sample=true`. Duplicates count as reports: leave them out with `outcome__ne=duplicate` if you count problems.
        """
        return await self._transport.call(
            "GET",
            "/reports/statistics",
            ReportStatisticsOut,
            query={
                "filter": filter,
                "status": status,
                "is_open": is_open,
                "is_overdue": is_overdue,
                "outcome": outcome,
                "category": category,
                "organization": organization,
                "insee_code": insee_code,
                "sample": sample,
                "q": q,
                "opened_at__gte": opened_at__gte,
                "opened_at__lt": opened_at__lt,
                "closed_at__gte": closed_at__gte,
                "closed_at__lt": closed_at__lt,
                "expected_at__gte": expected_at__gte,
                "expected_at__lt": expected_at__lt,
                "last_event_at__gte": last_event_at__gte,
                "last_event_at__lt": last_event_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                "bbox": bbox,
                "near": near,
                "radius": radius,
                "group_by": group_by,
                "limit": limit,
                **filters,
            },
        )

    async def get_report(self, reference: str, *, format: Literal["json", "geojson"] | None = None) -> ReportOut:
        """Read one street report: what is wrong, where it stands, what is promised.

        With the key of its author, or of those who work on it, `private` holds what only they read.
        """
        return await self._transport.call(
            "GET",
            at("/reports/{reference}", reference=reference),
            ReportOut,
            query={"format": format},
        )

    async def move_report(self, reference: str, body: ReportChange, *, if_match: str | None = None) -> ReportOut:
        """Move a report of your organization to another status, team or category, and tell the public about it.

        Closing needs an outcome and an explanation; planning needs a date; reopening is a move out of `closed`. Each of
        the three is an entry of its history. Reports that follow this one move with it. Whoever made a report may
        withdraw it and, once it is closed, open it again, with the scope reports:write.
        """
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}", reference=reference),
            ReportOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def erase_report(
        self,
        reference: str,
        *,
        reason: Literal["author_request", "personal_data", "legal", "abuse", "mistake", "expired"],
        if_match: str | None = None,
    ) -> None:
        """Erase a report for good: contact, texts, comments, photos, place; from then on its address answers 410.

        Whoever sent it may, and with the scope reports:moderate the organization that answers for it. A tombstone in
        the feed of changes tells those who hold copies to delete them.
        """
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}", reference=reference),
            type(None),
            query={"reason": reason},
            headers={"If-Match": if_match},
        )

    async def list_report_comments(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageReportCommentOut:
        """List the comments on a report: what a person has looked at, what is official, and with your key your own."""
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/comments", reference=reference),
            PageReportCommentOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_report_comments(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportCommentOut]:
        """Go through list_report_comments, page after page: every item once."""
        return self._transport.items(
            at("/reports/{reference}/comments", reference=reference),
            ReportCommentOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def create_report_comment(
        self,
        reference: str,
        body: ReportCommentIn,
        *,
        idempotency_key: str | None = None,
    ) -> ReportCommentOut:
        """Add a comment to a report. It is public once a person of the responsible organization has looked at it.

        What that organization itself says, with a key that holds reports:triage, is official and public at once.
        """
        return await self._transport.call(
            "POST",
            at("/reports/{reference}/comments", reference=reference),
            ReportCommentOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def decide_report_comment(self, reference: str, number: int, body: TextDecision) -> ReportCommentOut:
        """Decide what the public reads of a comment: publish it as written, redact it, or withhold it."""
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/comments/{number}", reference=reference, number=number),
            ReportCommentOut,
            body=body,
        )

    async def delete_report_comment(self, reference: str, number: int) -> None:
        """Take a comment of yours back; its words are purged, its number stays taken.

        With the scope reports:moderate, the organization that answers for the report may do it too.
        """
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}/comments/{number}", reference=reference, number=number),
            type(None),
        )

    async def get_report_confirmations(self, reference: str) -> ReportConfirmationsOut:
        """Read how many people have confirmed a report; who they are is told to nobody."""
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/confirmations", reference=reference),
            ReportConfirmationsOut,
        )

    async def create_report_confirmation(
        self,
        reference: str,
        body: ReportConfirmationIn,
        *,
        idempotency_key: str | None = None,
    ) -> ReportConfirmationsOut:
        """Say « moi aussi »: confirm an open report. Each person counts once, however often it is sent."""
        return await self._transport.call(
            "POST",
            at("/reports/{reference}/confirmations", reference=reference),
            ReportConfirmationsOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def delete_report_confirmation(self, reference: str, client_id: str) -> None:
        """Take a confirmation back; without one, nothing changes."""
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}/confirmations/{client_id}", reference=reference, client_id=client_id),
            type(None),
        )

    async def complete_report(self, reference: str, body: ReportContentIn, *, if_match: str | None = None) -> ReportOut:
        """Complete a draft of yours, or put right what a report of your organization tells.

        A draft that says where and what is public from then on, and its service level counts from then. The words are
        screened again; a report that leaves its place leaves its group of duplicates too.
        """
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/content", reference=reference),
            ReportOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def list_duplicate_candidates(self, reference: str) -> DuplicateCandidatesOut:
        """List the reports that may tell of the same problem as this one, nearest first.

        Of the same organization and category, open or closed less than 30 days ago, within the radius of the category,
        and followers of no other one. `anchor` says which of both came first.
        """
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/duplicate-candidates", reference=reference),
            DuplicateCandidatesOut,
        )

    async def merge_report(self, reference: str, body: DuplicateIn, *, if_match: str | None = None) -> ReportOut:
        """Let a report of your organization follow the first one about the same problem.

        Those that followed it follow the first one too. All must lie within the radius of the category around the first
        one itself. From then on they move and end with it; both histories say so, in public.
        """
        return await self._transport.call(
            "PUT",
            at("/reports/{reference}/duplicate-of", reference=reference),
            ReportOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def split_report(
        self,
        reference: str,
        *,
        explanation: str | None = None,
        if_match: str | None = None,
    ) -> ReportOut:
        """Let a report follow no other one any more.

        One that was closed as a duplicate is open again, with a promise counted anew. Both histories say so, in public.
        """
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}/duplicate-of", reference=reference),
            ReportOut,
            query={"explanation": explanation},
            headers={"If-Match": if_match},
        )

    async def list_duplicates(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageMemberOut:
        """List the reports that follow this one, the oldest first: they tell of the same problem and end with it.

        A report that follows another one, see `duplicate_of`, has none itself.
        """
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/duplicates", reference=reference),
            PageMemberOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_duplicates(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[MemberOut]:
        """Go through list_duplicates, page after page: every item once."""
        return self._transport.items(
            at("/reports/{reference}/duplicates", reference=reference),
            MemberOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def list_report_events(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageReportEventOut:
        """List what happened to a report, oldest first: who acted, when, and what the public was told.

        Those who work on the report read its internal entries too, at this same address.
        """
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/events", reference=reference),
            PageReportEventOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_report_events(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportEventOut]:
        """Go through list_report_events, page after page: every item once."""
        return self._transport.items(
            at("/reports/{reference}/events", reference=reference),
            ReportEventOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def redact_report_event(self, reference: str, number: int, body: ReportEventRedaction) -> ReportEventOut:
        """Put other words, or none, in place of what an entry of a report's history says; what it said is purged.

        So is what followers of the report were told in the same words. The history of each report tells that it was
        done, never why or in which words; those who follow the changes hear of it.
        """
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/events/{number}", reference=reference, number=number),
            ReportEventOut,
            body=body,
        )

    async def add_report_note(
        self,
        reference: str,
        body: ReportNoteIn,
        *,
        idempotency_key: str | None = None,
    ) -> ReportEventOut:
        """Write an internal note into the history of a report: those who work on it read it, the public does not.

        The report itself stays as it is, with its revision and its `updated_at`.
        """
        return await self._transport.call(
            "POST",
            at("/reports/{reference}/notes", reference=reference),
            ReportEventOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def list_report_photos(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        **filters: Any,
    ) -> PageReportPhotoOut:
        """List the photos of a report: those that are published, and with your key those that you have added."""
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/photos", reference=reference),
            PageReportPhotoOut,
            query={"filter": filter, "limit": limit, "cursor": cursor, "sort": sort, "count": count, **filters},
        )

    def iter_report_photos(
        self,
        reference: str,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        **filters: Any,
    ) -> AsyncIterator[ReportPhotoOut]:
        """Go through list_report_photos, page after page: every item once."""
        return self._transport.items(
            at("/reports/{reference}/photos", reference=reference),
            ReportPhotoOut,
            query={"filter": filter, "limit": limit, "sort": sort, **filters},
        )

    async def create_report_photo(
        self,
        reference: str,
        *,
        idempotency_key: str | None = None,
        title: str | None = None,
        file: Path,
    ) -> ReportPhotoOut:
        """Add a photo to a report of yours, or of your organization; one photo a request.

        What is kept is a picture made anew: upright, at most 2048 pixels a side, without EXIF, position or comment. The
        public sees it once somebody has looked at it. Sending the very same photo again changes nothing.
        """
        return await self._transport.call(
            "POST",
            at("/reports/{reference}/photos", reference=reference),
            ReportPhotoOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            form={"title": title, "file": file},
        )

    async def decide_report_photo(self, reference: str, number: int, body: PhotoDecision) -> ReportPhotoOut:
        """Decide whether the public sees a photo. One that is withheld is deleted for good."""
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/photos/{number}", reference=reference, number=number),
            ReportPhotoOut,
            body=body,
        )

    async def delete_report_photo(self, reference: str, number: int) -> None:
        """Take away a photo that you have added, or one of a report that your organization answers for."""
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}/photos/{number}", reference=reference, number=number),
            type(None),
        )

    def get_report_photo_content(self, reference: str, number: int) -> AsyncIterator[bytes]:
        """Read a photo, at most 2048 pixels a side."""
        return self._transport.stream(
            at("/reports/{reference}/photos/{number}/content", reference=reference, number=number),
        )

    def get_report_photo_thumbnail(self, reference: str, number: int) -> AsyncIterator[bytes]:
        """Read a photo as a thumbnail, at most 320 pixels a side."""
        return self._transport.stream(
            at("/reports/{reference}/photos/{number}/thumbnail", reference=reference, number=number),
        )

    async def create_removal_request(
        self,
        reference: str,
        body: RemovalRequestIn,
        *,
        idempotency_key: str | None = None,
    ) -> RemovalRequestOut:
        """Ask that a report, its text, a comment or a photo be taken out of the public's sight; a person answers."""
        return await self._transport.call(
            "POST",
            at("/reports/{reference}/removal-requests", reference=reference),
            RemovalRequestOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_removal_request(self, reference: str, number: int) -> RemovalRequestOut:
        """Read what became of a wish for removal that you have sent, or that was sent to your organization."""
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/removal-requests/{number}", reference=reference, number=number),
            RemovalRequestOut,
        )

    async def settle_removal_request(
        self,
        reference: str,
        number: int,
        body: RemovalRequestDecision,
    ) -> RemovalRequestOut:
        """Answer a wish for removal. It removes nothing by itself: hide, redact, withhold or erase first, and say so.
        """
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/removal-requests/{number}", reference=reference, number=number),
            RemovalRequestOut,
            body=body,
        )

    async def get_report_reporter(self, reference: str) -> ReporterOut:
        """Read who made a report to your organization, and how to reach them.

        Each reading is written down in the internal history of the report, with the consumer that read. The contact is
        removed as `GET /report-retention` says.
        """
        return await self._transport.call("GET", at("/reports/{reference}/reporter", reference=reference), ReporterOut)

    async def delete_report_reporter(self, reference: str) -> None:
        """Remove what is known about who made a report, at their wish; the report itself stays.

        Whoever sent the report may, and with the scope reports:moderate the organization that answers for it.
        """
        return await self._transport.call(
            "DELETE",
            at("/reports/{reference}/reporter", reference=reference),
            type(None),
        )

    async def get_report_destination(self, reference: str) -> ReportDestinationOut:
        """Say which team a report of your organization should have by the rules as they stand, and which rule decides it.

        It is decided upon the report as it was written: a text that the public does not read yet counts whole, and so
        do answers that are not public. Nothing is stored: to assign the report, move it to this team.
        """
        return await self._transport.call(
            "GET",
            at("/reports/{reference}/routing", reference=reference),
            ReportDestinationOut,
        )

    async def replace_report_text(
        self,
        reference: str,
        body: ReportTextIn,
        *,
        if_match: str | None = None,
    ) -> ReportModerationOut:
        """Put other words in place of your own, in a report that you have sent; the former ones are purged.

        The new ones are screened like any. Where the former ones had been withheld, a person looks at them first.
        """
        return await self._transport.call(
            "PUT",
            at("/reports/{reference}/text", reference=reference),
            ReportModerationOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def decide_report_text(
        self,
        reference: str,
        body: TextDecision,
        *,
        if_match: str | None = None,
    ) -> ReportModerationOut:
        """Decide what the public reads of a report's description: publish it as written, redact it, or withhold it.

        Publishing and redacting purge what was written: only the public text remains. The history tells what was
        decided, by which organization and when, never why or in which words.
        """
        return await self._transport.call(
            "PATCH",
            at("/reports/{reference}/text", reference=reference),
            ReportModerationOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def set_report_visibility(
        self,
        reference: str,
        body: ReportVisibilityIn,
        *,
        if_match: str | None = None,
    ) -> ReportModerationOut:
        """Take a report of your organization out of the public's sight, or show it again, with a reason.

        Those who follow the changes are told to delete their copies of a hidden one.
        """
        return await self._transport.call(
            "PUT",
            at("/reports/{reference}/visibility", reference=reference),
            ReportModerationOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def get_routing(
        self,
        *,
        organization: str,
        category: str,
        lon: float | None = None,
        lat: float | None = None,
        insee_code: str | None = None,
        text: str | None = None,
        attributes: str | None = None,
    ) -> RoutingOut:
        """Say who would get a report of this kind, there, with these words, and which rule decides it.

        Nothing is stored: use it to try rules. Of a report that is there, ask `/reports/{reference}/routing`.
        """
        return await self._transport.call(
            "GET",
            "/routing",
            RoutingOut,
            query={
                "organization": organization,
                "category": category,
                "lon": lon,
                "lat": lat,
                "insee_code": insee_code,
                "text": text,
                "attributes": attributes,
            },
        )

    async def list_scopes(self) -> PageScopeOut:
        """List what a key may be allowed to do."""
        return await self._transport.call("GET", "/scopes", PageScopeOut)

    def iter_scopes(self) -> AsyncIterator[ScopeOut]:
        """Go through list_scopes, page after page: every item once."""
        return self._transport.items("/scopes", ScopeOut)

    async def list_scores(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        organization: str | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        **filters: Any,
    ) -> PageScoreOut:
        """List the scores by organization and kind of subject, each beside its denominator."""
        return await self._transport.call(
            "GET",
            "/scores",
            PageScoreOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "organization": organization,
                "subject_kind": subject_kind,
                **filters,
            },
        )

    def iter_scores(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        organization: str | None = None,
        subject_kind: Literal["dataset", "report", "service"] | None = None,
        **filters: Any,
    ) -> AsyncIterator[ScoreOut]:
        """Go through list_scores, page after page: every item once."""
        return self._transport.items(
            "/scores",
            ScoreOut,
            query={
                "filter": filter,
                "limit": limit,
                "sort": sort,
                "organization": organization,
                "subject_kind": subject_kind,
                **filters,
            },
        )

    async def put_scores(self, body: ScoresIn) -> ScoreboardOut:
        """Replace the whole board by what one run of a checker counted."""
        return await self._transport.call("PUT", "/scores", ScoreboardOut, body=body)

    async def list_services(
        self,
        *,
        filter: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        sort: str | None = None,
        count: Literal["none", "estimate", "exact"] | None = None,
        organization: str | None = None,
        kind: str | None = None,
        status: Literal["active", "inactive", "temporarily_closed", "defunct"] | None = None,
        insee_code: str | None = None,
        q: str | None = None,
        content_modified_at__gte: date | None = None,
        content_modified_at__lt: date | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        **filters: Any,
    ) -> PageServiceOut:
        """List what the administration offers, by words, place, owner and age."""
        return await self._transport.call(
            "GET",
            "/services",
            PageServiceOut,
            query={
                "filter": filter,
                "limit": limit,
                "cursor": cursor,
                "sort": sort,
                "count": count,
                "organization": organization,
                "kind": kind,
                "status": status,
                "insee_code": insee_code,
                "q": q,
                "content_modified_at__gte": content_modified_at__gte,
                "content_modified_at__lt": content_modified_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                **filters,
            },
        )

    def iter_services(
        self,
        *,
        filter: str | None = None,
        limit: int = 200,
        sort: str | None = None,
        organization: str | None = None,
        kind: str | None = None,
        status: Literal["active", "inactive", "temporarily_closed", "defunct"] | None = None,
        insee_code: str | None = None,
        q: str | None = None,
        content_modified_at__gte: date | None = None,
        content_modified_at__lt: date | None = None,
        updated_at__gte: datetime | None = None,
        updated_at__lt: datetime | None = None,
        **filters: Any,
    ) -> AsyncIterator[ServiceOut]:
        """Go through list_services, page after page: every item once."""
        return self._transport.items(
            "/services",
            ServiceOut,
            query={
                "filter": filter,
                "limit": limit,
                "sort": sort,
                "organization": organization,
                "kind": kind,
                "status": status,
                "insee_code": insee_code,
                "q": q,
                "content_modified_at__gte": content_modified_at__gte,
                "content_modified_at__lt": content_modified_at__lt,
                "updated_at__gte": updated_at__gte,
                "updated_at__lt": updated_at__lt,
                **filters,
            },
        )

    async def create_service(self, body: ServiceIn, *, idempotency_key: str | None = None) -> ServiceOut:
        """Add a public service of your organization to the catalogue."""
        return await self._transport.call(
            "POST",
            "/services",
            ServiceOut,
            headers={"Idempotency-Key": idempotency_key or new_key()},
            body=body,
        )

    async def get_service(self, service: str) -> ServiceOut:
        """Read one public service: what it gives, to whom, where, when, and how sure that is."""
        return await self._transport.call("GET", at("/services/{service}", service=service), ServiceOut)

    async def update_service(self, service: str, body: ServiceChange, *, if_match: str | None = None) -> ServiceOut:
        """Change a public service of your organization (JSON Merge Patch).

        What is left out stays, null empties, lists are replaced as a whole. A patch that changes nothing leaves the
        ETag as it was. To say that a part is still correct, send its day in `assurances`.
        """
        return await self._transport.call(
            "PATCH",
            at("/services/{service}", service=service),
            ServiceOut,
            headers={"If-Match": if_match},
            body=body,
        )

    async def get_vocabulary(self, vocabulary: Literal["licenses", "frequencies", "themes"]) -> VocabularyOut:
        """Read a controlled vocabulary: the licences, update frequencies or themes that a dataset may have."""
        return await self._transport.call("GET", at("/vocabularies/{vocabulary}", vocabulary=vocabulary), VocabularyOut)
