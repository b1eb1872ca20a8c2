"""How a question about rows can be refused, or fail to be answered."""

from collections.abc import Sequence

from plateforme.kit.errors import BadQuery, Busy, Gone, Missing


class CursorExpired(Gone):
    """The version a cursor walks through is no longer readable."""

    code = "cursor_expired"
    title = "Cursor expired"

    def __init__(self) -> None:
        """Say how to start again."""
        super().__init__("The version that this cursor walks through is gone. Start again from links.first.")


class RowNotFound(Missing):
    """The version has no row with this key."""

    code = "row_not_found"
    title = "Row not found"

    def __init__(self, dataset: str, key: Sequence[str]) -> None:
        """Say what the key is made of."""
        super().__init__(
            f"The dataset {dataset} has no such row. Its rows are identified by {', '.join(key)}: "
            "give the values in this order, joined by commas."
        )


class QueryTooSlow(Busy):
    """The question used up its time budget."""

    code = "query_too_slow"
    title = "Question too slow"

    def __init__(self, seconds: float) -> None:
        """Say how to ask better."""
        super().__init__(
            f"The answer was not ready within {seconds:g} seconds. Filter on more columns, sort by the key, "
            "leave count=exact out, or take the whole table with an export."
        )


class QueryTooLarge(Busy):
    """The question used up its memory budget."""

    code = "query_too_large"
    title = "Question too large"

    def __init__(self) -> None:
        """Say how to ask better."""
        super().__init__(
            "The answer needs more memory than one question may use. Ask for fewer fields, filter on more columns, "
            "or take the export in its natural order, without sort."
        )


class TooManyGroups(Busy):
    """The groups of a question do not fit into the memory of one."""

    code = "too_many_groups"
    title = "Too many groups"

    def __init__(self) -> None:
        """Say how to ask better."""
        super().__init__(
            "The groups of this question need more memory than one question may use. Group by fewer columns or coarser "
            "ones, such as month instead of day or bin(…) with a larger size, ask for fewer distinct(…), median(…) and "
            "percentile(…), filter on more columns, or take the rows with an export and group them yourself."
        )


class TooManyQuestions(Busy):
    """Every place for a question that takes long stayed taken."""

    code = "too_many_questions"
    title = "Too many long questions at once"

    def __init__(self, *, retry_after: int) -> None:
        """Say how to ask better, and when to come back, in seconds."""
        super().__init__(
            "Other questions that take long are being answered now. Filter on more columns, ask for fewer groups or "
            "leave count=exact out: a question that takes a tenth of a second never waits. Or ask again later.",
            extra={"retry_after": retry_after},
        )


class TooManyExports(Busy):
    """Every export slot of this process is taken."""

    code = "too_many_exports"
    title = "Too many exports at once"

    def __init__(self) -> None:
        """Say what to do meanwhile."""
        super().__init__("Other exports are being sent now. Try again in a minute, or read the rows page by page.")


class ChangesNotReady(Busy):
    """The comparison of two versions is still being computed."""

    code = "changes_not_ready"
    title = "Changes are being computed"

    def __init__(self) -> None:
        """Say when to come back, and what to do instead."""
        super().__init__(
            "These two versions are being compared for the first time, which takes a while for large tables. Ask again "
            "in half a minute, or take the later version whole with an export."
        )
        self.extra["retry_after"] = 30


class NoGeometry(BadQuery):
    """GeoJSON was asked of a table without places."""

    code = "no_geometry"
    title = "No geometry"

    def __init__(self) -> None:
        """Say which formats there are."""
        super().__init__(
            "The schema of this table has no geometry, so it cannot be written as GeoJSON. Take json, ndjson or csv."
        )


class SheetTooLarge(BadQuery):
    """More than a sheet of Excel can hold."""

    code = "sheet_too_large"
    title = "Too large for a sheet"

    def __init__(self, limit: str) -> None:
        """Say which limit, and what to take instead."""
        super().__init__(f"{limit}. Take csv or parquet, or ask for fewer rows and columns with filters and fields.")


class ExportNotReady(Busy):
    """The file whose digest was asked is still being written."""

    code = "export_not_ready"
    title = "Export is being written"

    def __init__(self) -> None:
        """Say when to come back, and what to do instead."""
        super().__init__(
            "This file is being written for the first time, which takes a while for large tables. Ask again in half a "
            "minute, or download it and compute its digest yourself."
        )
        self.extra["retry_after"] = 30
