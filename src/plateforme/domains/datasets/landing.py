"""The one moment that readers notice: the catalogue points to a new version, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

from sqlmodel import Session

from plateforme.domains.datasets import contract, store
from plateforme.domains.datasets.errors import BreakingChanges
from plateforme.domains.datasets.schema_changes import Changes, is_breaking
from plateforme.domains.datasets.tables import Dataset, Version
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit.ids import new_id


@dataclass(frozen=True)
class Source:
    """What was sent: its name, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Counts:
    """How many rows differ from the version before."""

    added: int
    changed: int
    removed: int


_PLAIN: Final = ("origin", "digest", "parquet_key", "parquet_bytes", "rows", "by", "base_id")


NO_CHANGE: Final = Counts(0, 0, 0)
"""What a table has that says the same as the version before, in another form: a whole file after row writes."""


@dataclass(frozen=True)
class Made:
    """A table that is stored and ready to be the next version.

    With `base_id`, its Parquet holds only what differs from that version (see `row_writes`).
    """

    origin: Literal["file", "rows"]
    digest: str
    parquet_key: str
    parquet_bytes: int
    schema: TableSchema
    rows: int
    source: Source
    by: str
    base_id: str | None = None
    counts: Counts | None = None

    def to_json(self, *, after: int | None) -> dict[str, Any]:
        """Give what a publication that waits keeps; `after` is the version that the counts compare with."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "schema": self.schema.to_descriptor(),
            "source": asdict(self.source),
            "counts": asdict(self.counts) if self.counts else None,
            "after": after,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any], *, after: int | None) -> Self:
        """Read what was kept; its counts hold only if the version that they compare with is still the current one."""
        counted = told["counts"] if told["after"] == after else None
        return cls(
            **{name: told[name] for name in _PLAIN},
            schema=TableSchema.from_descriptor(told["schema"]),
            source=Source(**told["source"]),
            counts=Counts(**counted) if counted else None,
        )


@dataclass(frozen=True)
class Offered:
    """What became of a table that was offered as the next version, in the words of its publication."""

    state: Literal["published", "unchanged", "waiting", "rejected"]
    changes: Changes = ()
    made: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None

    def values(self, dataset: Dataset) -> dict[str, Any]:
        """Give the columns of the publication that say it."""
        return {
            "version": dataset.version if self.state in {"published", "unchanged"} else None,
            "schema_changes": [change.to_json() for change in self.changes] or None,
            "made": self.made,
            "problem": self.problem,
        }


def offer(session: Session, dataset: Dataset, made: Made, *, accepts_breaking: bool, now: datetime) -> Offered:
    """Land a table from a file, unless its columns break what readers rely on: then it waits, or is refused.

    The dataset's `breaking_changes` decides which. The caller holds the dataset.
    """
    changes = contract.review(session, dataset, made.schema)
    if is_breaking(changes) and not accepts_breaking:
        if dataset.breaking_changes == "refuse":
            refused = BreakingChanges(contract.in_words(changes))
            problem = {"code": refused.code, "title": refused.title, "detail": refused.detail}
            return Offered("rejected", changes, problem=problem)
        return Offered("waiting", changes, made=made.to_json(after=dataset.version))
    landed = land(session, dataset, made, now=now)
    return Offered("published" if landed else "unchanged", changes)


def land(session: Session, dataset: Dataset, made: Made, *, now: datetime) -> Version | None:
    """Make a table the current version of a dataset that the caller holds; None when the content is the same.

    Whether its columns may differ is decided before (`offer`); here they get their number.
    """
    current = store.version(session, dataset.id, dataset.version) if dataset.version else None
    is_same = current is not None and (current.digest == made.digest or made.counts == NO_CHANGE)
    if is_same and not contract.review(session, dataset, made.schema):
        return None
    number = store.last_number(session, dataset.id) + 1
    agreed = contract.agree(session, dataset, made.schema, first_version=number, now=now)
    version = _version(dataset, made, number=number, schema_version=agreed, now=now)
    session.add(version)
    point(session, dataset, version, now=now)
    dataset.updated_at = now
    return version


def point(session: Session, dataset: Dataset, version: Version | None, *, now: datetime) -> None:
    """Make a version that exists the current one; none: the dataset has nothing to read any more."""
    is_other_schema = version is None or version.schema_version != dataset.schema_version
    dataset.version = version.number if version else None
    dataset.rows = version.rows if version else None
    dataset.schema_version = version.schema_version if version else None
    dataset.updated_at = version.published_at if version else None
    dataset.revision += 1
    session.add(dataset)
    if is_other_schema:
        contract.settle(session, dataset, now=now)


def _version(dataset: Dataset, made: Made, *, number: int, schema_version: str, now: datetime) -> Version:
    counts = made.counts
    return Version(
        id=new_id(now),
        dataset_id=dataset.id,
        number=number,
        origin=made.origin,
        digest=made.digest,
        parquet_key=made.parquet_key,
        parquet_bytes=made.parquet_bytes,
        base_id=made.base_id,
        source_digest=made.source.digest,
        source_name=made.source.name,
        source_bytes=made.source.size,
        rows=made.rows,
        rows_added=counts.added if counts else None,
        rows_changed=counts.changed if counts else None,
        rows_removed=counts.removed if counts else None,
        schema_version=schema_version,
        table_schema=made.schema.to_descriptor(),
        published_by=made.by,
        published_at=now,
    )
