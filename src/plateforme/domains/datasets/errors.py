"""What can go wrong with datasets and their publications."""

from datetime import date

from plateforme.kit.errors import BadQuery, Conflict, Detail, Gone, Invalid, Missing, Moved
from plateforme.kit.ids import is_slug


class DatasetNotFound(Missing):
    """No dataset bears this slug."""

    code = "dataset_not_found"
    title = "Dataset not found"

    def __init__(self, slug: str) -> None:
        """Name the slug that was asked for."""
        named = f"named {slug}" if is_slug(slug) else "with this name"
        super().__init__(f"There is no dataset {named}. List the existing ones with GET /v1/datasets.")


class DatasetMoved(Moved):
    """The dataset has another slug now."""

    def __init__(self, old: str, new: str) -> None:
        """Name both."""
        super().__init__(f"The dataset {old} is now named {new}.", collection="datasets", old=old, new=new)


class DatasetDeleted(Gone):
    """The dataset was deleted by its producer, who said why."""

    code = "dataset_deleted"
    title = "Dataset deleted"

    def __init__(self, slug: str, *, on: date, reason: str, successor: str | None) -> None:
        """Say when, why, and what replaces it."""
        next_step = f" Use {successor} instead." if successor else " Nothing replaces it here."
        extra = {"deleted_on": on.isoformat(), "reason": reason, "successor": successor}
        super().__init__(f"The dataset {slug} was deleted on {on.isoformat()}: {reason}{next_step}", extra=extra)


class DatasetExists(Conflict):
    """The slug is taken."""

    code = "dataset_exists"
    title = "Dataset exists"

    def __init__(self, slug: str) -> None:
        """Name the slug that is taken."""
        super().__init__(f"A dataset named {slug} exists already. Choose another slug, or change that one with PATCH.")


class NothingPublished(Missing):
    """The dataset is described and has no table yet."""

    code = "nothing_published"
    title = "Nothing published yet"

    def __init__(self, slug: str) -> None:
        """Say how to publish."""
        super().__init__(
            f"The dataset {slug} has no published version yet. "
            f"Its producer publishes one with POST /v1/datasets/{slug}/publications, or writes the first rows with "
            f"PATCH /v1/datasets/{slug}/rows once table_schema declares the columns and the key."
        )


class VersionNotFound(Missing):
    """The dataset has no version with this number."""

    code = "version_not_found"
    title = "Version not found"

    def __init__(self, slug: str, number: int) -> None:
        """Name the version that was asked for."""
        super().__init__(f"The dataset {slug} has no version {number}. See GET /v1/datasets/{slug}/versions.")


class PublicationNotFound(Missing):
    """The dataset has no publication with this identifier."""

    code = "publication_not_found"
    title = "Publication not found"

    def __init__(self, slug: str) -> None:
        """Say where the publications are listed."""
        super().__init__(f"The dataset {slug} has no such publication. See GET /v1/datasets/{slug}/publications.")


class MetadataInvalid(Invalid):
    """A field of the description breaks a rule of the catalogue."""

    code = "metadata_invalid"
    title = "Invalid description"

    def __init__(self, *errors: Detail) -> None:
        """Carry one precise fault per field."""
        super().__init__("The description breaks a rule of the catalogue; see errors.", errors=errors)


class PublicationEnded(Conflict):
    """The publication has ended, and what has ended cannot be cancelled."""

    code = "publication_ended"
    title = "Publication ended"

    def __init__(self, state: str) -> None:
        """Say how it ended."""
        next_step = " Publish the former file again to go back." if state == "published" else ""
        super().__init__(f"The publication has ended already, as {state}: there is nothing left to cancel.{next_step}")


class ErrorsNotFound(Missing):
    """The publication has no list of errors."""

    code = "errors_not_found"
    title = "No list of errors"

    def __init__(self) -> None:
        """Say which publications have one."""
        super().__init__(
            "This publication has no list of errors: only a file that was read and refused has one. "
            "Its state and its report say what became of it."
        )


class PullNotFound(Missing):
    """The dataset is not pulled on a schedule."""

    code = "pull_not_found"
    title = "No scheduled pull"

    def __init__(self, slug: str) -> None:
        """Say how to have it pulled."""
        super().__init__(
            f"The dataset {slug} is not pulled on a schedule. "
            f"Its producer asks for it with PUT /v1/datasets/{slug}/pull."
        )


class NoFile(Invalid):
    """A publication names neither a file nor a URL, or names both."""

    code = "no_file"
    title = "No file to publish"

    def __init__(self) -> None:
        """Say what the form should hold."""
        super().__init__("Send a multipart form with one part named file, or with one field named url, not both.")


class FetchRefused(Invalid):
    """The platform may not, or could not, pull the file from that address."""

    code = "fetch_refused"
    title = "File not fetched"


class UnknownFacet(BadQuery):
    """The catalogue has no such facet."""

    code = "unknown_facet"
    title = "Unknown facet"


class AttachmentNotFound(Missing):
    """The dataset has no attachment with this identifier."""

    code = "attachment_not_found"
    title = "Attachment not found"

    def __init__(self, slug: str) -> None:
        """Say where the attachments are listed."""
        super().__init__(f"The dataset {slug} has no such attachment. See GET /v1/datasets/{slug}/attachments.")


class TooManyAttachments(Conflict):
    """The dataset has as many attachments as it may have."""

    code = "too_many_attachments"
    title = "Too many attachments"

    def __init__(self, slug: str, most: int) -> None:
        """Say how many there may be."""
        super().__init__(
            f"The dataset {slug} has {most} attachments, the most there may be. Remove one with DELETE, or link to a "
            "documentation page with landing_page."
        )


class NothingReadable(NothingPublished):
    """The dataset is described and had versions, all of which were withdrawn."""

    def __init__(self, slug: str) -> None:
        """Say where the reasons are."""
        Missing.__init__(
            self,
            f"Every version of the dataset {slug} was withdrawn. GET /v1/datasets/{slug}/versions tells why; its "
            f"producer publishes another with POST /v1/datasets/{slug}/publications, or restores one.",
        )


class NoVersionThen(Missing):
    """The dataset had no version yet at that moment."""

    code = "no_version_then"
    title = "No version at that time"

    def __init__(self, slug: str) -> None:
        """Say how to find the first one."""
        super().__init__(
            f"The dataset {slug} had no version to read at that time. "
            f"GET /v1/datasets/{slug}/versions?sort=number tells when the first one was published."
        )


class SchemaVersionNotFound(Missing):
    """No readable version of the dataset has a schema with this number."""

    code = "schema_version_not_found"
    title = "Schema version not found"

    def __init__(self, slug: str) -> None:
        """Say where the numbers are."""
        super().__init__(
            f"No version of the dataset {slug} that can be read has a schema of this number. "
            f"See GET /v1/datasets/{slug}/schema-versions."
        )


class SchemaRetired(Gone):
    """The notice of an earlier schema is over."""

    code = "schema_retired"
    title = "Schema retired"

    def __init__(self, slug: str, *, version: int, successor: str) -> None:
        """Say what replaces it, and how the old content is still read."""
        super().__init__(
            f"This schema of the dataset {slug} has passed its sunset. Read it without schema= (its schema is "
            f"{successor} now), or its last state as version={version} as long as that is kept."
        )


class VersionWithdrawn(Gone):
    """The producer withdrew this version."""

    code = "version_withdrawn"
    title = "Version withdrawn"

    def __init__(self, slug: str, number: int, reason: str | None) -> None:
        """Give the producer's reason."""
        super().__init__(
            f"Version {number} of the dataset {slug} was withdrawn by its producer: {reason or 'no reason given'} "
            f"Delete your copy and read GET /v1/datasets/{slug}/rows."
        )


class VersionPruned(Gone):
    """The content of this version is no longer kept."""

    code = "version_pruned"
    title = "Version no longer kept"

    def __init__(self, slug: str, number: int) -> None:
        """Say what is still there."""
        super().__init__(
            f"The content of version {number} of the dataset {slug} is no longer kept. "
            f"Those that are: GET /v1/datasets/{slug}/versions, where pruned_at is null."
        )


class BreakingChanges(Conflict):
    """The columns would break what readers rely on, and nobody has accepted that."""

    code = "breaking_changes"
    title = "Breaking changes of the schema"

    def __init__(self, changes: str) -> None:
        """Name the changes, and the ways to go on."""
        super().__init__(
            f"This would break what readers rely on: {changes} Keep these columns, or send it again with "
            "accept_breaking=true: earlier versions then stay readable during the notice."
        )


class NotWaiting(Conflict):
    """The publication does not wait for anybody's acceptance."""

    code = "not_waiting"
    title = "Nothing to accept"

    def __init__(self, state: str) -> None:
        """Say in which state it is."""
        super().__init__(
            f"This publication is {state}; only one that is waiting can be accepted. Publish the file again."
        )


class AlreadyCurrent(Conflict):
    """The current version has this very content."""

    code = "already_current"
    title = "Already current"

    def __init__(self, number: int) -> None:
        """Name the current version."""
        super().__init__(f"The current version, {number}, has this very content: there is nothing to restore.")


class HistoryGone(Gone):
    """A version between which changes were asked is withdrawn, or no longer kept."""

    code = "history_gone"
    title = "History gone"

    def __init__(self, slug: str, *, asked: str, current: int | None) -> None:
        """Say how to start again from a whole version."""
        why = f"What `{asked}` names of the dataset {slug} was withdrawn or is no longer kept."
        if current is None:
            super().__init__(
                f"{why} Nothing else can be read: delete your copy.", extra={"resync": None, "since": None}
            )
            return
        super().__init__(f"{why} {_whole(slug, current)}", extra=_resync(slug, current))


class ChangesNotComparable(Gone):
    """The rows of two versions are not identified by the same columns, so they cannot be compared."""

    code = "changes_not_comparable"
    title = "Versions not comparable"

    def __init__(self, slug: str, *, until: int) -> None:
        """Say how to take the later version whole."""
        why = f"Between these versions of the dataset {slug}, the columns that identify a row changed."
        super().__init__(f"{why} {_whole(slug, until)}", extra=_resync(slug, until))


def _whole(slug: str, version: int) -> str:
    return (
        f"Replace your copy with GET /v1/datasets/{slug}/exports/ndjson?version={version}, "
        f"then ask for changes since={version}."
    )


def _resync(slug: str, version: int) -> dict[str, str | int]:
    return {"resync": f"/v1/datasets/{slug}/exports/ndjson?version={version}", "since": version}


class KeyRequired(Conflict):
    """Rows of a table without a primary key cannot be written one by one: nothing says which row is meant."""

    code = "key_required"
    title = "A primary key is needed"

    def __init__(self, slug: str) -> None:
        """Say how to declare one."""
        super().__init__(
            f"The table of {slug} has no primary key, so that no row can be named. Declare primary_key with "
            f"PATCH /v1/datasets/{slug}, publish a file once more, then write rows."
        )
