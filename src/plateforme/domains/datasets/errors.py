"""What can go wrong with datasets and their publications."""

from plateforme.kit.errors import BadQuery, Conflict, Detail, Invalid, Missing
from plateforme.kit.ids import is_slug


class DatasetNotFound(Missing):
    """No dataset bears this slug."""

    code = "dataset_not_found"
    title = "Dataset not found"

    def __init__(self, slug: str) -> None:
        """Name the slug that was asked for."""
        named = f"named {slug}" if is_slug(slug) else "with this name"
        super().__init__(f"There is no dataset {named}. List the existing ones with GET /v1/datasets.")


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
            f"Its producer publishes one with POST /v1/datasets/{slug}/publications."
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
