"""The types of the API.

Generated from the OpenAPI document by `plateforme client`: do not edit, change the API and run it again.
"""

from datetime import date
from typing import Annotated, Any, Literal

from plateforme.client.answers import Answer
from pydantic import AwareDatetime, ConfigDict, Field


class AppliedPolicy(Answer):
    """
    Which policy an evaluation rests on.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str
    """
    Its id.
    """
    digest: str
    """
    Its digest, as it was read.
    """


class Assurances(Answer):
    """
    The day on which a person or an authoritative source last said that a part of the entry is still correct.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    contact: date | None = None
    """
    How to reach the service.
    """
    hours: date | None = None
    """
    Its opening hours.
    """
    fees: date | None = None
    """
    What it costs.
    """
    eligibility: date | None = None
    """
    Who may use it.
    """
    entry: date | None = None
    """
    The whole entry.
    """


class AssurancesOut(Answer):
    """
    The day on which each part was last said to be still correct; null: never. Not the day of a change.
    """

    contact: date | None
    """
    How to reach the service.
    """
    hours: date | None
    """
    Its opening hours.
    """
    fees: date | None
    """
    What it costs.
    """
    eligibility: date | None
    """
    Who may use it.
    """
    entry: date | None
    """
    The whole entry.
    """


class AttachmentChange(Answer):
    """
    A JSON Merge Patch (RFC 7396) on what is said about the file; its bytes never change.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str | None = None
    """
    What the file is, in one line.
    """
    description: str | None = None
    """
    What readers find in it.
    """


class AttachmentOut(Answer):
    """
    A file that explains a dataset.
    """

    id: str
    """
    Identifier of the attachment.
    """
    dataset: str
    """
    Slug of the dataset.
    """
    name: str
    """
    Name of the file.
    """
    title: str
    """
    What the file is, in one line.
    """
    description: str
    """
    What readers find in it.
    """
    media_type: str
    """
    Media type, told by the end of the name.
    """
    size: int
    """
    Size in bytes.
    """
    digest: str
    """
    SHA-256 of the bytes, in hexadecimal.
    """
    added_by: str
    """
    Slug of the consumer that attached it.
    """
    created_at: AwareDatetime
    """
    When it was attached.
    """
    url: str
    """
    Address of this description.
    """
    content_url: str
    """
    Address of the file itself.
    """


class AttributeValueIn(Answer):
    """
    One answer to choose from.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    key: str
    """
    What is sent and stored.
    """
    name: str
    """
    Name for people, in French.
    """


class AttributeValueOut(Answer):
    """
    One answer to choose from.
    """

    key: str
    """
    What is sent and stored.
    """
    name: str
    """
    Name for people, in French.
    """


class CategoryDays(Answer):
    """
    Another period for one category.
    """

    category: str
    """
    Code of the category.
    """
    days: int
    """
    Days after the closing of the report, or after it was hidden.
    """


class ChangeCounts(Answer):
    """
    Evaluations by what they changed in the ledger.
    """

    opened: int
    """
    Findings that are new.
    """
    escalated: int
    """
    Findings that went from overdue to delinquent.
    """
    updated: int
    """
    Findings whose facts changed, or whose handling came to its end.
    """
    resolved: int
    """
    Findings that new evidence or a changed policy resolved.
    """
    reopened: int
    """
    Findings that came back within 90 days.
    """
    unchanged: int
    """
    Evaluations that changed nothing.
    """


class ChangeCountsIn(Answer):
    """
    What a run changed in the ledger, added up over its batches.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    opened: int = 0
    """
    Findings that are new.
    """
    escalated: int = 0
    """
    Findings that went from overdue to delinquent.
    """
    updated: int = 0
    """
    Findings whose facts changed.
    """
    resolved: int = 0
    """
    Findings that were resolved.
    """
    reopened: int = 0
    """
    Findings that came back.
    """
    unchanged: int = 0
    """
    Evaluations that changed nothing.
    """


class ChangeCountsOut(Answer):
    """
    How many rows differ between the two versions, over all pages.
    """

    added: int
    """
    Rows of the later version whose key the earlier one does not have.
    """
    changed: int
    """
    Rows of both versions with at least one value that differs.
    """
    removed: int
    """
    Rows of the earlier version whose key the later one does not have.
    """


class ChangeLinks(Answer):
    """
    Where to go from a change.
    """

    subject: str | None
    """
    The thing as it is now; null when it is gone.
    """


class ChangeOut(Answer):
    """
    One change of one thing. Read the thing itself to learn how it is now.
    """

    kind: str
    """
    What sort of thing changed.
    """
    subject: str
    """
    Which one: its public reference.
    """
    action: str
    """
    What happened. `deleted` is a tombstone: delete your copy. A thing that you never met may come as `updated`, when it became public later than it was made.
    """
    event: str | None
    """
    The kind of the entry in the history of the thing.
    """
    number: int | None
    """
    The number of that entry.
    """
    organization: str
    """
    Slug of the organization that answers for the thing.
    """
    is_public: bool
    """
    False for what only those read who work for that organization.
    """
    reason: str | None
    """
    Of a tombstone, why; null otherwise.
    """
    at: AwareDatetime
    """
    When the platform recorded it.
    """
    links: ChangeLinks
    """
    Where to go from here.
    """


class ChangedIds(Answer):
    """
    The findings that a batch changed, by kind of change.
    """

    opened: list[str]
    """
    Ids of new findings.
    """
    escalated: list[str]
    """
    Ids of findings that went from overdue to delinquent.
    """
    updated: list[str]
    """
    Ids of findings whose facts changed.
    """
    resolved: list[str]
    """
    Ids of findings that were resolved.
    """
    reopened: list[str]
    """
    Ids of findings that came back.
    """


class Channel(Answer):
    """
    One way to reach the service.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["phone", "email", "web", "counter", "post"]
    """
    Kind of channel.
    """
    value: str
    """
    Number, e-mail address, web address or place, after the type.
    """
    label: str | None = None
    """
    What the channel is for, if there are several.
    """


class ChannelOut(Answer):
    """
    One way to reach the service.
    """

    type: str
    """
    Kind of channel.
    """
    value: str
    """
    Number, e-mail address, web address or place, after the type.
    """
    label: str | None
    """
    What the channel is for, if there are several.
    """


class CheckerOut(Answer):
    """
    How fresh the quality checker's own work is.
    """

    finished_at: AwareDatetime
    """
    When its last complete run ended.
    """


class ConsumerIn(Answer):
    """
    A consumer to register.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    slug: str
    """
    Name in addresses: small letters, digits and single hyphens. It never changes.
    """
    name: str
    """
    What people call it.
    """
    organization: str | None = None
    """
    Slug of the organization that it works for. Yours when left out; no other is possible.
    """


class ConsumerLinks(Answer):
    """
    Where to go from a consumer.
    """

    self: str
    """
    This consumer.
    """
    organization: str
    """
    The organization that it works for.
    """
    keys: str
    """
    Its keys; readable by its own organization.
    """


class ConsumerOut(Answer):
    """
    A program, inside or outside, that uses the API in the name of an organization.
    """

    slug: str
    """
    Name in addresses, stable for life.
    """
    name: str
    """
    What people call it.
    """
    organization: str
    """
    Slug of the organization that it works for.
    """
    created_at: AwareDatetime
    """
    When it was registered.
    """
    links: ConsumerLinks
    """
    Where to go from here.
    """


class CoverageLinks(Answer):
    """
    Where to go from an answer.
    """

    coverage: str | None
    """
    The coverage that decided, with its area; null when nobody is known.
    """
    organization: str | None
    """
    The organization that answers; null when it is not on the platform.
    """
    categories: str | None
    """
    What can be reported to it; null when it is not on the platform.
    """


class CoverageOut(Answer):
    """
    Which body answers for a place. That nobody knows is an answer too.
    """

    verdict: str
    """
    What decided: a drawn area, a list of communes, or nothing (`unknown`).
    """
    name: str | None
    """
    Name of the body that answers; null when unknown.
    """
    kind: str | None
    """
    What sort of body it is, such as `commune`, `epci`, `departement`, `state` or `operator`.
    """
    organization: str | None
    """
    Its slug, when reports may be sent to it here: the `organization` of a new report. Null: reports are sent elsewhere.
    """
    url: str | None
    """
    Page where it takes reports, when that is not here.
    """
    contact: str | None
    """
    How people reach it: an address, a number.
    """
    title: str | None
    """
    What the coverage that decided is about.
    """
    settled_by: str | None
    """
    Slug of the organization that settled the coverage that decided.
    """
    coverage: str | None
    """
    Slug of the coverage that decided.
    """
    categories: list[str]
    """
    Categories that the coverage is about; empty: all, or nobody known.
    """
    revision: int | None
    """
    Revision of the coverage that decided: its area may change.
    """
    settled_at: AwareDatetime | None
    """
    When the coverage that decided last changed.
    """
    links: CoverageLinks
    """
    Where to go from here.
    """


class DatasetChange(Answer):
    """
    A JSON Merge Patch (RFC 7396) on the description: only what is sent changes, null empties.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    slug: str | None = None
    """
    A new slug; the present one goes on leading here, for good.
    """
    title: str | None = None
    """
    What the dataset is, in one line.
    """
    description: str | None = None
    """
    What it holds, how it is made and what it is good for, in plain text or Markdown.
    """
    license: str | None = None
    """
    SPDX identifier of the licence, such as `etalab-2.0` or `ODbL-1.0`; `notspecified` when the producer says none. `GET /v1/vocabularies/licenses` lists them.
    """
    frequency: str | None = None
    """
    How often the content should change: a code of the EU frequency vocabulary such as `DAILY`, `MONTHLY`, `ANNUAL`, `IRREG`, `NEVER` or `UNKNOWN`. Freshness is judged against it.
    """
    keywords: list[str] | None = None
    """
    Free words that help to find it.
    """
    themes: list[str] | None = None
    """
    Themes, as codes of the EU data-theme vocabulary.
    """
    spatial: list[str] | None = None
    """
    Territories covered: `FR`, a region (`R53`), a department (`56`, `2A`, `972`), the SIREN of an EPCI (`200067932`) or the INSEE code of a commune (`56260`).
    """
    landing_page: str | None = None
    """
    Page that presents the dataset.
    """
    source: str | None = None
    """
    Where the content comes from, for attribution.
    """
    contact: str | None = None
    """
    Role mailbox or page where questions are answered.
    """
    temporal_start: date | None = None
    """
    First day that the content covers.
    """
    temporal_end: date | None = None
    """
    Last day that the content covers.
    """
    declared_modified_at: date | None = None
    """
    Day on which the producer says the content was last changed at its source.
    """
    verified_at: AwareDatetime | None = None
    """
    Instant at which a person last confirmed that the content is still correct.
    """
    primary_key: list[str] | None = None
    """
    Columns that identify a row, by machine name or label; empty: rows are identified by their position, `_row`. Counts from the next publication on.
    """
    table_schema: dict[str, Any] | None = None
    """
    Table Schema descriptor that every published file must follow; null: types are inferred from each file. Counts from the next publication on.
    """
    breaking_changes: Literal["ask", "refuse"] | None = None
    """
    What becomes of a file whose columns break what readers rely on: `ask`, it waits until somebody of the organization accepts it; `refuse`, it is rejected. Either way, `accept_breaking` publishes it.
    """
    notice_days: int | None = None
    """
    Days for which an earlier schema stays readable with `schema=` after a breaking change. Counts for later changes.
    """
    keep_versions: int | None = None
    """
    How many of the newest versions keep their content; null: as many as the platform keeps by default.
    """
    keep_days: int | None = None
    """
    How many days a version keeps its content after it stopped being the current one, beyond the newest; null: as many as the platform keeps by default.
    """


class DatasetIn(Answer):
    """
    The description of a new dataset. It belongs to the organization of the key that sends it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    slug: str | None = None
    """
    Stable name in addresses; made from the title when left out.
    """
    title: str
    """
    What the dataset is, in one line.
    """
    description: str = ""
    """
    What it holds, how it is made and what it is good for, in plain text or Markdown.
    """
    license: str = "notspecified"
    """
    SPDX identifier of the licence, such as `etalab-2.0` or `ODbL-1.0`; `notspecified` when the producer says none. `GET /v1/vocabularies/licenses` lists them.
    """
    frequency: str = "UNKNOWN"
    """
    How often the content should change: a code of the EU frequency vocabulary such as `DAILY`, `MONTHLY`, `ANNUAL`, `IRREG`, `NEVER` or `UNKNOWN`. Freshness is judged against it.
    """
    keywords: list[str] | None = None
    """
    Free words that help to find it.
    """
    themes: list[str] | None = None
    """
    Themes, as codes of the EU data-theme vocabulary.
    """
    spatial: list[str] | None = None
    """
    Territories covered: `FR`, a region (`R53`), a department (`56`, `2A`, `972`), the SIREN of an EPCI (`200067932`) or the INSEE code of a commune (`56260`).
    """
    landing_page: str | None = None
    """
    Page that presents the dataset.
    """
    source: str | None = None
    """
    Where the content comes from, for attribution.
    """
    contact: str | None = None
    """
    Role mailbox or page where questions are answered.
    """
    temporal_start: date | None = None
    """
    First day that the content covers.
    """
    temporal_end: date | None = None
    """
    Last day that the content covers.
    """
    declared_modified_at: date | None = None
    """
    Day on which the producer says the content was last changed at its source.
    """
    primary_key: list[str] | None = None
    """
    Columns that identify a row, by machine name or label; empty: rows are identified by their position, `_row`.
    """
    table_schema: dict[str, Any] | None = None
    """
    Table Schema descriptor that every published file must follow; null: types are inferred from each file.
    """
    breaking_changes: Literal["ask", "refuse"] = "ask"
    """
    What becomes of a file whose columns break what readers rely on: `ask`, it waits until somebody of the organization accepts it; `refuse`, it is rejected. Either way, `accept_breaking` publishes it.
    """
    notice_days: int = 90
    """
    Days for which an earlier schema stays readable with `schema=` after a breaking change. Counts for later changes.
    """
    keep_versions: int | None = None
    """
    How many of the newest versions keep their content; null: as many as the platform keeps by default.
    """
    keep_days: int | None = None
    """
    How many days a version keeps its content after it stopped being the current one, beyond the newest; null: as many as the platform keeps by default.
    """


class DatasetLinks(Answer):
    """
    Where to go from a dataset.
    """

    self: str
    """
    This dataset.
    """
    rows: str
    """
    Its rows.
    """
    table_schema: str
    """
    Its columns, as a Table Schema.
    """
    openapi: str
    """
    The OpenAPI document of this one dataset, with its columns as filters.
    """
    metadata: str
    """
    What it is as linked data: DCAT, and CSV on the Web for its columns.
    """
    versions: str
    """
    Its published versions.
    """
    schema_versions: str
    """
    How its columns changed, and what is about to change.
    """
    changes: str
    """
    What changed since the version you hold: add `?since=` its number.
    """
    publications: str
    """
    The attempts to publish it.
    """
    attachments: str
    """
    The files that explain it.
    """
    csv: str
    """
    All rows of the current version, as CSV.
    """
    findings: str
    """
    What the quality checker says about it.
    """


class DatasetOut(Answer):
    """
    A dataset as anyone may read it.
    """

    slug: str
    """
    Stable name in addresses.
    """
    organization: str
    """
    Slug of the organization that answers for it.
    """
    title: str
    """
    What the dataset is, in one line.
    """
    description: str
    """
    What it holds, how it is made and what it is good for, in plain text or Markdown.
    """
    license: str
    """
    SPDX identifier of the licence, such as `etalab-2.0` or `ODbL-1.0`; `notspecified` when the producer says none. `GET /v1/vocabularies/licenses` lists them.
    """
    frequency: str
    """
    How often the content should change: a code of the EU frequency vocabulary such as `DAILY`, `MONTHLY`, `ANNUAL`, `IRREG`, `NEVER` or `UNKNOWN`. Freshness is judged against it.
    """
    keywords: list[str]
    """
    Free words that help to find it.
    """
    themes: list[str]
    """
    Themes, as codes of the EU data-theme vocabulary.
    """
    spatial: list[str]
    """
    Territories covered: `FR`, a region (`R53`), a department (`56`, `2A`, `972`), the SIREN of an EPCI (`200067932`) or the INSEE code of a commune (`56260`).
    """
    landing_page: str | None
    """
    Page that presents the dataset.
    """
    source: str | None
    """
    Where the content comes from, for attribution.
    """
    contact: str | None
    """
    Role mailbox or page where questions are answered.
    """
    temporal_start: date | None
    """
    First day that the content covers.
    """
    temporal_end: date | None
    """
    Last day that the content covers.
    """
    declared_modified_at: date | None
    """
    Day on which the producer says the content was last changed at its source.
    """
    verified_at: AwareDatetime | None
    """
    Instant at which a person last confirmed that the content is still correct.
    """
    primary_key: list[str]
    """
    Columns that identify a row, by machine name or label; empty: rows are identified by their position, `_row`.
    """
    version: int | None
    """
    Number of the current version; null while nothing is published.
    """
    rows: int | None
    """
    Rows of the current version; null while nothing is published.
    """
    schema_version: str | None
    """
    Number of its current schema, as SemVer 2.0.0 counts; null while nothing is published.
    """
    breaking_changes: str
    """
    What becomes of a file whose columns break what readers rely on: `ask`, it waits until somebody of the organization accepts it; `refuse`, it is rejected. Either way, `accept_breaking` publishes it.
    """
    notice_days: int
    """
    Days for which an earlier schema stays readable with `schema=` after a breaking change. Counts for later changes.
    """
    keep_versions: int | None
    """
    How many of the newest versions keep their content; null: as many as the platform keeps by default.
    """
    keep_days: int | None
    """
    How many days a version keeps its content after it stopped being the current one, beyond the newest; null: as many as the platform keeps by default.
    """
    created_at: AwareDatetime
    """
    When the dataset was described here.
    """
    updated_at: AwareDatetime | None
    """
    When its content last changed here; null while nothing is published.
    """
    metadata_updated_at: AwareDatetime
    """
    When its description last changed. Says nothing about the content.
    """
    revision: int
    """
    Counts every change of this record; part of the ETag.
    """
    links: DatasetLinks
    """
    Where to go from here.
    """


class DelayIn(Answer):
    """
    A length of time: give exactly one of the two.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    duration: str | None = None
    """
    ISO 8601 duration; months are calendar months.
    """
    working_days: int | None = None
    """
    Number of French working days.
    """


class DelayOut(Answer):
    """
    A length of time: exactly one of the two is given.
    """

    duration: str | None
    """
    ISO 8601 duration on the local clock. Months are calendar months, clamped to the last day.
    """
    working_days: int | None
    """
    Number of working days.
    """


class DuplicateIn(Answer):
    """
    Which report another one is to follow.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    reference: str
    """
    Reference of the first report of this problem, the anchor of the group.
    """
    explanation: str | None = None
    """
    What the public is told.
    """


class EntryLinks(Answer):
    """
    Everything that can be reached from here.
    """

    self: str
    """
    This page.
    """
    documentation: str
    """
    The reference, for people.
    """
    openapi: str
    """
    The same as an OpenAPI document, for machines.
    """
    organizations: str
    """
    Who publishes here.
    """
    datasets: str
    """
    The catalogue of datasets.
    """
    report_categories: str
    """
    What a street report can be about.
    """
    reports: str
    """
    Street reports.
    """
    report_statistics: str
    """
    How many street reports there are, how fast and how they end.
    """
    report_retention: str
    """
    How long what people tell in street reports is kept.
    """
    changes: str
    """
    What changes, in one order, for whoever follows.
    """
    open311: str
    """
    The same reports as Open311 GeoReport v2: its discovery document.
    """
    services: str
    """
    The catalogue of public services.
    """
    policies: str
    """
    How fresh each thing must be.
    """
    findings: str
    """
    What is out of date or wrong, since when, and who must act.
    """
    scores: str
    """
    How much of each organization's data is fresh.
    """
    quality_runs: str
    """
    When quality was checked.
    """
    consumers: str
    """
    Who uses the platform.
    """
    scopes: str
    """
    What a key may be allowed to do.
    """


class EntryOut(Answer):
    """
    The way in: who answers, and where everything is.
    """

    name: str
    """
    Name of the software.
    """
    api: str
    """
    Major version of the contract; it never breaks within one.
    """
    build: str
    """
    Release that answers.
    """
    checker: CheckerOut | None
    """
    The last complete quality run; null before the first.
    """
    links: EntryLinks
    """
    Where to go from here.
    """


class EvidenceIn(Answer):
    """
    A proof of life that was read from the subject.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["content_changed", "confirmed", "event", "first_observed", "declared_modified", "http_last_modified", "declared_date"]
    """
    What it proves.
    """
    at: AwareDatetime
    """
    When; for a day without an hour its end in Paris.
    """
    precision: Literal["date", "instant"]
    """
    Whether the source gives a day or an instant.
    """
    source: str
    """
    Field from which it was read.
    """
    counted: bool
    """
    Whether the evaluation rests on it.
    """


class EvidenceOut(Answer):
    """
    A proof of life.
    """

    type: str
    """
    What it proves; `declared_modified` and weaker are not verified.
    """
    at: AwareDatetime
    """
    When; a day without an hour counts as its end in Paris.
    """
    precision: str
    """
    Whether the source gives a day or an instant.
    """
    source: str
    """
    Field of the subject from which it was read.
    """
    counted: bool
    """
    Whether the evaluation rests on it; false: shown for information.
    """


class ExportDigestOut(Answer):
    """
    The facts of one export, by which a download is checked.
    """

    dataset: str
    """
    Slug of the dataset.
    """
    version: int
    """
    Number of the version that was exported.
    """
    format: str
    """
    Format of the file.
    """
    file_name: str
    """
    Name under which the file is offered.
    """
    media_type: str
    """
    Its media type.
    """
    rows: int
    """
    How many rows it holds.
    """
    bytes: int
    """
    Its size, before any compression for the transfer.
    """
    sha256: str
    """
    SHA-256 of the file, in hexadecimal, before any compression for the transfer.
    """


class FacetValue(Answer):
    """
    A value of a facet and how often it occurs.
    """

    value: str
    """
    The value, usable as a filter.
    """
    count: int
    """
    How many of the filtered datasets have it.
    """


class FeedOut(Answer):
    """
    Some changes in a row, the oldest first.
    """

    items: list[ChangeOut]
    """
    The changes, in an order that never changes again.
    """
    next: str
    """
    Where to go on: the next `since`. Keep it once you have dealt with the items.
    """
    has_more: bool
    """
    Whether there are more by now; if not, ask again later with `next`.
    """


class FindingChange(Answer):
    """
    What someone decides about a finding; it replaces what was decided before.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Literal["open", "acknowledged", "muted", "false_positive", "accepted"]
    """
    `open` takes an earlier decision back.
    """
    until: AwareDatetime | None = None
    """
    When the finding speaks up again, one year ahead at most. For `acknowledged` and `muted`.
    """
    expected_fix_by: AwareDatetime | None = None
    """
    With `acknowledged`: when it will be mended.
    """
    reason: str | None = None
    """
    Why. Needed for `muted`, `false_positive` and `accepted`.
    """


class FindingEventOut(Answer):
    """
    One entry of a finding's history.
    """

    at: AwareDatetime
    """
    When.
    """
    change: str
    """
    What happened.
    """
    status: str
    """
    Status from then on.
    """
    state: str
    """
    State from then on.
    """
    actor: str
    """
    Slug of the consumer that did it.
    """
    reason: str | None
    """
    Why.
    """
    until: AwareDatetime | None
    """
    When the handling ends, if it does.
    """


class FindingLinks(Answer):
    """
    Where to go from a finding.
    """

    self: str
    """
    This finding with its history.
    """


class Identifier(Answer):
    """
    A name that the service bears in another system.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    scheme: str
    """
    The system.
    """
    value: str
    """
    The name there.
    """


class IdentifierOut(Answer):
    """
    A name that the service bears in another system.
    """

    scheme: str
    """
    The system.
    """
    value: str
    """
    The name there.
    """


class ImportFault(Answer):
    """
    One precise fault of a report that was refused.
    """

    pointer: str
    """
    JSON Pointer into that report, as it was sent.
    """
    code: str
    """
    The rule that is broken.
    """
    detail: str
    """
    How to mend it.
    """


class ImportRefusal(Answer):
    """
    Why a report was refused: a code for programs, a sentence for people.
    """

    code: str
    """
    Code of the error catalogue.
    """
    detail: str
    """
    What is wrong, and the next step, in the language that was asked for.
    """
    errors: list[ImportFault]
    """
    Each precise fault; empty when the whole report is at fault.
    """


class ImportedOut(Answer):
    """
    What became of one report of the batch.
    """

    client_id: str
    """
    Its identifier, as sent.
    """
    result: str
    """
    `created`; `changed`: it was known and moves were added; `kept`: all of it was known; `refused`.
    """
    reference: str | None
    """
    Public reference of the report; null when it was refused.
    """
    warnings: list[str]
    """
    `content_differs`: the source says something else than the first time; the first content stays. `personal_data_masked`: an explanation held what looks like personal data.
    """
    problem: ImportRefusal | None
    """
    Why it was refused; null otherwise.
    """


class KeyIn(Answer):
    """
    A key to make.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    scopes: list[str]
    """
    What the key may do: scopes that your own key holds. `GET /scopes` explains each.
    """


class KeyOut(Answer):
    """
    What is kept of a key: never the key itself.
    """

    id: str
    """
    Identifier of the key, which is no secret.
    """
    prefix: str
    """
    How the key begins, to tell it from others.
    """
    scopes: list[str]
    """
    What it may do.
    """
    created_at: AwareDatetime
    """
    When it was made.
    """
    last_used_at: AwareDatetime | None
    """
    When it was last used, to the minute; null if never.
    """
    revoked_at: AwareDatetime | None
    """
    When it was withdrawn; null while it is valid.
    """


class LadderOut(Answer):
    """
    A severity for each state that makes a finding.
    """

    overdue: str
    """
    Severity of an overdue subject.
    """
    delinquent: str
    """
    Severity of a delinquent subject.
    """


class NewKeyOut(Answer):
    """
    A key that was just made, with the key itself: it is shown this once and kept nowhere.
    """

    key: str
    """
    The key. Keep it secret; send it as `Authorization: Bearer …`.
    """
    id: str
    """
    Identifier of the key, which is no secret.
    """
    prefix: str
    """
    How the key begins, to tell it from others.
    """
    scopes: list[str]
    """
    What it may do.
    """
    created_at: AwareDatetime
    """
    When it was made.
    """


class OrganizationIn(Answer):
    """
    An organization to register.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    slug: str
    """
    Name in addresses: small letters, digits and single hyphens. It never changes.
    """
    name: str
    """
    Full name.
    """
    kind: Literal["commune", "epci", "departement", "region", "state", "public_body", "association", "company", "other"]
    """
    What sort of body it is.
    """
    siren: str | None = None
    """
    Nine digits of the French register of bodies (SIREN), if it has them.
    """


class OrganizationLinks(Answer):
    """
    Where to go from an organization.
    """

    self: str
    """
    This organization.
    """
    datasets: str
    """
    The datasets that it publishes.
    """
    consumers: str
    """
    The programs that use the platform in its name.
    """


class OrganizationOut(Answer):
    """
    A body that publishes here, or that uses what is published.
    """

    slug: str
    """
    Name in addresses, stable for life.
    """
    name: str
    """
    Full name, as its people say it.
    """
    kind: str
    """
    What sort of body it is.
    """
    siren: str | None
    """
    Number in the French register of bodies (SIREN).
    """
    created_at: AwareDatetime
    """
    When it was registered here.
    """
    revision: int
    """
    Counts the changes to this entry; the `ETag` follows it.
    """
    links: OrganizationLinks
    """
    Where to go from here.
    """


class OutcomeCountsOut(Answer):
    """
    How many closed reports ended in each way.
    """

    fixed: int
    """
    What was reported is mended.
    """
    no_action: int
    """
    Nothing is to be done, for the reason that was told.
    """
    duplicate: int
    """
    Another report tells of the same problem.
    """
    not_responsible: int
    """
    Somebody else answers for it.
    """
    rejected: int
    """
    Not taken on, for the reason that was told.
    """
    cannot_reproduce: int
    """
    Nothing was found there.
    """
    withdrawn: int
    """
    Its author took it back.
    """


class PageCount(Answer):
    """
    How many items the whole list holds, as far as it was asked.
    """

    mode: str
    """
    How the value was obtained; `none`: not counted.
    """
    value: int | None
    """
    Number of items over all pages; null when not counted.
    """


class PageLinks(Answer):
    """
    Where to go from a page; the `Link` header says the same.
    """

    self: str
    """
    This page.
    """
    first: str
    """
    The first page of the same list.
    """
    next: str | None
    """
    The next page; null on the last one. Follow it as it is.
    """


class PageAttachmentOut(Answer):
    items: list[AttachmentOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageConsumerOut(Answer):
    items: list[ConsumerOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageDatasetOut(Answer):
    items: list[DatasetOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageKeyOut(Answer):
    items: list[KeyOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageOrganizationOut(Answer):
    items: list[OrganizationOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PastMoveIn(Answer):
    """
    Something that the responsible organization did in the past, and what the public was told about it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"]
    """
    Where the report went.
    """
    team: str | None = None
    """
    Slug of the team that gets it; null takes it from its team. Left out: it stays.
    """
    category: str | None = None
    """
    The category that it belongs in, if it was filed in another one.
    """
    explanation: str | None = None
    """
    What the public is told. Needed to close, to transfer (to whom) and to reopen.
    """
    outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = (
        None
    )
    """
    How it ended. Closed does not mean mended: only `fixed` does. Needed to close, and only then. `duplicate` names no other report: to say which one it repeats, merge it (`PUT …/duplicate-of`), and it ends with that one.
    """
    expected_at: AwareDatetime | None = None
    """
    The promised date: before it, the report should be closed. Needed to plan; left out otherwise, the present one stands.
    """
    at: AwareDatetime
    """
    When it happened.
    """


class PhotoDecision(Answer):
    """
    What a person decides about a photo.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    decision: Literal["publish", "withhold"]
    """
    `publish` it, or `withhold` it: its picture is then deleted for good.
    """
    reason: str | None = None
    """
    Why, for the organization's own people.
    """


class Place(Answer):
    """
    A place where the service is given.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    """
    Name of the place.
    """
    address: str | None = None
    """
    Street and number.
    """
    postal_code: str | None = None
    """
    Postal code.
    """
    insee_code: str | None = None
    """
    Commune, as an INSEE code.
    """
    lon: float | None = None
    """
    Longitude in degrees (WGS 84).
    """
    lat: float | None = None
    """
    Latitude in degrees (WGS 84).
    """


class PlaceOut(Answer):
    """
    A place where the service is given.
    """

    name: str | None
    """
    Name of the place.
    """
    address: str | None
    """
    Street and number.
    """
    postal_code: str | None
    """
    Postal code.
    """
    insee_code: str | None
    """
    Commune, as an INSEE code.
    """
    lon: float | None
    """
    Longitude in degrees (WGS 84).
    """
    lat: float | None
    """
    Latitude in degrees (WGS 84).
    """


class PolicyIn(Answer):
    """
    The policy of one subject, which replaces the default.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    verdict: Literal["evaluate", "exempt", "not_evaluable"] = "evaluate"
    """
    `exempt` and `not_evaluable` take no delays.
    """
    reason: str
    """
    Why the default does not fit.
    """
    due: DelayIn | None = None
    """
    After this much time an update is expected; no finding yet.
    """
    overdue: DelayIn | None = None
    """
    After this much time the subject is overdue: a finding. Needed where something is evaluated.
    """
    delinquent: DelayIn | None = None
    """
    After this much time the finding escalates.
    """


class PolicyLinks(Answer):
    """
    Where to go from a policy.
    """

    self: str
    """
    This policy.
    """


class PolicyRef(Answer):
    """
    Which policy a finding rests on.
    """

    id: str
    """
    Its id.
    """
    digest: str
    """
    Its digest when it was applied.
    """
    url: str
    """
    Where to read it as it stands now.
    """


class PublicationFailure(Answer):
    """
    Why a publication ended without a version.
    """

    code: str
    """
    Stable code.
    """
    title: str
    """
    The kind of failure, in words.
    """
    detail: str
    """
    What happened and what to do next.
    """


class PublicationHints(Answer):
    """
    What the producer says of a file, so that nothing has to be guessed.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    sheet: str | None = None
    """
    Which sheet of a spreadsheet holds the table: its name, or its number from 1. Left out: the first that has one.
    """
    header_row: int | None = None
    """
    Which row holds the labels, counted from 1; 0 when there is none. Left out: found by content.
    """
    encoding: str | None = None
    """
    Character encoding of a text file, such as `cp1252`. Left out: found by content.
    """
    delimiter: str | None = None
    """
    What separates the cells of a text file: one character, or `tab`. Left out: found by content.
    """


class PublicationHintsOut(Answer):
    """
    What the producer said of a file; null where it was found by content.
    """

    sheet: str | None
    """
    Which sheet of a spreadsheet holds the table: its name, or its number from 1. Left out: the first that has one.
    """
    header_row: int | None
    """
    Which row holds the labels, counted from 1; 0 when there is none. Left out: found by content.
    """
    encoding: str | None
    """
    Character encoding of a text file, such as `cp1252`. Left out: found by content.
    """
    delimiter: str | None
    """
    What separates the cells of a text file: one character, or `tab`. Left out: found by content.
    """


class PublishedChange(Answer):
    """
    One difference between the columns of the file and those of the current version.
    """

    kind: str
    """
    What kind of difference.
    """
    column: str | None
    """
    Machine name of the column; null when it is about the whole table.
    """
    detail: str
    """
    What differs, in words.
    """
    breaking: bool
    """
    Whether who relies on the columns of before may fail.
    """


class PullIn(Answer):
    """
    Have the file of a dataset fetched on a schedule.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    url: str
    """
    Address of the file, on a host that the platform pulls from. Strangers read it without its query, for that may hold a token of the producer's.
    """
    every_minutes: int | None = None
    """
    Minutes between two looks at the source, 15 at least. Left out: four times in each period of the dataset's `frequency`, daily at least.
    """
    hints: PublicationHints | None = None
    """
    What is to be known of the file, so that nothing has to be guessed.
    """
    paused: bool = False
    """
    Whether the source is left alone for now.
    """


class PullLinks(Answer):
    """
    Where to go from a pull.
    """

    self: str
    """
    This pull.
    """
    dataset: str
    """
    The dataset.
    """
    publication: str | None
    """
    The last publication that this led to; null before.
    """


class PullOut(Answer):
    """
    Where, how often and with which success the platform fetches the file of a dataset.
    """

    dataset: str
    """
    Slug of the dataset.
    """
    url: str
    """
    Address of the file, on a host that the platform pulls from. Strangers read it without its query, for that may hold a token of the producer's.
    """
    every_minutes: int
    """
    Minutes between two looks at the source, 15 at least.
    """
    hints: PublicationHintsOut
    """
    What the producer said of the file.
    """
    paused: bool
    """
    Whether the source is left alone for now.
    """
    requested_by: str
    """
    Slug of the consumer that asked for it.
    """
    next_at: AwareDatetime | None
    """
    When the source is looked at next; null while paused.
    """
    checked_at: AwareDatetime | None
    """
    When the source last answered, whether or not its file had changed; null before.
    """
    changed_at: AwareDatetime | None
    """
    When a file was last found to have changed; it may have been refused. Null before.
    """
    outcome: str | None
    """
    What the last look gave. `queued`: the file is another one, `links.publication` tells what becomes of it. `not_modified`: it is the same as before. `failed`: it could not be had, see `detail`. Null before the first look.
    """
    detail: str | None
    """
    Why the last look failed and what to do next; null otherwise.
    """
    failures: int
    """
    How many looks failed since the last success; the pause after each is longer, up to a day.
    """
    created_at: AwareDatetime
    """
    When it was first asked for.
    """
    revision: int
    """
    Grows with every change.
    """
    links: PullLinks
    """
    Where to go from here.
    """


class QualityRunLinks(Answer):
    """
    Where to go from a run.
    """

    self: str
    """
    This run.
    """


class RecordedOut(Answer):
    """
    What a batch changed. The same batch again changes nothing.
    """

    counts: ChangeCounts
    """
    How many evaluations led to each change.
    """
    ids: ChangedIds
    """
    Which findings changed.
    """


class RemovalRequestDecision(Answer):
    """
    The answer to a wish for removal.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    decision: Literal["granted", "refused"]
    """
    Granted or refused.
    """
    answer: str
    """
    What was done, or why not: whoever asked reads it.
    """


class RemovalRequestIn(Answer):
    """
    A wish that something be taken out of the public's sight.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    subject: Literal["report", "text", "comment", "photo"]
    """
    What is to be removed.
    """
    number: int | None = None
    """
    Number of the comment or photo; left out for anything else.
    """
    reason: Literal["personal_data", "offensive", "false", "other"]
    """
    Why.
    """
    explanation: str | None = None
    """
    More about it, read by the organization that answers for the report only.
    """


class RemovalRequestOut(Answer):
    """
    A wish for removal, for whoever made it and for the organization that answers.
    """

    reference: str
    """
    Public reference of the report.
    """
    number: int
    """
    Number of the request in its report, from 1.
    """
    subject: str
    """
    What is to be removed.
    """
    subject_number: int | None
    """
    Number of the comment or photo.
    """
    reason: str
    """
    Why.
    """
    explanation: str | None
    """
    More about it.
    """
    status: str
    """
    Where the request stands.
    """
    answer: str | None
    """
    What was done, or why not; null while it is open.
    """
    at: AwareDatetime
    """
    When it was made.
    """
    decided_at: AwareDatetime | None
    """
    When it was answered.
    """


class ReportAnswerOut(Answer):
    """
    An answer to what the category asks.
    """

    code: str
    """
    Code of the attribute in its category.
    """
    label: str
    """
    What is asked, in French.
    """
    value: Any
    """
    The answer: a text, a number, an instant, a key or a list of keys.
    """
    name: str | None
    """
    What the keys mean, in French; null when the answer is no key.
    """


class ReportAttributeIn(Answer):
    """
    One more thing that a report of the category may tell.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    code: str
    """
    Stable code, unique in the category.
    """
    label_fr: str
    """
    Question or name for people, in French.
    """
    label_en: str | None = None
    """
    The same in English; left out: as in French.
    """
    help_fr: str = ""
    """
    How to answer, in French.
    """
    datatype: Literal["string", "text", "number", "datetime", "singlevaluelist", "multivaluelist"] = "string"
    """
    What it holds; the words are those of Open311 GeoReport v2.
    """
    required: bool = False
    """
    Whether a report of this category needs it.
    """
    is_public: bool = True
    """
    Whether everybody reads the answer, or only its author and those who work on the report.
    """
    variable: bool = True
    """
    Whether it takes an answer; false: a notice to show to whoever reports.
    """
    values: list[AttributeValueIn] | None = None
    """
    The answers to choose from: for lists, and only for them.
    """
    position: int = 0
    """
    Place among the attributes.
    """


class ReportAttributeOut(Answer):
    """
    One more thing that a report of this category may tell.
    """

    code: str
    """
    Stable code, unique in the category.
    """
    label_fr: str
    """
    Question or name for people, in French.
    """
    label_en: str
    """
    Question or name for people, in English.
    """
    help_fr: str
    """
    How to answer, in French; may be empty.
    """
    datatype: str
    """
    What it holds; the words are those of Open311 GeoReport v2.
    """
    required: bool
    """
    Whether a report of this category needs it.
    """
    is_public: bool
    """
    Whether everybody reads the answer, or only its author and those who work on the report.
    """
    variable: bool
    """
    Whether it takes an answer; false: a notice to show to whoever reports.
    """
    values: list[AttributeValueOut]
    """
    The answers to choose from; empty where any may be given.
    """
    position: int
    """
    Place among the attributes.
    """


class ReportBatchOut(Answer):
    """
    What became of a batch, report by report, in the order in which they were sent.
    """

    created: int
    """
    How many reports are new.
    """
    changed: int
    """
    How many known reports got moves that the platform did not know.
    """
    kept: int
    """
    How many were known as they are.
    """
    refused: int
    """
    How many were refused; send them again once they are mended.
    """
    reports: list[ImportedOut]
    """
    Each report, in the order sent.
    """


class ReportCategoryIn(Answer):
    """
    A category on an organization's terms. Over a shared category, what is left out stays as it is shared.

    One of the organization's own needs `label_fr` and `service_level_days`.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    label_fr: str | None = None
    """
    Name for people, in French.
    """
    label_en: str | None = None
    """
    Name for people, in English.
    """
    help_fr: str | None = None
    """
    What belongs here, in French.
    """
    parent: str | None = None
    """
    Code of the general category above it; null at the top.
    """
    group: str | None = None
    """
    Heading under which a form shows it, in French.
    """
    keywords: list[str] | None = None
    """
    Other words that people use for it, in French.
    """
    attributes: list[ReportAttributeIn] | None = None
    """
    What else a report of this category may, or must, tell.
    """
    service_level_days: int | None = None
    """
    Days within which a report is to be closed.
    """
    service_level_kind: Literal["working", "calendar"] | None = None
    """
    How these days are counted: `working`, without week-ends and French public holidays, or `calendar`.
    """
    is_safety: bool | None = None
    """
    Whether someone may get hurt while it waits.
    """
    duplicate_radius_m: int | None = None
    """
    Metres within which two reports of this category may tell of one thing.
    """
    max_photos: int | None = None
    """
    How many photos a report may have; 0: none.
    """
    contact_retention_days: int | None = None
    """
    Days after closing until contacts are removed; null: as the general schedule says.
    """
    photo_retention_days: int | None = None
    """
    Days after closing until photos are removed; null: as the general schedule says.
    """
    hidden_retention_days: int | None = None
    """
    Days after which a report that was hidden is erased; null: as the general schedule says.
    """
    team: str | None = None
    """
    Slug of the team that gets its reports where no routing rule names another; null: nobody in particular.
    """
    position: int | None = None
    """
    Place in a form.
    """


class ReportCategoryLinks(Answer):
    """
    Where to go from a category.
    """

    self: str
    """
    This category.
    """
    reports: str
    """
    The reports of this category.
    """
    organization: str | None
    """
    The organization whose terms these are; null: shared by all.
    """
    parent: str | None
    """
    The category above it; null at the top.
    """


class ReportCategoryOut(Answer):
    """
    A kind of problem that can be reported.
    """

    code: str
    """
    Stable code.
    """
    organization: str | None
    """
    The organization whose terms these are; null: shared by all.
    """
    parent: str | None
    """
    Code of the general category above it; null at the top.
    """
    group: str
    """
    Heading under which a form shows it, in French.
    """
    label_fr: str
    """
    Name for people, in French.
    """
    label_en: str
    """
    Name for people, in English.
    """
    help_fr: str
    """
    What belongs here, in French.
    """
    keywords: list[str]
    """
    Other words that people use for it, in French.
    """
    attributes: list[ReportAttributeOut]
    """
    What else a report of this category may, or must, tell.
    """
    service_level_days: int
    """
    Days within which a report is to be closed.
    """
    service_level_kind: str
    """
    How these days are counted: `working`, without week-ends and French public holidays, or `calendar`.
    """
    is_safety: bool
    """
    Whether someone may get hurt while it waits.
    """
    duplicate_radius_m: int
    """
    Metres within which two reports of this category may tell of one thing.
    """
    max_photos: int
    """
    How many photos a report may have; 0: none.
    """
    contact_retention_days: int | None
    """
    Days after closing until contacts are removed; null: as the general schedule says.
    """
    photo_retention_days: int | None
    """
    Days after closing until photos are removed; null: as the general schedule says.
    """
    hidden_retention_days: int | None
    """
    Days after which a report that was hidden is erased; null: as the general schedule says.
    """
    team: str | None
    """
    Slug of the team that gets its reports where no routing rule names another; null: nobody in particular.
    """
    is_active: bool
    """
    Whether it can be reported; false: retired, kept for the reports that it has.
    """
    position: int
    """
    Place in a form.
    """
    revision: int
    """
    Counts the changes of the organization's own terms; 0: shared, unchanged.
    """
    links: ReportCategoryLinks
    """
    Where to go from here.
    """


class ReportChange(Answer):
    """
    What is done with a report: a status, a team, a category, and what the public is told about it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"] | None = None
    """
    Where the report goes. Left out: it stays where it is.
    """
    team: str | None = None
    """
    Slug of the team that gets it; null takes it from its team. Left out: it stays.
    """
    category: str | None = None
    """
    The category that it belongs in, if it was filed in another one.
    """
    explanation: str | None = None
    """
    What the public is told. Needed to close, to transfer (to whom) and to reopen.
    """
    outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = (
        None
    )
    """
    How it ended. Closed does not mean mended: only `fixed` does. Needed to close, and only then. `duplicate` names no other report: to say which one it repeats, merge it (`PUT …/duplicate-of`), and it ends with that one.
    """
    expected_at: AwareDatetime | None = None
    """
    The promised date: before it, the report should be closed. Needed to plan; left out otherwise, the present one stands.
    """
    at: AwareDatetime | None = None
    """
    When it happened, to bring in moves of the past, in order. Left out: now. The history also keeps when the move was recorded.
    """


class ReportCommentIn(Answer):
    """
    What somebody adds to a report.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    text: str
    """
    Plain text. It is to be public: leave out names, numbers and addresses of people.
    """
    client_id: str | None = None
    """
    Identifier made by the sender, such as a UUID: sent again it gives the same comment with 200.
    """


class ReportConfirmationIn(Answer):
    """
    Somebody has the same problem.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    client_id: str
    """
    The sender's own, lasting identifier of the person, such as a UUID kept on the telephone: each counts once. Only a digest is kept.
    """


class ReportConfirmationsOut(Answer):
    """
    How many people have the same problem.
    """

    reference: str
    """
    Public reference of the report.
    """
    confirmations: int
    """
    How many people have confirmed it, beside who reported it.
    """


class ReportContentIn(Answer):
    """
    What of a report is to change; what is left out stays (JSON Merge Patch, RFC 7396).
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    description: str | None = None
    """
    What is wrong, in plain text. It is screened again.
    """
    lon: float | None = None
    """
    Longitude in degrees (WGS 84), with `lat`.
    """
    lat: float | None = None
    """
    Latitude in degrees (WGS 84), with `lon`.
    """
    address: str | None = None
    """
    Where it is, in words.
    """
    insee_code: str | None = None
    """
    Commune, as an INSEE code.
    """
    address_id: str | None = None
    """
    Key of the address in the national address base (BAN).
    """
    postcode: str | None = None
    """
    Postcode.
    """
    district: str | None = None
    """
    Part of the commune, as the town calls it.
    """
    occurred_at: AwareDatetime | None = None
    """
    When the problem was seen, if that was before it was reported.
    """
    attributes: dict[str, Any] | None = None
    """
    Answers to replace, by code; null or an empty text removes one.
    """
    is_draft: bool | None = None
    """
    True: the draft stays one. Left out: it is finished, and public from now on.
    """


class ReportCoverageLinks(Answer):
    """
    Where to go from a coverage.
    """

    self: str
    """
    This coverage.
    """
    organization: str
    """
    The organization that settled it.
    """


class ReportDestinationOut(Answer):
    """
    Which team a report should have, by the rules as they stand.
    """

    organization: str
    """
    Slug of the organization.
    """
    team: str | None
    """
    Slug of the team that would get it; null: nobody in particular.
    """
    reason: str
    """
    What named the team: a rule, the category, a category above it, or nothing (`none`).
    """
    rule: int | None
    """
    Number of the rule that decided, from 1; null when none did.
    """
    title: str | None
    """
    Title of the rule that decided.
    """
    reference: str
    """
    Public reference of the report.
    """
    category: str
    """
    The category that it is in.
    """
    current_team: str | None
    """
    Slug of the team that has it now; null: no team.
    """


class ReportEventOut(Answer):
    """
    One entry of a report's history. Entries are added and never changed, but for words that are taken out.
    """

    number: int
    """
    Place in the history of the report, from 1.
    """
    kind: str
    """
    What happened.
    """
    from_status: str | None
    """
    Where the report stood; null at its opening.
    """
    to_status: str
    """
    Where it went.
    """
    outcome: str | None
    """
    How it ended. Closed does not mean mended: only `fixed` does. Null unless this closed it.
    """
    visibility: str
    """
    Who reads this entry: everybody, or those who work on the report (`internal`).
    """
    explanation: str | None
    """
    What the public was told; of an internal entry, the note.
    """
    team: str | None
    """
    Of `assigned`, the team that got it; null when it went back to nobody.
    """
    related: str | None
    """
    Reference of another report that this is about, such as a duplicate.
    """
    details: dict[str, Any]
    """
    What else there is to know, by kind of entry. `redacted`: the explanation is not the one that was given at first, or was taken out. `findings`: kinds of personal data that it seems to hold, for those who work on the report and whoever wrote it.
    """
    expected_at: AwareDatetime | None
    """
    The promised date as it stood afterwards.
    """
    organization: str
    """
    Slug of the organization that acted.
    """
    at: AwareDatetime
    """
    When it happened.
    """
    recorded_at: AwareDatetime
    """
    When the platform was told.
    """


class ReportEventRedaction(Answer):
    """
    Other words, or none, in place of what an entry of a report's history says.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    text: str | None = None
    """
    What it says from now on; left out or null: nothing.
    """
    reason: str
    """
    Why, for the organization's own people.
    """


class ReportLinks(Answer):
    """
    Where to go from a report.
    """

    self: str
    """
    This report.
    """
    events: str
    """
    Its public history.
    """
    organization: str
    """
    The organization that answers for it.
    """
    photos: str
    """
    Its photos.
    """
    comments: str
    """
    What people added to it.
    """
    duplicates: str
    """
    Reports of the same problem that follow this one.
    """
    duplicate_of: str | None
    """
    The report that this one follows; null when it follows none.
    """


class ReportModerationOut(Answer):
    """
    What the public sees of a report.
    """

    reference: str
    """
    Public reference of the report.
    """
    visibility: str
    """
    Who may read the report.
    """
    text_status: str
    """
    Where its description stands on its way to the public.
    """
    description: str
    """
    What the public reads; empty while it waits, or where it is withheld.
    """
    revision: int
    """
    Counts every change of the report; part of its ETag.
    """


class ReportNoteIn(Answer):
    """
    An internal note: those who work on the report read it, nobody else.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    text: str
    """
    What colleagues should know, in plain text.
    """


class ReportPhotoOut(Answer):
    """
    A photo of a report: a picture made anew, upright, without where, when and with what it was taken.
    """

    number: int
    """
    Number of the photo in its report; never given twice.
    """
    status: str
    """
    Whether the public sees it: `published`; `in_review` until somebody has looked at it; `withheld` when its picture was deleted. The public is shown what is published, its sender and those who answer for the report all of it.
    """
    title: str | None
    """
    What the photo shows, in one line, for those who cannot see it. It is public: leave out names and plates.
    """
    media_type: str
    """
    Media type of the picture.
    """
    width: int
    """
    Width in pixels, at most 2048.
    """
    height: int
    """
    Height in pixels, at most 2048.
    """
    bytes: int
    """
    Size of the picture in bytes.
    """
    digest: str
    """
    SHA-256 of the picture, in hexadecimal.
    """
    is_blurred: bool
    """
    Whether faces and number plates were looked for and blurred by a machine.
    """
    at: AwareDatetime
    """
    When it was added.
    """
    decided_at: AwareDatetime | None
    """
    When somebody let the public see it, or withheld it.
    """
    url: str | None
    """
    Address of the picture; null when it was withheld.
    """
    thumbnail_url: str | None
    """
    Address of the picture with at most 320 pixels a side; null when it was withheld.
    """


class ReportPrivateOut(Answer):
    """
    What only the author of a report and those who work on it read.
    """

    original_description: str
    """
    The description as it was written.
    """
    attributes: list[ReportAnswerOut]
    """
    All answers, also those that are not public.
    """
    unknown_attributes: dict[str, Any]
    """
    What was sent beside what the category asks.
    """
    consumer: str
    """
    Slug of the consumer that sent it.
    """
    client_id: str | None
    """
    The identifier that the sender gave it.
    """


class ReportTeamIn(Answer):
    """
    A team of an organization.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    """
    Name for people.
    """
    contact: str | None = None
    """
    How the public reaches the team: an address, a number or a page; null: through the organization.
    """
    members: list[str] | None = None
    """
    Slugs of the consumers that act for this team. A consumer that is a member of teams of the organization changes only reports of these teams and reports without a team; one that is a member of none changes all.
    """


class ReportTeamLinks(Answer):
    """
    Where to go from a team.
    """

    self: str
    """
    This team.
    """
    organization: str
    """
    The organization that it belongs to.
    """
    reports: str
    """
    The open reports that it has.
    """


class ReportTeamOut(Answer):
    """
    A team that deals with reports of an organization.
    """

    organization: str
    """
    Slug of the organization that it belongs to.
    """
    slug: str
    """
    Name in addresses, stable for life.
    """
    name: str
    """
    Name for people.
    """
    contact: str | None
    """
    How the public reaches the team: an address, a number or a page; null: through the organization.
    """
    members: list[str]
    """
    Slugs of the consumers that act for this team. A consumer that is a member of teams of the organization changes only reports of these teams and reports without a team; one that is a member of none changes all.
    """
    is_active: bool
    """
    Whether it gets reports; false: retired.
    """
    retired_at: AwareDatetime | None
    """
    When it was retired; null while it is active.
    """
    created_at: AwareDatetime
    """
    When it was settled first.
    """
    updated_at: AwareDatetime
    """
    When it last changed.
    """
    revision: int
    """
    Counts its changes; part of the ETag.
    """
    links: ReportTeamLinks
    """
    Where to go from here.
    """


class ReportTextIn(Answer):
    """
    Other words in place of one's own.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    text: str
    """
    What the public is to read instead; the former words are purged.
    """


class ReportVisibilityIn(Answer):
    """
    Whether the public sees a report.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    visibility: Literal["public", "hidden"]
    """
    Hidden or shown.
    """
    reason: str
    """
    Why, for the organization's own people.
    """


class ReportedColumn(Answer):
    """
    How one column was understood.
    """

    name: str
    """
    Machine name, used in filters and answers.
    """
    label: str
    """
    Label in the file.
    """
    type: str
    """
    Table Schema type.
    """
    why: str
    """
    Why it has this type.
    """


class ReportedFault(Answer):
    """
    One fault in the file: where, which rule, and how to mend it. The value itself is never repeated.
    """

    code: str
    """
    Error name of the Table Schema world, such as `type-error` or `extra-cell`.
    """
    row: int | None
    """
    Line of the fault; the header is line 1. Null when it concerns the whole file.
    """
    column: str | None
    """
    Label of the column; null when it concerns the whole row or file.
    """
    detail: str
    """
    What is wrong.
    """
    remedy: str
    """
    How to mend it.
    """
    value_class: str | None
    """
    What kind of value stands there, such as `text` or `empty`; null when it is not about one value.
    """


class ReportedSource(Answer):
    """
    What the file turned out to be.
    """

    format: str | None
    """
    csv, spreadsheet, json, ndjson, geojson or parquet; null when it could not be told.
    """
    encoding: str | None
    """
    Character encoding; null for binary formats.
    """
    delimiter: str | None
    """
    Separator of the cells; null when there is none.
    """
    header_row: int | None
    """
    Line that holds the labels; null when there is none.
    """
    sheet: str | None
    """
    Name of the sheet that was read; null when the format has no sheets.
    """
    sheets: list[str] | None
    """
    Names of all sheets, to choose from with `sheet`; null when the format has none.
    """
    crs: str | None
    """
    Coordinate reference system of the file's coordinates, such as `EPSG:2154`; null when there are none. Published geometries are in WGS 84.
    """
    bytes: int | None
    """
    Size in bytes.
    """
    sha256: str | None
    """
    SHA-256 in hexadecimal.
    """


class ReporterIn(Answer):
    """
    Who reports, as far as they say: everything may be left out, and nothing of it is ever public.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    first_name: str | None = None
    """
    First name.
    """
    last_name: str | None = None
    """
    Last name.
    """
    email: str | None = None
    """
    E-mail address.
    """
    phone: str | None = None
    """
    Telephone number.
    """
    account_id: str | None = None
    """
    The sender's own identifier of the person's account.
    """
    device_id: str | None = None
    """
    The sender's own identifier of the device.
    """
    wants_updates: bool = False
    """
    Whether the person asks to hear of what happens.
    """
    may_be_shared: bool = False
    """
    Whether the person agrees that their contact goes to the body that will do the work.
    """


class ReporterOut(Answer):
    """
    Who reported, for those who may read it; looking is written down in the internal history.
    """

    reference: str
    """
    Public reference of the report.
    """
    first_name: str | None
    """
    First name.
    """
    last_name: str | None
    """
    Last name.
    """
    email: str | None
    """
    E-mail address.
    """
    phone: str | None
    """
    Telephone number.
    """
    account_id: str | None
    """
    The sender's own identifier of the person's account.
    """
    device_id: str | None
    """
    The sender's own identifier of the device.
    """
    wants_updates: bool
    """
    Whether the person asks to hear of what happens.
    """
    may_be_shared: bool
    """
    Whether the person agrees that their contact goes to the body that will do the work.
    """
    created_at: AwareDatetime
    """
    When it was received.
    """


class ResponsibleIn(Answer):
    """
    A body that answers in the place of the organization.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    """
    Name of the body, for people.
    """
    kind: str | None = None
    """
    What sort of body it is, such as `commune`, `epci`, `departement`, `state` or `operator`.
    """
    organization: str | None = None
    """
    Its slug, when reports may be sent to it here: the `organization` of a new report.
    """
    url: str | None = None
    """
    Page where it takes reports, when that is not here.
    """
    contact: str | None = None
    """
    How people reach it: an address, a number.
    """


class ResponsibleOut(Answer):
    """
    A body that answers in the place of the organization.
    """

    name: str
    """
    Name of the body, for people.
    """
    kind: str | None
    """
    What sort of body it is, such as `commune`, `epci`, `departement`, `state` or `operator`.
    """
    organization: str | None
    """
    Its slug, when reports may be sent to it here: the `organization` of a new report.
    """
    url: str | None
    """
    Page where it takes reports, when that is not here.
    """
    contact: str | None
    """
    How people reach it: an address, a number.
    """


class Restoration(Answer):
    """
    Which earlier content becomes current again.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    from_version: int
    """
    Number of the version that has the content.
    """
    accept_breaking: bool = False
    """
    Whether columns that break what readers rely on now are accepted.
    """


class RetentionRule(Answer):
    """
    What is removed, and when.
    """

    what: str
    """
    What is removed; of a `hidden` report, all of it.
    """
    days: int
    """
    Days after the closing of the report, or after it was hidden, unless its category says otherwise.
    """
    sentence: str
    """
    What happens, for people, in English.
    """
    sentence_fr: str
    """
    What happens, for people, in French.
    """
    categories: list[CategoryDays]
    """
    Categories with a period of their own.
    """


class RetypedOut(Answer):
    """
    A column that kept its name and is of another type.
    """

    name: str
    """
    Machine name of the column.
    """
    before: str
    """
    Its type in the earlier version.
    """
    after: str
    """
    Its type in the later version.
    """


class ReviewLinks(Answer):
    """
    Where to go from something that waits.
    """

    report: str
    """
    The report.
    """
    decision: str
    """
    Where to send the decision, with PATCH.
    """


class RoutingOut(Answer):
    """
    Who would get a report, by the rules as they stand.
    """

    organization: str
    """
    Slug of the organization.
    """
    team: str | None
    """
    Slug of the team that would get it; null: nobody in particular.
    """
    reason: str
    """
    What named the team: a rule, the category, a category above it, or nothing (`none`).
    """
    rule: int | None
    """
    Number of the rule that decided, from 1; null when none did.
    """
    title: str | None
    """
    Title of the rule that decided.
    """


class RoutingRuleIn(Answer):
    """
    Conditions that must all hold, and the team that gets the report then. What is left out asks for nothing.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    team: str
    """
    Slug of the team that gets the report.
    """
    title: str = ""
    """
    What it is about, for people, in French.
    """
    categories: list[str] | None = None
    """
    Codes of categories, each with those under it; empty: any.
    """
    area: dict[str, Any] | None = None
    """
    GeoJSON Polygon or MultiPolygon in degrees that holds the place; null: anywhere, or by communes.
    """
    insee_codes: list[str] | None = None
    """
    INSEE codes: the place is in one of these communes, or in the area; empty: by area, or anywhere.
    """
    words: str = ""
    """
    Words that must all occur in the description, whole or as beginnings; case and accents do not matter.
    """
    attribute: str | None = None
    """
    Code of an attribute that the report must answer; null: none.
    """
    values: list[str] | None = None
    """
    Answers of which one must be given; empty: any answer.
    """


class RoutingRuleOut(Answer):
    """
    Conditions that must all hold, and the team that gets the report then.
    """

    team: str
    """
    Slug of the team that gets the report.
    """
    title: str
    """
    What it is about, for people, in French.
    """
    categories: list[str]
    """
    Codes of categories, each with those under it; empty: any.
    """
    area: dict[str, Any] | None
    """
    GeoJSON Polygon or MultiPolygon in degrees that holds the place; null: anywhere, or by communes.
    """
    insee_codes: list[str]
    """
    INSEE codes: the place is in one of these communes, or in the area; empty: by area, or anywhere.
    """
    words: str
    """
    Words that must all occur in the description, whole or as beginnings; case and accents do not matter.
    """
    attribute: str | None
    """
    Code of an attribute that the report must answer; null: none.
    """
    values: list[str]
    """
    Answers of which one must be given; empty: any answer.
    """


class RowChangeOut(Answer):
    """
    What happened to one row.
    """

    op: str
    """
    Whether the row is new, differs, or is gone.
    """
    key: dict[str, str | int | float | bool | None]
    """
    What identifies the row: the columns of the key, or `_row`, its position, when there is no key.
    """
    before: dict[str, str | int | float | bool | None] | None
    """
    Of a changed row, the earlier values of the columns that differ; null for the others. A removed row is a tombstone: its values are not published again.
    """
    after: dict[str, str | int | float | bool | None] | None
    """
    Of an added row, all its columns; of a changed row, the later values of the columns that differ; null for a removed row.
    """


class RowFacetValueOut(Answer):
    """
    One value of a facet.
    """

    value: str | int | float | bool
    """
    The value, as in rows.
    """
    count: int
    """
    How many rows have it.
    """


class RowPageOut(Answer):
    """
    One page of rows of one version.
    """

    items: list[dict[str, str | int | float | bool | None]]
    """
    Rows, by the machine names of their columns. Dates are ISO 8601 texts, instants RFC 3339 in UTC, numbers are JSON numbers; whole numbers are written in full, also beyond 2^53. A missing value is null. `_row`, the position in the source file, is there when the table declares no key.
    """
    links: PageLinks
    """
    Where to go from here. A walk by `next` stays on the version it began with.
    """
    count: PageCount
    """
    Rows that match, over all pages, if `count=exact` asked for it.
    """
    version: int
    """
    Number of the version these rows come from.
    """


class RowRangeOut(Answer):
    """
    One range of a histogram.
    """

    start: str | int | float | None
    """
    Where it begins: `column__gte=start` holds for its rows; null before the first year.
    """
    end: str | int | float | None
    """
    Where the next one begins: `column__lt=end` holds for its rows; null beyond all numbers or years.
    """
    count: int
    """
    How many rows it holds.
    """


class RowWriteCounts(Answer):
    """
    How many operations had which result.
    """

    added: int
    """
    Rows that were not there.
    """
    changed: int
    """
    Rows that say something else now.
    """
    removed: int
    """
    Rows that are gone.
    """
    unchanged: int
    """
    Rows that said so already.
    """
    absent: int
    """
    Rows to delete that were not there.
    """


class RowWriteResult(Answer):
    """
    What became of one operation.
    """

    position: int
    """
    Its place in what was sent; the first is 1, upserts come before deletes.
    """
    key: dict[str, str | int | float | bool | None]
    """
    The key of its row.
    """
    result: str
    """
    What became of it; more values may come.
    """


class RuleOut(Answer):
    """
    The rule whose findings a policy leads to.
    """

    id: str
    """
    Stable name.
    """
    version: int
    """
    Moves when the rule computes something else.
    """
    title_fr: str
    """
    What it says, in French.
    """
    title_en: str
    """
    What it says, in English.
    """
    how_to_fix: str
    """
    What the responsible organization can do.
    """


class SchemaVersionOut(Answer):
    """
    What the columns of a dataset are, were or may become, under a number.
    """

    number: str
    """
    Number, as SemVer 2.0.0 counts; of a proposal, the one it would get now.
    """
    status: str
    """
    `proposed`: a publication waits with it, nothing has changed yet. `current`. `superseded`: a later number within the same major, which breaks nothing. `deprecated`: readable with `schema=` until `sunset_at`. `retired`: past its sunset. `withdrawn`: its versions were withdrawn.
    """
    first_version: int | None
    """
    Number of the first version that has it; null for a proposal.
    """
    publication: str | None
    """
    Identifier of the publication that proposes it; null otherwise.
    """
    changes: list[PublishedChange]
    """
    What differs from the schema before, what breaks first. `column_removed`, `column_renamed` (a likeness that was found, not a fact), `column_retyped`, `column_narrowed`, `key_changed` and `rows_narrowed` break; `column_added`, `column_widened` and `rows_widened` add; `label_changed`, `description_changed`, `order_changed`, `geometry_changed` and `source_changed` do neither.
    """
    published_at: AwareDatetime | None
    """
    When that version became readable; null for a proposal.
    """
    deprecated_at: AwareDatetime | None
    """
    When a next major number began to replace it; null before.
    """
    sunset_at: AwareDatetime | None
    """
    Until when `schema=` reads it; null while it is not deprecated.
    """


class SchemaVersionsOut(Answer):
    """
    The numbered schemas of a dataset.
    """

    items: list[SchemaVersionOut]
    """
    Proposals first, then the published ones, newest first.
    """


class ScopeOut(Answer):
    """
    A right that a key may carry. There is none that an outsider cannot be granted.
    """

    name: str
    """
    Name, as it is asked for and listed.
    """
    description: str
    """
    What it allows, in one sentence.
    """


class SelectorOut(Answer):
    """
    Which subjects a policy is for.
    """

    by: str
    """
    The property that chooses it; `subject`: one subject by its id.
    """
    value: str
    """
    The value of that property.
    """


class ServiceLinks(Answer):
    """
    Where to go from a public service.
    """

    self: str
    """
    This public service.
    """
    organization: str
    """
    The organization that answers for it.
    """


class Slot(Answer):
    """
    Hours that recur each week. `closes` at or before `opens` runs past midnight.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    days: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]]
    """
    Days of the week on which the slot begins.
    """
    opens: str
    """
    Local time at which it opens, HH:MM.
    """
    closes: str
    """
    Local time at which it closes, HH:MM.
    """


class SlotOut(Answer):
    """
    Hours that recur each week. `closes` at or before `opens` runs past midnight.
    """

    days: list[str]
    """
    Days of the week on which the slot begins.
    """
    opens: str
    """
    Local time at which it opens, HH:MM.
    """
    closes: str
    """
    Local time at which it closes, HH:MM.
    """


class Source(Answer):
    """
    Where the entry comes from.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    """
    Name of the source.
    """
    url: str | None = None
    """
    Address of the source.
    """
    license: str | None = None
    """
    Licence of the source, an SPDX identifier where there is one.
    """


class SourceChange(Answer):
    """
    A change of the source; what is left out stays.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    """
    Name of the source.
    """
    url: str | None = None
    """
    Address of the source.
    """
    license: str | None = None
    """
    Licence of the source.
    """


class SourceOut(Answer):
    """
    Where the entry comes from.
    """

    name: str
    """
    Name of the source.
    """
    url: str | None
    """
    Address of the source.
    """
    license: str | None
    """
    Licence of the source.
    """


class StateCounts(Answer):
    """
    Evaluations by the state in which they ended.
    """

    fresh: int
    """
    In time.
    """
    due: int
    """
    An update is expected; no finding yet.
    """
    overdue: int
    """
    Late.
    """
    delinquent: int
    """
    Very late.
    """
    exempt: int
    """
    Nothing is promised, so nothing can be late.
    """
    not_evaluable: int
    """
    Nothing can be said: no policy, no evidence, or evidence that cannot be.
    """


class StateCountsIn(Answer):
    """
    Evaluations by the state in which they ended; what is left out is 0.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    fresh: int = 0
    """
    In time.
    """
    due: int = 0
    """
    An update is expected; no finding yet.
    """
    overdue: int = 0
    """
    Late.
    """
    delinquent: int = 0
    """
    Very late.
    """
    exempt: int = 0
    """
    Nothing is promised, so nothing can be late.
    """
    not_evaluable: int = 0
    """
    Nothing can be said.
    """


class SubjectIn(Answer):
    """
    A subject, or a part of it, as a checker names it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["dataset", "report", "service"]
    """
    Kind of subject.
    """
    id: str
    """
    Slug or reference of the subject.
    """
    facet: str | None = None
    """
    Part of the subject.
    """
    title: str
    """
    Name of the subject, for people.
    """
    organization: str
    """
    Organization that answers for it.
    """


class SubjectOut(Answer):
    """
    What a finding is about.
    """

    kind: str
    """
    Kind of subject.
    """
    id: str
    """
    Slug or reference of the subject.
    """
    facet: str | None
    """
    Part of the subject; null for the whole.
    """
    title: str
    """
    Name of the subject, for people.
    """
    organization: str
    """
    Slug of the organization that answers for it.
    """
    url: str
    """
    Where to read it.
    """


class TableSchemaOut(Answer):
    """
    A Table Schema descriptor, as frictionlessdata.io defines it.
    """

    fields: list[dict[str, Any]]
    """
    The columns in order: name, title (the label in the source), type, constraints.
    """
    primaryKey: list[str]
    """
    Columns that identify a row; empty: rows are identified by position, `_row`.
    """
    missingValues: list[str]
    """
    Texts that stand for no value in the source.
    """
    version: int
    """
    Number of the version that has these columns.
    """
    schema_version: str
    """
    Number of this schema, as SemVer 2.0.0 counts.
    """


class Term(Answer):
    """
    One value that a field may hold.
    """

    code: str
    """
    The value to write.
    """
    label: str
    """
    What it means.
    """
    uri: str | None
    """
    Its address in the vocabulary it comes from; null when it has none.
    """
    aliases: list[str]
    """
    Other ways of writing it that are understood.
    """
    is_usual: bool
    """
    Whether it is among those to propose first.
    """


class TextDecision(Answer):
    """
    What a person decides about a text.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    decision: Literal["publish", "redact", "withhold"]
    """
    `publish` it as written, `redact` it (another text takes its place, and what was written is purged), or `withhold` it.
    """
    text: str | None = None
    """
    With `redact`: what the public reads. Left out: the proposed text, with masks.
    """
    reason: str | None = None
    """
    Why, for the organization's own people. Needed to withhold.
    """


class TextFindingOut(Answer):
    """
    A passage that looks like personal data.
    """

    kind: str
    """
    What it looks like.
    """
    start: int
    """
    Where it begins, in characters (Unicode code points) from 0.
    """
    end: int
    """
    Where it ends; this character no longer belongs to it.
    """


class TextPreviewIn(Answer):
    """
    A text that somebody is about to send.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    text: str
    """
    The text, as it would be sent.
    """
    names: list[str] | None = None
    """
    First and last names of the sender, which are to stay out of the public text.
    """


class TextPreviewOut(Answer):
    """
    What would become of a text.
    """

    is_public_at_once: bool
    """
    Whether nothing was found, so that nobody needs to look at it.
    """
    proposed: str
    """
    What could be public, with masks in place of what was found.
    """
    findings: list[TextFindingOut]
    """
    What looks like personal data.
    """


class ValidationReport(Answer):
    """
    The validation report: how the file was understood and what is wrong with it.
    """

    valid: bool
    """
    Whether the file may be published.
    """
    rows: int | None
    """
    Rows read; null when reading failed.
    """
    source: ReportedSource
    """
    How the file was read.
    """
    columns: list[ReportedColumn]
    """
    How each column was understood.
    """
    errors: list[ReportedFault]
    """
    Faults that prevent publication, the first 10 000; `errors_url` of the publication has all.
    """
    totals: dict[str, int]
    """
    Number of faults by code, all of them.
    """
    warnings: list[ReportedFault]
    """
    Oddities that do not prevent publication, the first ones.
    """
    warning_totals: dict[str, int] | None
    """
    Number of oddities by code, all of them; null in reports of before these were counted.
    """


class VersionOut(Answer):
    """
    One immutable published state of a dataset.
    """

    number: int
    """
    1 for the first version, then one more for each. Never used again.
    """
    is_current: bool
    """
    Whether readers get this version when they name none.
    """
    origin: str
    """
    `file`: a published file. `rows`: rows that were written.
    """
    digest: str
    """
    SHA-256 of the canonical Parquet file, in hexadecimal: the identity of the content.
    """
    rows: int
    """
    Number of rows.
    """
    rows_added: int | None
    """
    Rows that the version before did not have; null for a first version, and where it was not counted.
    """
    rows_changed: int | None
    """
    Rows that the version before had with other values; null likewise.
    """
    rows_removed: int | None
    """
    Rows that only the version before had; null likewise.
    """
    schema_version: str
    """
    Number of its schema, as SemVer 2.0.0 counts.
    """
    parquet_bytes: int
    """
    Size of the stored Parquet file, in bytes.
    """
    source_name: str
    """
    Name of the file that was published.
    """
    source_bytes: int
    """
    Size of that file, in bytes.
    """
    source_digest: str
    """
    SHA-256 of that file, in hexadecimal: compare before sending it again.
    """
    published_by: str | None
    """
    Slug of the consumer that published it; null for versions older than this field.
    """
    published_at: AwareDatetime
    """
    When this version became readable.
    """
    withdrawn_at: AwareDatetime | None
    """
    When its producer withdrew it; null if it was not.
    """
    withdrawn_reason: str | None
    """
    Why it was withdrawn, in the producer's words.
    """
    pruned_at: AwareDatetime | None
    """
    When its content stopped being kept; null while it is.
    """
    rows_url: str
    """
    Its rows.
    """
    csv_url: str
    """
    All its rows, as CSV.
    """
    parquet_url: str
    """
    All its rows, as Parquet.
    """


class VocabularyOut(Answer):
    """
    A controlled vocabulary.
    """

    name: str
    """
    Its name.
    """
    title: str
    """
    What it lists.
    """
    source: str
    """
    Where it comes from.
    """
    items: list[Term]
    """
    Its terms, the usual ones first.
    """


class Withdrawal(Answer):
    """
    Why a version is withdrawn.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    reason: str
    """
    Why, in one sentence. Anyone can read it: name no person and repeat no personal data.
    """
    is_final: bool = False
    """
    Whether the content goes now, for good, as personal data must: it cannot be undone. Left out: it can be for 30 days.
    """


class ColumnChangesOut(Answer):
    """
    How the columns differ; do this to your copy before you apply the first change.
    """

    added: list[str]
    """
    Columns that are new: add them, empty. Rows with a value in one are changed rows.
    """
    removed: list[str]
    """
    Columns that are gone: drop them.
    """
    retyped: list[RetypedOut]
    """
    Columns of another type: every row with a value in one is a changed row.
    """


class EvaluationIn(Answer):
    """
    What a checker says of one facet of one subject under one rule.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    rule: str
    """
    Rule, as `/policies` names it.
    """
    subject: SubjectIn
    """
    What was evaluated.
    """
    state: Literal["fresh", "due", "overdue", "delinquent", "exempt", "not_evaluable"]
    """
    The state that was computed.
    """
    policy: AppliedPolicy
    """
    The policy that was applied.
    """
    evidence: list[EvidenceIn] | None = None
    """
    Proofs of life; without new ones nothing is resolved.
    """
    severity: Literal["info", "notice", "warning", "error", "critical"] | None = None
    """
    Needed when overdue or delinquent.
    """
    why: str | None = None
    """
    Needed when overdue or delinquent: the facts in a sentence that stays true as time passes.
    """
    self_check: str | None = None
    """
    Needed when overdue or delinquent: path and query, under this API, that show the facts.
    """
    stale_since: AwareDatetime | None = None
    """
    Needed when overdue or delinquent: when it became overdue.
    """
    due_at: AwareDatetime | None = None
    """
    When an update was first expected.
    """
    next_state_at: AwareDatetime | None = None
    """
    When the state gets worse if nothing happens.
    """


class EvaluationsIn(Answer):
    """
    A batch of evaluations: recorded together or not at all.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    evaluations: list[EvaluationIn]
    """
    From 1 to 1000 evaluations, each fact once.
    """


class FacetOut(Answer):
    """
    A field of the catalogue and its values.
    """

    name: str
    """
    Name of the field, which is also the name of the filter.
    """
    values: list[FacetValue]
    """
    Its values, most frequent first.
    """


class FacetsOut(Answer):
    """
    The facets of the filtered catalogue.
    """

    items: list[FacetOut]
    """
    One entry per facet asked for.
    """


class FiguresOut(Answer):
    """
    What the reports of one group come to.
    """

    key: dict[str, str | None]
    """
    What the reports of this group have in common, by the names in `group_by`; null: not known. Empty for the total.
    """
    count: int
    """
    Number of reports.
    """
    open: int
    """
    Those that are not closed.
    """
    closed: int
    """
    Those that are closed: not all of them are mended, see `outcomes`.
    """
    outcomes: OutcomeCountsOut
    """
    How the closed ones ended.
    """
    median_days_to_close: float | None
    """
    Half of the closed ones were closed within so many days of 24 hours from `opened_at` to `closed_at`; null when none is closed. Between two values, linear interpolation.
    """
    p90_days_to_close: float | None
    """
    Nine in ten of the closed ones were closed within so many days.
    """
    promised: int
    """
    Those with a promised date.
    """
    late: int
    """
    Those closed after the promised date, or open and beyond it.
    """
    share_late: float | None
    """
    `late` among `promised`, from 0 to 1.
    """
    ever_closed: int
    """
    Those that are closed, or were once and were reopened.
    """
    reopened: int
    """
    Those that were reopened at least once.
    """
    share_reopened: float | None
    """
    `reopened` among `ever_closed`, from 0 to 1.
    """


class FindingDetailOut(Answer):
    """
    A finding with all that happened to it.
    """

    id: str
    """
    Fingerprint of rule, subject and facet: stable for life.
    """
    rule: str
    """
    The rule that is broken.
    """
    title_fr: str
    """
    What the rule says, in French.
    """
    title_en: str
    """
    What the rule says, in English.
    """
    why: str
    """
    The facts in a sentence: dates and thresholds.
    """
    subject: SubjectOut
    """
    What it is about.
    """
    state: str
    """
    How late it is; the last known state once resolved.
    """
    status: str
    """
    Where the finding stands.
    """
    severity: str
    """
    How loudly it speaks.
    """
    stale_since: AwareDatetime
    """
    When the subject became overdue.
    """
    due_at: AwareDatetime | None
    """
    When an update was first expected.
    """
    next_state_at: AwareDatetime | None
    """
    When the state gets worse if nothing happens; null: it cannot.
    """
    responsible: str
    """
    Slug of the organization that must act.
    """
    how_to_fix: str
    """
    What it can do.
    """
    self_check: str
    """
    Public address that shows the facts on which the finding rests.
    """
    evidence: list[EvidenceOut]
    """
    The proofs of life that were known.
    """
    policy: PolicyRef
    """
    The policy that was applied.
    """
    until: AwareDatetime | None
    """
    When an acknowledgement or a mute ends; null otherwise.
    """
    expected_fix_by: AwareDatetime | None
    """
    When the responsible organization promises to have mended it.
    """
    reason: str | None
    """
    Why it was set aside, in the words of who did so.
    """
    opened_at: AwareDatetime
    """
    When it was first found, this time.
    """
    changed_at: AwareDatetime
    """
    When something about it last changed.
    """
    resolved_at: AwareDatetime | None
    """
    When it was resolved; null while it is not.
    """
    reopened: int
    """
    How many times it came back within 90 days.
    """
    revision: int
    """
    Counts the changes; the `ETag` follows it.
    """
    links: FindingLinks
    """
    Where to go from here.
    """
    history: list[FindingEventOut]
    """
    Every change, oldest first.
    """


class FindingOut(Answer):
    """
    One thing that is wrong with one subject: why, since when, who must act, and how to see for oneself.
    """

    id: str
    """
    Fingerprint of rule, subject and facet: stable for life.
    """
    rule: str
    """
    The rule that is broken.
    """
    title_fr: str
    """
    What the rule says, in French.
    """
    title_en: str
    """
    What the rule says, in English.
    """
    why: str
    """
    The facts in a sentence: dates and thresholds.
    """
    subject: SubjectOut
    """
    What it is about.
    """
    state: str
    """
    How late it is; the last known state once resolved.
    """
    status: str
    """
    Where the finding stands.
    """
    severity: str
    """
    How loudly it speaks.
    """
    stale_since: AwareDatetime
    """
    When the subject became overdue.
    """
    due_at: AwareDatetime | None
    """
    When an update was first expected.
    """
    next_state_at: AwareDatetime | None
    """
    When the state gets worse if nothing happens; null: it cannot.
    """
    responsible: str
    """
    Slug of the organization that must act.
    """
    how_to_fix: str
    """
    What it can do.
    """
    self_check: str
    """
    Public address that shows the facts on which the finding rests.
    """
    evidence: list[EvidenceOut]
    """
    The proofs of life that were known.
    """
    policy: PolicyRef
    """
    The policy that was applied.
    """
    until: AwareDatetime | None
    """
    When an acknowledgement or a mute ends; null otherwise.
    """
    expected_fix_by: AwareDatetime | None
    """
    When the responsible organization promises to have mended it.
    """
    reason: str | None
    """
    Why it was set aside, in the words of who did so.
    """
    opened_at: AwareDatetime
    """
    When it was first found, this time.
    """
    changed_at: AwareDatetime
    """
    When something about it last changed.
    """
    resolved_at: AwareDatetime | None
    """
    When it was resolved; null while it is not.
    """
    reopened: int
    """
    How many times it came back within 90 days.
    """
    revision: int
    """
    Counts the changes; the `ETag` follows it.
    """
    links: FindingLinks
    """
    Where to go from here.
    """


class GroupPageOut(Answer):
    """
    One page of groups of rows of one version.
    """

    items: list[dict[str, str | int | float | bool | None]]
    """
    Groups: what they have in common, then what was computed. A value is written as in rows; sums of whole numbers are written in full, also beyond 2^53. Null stands for rows where a grouped column is missing.
    """
    links: PageLinks
    """
    Where to go from here. A walk by `next` stays on the version it began with.
    """
    count: PageCount
    """
    Groups over all pages, if `count=exact` asked for it.
    """
    version: int
    """
    Number of the version that answers.
    """


class OpeningHours(Answer):
    """
    When the service is open to the public, in the local time of the place. Two slots a day leave a lunch break.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    weekly: list[Slot] | None = None
    """
    Slots that recur each week; empty when the hours are not known as such.
    """
    note: str | None = None
    """
    What slots cannot say, for people.
    """
    original: str | None = None
    """
    The hours as their source writes them, kept for reparsing.
    """


class OpeningHoursOut(Answer):
    """
    When the service is open to the public, in the local time of the place.
    """

    weekly: list[SlotOut]
    """
    Slots that recur each week; empty when the hours are not known as such.
    """
    note: str | None
    """
    What slots cannot say, for people.
    """
    original: str | None
    """
    The hours as their source writes them.
    """


class PageFindingOut(Answer):
    items: list[FindingOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportCategoryOut(Answer):
    items: list[ReportCategoryOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportEventOut(Answer):
    items: list[ReportEventOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportPhotoOut(Answer):
    items: list[ReportPhotoOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportTeamOut(Answer):
    items: list[ReportTeamOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageScopeOut(Answer):
    items: list[ScopeOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageVersionOut(Answer):
    items: list[VersionOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PastReportIn(Answer):
    """
    A report that another system kept.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    organization: str
    """
    Slug of the organization that answers for the place and the problem.
    """
    category: str
    """
    What kind of problem it is: a `code` of `/report-categories`.
    """
    description: str
    """
    What is wrong, in plain text (no HTML: signs are kept as they are). It is public: leave out names, numbers and addresses of people. What looks like one is held back until a human has read it.
    """
    lon: float | None = None
    """
    Longitude in degrees (WGS 84). Without lon and lat, `address` or `address_id` is needed.
    """
    lat: float | None = None
    """
    Latitude in degrees (WGS 84).
    """
    address: str | None = None
    """
    Where it is, in words.
    """
    insee_code: str | None = None
    """
    Commune, as an INSEE code.
    """
    occurred_at: AwareDatetime | None = None
    """
    When the problem was seen, if that was before it was reported.
    """
    opened_at: AwareDatetime
    """
    When the report was made; the service level counts from here.
    """
    client_id: str
    """
    The report's identifier in its source, after a word for the source. It makes imports repeatable: a report is known by it.
    """
    sample: bool = False
    """
    Whether this is made-up data, for demonstration.
    """
    address_id: str | None = None
    """
    Key of the address in the national address base (BAN). Alone, it is a place known by its address, in the commune that the key names.
    """
    postcode: str | None = None
    """
    Postcode.
    """
    district: str | None = None
    """
    Part of the commune, as the town calls it.
    """
    attributes: Annotated[dict[str, Any] | None, Field(max_length=60)] = None
    """
    Answers to what the category asks (its `attributes`), by code: a text, a number, a date, a key or a list of keys. Others are kept too, with the warning `unknown_attribute`.
    """
    channel: Literal["api", "web", "mobile", "phone", "email", "counter", "staff", "sensor", "open311", "import"] = (
        "import"
    )
    """
    By which way it once came in, as far as its source knows.
    """
    reporter: ReporterIn | None = None
    """
    Who reports, if they wish. Never public; kept apart, for as long as it is published.
    """
    is_draft: bool = False
    """
    Whether this is not finished: it may lack its place, its words (an empty `description`) and the answers that its category needs. Nobody else reads it until you complete it at `…/content`.
    """
    expected_at: AwareDatetime | None = None
    """
    The promised date: before it, the report should be closed. As the source promised it; null when it promised none. Left out, the service level of the category counts.
    """
    moves: list[PastMoveIn] | None = None
    """
    What was done about it, in order. Moves that the platform knows already are not told again.
    """


class PolicyOut(Answer):
    """
    What freshness means for the subjects of a selector, with every delay spelled out.

    Delays count from the anchor. A day without an hour counts as its end. Overdue and delinquent delays of a day or
    more that end on a day off move to the next working day at the same local time.
    """

    id: str
    """
    Its address under `/policies`.
    """
    subject_kind: str
    """
    Kind of subject.
    """
    selector: SelectorOut
    """
    Which subjects of that kind.
    """
    rule: RuleOut
    """
    The rule that findings name.
    """
    verdict: str
    """
    Whether there is something to evaluate at all.
    """
    reason: str | None
    """
    Why nothing is evaluated, or why the policy was declared.
    """
    clock: str
    """
    Time since the last evidence, or a date that was promised.
    """
    anchor: str
    """
    The date from which the delays count.
    """
    due: DelayOut | None
    """
    After this much time an update is expected; no finding yet.
    """
    overdue: DelayOut | None
    """
    After this much time the subject is overdue: a finding.
    """
    delinquent: DelayOut | None
    """
    After this much time the finding escalates.
    """
    review: DelayOut | None
    """
    For what has no rhythm: how often someone looks at it again.
    """
    severity: LadderOut
    """
    How loudly each state speaks.
    """
    requires: str | None
    """
    Type of evidence without which nothing can be evaluated.
    """
    calendar: str
    """
    Working days: Monday to Friday but for public holidays.
    """
    timezone: str
    """
    Zone of the local clock and of days without an hour.
    """
    aliases: list[str]
    """
    Other spellings of the selector's value that are accepted.
    """
    origin: str
    """
    Declared wins over category, category over default.
    """
    set_by: str | None
    """
    Slug of the consumer that declared it; null for a default.
    """
    digest: str
    """
    Changes whenever what the policy asks for changes.
    """
    revision: int
    """
    Counts the changes to a declared policy; the `ETag` follows it.
    """
    links: PolicyLinks
    """
    Where to go from here.
    """


class PublicationOut(Answer):
    """
    One attempt to publish a file.
    """

    id: str
    """
    Identifier of the publication.
    """
    dataset: str
    """
    Slug of the dataset.
    """
    state: str
    """
    `queued` and `running`: come back later. `waiting`: the file is valid, but its columns break what readers rely on; somebody of the organization has to accept that. `published`: a new version serves. `unchanged`: the content is the same as before, no version was made. `rejected`: the file breaks rules, see report. `failed`: the platform could not. `cancelled`: stopped on request.
    """
    stage: str
    """
    Step at work: received, fetching, reading, validating, storing, comparing, serving, waiting or done. Steps may be added.
    """
    percent: int | None
    """
    How much of the step is done, never going backwards within it; null when that cannot be known.
    """
    rows: int | None
    """
    Rows of the table; null until they have been counted.
    """
    cancel_requested: bool
    """
    Whether somebody asked to stop it; a worker hears it within a second.
    """
    version: int | None
    """
    Number of the version that resulted, or that is unchanged.
    """
    source_name: str
    """
    Name of the file.
    """
    source_url: str | None
    """
    Address from which the file is pulled, without its query; null when it was sent.
    """
    source_bytes: int | None
    """
    Size of the file as received, in bytes; null before.
    """
    source_digest: str | None
    """
    SHA-256 of the file as received, in hexadecimal; null before.
    """
    hints: PublicationHintsOut
    """
    What the producer said of the file.
    """
    accept_breaking: bool
    """
    Whether columns that break what readers rely on were accepted at once.
    """
    schema_changes: list[PublishedChange] | None
    """
    How the columns differ from those of the current version; null when they do not, and before.
    """
    problem: PublicationFailure | None
    """
    Why nothing was published; null otherwise.
    """
    report: ValidationReport | None
    """
    Validation report; null before validation, and in lists: read the publication at its own address.
    """
    errors_url: str | None
    """
    Address of a CSV with all errors; null when there is none.
    """
    attempts: int
    """
    How often the work was begun; more than 1 after a crash.
    """
    requested_by: str
    """
    Slug of the consumer that asked for it.
    """
    created_at: AwareDatetime
    """
    When the file was received.
    """
    started_at: AwareDatetime | None
    """
    When the work began; null before.
    """
    finished_at: AwareDatetime | None
    """
    When the work ended; null before.
    """
    url: str
    """
    Address of this publication: ask again here.
    """


class QualityRunIn(Answer):
    """
    A passage that has ended.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    started_at: AwareDatetime
    """
    When it began.
    """
    finished_at: AwareDatetime
    """
    When it ended.
    """
    states: StateCountsIn
    """
    How many evaluations ended in each state.
    """
    changes: ChangeCountsIn
    """
    What they changed in the ledger.
    """


class QualityRunOut(Answer):
    """
    One passage of a checker. If the last one is old, the findings are too.
    """

    id: str
    """
    Identifier of the run.
    """
    consumer: str
    """
    Slug of the consumer that checked.
    """
    organization: str
    """
    Slug of its organization.
    """
    started_at: AwareDatetime
    """
    When it began; states were computed for this instant.
    """
    finished_at: AwareDatetime
    """
    When it ended.
    """
    evaluated: int
    """
    How many evaluations it made.
    """
    states: StateCounts
    """
    How many ended in each state.
    """
    changes: ChangeCounts
    """
    What they changed in the ledger.
    """
    recorded_at: AwareDatetime
    """
    When it was reported.
    """
    links: QualityRunLinks
    """
    Where to go from here.
    """


class ReportBatchIn(Answer):
    """
    Reports that are brought in together. Each is taken in or refused on its own.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    reports: list[PastReportIn]
    """
    The reports, at most 200 at a time.
    """


class ReportCommentPrivate(Answer):
    """
    What its sender and the organization that answers read of a comment beside its public text.
    """

    original: str | None
    """
    As it was written, while the public reads something else; null after.
    """
    proposed: str
    """
    What could be public in its place, with masks.
    """
    findings: list[TextFindingOut]
    """
    What looks like personal data in it.
    """
    reason: str | None
    """
    Why it was decided so, if that was said.
    """


class ReportCoverageIn(Answer):
    """
    Who answers in a place, for some categories or for all.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str
    """
    What it is about, for people, in French.
    """
    categories: list[str] | None = None
    """
    Codes of the categories that it is about; empty: all.
    """
    area: dict[str, Any] | None = None
    """
    GeoJSON Polygon or MultiPolygon in degrees (RFC 7946); null: by communes only.
    """
    insee_codes: list[str] | None = None
    """
    Communes, as INSEE codes: what is known to be in one of them is covered, wherever its point is.
    """
    responsible: ResponsibleIn | None = None
    """
    The body that answers there in the place of the organization; null: the organization itself.
    """
    priority: int = 0
    """
    Of several coverages that hold a place, the one with the highest decides. Among equals: one that names the category, then the smaller area.
    """


class ReportCoverageOut(Answer):
    """
    Who answers in a place, as an organization settled it.
    """

    organization: str
    """
    Slug of the organization that settled it.
    """
    slug: str
    """
    Name in addresses, stable for life.
    """
    title: str
    """
    What it is about, for people, in French.
    """
    categories: list[str]
    """
    Codes of the categories that it is about; empty: all.
    """
    area: dict[str, Any] | None
    """
    GeoJSON Polygon or MultiPolygon in degrees (RFC 7946); null: by communes only.
    """
    insee_codes: list[str]
    """
    Communes, as INSEE codes: what is known to be in one of them is covered, wherever its point is.
    """
    responsible: ResponsibleOut | None
    """
    The body that answers there in the place of the organization; null: the organization itself.
    """
    priority: int
    """
    Of several coverages that hold a place, the one with the highest decides. Among equals: one that names the category, then the smaller area.
    """
    created_at: AwareDatetime
    """
    When it was settled first.
    """
    updated_at: AwareDatetime
    """
    When it last changed.
    """
    revision: int
    """
    Counts its changes; part of the ETag.
    """
    links: ReportCoverageLinks
    """
    Where to go from here.
    """


class ReportIn(Answer):
    """
    A problem in public space, as someone tells about it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    organization: str
    """
    Slug of the organization that answers for the place and the problem.
    """
    category: str
    """
    What kind of problem it is: a `code` of `/report-categories`.
    """
    description: str
    """
    What is wrong, in plain text (no HTML: signs are kept as they are). It is public: leave out names, numbers and addresses of people. What looks like one is held back until a human has read it.
    """
    lon: float | None = None
    """
    Longitude in degrees (WGS 84). Without lon and lat, `address` or `address_id` is needed.
    """
    lat: float | None = None
    """
    Latitude in degrees (WGS 84).
    """
    address: str | None = None
    """
    Where it is, in words.
    """
    insee_code: str | None = None
    """
    Commune, as an INSEE code.
    """
    occurred_at: AwareDatetime | None = None
    """
    When the problem was seen, if that was before it was reported.
    """
    opened_at: AwareDatetime | None = None
    """
    When the report was made; the service level counts from here. Left out: now. Only the responsible organization, with the scope reports:triage, may set it, to bring in reports of the past.
    """
    client_id: str | None = None
    """
    Identifier made by the sender, such as a UUID. Sent again by the same consumer it gives the same report with 200, so that a lost answer costs nothing.
    """
    sample: bool = False
    """
    Whether this is made-up data, for demonstration.
    """
    address_id: str | None = None
    """
    Key of the address in the national address base (BAN). Alone, it is a place known by its address, in the commune that the key names.
    """
    postcode: str | None = None
    """
    Postcode.
    """
    district: str | None = None
    """
    Part of the commune, as the town calls it.
    """
    attributes: Annotated[dict[str, Any] | None, Field(max_length=60)] = None
    """
    Answers to what the category asks (its `attributes`), by code: a text, a number, a date, a key or a list of keys. Others are kept too, with the warning `unknown_attribute`.
    """
    channel: Literal["api", "web", "mobile", "phone", "email", "counter", "sensor"] = "api"
    """
    By which way the person reported.
    """
    reporter: ReporterIn | None = None
    """
    Who reports, if they wish. Never public; kept apart, for as long as it is published.
    """
    is_draft: bool = False
    """
    Whether this is not finished: it may lack its place, its words (an empty `description`) and the answers that its category needs. Nobody else reads it until you complete it at `…/content`.
    """


class ReportOut(Answer):
    """
    A problem in public space, as anyone may read it.
    """

    reference: str
    """
    Public reference, stable for life.
    """
    organization: str
    """
    Slug of the organization that answers for the place and the problem.
    """
    category: str
    """
    What kind of problem it is: a `code` of `/report-categories`.
    """
    status: str
    """
    Where it stands.
    """
    outcome: str | None
    """
    How it ended. Closed does not mean mended: only `fixed` does. Null while open.
    """
    description: str
    """
    What is wrong, in plain text.
    """
    lon: float | None
    """
    Longitude in degrees (WGS 84); null when only an address is known.
    """
    lat: float | None
    """
    Latitude in degrees (WGS 84); null when only an address is known.
    """
    address: str | None
    """
    Where it is, in words.
    """
    insee_code: str | None
    """
    Commune, as an INSEE code.
    """
    sample: bool
    """
    Whether this is made-up data, for demonstration.
    """
    occurred_at: AwareDatetime | None
    """
    When the problem was seen, if that was before it was reported.
    """
    opened_at: AwareDatetime
    """
    When the report was made; the service level counts from here.
    """
    received_at: AwareDatetime
    """
    When the platform received it; later than opened_at for imports.
    """
    last_event_at: AwareDatetime
    """
    When the responsible organization last did something about it; opened_at if it never did.
    """
    expected_at: AwareDatetime | None
    """
    The promised date: before it, the report should be closed.
    """
    closed_at: AwareDatetime | None
    """
    When it was closed; null while open.
    """
    times_reopened: int
    """
    How often it was reopened.
    """
    is_overdue: bool
    """
    Whether the promised date has passed and it is still open.
    """
    team: str | None
    """
    Slug of the team that has it; null when no team has it yet.
    """
    channel: str
    """
    By which way it came in.
    """
    district: str | None
    """
    Part of the commune, as the town calls it.
    """
    postcode: str | None
    """
    Postcode.
    """
    address_id: str | None
    """
    Key of the address in the national address base (BAN).
    """
    location_precision: str
    """
    How well its place is known.
    """
    attributes: list[ReportAnswerOut]
    """
    Answers to what its category asks, the public ones.
    """
    warnings: list[str]
    """
    What is odd about it, as codes: `occurred_in_future`, `occurred_long_ago`, `outside_france`, `outside_territory`, `unknown_attribute`; for those who work on it also `personal_data_in_explanation`.
    """
    text_status: str
    """
    Whether `description` is what was written. `in_review`: a human is to read it first, and it is empty; `redacted`: personal data was taken out; `withheld`: it stays empty.
    """
    visibility: str
    """
    Who may read it; `public` for everybody without a key.
    """
    duplicate_of: str | None
    """
    Reference of the report of the same problem that it follows.
    """
    duplicates: int
    """
    How many reports of the same problem follow it.
    """
    confirmations: int
    """
    How many people said that they have the same problem.
    """
    comments: int
    """
    How many public comments it has.
    """
    photos: int
    """
    How many public photos it has.
    """
    private: ReportPrivateOut | None
    """
    What only its author and those who work on it read; null for everybody else, and in lists.
    """
    updated_at: AwareDatetime
    """
    When this record last changed here.
    """
    revision: int
    """
    Counts every change of this record; part of the ETag.
    """
    links: ReportLinks
    """
    Where to go from here.
    """


class ReportRetentionOut(Answer):
    """
    How long what people gave with a report is kept; the platform keeps to it every hour.
    """

    organization: str | None
    """
    The organization whose categories are shown; null: the shared ones.
    """
    rules: list[RetentionRule]
    """
    What is removed, and when.
    """
    open_days: int
    """
    Days after its opening at which all of it applies to a report never closed, but for what counts from the hiding.
    """
    draft_days: int
    """
    Days after its last change at which a draft is erased.
    """


class ReportReviewOut(Answer):
    """
    Something that waits for a person of your organization.
    """

    subject: str
    """
    What it is.
    """
    reference: str
    """
    Public reference of the report.
    """
    number: int | None
    """
    Number of the comment, photo or request; null for the description.
    """
    category: str
    """
    Category of the report.
    """
    since: AwareDatetime
    """
    Since when it waits.
    """
    due_at: AwareDatetime
    """
    Before which it should be decided: two working days.
    """
    original: str | None
    """
    As it was written: the text, the photo's title, the wish's explanation.
    """
    proposed: str | None
    """
    What could be public in its place, with masks; null where it is no text.
    """
    findings: list[TextFindingOut]
    """
    What looks like personal data in it.
    """
    reason: str | None
    """
    Why somebody wants it removed; null for what is no request.
    """
    about: str | None
    """
    What somebody wants removed; null for what is no request.
    """
    about_number: int | None
    """
    Number of the comment or photo that somebody wants removed.
    """
    revision: int
    """
    Revision of the report, part of the ETag that a decision on its text needs.
    """
    links: ReviewLinks
    """
    Where to go from here.
    """


class ReportRoutingIn(Answer):
    """
    All the rules of an organization, in their order: the first that fits decides.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    rules: list[RoutingRuleIn]
    """
    The rules, first ones first. A report that none of them fits goes to the team of its category.
    """


class ReportRoutingOut(Answer):
    """
    The rules by which the reports of an organization find their team.
    """

    organization: str
    """
    Slug of the organization.
    """
    rules: list[RoutingRuleOut]
    """
    The rules in their order; empty when none are settled.
    """
    updated_at: AwareDatetime | None
    """
    When the rules last changed; null when none were ever settled.
    """
    revision: int
    """
    Counts the changes of the rules; part of the ETag. 0: none were ever settled.
    """


class ReportStatisticsOut(Answer):
    """
    Figures of street reports, in total and by group.
    """

    at: AwareDatetime
    """
    The instant for which open reports were found late or not.
    """
    group_by: list[str]
    """
    By what the groups are told apart.
    """
    total: FiguresOut
    """
    Of all reports that match.
    """
    groups: list[FiguresOut]
    """
    Of each group, the largest first.
    """
    group_count: int
    """
    How many groups there are, also when `limit` cut them off.
    """


class RowChangePageOut(Answer):
    """
    One page of what changed between two versions, in the order of the key.
    """

    since: int
    """
    Number of the earlier version.
    """
    until: int
    """
    Number of the later version: your next `since`, once applied.
    """
    published_at: AwareDatetime
    """
    When the later version was published.
    """
    counts: ChangeCountsOut
    """
    How many changes there are, over all pages.
    """
    columns: ColumnChangesOut
    """
    How the columns differ.
    """
    items: list[RowChangeOut]
    """
    The changes of this page: at most one for each row.
    """
    links: PageLinks
    """
    Where to go from here. A walk by `next` stays between these two versions.
    """


class RowFacetOut(Answer):
    """
    The most frequent values of one column, among the rows that all filters leave but those on this column.
    """

    name: str
    """
    What was asked for, as groups are named.
    """
    column: str
    """
    The column it is about.
    """
    values: list[RowFacetValueOut]
    """
    The most frequent values; ties in the order of the values.
    """
    distinct: int
    """
    How many different values there are, shown or not.
    """
    others: int
    """
    How many rows have a value that is not shown.
    """
    missing: int
    """
    How many rows have no value.
    """


class RowFacetsOut(Answer):
    """
    The most frequent values of several columns.
    """

    items: list[RowFacetOut]
    """
    One facet for each thing asked for, in that order.
    """
    version: int
    """
    Number of the version that answers.
    """


class RowHistogramOut(Answer):
    """
    How the values of a column are spread.
    """

    items: list[RowRangeOut]
    """
    Ranges of one width that touch, in order, from the smallest value to the largest; those without rows too. Empty when no row has a value.
    """
    column: str
    """
    The column.
    """
    step: str | int | float | None
    """
    How wide ranges are: a number, or `hour`, `day`, `week`, `month`, `quarter`, `year`, `10 years`…
    """
    missing: int
    """
    How many rows have no value.
    """
    version: int
    """
    Number of the version that answers.
    """


class RowWriteOut(Answer):
    """
    What became of a batch of row writes.
    """

    version: int
    """
    Number of the version that readers see now.
    """
    previous_version: int
    """
    Number of the version that the batch was applied to; 0 for none.
    """
    changed: bool
    """
    Whether the batch changes anything. If not, there is no new version.
    """
    dry_run: bool
    """
    Whether this only tells what the batch would do: nothing was written.
    """
    counts: RowWriteCounts
    """
    Operations by result.
    """
    results: list[RowWriteResult]
    """
    One for each operation, in the order in which they were sent.
    """


class ScoreIn(Answer):
    """
    What a checker counted for one organization and one kind of subject.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    organization: str
    """
    Slug of the organization.
    """
    subject_kind: Literal["dataset", "report", "service"]
    """
    Kind of subject.
    """
    subjects: int
    """
    How many subjects were looked at.
    """
    states: StateCountsIn
    """
    How many evaluations ended in each state.
    """


class ScoreOut(Answer):
    """
    How one organization stands with one kind of subject.
    """

    organization: str
    """
    Slug of the organization.
    """
    subject_kind: str
    """
    Kind of subject.
    """
    subjects: int
    """
    How many subjects were looked at.
    """
    states: StateCounts
    """
    How many evaluations ended in each state; a subject may have several.
    """
    denominator: int
    """
    Evaluations on which `in_time` rests: neither exempt nor not evaluable.
    """
    in_time: float | None
    """
    Share that is fresh or due; null when nothing could be evaluated.
    """
    evaluated_at: AwareDatetime
    """
    When the run that counted began.
    """
    recorded_by: str
    """
    Slug of the consumer that counted.
    """


class ScoreboardOut(Answer):
    """
    The board as it stands now.
    """

    items: list[ScoreOut]
    """
    One entry per organization and kind of subject.
    """


class ScoresIn(Answer):
    """
    The whole board, as one run counted it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    evaluated_at: AwareDatetime
    """
    When the run began.
    """
    scores: list[ScoreIn]
    """
    One entry per organization and kind of subject.
    """


class ServiceChange(Answer):
    """
    A JSON Merge Patch (RFC 7396): what is left out stays, null empties, lists are replaced as a whole.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str | None = None
    """
    What the service is called.
    """
    description: str | None = None
    """
    What it gives, in plain text.
    """
    kind: str | None = None
    """
    Sort of entry, a code of the producer's.
    """
    status: Literal["active", "inactive", "temporarily_closed", "defunct"] | None = None
    """
    Whether the service is offered.
    """
    language: str | None = None
    """
    Language of the texts (ISO 639).
    """
    url: str | None = None
    """
    Page of the service.
    """
    audience: list[str] | None = None
    """
    Who it is for.
    """
    themes: list[str] | None = None
    """
    What it is about.
    """
    keywords: list[str] | None = None
    """
    Other words that help to find it.
    """
    channels: list[Channel] | None = None
    """
    How to reach it.
    """
    places: list[Place] | None = None
    """
    Where it is given.
    """
    opening_hours: OpeningHours | None = None
    """
    When it is open; null when unknown.
    """
    source: SourceChange | None = None
    """
    Where the entry comes from.
    """
    identifiers: list[Identifier] | None = None
    """
    Its names in other systems.
    """
    assurances: Assurances | None = None
    """
    When each part was last said to be still correct.
    """
    published_at: date | None = None
    """
    Day on which the producer first published it.
    """
    content_modified_at: date | None = None
    """
    Day on which the producer says its content last changed.
    """
    valid_from: date | None = None
    """
    First day on which the entry holds.
    """
    valid_to: date | None = None
    """
    Last day on which the entry holds.
    """


class ServiceIn(Answer):
    """
    A public service to add to the catalogue.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str
    """
    What the service is called.
    """
    description: str
    """
    What it gives, in plain text.
    """
    kind: str
    """
    Sort of entry, a code of the producer's.
    """
    status: Literal["active", "inactive", "temporarily_closed", "defunct"] = "active"
    """
    Whether the service is offered.
    """
    language: str = "fr"
    """
    Language of the texts (ISO 639).
    """
    url: str | None = None
    """
    Page of the service.
    """
    audience: list[str] | None = None
    """
    Who it is for.
    """
    themes: list[str] | None = None
    """
    What it is about.
    """
    keywords: list[str] | None = None
    """
    Other words that help to find it.
    """
    channels: list[Channel] | None = None
    """
    How to reach it.
    """
    places: list[Place] | None = None
    """
    Where it is given.
    """
    opening_hours: OpeningHours | None = None
    """
    When it is open; null when unknown.
    """
    source: Source | None = None
    """
    Where the entry comes from.
    """
    identifiers: list[Identifier] | None = None
    """
    Its names in other systems.
    """
    assurances: Assurances | None = None
    """
    When each part was last said to be still correct.
    """
    published_at: date | None = None
    """
    Day on which the producer first published it.
    """
    content_modified_at: date | None = None
    """
    Day on which the producer says its content last changed.
    """
    valid_from: date | None = None
    """
    First day on which the entry holds.
    """
    valid_to: date | None = None
    """
    Last day on which the entry holds.
    """
    slug: str
    """
    Stable name in addresses, unique on the platform.
    """
    organization: str
    """
    Slug of the organization that answers for it: yours.
    """


class ServiceOut(Answer):
    """
    A public service: what the administration offers, where, when, how, and how sure that is.
    """

    slug: str
    """
    Stable name in addresses.
    """
    organization: str
    """
    Slug of the organization that answers for it.
    """
    kind: str
    """
    Sort of entry, a code of the producer's.
    """
    status: str
    """
    Whether the service is offered.
    """
    title: str
    """
    What the service is called.
    """
    description: str
    """
    What it gives, in plain text.
    """
    language: str
    """
    Language of the texts (ISO 639).
    """
    url: str | None
    """
    Page of the service.
    """
    audience: list[str]
    """
    Who it is for.
    """
    themes: list[str]
    """
    What it is about.
    """
    keywords: list[str]
    """
    Other words that help to find it.
    """
    channels: list[ChannelOut]
    """
    How to reach it.
    """
    places: list[PlaceOut]
    """
    Where it is given.
    """
    opening_hours: OpeningHoursOut | None
    """
    When it is open; null when unknown.
    """
    source: SourceOut | None
    """
    Where the entry comes from.
    """
    identifiers: list[IdentifierOut]
    """
    Its names in other systems.
    """
    assurances: AssurancesOut
    """
    When each part was last said to be still correct.
    """
    published_at: date | None
    """
    Day on which the producer first published it.
    """
    content_modified_at: date | None
    """
    Day on which the producer says its content last changed.
    """
    valid_from: date | None
    """
    First day on which the entry holds.
    """
    valid_to: date | None
    """
    Last day on which the entry holds.
    """
    created_at: AwareDatetime
    """
    When it was added here.
    """
    updated_at: AwareDatetime
    """
    When its entry last changed here. Says nothing about being still correct.
    """
    revision: int
    """
    Counts every change of this record; part of the ETag.
    """
    links: ServiceLinks
    """
    Where to go from here.
    """


class DuplicateCandidateOut(Answer):
    """
    A report that may tell of the same problem.
    """

    distance_m: float
    """
    Metres away, on the ground.
    """
    anchor: str | None
    """
    Reference of the one of both that came first: the other one is to follow it. Null before sending.
    """
    report: ReportOut
    """
    The report.
    """


class DuplicateCandidatesOut(Answer):
    """
    Reports that may tell of the same problem, nearest first.
    """

    radius_m: int
    """
    Within so many metres two reports of this category may be one problem.
    """
    items: list[DuplicateCandidateOut]
    """
    The nearest ones; empty when there are none.
    """


class MemberOut(Answer):
    """
    A report that follows another one.
    """

    distance_m: float | None
    """
    Metres from the anchor; null when one of both has no point.
    """
    report: ReportOut
    """
    The report.
    """


class NearReportOut(Answer):
    """
    A report, and how far away it is.
    """

    distance_m: float
    """
    Metres from the point that was asked about, on the ground.
    """
    report: ReportOut
    """
    The report.
    """


class PageMemberOut(Answer):
    items: list[MemberOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageNearReportOut(Answer):
    items: list[NearReportOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PagePolicyOut(Answer):
    items: list[PolicyOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PagePublicationOut(Answer):
    items: list[PublicationOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageQualityRunOut(Answer):
    items: list[QualityRunOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportCoverageOut(Answer):
    items: list[ReportCoverageOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportOut(Answer):
    items: list[ReportOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageReportReviewOut(Answer):
    items: list[ReportReviewOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageScoreOut(Answer):
    items: list[ScoreOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class PageServiceOut(Answer):
    items: list[ServiceOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """


class ReportCommentOut(Answer):
    """
    A comment on a report.
    """

    number: int
    """
    Number of the comment in its report, from 1, in order of arrival.
    """
    text: str
    """
    What the public reads; empty while it waits, or where it is withheld.
    """
    status: str
    """
    Where it stands on its way to the public.
    """
    is_official: bool
    """
    Whether the organization that answers for the report speaks.
    """
    organization: str
    """
    Slug of the organization whose key sent it.
    """
    at: AwareDatetime
    """
    When it was sent.
    """
    private: ReportCommentPrivate | None
    """
    For its sender, and for those who work on the report; null for everybody else.
    """


class PageReportCommentOut(Answer):
    items: list[ReportCommentOut]
    """
    The items of this page, in the order asked for.
    """
    links: PageLinks
    """
    Where to go from here.
    """
    count: PageCount
    """
    Size of the whole list, if `count` asked for it.
    """
