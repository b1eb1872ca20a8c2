"""Building the index of a whole table from its serving file: in scratch, then given its name."""

import fcntl
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from plateforme.domains.datasets.tabular.engine.failures import telling_no_room
from plateforme.domains.datasets.tabular.engine.files import TABLE, THREADS, literal
from plateforme.domains.datasets.tabular.engine.index import layout, words
from plateforme.domains.datasets.tabular.engine.index.columns import Coded, ordered, write_column
from plateforme.domains.datasets.tabular.engine.index.fences import write_fences
from plateforme.domains.datasets.tabular.engine.index.grid import write_grid
from plateforme.domains.datasets.tabular.engine.index.layout import Writer
from plateforme.domains.datasets.tabular.engine.index.texts import write_texts
from plateforme.domains.datasets.tabular.engine.quoting import never_quoted
from plateforme.domains.datasets.tabular.query import place_of, searchable
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.kit import interrupts
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import Place

_SOURCE: Final = f"source.{TABLE}"


def build(folder: Path, digest: str, serving_file: Path, schema: TableSchema, *, memory: str) -> bool:
    """Build the index of a table beside its serving file; says whether it was built here and now.

    Nothing is built while another process builds the same one, or when it is there.
    """
    target = layout.folder_of(folder, digest)
    with _alone(folder / f"{digest}.index.lock") as is_alone:
        if not is_alone or target.exists():
            return False
        part = target.with_suffix(".index-part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            _write(part, serving_file, schema, memory=memory)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return True


def _write(part: Path, serving_file: Path, schema: TableSchema, *, memory: str) -> None:
    kinds = schema.kinds
    spill = part / "spill"
    with (
        telling_no_room(),
        duckdb.connect(config={"threads": THREADS, "memory_limit": memory}) as connection,
        interrupts.reaching(connection.interrupt),
        ThreadPoolExecutor(1, thread_name_prefix="index") as beside,
        Writer(part / layout.ROWS) as texts,
        Writer(part / layout.COLUMNS) as arrays,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = {literal(spill)}")
        connection.execute(f"ATTACH {literal(serving_file)} AS source (READ_ONLY)")
        writing = beside.submit(write_texts, texts, connection.cursor(), _SOURCE, kinds)
        cursor = connection.cursor()
        _write_columns(arrays, cursor, schema)
        plain = never_quoted(cursor, _SOURCE, kinds)
        found = words.build(part, cursor, _SOURCE, searchable(schema))
        rows = writing.result()
        files = {layout.ROWS: texts.end(), layout.COLUMNS: arrays.end()}
        if found is not None:
            files[words.FILE] = {"crc32": layout.sum_of_file(found)}
    shutil.rmtree(spill, ignore_errors=True)
    layout.write_manifest(part, {"rows": rows, "columns": list(kinds), "plain": plain, **files})


def _write_columns(arrays: Writer, cursor: duckdb.DuckDBPyConnection, schema: TableSchema) -> None:
    kinds, where = schema.kinds, place_of(schema) or Place()
    chosen = ordered(cursor, _SOURCE, kinds, schema.key)
    sides: dict[str, Coded] = {}
    for place, name in enumerate(kinds):
        interrupts.check()
        if name in chosen:
            is_side = name in {where.longitude, where.latitude}
            coded = write_column(arrays, cursor, _SOURCE, place, name, with_values=is_side)
            if schema.primary_key == (name,) and kinds[name] is ColumnType.STRING:
                write_fences(arrays, cursor, _SOURCE, name, section=f"{place}.fences")
            if is_side:
                sides[name] = coded
    if where.longitude in sides and where.latitude in sides:
        write_grid(arrays, sides[where.longitude], sides[where.latitude])


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Hold a lock for the block, unless somebody holds it; the kernel lets go of it when a process dies."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
