"""What the tests of the ingestion share: a file made of bytes, ingested, and its cells read back."""

import contextlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from plateforme.domains.datasets.tabular.ingestion import NO_HINTS, FileRefused, Hints, Ingested, Limits, ingest
from plateforme.domains.datasets.tabular.table_schema import TableSchema

LIMITS = Limits(max_unpacked_bytes=50_000_000, max_columns=300)


def quiet(stage: str, percent: int | None, rows: int | None = None) -> None:
    """Hear of a step, and say nothing."""


def publish(
    content: bytes | str | Path,
    name: str = "table.csv",
    *,
    declared: dict[str, Any] | None = None,
    key: tuple[str, ...] = (),
    limits: Limits = LIMITS,
    parents: Mapping[str, str] | None = None,
    hints: Hints = NO_HINTS,
) -> tuple[Ingested, list[tuple[Any, ...]]]:
    with TemporaryDirectory() as folder:
        source = content if isinstance(content, Path) else Path(folder) / "source"
        if isinstance(content, str | bytes):
            source.write_bytes(content.encode() if isinstance(content, str) else content)
        work = Path(folder) / "work"
        work.mkdir()
        schema = TableSchema.from_descriptor(declared) if declared else None
        made = ingest(
            source,
            filename=name,
            declared=schema,
            primary_key=key,
            limits=limits,
            workdir=work,
            progress=quiet,
            hints=hints,
            references=None if parents is None else partial(_published, parents, work),
        )
        return made, rows_of(made.parquet)


def _published(parents: Mapping[str, str], work: Path, resource: str, _fields: tuple[str, ...]) -> Path | None:
    """Publish the table that a foreign key refers to, beside the one that refers to it."""
    if resource not in parents:
        return None
    inside = work / resource
    inside.mkdir(exist_ok=True)
    source = inside / "source.csv"
    source.write_text(parents[resource])
    made = ingest(
        source,
        filename="source.csv",
        declared=None,
        primary_key=(),
        limits=LIMITS,
        workdir=inside,
        progress=lambda *_: None,
    )
    return made.parquet


def refuse(content: bytes | str | Path, name: str = "table.csv", **how) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        publish(content, name, **how)
    report = caught.value.report
    assert report["valid"] is False
    assert report["errors"]
    assert all(each["remedy"] for each in report["errors"])
    return caught.value


def faults(refused: FileRefused) -> list[tuple[Any, ...]]:
    return [(each["code"], each["row"], each["column"]) for each in refused.report["errors"]]


def warned(made: Ingested) -> list[tuple[Any, ...]]:
    return [(each["code"], each["row"], each["column"]) for each in made.report["warnings"]]


def rows_of(parquet: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM read_parquet('{parquet}') ORDER BY _row").fetchall()


def types_of(made: Ingested) -> dict[str, str]:
    return {each.name: each.type.value for each in made.schema.columns}


def why_of(made: Ingested, name: str) -> str:
    return made.schema.column(name).why


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


@contextlib.contextmanager
def parquet_of(query: str) -> Iterator[bytes]:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "made.parquet"
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        yield path.read_bytes()
