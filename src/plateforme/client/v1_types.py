"""The types of the API.

Generated from the OpenAPI document by `plateforme client`: do not edit, change the API and run it again.
"""

from datetime import date
from typing import Any, Literal

from plateforme.client.answers import Answer
from pydantic import AwareDatetime, ConfigDict


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


class ReportCategoryOut(Answer):
    """
    A kind of problem that can be reported.
    """

    code: str
    """
    Stable code.
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
    service_level_days: int
    """
    Working days within which a report is to be closed.
    """
    is_safety: bool
    """
    Whether someone may get hurt while it waits.
    """


class ReportChange(Answer):
    """
    A move of a report, and what the public is told about it.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Literal["received", "acknowledged", "planned", "in_progress", "transferred", "closed"]
    """
    Where the report goes.
    """
    explanation: str | None = None
    """
    What the public is told. Needed to close, to transfer (to whom) and to reopen.
    """
    outcome: Literal["fixed", "no_action", "duplicate", "not_responsible", "rejected", "cannot_reproduce", "withdrawn"] | None = (
        None
    )
    """
    How it ended. Closed does not mean mended: only `fixed` does. Needed to close, and only then.
    """
    expected_at: AwareDatetime | None = None
    """
    The promised date: before it, the report should be closed. Needed to plan; left out otherwise, the present one stands.
    """
    at: AwareDatetime | None = None
    """
    When it happened, to bring in moves of the past, in order. Left out: now. The history also keeps when the move was recorded.
    """


class ReportEventOut(Answer):
    """
    One entry of a report's public history. Entries are added and never changed.
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
    explanation: str | None
    """
    What the public was told.
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
    What is wrong, in plain text. It is public: leave out names, numbers and addresses of people.
    """
    lon: float | None = None
    """
    Longitude in degrees (WGS 84). Without lon and lat, an address is needed.
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
