"""What foreign keys of a file refer to: columns of other published datasets, as they are now."""

from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from plateforme.domains.datasets import versions
from plateforme.domains.datasets.tabular.export_options import ExportFormat
from plateforme.domains.datasets.tabular.query import parse
from plateforme.domains.datasets.workshop import Workshop
from plateforme.kit.errors import PlateformeError

_DATASETS: Final = "/datasets/"


class PublishedColumns:
    """Gives the pipeline the columns it asks for, each once, in the folder of the present attempt."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        """Write into this folder, which the caller deletes."""
        self._shop = workshop
        self._folder = folder
        self._known: dict[tuple[str, tuple[str, ...]], Path | None] = {}

    def __call__(self, resource: str, fields: tuple[str, ...]) -> Path | None:
        """A Parquet with those of these columns that the dataset has; None when there is no such dataset to read.

        `resource` is a slug, or an address of ours that ends with one.
        """
        slug = urlsplit(resource).path.rpartition(_DATASETS)[2].strip("/")
        wanted = (slug, fields)
        if wanted not in self._known:
            self._known[wanted] = self._written(slug, fields)
        return self._known[wanted]

    def _written(self, slug: str, fields: tuple[str, ...]) -> Path | None:
        try:
            with self._shop.db.reading() as session:
                table = versions.served(session, slug)
        except PlateformeError:  # unknown, moved, deleted, withdrawn, or nothing published yet
            return None
        question = parse((), table.schema)
        chosen = tuple(name for name in fields if name in question.fields) or question.fields[:1]
        target = self._folder / f"reference-{len(self._known)}.parquet"
        with (
            self._shop.rows.export(table, replace(question, fields=chosen), ExportFormat.PARQUET) as export,
            target.open("wb") as file,
        ):
            while chunk := export.read():
                file.write(chunk)
        return target
