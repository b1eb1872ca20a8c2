"""The files of a table: one order, the same bytes whatever the threads, nothing half-written on a full disk."""

import errno
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from tests.domains.datasets.tabular.ingest_cases import LIMITS, publish, quiet

from plateforme.domains.datasets.tabular.engine import canonical, files, packing
from plateforme.domains.datasets.tabular.engine.failures import telling_no_room
from plateforme.domains.datasets.tabular.engine.loading import Loading
from plateforme.domains.datasets.tabular.ingestion import FileRefused, ingest

ROWS = 300_000
"""Enough for several row groups, which several threads fill side by side."""

WRITTEN = ('CAST(c0 AS BIGINT) AS "number"', 'c1 AS "name"')


def write_numbers(path: Path, numbers: list[int]) -> Path:
    path.write_text("number,name\n" + "".join(f"{number},{number % 977:x} of {number:x}\n" for number in numbers))
    return path


def written(source: Path, folder: Path, *, threads: int, key: tuple[str, ...]) -> tuple[str, list[int]]:
    """The digest of the Parquet, and the sizes of its row groups."""
    folder.mkdir()
    target = folder / "table.parquet"
    with Loading(folder, threads=threads) as table:
        table.confine(source)
        assert table.load_plain(source, delimiter=",", newline="\n", width=2)
        table.settle(WRITTEN, key=key)
        digest, _ = table.write(target)
    asked = f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{target}') ORDER BY 1"
    sizes = duckdb.execute(asked).fetchall()
    return digest, [size for _, size in sizes]


@pytest.mark.parametrize("key", [(), ('"number"',)])
def test_the_bytes_do_not_depend_on_the_threads(tmp_path, key):
    source = write_numbers(tmp_path / "numbers.csv", list(range(ROWS)))

    alone, sizes = written(source, tmp_path / "one", threads=1, key=key)
    together, same_sizes = written(source, tmp_path / "four", threads=4, key=key)

    assert alone == together
    assert sizes == same_sizes == [canonical.ROW_GROUP, canonical.ROW_GROUP, ROWS - 2 * canonical.ROW_GROUP]


def test_a_sorted_source_and_a_shuffled_one_give_the_same_bytes(tmp_path):
    numbers = list(range(ROWS))
    in_order = write_numbers(tmp_path / "sorted.csv", numbers)
    Random(1).shuffle(numbers)  # noqa: S311  # no secret
    shuffled = write_numbers(tmp_path / "shuffled.csv", numbers)

    key = ('"number"',)
    assert written(in_order, tmp_path / "a", threads=2, key=key) == written(
        shuffled, tmp_path / "b", threads=2, key=key
    )


@pytest.mark.parametrize("last", [(2, 1), (1, 9), (1, 2)])
def test_order_is_that_of_all_parts_of_the_key(last):
    made, rows = publish(f"a,b\n1,1\n1,3\n{last[0]},{last[1]}\n", key=("a", "b"))

    assert [row[:2] for row in rows] == sorted([(1, 1), (1, 3), last])
    assert made.rows == 3


def test_packing_declares_only_columns_whose_values_differ(tmp_path):
    with duckdb.connect(str(tmp_path / "x.duckdb"), config={"storage_compatibility_version": "v1.2.0"}) as connection:
        query = "SELECT 'k' || (i * 7919 % 100003) AS varied, 'c' || (i % 5) AS few, i AS _row FROM range(50000) t(i)"
        packing.pack(connection, "rows", query)
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT column_name, list(DISTINCT compression) FROM pragma_storage_info('rows') "
            "WHERE segment_type = 'VARCHAR' GROUP BY 1 ORDER BY 1"
        ).fetchall()
        assert connection.execute("SELECT count(*) FROM rows WHERE _row <> rowid").fetchone() == (0,)
        assert connection.execute(f"FROM ({query}) EXCEPT FROM rows").fetchall() == []

    assert found == [("few", ["Dictionary"]), ("varied", ["FSST"])]


FULL_DISK = """
import resource, sys
from pathlib import Path
from types import SimpleNamespace
from plateforme.domains.datasets.tabular.engine import files
from plateforme.domains.datasets.tabular.ingestion import Limits, ingest
folder, stage, memory = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
(folder / "work").mkdir()

def limit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

def progress(name, *told):
    if name == stage:
        limit()

try:
    made = ingest(folder / "source.csv", filename="source.csv", declared=None, primary_key=(),
        limits=Limits(max_unpacked_bytes=1 << 32, max_columns=100, memory=memory),
        workdir=folder / "work", progress=progress)
    if stage == "serving":
        limit()
    files.ensure_file(folder, SimpleNamespace(digest=made.digest, schema=made.schema), made.parquet, memory="1GB")
except OSError as error:
    print(error.errno, 'spill' if 'spill' in str(error.__cause__) else 'file', end="")
"""


@pytest.mark.parametrize(("stage", "memory"), [("reading", "40MB"), ("storing", "1GB"), ("serving", "1GB")])
def test_a_full_disk_is_told_and_leaves_nothing_under_a_final_name(tmp_path, stage, memory):
    draw = Random(2)  # noqa: S311  # idem
    lines = (f"{number},{draw.randbytes(60).hex()}\n" for number in range(100_000 if stage == "reading" else 20_000))
    (tmp_path / "source.csv").write_text("number,name\n" + "".join(lines))

    command = [sys.executable, "-c", FULL_DISK, tmp_path, stage, memory]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)

    assert ended.stdout == f"{errno.ENOSPC} {'spill' if stage == 'reading' else 'file'}", ended.stderr[-2000:]
    assert not [*tmp_path.glob("*.duckdb"), *tmp_path.glob("*.part*")]


def test_other_faults_of_the_engine_are_not_taken_for_a_full_disk():
    with pytest.raises(duckdb.Error), telling_no_room():
        duckdb.sql("SELECT no_such_column")


def wide(columns: int) -> str:
    return "\n".join(",".join(f"{word}{at}" for at in range(columns)) for word in ("column", "a", "b")) + "\n"


def test_too_many_columns_are_refused_at_once():
    started = time.perf_counter()
    with pytest.raises(FileRefused) as refused:
        publish(wide(5_000))

    assert "300" in str(refused.value.report["errors"][0])
    assert time.perf_counter() - started < 10


def test_hundreds_of_columns_are_a_table():
    made, rows = publish(wide(290))

    assert (made.rows, len(made.schema.columns), len(rows[0])) == (2, 290, 291)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_parquet_is_refused(tmp_path, share):
    whole = tmp_path / "whole.parquet"
    duckdb.sql(f"COPY (SELECT i AS a, 'v' || i AS b FROM range(10000) t(i)) TO '{whole}' (FORMAT parquet)")
    cut = whole.read_bytes()[: int(whole.stat().st_size * share)]

    with pytest.raises(FileRefused) as refused:
        publish(cut, "cut.parquet")

    assert refused.value.report["errors"][0]["code"] == "format-error"


def test_a_parquet_of_five_thousand_columns_is_refused(tmp_path):
    source = tmp_path / "wide.parquet"
    chosen = ", ".join(f"i + {at} AS column_{at}" for at in range(5_000))
    duckdb.sql(f"COPY (SELECT {chosen} FROM range(3) t(i)) TO '{source}' (FORMAT parquet)")

    with pytest.raises(FileRefused) as refused:
        publish(source, "wide.parquet")

    assert "300" in str(refused.value.report["errors"][0])


def content_of(file: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The columns of a serving file with their types, and its rows in order."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("DESCRIBE rows").fetchall(), connection.execute("FROM rows").fetchall()


def test_a_serving_file_written_with_the_parquet_holds_what_one_built_from_it_holds(tmp_path):
    source = tmp_path / "source.csv"
    lines = (f"{at % 7},{at / 8},2024-07-{at % 28 + 1:02}T12:00:00,word {at * 7919 % 30011}\n" for at in range(30_000))
    source.write_text("few,number,moment,text\n" + "".join(lines))
    made = ingest(
        source,
        filename="source.csv",
        declared=None,
        primary_key=("text",),
        limits=LIMITS,
        workdir=tmp_path,
        progress=quiet,
        to_serve=lambda digest: True,
    )
    assert made.serving is not None
    files.adopt(tmp_path, "given", made.serving)
    table = SimpleNamespace(digest="rebuilt", schema=made.schema)
    rebuilt = files.ensure_file(tmp_path, table, made.parquet, memory="1GB")

    assert content_of(tmp_path / "given.duckdb") == content_of(rebuilt)
    assert not made.serving.exists()


def test_a_table_that_is_served_already_is_not_written_again(tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("number\n1\n")
    asked: list[str] = []

    def is_not_served(digest: str) -> bool:
        asked.append(digest)
        return False

    made = ingest(
        source,
        filename="source.csv",
        declared=None,
        primary_key=(),
        limits=LIMITS,
        workdir=tmp_path,
        progress=quiet,
        to_serve=is_not_served,
    )

    assert asked == [made.digest]
    assert made.serving is None


LITTLE: dict[str, Any] = {"storage_compatibility_version": files.STORAGE, "memory_limit": "256MB", "threads": "2"}


def test_hundreds_of_texts_are_packed_within_little_memory(tmp_path):
    texts = ", ".join(f"'v' || (i * 7919 % {2_003 + at}) AS c{at}" for at in range(300))
    with duckdb.connect(str(tmp_path / "x.duckdb"), config=LITTLE) as connection:
        packing.pack(connection, "rows", f"SELECT {texts}, i AS _row FROM range(2000) t(i)")
        assert connection.execute("SELECT count(*) FROM rows").fetchone() == (2_000,)
